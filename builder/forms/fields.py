"""From a node of a schema to a field of the form: what may be chosen, picked, dated or typed.

Keys and values are those that a teacher would type in a file of the school's language (方式: 家访),
so that what comes out of the form reads like what stands beside it. People and classes are picked
and written by id.

Pickers are lists of choices made at build time, and no relations to other collections: those would
have every archive, with its telephone numbers and addresses, loaded into and kept by every phone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from builder import schema
from builder.i18n import N_, Language
from builder.schema import Node

Field = dict[str, Any]
"""One field as the configuration has it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Somebody or something that can be picked: the id, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form needs to know beside the schema: the language, and whom there is to pick.

    `picks` are by the names of `x-ref`: `child`, `staff`, `class`, `semester`, `need`, `rule`.
    """

    language: Language
    picks: Mapping[str, Sequence[Pick]]

    def choices(self, ref: str) -> list[dict[str, str]]:
        """The choices of a reference; `staff|child` has both."""
        found = [pick for name in ref.split("|") for pick in self.picks.get(name, ())]
        return [{"label": pick.label, "value": pick.value} for pick in found]


_PARTIAL: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_YEAR_OR_MONTH: Final = N_("A year, a month or a day: 2026, 2026-09 or 2026-09-01.")
_WITH_HYPHENS: Final = N_("Small letters, digits and hyphens, such as c2601.")


def field(
    asked: Asked, kind: str, route: tuple[str, ...], node: Node, *, required: bool, today: bool
) -> Field:
    """The field of a schema node. `today` fills a date in with the day on which it is opened."""
    language = asked.language
    made: Field = {
        "name": language.key(kind, *route),
        "label": language.field(kind, *route),
        "required": required,
    }
    if words := _hint(node, language):
        made["hint"] = words
    many = node.get("type") == "array"
    item: Node = node["items"] if many else node
    options = _options(asked, kind, route, item)
    if options:
        made |= {"widget": "select", "options": options}
        if many:
            made["multiple"] = True
            if required:
                made["min"] = 1
        return made
    if inner := schema.properties(item):
        made["widget"] = "list" if many else "object"
        made["fields"] = [
            field(
                asked,
                kind,
                (*route, name),
                one,
                required=name in item.get("required", ()),
                today=False,
            )
            for name, one in inner.items()
        ]
        if many:
            made["label_singular"] = made["label"]
            if required:
                made["min"] = 1
        else:
            made["collapsed"] = True
        return made
    if many:
        return made | {"widget": "list"}
    return made | _plain(node, language, today=today)


def _options(asked: Asked, kind: str, route: tuple[str, ...], item: Node) -> list[dict[str, str]]:
    """What a field lets one choose; nothing for one in which something is typed."""
    language = asked.language
    if ref := item.get("x-ref"):
        return asked.choices(ref)
    if item.get("type") == "boolean":
        # A box would write "no" into every record; left alone, a choice writes nothing.
        return [
            {"label": language.text(N_("yes")), "value": "是" if language.chinese else "true"},
            {"label": language.text(N_("no")), "value": "否" if language.chinese else "false"},
        ]
    return [
        {
            "label": language.value(kind, route, choice.const),
            "value": language.coded(kind, route, choice.const),
        }
        for choice in schema.choices(item)
    ]


def _plain(node: Node, language: Language, *, today: bool) -> Field:
    """A field in which one value is typed."""
    form = node.get("format")
    if form == "date":
        made: Field = {"widget": "datetime", "type": "date", "format": "YYYY-MM-DD"}
        return made | ({"default": "{{now}}"} if today else {})
    if form == "local-time":
        return {"widget": "datetime", "format": "YYYY-MM-DD HH:mm"}
    if form == "partial-date":
        return {"widget": "string", "pattern": [_PARTIAL, language.text(_YEAR_OR_MONTH)]}
    if node.get("type") in ("integer", "number"):
        whole = node["type"] == "integer"
        made = {"widget": "number", "value_type": "int" if whole else "float"}
        if not whole:
            made["step"] = 0.1
        limits = {"minimum": "min", "maximum": "max"}
        return made | {ours: node[name] for name, ours in limits.items() if name in node}
    if "x-long" in node:
        return {"widget": "text"}
    if pattern := node.get("pattern"):
        return {"widget": "string", "pattern": [pattern, language.text(_WITH_HYPHENS)]}
    return {"widget": "string"}


_TYPING: Final = re.compile(r"\[|编号|\bids?\b|^如 \d|^Such as \d")
"""What a schema says of how a value is typed: names or ids, several in brackets, a date."""


def _hint(node: Node, language: Language) -> str:
    """What the schema says of a field. Where one picks or chooses, only if that is its meaning."""
    if "x-id" in node:
        return language.text(_WITH_HYPHENS)
    words = str(node.get("description" if language.chinese else "x-description-en", ""))
    item: Node = node["items"] if node.get("type") == "array" else node
    typed = not (
        schema.choices(item)
        or "x-ref" in item
        or item.get("type") == "boolean"
        or item.get("format") in ("date", "local-time")
    )
    return words if typed or not _TYPING.search(words) else ""
