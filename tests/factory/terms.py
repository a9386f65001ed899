"""Semesters, school days, weeks and months: the calendar that everything is planned on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A stretch of days, both ends included."""

    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Every day of it, in order."""
        day = self.first
        while day <= self.last:
            yield day
            day += DAY


@dataclass(frozen=True)
class Term:
    """One semester with its public holidays and the weekend days that make up for them."""

    id: str
    name: str
    season: str
    span: Span
    midpoint: date
    holidays: tuple[Span, ...] = ()
    makeup_days: frozenset[date] = frozenset()
    windows: tuple[Span, ...] = field(default=())

    @property
    def school_year(self) -> int:
        """The year in which the school year began; it gives a class its grade."""
        return self.span.first.year - (0 if self.season == "autumn" else 1)

    def is_holiday(self, day: date) -> bool:
        """Whether the day is a public holiday of this semester."""
        return any(day in holiday for holiday in self.holidays)

    def is_school_day(self, day: date) -> bool:
        """Monday to Friday outside holidays, and make-up days."""
        if day not in self.span:
            return False
        return day in self.makeup_days or (day.weekday() < 5 and not self.is_holiday(day))

    def weeks(self) -> list[Span]:
        """Monday to Sunday, cut to the semester; the list index + 1 is the week's number."""
        result: list[Span] = []
        day = self.span.first
        while day <= self.span.last:
            last = min(day + timedelta(days=6 - day.weekday()), self.span.last)
            result.append(Span(f"w{len(result) + 1:02d}", day, last))
            day = last + DAY
        return result

    def months(self) -> list[Span]:
        """Calendar months, cut to the semester."""
        result: list[Span] = []
        day = self.span.first
        while day <= self.span.last:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            last = min(following - DAY, self.span.last)
            result.append(Span(f"{day:%Y-%m}", day, last))
            day = last + DAY
        return result


SPRING = Term(
    id="2026-spring",
    name="2025-2026学年第二学期",
    season="spring",
    span=Span("", date(2026, 3, 2), date(2026, 7, 5)),
    midpoint=date(2026, 5, 4),
    holidays=(
        Span("清明节", date(2026, 4, 4), date(2026, 4, 6)),
        Span("劳动节", date(2026, 5, 1), date(2026, 5, 5)),
        Span("端午节", date(2026, 6, 19), date(2026, 6, 21)),
    ),
    makeup_days=frozenset({date(2026, 5, 9)}),
    windows=(
        Span("opening", date(2026, 3, 2), date(2026, 3, 22)),
        Span("midterm", date(2026, 4, 27), date(2026, 5, 17)),
        Span("final", date(2026, 6, 15), date(2026, 7, 5)),
    ),
)

SUMMER = Span("2026-summer", date(2026, 7, 6), date(2026, 8, 30))

AUTUMN = Term(
    id="2026-autumn",
    name="2026-2027学年第一学期",
    season="autumn",
    span=Span("", date(2026, 8, 31), date(2027, 1, 17)),
    midpoint=date(2026, 11, 9),
    holidays=(
        Span("中秋节", date(2026, 9, 25), date(2026, 9, 27)),
        Span("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
        Span("元旦", date(2027, 1, 1), date(2027, 1, 3)),
    ),
    makeup_days=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
    windows=(
        Span("opening", date(2026, 8, 31), date(2026, 9, 20)),
        Span("midterm", date(2026, 11, 2), date(2026, 11, 22)),
        Span("final", date(2026, 12, 28), date(2027, 1, 17)),
    ),
)

AS_OF = date(2026, 11, 20)
