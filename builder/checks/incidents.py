"""Incidents: who had to be told within how many minutes, and who was (S1-25).

Judged at the end of the as-of day. `notice` is used by the incidents page too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.model import Deadline, Incident

_NEVER_OF_ABUSE: Final = frozenset({"guardian", "parents"})
"""Whom a suspected abuse need not be told: the guardian may be the one to fear."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One deadline of one incident. `minutes` is how long the last child's notification took.

    It is None while somebody has not been told about one of the children; `passed` says whether
    the deadline had passed by the end of the day.
    """

    incident: Incident
    deadline: Deadline
    minutes: int | None
    slowest: int | None
    passed: bool

    @property
    def late(self) -> bool:
        """Whether a notification that was made came too late."""
        return self.slowest is not None and self.slowest > self.deadline.minutes

    @property
    def missing(self) -> bool:
        """Whether one was not made though its deadline has passed."""
        return self.minutes is None and self.passed


def notices(subject: Subject) -> Iterator[Notice]:
    """Every deadline of every incident known by the end of the day."""
    night = datetime.combine(subject.as_of + timedelta(days=1), time.min)
    for incident in subject.store.incidents:
        if incident.known >= night:
            continue
        for deadline in subject.policy.incident_deadlines:
            if not deadline.covers(incident.kind):
                continue
            if incident.kind == "abuse" and deadline.to in _NEVER_OF_ABUSE:
                continue
            yield _notice(incident, deadline, night)


def _notice(incident: Incident, deadline: Deadline, night: datetime) -> Notice:
    took: list[int | None] = []
    for child in incident.children:
        times = [
            told.at
            for told in incident.notifications
            if told.to == deadline.to
            and told.at < night
            and (not told.children or child in told.children)
        ]
        took.append(int((min(times) - incident.known).total_seconds() // 60) if times else None)
    made = [minutes for minutes in took if minutes is not None]
    slowest = max(made, default=None)
    passed = incident.known + timedelta(minutes=deadline.minutes) < night
    return Notice(incident, deadline, None if None in took else slowest, slowest, passed)


def notified_late(subject: Subject) -> Iterator[Finding]:
    """Everybody was told within the policy's minutes of the school's knowing (O301)."""
    for notice in notices(subject):
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
    for notice in notices(subject):
        if notice.missing:
            minutes = str(notice.deadline.minutes)
            yield at(notice.incident.origin, "O302", to=notice.deadline.to, deadline=minutes)
