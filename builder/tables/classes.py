"""A class as people write it: 三(1)班, 三年级一班, 3.1, 301, 2023级1班, 初一(2)班, or its id.

Excel makes a date of 3-1; in a column of classes that is grade 3, class 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from builder.calendar import Calendar

_HAN: Final = {han: number for number, han in enumerate("一二三四五六七八九十", start=1)}
_NUMBER: Final = r"(?:[1-9][0-9]?|十[一二]?|[一二三四五六七八九])"
_STAGES: Final = {"初": 6, "高": 9}

_BY_ENTRY: Final = re.compile(
    rf"(?P<entered>20[0-9]{{2}}|[0-9]{{2}})级?(?P<mark>[-.(第]|(?<=级))(?P<number>{_NUMBER})\)?班?"
)
_BY_GRADE: Final = re.compile(
    rf"(?:小学|小)?(?P<stage>初|高)?(?P<grade>{_NUMBER})(?:年级|年)?[-.(第、]*"
    rf"(?P<number>{_NUMBER})\)?班?"
)
_GRADE_ALONE: Final = re.compile(rf"(?P<stage>初|高)?(?P<grade>{_NUMBER})(?:年级|年)")
_THREE: Final = re.compile(r"(?P<grade>[1-9])(?P<number>[01][0-9])班?")
_AS_DATE: Final = re.compile(
    r"(?:20[0-9]{2}-)?(?P<grade>[0-9]{2})-(?P<number>[0-9]{2})"
    r"|(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日"
)
_IN_A_TITLE: Final = re.compile(
    rf"(?:20[0-9]{{2}}级|(?:初|高)?{_NUMBER}(?:年级|年)?)[(第]?{_NUMBER}\)?班"
)

_GRADES: Final = re.compile(rf"(?:{_NUMBER}(?:年级)?[-至到和及、~—]+)*(?:初|高)?{_NUMBER}年级")
"""A grade, or several: `一至六年级` is not the sixth."""


def class_ids(text: str, calendar: Calendar, school_year: int) -> list[str]:
    """The classes that a text can mean in a school year; more than one where it is not clear."""
    if text in calendar.classes:
        return [text]
    names = calendar.names(school_year)
    if text in names:
        return [names[text]]
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if bare in calendar.classes:
        return [bare]
    found = dict.fromkeys(_meant(bare, calendar, school_year))
    return [id_ for id_ in found if id_ in calendar.classes]


def class_named(text: str, *, grades: bool = False) -> str:
    """What a title says of a class as it is written there, known or not; several with commas.

    With `grades` a grade alone will do, which may be the class that is meant, or may not.
    """
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _IN_A_TITLE.findall(bare) or (_GRADES.findall(bare) if grades else [])
    return "、".join(dict.fromkeys(found))


def class_in(text: str, calendar: Calendar, school_year: int) -> str | None:
    """The one class that a title or a sheet's name speaks of; None where there is none or several."""
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = {
        id_
        for part in _IN_A_TITLE.findall(bare) or [bare]
        for id_ in class_ids(part, calendar, school_year)
    }
    return found.pop() if len(found) == 1 else None


def _meant(bare: str, calendar: Calendar, school_year: int) -> Iterator[str]:
    if found := _AS_DATE.fullmatch(bare):
        grade, number = found["grade"] or found["month"], found["number"] or found["day"]
        yield from _of(calendar, school_year, int(grade), int(number))
        return
    if found := _BY_ENTRY.fullmatch(bare):
        year = int(found["entered"])
        entered = year if year > 99 else 2000 + year
        number = _value(found["number"])
        matches = [
            cls.id
            for cls in calendar.school.classes
            if (cls.entered, cls.number) == (entered, number)
        ]
        yield from matches
        if matches:
            return
    if found := _THREE.fullmatch(bare):
        yield from _of(calendar, school_year, int(found["grade"]), int(found["number"]))
        return
    if found := _BY_GRADE.fullmatch(bare):
        grade = _value(found["grade"]) + _STAGES.get(found["stage"] or "", 0)
        yield from _of(calendar, school_year, grade, _value(found["number"]))
        return
    if found := _GRADE_ALONE.fullmatch(bare):
        grade = _value(found["grade"]) + _STAGES.get(found["stage"] or "", 0)
        yield from _of(calendar, school_year, grade, None)


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return sum(_HAN[han] for han in text)


def _of(calendar: Calendar, school_year: int, grade: int, number: int | None) -> Iterator[str]:
    """The classes of a grade; one of them where the number is known."""
    for cls in calendar.school.classes:
        if calendar.grade(cls.id, school_year) == grade and number in (None, cls.number):
            yield cls.id
