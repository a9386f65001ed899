"""The columns of a kind: every field of its schema, what lies inside it spread out.

A father, a mother and each guardian have columns of their own; lists of spells stand in one cell.
A route's number counts within its list; of the parents, 0 is the father, 1 the mother, and 2 and
more are parents of whom somebody else is in that place already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.finding import Route
from builder.i18n import Language
from builder.schema import Node, node_at, properties, schemas

KINDS: Final = ("staff", "child", "pairing", "visit")
"""The kinds that come and go as tables; those that others refer to come first."""

PARENTS: Final = ("father", "mother")
CLASS_OF_CHILD: Final[Route] = ("@class",)
"""The class of the child that a row of pairings or visits names: only to tell children apart."""

_NUMBERED: Final = frozenset({"parents", "guardians"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a kind's field, by its route."""

    kind: str
    route: Route

    @property
    def node(self) -> Node:
        """The schema of what stands in its cells."""
        if self.route == CLASS_OF_CHILD:
            return schemas()["child"]["properties"]["class"]  # type: ignore[no-any-return]
        node = node_at(self.kind, self.route)
        assert node is not None
        return node

    @property
    def reference(self) -> str:
        """What its cells refer to: `child`, `staff`, …; empty where they refer to nothing."""
        node = self.node
        inner: Node = node["items"] if node.get("type") == "array" else node
        return str(inner.get("x-ref", ""))

    def heading(self, language: Language) -> str:
        """What stands above it: the group on a line, the field below, in one cell."""
        if self.route == CLASS_OF_CHILD:
            return language.field("child", "class")
        labels = [] if len(self.route) == 1 else [group(self.kind, self.route, language)]
        return "\n".join([*labels, language.field(self.kind, *self.route)])

    def name(self, language: Language) -> str:
        """The same on one line."""
        return self.heading(language).replace("\n", "" if language.chinese else " ")


def group(kind: str, route: Route, language: Language) -> str:
    """The person or the part that a column belongs to: 父亲, 监护人2, 健康状况."""
    number = next((step for step in route if isinstance(step, int)), None)
    if route[0] == "parents" and number in (0, 1):
        return language.value(kind, ("parents", "relation"), PARENTS[number])
    label = language.field(kind, route[0])
    if number is None or route[0] not in _NUMBERED:
        return label
    return f"{label}{number + 1 - (2 if route[0] == 'parents' else 0)}"


def columns(kind: str, *, guardians: int = 2, parents: int = 0) -> Iterator[Column]:
    """Every column of a kind, the id first; `parents` counts those beside one father and mother."""
    numbers = {"guardians": range(guardians), "parents": range(2 + parents)}
    for name, field in properties(schemas()[kind]).items():
        for number in numbers.get(name, ()):
            for inner in properties(field["items"]):
                if (name, inner) != ("parents", "relation") or number >= len(PARENTS):
                    yield Column(kind, (name, number, inner))
        if name in numbers:
            continue
        if field.get("type") == "object":
            yield from (Column(kind, (name, inner)) for inner in properties(field))
        else:
            yield Column(kind, (name,))
