"""Follow-ups: what was to be looked at again by a day, and was not (O401)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from builder.checks.subject import Subject
from builder.finding import Finding, at


def visits(subject: Subject) -> Iterator[Finding]:
    """A visit's follow-up is done by its day."""
    for visit in subject.store.visits:
        if visit.follow_up_by and pending(visit.follow_up_by, visit.followed_up, subject.as_of):
            yield at(visit.origin, "O401", "follow_up_by", date=visit.follow_up_by.isoformat())


def health_checks(subject: Subject) -> Iterator[Finding]:
    """A health check's follow-up is done by its day (S2-12, S4-06)."""
    for check in subject.store.health:
        if check.follow_up_by and pending(check.follow_up_by, check.followed_up, subject.as_of):
            yield at(check.origin, "O401", "follow_up_by", date=check.follow_up_by.isoformat())


def pending(due: date, done: date | None, day: date) -> bool:
    """Whether something due by a day is past it and was not done by `day`."""
    return due < day and (done is None or done > day)
