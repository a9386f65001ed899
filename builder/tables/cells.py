"""One field in one cell: how its value is written into it, and how a cell is understood.

What is written is understood again as it was. A list is written `甲、乙`, or a line an item where an
item holds such a mark itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from builder import workbook
from builder.i18n import Language
from builder.schema import Node, choices, properties
from builder.tables.grid import Cell
from builder.tables.scalars import (
    BLANK,
    NO,
    YES,
    Unreadable,
    as_text,
    day_text,
    hold_private,
    reader_of,
)
from builder.tables.spells import CODECS, Tree, apart

HOLDS: Final[list[dict[str, str]]] = [{}]
"""A spell of which is only known that it holds: its first day must come from elsewhere."""

_YES_OF: Final[Mapping[str, frozenset[str]]] = {
    "boarding": frozenset({"住校", "寄宿", "住宿", "寄宿生", "住校生"}),
    "priority": frozenset({"重点", "重点对象", "重点帮扶", "重点帮扶对象"}),
    "unguarded": frozenset({"无人监护"}),
    "left_behind": frozenset({"留守", "留守儿童"}),
}
_NO_OF: Final[Mapping[str, frozenset[str]]] = {
    "boarding": frozenset({"走读", "走读生", "不住校", "不寄宿"}),
    "priority": frozenset({"一般", "非重点"}),
    "unguarded": frozenset({"有人监护"}),
    "left_behind": frozenset({"非留守", "非留守儿童"}),
}
_SEPARATORS: Final = re.compile(r"[、，,;；/\n]")


def written(value: Any, node: Node, language: Language) -> workbook.Cell:
    """A canonical value (dates as `date`) as it stands in a cell."""
    if value is None:
        return None
    if node.get("type") == "array":
        items = node["items"]
        if not value:
            return None
        if properties(items):
            write = CODECS[frozenset(properties(items))][0]
            lines = "\n".join(_hung(write(item, items, language)) for item in value)
            return f"{lines}\n" if len(apart(lines)) > 1 else lines
        return _joined([str(_plain(item, items, language)) for item in value])
    return _plain(value, node, language)


def _plain(value: Any, node: Node, language: Language) -> workbook.Cell:
    if isinstance(value, date) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return ("是" if value else "否") if language.chinese else ("yes" if value else "no")
    found = next((one for one in choices(node) if one.const == value), None)
    if found:
        return found.title if language.chinese else found.const
    text = str(value)
    try:
        plain = reader_of(node)(text) == text
    except Unreadable:
        plain = False
    # With a line break at its end it is taken as it stands.
    return text if plain else f"{text}\n"


def _joined(texts: Sequence[str]) -> str:
    if not any(_SEPARATORS.search(text) for text in texts):
        return "、".join(texts)
    # A line an item; the line break at the end says so where there is only one.
    return "".join(f"{_hung(text)}\n" for text in texts)


def _hung(text: str) -> str:
    return text.replace("\n", "\n\u3000")


def _unhung(text: str) -> list[str]:
    """The lines of a cell, with those that go on with the one before put back to it."""
    out: list[str] = []
    for line in text.split("\n"):
        if line.startswith("\u3000") and out:
            out[-1] += "\n" + line[1:]
        elif line.strip():
            out.append(line.lstrip())
    return out


def understood(cell: Cell, node: Node, name: str = "") -> Tree | None:
    """What a cell says, as the reader's form takes it; None where it says nothing.

    `name` is the field's. Raises `Unreadable` and `Private`.
    """
    hold_private(cell)
    if node.get("type") == "array":
        return _list(cell, node["items"], name)
    kind = reader_of(node)
    text = kind(cell)
    return text if text not in (None, "") else None


def _list(cell: Cell, items: Node, name: str) -> list[Tree] | None:
    if properties(items):
        return _mappings(cell, items, name)
    text = as_text(cell)
    if text.strip() in BLANK and "\n" not in text:
        return None
    free = not choices(items) and "x-ref" not in items
    if free and "\n" in text:
        return _unhung(text)
    read = reader_of(items)
    parts = [read(part) for part in _SEPARATORS.split(text)]
    return [part for part in parts if part] or None


def _mappings(cell: Cell, items: Node, name: str) -> list[Tree] | None:
    """A list of spells or results; `YES` for a bare yes, an empty list for a bare no."""
    if isinstance(cell, (date, float)) and "since" in properties(items):
        return [{"since": day_text(cell, partial=True)}]
    text = as_text(cell).strip("\n ")
    bare = unicodedata.normalize("NFKC", text).strip().lower()
    if bare in BLANK:
        return None
    if bare in YES or bare in _YES_OF.get(name, ()):
        return [dict(one) for one in HOLDS]
    if bare in NO or bare in _NO_OF.get(name, ()):
        return []
    read = CODECS[frozenset(properties(items))][1]
    lines = _unhung(text) if "\n" in as_text(cell) else apart(text)
    return [read(line, items) for line in lines]
