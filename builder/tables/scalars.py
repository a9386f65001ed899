"""One plain value in a cell: a name, a number, a date, a word; what people and Excel make of it.

What can only mean one thing is understood; what could mean two, or has lost digits, is
`Unreadable`. What is never kept is `Private`. A cell that ends with a line break is taken as it
stands, so that even a name with a blank in it, or a remark that is only a dash, comes back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from builder.i18n import N_
from builder.read.form import first_day
from builder.read.privacy import private_numbers
from builder.schema import Node, choices
from builder.tables.grid import Cell

Read = Callable[[Cell], str | None]
"""What reads a cell: text as the reader's form takes it, or None where it says nothing."""


class Unreadable(Exception):
    """A cell that could mean several things, or none; the message id says which."""

    def __init__(self, message: str, **words: str) -> None:
        super().__init__(message)
        self.message = message
        self.words = words


class Private(Exception):
    """A cell with a number that is never kept: it is dropped, and named."""


LOST_DIGITS: Final = N_("Excel has turned this number into 1.38E+10; its last digits are lost.")
NO_DATE: Final = N_("This is no date. Write it as 2026-09-01.")
MONTH_ALONE: Final = N_(
    "The day is missing: this field needs the whole date. Write it as 2016-09-01."
)
TWO_MONTHS: Final = N_(
    "As a number 2016.1 may be January or October. Write 2016-01 or 2016-10, as text."
)
NOT_A_NAME: Final = N_(
    "The cell holds more than a name, or says otherwise than a column beside it. Write name, "
    "relation and telephone each in a column of its own."
)
BLANK: Final = frozenset({"", "/", "\\", "-", "--", "—", "——", "－", "／", "、", "…"})
NOTHING: Final = frozenset({"无", "没有", "不详", "未知", "暂无"})
YES: Final = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "1", "对"})
NO: Final = frozenset({"否", "无", "没有", "不是", "×", "✗", "n", "no", "false", "0", "非"})
_WORDS: Final[Mapping[str, str]] = {
    "男生": "男",
    "女生": "女",
    "男性": "男",
    "女性": "女",
    "农业": "农村",
    "农业户口": "农村",
    "非农业": "城镇",
    "非农": "城镇",
    "非农业户口": "城镇",
    "父": "父亲",
    "母": "母亲",
}
"""Words of rosters that mean a coded value and are no alias of it."""

WIDE: Final = str.maketrans("０１２３４５６７８９／－．～　（）", "0123456789/-.~ ()")
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)|（[^（）]*）")
_HAN_BLANK: Final = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_SCIENTIFIC: Final = re.compile(r"-?[0-9](?:\.[0-9]+)?[eE]\+?([0-9]{1,2})\Z")
_WHOLE: Final = re.compile(r"(-?[0-9]+)\.0+\Z")
_AMOUNT: Final = re.compile(
    r"约?(-?[0-9]+(?:\.[0-9]+)?)\s*(?:分钟|分|公里|千米|里路|km|min|minutes)?\Z", re.I
)
_MOST_DIGITS: Final = 15
"""A spreadsheet's number holds no more digits than these."""
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = (10_000, 80_000)
"""Day numbers of Excel that can be somebody's date: 1927 to 2119."""


def hold_private(cell: Cell) -> None:
    """Refuse identity numbers and bank cards, also as Excel maims them: 3.30226E+17."""
    if isinstance(cell, float) and abs(cell) >= 10**_MOST_DIGITS:
        raise Private
    if isinstance(cell, str):
        maimed = _SCIENTIFIC.match(cell.strip())
        if maimed and int(maimed.group(1)) >= _MOST_DIGITS:
            raise Private
        if next(private_numbers(cell), None):
            raise Private


def as_text(cell: Cell) -> str:
    """A cell's text: a whole number without `.0`, a day as ISO, line ends as they are here."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else f"{cell:.6f}".rstrip("0").rstrip(".")
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, (date, int, timedelta)):
        return str(cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n")


def _narrow(cell: Cell) -> str:
    """Text in which full-width forms are slips of the keyboard."""
    return unicodedata.normalize("NFKC", as_text(cell)).strip()


def _literal(text: str) -> bool:
    """Whether a cell is to be taken as it stands."""
    return text.endswith("\n") and bool(text.strip())


def _free(cell: Cell) -> str | None:
    text = as_text(cell)
    return text.strip() if _literal(text) or text.strip() not in BLANK else None


def _number_like(cell: Cell) -> str | None:
    """A telephone number or the like: digits are text."""
    raw = as_text(cell)
    if _literal(raw):
        return raw.strip()
    text = raw.strip().translate(WIDE)
    if _SCIENTIFIC.match(text):
        raise Unreadable(LOST_DIGITS)
    text = _WHOLE.sub(r"\1", text)
    return None if text in BLANK or text in NOTHING else text


def _name(cell: Cell) -> str | None:
    raw = as_text(cell)
    if _literal(raw):
        return raw.strip()
    text = _HAN_BLANK.sub("", raw.replace("\u3000", " ").strip())
    return None if text in BLANK or text in NOTHING else text


_MOST_DIGITS_OF_A_NAME: Final = 6
_PERSON: Final = re.compile(
    r"(?P<name>[^()0-9:、,;/]*[^()0-9:、,;/\s])\s*(?:\((?P<before>[^()0-9]+)\))?[\s:,]*"
    r"(?P<phone>[0-9][0-9-]{5,}[0-9])?\s*(?:\((?P<after>[^()0-9]+)\))?\Z"
)
"""王桂芳（奶奶）13800001111, 王桂芳 13800001111（奶奶）."""


def _person_name(cell: Cell) -> str | None:
    name = _name(cell)
    digits = sum(char.isdigit() for char in name or "")
    if digits > _MOST_DIGITS_OF_A_NAME and not _literal(as_text(cell)):
        raise Unreadable(NOT_A_NAME)
    return name


def person_in(cell: Cell) -> Mapping[str, str]:
    """A name, and the relation and telephone that stand with it in one cell, as far as they do."""
    found = _PERSON.match(_narrow(cell)) if not _literal(as_text(cell)) else None
    if found is None or (found["before"] and found["after"]):
        return {}
    parts = {
        "name": _name(found["name"]) or "",
        "relation": (found["before"] or found["after"] or "").strip(),
        "phone": found["phone"] or "",
    }
    return {key: text for key, text in parts.items() if text}


def _amount(cell: Cell) -> str | None:
    text = _WHOLE.sub(r"\1", _narrow(cell))
    if text in BLANK or text in NOTHING:
        return None
    found = _AMOUNT.match(text)
    return found.group(1) if found else text


def _yes_or_no(cell: Cell) -> str | None:
    text = _narrow(cell)
    if text.lower() in YES:
        return "true"
    if text.lower() in NO:
        return "false"
    return None if text in BLANK else text


def coded(node: Node) -> Callable[[Cell], str | None]:
    known = {spelling for choice in choices(node) for spelling in choice.spellings}

    def read(cell: Cell) -> str | None:
        text = _narrow(cell)
        if text in BLANK or (text in NOTHING and text not in known):
            return None
        for attempt in (as_text(cell).strip(), text, _IN_BRACKETS.sub("", text).strip()):
            if attempt in known:
                return attempt
            if _WORDS.get(attempt) in known:
                return _WORDS[attempt]
        return text

    return read


_CLOCK: Final = r"[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?|[时点](?:半|[0-9]{1,2}分?)?)"
_PART_OF_DAY: Final = (
    "(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|周[一二三四五六日]|星期[一二三四五六日])"
)
_DAY: Final = re.compile(
    r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2})\s*日?|\s*月)?|\s*年)?"
    rf"(?:[ T]+{_CLOCK}|\s*{_PART_OF_DAY}\s*(?:{_CLOCK})?)?\Z"
)
"""A day; the time of day that may follow it is left out, as it is of a cell that is a moment."""
_RUN_TOGETHER: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})?\Z")


def day_text(cell: Cell, *, partial: bool) -> str | None:
    """A date in any of the forms that people and Excel give it, as ISO; partly known if allowed."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell != int(cell):
        cell = f"{cell:.6f}".rstrip("0")
        if cell.partition(".")[2] == "1":
            raise Unreadable(TWO_MONTHS)
    text = _WHOLE.sub(r"\1", _narrow(cell))
    if text in BLANK or text in NOTHING:
        return None
    if text.isdigit() and _SERIALS[0] <= int(text) <= _SERIALS[1]:
        return (_EPOCH + timedelta(days=int(text))).isoformat()
    found = _RUN_TOGETHER.match(text) or _DAY.match(text)
    if not found:
        raise Unreadable(NO_DATE)
    parts = [part.zfill(2) for part in found.groups() if part]
    if len(parts) < 3 and re.search("[:时点午晚早晨]", text):
        raise Unreadable(NO_DATE)
    try:
        first_day("-".join(parts))
    except ValueError as error:
        raise Unreadable(NO_DATE) from error
    if len(parts) < 3 and not partial:
        raise Unreadable(MONTH_ALONE)
    return "-".join(parts)


def reader_of(node: Node) -> Callable[[Cell], str | None]:
    """How a cell of a field is read."""
    if choices(node):
        return coded(node)
    if "x-ref" in node:
        return _name
    if "x-name" in node:
        return _person_name
    found = _BY_FORMAT.get(node.get("format", "")) or _BY_TYPE.get(node.get("type", ""))
    return found or (_number_like if "x-id" in node else _free)


_BY_FORMAT: Final[Mapping[str, Callable[[Cell], str | None]]] = {
    "date": lambda cell: day_text(cell, partial=False),
    "partial-date": lambda cell: day_text(cell, partial=True),
    "phone": _number_like,
}
_BY_TYPE: Final[Mapping[str, Callable[[Cell], str | None]]] = {
    "integer": _amount,
    "number": _amount,
    "boolean": _yes_or_no,
}
