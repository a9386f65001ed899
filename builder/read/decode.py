"""Step 1: bytes to text.

UTF-8 only, since that is what Git hosts show and everything else assumes; but a file saved by
Notepad as GBK gets a sentence that says so. Characters that nobody can see, or that YAML would
take for line breaks, are refused where they stand: they hide text or inject keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from builder.finding import Slip, words

MAX_BYTES: Final = 1024 * 1024

_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff"
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d"
    "\u2060-\u2065\ufeff\uffa0\u3164\U000e0000-\U000e007f"
)
_BREAKS: Final = "\x85\u2028\u2029\r"
_REFUSED: Final = (
    ("E111", re.compile(f"[{_CONTROL}]")),
    ("E112", re.compile(f"[{_BIDI}]")),
    ("E113", re.compile(f"[{_ZERO_WIDTH}]")),
    ("E114", re.compile(f"[{_BREAKS}]")),
)
_ANY_REFUSED: Final = re.compile(f"[{_CONTROL}{_BIDI}{_ZERO_WIDTH}{_BREAKS}]")
_CONFLICT: Final = re.compile(r"^(<{7}|>{7}|\|{7}|={7})(?=[ \n]|\Z)", re.MULTILINE)

# Among the commonest characters of Chinese prose and of this project's forms: which guess at an
# encoding turns up more of them is the better guess.
_COMMON: Final = frozenset(
    "的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說時时要就出会會可也你对對生能子那得于着下自之年"
    "过過发發后後作里用道行所然家种種事方多经經去法学學如都同现現没沒起看定天分还還进進好小部其些主样樣"
    "日期姓名班级級访訪谈談父母爷爺奶外公婆电電话話作业業编号編號性别別男女内容方式帮扶"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with LF line ends, and what was wrong. `usable` is False when it can't be read."""

    text: str
    slips: tuple[Slip, ...] = field(default=())
    usable: bool = True


def decode(raw: bytes) -> Decoded:
    """Text of a file's bytes. What is refused is named; the text is returned as far as it goes."""
    if len(raw) > MAX_BYTES:
        return Decoded(raw[:MAX_BYTES].decode("utf-8", "replace"), (Slip("E116"),), usable=False)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        encoding = guessed_encoding(raw)
        if encoding is None:
            line = raw.count(b"\n", 0, error.start) + 1
            slip = Slip("E117", line=line, column=1)
            return Decoded(raw.decode("utf-8", "replace"), (slip,), usable=False)
        slip = Slip("E110", words=words(encoding=_NAMES[encoding]))
        return Decoded(raw.decode(encoding, "replace"), (slip,), usable=False)
    if text.startswith("\ufeff"):
        text = text[1:]
    text = text.replace("\r\n", "\n")
    if b"\x00" in raw and (encoding := _utf16(raw)):
        slip = Slip("E110", words=words(encoding=_NAMES[encoding]))
        return Decoded(raw.decode(encoding, "replace"), (slip,), usable=False)
    hidden = tuple(refused_characters(text))
    conflicts = tuple(_conflicts(text))
    if hidden:
        # Left out, so that the rest of the file can be read; the record they stand in is refused.
        text = _ANY_REFUSED.sub(lambda found: " " if found.group() in _BREAKS else "", text)
    return Decoded(text, hidden + conflicts, usable=not conflicts)


def refused_characters(text: str) -> Iterator[Slip]:
    """A slip for every line that holds a refused character, one a line and family."""
    if not _ANY_REFUSED.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        for code, pattern in _REFUSED:
            if found := pattern.search(line):
                named = words(character=f"U+{ord(found.group()):04X}")
                yield Slip(code, words=named, line=number, column=found.start() + 1)


def replaced(text: str, instead: Callable[[str], str]) -> str:
    """A text that is to be shown, with something instead of each refused character."""
    return _ANY_REFUSED.sub(lambda found: instead(found.group()), text)


def _conflicts(text: str) -> Iterator[Slip]:
    """Every merge-conflict marker."""
    if "<<<<<<<" in text or ">>>>>>>" in text:
        for found in _CONFLICT.finditer(text):
            yield Slip("E115", line=text.count("\n", 0, found.start()) + 1, column=1)


_NAMES: Final = {
    "gb18030": "GBK",
    "big5hkscs": "Big5",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def guessed_encoding(raw: bytes) -> str | None:
    """The encoding that makes Chinese of these bytes, or None where none does."""
    if utf16 := _utf16(raw):
        return utf16
    if re.search(b"[\\x00-\\x08\\x0e-\\x1f]", raw):
        return None
    scores = {name: _score(raw, name) for name in ("gb18030", "big5hkscs")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0 else None


_EVERYDAY: Final = {"gb18030": "gb2312", "big5hkscs": "big5"}
"""The old sets of characters in use; what lies outside of them is seldom Chinese."""


def _score(raw: bytes, encoding: str) -> float:
    """How many of the wide characters are common ones; -1 where half of them are in no use."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    wide = [char for char in text if ord(char) > 127]
    if not wide:
        return 0.0
    used = "".join(wide).encode(_EVERYDAY[encoding], "ignore")
    if len(used) < len(wide):
        return -1.0
    return sum(char in _COMMON for char in wide) / len(wide) + 0.001


def _utf16(raw: bytes) -> str | None:
    """UTF-16 shows by its byte-order mark, or by NULs in every second place."""
    if raw.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if raw.startswith(b"\xfe\xff"):
        return "utf-16-be"
    sample = raw[:4096]
    if len(sample) >= 4:
        half = len(sample) // 2
        if sample[1::2].count(0) > half * 0.4 and not sample[0::2].count(0):
            return "utf-16-le"
        if sample[0::2].count(0) > half * 0.4 and not sample[1::2].count(0):
            return "utf-16-be"
    return None
