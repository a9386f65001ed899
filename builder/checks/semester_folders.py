"""Records in a semester's folder whose date is of another time: a slip of the year, mostly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.kinds import KINDS
from builder.read.oneline import days_outside, span_of

FAR: Final = 60
"""So many days outside a semester are more than the vacation round it."""


def far_from_its_semester(subject: Subject) -> Iterator[Finding]:
    """A dated entry below a semester's folder lies at most 60 days outside that semester (I402)."""
    store = subject.store
    spans = store.spans
    ids = {span: id_ for id_, span in spans.items()}
    kinds: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("visit", store.visits),
        ("activity", store.activities),
        ("observation", store.observations),
        ("aid", store.aid),
        ("wish", store.wishes),
        ("health", store.health),
        ("incident", store.incidents),
        ("provision", store.provisions),
    )
    for kind, records in kinds:
        name = KINDS[kind].date_field
        for record in records:
            span = span_of(record.origin.path, spans)
            if span and days_outside(_day(getattr(record, name)), span) > FAR:
                yield at(record.origin, "I402", name, semester=ids[span], days=str(FAR))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
