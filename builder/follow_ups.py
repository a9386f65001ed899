"""Follow-ups: what was to be looked at again, and whether it was. The one judgement of the house.

A visit that found a problem or promised to come back, and a health check that found something or
asked for another one, stay open until `followed_up` has a day, or until every child in it has left
the school: then nobody can do it any more. Checks (O401), the list of follow-ups, Today, a
teacher's and a child's page all ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from builder.model import HealthCheck, Visit
from builder.store import Store


class Standing(StrEnum):
    """Where a follow-up stands on a day. The first three are open."""

    LATE = "late"
    """Its day has passed. On the day itself it is not late."""
    DUE = "due"
    """Its day is still to come."""
    UNDATED = "undated"
    """Nobody wrote by when."""
    SETTLED = "settled"
    """A problem that something was done about at once, and to which nobody promised to return."""
    DONE = "done"
    """It was followed up."""
    LEFT = "left"
    """It was not, and every child it is about has left the school."""


OPEN = frozenset({Standing.LATE, Standing.DUE, Standing.UNDATED})


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One record that asks for another look, and where that stands. `done` is no later day."""

    record: Visit | HealthCheck
    standing: Standing
    done: date | None = None

    @property
    def children(self) -> tuple[str, ...]:
        """Whom it is about."""
        record = self.record
        return record.children if isinstance(record, Visit) else (record.child,)

    @property
    def due(self) -> date | None:
        """By when it is to be done."""
        return self.record.follow_up_by

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.standing in OPEN


def follow_ups(store: Store, day: date) -> Iterator[FollowUp]:
    """Every follow-up that the records up to `day` ask for."""
    records: tuple[Visit | HealthCheck, ...] = (*store.visits, *store.health)
    for record in records:
        found = follow_up(record, day, gone=departed(store, record, day))
        if found is not None:
            yield found


def departed(store: Store, record: Visit | HealthCheck, day: date) -> bool:
    """Whether every child of a record has left the school by `day`; the last day is a day there."""
    ids = record.children if isinstance(record, Visit) else (record.child,)
    children = [store.children.get(id_) for id_ in ids]
    return all(child is not None and child.gone_on(day) for child in children)


def follow_up(record: Visit | HealthCheck, day: date, *, gone: bool = False) -> FollowUp | None:
    """The follow-up that one record asks for, as it stands on `day`; None where it asks for none.

    `gone`: whether every child it is about has left the school.
    """
    if record.date > day or not _asked(record):
        return None
    done = record.followed_up
    if done is not None and done <= day:
        return FollowUp(record, Standing.DONE, done)
    if gone:
        return FollowUp(record, Standing.SETTLED if _settled(record) else Standing.LEFT)
    if record.follow_up_by is not None:
        return FollowUp(record, Standing.LATE if record.follow_up_by < day else Standing.DUE)
    return FollowUp(record, Standing.SETTLED if _settled(record) else Standing.UNDATED)


def _asked(record: Visit | HealthCheck) -> bool:
    if isinstance(record, HealthCheck):
        return bool(record.follow_up_by or record.abnormal)
    return bool(record.follow_up or record.follow_up_by or record.problem)


def _settled(record: Visit | HealthCheck) -> bool:
    """Met at once, and nobody promised to return."""
    promised = record.follow_up_by or (isinstance(record, Visit) and record.follow_up)
    return isinstance(record, Visit) and bool(record.action) and not promised
