"""All ledgers on one page: what each holds of this semester, and where it asks for something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from builder.i18n import N_
from builder.notices import known_incidents
from builder.views import (
    duties,
    health_rows,
    incidents,
    lectures,
    letters,
    provisions,
    room,
    wishes,
)
from builder.views.aid_sums import sum_of
from builder.views.marks import Tag
from builder.views.site import Link, Sheet, Site

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a ledger stands: its entries of this semester (`total` says them in words), the last
    entry of all, `part` of `whole` of something, and what there is to do."""

    total: str
    last: date | None = None
    measure: str = ""
    part: int = 0
    whole: int = 0
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One row of the table: the page, what it is called, and what can be said of it on a day."""

    page: str
    label: str
    standing: Callable[[Site], Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ledger as the page shows it."""

    ledger: Link
    total: str
    measure: str
    part: int
    whole: int
    last: str
    last_sort: str
    tag: Tag | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgersView:
    """The page."""

    as_of: str
    semester: str
    children: int
    rows: tuple[Row, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page that names all ledgers."""
    view = ledgers_view(site)
    yield Sheet(
        path="ledgers",
        title=site.language.text("All ledgers"),
        context=view,
        search="",
        description=site.language.text("What each ledger holds, as of {day}", day=view.as_of),
    )


def ledgers_view(site: Site) -> LedgersView:
    """Every ledger with its total of this semester."""
    return LedgersView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.roll),
        rows=tuple(_row(site, ledger) for ledger in LEDGERS),
    )


def _row(site: Site, ledger: Ledger) -> Row:
    standing = ledger.standing(site)
    return Row(
        ledger=Link(site.language.text(ledger.label), f"{ledger.page}.html", ledger.page),
        total=standing.total,
        measure=standing.measure,
        part=standing.part,
        whole=standing.whole,
        last=site.language.day(standing.last),
        last_sort=standing.last.isoformat() if standing.last else "",
        tag=standing.tag,
    )


def _dated(
    site: Site, records: Iterable[T], day_of: Callable[[T], date]
) -> tuple[list[T], date | None]:
    """The records of this semester, and the last day of all that has come."""
    known = [record for record in records if day_of(record) <= site.as_of]
    now = [record for record in known if site.this_semester(day_of(record))]
    return now, max(map(day_of, known), default=None)


def _entries(site: Site, n: int) -> str:
    return site.language.plural("{n} entry", "{n} entries", n)


def _open(site: Site, n: int) -> Tag | None:
    """What waits still, whenever it began: more than the semester's entries, at times."""
    words = site.language.plural(
        "{n} still open, of any semester", "{n} still open, of any semester", n
    )
    return _to_do(n, words)


def _to_do(n: int, words: str, tone: str = "warn") -> Tag | None:
    """What `n` of something ask for; nothing where there are none."""
    return Tag(words, tone) if n else None


def _activities(site: Site) -> Standing:
    now, last = _dated(site, site.store.activities, lambda one: one.date)
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("with the attendance on record"),
        part=sum(one.attendance is not None for one in now),
        whole=len(now),
    )


def _lectures(site: Site) -> Standing:
    view = lectures.lectures_view(site)
    ours = [one for one in site.store.activities if one.kind in lectures.KINDS]
    missing = len(view.types) - view.held
    return Standing(
        total=_entries(site, view.now.n),
        last=_dated(site, ours, lambda one: one.date)[1],
        measure=site.language.text("kinds with a lecture"),
        part=view.held,
        whole=len(view.types),
        tag=_to_do(
            missing, site.language.plural("{n} kind without any", "{n} kinds without any", missing)
        ),
    )


def _letters(site: Site) -> Standing:
    view = letters.letters_view(site)
    ours = [one for one in site.store.visits if set(letters.KINDS) & set(one.kind)]
    now, last = _dated(site, ours, lambda one: one.date)
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("children who called or wrote home"),
        part=view.heard,
        whole=view.children,
    )


def _wishes(site: Site) -> Standing:
    now, last = _dated(site, site.store.wishes, lambda wish: wish.collected)
    every = [wish for wish in site.store.wishes if wish.collected <= site.as_of]
    waiting = wishes.count(site, every).open
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("fulfilled"),
        part=wishes.count(site, now).fulfilled,
        whole=len(now),
        tag=_open(site, waiting),
    )


def _aid(site: Site) -> Standing:
    now, last = _dated(site, site.store.aid, lambda aid: aid.date)
    received = {child for aid in now for child in aid.children}
    without = sum(child.id not in received for child in site.roll)
    given, words = sum_of(site.language, now), [_entries(site, len(now))]
    if given.yuan:
        words.append(site.language.text("{n} yuan", n=given.yuan))
    return Standing(
        total=site.language.join(words),
        last=last,
        measure=site.language.text("children who received something"),
        part=len(site.roll) - without,
        whole=len(site.roll),
        tag=_to_do(
            without,
            site.language.plural(
                "{n} child received nothing", "{n} children received nothing", without
            ),
        ),
    )


def _health(site: Site) -> Standing:
    now, last = _dated(site, site.store.health, lambda check: check.date)
    checked = {check.child for check in now}
    late = sum(
        health_rows.state(site, check) == health_rows.LATE
        for check in site.store.health
        if check.date <= site.as_of
    )
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("children checked"),
        part=sum(child.id in checked for child in site.roll),
        whole=len(site.roll),
        tag=_to_do(
            late, site.language.plural("{n} past its date", "{n} past their date", late), "late"
        ),
    )


def _incidents(site: Site) -> Standing:
    """How many, and how many of the notifications that are due were made in time (S1-25)."""
    view = incidents.incidents_view(site)
    last = max((one.known.date() for one in known_incidents(site.store, site.as_of)), default=None)
    return Standing(
        total=_entries(site, view.now),
        last=last,
        measure=site.language.text("notifications made in time"),
        part=view.in_time,
        whole=view.due,
        tag=_to_do(view.unreported, site.language.text("Suspected abuse not reported"), "late")
        or _open(site, view.open),
    )


def _duties(site: Site) -> Standing:
    """The rosters in force, and how many of their slots somebody has (S4-07)."""
    view = duties.duties_view(site)
    gaps = view.whole - view.filled
    return Standing(
        total=_entries(site, len(view.current)),
        measure=site.language.text("slots with somebody on duty"),
        part=view.filled,
        whole=view.whole,
        tag=_to_do(gaps, site.language.plural("{n} gap", "{n} gaps", gaps)),
    )


def _provisions(site: Site) -> Standing:
    """Eggs: on how many of the school days so far the classes have an entry (S1-20)."""
    meals = [one for one in site.store.provisions if one.class_ is not None]
    now, last = _dated(site, meals, lambda one: one.date)
    view = provisions.provisions_view(site, site.semester)
    totals = {row.kind.id: row for row in view.totals}
    gaps = len({row.class_.id for row in view.rows if row.standing == "gaps"})
    eggs = totals.get("egg")
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("class-days with eggs"),
        part=eggs.days if eggs else 0,
        whole=eggs.whole if eggs else 0,
        tag=_to_do(
            gaps,
            site.language.plural(
                "{n} class with missing days", "{n} classes with missing days", gaps
            ),
        ),
    )


def _room(site: Site) -> Standing:
    ours = [one for one in site.store.provisions if one.kind == "room_open"]
    now, last = _dated(site, ours, lambda one: one.date)
    used = room.use(now, room.school_days(site, site.semester))
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("school days on which it was open"),
        part=used.days,
        whole=used.whole,
    )


def _requests(site: Site) -> Standing:
    now, last = _dated(site, site.store.requests, lambda one: one.received)
    waiting = sum(one.open_on(site.as_of) for one in site.store.requests)
    return Standing(
        total=_entries(site, len(now)),
        last=last,
        measure=site.language.text("answered"),
        part=sum(not one.open_on(site.as_of) for one in now),
        whole=len(now),
        tag=_open(site, waiting),
    )


LEDGERS: Final = (
    Ledger("activities", N_("Activities"), _activities),
    Ledger("lectures", N_("Lectures and lessons"), _lectures),
    Ledger("letters", N_("Letters and calls"), _letters),
    Ledger("wishes", N_("Wishes"), _wishes),
    Ledger("aid", N_("Aid"), _aid),
    Ledger("health", N_("Health checks"), _health),
    Ledger("incidents", N_("Incidents"), _incidents),
    Ledger("duties", N_("Duty rosters"), _duties),
    Ledger("provisions", N_("Daily provision"), _provisions),
    Ledger("room", N_("Activity room"), _room),
    Ledger("requests", N_("Families' requests"), _requests),
)
"""Every ledger, in the order of the navigation. A new one is a row here and one in render.PAGES."""
