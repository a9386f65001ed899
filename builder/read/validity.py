"""Errors that only show across fields and records: impossible dates and orders.

Each check looks at one linked record and yields slips within it; the record is then left out of
evaluation. What is merely worth a look is in `builder.checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from builder.finding import Route, Slip, words
from builder.read.form import first_day
from builder.read.records import Raw
from builder.schema import Node, properties, schemas

_ENDS: Final = (
    ("since", "until"),
    ("from", "to"),
    ("start", "end"),
    ("date", "until"),
    ("enrolled", "left"),
    ("received", "due"),
    ("received", "answered"),
)
_DATED: Final[Mapping[str, tuple[str, ...]]] = {
    "visit": ("children",),
    "activity": ("children", "guardians_of", "findings.child", "results.child"),
    "observation": ("child",),
    "aid": ("children",),
    "wish": ("child",),
    "health": ("child",),
    "incident": ("children",),
}
"""The kinds that are dated entries about children, and the fields that name the children."""

MIN_AGE: Final = 3
MAX_AGE: Final = 20


@dataclass(frozen=True, slots=True)
class Enrolment:
    """From when to when a child was at the school."""

    enrolled: date
    left: date | None


def validity(raw: Raw, enrolments: Mapping[str, Enrolment], today: date | None) -> Iterator[Slip]:
    """Every impossible date of one record."""
    yield from _ends(raw.values, _ranges(raw.kind.name), ())
    if raw.kind.name in _DATED:
        yield from _entry(raw, enrolments, today)
    if raw.kind.name == "visit":
        yield from _follow_ups(raw.values)
    if raw.kind.name == "child":
        yield from _age(raw.values)


def _day(value: Any) -> date | None:
    """The first day of a canonical date, month, year or moment; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        return first_day(value[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Ranges:
    """Where a form has a start and an end."""

    pairs: tuple[tuple[str, str], ...]
    inside: tuple[tuple[str, _Ranges], ...]


@cache
def _ranges(kind: str) -> _Ranges:
    return _of_node(schemas()[kind])


def _of_node(node: Node) -> _Ranges:
    names = properties(node)
    pairs = tuple((start, end) for start, end in _ENDS if start in names and end in names)
    inside = []
    for name, field in names.items():
        inner = _of_node(field["items"] if field.get("type") == "array" else field)
        if inner.pairs or inner.inside:
            inside.append((name, inner))
    return _Ranges(pairs, tuple(inside))


def _ends(values: Mapping[str, Any], ranges: _Ranges, route: Route) -> Iterator[Slip]:
    """An end before its start, anywhere in the record (E401)."""
    for start, end in ranges.pairs:
        last = _day(values.get(end))
        first = _day(values.get(start)) if last else None
        if first and last and last < first:
            yield Slip("E401", (*route, end), words(start=start))
    for name, inner in ranges.inside:
        value = values.get(name)
        if isinstance(value, list):
            for position, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _ends(item, inner, (*route, name, position))
        elif isinstance(value, dict):
            yield from _ends(value, inner, (*route, name))
            for key, item in value.items():
                if isinstance(item, dict) and name == "windows":
                    yield from _ends(item, _WINDOW, (*route, name, key))


_WINDOW: Final = _Ranges((("from", "to"),), ())


def _entry(raw: Raw, enrolments: Mapping[str, Enrolment], today: date | None) -> Iterator[Slip]:
    """A dated entry outside a child's time at the school, or in the future (E402 to E404)."""
    name = raw.kind.date_field
    day = _day(raw.values.get(name))
    if day is None:
        return
    named = set(_named(raw))
    if today is not None and day > today and (named or raw.kind.name != "activity"):
        yield Slip("E404", (name,))
        return
    known = [enrolments[child] for child in named if child in enrolments]
    if any(day < enrolment.enrolled for enrolment in known):
        yield Slip("E402", (name,))
    if any(enrolment.left is not None and day > enrolment.left for enrolment in known):
        yield Slip("E403", (name,))


def _named(raw: Raw) -> Iterator[str]:
    """The children that a record names."""
    for path in _DATED[raw.kind.name]:
        first, _, inner = path.partition(".")
        value = raw.values.get(first)
        for item in value if isinstance(value, list) else [value]:
            found = item.get(inner) if isinstance(item, dict) else item
            if isinstance(found, str):
                yield found


def _follow_ups(values: Mapping[str, Any]) -> Iterator[Slip]:
    """A follow-up before its visit (E405)."""
    visited = _day(values.get("date"))
    for name in ("follow_up_by", "followed_up"):
        day = _day(values.get(name))
        if visited and day and day < visited:
            yield Slip("E405", (name,))


def _age(values: Mapping[str, Any]) -> Iterator[Slip]:
    """Under 3 or over 20 when enrolled (E407); a year or month of enrolment gets the benefit."""
    born, enrolled = _day(values.get("born")), _day(values.get("enrolled"))
    if born is None or enrolled is None:
        return
    age = enrolled.year - born.year - ((enrolled.month, enrolled.day) < (born.month, born.day))
    if not MIN_AGE <= age <= MAX_AGE:
        yield Slip("E407", ("born",))
