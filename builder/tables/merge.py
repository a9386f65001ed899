"""What a row changes in a record: the record's values with the row's in their place.

A blank cell changes nothing, and a list that says less than the record does neither: a table is
never the whole truth about a child. What is left in place is left as it was typed (`2021-09` for
the first of September).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.i18n import N_
from builder.read.form import first_day
from builder.schema import Node, properties, schemas

STILL_HOLDS: Final = N_(
    "The table says no, but on record it goes on: give it an end in its file, with “until”."
)
SINCE_WHEN: Final = N_(
    "Since when? Write the first day, or give it for all rows with --set {field}=2026-09-01."
)
BEFORE_THE_END: Final = N_(
    "This begins before another stretch of time on record is over: change that one in its file."
)

_SILENT: Final[Mapping[str, Any]] = {"outcome": "reached"}
"""Values that say the same as nothing."""


class NoMerge(Exception):
    """What the row says of the field `name` cannot be put into the record without knowing more."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.message = message
        self.name = name


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields that the row changes, with their new values, and those that it cannot change."""

    changes: Mapping[str, Any]
    stuck: Sequence[NoMerge] = ()

    @property
    def fields(self) -> list[str]:
        """The names of all fields in which row and record differ."""
        return [*self.changes, *(one.name for one in self.stuck if one.name not in self.changes)]


def merged(kind: str, old: Mapping[str, Any], stated: Mapping[str, Any], day: date) -> Merged:
    """Put a row's canonical values into a record's; references are ids in both."""
    changes: dict[str, Any] = {}
    stuck: list[NoMerge] = []
    fields = properties(schemas()[kind])
    for name, value in stated.items():
        node = fields[name]
        try:
            new = _field(name, node, old.get(name), value, day)
        except NoMerge as error:
            stuck.append(error)
            continue
        if not equal(old.get(name), new, node):
            changes[name] = new
    return Merged(changes, stuck)


def equal(old: Any, new: Any, node: Node) -> bool:
    """Whether two values of a field say the same."""
    if isinstance(old, list) or isinstance(new, list):
        ours, theirs = old or [], new or []
        items = node.get("items", {})
        return len(ours) == len(theirs) and all(
            equal(a, b, items) for a, b in zip(ours, theirs, strict=True)
        )
    if isinstance(old, dict) or isinstance(new, dict):
        fields, ours, theirs = properties(node), old or {}, new or {}
        return all(
            equal(ours.get(key), theirs.get(key), fields.get(key, {}))
            for key in ours.keys() | theirs.keys()
        )
    if node.get("type") == "boolean":
        return bool(old) == bool(new)
    if node.get("format") == "partial-date" and old and new:
        return first_day(old) == first_day(new)
    return bool(old == new) or {old, new} in ({None, silent} for silent in _SILENT.values())


def _field(name: str, node: Node, old: Any, new: Any, day: date) -> Any:
    if name == "parents":
        return _parents(node["items"], old or [], new)
    if name == "guardians":
        return _guardians(node["items"], old or [], new)
    if isinstance(new, list) and properties(node["items"]):
        spells = {"since", "until"} <= properties(node["items"]).keys()
        if spells:
            return _spells(name, node["items"], old or [], new, day)
        return _listed(node["items"], old or [], new)
    if isinstance(new, dict):
        return _over(node, old or {}, new)
    return new


def _over(node: Node, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """One mapping over another; what says the same stays as it was typed."""
    fields = properties(node)
    kept = {key: old[key] for key in new if key in old and equal(old[key], new[key], fields[key])}
    return {**old, **new, **kept}


def _parents(items: Node, old: list[Any], new: list[Any]) -> list[Any]:
    """A parent is known by being the father or the mother; of two of them, by the name."""
    out = list(old)
    free = set(range(len(old)))
    for one in new:
        same = [n for n in sorted(free) if out[n]["relation"] == one.get("relation")]
        named = [n for n in same if out[n].get("name") == one.get("name")]
        place = next(iter(named or same), None)
        if place is None:
            out.append(one)
        else:
            free.discard(place)
            out[place] = _over(items, out[place], one)
    return out


def _guardians(items: Node, old: list[Any], new: list[Any]) -> list[Any]:
    """A guardian is known by the name; another name in the same place is another person."""
    out = list(old)
    for place, one in enumerate(new):
        if place < len(old) and old[place].get("name") == one.get("name", old[place].get("name")):
            out[place] = _over(items, old[place], one)
            continue
        named = [n for n, was in enumerate(old) if was.get("name") == one.get("name")]
        if len(named) == 1:
            out[named[0]] = _over(items, old[named[0]], one)
        elif place >= len(old):
            out.append(one)
        elif old[place].get("relation") == one.get("relation"):
            out[place] = _over(items, old[place], one)
        else:
            # Somebody else: nothing of the one before belongs to them.
            out[place] = one
    return out


def _listed(items: Node, old: list[Any], new: list[Any]) -> list[Any]:
    """Entries that only ever become more; those that say the same stay as they are."""
    added = [one for one in new if not any(equal(was, one, items) for was in old)]
    if len(new) < len(old) or not added:
        return [*old, *added]
    return [next((was for was in old if equal(was, one, items)), one) for one in new]


def _spells(name: str, items: Node, old: list[Any], new: list[Any], day: date) -> list[Any]:
    current = next((n for n, one in enumerate(old) if _holds(one, day)), None)
    if not new:
        if current is not None:
            raise NoMerge(STILL_HOLDS, name)
        return old
    if len(new) == 1 and "since" not in new[0]:
        # A column that says only that it is so, or of which kind.
        if current is None:
            raise NoMerge(SINCE_WHEN, name)
        return [*old[:current], _over(items, old[current], new[0]), *old[current + 1 :]]
    if all(any(equal(was, one, items) for was in old) for one in new):
        return old
    if len(new) == 1 and old:
        place = _same_spell(name, old, new[0], current)
        if place is not None:
            return [*old[:place], _over(items, old[place], new[0]), *old[place + 1 :]]
        return [*old, new[0]]
    return _listed(items, old, new)


def _same_spell(
    name: str, old: list[Any], new: Mapping[str, Any], current: int | None
) -> int | None:
    """Which of the spells on record a row speaks of; None where it is one more after all of them.

    It is the one of the same first day, else the one that goes on. One that is over is history:
    no other spell takes its place, or takes its end from it.
    """
    since = first_day(str(new["since"]))
    for place, was in enumerate(old):
        if first_day(str(was["since"])) == since:
            return place
    if current is not None:
        return current
    if all(was.get("until") and str(was["until"]) < str(since) for was in old):
        return None
    raise NoMerge(BEFORE_THE_END, name)


def _holds(spell: Mapping[str, Any], day: date) -> bool:
    since, until = spell.get("since"), spell.get("until")
    return bool(since) and first_day(str(since)) <= day and (not until or str(until) >= str(day))
