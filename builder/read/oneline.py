"""A visit on one line: `- 10.27 家访、辅导作业 李小雨 奶奶 作业有人管了`.

Words between blanks, in the order in which one would say it: the date (its year is that of the
semester whose folder holds the file), how, which children, with whom or that nobody was reached,
and then what was said. Every word is read through the schema's vocabulary, so that both ways of
writing a visit mean the same; what follows the last word that is known is the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from builder.finding import Route, Slip, words
from builder.read import values
from builder.schema import choices, nearest, node_at

KIND: Final = "visit"
"""The one kind of record that may be written on a line."""

FIELDS: Final = ("date", "kind", "children", "with", "outcome", "summary")
"""What a line may say, in order; everything else stands at the file's top or in the long form."""

Words = list[tuple[str, int]]
"""What is still to be read: words with their places."""

Span = tuple[date, date]
"""First and last day of a semester."""

ANY: Final[Span] = (date(2000, 1, 1), date(2000, 1, 1))
"""Stands in where it makes no difference of which year a date is."""

_WORD: Final = re.compile(r"[^\s\u3000]+")
_APART: Final = re.compile("[、，,+＋]")
_PAUSE: Final = re.compile("[，,。.；;：:！!、]+|(?=[（(])")
_MET: Final = re.compile(
    "后来|改打|回电|回了|回过来|接通|打通了|找到|见到|遇到|(?<!再)说|谈|聊|告诉"
)
"""Words of a contact."""

_SHORT: Final = re.compile(r"([0-9]{1,2})(?:[-./]([0-9]{1,2})|月([0-9]{1,2})[日号])\Z")
_LONG: Final = re.compile(r"[0-9]{4}[-./年]")
_NUMBER: Final = re.compile("[0-9０-９]")
_RUN_TOGETHER: Final = re.compile(r"[0-9０-９][-./年月日号0-9０-９]*[^-./年月日号0-9０-９]")


@dataclass(slots=True)
class Line:
    """One line as it was understood.

    `values` are canonical but for references, `places` the offset in the text (from 0) of every
    field and list item, by route. `after` is the first word of the text, with its place: a child's
    name there is one that should stand among the children. `people` are the counterparts as they
    were typed: 奶奶 says more than its code. `untouched`: nothing but what a pre-filled line holds.
    """

    values: dict[str, Any] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    places: dict[Route, int] = field(default_factory=dict)
    after: str = ""
    people: list[str] = field(default_factory=list)
    untouched: bool = False


def span_of(path: str, semesters: Mapping[str, Span]) -> Span | None:
    """The semester whose folder (or whole file) a path of the records folder is."""
    steps = path.rpartition(".")[0].split("/")[1:]
    return next((semesters[step] for step in reversed(steps) if step in semesters), None)


def is_line(text: str) -> bool:
    """Whether a text begins as a visit on one line does: with a date and a blank."""
    first, *more = text.split(maxsplit=1) or [""]
    return bool(more) and _date(first, None) is not None


def is_visit(text: str) -> bool:
    """Whether a text begins with a date and the way of contact: so begins a visit, and no remark."""
    first, *more = text.split(maxsplit=2)
    return (
        len(more) == 2 and _date(values.half_width(first), None) is not None and _is_kind(more[0])
    )


def _is_kind(word: str) -> bool:
    return bool(_all_known(word, _spellings("kind")))


def line_of(item: object) -> str | None:
    """The line that an item of a list of visits is; None where it is none.

    A colon and a blank in somebody's words make a mapping of the line, and are no mistake.
    """
    if isinstance(item, str):
        return item
    if isinstance(item, dict) and len(item) == 1:
        key, value = next(iter(item.items()))
        dated = is_line(key) or _date(key, None) is not None
        if dated and not isinstance(value, dict | list):
            return f"{key}: {value or ''}"
    return None


def read_line(text: str, semester: Span | None) -> Line:
    """Understand one line, up to the first word that cannot be read: that is its slip."""
    line = Line()
    found = [(match.group(), match.start()) for match in _WORD.finditer(text)]
    if not found:
        return line
    if not _all_known(found[0][0], _spellings("kind")):
        _read_date(*found.pop(0), semester, line)
    elif _prefilled(found):
        line.untouched = True
    else:
        line.slips.append(Slip("E221", ("date",)))
    if line.slips or line.untouched:
        return line
    found = _read_kinds(found, line)
    found = _read_children(found, line)
    found = _read_counterparts(found, line)
    if len(found) == 1 and (near := _nearly_missed(found[0][0], line)):
        line.places["outcome",] = found[0][1]
        line.slips.append(Slip("E203", ("outcome",), words(near=near)))
    elif found:
        line.after = found[0][0]
        _put(line, "summary", text[found[0][1] :].strip(" \u3000\n"), found[0][1])
    return line


def places(text: str) -> Mapping[Route, int]:
    """Where each part of a line begins, by route."""
    return read_line(text, ANY).places


def _prefilled(found: Words) -> bool:
    """Whether a line without a date ends before any text: `家访 c2403 奶奶`."""
    last = Line()
    rest = _read_counterparts(_read_children(_read_kinds(list(found), Line()), Line()), last)
    return not rest and "outcome" not in last.values


def _put(line: Line, name: str, value: Any, place: int) -> None:
    line.values[name] = value
    line.places.setdefault((name,), place)


def _read_date(word: str, place: int, semester: Span | None, line: Line) -> None:
    line.places[("date",)] = place
    read = _date(word, semester)
    if read is None and _date(values.half_width(word), semester) is not None:
        line.slips.append(Slip("E229", ("date",)))
    elif read is None:
        crowded = not _NUMBER.match(word) or _RUN_TOGETHER.match(word)
        line.slips.append(Slip("E221" if crowded else "E205", ("date",)))
    elif not read:
        line.slips.append(Slip("E223", ("date",)))
    else:
        line.values["date"] = read


def _date(word: str, semester: Span | None) -> str | None:
    """The day as ISO text; "" for one whose year nobody can tell, None for what is no date."""
    unheard: list[Slip] = []
    word = str(values.plain(word, unheard))
    if _LONG.match(word):
        whole = str(values.day(word, unheard))
        return whole if _iso(whole) else None
    short = _SHORT.match(word)
    if not short:
        return None
    month, day_of_month = int(short[1]), int(short[2] or short[3])
    if semester is None:
        # Any leap year has every day that a year can have.
        return "" if _day(2024, month, day_of_month) else None
    years = range(semester[0].year - 1, semester[1].year + 2)
    days = [day for year in years if (day := _day(year, month, day_of_month))]
    return min(days, key=lambda day: days_outside(day, semester)).isoformat() if days else None


def _iso(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_outside(day: date, semester: Span) -> int:
    """Days between a day and a semester; 0 within it."""
    return max((semester[0] - day).days, (day - semester[1]).days, 0)


def _read_kinds(found: Words, line: Line) -> Words:
    """How: at least one word of the vocabulary, several joined or one after another."""
    known = _spellings("kind")
    kinds: list[str] = []
    while found and (read := _all_known(found[0][0], known)):
        line.places.setdefault(("kind",), found[0][1])
        kinds += read
        found = found[1:]
    if kinds:
        line.values["kind"] = list(dict.fromkeys(kinds))
    elif found:
        word, place = found[0]
        line.places[("kind",)] = place
        near = nearest(_unknown(word, known), known)
        line.slips.append(Slip("E222", ("kind",), words(near=known[near]) if near else ()))
        return []  # Whether this word was to be the way of contact or a child, nobody can tell.
    return found


def _read_children(found: Words, line: Line) -> Words:
    """The children: one word, names or ids joined by `、`."""
    if not found:
        return found
    word, place = found[0]
    if _all_known(word, _spellings("with")):
        # Whoever was met stands where the children should: nothing behind it is in its place.
        line.places["children",] = place
        line.slips.append(Slip("E225", ("children",)))
        return []
    names: list[str] = []
    for position, match in enumerate(re.finditer(f"[^{_APART.pattern[1:-1]}]+", word)):
        line.places["children", position] = place + match.start()
        quoted: list[Slip] = []
        if values.quoted(match.group(), quoted):
            line.slips += [slip.under("children", position) for slip in quoted]
            continue
        names.append(match.group())
    _put(line, "children", names, place)
    return found[1:]


def _read_counterparts(found: Words, line: Line) -> Words:
    """With whom, and whether anybody was reached, in either order; both may be left out."""
    while found:
        word, place = found[0]
        if people := _all_known(word, _spellings("with")):
            line.people += [part for part in _APART.split(word) if part]
            _put(line, "with", list(dict.fromkeys([*line.values.get("with", ()), *people])), place)
        elif "outcome" not in line.values and word in _spellings("outcome"):
            _put(line, "outcome", _spellings("outcome")[word], place)
        elif "outcome" not in line.values and (said := _failed_first(word)):
            outcome, rest = said
            _put(line, "outcome", outcome, place)
            more = [(word[rest:], place + rest)] if rest < len(word) else []
            return more + found[1:]
        else:
            break
        found = found[1:]
    return found


def _failed_first(word: str) -> tuple[str, int] | None:
    """That nobody was reached, and where the text begins, of a word that says both: 没人接，打了三次.

    Not where the text goes on to a contact (没人接，晚上爷爷回电), nor of a word that says more than
    that nobody was there (拒绝) or hardly anything (否).
    """
    pause = _PAUSE.search(word)
    said = word[: pause.start()] if pause else ""
    nobody = len(said) > 1 and _spellings("outcome").get(said) == "not_reached"
    return ("not_reached", pause.end()) if pause and nobody and not _MET.search(word) else None


def _nearly_missed(word: str, line: Line) -> str | None:
    """What a text of one word was meant for that nearly says that nobody was reached: 未联系伤."""
    # Only what looks like the title or the code may be meant: 没人接送 is no 没人接听.
    failed = {
        spelling: choice.const
        for choice in choices(node_at(KIND, ("outcome",)) or {})
        for spelling in choice.spellings
        if choice.const != "reached"
        and (spelling == choice.const or len({*spelling} & {*choice.title}) > 1)
    }
    near = nearest(word, failed) if "outcome" not in line.values else None
    return failed[near] if near else None


def _all_known(word: str, known: Mapping[str, str]) -> list[str]:
    """The codes of a word of one or several values; none where any of them is unknown."""
    parts = [part for part in _APART.split(word) if part]
    return [known[part] for part in parts] if all(part in known for part in parts) else []


def _unknown(word: str, known: Mapping[str, str]) -> str:
    return next((part for part in _APART.split(word) if part not in known), word)


@cache
def _spellings(name: str) -> Mapping[str, str]:
    """Codes by every way of writing them."""
    node = node_at(KIND, (name,)) or {}
    found: dict[str, str] = {}
    for choice in choices(node.get("items", node)):
        for spelling in choice.spellings:
            found.setdefault(spelling, choice.const)
    return found
