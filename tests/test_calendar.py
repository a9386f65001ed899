"""Days and sets of days, semesters, what a class is called (policy.md, Periods; records.md)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from builder import model
from builder.calendar import Calendar, Days, in_order, school_days_of
from tests.plain import day, days, school, semester

WEEKS = Days(day("09-01"), day("09-14"))
AUTUMN = semester("08-31", "2027-01-15")
SPRING = semester("2027-02-22", "2027-07-02", "spring")
BOTH = Calendar(school(), (AUTUMN, SPRING))


def numbers(found: int, of: Days = WEEKS) -> list[int]:
    """The days of a set, by their day of the month."""
    return [one.day for one in of.days(found)]


def test_days_outside_the_range_are_in_no_set() -> None:
    assert WEEKS.count == 14
    assert WEEKS.bit(day("09-01")) == 1 and WEEKS.bit(day("09-14")) == 1 << 13
    assert WEEKS.bit(day("08-31")) == 0 and WEEKS.bit(day("09-15")) == 0


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("09-03", "09-05", [3, 4, 5]),
        ("09-03", "09-03", [3]),
        ("09-05", "09-03", []),
        (None, "09-02", [1, 2]),
        ("09-13", None, [13, 14]),
        (None, None, [*range(1, 15)]),
        ("08-01", "09-01", [1]),
        ("09-14", "10-30", [14]),
        ("08-01", "08-31", []),
        ("09-15", "09-20", []),
        ("09-15", None, []),
    ],
)
def test_spans(since: str | None, until: str | None, expected: list[int]) -> None:
    found = WEEKS.span(since and day(since), until and day(until))
    assert numbers(found) == expected
    assert found == sum(WEEKS.bit(WEEKS.day(n - 1)) for n in expected)


def test_the_first_day_of_a_set() -> None:
    some = WEEKS.bit(day("09-04")) | WEEKS.bit(day("09-09"))
    assert WEEKS.first_in(some) == day("09-04") and WEEKS.first_in(0) is None
    assert WEEKS.first_from(some, day("09-04")) == day("09-04")
    assert WEEKS.first_from(some, day("09-05")) == day("09-09")
    assert WEEKS.first_from(some, day("09-10")) is None
    assert WEEKS.first_from(some, day("07-01")) == day("09-04")
    assert WEEKS.first_from(1, day("08-31")) == WEEKS.first_from(1, day("09-01")) == WEEKS.first


def test_school_days_are_the_week_less_holidays_and_with_the_makeup_days() -> None:
    """2026-09-01 is a Tuesday."""
    half = semester(
        "09-02",
        "09-12",
        holidays=(model.Range(from_=day("09-07"), to=day("09-08")),),
        makeup_days=days("09-05", "09-13"),
    )
    assert numbers(WEEKS.school_days(half)) == [2, 3, 4, 5, 9, 10, 11]
    assert school_days_of(half) == days("09-02", "09-03", "09-04", "09-05", *MIDDLE)
    longer = Days(day("08-01"), day("10-31"))
    assert longer.days(longer.school_days(half)) == [*school_days_of(half)]


MIDDLE = ("09-09", "09-10", "09-11")


def test_a_makeup_day_in_a_holiday_is_a_school_day() -> None:
    named = (model.Range(from_=day("09-01"), to=day("09-14")),)
    half = semester("09-01", "09-14", holidays=named, makeup_days=days("09-06"))
    assert school_days_of(half) == days("09-06")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-08-30", None),
        ("2026-08-31", AUTUMN),
        ("2027-01-15", AUTUMN),
        ("2027-02-21", AUTUMN),
        ("2027-02-22", SPRING),
        ("2029-01-01", SPRING),
    ],
)
def test_the_semester_of_a_day(on: str, expected: model.Semester | None) -> None:
    assert BOTH.semester_of(day(on)) == expected


def test_vacations() -> None:
    """Up to the next semester; where that is not on record, 45 days."""
    assert BOTH.next_after(AUTUMN) == SPRING and BOTH.next_after(SPRING) is None
    assert BOTH.vacation_after(AUTUMN) == days("2027-01-16", "2027-02-21")
    assert BOTH.vacation_after(SPRING) == (SPRING.end + timedelta(1), SPRING.end + timedelta(45))
    close = semester("2027-01-16", "2027-05-01", "spring")
    first, last = Calendar(school(), (AUTUMN, close)).vacation_after(AUTUMN)
    assert first > last, "no day between the two"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-08-30", 2025),  # Before the school's own autumn, which begins in August.
        ("2026-08-31", 2026),
        ("2026-12-31", 2026),
        ("2027-02-01", 2026),
        ("2027-03-01", 2026),
        ("2027-08-31", 2026),  # No semester, none known of that year: September begins it.
        ("2027-09-01", 2027),
        ("2020-08-31", 2019),
        ("2020-09-01", 2020),
    ],
)
def test_the_school_year_of_a_day(on: str, expected: int) -> None:
    assert BOTH.school_year(day(on)) == expected


def test_a_late_autumn_begins_the_school_year() -> None:
    """In 2022 a school may have begun on 13 September; and a spring that begins in January is of
    the year before."""
    late = semester("2022-09-13", "2023-01-15")
    early = semester("2023-01-16", "2023-06-30", "spring")
    calendar = Calendar(school(), (late, early))
    assert [calendar.school_year(one) for one in days("2022-09-12", "2022-09-13")] == [2021, 2022]
    assert calendar.school_year(day("2023-01-20")) == 2022
    assert calendar.school_year(day("2023-07-10")) == 2022
    short = Calendar(school(), (semester("2026-09-01", "2026-12-20"),))
    assert short.school_year(day("2026-12-25")) == 2026, "the vacation begins in the same year"


def test_grades_and_names_of_classes() -> None:
    assert [BOTH.grade("2024-1", year) for year in (2023, 2024, 2026)] == [0, 1, 3]
    assert BOTH.class_name("2024-1", 2026) == "三年级1班"
    assert BOTH.class_name("2024-1", 2026, short=True) == "三1班"
    assert BOTH.class_name("2024-1", 2024) == "一年级1班"
    assert BOTH.class_name("2018-2", 2026) == "九年级2班"
    assert BOTH.class_name("2018-2", 2027) == "10年级2班", "there is no name for it"
    assert BOTH.class_name("2024-1", 2023) == "0年级1班"
    assert BOTH.class_name("2030-1", 2026) == "2030-1", "not on record: as it is written"
    assert BOTH.names(2026) == {
        "三年级1班": "2024-1", "三1班": "2024-1", "九年级2班": "2018-2", "九2班": "2018-2",
    }  # fmt: skip
    assert list(BOTH.classes) == ["2024-1", "2018-2"] and BOTH.classes["2018-2"].entered == 2018


def test_the_first_grade_of_a_junior_school() -> None:
    junior = Calendar(school(first_grade=7), ())
    assert junior.grade("2024-1", 2024) == 7
    assert junior.class_name("2024-1", 2026) == "九年级1班"


def test_semesters_in_order() -> None:
    again = semester("08-31", "12-01", id="2026-a")
    assert in_order([SPRING, AUTUMN, again]) == (again, AUTUMN, SPRING)
    assert in_order([]) == ()


def test_without_a_semester() -> None:
    empty = Calendar(school(), ())
    assert empty.semester_of(date(2026, 9, 1)) is None
    assert empty.school_year(date(2026, 9, 1)) == 2026
