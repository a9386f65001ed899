"""Full-width colons and spaces after a key, made half-width: what a Chinese keyboard types.

Only the text is mended here; whether it is taken so is for `builder.read.records` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Final

from builder.finding import Slip
from builder.read.structure import key_lines

_WIDE_AFTER_KEY: Final = re.compile(
    r"(?P<before>\s*(?:- +)*)(?P<key>[^\s:：#'\"\[{-][^:：#'\"]{0,20}?)(?:：|:(?=\u3000))\u3000*"
)
_LIKE_A_KEY: Final = re.compile(r"[^\s，。！？；、（(]{1,12}\Z")
_OPENS_BLOCK: Final = re.compile(r"(?:[:：]|^\s*(?:- +)*-) *[|>][-+0-9]*\s*(?:#.*)?\Z")
_REFUSED: Final = {"I101": "E122", "I103": "E135"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with the same lines, and a hint for each that was mended."""

    text: str
    slips: list[Slip] = field(default_factory=list)


def possible(text: str) -> bool:
    """Whether there is anything to mend."""
    return "：" in text or ":\u3000" in text


def mended(text: str, keys: Set[str] | None) -> Mended:
    """The text with `：` after a known key made `: `, full-width spaces after it left out.

    `keys` are the known ones; None takes whatever looks like one. Only where a key really stands:
    what turns out to be a line of somebody's text is put back.
    """
    changes = dict(_changes(text.split("\n"), keys))
    while changes:
        rows = text.split("\n")
        for number, (row, _) in changes.items():
            rows[number] = row
        found = "\n".join(rows)
        lines = key_lines(found)
        astray = [number for number in changes if number + 1 not in lines]
        if not astray or not lines:
            return Mended(found, [slip for _, slip in changes.values()])
        for number in astray:
            del changes[number]
    return Mended(text)


def refused(slips: Iterable[Slip]) -> list[Slip]:
    """The hints of a mended text as the errors that they are where the text is not taken."""
    return [replace(slip, code=_REFUSED[slip.code]) for slip in slips]


def _changes(rows: list[str], keys: Set[str] | None) -> Iterator[tuple[int, tuple[str, Slip]]]:
    """Every line that would be mended, with what it becomes; blocks of text are left alone."""
    block = -1
    for number, row in enumerate(rows):
        indent = len(row) - len(row.lstrip(" "))
        if block >= 0 and (indent > block or not row.strip()):
            continue
        block = -1
        found = _WIDE_AFTER_KEY.match(row)
        new = row
        key = found["key"].strip() if found else ""
        if found and (key in keys if keys else _LIKE_A_KEY.match(key)):
            new = f"{found['before']}{key}: {row[found.end() :].lstrip()}".rstrip()
            code = "I101" if "：" in found.group() else "I103"
            yield number, (new, Slip(code, line=number + 1, column=found.end("key") + 1))
        if _OPENS_BLOCK.search(new):
            dashes = len(new) - len(new.lstrip(" -"))
            block = dashes - 2 if new.strip(" -")[:1] in "|>" else dashes
