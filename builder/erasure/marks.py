"""By what a child can be known in a text: id, names, telephones, numbers.

What belongs to somebody else as well is never touched: a sister has the same parents, and two
children may have one name. What may be part of another word (a name of two characters) is touched
only where the record is about the child, or where somebody said so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.calendar import Calendar
from builder.i18n import N_, Language

CHILD, FAMILY, NUMBER = "child", "family", "number"
"""The sorts of words, by what stands in their place."""

STAND_INS: Final[Mapping[str, str]] = {
    CHILD: N_("a pupil"),
    FAMILY: N_("a relative"),
    NUMBER: N_("removed"),
}
"""What is written where a name or number of the child stood."""

SHORT, NAMESAKE = "short", "namesake"
"""Why a place is left to a person: the name may be part of a word, or be somebody else's."""

_HAN: Final = re.compile("[\u3400-\u9fff]+\\Z")
_SHORTEST_NUMBER: Final = 7
_BLANKS: Final = "[ \u3000]?"


@dataclass(frozen=True, slots=True)
class Word:
    """One name or number of the child. `doubt` says why a person must look at each place."""

    sort: str
    pattern: re.Pattern[str]
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything by which one child can be known.

    `references` are the ways in which a record refers to the child. `by_year` are those that mean
    a namesake in other years, with the school years in which they mean the child: last year's
    三1班王芳 is another one. `staff_too` are names that mean a member of the staff where a visit
    says who went. `given` finds the given name alone, `others` are ids and names of those who have
    the same given name. `kept` counts the words that are somebody else's too, and so stay.
    """

    id: str
    names: frozenset[str]
    references: frozenset[str]
    by_year: Mapping[str, frozenset[int]]
    staff_too: frozenset[str]
    words: tuple[Word, ...]
    given: re.Pattern[str] | None
    others: frozenset[str]
    kept: int
    stand_ins: Mapping[str, str]
    file_word: re.Pattern[str]
    calendar: Calendar

    def refers(self, value: str, day: date | None) -> bool:
        """Whether a reference, as somebody typed it in a record of `day`, means the child."""
        bare = value.replace("\u3000", "").strip()
        if bare in self.references:
            return True
        years = self.by_year.get(bare)
        return bool(years) and day is not None and self.calendar.school_year(day) in (years or ())

    def undecided(self, value: str, day: date | None) -> bool:
        """Whether a reference may mean the child, and only the day of the record would tell."""
        return day is None and value.replace("\u3000", "").strip() in self.by_year

    def means_another(self, value: str, day: date | None) -> bool:
        """Whether a reference means somebody who has the same name or given name: 四1班王芳."""
        bare = value.replace("\u3000", "").strip()
        if self.refers(value, day) or self.undecided(value, day):
            return False
        return bare in self.others or bare.endswith(tuple(self.others))

    def found(self, text: str) -> Iterator[tuple[int, int, Word]]:
        """Every place of a text at which a word of the child stands, the longest first."""
        taken: list[tuple[int, int]] = []
        for word in self.words:
            for match in word.pattern.finditer(text):
                start, end = match.span()
                if not any(start < b and a < end for a, b in taken):
                    taken.append((start, end))
                    yield start, end, word

    def cleaned(self, text: str, *, everywhere: bool = False) -> str:
        """A text with a stand-in for every word that is certainly the child's."""
        places = [
            (start, end, word.sort)
            for start, end, word in self.found(text)
            if not word.doubt or (everywhere and word.doubt == SHORT)
        ]
        for start, end, sort in sorted(places, reverse=True):
            text = text[:start] + self.stand_ins[sort] + text[end:]
        return text


@dataclass(frozen=True, slots=True)
class Known:
    """A child or a member of the staff as some version of the records has it."""

    kind: str
    id: str
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The full name; empty where it cannot be read."""
        return _text(self.values.get("name"))


def marks_of(
    child_id: str, people: Iterable[Known], calendar: Calendar, language: Language
) -> Marks:
    """The marks of a child among all the people that are, or ever were, on record.

    Of the child itself there may be several versions: an old telephone is a trace too.
    """
    own: list[Known] = []
    others: list[Known] = []
    for one in people:
        (own if (one.kind, one.id) == ("child", child_id) else others).append(one)
    names = {one.name for one in own if one.name}
    theirs = _of_others(others)
    namesakes = {one.name for one in others if one.kind == "child"}
    longer = tuple(sorted({one for one in theirs if not one.isdigit()}, key=len, reverse=True))
    words: list[Word] = []
    kept = 0
    for name in names:
        taken = name in theirs
        words.append(Word(CHILD, _name(name, longer), NAMESAKE if taken else _doubt(name)))
    for name in {name for one in own for name in _family(one.values)} - names:
        if name in theirs:
            kept += 1
        else:
            words.append(Word(FAMILY, _name(name, longer), _doubt(name)))
    for number in {number for one in own for number in _numbers(one.values)}:
        if number in theirs:
            kept += 1
        else:
            words.append(Word(NUMBER, _number(number)))
    ids = {one.id for one in others}
    if re.search("[a-z]", child_id) and re.search("[0-9]", child_id) and len(child_id) > 2:
        words.append(Word(CHILD, _id(child_id, ids)))
    for number in {_text(one.values.get("student_no")) for one in own} - {""}:
        if len(number) > 3 and not _is_year(number) and number not in ids | theirs:
            words.append(Word(NUMBER, re.compile(_edges(re.escape(number)))))
    words.sort(key=lambda word: (-len(word.pattern.pattern), word.pattern.pattern))
    given = {_given(name) for name in names} - {""}
    certain, by_year = _with_class(own, others, calendar, names)
    same = [one for one in others if one.name in names or _given(one.name) in given]
    return Marks(
        id=child_id,
        names=frozenset(names),
        references=frozenset({child_id, *(names - namesakes), *certain}),
        by_year=by_year,
        staff_too=frozenset(names & {one.name for one in others if one.kind == "staff"}),
        words=tuple(words),
        given=_any(_name(one, longer) for one in given),
        others=frozenset({word for one in same for word in (one.id, one.name)}),
        kept=kept,
        stand_ins={sort: language.text(text) for sort, text in STAND_INS.items()},
        file_word=_id(child_id, ids),
        calendar=calendar,
    )


def _of_others(others: Iterable[Known]) -> set[str]:
    """The names and numbers of everybody else and their families."""
    found: set[str] = set()
    for one in others:
        found |= {one.name, *_family(one.values), *_numbers(one.values)}
        found.add(_text(one.values.get("student_no")))
    return found - {""}


def _family(values: Mapping[str, Any]) -> Iterator[str]:
    """The names of parents and guardians, and of whoever consented."""
    for name in ("parents", "guardians"):
        for person in _mappings(values.get(name)):
            yield from filter(None, [_text(person.get("name"))])
    consent = values.get("consent")
    if isinstance(consent, Mapping):
        yield from filter(None, [_text(consent.get("by"))])


def _numbers(values: Mapping[str, Any]) -> Iterator[str]:
    """The telephone numbers of a person and the family, digits alone."""
    people = [values, *_mappings(values.get("parents")), *_mappings(values.get("guardians"))]
    for person in people:
        digits = re.sub("[^0-9]", "", _text(person.get("phone")))
        if len(digits) >= _SHORTEST_NUMBER:
            yield digits


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _doubt(name: str) -> str:
    """A name of one or two characters may be part of a word: 高兴, 安全."""
    return SHORT if _HAN.match(name) and len(name) < 3 else ""


def _name(name: str, longer: Iterable[str]) -> re.Pattern[str]:
    """A name, also with a blank inside, but not within the longer name of somebody else."""
    if not _HAN.match(name):
        return re.compile(_edges(re.escape(name)))
    before, after = set(), set()
    for other in longer:
        place = other.find(name)
        if place >= 0 and other != name:
            if place:
                before.add(other[:place])
            else:
                after.add(other[len(name) :])
    ahead = "".join(f"(?!{re.escape(one)})" for one in sorted(after))
    behind = "".join(f"(?<!{re.escape(one)})" for one in sorted(before))
    return re.compile(behind + _BLANKS.join(name) + ahead)


def _number(digits: str) -> re.Pattern[str]:
    """A telephone number, however it is grouped."""
    return re.compile(f"(?<![0-9]){'[ -]?'.join(digits)}(?![0-9])")


def _id(child_id: str, others: Iterable[str]) -> re.Pattern[str]:
    """An id as a word of its own: c2301-study has it, c23012 does not, nor somebody's id c2301-2."""
    around = ""
    for one in sorted(one for one in others if child_id in one and one != child_id):
        before, _, after = one.partition(child_id)
        around += f"(?<!{before})" if before else f"(?!{child_id}{after}(?![a-z0-9]))"
    return re.compile(around + _edges(re.escape(child_id)))


def _edges(pattern: str) -> str:
    return f"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"


def _is_year(text: str) -> bool:
    return bool(re.fullmatch("(19|20|21)[0-9]{2}", text))


def _given(name: str) -> str:
    """The given name of three or four characters; nothing that is shorter than two."""
    return name[-2:] if _HAN.match(name) and len(name) in (3, 4) else ""


def _any(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str] | None:
    found = sorted(pattern.pattern for pattern in patterns)
    return re.compile("|".join(found)) if found else None


def _with_class(
    own: Iterable[Known], others: Iterable[Known], calendar: Calendar, names: Iterable[str]
) -> tuple[set[str], dict[str, frozenset[int]]]:
    """`三1班林晓东`: the child's name after every name that its classes ever had.

    Where a namesake was in a class of the same name in another year, with the years that are ours.
    """
    certain: set[str] = set()
    by_year: dict[str, frozenset[int]] = {}
    ours = _prefixes(own, calendar)
    for name in names:
        same = _prefixes((one for one in others if one.name == name), calendar)
        for prefix, years in ours.items():
            if prefix in same:
                by_year[f"{prefix}{name}"] = frozenset(years - same[prefix])
            else:
                certain.add(f"{prefix}{name}")
    return certain, by_year


def _prefixes(people: Iterable[Known], calendar: Calendar) -> dict[str, set[int]]:
    """Every name of the classes of some people, with the school years in which they had it."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in people:
        earlier = [item.get("class") for item in _mappings(one.values.get("earlier_classes"))]
        for class_id in [one.values.get("class"), *earlier]:
            cls = calendar.classes.get(class_id) if isinstance(class_id, str) else None
            if cls is None:
                continue
            for year in range(cls.entered, cls.entered + _YEARS):
                for short in (False, True):
                    found[calendar.class_name(cls.id, year, short=short)].add(year)
    return found


_YEARS: Final = 9
"""No class is at one school for longer."""
