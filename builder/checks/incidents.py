"""Incidents: notifications made late or not at all (S1-25); `builder.notices` judges."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.notices import AUTHORITIES, Notice, known_incidents, notices, unreported


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


def abuse_not_reported(subject: Subject) -> Iterator[Finding]:
    """A suspected abuse has been reported to the police or the education authority (I302).

    Law on the Protection of Minors, article 11: a school reports a suspected abuse at once to the
    authorities. A deadline of the policy for either is O302's; without one nothing else would say
    that nobody was told.
    """
    for incident in known_incidents(subject.store, subject.as_of):
        if AUTHORITIES.issubset(unreported(incident, subject.policy, subject.as_of)):
            yield at(incident.origin, "I302")


def _notices(subject: Subject) -> Iterator[Notice]:
    return notices(subject.store, subject.policy, subject.as_of)
