"""YAML as a teacher would type it.

`yaml.dump` sorts, quotes and wraps as no person would. Here short lists stand on one line, long
text is a block, a remark may stand above or beside a value, and quotes appear only where YAML
needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Noted:
    """A value with a remark beside it, or above it."""

    value: Value
    remark: str
    above: bool = False


@dataclass(frozen=True)
class Said:
    """Text to be written exactly so: an alias, or a date in a teacher's own form."""

    text: str


@dataclass(frozen=True)
class Row:
    """A small mapping that is written on one line, `{…}`."""

    fields: Mapping[str, Value]


Value: TypeAlias = "Scalar | Noted | Said | Row | Sequence[Value] | Mapping[str, Value]"

_WIDE_TEXT = 88
_FLOW_LIMIT = 92
_NEEDS_QUOTES = re.compile(
    r"""^$ | ^[\s\-?:,\[\]{}\#&*!|>'"%@`] | :(?=\s|$) | \s\# | \s$""", re.VERBOSE
)
_FLOW_INDICATOR = re.compile(r"[,\[\]{}]")


def document(value: Value, heading: Iterable[str] = ()) -> str:
    """A whole file: remarks on top, then a mapping or a list."""
    lines = [f"# {line}" if line else "" for line in heading]
    lines.extend(_block(value, 0))
    return "\n".join(lines) + "\n"


def _width(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _plain(value: Scalar | Said, flow: bool) -> str:
    if isinstance(value, Said):
        return value.text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return str(value)
    if _NEEDS_QUOTES.search(value) or (flow and _FLOW_INDICATOR.search(value)):
        return "'" + value.replace("'", "''") + "'"
    return value


def _is_sequence(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _flow(value: Value) -> str | None:
    """The value on one line, or None where it does not belong on one."""
    if isinstance(value, Row):
        parts = []
        for key, item in value.fields.items():
            text = _flow(item)
            if text is None:
                return None
            parts.append(f"{key}: {text}")
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, Noted):
        return None
    if isinstance(value, Mapping):
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = [_flow(item) for item in value]
        if any(isinstance(item, Row) for item in value):
            return None
        texts = [item for item in items if item is not None]
        if len(texts) != len(items):
            return None
        joined = "[" + ", ".join(texts) + "]"
        return joined if _width(joined) <= _FLOW_LIMIT else None
    return _plain(value, flow=True)


def _block(value: Value, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{key}:", item, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _list_item(item, indent)
    else:
        raise TypeError(f"a file holds a mapping or a list, not {type(value).__name__}")


def _entry(label: str, value: Value, indent: int) -> Iterator[str]:
    pad = " " * indent
    remark = ""
    if isinstance(value, Noted):
        if value.above:
            yield from (f"{pad}# {line}" for line in value.remark.splitlines())
        else:
            remark = f"  # {value.remark}"
        value = value.value
    if isinstance(value, str) and ("\n" in value or _width(value) > _WIDE_TEXT):
        yield f"{pad}{label} |{remark}"
        yield from (f"{pad}  {line}" if line else "" for line in value.splitlines())
        return
    if isinstance(value, Mapping) or (_is_sequence(value) and _flow(value) is None):
        yield f"{pad}{label}{remark}"
        yield from _block(value, indent + 2)
        return
    text = _flow(value) if isinstance(value, Row) or _is_sequence(value) else None
    if text is None and (isinstance(value, str) or not isinstance(value, (Row, Noted, Sequence))):
        text = _plain(value, flow=False)
    yield f"{pad}{label} {text}{remark}".rstrip() if text else f"{pad}{label}{remark}"


def _list_item(value: Value, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Noted) and value.above:
        yield from (f"{pad}# {line}" for line in value.remark.splitlines())
        value = value.value
    if isinstance(value, Mapping):
        lines = list(_block(value, indent + 2))
        first = next(number for number, line in enumerate(lines) if line.strip()[:1] != "#")
        yield from (pad + line[indent + 2 :] for line in lines[:first])
        yield f"{pad}- {lines[first][indent + 2 :]}"
        yield from lines[first + 1 :]
        return
    yield from _entry("-", value, indent)
