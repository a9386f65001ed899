"""From an inspected school to finished pages: a pure function, and no site generator in sight.

`render` gives every page as HTML that is complete but for the frame round it. Record text goes
through Jinja's autoescape and through nothing else: it is never Markdown and never a template.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from builder.assets import TEMPLATES
from builder.i18n import N_, Language, percent
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
    """

    template: str
    sheets: Callable[[Site], Iterable[Sheet]]
    nav: str = ""
    section: str = ""


_ROSTERS: Final = N_("Rosters")
_LEDGERS: Final = N_("Ledgers")


PAGES: Final = (
    PageKind("today", today.sheets, N_("Today")),
    PageKind("overdue", overdue.sheets, N_("Overdue")),
    PageKind("follow_ups", follow_ups.sheets, N_("Follow-ups")),
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
    PageKind("print/index", prints.index.sheets, N_("Print")),
    PageKind("policy", policy.sheets, N_("Policy")),
    PageKind("school", school.sheets, N_("School")),
    PageKind("quality", quality.sheets, N_("Data quality")),
    PageKind("codes", quality.code_sheets),
    PageKind("incidents_card", incidents_card.sheets),
    PageKind("child", child.sheets),
    PageKind("classroom", classroom.sheets),
    PageKind("teacher", teacher.sheets),
    PageKind("assessed", assessed.sheets),
    PageKind("print/archive", prints.archive.sheets),
    PageKind("print/cards", prints.cards.sheets),
    PageKind("print/statistics", prints.statistics.sheets),
    PageKind("print/register", prints.register.sheets),
    PageKind("print/pairs", prints.pairs.sheets),
    PageKind("print/handbook", prints.handbook.sheets),
    PageKind("print/older", prints.older.sheets),
    PageKind("print/notice", prints.notice.sheets),
    PageKind("print/visit_form", prints.visit_form.sheets),
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
    """Every page by its path, such as `children/c2301.md`. `progress` is told how many are done."""
    environment = _environment(site.language)
    sheets = [(kind, tuple(kind.sheets(site))) for kind in PAGES]
    sections = _sections_of(site.language, sheets)
    pages: dict[str, Page] = {}
    for kind, its_sheets in sheets:
        for position, sheet in enumerate(its_sheets):
            template = environment.get_template(f"pages/{sheet.template or kind.template}.html.j2")
            root = "../" * sheet.path.count("/")
            html = template.render(
                _context(sheet),
                root=root,
                here=f"{sheet.path}.html",
                siblings=sections.get(kind.section, ()),
                stale_days=site.stale_days,
            )
            html = _BLANK_LINES.sub("\n", html).strip()
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
                sections=tuple(_sections(html)),
                edit=sheet.edit,
            )
            if progress:
                progress(len(pages))
    return pages


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
"""Line ends of templates. Record text has none left: the `lines` filter made them `<br>`."""

_SECTION: Final = re.compile(r'<h2 id="([a-z0-9-]+)">(.*?)</h2>', re.DOTALL)


def _sections(html: str) -> Iterator[tuple[str, str]]:
    """The sections of a page, for the skip link and the contents."""
    for found in _SECTION.finditer(html):
        yield found[1], str(Markup(found[2]).striptags())


@cache
def _environment(language: Language) -> Environment:
    """The compiled templates, speaking a language. Autoescape is on for every one of them."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
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
