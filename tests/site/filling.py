"""Somebody who fills in the blanks of a new record, as the schema says, and nothing else.

Works on the text alone, line by line, as a person in the host's editor does: whatever is filled in
already stays, and so do comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from builder import schema
from builder.edit_links import NewFile
from builder.kinds import BY_PLACE
from builder.read.oneline import read_line
from builder.schema import Node
from builder.store import Store

_FIELD: Final = re.compile(r"(?P<lead>\s*(?:- )?)(?P<key>[^\s:#{}-][^:#{}]*):(?P<value>.*)")
_INLINE: Final = re.compile(r"(?<=[{ ])([^\s:{},]+): (?=[,}])")
_ENTRIES: Final = frozenset({"entries", "记录"})
_NEEDS_WHOM: Final = frozenset({"home_visit", "meeting", "phone_call", "video_call", "message"})
_FIXED: Final = {"born": "2018-05-06", "midpoint": "2027-01-01", "end": "2027-01-31"}
"""What must fit to other fields."""


@dataclass
class Person:
    """Knows the school's records and the day; every text that they write is a new one."""

    store: Store
    day: date
    prefer: Mapping[str, str] = field(default_factory=dict)
    texts: Iterator[int] = field(default_factory=lambda: count(1))

    def fill(self, path: str, text: str) -> str:
        """The text of a new record below the records folder, its blanks filled in."""
        kind = BY_PLACE[path.partition("/")[0]].name
        found: list[str] = []
        open_: list[tuple[int, Node]] = [(-1, schema.schemas()[kind])]
        rows = text.splitlines()
        for row, below in zip(rows, [*rows[1:], ""], strict=True):
            found.append(self._row(kind, row, below, open_))
        return "\n".join(found) + "\n"

    def _row(self, kind: str, row: str, below: str, open_: list[tuple[int, Node]]) -> str:
        if kind == "visit" and (line := self._line(row)):
            return line
        if row.lstrip().startswith("#"):
            return row
        at = _FIELD.fullmatch(row)
        if at is None:
            return _INLINE.sub(lambda m: f"{m[1]}: {self._value(open_[-1][1], m[1])}", row)
        column = len(at["lead"])
        while open_[-1][0] >= column:
            open_.pop()
        parent = open_[-1][1]
        if at["key"] in _ENTRIES:
            open_.append((column, parent))
            return row
        node = _child(parent, at["key"])
        bare = at["value"].split(" #")[0].strip()
        inner = re.match(r"\s*(- )?", below)
        deeper = len(inner[0]) > column if inner and below.strip()[:1] != "#" else False
        if schema.properties(_item(node)) and (deeper or below.lstrip().startswith("- {")):
            open_.append((column, node))
            return row
        if bare or schema.properties(_item(node)):
            return row
        comment = at["value"][len(at["value"].rstrip()) :] if "#" not in at["value"] else ""
        return f"{at['lead']}{at['key']}: {self._value(parent, at['key'])}{comment}"

    def _line(self, row: str) -> str:
        """A visit on one line: the day before it, with whom (where that is not said) and what."""
        line = row.removeprefix("- ")
        if line == row or not read_line(line, None).untouched:
            return ""
        dated = f"{self.day.month}.{self.day.day} {line}"
        said = read_line(dated, (self.day, self.day)).values
        whom = " guardian" if _NEEDS_WHOM & set(said["kind"]) and "with" not in said else ""
        return f"- {dated}{whom} 说了第{next(self.texts)}件事"

    def _value(self, parent: Node, key: str) -> str:
        name, node = _named(parent, key)
        item = _item(node)
        if name in self.prefer:
            return self.prefer[name]
        if name in _FIXED:
            return _FIXED[name]
        if "x-ref" in item:
            return self._reference(item["x-ref"], name)
        if found := schema.choices(item):
            return found[0].const
        if item.get("type") in ("integer", "number"):
            return str(item.get("minimum", 1))
        if item.get("type") == "boolean":
            return "true"
        if item.get("format") in ("date", "partial-date"):
            return self.day.isoformat()
        if item.get("format") == "local-time":
            return f"{self.day} 08:30"
        if "examples" in item:
            return str(item["examples"][0])
        return f"第{next(self.texts)}件"

    def _reference(self, to: Any, name: str) -> str:
        store = self.store
        kinds: Mapping[str, list[str]] = {
            "child": [one.id for one in store.left_behind_on(self.day)],
            "staff": sorted(id_ for id_, one in store.staff.items() if one.holds(self.day)),
            "class": [one.id for one in store.school.classes],
            "semester": [one.id for one in store.semesters],
        }
        first = str(to).split("|")[0]
        ids = kinds[first]
        return ids[-1] if name == "peer" else ids[0]


def _item(node: Node) -> Node:
    found: Node = node["items"] if node.get("type") == "array" else node
    return found


def _named(parent: Node, key: str) -> tuple[str, Node]:
    for name, node in schema.properties(_item(parent)).items():
        if key in schema.key_spellings(name, node):
            return name, node
    raise AssertionError(f"no such field: {key}")


def _child(parent: Node, key: str) -> Node:
    return _named(parent, key)[1]


def opened(new: NewFile) -> tuple[str, str]:
    """The path and the text that somebody ends up with, from the address alone where it has them."""
    if not new.url:
        return new.path, new.text
    parts = urlsplit(new.url)
    query = parse_qs(parts.query, strict_parsing=True)
    if "file_name" in query:
        return query["file_name"][0], new.text
    (name,) = query["filename"]
    folder = unquote(parts.path).partition("new/main/")[2]
    text = query["value"][0] if new.filled else new.text
    return f"{folder}/{name}", text


def asks(kind: str, with_: str = "", every: str = "week") -> dict[str, Any]:
    """A rule of one kind of visit and one counterpart, owed by the paired teacher."""
    rule: dict[str, Any] = {"id": "rule", "contact": [kind], "by": ["paired_teacher"]}
    return {**rule, "every": every, **({"with": [with_]} if with_ else {})}


def visit_kinds() -> list[str]:
    """Every kind of visit that somebody of the staff makes."""
    node = schema.node_at("visit", ("kind",)) or {}
    return [one.const for one in schema.choices(node["items"]) if one.const != "peer_visit"]


def counterparts() -> list[str]:
    """Everybody whom a visit can be with."""
    node = schema.node_at("visit", ("with",)) or {}
    return [one.const for one in schema.choices(node["items"])]
