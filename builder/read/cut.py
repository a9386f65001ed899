"""Text that YAML cuts off: after a blank a `#` begins a remark, and nobody is told what it took.

A remark after a date or a coded value is one; after free text it is more likely a part of it, as
in `内容: 得了 #1 名`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from builder.finding import Slip
from builder.read import oneline
from builder.schema import all_fields, key_spellings, schemas

_PLAIN: Final = re.compile(
    r"(?P<before> *(?:- +)*)(?P<key>[^\s:#'\"\[{-][^:#'\"]{0,20}?) *: +(?=[^\s#])"
)
_ITEM: Final = re.compile(r" *- +(?=[^\s#'\"\[{|>])")
_NOT_PLAIN: Final = frozenset("'\"[{|>&*!")
_CUT: Final = re.compile(r"\s#(?P<rest>.*)")


def cut_texts(text: str, kind: str) -> Iterator[Slip]:
    """A hint (I106) at every remark that follows free text, on its line or a line that goes on."""
    if " #" not in text:
        return
    long = _long(kind)
    margin = -1
    helps: tuple[str, ...] = ()
    for number, row in enumerate(text.split("\n"), start=1):
        indent = len(row) - len(row.lstrip(" "))
        found = _PLAIN.match(row)
        if margin < 0 or indent <= margin or row.lstrip().startswith("- "):
            margin = -1
            if found and found["key"] in long and row[found.end()] not in _NOT_PLAIN:
                margin, helps = len(found["before"]), long[found["key"]]
            elif kind == oneline.KIND and (item := _ITEM.match(row)) and _is_line(row, item.end()):
                margin, helps = indent, ()
        # Behind a remark the text cannot go on, so the first one on a line is what cuts it.
        cut = _CUT.search(row, found.end() if found else indent) if margin >= 0 else None
        if cut and not _is_help(cut["rest"].strip(), helps):
            yield Slip("I106", line=number, column=cut.start("rest"))


def _is_line(row: str, start: int) -> bool:
    return oneline.is_line(row[start:])


def _is_help(remark: str, helps: tuple[str, ...]) -> bool:
    """Whether a remark is what a blank form says of the field."""
    return any(said.startswith(remark) for said in helps)


@cache
def _long(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The keys of a kind's long texts, with what a blank form says of each."""
    found: dict[str, tuple[str, ...]] = {}
    for name, node in all_fields(schemas()[kind]):
        if "x-long" in node:
            said = (node.get("description", ""), node.get("x-description-en", ""))
            for spelling in key_spellings(name, node):
                found[spelling] = (*found.get(spelling, ()), *said)
    return found
