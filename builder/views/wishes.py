"""Wishes: collected, taken on, fulfilled or dropped, and who has none on record (S3-04, S3-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import Wish
from builder.views.by_class import ClassShare, by_class, class_of, class_options, gone
from builder.views.by_semester import Season, by_semester, now_and_before
from builder.views.marks import Tag
from builder.views.new_record import new_record, new_records
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site
from builder.wishes import came_true, taken_on

WAITING, MATCHED, FULFILLED, DROPPED = "waiting", "matched", "fulfilled", "dropped"

STATES: Final = {
    WAITING: (N_("nobody has taken it on"), "late"),
    MATCHED: (N_("taken on"), "warn"),
    FULFILLED: (N_("fulfilled"), "good"),
    DROPPED: (N_("dropped"), "quiet"),
}
"""How far a wish may have come: what that is called, and the tone of its tag."""

OPEN: Final = (WAITING, MATCHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How far some wishes have come. `matched` is every wish that anybody took on, so those that
    were fulfilled are among them."""

    collected: int
    matched: int
    fulfilled: int
    dropped: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One semester's wishes, by the day they were collected, and its children who made any."""

    semester: Link
    counts: Counts
    children: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorRow:
    """Somebody who took on wishes, as the records name them; linked where that is exactly the name
    of one member of the staff."""

    donor: Link
    matched: int
    fulfilled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRow:
    """One wish. `days` is how long an open one has waited since it was collected."""

    anchor: str
    child: Link
    gone: str
    class_: Link
    text: str
    semester: str
    collected: str
    collected_sort: str
    donor: str
    matched: str
    ended: str
    state: str
    tag: Tag
    days: int
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesView:
    """The whole ledger."""

    as_of: str
    semester: str
    children: int
    on_record: int
    now: Counts
    open_n: int
    longest: int
    seasons: tuple[SeasonRow, ...]
    ever: Counts
    donors: tuple[DonorRow, ...]
    donors_matched: int
    donors_fulfilled: int
    rows: tuple[WishRow, ...]
    closed: tuple[WishRow, ...]
    unnamed: int
    without: int
    never: int
    lacking: tuple[ClassShare, ...]
    lacking_ever: tuple[ClassShare, ...]
    states: tuple[Link, ...]
    ends: tuple[Link, ...]
    classes: tuple[Link, ...]
    semesters: tuple[Link, ...]
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of wishes."""
    view = wishes_view(site)
    yield Sheet(
        path="wishes",
        title=site.language.text("Wishes"),
        context=view,
        search="",
        description=site.language.text("The children's wishes, as of {day}", day=view.as_of),
    )


def wishes_view(site: Site) -> WishesView:
    """The wishes collected up to the day: what is open waits at the top, the longest first."""
    seasons = by_semester(site, site.store.wishes, lambda wish: wish.collected)
    now, _ = now_and_before(seasons)
    wishes = [wish for season in seasons for wish in season.records]
    listed = [wish for wish in wishes if wish.child not in site.withdrawn]
    rows = sorted(
        (wish_row(site, wish) for wish in listed if state(site, wish) in OPEN),
        key=lambda row: (row.collected_sort, row.child.id),
    )
    closed = sorted(
        (wish_row(site, wish) for wish in listed if state(site, wish) not in OPEN),
        key=lambda row: row.collected_sort,
        reverse=True,
    )
    present = {child.id for child in site.roll}
    lacking = present - {wish.child for wish in now}
    never = present - {wish.child for wish in wishes}
    counts = count(site, wishes)
    donors = tuple(_donors(site, wishes))
    return WishesView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.roll),
        on_record=len(wishes),
        now=count(site, now),
        open_n=counts.open,
        longest=max((row.days for row in rows), default=0),
        ever=counts,
        seasons=tuple(_season(site, season) for season in seasons),
        donors=donors,
        donors_matched=sum(row.matched for row in donors),
        donors_fulfilled=sum(row.fulfilled for row in donors),
        rows=tuple(rows),
        closed=tuple(closed),
        unnamed=len(wishes) - len(listed),
        without=len(lacking),
        never=len(never),
        lacking=by_class(site, lacking, partial(_form, site)),
        lacking_ever=by_class(site, never) if never != lacking else (),
        states=_options(site, OPEN),
        ends=_options(site, (FULFILLED, DROPPED)),
        classes=class_options(site, (wish.child for wish in listed)),
        semesters=tuple(season.semester for season in seasons if season.records),
        new=new_wish(site),
    )


def state(site: Site, wish: Wish) -> str:
    """How far a wish has come on the day."""
    if came_true(wish, site.as_of):
        return FULFILLED
    if wish.dropped:
        return DROPPED
    return MATCHED if taken_on(wish, site.as_of) else WAITING


def count(site: Site, wishes: Sequence[Wish]) -> Counts:
    """How many of some wishes have come how far."""
    states = [state(site, wish) for wish in wishes]
    return Counts(
        collected=len(wishes),
        matched=sum(taken_on(wish, site.as_of) for wish in wishes),
        fulfilled=states.count(FULFILLED),
        dropped=states.count(DROPPED),
        open=sum(one in OPEN for one in states),
    )


def wish_row(site: Site, wish: Wish) -> WishRow:
    """One wish as the ledger shows it."""
    day = site.language.short_day
    stands = state(site, wish)
    words, tone = STATES[stands]
    semester = site.calendar.semester_of(wish.collected)
    return WishRow(
        anchor=anchor(wish.origin),
        child=site.child_link(wish.child),
        gone=gone(site, wish.child),
        class_=class_of(site, wish.child),
        text=wish.text,
        semester=semester.id if semester else "none",
        collected=site.language.day(wish.collected),
        collected_sort=wish.collected.isoformat(),
        donor=wish.donor or "",
        matched=day(site.so_far(wish.matched)),
        ended=wish.dropped or "" if stands == DROPPED else day(site.so_far(wish.fulfilled)),
        state=stands,
        tag=Tag(site.language.text(words), tone),
        days=(site.as_of - wish.collected).days if stands in OPEN else 0,
        edit=site.links.edit(wish.origin),
    )


def new_wish(site: Site) -> NewFile:
    """The host's page for one new wish."""
    return new_record(site, "wish", ("child", "text", "collected", "donor", "matched", "fulfilled"))


def _form(site: Site, class_id: str, ids: Sequence[str]) -> NewFile:
    """One file for the wishes of every child of a class that has none."""
    entries = [{"child": child} for child in ids]
    return new_records(site, "wish", ("collected",), ("child", "text"), entries, class_id)


def _season(site: Site, season: Season[Wish]) -> SeasonRow:
    return SeasonRow(
        semester=season.semester,
        counts=count(site, season.records),
        children=season.reached(wish.child for wish in season.records),
        whole=len(season.children),
    )


def _donors(site: Site, wishes: Iterable[Wish]) -> Iterator[DonorRow]:
    """Who took wishes on, whoever has most first (S3-05)."""
    staff: dict[str, list[str]] = {}
    for person in site.store.staff.values():
        staff.setdefault(person.name, []).append(person.id)
    by_donor: dict[str, list[Wish]] = {}
    for wish in wishes:
        if wish.donor and taken_on(wish, site.as_of):
            by_donor.setdefault(wish.donor, []).append(wish)
    for donor, theirs in sorted(by_donor.items(), key=lambda item: (-len(item[1]), item[0])):
        done = sum(came_true(wish, site.as_of) for wish in theirs)
        known = staff.get(donor, ())
        who = site.staff_link(known[0]) if len(known) == 1 else Link(donor)
        yield DonorRow(donor=who, matched=len(theirs), fulfilled=done)


def _options(site: Site, states: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(site.language.text(STATES[one][0]), "", one) for one in states)
