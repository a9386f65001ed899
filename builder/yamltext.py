"""Records as YAML, as a teacher would type them: the counterpart of `builder.read`.

Keys and coded values in the language of the school, short lists on one line, long text as a block,
quotes only where YAML asks for them. Whatever the reader takes comes back as it was: every value
is text there, so `no`, `012` and `12:30` need nothing, and `null` needs quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from builder import schema
from builder.i18n import Language
from builder.read.structure import ABSENT
from builder.schema import Node

_WIDE_TEXT: Final = 88
"""A text wider than this (in Latin characters) is a block; a list wider than this has lines."""
_PLAIN: Final = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`=<][^\s:#,\[\]{}&*!|>'"%@`\x7f-\x9f]*\Z""")
"""One word without anything that means something to YAML, wherever it stands."""


def document(
    kind: str, records: Mapping[str, Any] | Sequence[Mapping[str, Any]], language: Language
) -> str:
    """The text of a file: one record (canonical values), or a list of them."""
    node = schema.schemas()[kind]
    if isinstance(records, Mapping):
        lines = mapping(records, node, language, 0)
    else:
        lines = (line for record in records for line in item(record, node, language, 0))
    return "\n".join(lines) + "\n"


def mapping(
    values: Mapping[str, Any], node: Node, language: Language, indent: int
) -> Iterator[str]:
    """The lines of a mapping, its keys in the order of the schema."""
    fields = schema.properties(node)
    for name in sorted(values, key=list(fields).index):
        yield from entry(name, values[name], fields[name], language, indent)


def entry(name: str, value: Any, node: Node, language: Language, indent: int) -> Iterator[str]:
    """The lines of one key and its value."""
    yield from _labelled(
        f"{' ' * indent}{key(name, node, language)}:", value, node, language, indent
    )


def item(value: Any, node: Node, language: Language, indent: int) -> Iterator[str]:
    """The lines of one item of a list."""
    pad = " " * indent
    if isinstance(value, Mapping):
        lines = mapping(value, node, language, indent + 2)
        yield f"{pad}- {next(lines)[indent + 2 :]}"
        yield from lines
    else:
        yield from _labelled(f"{pad}-", value, node, language, indent)


def key(name: str, node: Node, language: Language) -> str:
    """How a field's key is written."""
    return str(node.get("title", name)) if language.chinese else name


def flow(value: Any, node: Node, language: Language) -> str | None:
    """A value on one line, as it may stand inside brackets; None where it does not fit on one."""
    if isinstance(value, Mapping):
        fields = schema.properties(node)
        inner = [
            (key(name, fields[name], language), flow(value[name], fields[name], language))
            for name in sorted(value, key=list(fields).index)
        ]
        if any(text is None for _, text in inner):
            return None
        return "{" + ", ".join(f"{name}: {text}" for name, text in inner) + "}"
    if isinstance(value, list):
        texts = [flow(one, node["items"], language) for one in value]
        parts = [text for text in texts if text is not None]
        return "[" + ", ".join(parts) + "]" if len(parts) == len(texts) else None
    text = spelled(value, node, language)
    return None if "\n" in text else quoted(text)


def spelled(value: Any, node: Node, language: Language) -> str:
    """A canonical value as people write it: 家访, 是, 3.3."""
    if isinstance(value, bool):
        return ("是" if value else "否") if language.chinese else str(value).lower()
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    text = str(value)
    if language.chinese:
        return next((one.title for one in schema.choices(node) if one.const == text), text)
    return text


def quoted(text: str) -> str:
    """One line of text, in quotes where it needs them."""
    if text in ABSENT or not all(_PLAIN.match(word) for word in _words(text)):
        return "'" + text.replace("'", "''") + "'"
    return text


def block(text: str, indent: int) -> Iterator[str]:
    """The lines below a `|`; the reader takes blanks at both ends away, so there are none."""
    pad = " " * indent
    yield from (f"{pad}{line}" if line else "" for line in text.split("\n"))


def is_block(text: str) -> bool:
    """Whether a text is to be written as a block."""
    return "\n" in text or _width(text) > _WIDE_TEXT


def _labelled(label: str, value: Any, node: Node, language: Language, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield label
        yield from mapping(value, node, language, indent + 2)
    elif isinstance(value, list):
        line = flow(value, node, language)
        if line is not None and _width(line) <= _WIDE_TEXT and not _of_mappings(value):
            yield f"{label} {line}"
        else:
            yield label
            for one in value:
                yield from item(one, node["items"], language, indent + 2)
    else:
        text = spelled(value, node, language)
        if is_block(text):
            yield f"{label} |"
            yield from block(text, indent + 2)
        else:
            yield f"{label} {quoted(text)}"


def _of_mappings(value: Iterable[Any]) -> bool:
    return any(isinstance(one, Mapping) for one in value)


def _words(text: str) -> list[str]:
    """The words between single blanks; any other white space makes an empty one, which is quoted."""
    return text.split(" ")


def _width(text: str) -> int:
    """How wide a text is; a Chinese character is two."""
    return sum(2 if character > "\u2e7f" else 1 for character in text)
