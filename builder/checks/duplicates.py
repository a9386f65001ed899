"""The same thing written down twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.checks.subject import Subject
from builder.finding import Finding, Origin, at


def identical(subject: Subject) -> Iterator[Finding]:
    """No two records of a kind without ids say exactly the same (W301); the later is named."""
    store = subject.store
    kinds: tuple[tuple[Any, ...], ...] = (
        store.pairings,
        store.visits,
        store.activities,
        store.plans,
        store.observations,
        store.aid,
        store.wishes,
        store.health,
        store.incidents,
        store.duties,
        store.provisions,
        store.exemptions,
        store.requests,
    )
    for records in kinds:
        seen: dict[Any, Origin] = {}
        for record in records:
            first = seen.setdefault(record, record.origin)
            if first is not record.origin:
                yield at(record.origin, "W301", path=first.path, line=str(first.line))
