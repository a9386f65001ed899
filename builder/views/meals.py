"""Eggs and lunches of a class: on how many of the school days so far there is an entry (S1-20, S1-21)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from builder.calendar import school_days_of
from builder.model import Provision, Semester
from builder.views.marks import month_name, with_detail
from builder.views.record_links import anchor
from builder.views.site import Link, Site

MEALS = ("egg", "lunch")


@dataclass(frozen=True, slots=True, kw_only=True)
class MealEntry:
    """One entry: its day, how many children, who wrote it."""

    anchor: str
    day: str
    count: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MealMonth:
    """One month: school days so far with an entry, of all so far, and the days without.

    `missing` are stretches of school days; `edits` the host's editor on the month's files.
    """

    month: str
    days: int
    whole: int
    meals: int
    missing: tuple[str, ...]
    entries: tuple[MealEntry, ...]
    edits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MealLog:
    """One kind of meal for one class, month by month and in all.

    `outside` counts entries on days that are no school days: they are in no share. `by` is who made
    the entries, and how many.
    """

    kind: Link
    name: str
    months: tuple[MealMonth, ...]
    days: int
    whole: int
    meals: int
    mean: str
    missing: tuple[str, ...]
    missing_days: tuple[date, ...]
    outside: int
    by: tuple[tuple[Link, int], ...]


def meal_logs(site: Site, class_id: str) -> tuple[MealLog, ...]:
    """The meals of a class this semester: eggs always, lunches where the class has an entry at all."""
    if site.semester is None:
        return ()
    logs = {kind: meal_log(site, site.semester, class_id, kind) for kind in MEALS}
    return tuple(log for kind, log in logs.items() if log.whole and (kind == "egg" or log.by))


def meal_log(site: Site, semester: Semester, class_id: str, kind: str) -> MealLog:
    """One kind of meal of a class in a semester, up to the day."""
    language = site.language
    days = [day for day in school_days_of(semester) if day <= site.as_of]
    entries = site.provisions_of.get((semester.id, class_id, kind), ())
    school_days, entered = set(days), {one.date for one in entries}
    meals = sum(one.count for one in entries)
    missing = tuple(day for day in days if day not in entered)
    by = Counter(one.by for one in entries)
    return MealLog(
        kind=Link(language.value("provision", "kind", kind), "", kind),
        name=language.value("provision", "kind", kind),
        months=tuple(_months(site, days, entries)),
        days=len(days) - len(missing),
        whole=len(days),
        meals=meals,
        mean=language.number(round(meals / len(entered), 1)) if entered else "",
        missing=stretches(site, days, missing),
        missing_days=missing,
        outside=len(entered - school_days),
        by=tuple((site.staff_link(staff), n) for staff, n in by.most_common()),
    )


def stretches(site: Site, days: Sequence[date], missing: Sequence[date]) -> tuple[str, ...]:
    """Days in few words: school days that follow each other are a stretch, with their number."""
    language, place = site.language, {day: n for n, day in enumerate(days)}
    found = []
    for _, run in groupby(enumerate(missing), key=lambda pair: place[pair[1]] - pair[0]):
        members = [day for _, day in run]
        first, last = language.short_day(members[0]), language.short_day(members[-1])
        if len(members) == 1:
            found.append(first)
            continue
        how_many = language.plural("{n} school day", "{n} school days", len(members))
        found.append(with_detail(language, f"{first}–{last}", how_many))
    return tuple(found)


def _months(site: Site, days: Sequence[date], entries: Sequence[Provision]) -> Iterator[MealMonth]:
    """Every month with a school day or an entry."""
    every = sorted({*days, *(one.date for one in entries)})
    for (year, month), _ in groupby(every, key=lambda day: (day.year, day.month)):
        first = date(year, month, 1)
        its_days = [day for day in days if (day.year, day.month) == (year, month)]
        these = [one for one in entries if (one.date.year, one.date.month) == (year, month)]
        entered = {one.date for one in these}
        missing = [day for day in its_days if day not in entered]
        yield MealMonth(
            month=month_name(site.language, first),
            days=len(its_days) - len(missing),
            whole=len(its_days),
            meals=sum(one.count for one in these),
            missing=stretches(site, its_days, missing),
            entries=tuple(
                MealEntry(
                    anchor=anchor(one.origin),
                    day=site.language.short_day(one.date),
                    count=one.count,
                    by=site.staff_link(one.by).text,
                )
                for one in these
            ),
            edits=tuple(
                dict.fromkeys(link for one in these if (link := site.links.edit(one.origin)))
            ),
        )
