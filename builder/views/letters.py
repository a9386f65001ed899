"""Letters and family calls: which child spoke with its parents, and whom the school wrote to
(S1-14 亲情电话室, S5-09 两地书, and S1-10's letter a semester)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.edit_links import NewFile
from builder.model import Visit
from builder.views.by_class import ClassShare, by_class, class_of, class_options
from builder.views.by_semester import Season, by_semester, now_and_before
from builder.views.kept import KeptRule, kept_rules
from builder.views.marks import Tag, outcome_tag
from builder.views.new_record import new_record
from builder.views.record_links import anchor, record_link
from builder.views.site import Link, Sheet, Site

OWN: Final = ("family_call", "family_letter")
"""The child itself, to its parents."""

KINDS: Final = (*OWN, "letter")
"""Those, and the school's letters to the parents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """One kind in one semester: contacts (each child of each counted), and of how many children."""

    kind: Link
    n: int
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One semester, kind by kind, of `whole` children."""

    semester: Link
    kinds: tuple[KindCount, ...]
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow:
    """One child this semester: how often each kind, and when its parents were last heard of or
    written to. `state` is some or none: whether the child itself called or wrote."""

    child: Link
    class_: Link
    counts: tuple[int, ...]
    last: Link
    last_sort: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One letter or call. What was said stands on the child's page."""

    anchor: str
    when: Link
    when_sort: str
    semester: str
    children: tuple[Link, ...]
    unnamed: int
    kinds: tuple[str, ...]
    title: str
    tags: tuple[Tag, ...]
    by: tuple[Link, ...]
    minutes: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersView:
    """The whole ledger."""

    as_of: str
    semester: str
    children: int
    on_record: int
    now: tuple[KindCount, ...]
    heard: int
    without: int
    lacking: tuple[ClassShare, ...]
    rules: tuple[KeptRule, ...]
    seasons: tuple[SeasonRow, ...]
    by_child: tuple[ChildRow, ...]
    rows: tuple[ContactRow, ...]
    earlier: tuple[ContactRow, ...]
    contests: tuple[tuple[str, Link], ...]
    kinds: tuple[Link, ...]
    classes: tuple[Link, ...]
    states: tuple[Link, ...]
    semesters: tuple[Link, ...]
    new: tuple[tuple[str, NewFile], ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of letters and family calls."""
    view = letters_view(site)
    yield Sheet(
        path="letters",
        title=site.language.text("Letters and family calls"),
        context=view,
        search="",
        description=site.language.text(
            "Who called home, who wrote, whom the school wrote to, as of {day}", day=view.as_of
        ),
    )


def letters_view(site: Site) -> LettersView:
    """Letters and calls up to the day; attempts that reached nobody are listed and not counted."""
    text = site.language.text
    ours = [visit for visit in site.visits_until_now if set(KINDS) & set(visit.kind)]
    seasons = by_semester(site, ours, lambda visit: visit.date)
    now, before = now_and_before(seasons)
    present = {child.id for child in site.roll}
    heard = present & {child for visit in _reached(now, OWN) for child in visit.children}
    return LettersView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.roll),
        on_record=len(ours),
        now=_counts(site, now, present),
        heard=len(heard),
        without=len(present - heard),
        lacking=by_class(site, present - heard),
        rules=kept_rules(site, KINDS),
        seasons=tuple(_season(site, season) for season in seasons),
        by_child=tuple(_children(site, now)),
        rows=_rows(site, now),
        earlier=_rows(site, before),
        contests=tuple(_contests(site)),
        kinds=tuple(_kind(site, kind) for kind in KINDS),
        classes=class_options(site, present),
        states=(Link(text("called or wrote"), "", "some"), Link(text("neither"), "", "none")),
        semesters=tuple(s.semester for s in seasons if s.records and not s.now),
        new=tuple((_kind(site, kind).text, new_contact(site, kind)) for kind in KINDS),
    )


def new_contact(site: Site, kind: str) -> NewFile:
    """The host's page for a new call or letter."""
    names = ("date", "children", "kind", "by", "minutes", "summary")
    return new_record(site, "visit", names, {"kind": kind}, kind.replace("_", "-"))


def _kind(site: Site, kind: str) -> Link:
    return Link(site.language.value("visit", "kind", kind), "", kind)


def _reached(visits: Iterable[Visit], kinds: Iterable[str]) -> list[Visit]:
    wanted = set(kinds)
    return [visit for visit in visits if visit.reached and wanted & set(visit.kind)]


def _counts(site: Site, visits: Iterable[Visit], present: Iterable[str]) -> tuple[KindCount, ...]:
    known = set(present)
    found = []
    for kind in KINDS:
        children = [child for visit in _reached(visits, (kind,)) for child in visit.children]
        found.append(
            KindCount(kind=_kind(site, kind), n=len(children), children=len(known & set(children)))
        )
    return tuple(found)


def _season(site: Site, season: Season[Visit]) -> SeasonRow:
    return SeasonRow(
        semester=season.semester,
        kinds=_counts(site, season.records, season.children),
        whole=len(season.children),
    )


def _children(site: Site, now: Sequence[Visit]) -> Iterator[ChildRow]:
    """Every child of the day who may be named, by class."""
    mine: dict[str, list[Visit]] = {}
    for visit in _reached(now, KINDS):
        for child_id in visit.children:
            mine.setdefault(child_id, []).append(visit)
    for children in site.roll_of_class.values():
        for child in children:
            if child.id in site.withdrawn:
                continue
            these = mine.get(child.id, [])
            last = these[-1] if these else None
            yield ChildRow(
                child=site.child_link(child.id),
                class_=class_of(site, child.id),
                counts=tuple(len(_reached(these, (kind,))) for kind in KINDS),
                last=_on_page(site, child.id, last) if last else Link(""),
                last_sort=last.date.isoformat() if last else "",
                state="some" if _reached(these, OWN) else "none",
            )


def _on_page(site: Site, child: str, visit: Visit) -> Link:
    """The visit on the page of this child, where several were on it together."""
    page = site.child_link(child).href
    return Link(site.language.short_day(visit.date), f"{page}#{anchor(visit.origin)}")


def _rows(site: Site, visits: Sequence[Visit]) -> tuple[ContactRow, ...]:
    """Letters and calls, the newest first, without those of children who may not be named."""
    return tuple(
        _row(site, visit) for visit in reversed(visits) if set(visit.children) - site.withdrawn
    )


def _row(site: Site, visit: Visit) -> ContactRow:
    language = site.language
    semester = site.calendar.semester_of(visit.date)
    named = [child for child in visit.children if child not in site.withdrawn]
    # What else took place on the occasion, counselling perhaps, is not for this list.
    kinds = tuple(kind for kind in KINDS if kind in visit.kind)
    return ContactRow(
        anchor=anchor(visit.origin),
        when=Link(language.day(visit.date), record_link(site, visit).href),
        when_sort=visit.date.isoformat(),
        semester=semester.id if semester else "none",
        children=tuple(site.child_link(child) for child in named),
        unnamed=len(visit.children) - len(named),
        kinds=kinds,
        title=language.join([_kind(site, kind).text for kind in kinds]),
        tags=outcome_tag(language, visit),
        by=tuple(site.anybody(person) for person in visit.by if person not in site.withdrawn),
        minutes=language.number(visit.minutes) if visit.minutes is not None else "",
        edit=site.links.edit(visit.origin),
    )


_WRITTEN: Final = ("征文", "作文", "书信", "家书", "写信", "两地书", "essay", "letter")


def _contests(site: Site) -> Iterator[tuple[str, Link]]:
    """The essay contests up to the day, the newest first: each is kept as a contest (S5-09), and
    told from one of singing by the words of its title and topics."""
    for activity in reversed(site.store.activities):
        words = " ".join((activity.title, *activity.topics)).lower()
        written = any(word in words for word in _WRITTEN)
        if activity.kind == "contest" and written and activity.date <= site.as_of:
            yield site.language.day(activity.date), record_link(site, activity)
