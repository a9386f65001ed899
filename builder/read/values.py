"""How one typed value is understood: digits, dates, yes and no, coded values, references.

A reader takes what was typed and returns the canonical JSON value. What it cannot understand it
returns as it is, for the schema to refuse; so there is one place that says no. Slips from a
Chinese keyboard are mended here, and each mend leaves a hint (I1xx).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from builder.finding import Slip, words

Reader = Callable[[Any, list[Slip]], Any]

_WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_HAS_WIDE_DIGIT: Final = re.compile("[０-９]")
_WIDE_SPACE: Final = "\u3000"
_SEPARATORS: Final = re.compile("[，、]")
_APART: Final = re.compile("[，、]|^[［【〔]|[］】〕]$")
_SEVERAL: Final = re.compile("[，、,]")
_WIDE_BRACKETS: Final = re.compile("^[［【〔]|[］】〕]$")
_INTEGER: Final = re.compile(r"-?[0-9]{1,12}\Z")
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LOOSE: Final = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)\Z"
)
_QUOTES: Final = "“”‘’「」『』＂＇"
_LIKE_HYPHENS: Final = str.maketrans("－–—―−‐‑．·／", "-------../")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False, "是": True, "否": False}


def trimmed(value: str, slips: list[Slip]) -> str:
    """The text without blanks round it; a full-width space leaves a hint."""
    if _WIDE_SPACE in value:
        value = value.strip(" \t\n")
        bare = value.strip(" \t\n\u3000")
        if bare != value:
            slips.append(Slip("I103"))
        return bare
    return value.strip()


def quoted(value: str, slips: list[Slip]) -> bool:
    """Whether full-width quotation marks stand round a value that is no text (E228)."""
    if value[:1] in _QUOTES or value[-1:] in _QUOTES:
        slips.append(Slip("E228"))
        return True
    return False


def half_width(word: str) -> str:
    """A date with hyphens, points and digits where it has signs that only look like them."""
    return word.translate(_LIKE_HYPHENS).translate(_WIDE_DIGITS)


def text(value: Any, slips: list[Slip]) -> Any:
    """Free text stays what was typed."""
    if type(value) is not str:
        return value
    return trimmed(value, slips) or None


def _without_wide_digits(value: str, slips: list[Slip]) -> str:
    if value.isascii() or not _HAS_WIDE_DIGIT.search(value):
        return value
    slips.append(Slip("I102"))
    return value.translate(_WIDE_DIGITS)


def plain(value: Any, slips: list[Slip]) -> Any:
    """Telephone numbers and ids: text in which full-width digits are a slip."""
    if type(value) is not str:
        return value
    if not value.isascii() and quoted(value.strip(), slips):
        return None
    return _without_wide_digits(trimmed(value, slips), slips) or None


def name(value: Any, slips: list[Slip]) -> Any:
    """A person's name: no full-width space inside it."""
    if type(value) is not str:
        return value
    if _WIDE_SPACE in value:
        slips.append(Slip("I103"))
        value = value.replace(_WIDE_SPACE, "")
    value = value.strip()
    return None if not value or quoted(value, slips) else value


def reference(value: Any, slips: list[Slip]) -> Any:
    """An id or a name; which one, and whose, is decided when everything has been read."""
    value = name(value, slips)
    return _without_wide_digits(value, slips) if type(value) is str else value


def one_reference(value: Any, slips: list[Slip]) -> Any:
    """A reference where only one can be: several are no name that nobody has."""
    if type(value) is list or (type(value) is str and _SEVERAL.search(value)):
        slips.append(Slip("E227"))
        return None
    return reference(value, slips)


def integer(value: Any, slips: list[Slip]) -> Any:
    """A whole number; anything else stays text."""
    value = plain(value, slips)
    return int(value) if type(value) is str and _INTEGER.match(value) else value


def number(value: Any, slips: list[Slip]) -> Any:
    """A number with or without decimals; anything else stays text."""
    value = plain(value, slips)
    if type(value) is not str or not _NUMBER.match(value):
        return value
    return float(value) if "." in value else int(value)


def boolean(value: Any, slips: list[Slip]) -> Any:
    """true, false, 是 or 否; anything else stays text."""
    value = text(value, slips)
    if type(value) is str and quoted(value, slips):
        return None
    return _BOOLEANS.get(value, value) if type(value) is str else value


def day(value: Any, slips: list[Slip]) -> Any:
    """A date as ISO text, from any of the forms that people type."""
    if type(value) is str and _ISO.match(value):
        return value
    if type(value) is str and not value.isascii():
        half = half_width(value.strip())
        if half != value.strip().translate(_WIDE_DIGITS) and (
            _ISO.match(half) or _LOOSE.match(half)
        ):
            slips.append(Slip("E229"))
            return None
    value = plain(value, slips)
    if type(value) is not str or _ISO.match(value):
        return value
    loose = _LOOSE.match(value)
    if not loose:
        return value
    year, _, month, dom, han_month, han_dom = loose.groups()
    try:
        iso = date(int(year), int(month or han_month), int(dom or han_dom)).isoformat()
    except ValueError:
        return value
    slips.append(Slip("I105"))
    return iso


def moment(value: Any, slips: list[Slip]) -> Any:
    """A date and a time: the date as people type it, the time as 14:30."""
    value = plain(value, slips)
    if type(value) is not str:
        return value
    first, blank, time = value.rpartition(" ")
    return f"{day(first.strip(), slips)} {time}" if blank else value


def coded(spellings: Mapping[str, str]) -> Reader:
    """A reader for one coded value: its code, its title or an alias."""

    def read(value: Any, slips: list[Slip]) -> Any:
        if type(value) is str:
            found = spellings.get(value)
            if found is not None:
                return found
            value = trimmed(value, slips)
            if value not in spellings and quoted(value, slips):
                return None
            return spellings.get(value, value) or None
        return value

    return read


class Items(list[Any]):
    """A list of which some typed items are not kept, or were several in one: `positions` are as
    typed."""

    def __init__(self) -> None:
        super().__init__()
        self.positions: list[int] = []

    def keep(self, item: Any, position: int) -> None:
        """One item more, unless there is nothing in it."""
        if item is not None:
            self.append(item)
            self.positions.append(position)


class Listed:
    """The reader of a list: one value alone is a list of one, blank items are absent.

    `separable` lists (of references or coded values) may be written with `，` or `、` between.
    """

    __slots__ = ("_separable", "item")

    def __init__(self, item: Reader, *, separable: bool) -> None:
        self.item = item
        self._separable = separable

    def __call__(self, value: Any, slips: list[Slip]) -> Any:
        items = value if type(value) is list else [value]
        if None in items or (self._separable and _has_separator(items)):
            return self._split(items, slips)
        out = []
        for position, item in enumerate(items):
            before = len(slips)
            out.append(self.item(item, slips))
            if len(slips) > before:
                slips[before:] = [slip.under(position) for slip in slips[before:]]
        if None not in out:
            return out
        kept = Items()
        for position, item in enumerate(out):
            kept.keep(item, position)
        return kept

    def _split(self, items: list[Any], slips: list[Slip]) -> Items:
        """The items of a list with blank ones, or several in one; their places are remembered."""
        out = Items()
        signs = [sign for item in items for sign in _WIDE_BRACKETS.findall(str(item or ""))]
        if self._separable and signs:
            slips.append(Slip("E136", words=words(signs=" ".join(dict.fromkeys(signs)))))
            return out
        for position, item in enumerate(items):
            parts = [item]
            if self._separable and type(item) is str and _SEPARATORS.search(item):
                slips.append(Slip("I104"))
                parts = [part.strip() or None for part in _SEPARATORS.split(item)]
            for part in parts:
                before = len(slips)
                found = None if part is None else self.item(part, slips)
                slips[before:] = [slip.under(position) for slip in slips[before:]]
                out.keep(found, position)
        return out


def _has_separator(items: list[Any]) -> bool:
    return any(type(item) is str and _APART.search(item) for item in items)
