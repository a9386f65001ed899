"""Requests about a child's data that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at


def not_answered(subject: Subject) -> Iterator[Finding]:
    """What a family asked is answered by its day (O402)."""
    for one in subject.store.requests:
        if one.open_on(subject.as_of) and one.due < subject.as_of:
            yield at(one.origin, "O402", "due", date=one.due.isoformat())
