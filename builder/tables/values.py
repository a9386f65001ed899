"""A record's values as a person at a terminal reads them: each by its column's name, in one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from builder.finding import Route
from builder.i18n import Language
from builder.schema import properties, schemas
from builder.tables.cells import written
from builder.tables.columns import PARENTS, Column


def leaves(kind: str, values: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Every value of a record (canonical, references as ids) by what its column is called."""
    found: dict[str, str] = {}
    for name in properties(schemas()[kind]):
        for route, value in _spread(name, values.get(name)):
            column = Column(kind, route)
            if text := _text(value, column, language):
                found[column.name(language)] = text
    return found


def _spread(name: str, value: Any) -> Iterator[tuple[Route, Any]]:
    """A field as its columns have it: what lies inside it apart, a person in each slot."""
    if isinstance(value, Mapping):
        yield from (((name, inner), one) for inner, one in value.items())
    elif name in ("parents", "guardians"):
        relations = [one.get("relation") for one in value or ()]
        usual = relations == [one for one in PARENTS if one in relations]
        for number, person in enumerate(value or ()):
            slot = number
            if name == "parents":
                slot = PARENTS.index(person["relation"]) if usual else number + len(PARENTS)
            for inner, one in person.items():
                if (name, inner) != ("parents", "relation") or slot >= len(PARENTS):
                    yield (name, slot, inner), one
    elif value is not None:
        yield (name,), value


def _text(value: Any, column: Column, language: Language) -> str:
    cell = written(value, column.node, language)
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell).strip()
