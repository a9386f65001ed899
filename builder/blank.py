"""A record to fill in, from its schema: every field a line, with what may be written there.

Used by `shouwang new` and by the site's "log a visit" links, so that both look the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from builder import schema
from builder.i18n import Language
from builder.schema import Node


def blank(kind: str, language: Language, filled: Mapping[str, str] | None = None) -> str:
    """YAML text of a blank record: required fields first, the others in comments after them.

    `filled` gives values (already YAML) for canonical field names.
    """
    node = schema.schemas()[kind]
    required = {*node.get("required", ()), *schema.sometimes_required(node), *(filled or ())}
    lines = [f"# {_title(kind, language)}"]
    rest: list[str] = []
    for name, field in schema.properties(node).items():
        if name == "id":
            continue
        optional = name not in required
        text = _field(kind, (name,), field, language, filled or {}, commented=optional)
        (rest if optional else lines).extend(text)
    return "\n".join(lines + ([""] if rest else []) + rest) + "\n"


def _title(kind: str, language: Language) -> str:
    node = schema.schemas()[kind]
    words = node.get("description" if language.chinese else "x-description-en", "")
    return (
        f"{language.kind(kind)}: {words}"
        if not language.chinese
        else f"{language.kind(kind)}：{words}"
    )


def _field(
    kind: str,
    route: tuple[str, ...],
    node: Node,
    language: Language,
    filled: Mapping[str, str],
    *,
    commented: bool,
) -> Iterator[str]:
    indent = "  " * (len(route) - 1)
    mark = "# " if commented else ""
    key = str(node.get("title", route[-1])) if language.chinese else route[-1]
    help_ = _help(node, language)
    value = filled.get(".".join(route), "")
    item = node["items"] if node.get("type") == "array" else node
    inner = schema.properties(item)
    if inner and "x-every" not in node:
        yield f"{mark}{indent}{key}:{help_}"
        first = node.get("type") == "array"
        for name, field in inner.items():
            for line in _field(kind, (*route, name), field, language, filled, commented=commented):
                bare = line.removeprefix(mark)
                dash = "- " if first else "  "
                yield f"{mark}{indent}{dash}{bare[len(indent) + 2 :]}" if first or dash else line
                first = False
        return
    yield f"{mark}{indent}{key}: {value}{help_}".rstrip()


def _help(node: Node, language: Language) -> str:
    """The comment after a field: what it is, and the coded values it may hold."""
    words: Any = node.get("description" if language.chinese else "x-description-en", "")
    item = node["items"] if node.get("type") == "array" else node
    found = [choice for choice in schema.choices(item) if "/" not in choice.const]
    named = [choice.title if language.chinese else choice.const for choice in found]
    parts = [part for part in (words, " | ".join(named)) if part]
    return "   # " + ("：" if language.chinese else ": ").join(parts) if parts else ""
