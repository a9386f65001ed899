"""The periods of a rule: which stretches of days give one obligation each (policy.md, Periods)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from builder.calendar import ONE_DAY, Calendar, Days, DaySet, school_year_of
from builder.model import Rule, Semester

DEFAULT_WINDOWS: Final = ("opening", "midterm", "final")
"""The windows that every semester has, whether or not it names them."""

OPENING_DAYS: Final = 21
FINAL_DAYS: Final = 21
MIDTERM_DAYS: Final = 10
"""`midterm` reaches so many days to either side of the midpoint."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period, both ends included. `school_days` are the days on which something can be owed."""

    start: date
    end: date
    school_days: DaySet


@dataclass(frozen=True)
class Term:
    """The semester that counts on a day, its school year, and the vacation that holds the day."""

    calendar: Calendar
    as_of: date
    semester: Semester
    vacation: tuple[date, date] | None

    @classmethod
    def on(cls, calendar: Calendar, as_of: date) -> Term | None:
        """The term of a day; None before the first semester, or with none on record."""
        semester = calendar.semester_of(as_of)
        if semester is None:
            return None
        first, last = calendar.vacation_after(semester)
        vacation = (first, last) if first <= as_of <= last else None
        return cls(calendar, as_of, semester, vacation)

    @property
    def school_year(self) -> int:
        """The year in which the school year began."""
        return school_year_of(self.semester)

    @cached_property
    def year_semesters(self) -> tuple[Semester, ...]:
        """The semesters on record of this school year."""
        return tuple(s for s in self.calendar.semesters if school_year_of(s) == self.school_year)

    @cached_property
    def year(self) -> tuple[date, date]:
        """First and last day of the school year."""
        springs = [s.end for s in self.year_semesters if s.term == "spring"]
        first = min(s.start for s in self.year_semesters)
        return first, max(springs) if springs else date(self.school_year + 1, 8, 31)

    @cached_property
    def days(self) -> Days:
        """Every day on which something can be owed, and the as-of date."""
        windows = [*(self.semester.windows or {}), *DEFAULT_WINDOWS]
        spans = [span for name in windows if (span := self.window(name))]
        spans += [self.year, (self.semester.start, self.as_of), *filter(None, [self.vacation])]
        return Days(min(first for first, _ in spans), max(last for _, last in spans))

    @cached_property
    def school_days(self) -> DaySet:
        """The school days of the semester."""
        return self.days.school_days(self.semester)

    @cached_property
    def all_school_days(self) -> DaySet:
        """The school days of every semester on record, for periods that reach beyond this one."""
        days = 0
        for semester in self.calendar.semesters:
            days |= self.days.school_days(semester)
        return days

    @cached_property
    def midpoint(self) -> date:
        """The first day of the semester's second half."""
        semester = self.semester
        length = (semester.end - semester.start).days + 1
        return semester.midpoint or semester.start + timedelta(days=length // 2)

    def window(self, name: str) -> tuple[date, date] | None:
        """First and last day of a named window; None where neither semester nor default has it."""
        semester = self.semester
        if found := (semester.windows or {}).get(name):
            return found.from_, found.to
        reach = timedelta(days=MIDTERM_DAYS)
        opening = semester.start + timedelta(days=OPENING_DAYS - 1)
        final = semester.end - timedelta(days=FINAL_DAYS - 1)
        defaults = {
            "opening": (semester.start, min(opening, semester.end)),
            "midterm": (self.midpoint - reach, self.midpoint + reach),
            "final": (max(final, semester.start), semester.end),
        }
        return defaults.get(name)

    def periods(self, rule: Rule) -> tuple[Period, ...]:
        """The periods of a rule, by their end and then their start; a rolling one has none."""
        found: list[Period] = []
        if rule.during in ("semester", "always"):
            found += self._in_semester(rule)
        if rule.during in ("vacation", "always") and self.vacation:
            found += self._in_vacation(rule, *self.vacation)
        return tuple(sorted(found, key=lambda period: (period.end, period.start)))

    def _in_semester(self, rule: Rule) -> Iterator[Period]:
        start, end = self.semester.start, self.semester.end
        spans: list[tuple[date, date]]
        if rule.every == "school_year":
            spans = [self.year]
        elif rule.every == "day":
            spans = [(day, day) for day in self.days.days(self.school_days)]
        elif rule.every == "half_semester":
            spans = [(start, self.midpoint - ONE_DAY), (self.midpoint, end)]
        elif rule.every == "semester":
            spans = [(start, end)]
        elif rule.every == "windows":
            spans = [span for name in rule.windows if (span := self.window(name))]
        else:
            spans = list(_cut(rule.every, start, end))
        for span in spans:
            yield Period(*span, self.countable(*span))

    def _in_vacation(self, rule: Rule, start: date, end: date) -> Iterator[Period]:
        spans = [(start, end)] if rule.every == "vacation" else _cut(rule.every, start, end)
        for span in spans:
            yield Period(*span, self.countable(*span))

    def countable(self, first: date, last: date) -> DaySet:
        """The days of a period on which something can be owed: its school days; in a vacation,
        which no other period begins in, every day counts as one."""
        span = self.days.span(first, last)
        inside = self.vacation is not None and first >= self.vacation[0]
        return span if inside else self.all_school_days & span


def _cut(every: str, start: date, end: date) -> Iterator[tuple[date, date]]:
    """The weeks or months between two days, cut to them; nothing for any other period."""
    if every not in ("week", "month"):
        return
    first = start
    while first <= end:
        if every == "week":
            last = first + timedelta(days=6 - first.weekday())
        else:
            last = (first.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE_DAY
        yield first, min(last, end)
        first = last + ONE_DAY
