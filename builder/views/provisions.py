"""Nutrition: on how many of the school days so far a class has an entry (S1-20, S1-21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from builder.views.marks import month_name
from builder.views.site import Site

MEALS = ("egg", "lunch")


@dataclass(frozen=True, slots=True, kw_only=True)
class MealMonth:
    """One month: school days so far with an entry, of all so far, and the days without."""

    month: str
    days: int
    whole: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MealLog:
    """One kind of meal for one class, month by month and in all."""

    name: str
    months: tuple[MealMonth, ...]
    days: int
    whole: int
    meals: int


def school_days_so_far(site: Site) -> list[date]:
    """The semester's school days up to and with the day."""
    term = site.evaluation.term
    if term is None:
        return []
    return [day for day in term.days.days(term.school_days) if day <= site.as_of]


def meal_logs(site: Site, class_id: str) -> tuple[MealLog, ...]:
    """The meals of a class: eggs always, lunches where the class has an entry at all."""
    return tuple(log for kind in MEALS if (log := _log(site, class_id, kind)))


def _log(site: Site, class_id: str, kind: str) -> MealLog | None:
    days = school_days_so_far(site)
    counts: dict[date, int] = {}
    for one in site.store.provisions:
        if one.class_ == class_id and one.kind == kind and site.this_semester(one.date):
            counts[one.date] = counts.get(one.date, 0) + one.count
    if not days or (not counts and kind != "egg"):
        return None
    return MealLog(
        name=site.language.value("provision", "kind", kind),
        months=tuple(_months(site, days, counts)),
        days=sum(day in counts for day in days),
        whole=len(days),
        meals=sum(counts.values()),
    )


def _months(site: Site, days: list[date], counts: dict[date, int]) -> Iterator[MealMonth]:
    for _, members in groupby(days, key=lambda day: (day.year, day.month)):
        month = list(members)
        yield MealMonth(
            month=month_name(site.language, month[0]),
            days=sum(day in counts for day in month),
            whole=len(month),
            missing=tuple(site.language.short_day(day) for day in month if day not in counts),
        )
