"""Incidents: who had to be told within how many minutes of the school's knowing, and who was (S1-25).

The one judgement of a notification: the findings O301 and O302, the incidents page and the printed
checklist all read it. Judged at the end of a day: what is dated later is not known yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from builder.confidential import is_abuse
from builder.model import Deadline, Incident, Policy
from builder.store import Store

NEVER_OF_ABUSE: Final = frozenset({"guardian", "parents"})
"""Whom a suspected abuse need not be told: the guardian may be the one to fear (safety.md)."""

AUTHORITIES: Final = frozenset({"police", "authority"})
"""To whom the law has a suspected abuse reported at once: the police, and the education authority
(Law on the Protection of Minors, article 11: 应当立即向公安、民政、教育等有关部门报告)."""

TOLD_OF_ABUSE: Final = ("school_leaders", "police", "authority")
"""Whom a suspected abuse is to be reported to at once, whatever the policy's deadlines are: the
authorities, and the leaders of the school, who answer for its being done."""


@dataclass(frozen=True)
class Notice:
    """One deadline of one incident.

    `took` has each child of the incident with the minutes from the school's knowing to the first
    notification about that child (negative where somebody was told before), None where none was
    made by the end of the day. `passed` says whether the deadline had passed by then.
    """

    incident: Incident
    deadline: Deadline
    took: tuple[tuple[str, int | None], ...]
    passed: bool

    @cached_property
    def slowest(self) -> int | None:
        """The minutes of the last child's notification among those made; None where none was."""
        return max((minutes for _, minutes in self.took if minutes is not None), default=None)

    @cached_property
    def untold(self) -> tuple[str, ...]:
        """The children about whom nobody has been told."""
        return tuple(child for child, minutes in self.took if minutes is None)

    @property
    def late(self) -> bool:
        """Whether a notification that was made came too late."""
        return self.slowest is not None and self.slowest > self.deadline.minutes

    @property
    def missing(self) -> bool:
        """Whether one was not made though its deadline has passed."""
        return bool(self.untold) and self.passed

    @property
    def in_time(self) -> bool:
        """Whether all were made within the minutes."""
        return not self.untold and not self.late

    @property
    def due(self) -> bool:
        """Whether there is a judgement: what may still be made in time has none yet."""
        return self.in_time or self.late or self.missing


def night(day: date) -> datetime:
    """The end of a day, in the school's local time."""
    return datetime.combine(day + timedelta(days=1), time.min)


def known_incidents(store: Store, as_of: date) -> Iterator[Incident]:
    """The incidents that the school knew of by the end of the day, in the store's order."""
    return (incident for incident in store.incidents if incident.known < night(as_of))


def deadlines_for(policy: Policy, kind: str) -> tuple[Deadline, ...]:
    """The deadlines that apply to a kind of incident."""
    return tuple(
        deadline
        for deadline in policy.incident_deadlines
        if deadline.covers(kind) and not (kind == "abuse" and deadline.to in NEVER_OF_ABUSE)
    )


def notices_of(incident: Incident, policy: Policy, as_of: date) -> tuple[Notice, ...]:
    """Every deadline of one incident, in the policy's order."""
    return tuple(
        _notice(incident, deadline, night(as_of))
        for deadline in deadlines_for(policy, incident.kind)
    )


def notices(store: Store, policy: Policy, as_of: date) -> Iterator[Notice]:
    """Every deadline of every incident known by the end of the day."""
    for incident in known_incidents(store, as_of):
        yield from notices_of(incident, policy, as_of)


def unreported(incident: Incident, policy: Policy, as_of: date) -> tuple[str, ...]:
    """To whom a suspected abuse has not been reported yet, deadlines of the policy aside (O302).

    The law's "at once" has no minutes: whoever has not been told by the end of the day is named.
    """
    if not is_abuse(incident):
        return ()
    timed = {deadline.to for deadline in deadlines_for(policy, incident.kind)}
    return tuple(
        to
        for to in TOLD_OF_ABUSE
        if to not in timed
        and not all(told_at(incident, to, child, night(as_of)) for child in incident.children)
    )


def told_at(incident: Incident, to: str, child: str, end: datetime) -> tuple[datetime, ...]:
    """When a party was told about one child of an incident, before `end`."""
    return tuple(
        told.at
        for told in incident.notifications
        if told.to == to and told.at < end and (not told.children or child in told.children)
    )


def minutes_after(incident: Incident, moment: datetime) -> int:
    """Whole minutes from the school's knowing; negative before it."""
    return int((moment - incident.known).total_seconds() // 60)


def _notice(incident: Incident, deadline: Deadline, end: datetime) -> Notice:
    took: list[tuple[str, int | None]] = []
    for child in incident.children:
        times = told_at(incident, deadline.to, child, end)
        took.append((child, minutes_after(incident, min(times)) if times else None))
    passed = incident.known + timedelta(minutes=deadline.minutes) < end
    return Notice(incident, deadline, tuple(took), passed)
