"""A ledger's records by the semester in which they fell, and the children of each semester."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from builder.model import Semester
from builder.views.site import Link, Site

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Generic[T]):
    """The records of one semester, by date. `now` is the one that counts on the day.

    `children` are those enrolled and left behind at its end (of one that runs: on the day).
    """

    semester: Link
    now: bool
    records: tuple[T, ...]
    children: frozenset[str]

    def reached(self, ids: Iterable[str]) -> int:
        """How many of the semester's children are among `ids`, each counted once."""
        return len(self.children & set(ids))


def by_semester(
    site: Site, records: Iterable[T], day_of: Callable[[T], date]
) -> tuple[Season[T], ...]:
    """Every semester that has begun, the present one first, with its records up to the day.

    A record between two semesters belongs to the one before it. Records before the first semester
    come last, as a season without children.
    """
    found: dict[str, list[T]] = {}
    for record in records:
        if day_of(record) <= site.as_of:
            semester = site.calendar.semester_of(day_of(record))
            found.setdefault(semester.id if semester else "", []).append(record)
    return tuple(_seasons(site, found))


def now_and_before(seasons: Iterable[Season[T]]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """The records of the present semester, and all earlier ones; each by date."""
    now: tuple[T, ...] = ()
    before: tuple[T, ...] = ()
    for season in seasons:
        if season.now:
            now = season.records
        else:
            before = season.records + before
    return now, before


def _seasons(site: Site, found: dict[str, list[T]]) -> Iterator[Season[T]]:
    for semester in reversed(site.calendar.semesters):
        if semester.start <= site.as_of:
            yield Season(
                semester=Link(semester.name, "", semester.id),
                now=_present(site, semester),
                records=tuple(found.get(semester.id, ())),
                children=frozenset(_children(site, semester)),
            )
    if "" in found:
        yield Season(
            semester=Link(site.language.text("Before the first semester on record"), "", "none"),
            now=False,
            records=tuple(found[""]),
            children=frozenset(),
        )


def _children(site: Site, semester: Semester) -> Iterator[str]:
    if _present(site, semester):
        return (child.id for child in site.roll)
    return (child.id for child in site.store.left_behind_on(semester.end))


def _present(site: Site, semester: Semester) -> bool:
    return site.semester is not None and semester.id == site.semester.id
