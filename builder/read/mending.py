"""What a Chinese keyboard or a telephone makes of a form, made what was meant.

Full-width colons and spaces after a key become half-width; a bullet, a number, a long dash or
nothing at all before an item of a list becomes `- `. Only the text is mended here; whether it is
taken so is for `builder.read.records` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Final

from builder.finding import Slip
from builder.read import oneline
from builder.read.structure import key_lines, plain_lines

_KEY: Final = r"[^\s:：#'\"\[{-][^\n:：#'\"]{0,20}?"
_WIDE_AFTER_KEY: Final = re.compile(
    rf"(?P<before>\s*(?:- +)*)(?P<key>{_KEY})(?P<colon>：|:(?=[\u3000\u00a0]))[\u3000\u00a0]*"
)
_WITHOUT_BLANK: Final = re.compile(
    rf"^[ \t\u3000]+(?:- *)?(?P<key>{_KEY})[ \u3000]*(?:：|:(?=\S))",
    re.MULTILINE,
)
_TIGHT: Final = re.compile(r":(?=\S)")
_LIKE_A_KEY: Final = re.compile(r"(?![0-9０-９./-]+\Z)[^\s，。！？；、（(]{1,12}\Z")
_BULLETS: Final = "•·・●○◦▪■□◆◇★☆►▶➢✓✔※*＊+＋–—―−－_＿"
_MARK: Final = re.compile(
    rf"(?P<before>[ \t\u3000\u00a0]*)"
    rf"(?P<mark>-|[{_BULLETS}]+|[0-9０-９]{{1,2}}[.．、)）]|[(（][0-9０-９]{{1,2}}[)）]|[①-⑳]|)"
    r"(?P<gap>[ \t\u3000\u00a0]*)(?=(?P<rest>[^ \t\u3000\u00a0].*))"
)
_MAY_LACK_DASHES: Final = re.compile(
    rf"^[ \t\u3000\u00a0]*(?:-[^ \-]|-\t|[{_BULLETS}①-⑳(（]|[0-9０-９]{{1,4}}[-./．、)）年月]|\t|\u3000|\u00a0)",
    re.MULTILINE,
)
_BEFORE_A_DAY: Final = re.compile(r"- *(?=[0-9０-９]{1,4}[-./年月])")
_OF_A_DAY: Final = frozenset("0123456789０１２３４５６７８９./-")
_WITH_DASH: Final = re.compile(" *- ")
_OTHER_BLANKS: Final = re.compile(r" *[\t\u3000\u00a0][ \t\u3000\u00a0]*")
_ITS_KEY: Final = re.compile(rf"({_KEY})[ \u3000]*[:：]")
_OPENS_BLOCK: Final = re.compile(r"(?:[:：]|^\s*(?:- +)*-) *[|>][-+0-9]*\s*(?:#.*)?\Z")
_REFUSED: Final = {"I101": "E122", "I103": "E135"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A text with the same lines, and a hint for each that was mended."""

    text: str
    slips: list[Slip] = field(default_factory=list)


def possible(text: str) -> bool:
    """Whether there is anything to mend."""
    if "：" in text or ":\u3000" in text or ":\u00a0" in text:
        return True
    return bool(_MAY_LACK_DASHES.search(text))


def mended(text: str, keys: Set[str] | None) -> Mended:
    """The text with `：` after a known key made `: `, full-width spaces after it left out, and a
    dash before every item of a list.

    `keys` are the known ones; None takes whatever looks like one. Only where a key or an item
    really stands: what turns out to be a line of somebody's text is put back.
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
            return Mended(found, [slip for _, slips in changes.values() for slip in slips])
        for number in astray:
            del changes[number]
    return Mended(text)


def refused(slips: Iterable[Slip]) -> list[Slip]:
    """The hints of a mended text as the errors that they are where the text is not taken."""
    return [replace(slip, code=_REFUSED.get(slip.code, slip.code)) for slip in slips]


def swallowed(text: str, keys: Set[str]) -> list[Slip]:
    """Fields that were read as more text of the line above (E145): `    保密：是` below a text, or
    below a visit on one line. With an ordinary colon YAML itself refuses them."""
    if "：" not in text and not _TIGHT.search(text):
        return []
    found = {
        text.count("\n", 0, field.start()) + 1: field.end("key") - field.start() + 1
        for field in _WITHOUT_BLANK.finditer(text)
        if field["key"] in keys
    }
    gone_on = plain_lines(text)[1] if found else set()
    return [Slip("E145", line=n, column=column) for n, column in found.items() if n in gone_on]


def run_together(text: str) -> list[Slip]:
    """Visits that were read as more text of another: a line without its dash (E226), and one that
    begins in the middle of a line (E230)."""
    lost: list[Slip] = []
    if _MAY_LACK_DASHES.search(text):
        found = (slips for _, (_, slips) in _changes(text.split("\n"), frozenset()))
        lost += [slip for slips in found for slip in slips if slip.code == "E226"]
    for dash in _BEFORE_A_DAY.finditer(text):
        if text[dash.start() - 1] in _OF_A_DAY:
            continue
        start = text.rfind("\n", 0, dash.start()) + 1
        before = text[start : dash.start()].rstrip()
        end = text.find("\n", dash.end())
        rest = text[dash.end() : end if end >= 0 else len(text)]
        if before and before[-1] not in _OF_A_DAY and oneline.is_visit(rest):
            line = text.count("\n", 0, start) + 1
            lost.append(Slip("E230", line=line, column=dash.start() - start + 1))
    begun, gone_on = plain_lines(text) if lost else (set(), set())
    return [
        slip
        for slip in lost
        if slip.line in gone_on or (slip.code == "E230" and slip.line in begun)
    ]


def _changes(
    rows: list[str], keys: Set[str] | None
) -> Iterator[tuple[int, tuple[str, list[Slip]]]]:
    """Every line that would be mended, with what it becomes; blocks of text are left alone."""
    block = -1
    margin = -1
    for number, row in enumerate(rows):
        indent = len(row) - len(row.lstrip(" "))
        if block >= 0 and (indent > block or not row.strip()):
            continue
        block = -1
        new, slips = _with_dash(row, number + 1, keys, margin)
        if not slips:
            new, slips = _with_blanks(row, number + 1, keys, margin)
        found = _WIDE_AFTER_KEY.match(new)
        key = found["key"].strip() if found else ""
        # `#` right behind the colon begins a text; behind the blank of a mend, a remark.
        glued = found is not None and new.startswith("#", found.end("colon"))
        if found and not glued and (key in keys if keys is not None else _LIKE_A_KEY.match(key)):
            column = row.find(key) + len(key) + 1
            new = f"{found['before']}{key}: {new[found.end() :].lstrip()}".rstrip()
            code = "I101" if found["colon"] == "：" else "I103"
            code = "E135" if "\u00a0" in found.group() else code
            slips.append(Slip(code, line=number + 1, column=column))
        if slips:
            yield number, (new, slips)
        if new.lstrip(" ").startswith("- "):
            margin = len(new) - len(new.lstrip(" "))
        if _OPENS_BLOCK.search(new):
            dashes = len(new) - len(new.lstrip(" -"))
            block = dashes - 2 if new.strip(" -")[:1] in "|>" else dashes


def _with_dash(row: str, line: int, keys: Set[str] | None, margin: int) -> tuple[str, list[Slip]]:
    """A row that begins an item of a list, with a dash and a blank; any other as it is.

    `margin` is where the dash above stands, in blanks; -1 where there is none.
    """
    found = _MARK.match(row)
    if not found or _WITH_DASH.match(row):
        return row, []
    rest, mark = found["rest"], found["mark"]
    key = _ITS_KEY.match(rest.lstrip("{ "))
    if bare := oneline.is_visit(row):
        rest, mark = row.lstrip(), ""
    if not (bare or oneline.is_visit(rest) or (mark and key and key[1] in (keys or ()))):
        return row, []
    code = "E140"
    if not mark:
        code = "E226"
    elif mark == "-":
        blanks = found["before"] + found["gap"]
        code = "E121" if "\t" in blanks else "E135" if blanks.strip(" ") else "E134"
    # Tabs and wide blanks are no measure: the item stands below the one above.
    before = " " * max(margin, 0) if found["before"].strip(" ") or not mark else found["before"]
    column = _odd_blank(row) if code in ("E121", "E135") else len(found["before"]) + 1
    return f"{before}- {rest}", [Slip(code, line=line, column=column)]


def _odd_blank(row: str) -> int:
    """The column of the first blank that is no ordinary one."""
    return next(place for place, sign in enumerate(row, start=1) if sign in "\t\u3000\u00a0")


def _with_blanks(row: str, line: int, keys: Set[str] | None, margin: int) -> tuple[str, list[Slip]]:
    """A row that begins with a known key behind tabs or wide blanks, indented as below a dash."""
    found = _OTHER_BLANKS.match(row)
    key = _ITS_KEY.match(row, found.end()) if found else None
    if not found or not key or key[1] not in (keys or ()):
        return row, []
    code = "E121" if "\t" in found.group() else "E135"
    before = "  " if margin < 0 else " " * (margin + 2)
    return before + row[found.end() :], [Slip(code, line=line, column=_odd_blank(row))]
