"""From an inspected school to finished pages: a pure function, and no site generator in sight.

`render` gives every page as HTML that is complete but for the frame round it. Record text goes
through Jinja's autoescape and through nothing else: it is never Markdown and never a template.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape

from builder.audience import Audience, Kind
from builder.forms.links import PAGE as FORM_PAGE
from builder.i18n import N_, Language, percent
from builder.templating import for_pages
from builder.views import (
    activities,
    aid,
    assessed,
    assessment,
    child,
    classroom,
    duties,
    follow_ups,
    groups,
    health,
    incidents,
    incidents_card,
    lectures,
    ledgers,
    letters,
    needs,
    overdue,
    pairings,
    policy,
    prints,
    provisions,
    public,
    quality,
    requests,
    room,
    rosters,
    school,
    staff_loads,
    summary,
    teacher,
    today,
    wishes,
)
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True)
class PageKind:
    """One row of the table of pages: its template, its view, and its place in the navigation.

    Pages with the same `section` stand together in the navigation and name each other at the top.
    `seen_by` are the kinds of audience that have it: the leaders, unless more are named.
    """

    template: str
    sheets: Callable[[Site], Iterable[Sheet]]
    nav: str = ""
    section: str = ""
    seen_by: frozenset[Kind] = frozenset({Kind.ALL})


_SCHOOL: Final = frozenset({Kind.ALL, Kind.STAFF, Kind.CLASS})
"""The audiences of the school's own people."""

_ROSTERS: Final = N_("Rosters")
_LEDGERS: Final = N_("Ledgers")


PAGES: Final = (
    PageKind("today", today.sheets, N_("Today")),
    PageKind("teacher", teacher.home, N_("My page"), seen_by=frozenset({Kind.STAFF, Kind.OUTSIDE})),
    PageKind("classroom", classroom.home, N_("Class"), seen_by=frozenset({Kind.CLASS})),
    PageKind("public", public.sheets, N_("In numbers"), seen_by=frozenset({Kind.PUBLIC})),
    PageKind("overdue", overdue.sheets, N_("Overdue"), seen_by=_SCHOOL),
    PageKind("follow_ups", follow_ups.sheets, N_("Follow-ups"), seen_by=_SCHOOL),
    PageKind("rosters", rosters.sheets, N_("By class"), _ROSTERS),
    PageKind("staff_loads", staff_loads.sheets, N_("Staff and loads"), _ROSTERS),
    PageKind("pairings", pairings.sheets, N_("Pairings"), _ROSTERS),
    PageKind("groups", groups.sheets, N_("Groups"), _ROSTERS),
    PageKind("needs", needs.sheets, N_("Needs and concerns"), _ROSTERS),
    PageKind("ledgers", ledgers.sheets, N_("All ledgers"), _LEDGERS),
    PageKind("activities", activities.sheets, N_("Activities"), _LEDGERS),
    PageKind("lectures", lectures.sheets, N_("Lectures and lessons"), _LEDGERS),
    PageKind("letters", letters.sheets, N_("Letters and calls"), _LEDGERS),
    PageKind("wishes", wishes.sheets, N_("Wishes"), _LEDGERS),
    PageKind("aid", aid.sheets, N_("Aid"), _LEDGERS),
    PageKind("health", health.sheets, N_("Health checks"), _LEDGERS),
    PageKind("incidents", incidents.sheets, N_("Incidents"), _LEDGERS),
    PageKind("duties", duties.sheets, N_("Duty rosters"), _LEDGERS),
    PageKind("provisions", provisions.sheets, N_("Daily provision"), _LEDGERS),
    PageKind("room", room.sheets, N_("Activity room"), _LEDGERS),
    PageKind("requests", requests.sheets, N_("Families' requests"), _LEDGERS),
    PageKind("assessment", assessment.sheets, N_("Assessment")),
    PageKind("summary", summary.sheets, N_("Summary")),
    PageKind("print/index", prints.index.sheets, N_("Print"), seen_by=_SCHOOL),
    PageKind("policy", policy.sheets, N_("Policy"), seen_by=_SCHOOL),
    PageKind("school", school.sheets, N_("School"), seen_by=_SCHOOL),
    PageKind("quality", quality.sheets, N_("Data quality")),
    PageKind("codes", quality.code_sheets),
    PageKind("incidents_card", incidents_card.sheets, seen_by=_SCHOOL),
    PageKind("child", child.sheets, seen_by=_SCHOOL),
    PageKind("classroom", classroom.sheets, seen_by=_SCHOOL),
    PageKind("teacher", teacher.sheets),
    PageKind("assessed", assessed.sheets),
    PageKind("print/archive", prints.archive.sheets, seen_by=_SCHOOL),
    PageKind("print/cards", prints.cards.sheets, seen_by=_SCHOOL),
    PageKind("print/statistics", prints.statistics.sheets, seen_by=_SCHOOL),
    PageKind("print/register", prints.register.sheets, seen_by=_SCHOOL),
    PageKind("print/pairs", prints.pairs.sheets, seen_by=_SCHOOL),
    PageKind("print/handbook", prints.handbook.sheets, seen_by=_SCHOOL),
    PageKind("print/older", prints.older.sheets, seen_by=_SCHOOL),
    PageKind("print/notice", prints.notice.sheets),
    PageKind("print/visit_form", prints.visit_form.sheets, seen_by=_SCHOOL),
)
"""Every page there is. Those with `nav` are the site's navigation, in this order; the first sheet
of such a row is the page that the navigation opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One finished page. All texts are plain; whoever puts them into HTML escapes them."""

    path: str
    title: str
    html: str
    nav: str = ""
    section: str = ""
    description: str = ""
    search: str | None = None
    sections: tuple[tuple[str, str], ...] = ()
    edit: str = ""


def render(site: Site, progress: Callable[[int], None] | None = None) -> dict[str, Page]:
    """Every page of the site's audience by its path, such as `children/c2301.md`.

    `progress` is told how many are done.
    """
    environment = templates(site.language)
    sheets = [(kind, tuple(found)) for kind, found in sheets_of(site)]
    paths = {f"{sheet.path}.html" for _, its_sheets in sheets for sheet in its_sheets}
    paths |= {FORM_PAGE} if site.forms else set()
    siblings = _sections_of(site.language, sheets)
    pages: dict[str, Page] = {}
    for kind, its_sheets in sheets:
        for position, sheet in enumerate(its_sheets):
            template = environment.get_template(f"pages/{sheet.template or kind.template}.html.j2")
            root = "../" * sheet.path.count("/")
            html = template.render(
                _context(sheet),
                root=root,
                here=f"{sheet.path}.html",
                siblings=siblings.get(kind.section, ()),
                stale_days=site.stale_days,
            )
            html = _BLANK_LINES.sub("\n", html).strip()
            if not site.audience.whole:
                html = reachable(html, f"{sheet.path}.html", paths, _front(site.audience))
            nav = site.language.text(kind.nav) if kind.nav and not position else ""
            path = f"{sheet.path}.md"
            pages[path] = Page(
                path=path,
                title=sheet.title,
                html=html,
                nav=nav,
                section=site.language.text(kind.section) if nav and kind.section else "",
                description=sheet.description,
                search=sheet.search,
                sections=tuple(sections(html)),
                edit=sheet.edit,
            )
            if progress:
                progress(len(pages))
    return pages


def sheets_of(site: Site) -> Iterator[tuple[PageKind, Iterable[Sheet]]]:
    """The kinds of page that the site's audience has, each with its sheets."""
    for kind in PAGES:
        if site.audience.kind in kind.seen_by:
            yield kind, kind.sheets(site)


def reachable(html: str, here: str, paths: Set[str], front: str) -> str:
    """A page of an audience that has not all pages: a link to one that it lacks is words alone, a
    button to one is none. `front` is the page that is this site's `index.html`.

    Views name pages without asking who reads; here is the only place that knows which there are.
    """

    def target(href: str) -> str:
        path = re.split(r"[?#]", href)[0]
        return posixpath.normpath(posixpath.join(posixpath.dirname(here), path))

    def kept(found: re.Match[str]) -> str:
        href = found["href"]
        if href.startswith("#") or ":" in href:
            return found[0]
        place = target(href)
        if place == front:
            home = posixpath.relpath("index.html", posixpath.dirname(here) or ".")
            tail = re.search(r"[?#].*", href)
            return found[0].replace(f'"{href}"', f'"{home}{tail[0] if tail else ""}"', 1)
        if place in paths:
            return found[0]
        return "" if "class=" in found["tag"] else found["words"]

    return _LINK.sub(kept, html)


_LINK: Final = re.compile(
    r'(?P<tag><a\b[^>]*\bhref="(?P<href>[^"]*)"[^>]*>)(?P<words>.*?)</a>', re.S
)


def _front(audience: Audience) -> str:
    """The page that is an audience's front page, by the path that it has for the leaders."""
    folder = {Kind.STAFF: "staff", Kind.OUTSIDE: "staff", Kind.CLASS: "classes"}.get(audience.kind)
    return f"{folder}/{audience.id}.html" if folder else ""


def _sections_of(
    language: Language, sheets: Iterable[tuple[PageKind, Sequence[Sheet]]]
) -> Mapping[str, tuple[Link, ...]]:
    """The pages of each section of the navigation, where there are several."""
    found: dict[str, list[Link]] = {}
    for kind, its_sheets in sheets:
        if kind.section and kind.nav and its_sheets:
            link = Link(language.text(kind.nav), f"{its_sheets[0].path}.html")
            found.setdefault(kind.section, []).append(link)
    return {section: tuple(links) for section, links in found.items() if len(links) > 1}


def _context(sheet: Sheet) -> dict[str, Any]:
    """A view's fields by name: a template sees these and nothing else of the school."""
    return {field.name: getattr(sheet.context, field.name) for field in fields(sheet.context)}


_BLANK_LINES: Final = re.compile(r"\s*\n\s*")
"""Line ends of templates. Of record text none means anything: `lines` and `verbatim` keep those."""

_SECTION: Final = re.compile(r'<h2 id="([a-z0-9-]+)">(.*?)</h2>', re.DOTALL)


def sections(html: str) -> Iterator[tuple[str, str]]:
    """The sections of a page, for the skip link and the contents."""
    for found in _SECTION.finditer(html):
        yield found[1], str(Markup(found[2]).striptags())


@cache
def templates(language: Language) -> Environment:
    """The compiled templates, speaking a language. Autoescape is on for every one of them."""
    environment = for_pages()
    environment.globals.update(_words(language))
    environment.filters["lines"] = lines
    environment.filters["verbatim"] = verbatim
    return environment


def _words(language: Language) -> Mapping[str, Any]:
    """What templates say things with. `_` and `ngettext` as in gettext."""
    return {
        "_": language.text,
        "ngettext": language.plural,
        "day": language.day,
        "short_day": language.short_day,
        "share": language.share,
        "percent": percent,
        "number": language.number,
        "field": language.field,
        "value": language.value,
        "kind_name": language.kind,
        "joined": language.join,
        "chinese": language.chinese,
        # Between two sentences: Chinese has none.
        "gap": "" if language.chinese else " ",
    }


def lines(text: str | None) -> Markup:
    """Text that somebody typed, its line ends kept."""
    rows = [row.strip() for row in (text or "").splitlines()]
    return Markup("<br>").join(escape(row) for row in rows if row)


def verbatim(text: str) -> Markup:
    """Text for a field to copy from: every space and line end stays."""
    return Markup("&#10;").join(escape(row) for row in text.split("\n"))
