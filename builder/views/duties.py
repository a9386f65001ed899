"""Duty rosters: who is where on which day of the week, and where nobody or one person twice (S4-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from builder.edit_links import NewFile
from builder.finding import Origin
from builder.i18n import N_
from builder.model import Duty, Semester, Slot
from builder.views.marks import Tag, with_detail
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site

WEEK: Final = range(1, 8)
"""Monday to Sunday, as the records number them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """One slot's person on one day; without words where the slot is a gap."""

    person: Link
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """One slot's name, and for each day of the week who is on duty then (nobody: no such slot)."""

    slot: str
    cells: tuple[tuple[OnDuty, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The week of one place. `without` are the days of the week on which it has no slot at all."""

    anchor: str
    place: str
    semester: str
    when: str
    rows: tuple[SlotRow, ...]
    filled: int
    whole: int
    without: tuple[str, ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One person in two places at the same time, or twice in one; `what` says which."""

    person: Link
    when: str
    places: tuple[str, ...]
    what: Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A slot that nobody is on duty in, or somebody who is no longer on the staff."""

    when: str
    place: str
    person: Link
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """One person's slots of a week. The ids are what the filters compare."""

    person: Link
    n: int
    slots: tuple[str, ...]
    places: str
    days: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesView:
    """The rosters in force, those to come, those that are over, and what is wrong with them."""

    as_of: str
    semester: str
    weekdays: tuple[str, ...]
    current: tuple[Roster, ...]
    ahead: tuple[Roster, ...]
    over: tuple[Roster, ...]
    filled: int
    whole: int
    gaps: tuple[Gap, ...]
    gone: tuple[Gap, ...]
    clashes: tuple[Clash, ...]
    load: tuple[LoadRow, ...]
    on_duty: int
    teachers: int
    idle: tuple[Link, ...]
    place_options: tuple[Link, ...]
    day_options: tuple[Link, ...]
    new: NewFile


@dataclass(frozen=True, slots=True)
class Live:
    """A roster with its semester and its first and last day, and the day to judge it by."""

    duty: Duty
    semester: Semester
    first: date
    last: date
    day: date

    @property
    def standing(self) -> str:
        """current, ahead or over, on the day."""
        if self.first > self.day:
            return "ahead"
        return "over" if self.last < self.day else "current"


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of duty rosters."""
    view = duties_view(site)
    yield Sheet(
        path="duties",
        title=site.language.text("Duty rosters"),
        context=view,
        search=" ".join(dict.fromkeys(roster.place for roster in view.current)),
        description=site.language.text(
            "Who is on duty where and when, as of {day}", day=view.as_of
        ),
    )


def duties_view(site: Site) -> DutiesView:
    """The rosters as the page shows them. After a semester's end its last day is the day."""
    language = site.language
    found = list(rosters(site))
    by_standing = {
        name: [one for one in found if one.standing == name]
        for name in ("current", "ahead", "over")
    }
    current = by_standing["current"]
    slots = _stints(current)
    clashes = _clashes([*current, *by_standing["ahead"]])
    load = tuple(_load(site, current))
    busy = {slot.staff for _, slot in slots}
    teachers = [person for person in site.staff_now if person.group == "teacher"]
    idle = [person.id for person in teachers if person.id not in busy]
    used = sorted({slot.day for _, slot in slots})
    return DutiesView(
        as_of=language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        weekdays=tuple(language.weekday(day) for day in WEEK),
        current=tuple(_roster(site, one, clashes) for one in current),
        ahead=tuple(_roster(site, one, clashes) for one in by_standing["ahead"]),
        over=tuple(_roster(site, one, []) for one in reversed(by_standing["over"])),
        filled=sum(slot.staff is not None for _, slot in slots),
        whole=len(slots),
        gaps=tuple(_gap(site, one, slot) for one, slot in slots if slot.staff is None),
        gone=tuple(_gap(site, one, slot) for one, slot in slots if _left(site, one, slot)),
        clashes=tuple(_clash_rows(site, clashes)),
        load=load,
        on_duty=len(teachers) - len(idle),
        teachers=len(teachers),
        idle=site.staff_links(idle),
        place_options=tuple(Link(place, "", id_) for place, id_ in _place_ids(current).items()),
        day_options=tuple(Link(language.weekday(day), "", str(day)) for day in used),
        new=new_duty(site),
    )


def new_duty(site: Site) -> NewFile:
    """The host's page for a new roster: a line for each day from Monday to Friday."""
    language = site.language
    semester, place, slots = (language.key("duty", name) for name in ("semester", "place", "slots"))
    day, slot, staff = (language.key("duty", "slots", name) for name in ("day", "slot", "staff"))
    id_ = site.semester.id if site.semester else ""
    rows = [
        f"{semester}: {id_}".rstrip(),
        f"{place}:",
        language.text(N_("# A line a slot, 1 is Monday; nobody yet: leave the name blank.")),
        f"{slots}:",
        *(f"  - {{{day}: {number}, {slot}: , {staff}: }}" for number in range(1, 6)),
    ]
    name = "-".join(part for part in (id_, f"{site.as_of:%m%d}") if part)
    return site.new_file(f"duties/{name}", "\n".join(rows) + "\n")


def rosters(site: Site) -> Iterator[Live]:
    """Every roster of a semester on record, and how it stands on the day."""
    semesters = {semester.id: semester for semester in site.calendar.semesters}
    for duty in site.store.duties:
        semester = semesters.get(duty.semester)
        if semester is None:
            continue
        now = semester == site.semester
        yield Live(
            duty=duty,
            semester=semester,
            first=duty.from_ or semester.start,
            last=duty.to or semester.end,
            day=min(site.as_of, semester.end) if now else site.as_of,
        )


@dataclass(frozen=True, slots=True)
class _Stint:
    """One slot of one roster that somebody has. `entry` counts the slots of the roster."""

    live: Live
    slot: Slot
    entry: int

    @property
    def key(self) -> tuple[Origin, int]:
        """Which line of which record it is."""
        return self.live.duty.origin, self.entry


_Clashes = list[tuple[_Stint, _Stint]]


def _clashes(rosters: Sequence[Live]) -> _Clashes:
    """Every two slots that one person has at the same time, on the same day of the week, in rosters
    that hold on one day: in two places, or twice in one."""
    by_person: dict[tuple[str, int], list[_Stint]] = {}
    for live in rosters:
        for entry, slot in enumerate(live.duty.slots):
            if slot.staff:
                by_person.setdefault((slot.staff, slot.day), []).append(_Stint(live, slot, entry))
    return [
        (one, other)
        for stints in by_person.values()
        for one, other in combinations(stints, 2)
        if max(one.live.first, other.live.first) <= min(one.live.last, other.live.last)
        and at_once(one.slot.slot, other.slot.slot)
    ]


_HOURS: Final = re.compile(
    r"([0-9]{1,2})[:：.]([0-9]{2})\s*[-–—−~～至到]+\s*([0-9]{1,2})[:：.]([0-9]{2})"
)
"""From a time to a time, as in 12:00-13:00 or 午间 12：00～13：00."""


def at_once(one: str, other: str) -> bool:
    """Whether two slots are at the same time: by their hours where both say them (ending when the
    other begins is no overlap), else by their names."""
    first, second = _hours(one), _hours(other)
    if first and second:
        return first[0] < second[1] and second[0] < first[1]
    return one == other


def _hours(slot: str) -> tuple[int, int] | None:
    """From which minute of the day to which."""
    found = _HOURS.search(slot)
    if found is None:
        return None
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups())
    return from_hour * 60 + from_minute, to_hour * 60 + to_minute


def _clash_rows(site: Site, clashes: _Clashes) -> Iterator[Clash]:
    """Each person's clashes by day, the same one in several rosters once."""
    rows: dict[tuple[str, int, str], dict[str, None]] = {}
    for one, other in clashes:
        slots = " / ".join(dict.fromkeys((one.slot.slot, other.slot.slot)))
        places = rows.setdefault((one.slot.staff or "", one.slot.day, slots), {})
        places.update(dict.fromkeys((one.live.duty.place, other.live.duty.place)))
    for (staff, day, slots), places in sorted(rows.items(), key=lambda row: row[0]):
        yield Clash(
            person=site.staff_link(staff),
            when=f"{site.language.weekday(day)} {slots}",
            places=tuple(places),
            what=_clash_tag(site, twice=len(places) == 1),
        )


def _clash_tag(site: Site, *, twice: bool) -> Tag:
    text = site.language.text
    return Tag(text("twice in one place") if twice else text("in two places"), "late")


def _stints(rosters: Sequence[Live]) -> list[tuple[Live, Slot]]:
    """The slots of some rosters; what two rosters of a place (or one, twice) both say, once."""
    found: dict[tuple[str, int, str, str | None, int], tuple[Live, Slot]] = {}
    for number, one in enumerate(rosters):
        for entry, slot in enumerate(one.duty.slots):
            gap = 0 if slot.staff else number * 1000 + entry + 1
            found.setdefault((one.duty.place, slot.day, slot.slot, slot.staff, gap), (one, slot))
    return list(found.values())


def _left(site: Site, one: Live, slot: Slot) -> bool:
    """Whether somebody on duty is no longer on the staff."""
    person = site.store.staff.get(slot.staff or "")
    day = max(one.day, one.first)
    return person is not None and person.until is not None and person.until < day


def _when(site: Site, slot: Slot) -> str:
    return f"{site.language.weekday(slot.day)} {slot.slot}"


def _gap(site: Site, one: Live, slot: Slot) -> Gap:
    person = site.store.staff.get(slot.staff or "")
    return Gap(
        when=_when(site, slot),
        place=one.duty.place,
        person=site.staff_link(slot.staff) if slot.staff else Link(""),
        since=site.language.day(person.until) if person else "",
    )


def _roster(site: Site, one: Live, clashes: _Clashes) -> Roster:
    duty, language = one.duty, site.language
    names = dict.fromkeys(slot.slot for slot in duty.slots)
    days = {slot.day for slot in duty.slots}
    spans = duty.from_ is not None or duty.to is not None
    when = f"{language.day(one.first)}–{language.day(one.last)}" if spans else ""
    return Roster(
        anchor=anchor(duty.origin),
        place=duty.place,
        semester=one.semester.name,
        when=when,
        rows=tuple(
            SlotRow(
                slot=name,
                cells=tuple(
                    tuple(
                        _on_duty(site, one, slot, entry, clashes)
                        for entry, slot in enumerate(duty.slots)
                        if slot.day == day and slot.slot == name
                    )
                    for day in WEEK
                ),
            )
            for name in names
        ),
        filled=sum(slot.staff is not None for slot in duty.slots),
        whole=len(duty.slots),
        without=tuple(language.weekday(day) for day in WEEK if day not in days),
        edit=site.links.edit(duty.origin),
    )


def _on_duty(site: Site, one: Live, slot: Slot, entry: int, clashes: _Clashes) -> OnDuty:
    text = site.language.text
    if slot.staff is None:
        return OnDuty(person=Link(""), tags=(Tag(text("vacant"), "warn"),))
    tags = []
    if one.standing != "over" and _left(site, one, slot):
        tags.append(Tag(text("no longer on the staff"), "late"))
    key = one.duty.origin, entry
    mine = [pair for pair in clashes if key in (pair[0].key, pair[1].key)]
    places = {stint.live.duty.place for pair in mine for stint in pair}
    if places:
        tags.append(_clash_tag(site, twice=len(places) == 1))
    return OnDuty(person=site.staff_link(slot.staff), tags=tuple(tags))


def _place_ids(rosters: Sequence[Live]) -> dict[str, str]:
    """Places are free text; what the filters compare are their numbers."""
    places = dict.fromkeys(one.duty.place for one in rosters)
    return {place: f"p{number}" for number, place in enumerate(places, 1)}


def _load(site: Site, rosters: Sequence[Live]) -> Iterator[LoadRow]:
    """Everybody on duty, whoever has most slots first."""
    ids = _place_ids(rosters)
    slots: dict[str, list[tuple[Live, Slot]]] = {}
    for one, slot in _stints(rosters):
        if slot.staff:
            slots.setdefault(slot.staff, []).append((one, slot))
    for staff, these in sorted(slots.items(), key=lambda item: (-len(item[1]), item[0])):
        these.sort(key=lambda pair: pair[1].day)
        gone = any(_left(site, one, slot) for one, slot in these)
        text = site.language.text("no longer on the staff")
        yield LoadRow(
            person=site.staff_link(staff),
            n=len(these),
            slots=tuple(
                with_detail(site.language, _when(site, slot), one.duty.place) for one, slot in these
            ),
            places=" ".join(dict.fromkeys(ids[one.duty.place] for one, _ in these)),
            days=" ".join(str(day) for day in dict.fromkeys(slot.day for _, slot in these)),
            tags=(Tag(text, "late"),) if gone else (),
        )
