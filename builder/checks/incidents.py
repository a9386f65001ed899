"""Incidents: notifications made late or not at all (S1-25); `builder.notices` judges."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.notices import Notice, notices


def notified_late(subject: Subject) -> Iterator[Finding]:
    """Everybody was told within the policy's minutes of the school's knowing (O301)."""
    for notice in _notices(subject):
        if notice.late:
            yield at(
                notice.incident.origin,
                "O301",
                to=notice.deadline.to,
                deadline=str(notice.deadline.minutes),
                minutes=str(notice.slowest),
            )


def not_notified(subject: Subject) -> Iterator[Finding]:
    """Nobody is left untold when the deadline has passed (O302)."""
    for notice in _notices(subject):
        if notice.missing:
            minutes = str(notice.deadline.minutes)
            yield at(notice.incident.origin, "O302", to=notice.deadline.to, deadline=minutes)


def _notices(subject: Subject) -> Iterator[Notice]:
    return notices(subject.store, subject.policy, subject.as_of)
