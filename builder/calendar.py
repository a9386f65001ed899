"""The school's calendar: semesters, school days, grades and what a class is called on a day.

Days are handled in sets, and a set of days is an integer with one bit a day (bit 0 is the first
day of the calendar's range): "the school days of that week on which this child was enrolled" is
one `&`, and counting them one `bit_count`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from builder.model import School, SchoolClass, Semester

ONE_DAY: Final = timedelta(days=1)
VACATION_DAYS: Final = 45
"""How long a vacation is where the next semester is not on record yet."""

DaySet = int

_HAN_GRADES: Final = "一二三四五六七八九"


@dataclass(frozen=True)
class Days:
    """A range of days and the sets of days in it. Days outside the range are in no set."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days the range has."""
        return (self.last - self.first).days + 1

    def bit(self, day: date) -> DaySet:
        """The set of one day; empty when it lies outside."""
        offset = (day - self.first).days
        return 1 << offset if 0 <= offset < self.count else 0

    def span(self, since: date | None, until: date | None) -> DaySet:
        """The days from `since` to `until`, both included; None is no limit."""
        low = 0 if since is None else max(0, (since - self.first).days)
        high = self.count if until is None else min(self.count, (until - self.first).days + 1)
        return ((1 << high) - 1) & ~((1 << low) - 1) if high > low else 0

    def day(self, offset: int) -> date:
        """The day of a bit."""
        return self.first + timedelta(days=offset)

    def days(self, found: DaySet) -> list[date]:
        """The days of a set, in order."""
        return [self.day(n) for n, bit in enumerate(reversed(f"{found:b}")) if bit == "1"]

    def first_in(self, found: DaySet) -> date | None:
        """The earliest day of a set."""
        return self.day((found & -found).bit_length() - 1) if found else None

    def first_from(self, found: DaySet, day: date) -> date | None:
        """The earliest day of a set on or after `day`."""
        offset = max(0, (day - self.first).days)
        return self.first_in(found >> offset << offset)

    def school_days(self, semester: Semester) -> DaySet:
        """Monday to Friday outside the holidays, plus the make-up days, of one semester."""
        inside = self.span(semester.start, semester.end)
        first = self.first.weekday()
        working = "".join("1" if (first + n) % 7 < 5 else "0" for n in range(self.count))
        found = int(working[::-1], 2) & inside
        for holiday in semester.holidays:
            found &= ~self.span(holiday.from_, holiday.to)
        for day in semester.makeup_days:
            found |= self.bit(day) & inside
        return found


@dataclass(frozen=True)
class Calendar:
    """The semesters on record, in order, and the school's classes."""

    school: School
    semesters: Sequence[Semester]

    @cached_property
    def classes(self) -> dict[str, SchoolClass]:
        """The school's classes by id."""
        return {cls.id: cls for cls in self.school.classes}

    def semester_of(self, day: date) -> Semester | None:
        """The semester that holds `day`; between two, the one that ended last."""
        begun = [semester for semester in self.semesters if semester.start <= day]
        return begun[-1] if begun else None

    def next_after(self, semester: Semester) -> Semester | None:
        """The semester after this one, where it is on record."""
        later = [other for other in self.semesters if other.start > semester.end]
        return later[0] if later else None

    def vacation_after(self, semester: Semester) -> tuple[date, date]:
        """First and last day of the vacation after a semester; empty when last is before first."""
        following = self.next_after(semester)
        last = (
            following.start - ONE_DAY if following else semester.end + timedelta(days=VACATION_DAYS)
        )
        return semester.end + ONE_DAY, last

    def school_year(self, day: date) -> int:
        """The year in which the school year of `day` began."""
        for semester in self.semesters:
            if semester.holds(day):
                return school_year_of(semester)
        autumn = [
            s.start for s in self.semesters if s.term == "autumn" and s.start.year == day.year
        ]
        if autumn:
            return day.year if day >= autumn[0] else day.year - 1
        return day.year if day.month >= 9 else day.year - 1

    def grade(self, class_id: str, school_year: int) -> int:
        """The grade of a class in a school year (1 to 12; outside it before and after)."""
        return school_year - self.classes[class_id].entered + self.school.first_grade

    def class_name(self, class_id: str, school_year: int, *, short: bool = False) -> str:
        """What a class is called in a school year: 三年级1班, or 三1班."""
        cls = self.classes.get(class_id)
        if cls is None:
            return class_id
        grade = self.grade(class_id, school_year)
        han = _HAN_GRADES[grade - 1] if 1 <= grade <= len(_HAN_GRADES) else str(grade)
        return f"{han}{cls.number}班" if short else f"{han}年级{cls.number}班"

    def names(self, school_year: int) -> dict[str, str]:
        """Class ids by every name that a class has in a school year."""
        return {
            self.class_name(cls.id, school_year, short=short): cls.id
            for cls in self.school.classes
            for short in (False, True)
        }


def school_year_of(semester: Semester) -> int:
    """The year in which a semester's school year began."""
    return semester.start.year if semester.term == "autumn" else semester.start.year - 1


def school_days_of(semester: Semester) -> tuple[date, ...]:
    """A semester's school days, in order."""
    days = Days(semester.start, semester.end)
    return tuple(days.days(days.school_days(semester)))


def in_order(semesters: Iterable[Semester]) -> tuple[Semester, ...]:
    """Semesters by their start."""
    return tuple(sorted(semesters, key=lambda semester: (semester.start, semester.id)))
