"""Dates of a semester that change nothing where they stand: a slip of the year or the month, mostly."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at

_SATURDAY = 5


def outside_their_semester(subject: Subject) -> Iterator[Finding]:
    """Midpoint, holidays and days made up for lie within their semester (I403)."""
    for semester in subject.store.semesters:
        if semester.midpoint and not semester.holds(semester.midpoint):
            yield at(semester.origin, "I403", "midpoint")
        for n, holiday in enumerate(semester.holidays):
            if holiday.to < semester.start or holiday.from_ > semester.end:
                yield at(semester.origin, "I403", "holidays", n, "from")
        for n, day in enumerate(semester.makeup_days):
            if not semester.holds(day):
                yield at(semester.origin, "I403", "makeup_days", n)


def made_up_for_nothing(subject: Subject) -> Iterator[Finding]:
    """A day made up for would not be a school day otherwise (I404)."""
    for semester in subject.store.semesters:
        for n, day in enumerate(semester.makeup_days):
            free = any(holiday.from_ <= day <= holiday.to for holiday in semester.holidays)
            if semester.holds(day) and day.weekday() < _SATURDAY and not free:
                yield at(semester.origin, "I404", "makeup_days", n)
