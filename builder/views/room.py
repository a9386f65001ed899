"""The activity room: what is in it, and on how many school days it was open (S2-10, S5-06)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from builder.calendar import school_days_of
from builder.edit_links import NewFile
from builder.model import Provision, Semester
from builder.views.by_semester import Season, by_semester, now_and_before
from builder.views.kept import KeptRule, kept_rules
from builder.views.marks import month_name
from builder.views.new_record import new_record
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Openings of a stretch of days: the school days with one, of `whole` so far; the openings on
    other days; and how many came, all openings added up."""

    days: int
    whole: int
    other_days: int
    openings: int
    use: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """The use of one month or semester."""

    name: str
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """One opening."""

    anchor: str
    when: str
    when_sort: str
    month: str
    semester: str
    weekday: str
    school_day: bool
    count: int
    by: Link
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """The room. `edit` leads to school.yml, where the opening day and the equipment stand."""

    as_of: str
    semester: str
    on_record: int
    has_room: bool
    opened: str
    equipment: tuple[tuple[str, str], ...]
    edit: str
    now: Use
    last: str
    people_now: tuple[tuple[Link, int], ...]
    rules: tuple[KeptRule, ...]
    months: tuple[UseRow, ...]
    seasons: tuple[UseRow, ...]
    month_options: tuple[Link, ...]
    semesters: tuple[Link, ...]
    rows: tuple[OpeningRow, ...]
    earlier: tuple[OpeningRow, ...]
    duties: int
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the activity room."""
    view = room_view(site)
    yield Sheet(
        path="room",
        title=site.language.text("Activity room"),
        context=view,
        search=" ".join(item for item, _ in view.equipment),
        description=site.language.text(
            "What is in the room and when it was open, as of {day}", day=view.as_of
        ),
    )


def room_view(site: Site) -> RoomView:
    """The room on the day, with the openings up to it."""
    language, room = site.language, site.store.school.activity_room
    ours = [one for one in site.store.provisions if one.kind == "room_open"]
    seasons = by_semester(site, ours, lambda one: one.date)
    now, before = now_and_before(seasons)
    days = school_days(site, site.semester)
    equipment = room.equipment if room else ()
    last = (*before, *now)[-1:]
    return RoomView(
        as_of=language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        on_record=len(now) + len(before),
        has_room=room is not None,
        opened=language.day(room.opened) if room else "",
        equipment=tuple(
            (one.item, language.number(one.quantity) if one.quantity is not None else "")
            for one in equipment
        ),
        edit=site.links.edit(site.store.school.origin),
        now=use(now, days),
        last=language.short_day(last[0].date) if last else "",
        people_now=tuple(_people(site, now)),
        rules=kept_rules(site, ("room_open",)),
        months=tuple(_months(site, now, days)),
        seasons=tuple(_season(site, season) for season in seasons),
        month_options=tuple(_month_options(site, now)),
        semesters=tuple(s.semester for s in seasons if s.records and not s.now),
        rows=_rows(site, now, days),
        earlier=_rows(site, before, _all_school_days(site)),
        duties=sum(_this_semester(site, duty.semester) for duty in site.store.duties),
        new=new_opening(site),
    )


def new_opening(site: Site) -> NewFile:
    """The host's page for a new opening."""
    names = ("kind", "date", "count", "by")
    return new_record(site, "provision", names, {"kind": "room_open"}, "room")


def school_days(site: Site, semester: Semester | None) -> list[date]:
    """A semester's school days up to and with the day."""
    if semester is None:
        return []
    return [day for day in school_days_of(semester) if day <= site.as_of]


def use(openings: Iterable[Provision], days: Iterable[date]) -> Use:
    """What some openings come to, measured by the school days of their stretch."""
    these, known = list(openings), set(days)
    open_days = {one.date for one in these}
    return Use(
        days=len(open_days & known),
        whole=len(known),
        other_days=len(open_days - known),
        openings=len(these),
        use=sum(one.count for one in these),
    )


def _all_school_days(site: Site) -> list[date]:
    return [day for semester in site.calendar.semesters for day in school_days(site, semester)]


def _months(site: Site, openings: Sequence[Provision], days: Iterable[date]) -> Iterator[UseRow]:
    """Every month so far that has a school day or an opening."""
    all_days = sorted({*days, *(one.date for one in openings)})
    known = set(days)
    for month, members in groupby(all_days, key=lambda day: (day.year, day.month)):
        these = [one for one in openings if (one.date.year, one.date.month) == month]
        yield UseRow(
            name=month_name(site.language, date(*month, 1)),
            use=use(these, [day for day in members if day in known]),
        )


def _month_options(site: Site, openings: Iterable[Provision]) -> Iterator[Link]:
    """The months with an opening, to choose from."""
    for month in dict.fromkeys(one.date.replace(day=1) for one in openings):
        yield Link(month_name(site.language, month), "", f"{month:%Y-%m}")


def _season(site: Site, season: Season[Provision]) -> UseRow:
    semester = next((s for s in site.calendar.semesters if s.id == season.semester.id), None)
    days = school_days(site, semester)
    return UseRow(name=season.semester.text, use=use(season.records, days))


def _people(site: Site, openings: Iterable[Provision]) -> Iterator[tuple[Link, int]]:
    """Who opened it how often this semester, whoever did most first."""
    counts: dict[str, int] = {}
    for one in openings:
        counts[one.by] = counts.get(one.by, 0) + 1
    for person, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield site.staff_link(person), n


def _rows(
    site: Site, openings: Sequence[Provision], days: Iterable[date]
) -> tuple[OpeningRow, ...]:
    """Openings, the newest first."""
    known = set(days)
    return tuple(
        OpeningRow(
            anchor=anchor(one.origin),
            when=site.language.day(one.date),
            when_sort=one.date.isoformat(),
            month=f"{one.date:%Y-%m}",
            semester=semester.id if (semester := site.calendar.semester_of(one.date)) else "none",
            weekday=site.language.weekday(one.date.isoweekday()),
            school_day=one.date in known,
            count=one.count,
            by=site.staff_link(one.by),
            edit=site.links.edit(one.origin),
        )
        for one in reversed(openings)
    )


def _this_semester(site: Site, semester_id: str) -> bool:
    return site.semester is not None and site.semester.id == semester_id
