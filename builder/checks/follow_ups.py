"""Follow-ups: what was to be looked at again by a day, and was not (O401)."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.follow_ups import Standing, follow_ups


def past_their_day(subject: Subject) -> Iterator[Finding]:
    """A follow-up of a visit or a health check is done by its day (S2-12, S4-06)."""
    for one in follow_ups(subject.store, subject.as_of):
        if one.standing is Standing.LATE and one.due:
            yield at(one.record.origin, "O401", "follow_up_by", date=one.due.isoformat())
