"""The periods of a rule, one by one (policy.md, Periods)."""

from __future__ import annotations

from typing import get_args

import pytest

from builder import model
from builder.calendar import Calendar
from builder.periods import Term
from tests.plain import day, rule, school, semester

AUTUMN = semester("09-01", "12-31")
SPRING = semester("2027-02-22", "2027-07-02", "spring")


def term(on: str, *semesters: model.Semester) -> Term:
    found = Term.on(Calendar(school(), semesters or (AUTUMN, SPRING)), day(on))
    assert found is not None
    return found


def spans(found: Term, every: model.Every, **fields: object) -> list[str]:
    """The periods of a rule, `09-01 09-06` each."""
    made = rule(every=every, **fields)
    return [f"{one.start:%m-%d} {one.end:%m-%d}" for one in found.periods(made)]


def test_the_term_of_a_day() -> None:
    calendar = Calendar(school(), (AUTUMN, SPRING))
    assert Term.on(calendar, day("08-31")) is None
    assert term("09-01").vacation is None and term("12-31").vacation is None
    assert term("2027-01-01").vacation == (day("2027-01-01"), day("2027-02-21"))
    assert term("2027-02-21").vacation == (day("2027-01-01"), day("2027-02-21"))
    assert term("2027-02-22").semester == SPRING and term("2027-02-22").vacation is None
    assert term("2027-08-16").vacation == (day("2027-07-03"), day("2027-08-16"))
    assert term("2027-08-17").vacation is None, "45 days where no semester follows"


def test_the_school_year() -> None:
    """From its first semester to the end of the spring; without a spring to the end of August."""
    assert (term("10-01").school_year, term("2027-03-01").school_year) == (2026, 2026)
    assert term("10-01").year == term("2027-03-01").year == (day("09-01"), day("2027-07-02"))
    assert term("10-01", AUTUMN).year == (day("09-01"), day("2027-08-31"))
    assert term("2027-03-01", SPRING).year == (day("2027-02-22"), day("2027-07-02"))
    before = semester("2026-02-23", "2026-07-01", "spring")
    assert term("10-01", before, AUTUMN).year_semesters == (AUTUMN,)
    assert term("10-01", before, AUTUMN, SPRING).year == (day("09-01"), day("2027-07-02"))


def test_weeks_are_cut_to_the_semester() -> None:
    short = semester("09-02", "09-15")  # Wednesday to Tuesday.
    assert spans(term("09-05", short), "week") == ["09-02 09-06", "09-07 09-13", "09-14 09-15"]
    monday = semester("09-07", "09-13")
    assert spans(term("09-08", monday), "week") == ["09-07 09-13"]


def test_months_are_cut_to_the_semester() -> None:
    assert spans(term("10-01"), "month") == [
        "09-01 09-30", "10-01 10-31", "11-01 11-30", "12-01 12-31",
    ]  # fmt: skip
    winter = semester("2027-01-31", "2027-03-01", "spring")
    assert spans(term("2027-02-01", winter), "month") == [
        "01-31 01-31", "02-01 02-28", "03-01 03-01",
    ]  # fmt: skip


def test_days_halves_semesters_years() -> None:
    short = semester("09-04", "09-08")  # Friday to Tuesday.
    assert spans(term("09-05", short), "day") == ["09-04 09-04", "09-07 09-07", "09-08 09-08"]
    assert spans(term("09-05", short), "half_semester") == ["09-04 09-05", "09-06 09-08"]
    even = semester("09-04", "09-09")
    assert spans(term("09-05", even), "half_semester") == ["09-04 09-06", "09-07 09-09"]
    named = semester("09-04", "09-08", midpoint=day("09-08"))
    assert spans(term("09-05", named), "half_semester") == ["09-04 09-07", "09-08 09-08"]
    assert spans(term("09-05", short), "semester") == ["09-04 09-08"]
    assert spans(term("10-01"), "school_year") == ["09-01 07-02"]


def test_the_windows_that_every_semester_has() -> None:
    """The first and the last three weeks, and ten days to either side of the midpoint (122 days:
    the second half begins on 1 November)."""
    assert AUTUMN.midpoint is None and term("10-01").midpoint == day("11-01")
    assert spans(term("10-01"), "windows", windows=("final", "midterm", "opening")) == [
        "09-01 09-21", "10-22 11-11", "12-11 12-31",
    ]  # fmt: skip
    short = semester("09-01", "09-14")
    assert spans(term("09-05", short), "windows", windows=("opening", "final")) == [
        "09-01 09-14", "09-01 09-14",
    ]  # fmt: skip
    window = term("10-01").window
    assert window("exam") is None
    assert spans(term("10-01"), "windows", windows=("exam", "opening")) == ["09-01 09-21"]


def test_a_semester_names_its_own_windows() -> None:
    windows = {
        "exam": model.Range(from_=day("11-09"), to=day("11-13")),
        "opening": model.Range(from_=day("09-03"), to=day("09-04")),
    }
    named = term("10-01", semester("09-01", "12-31", windows=windows))
    assert spans(named, "windows", windows=("exam", "opening", "final")) == [
        "09-03 09-04", "11-09 11-13", "12-11 12-31",
    ]  # fmt: skip


@pytest.mark.parametrize("every", sorted(set(get_args(model.Every)) - {"days", "windows"}))
@pytest.mark.parametrize("on", ["10-01", "2027-01-10"])
def test_during(every: model.Every, on: str) -> None:
    """`always` is both, the vacation's only while it lasts; in a vacation, weeks and months of it
    and the vacation itself are periods, and nothing else is."""
    found = term(on)
    both = spans(found, every, during="always")
    inside, vacation = (spans(found, every, during=one) for one in ("semester", "vacation"))
    assert sorted(both) == sorted(inside + vacation)
    if on == "10-01":
        assert vacation == []
    else:
        assert vacation == {
            "vacation": ["01-01 02-21"],
            "month": ["01-01 01-31", "02-01 02-21"],
            "week": [
                "01-01 01-03", "01-04 01-10", "01-11 01-17", "01-18 01-24", "01-25 01-31",
                "02-01 02-07", "02-08 02-14", "02-15 02-21",
            ],
        }.get(every, [])  # fmt: skip
    assert bool(inside) is (every != "vacation")


def test_periods_are_in_the_order_of_their_ends() -> None:
    """A window that ends later stands behind, whatever the order in the rule; of two that end on one
    day the one that begins first stands first."""
    windows = {
        "opening": model.Range(from_=day("09-10"), to=day("09-20")),
        "exam": model.Range(from_=day("09-01"), to=day("09-20")),
        "midterm": model.Range(from_=day("09-12"), to=day("09-13")),
    }
    named = term("10-01", semester("09-01", "12-31", windows=windows))
    assert spans(named, "windows", windows=("opening", "exam", "midterm")) == [
        "09-12 09-13", "09-01 09-20", "09-10 09-20",
    ]  # fmt: skip


def test_what_can_be_owed_in_a_period() -> None:
    """School days; in a vacation every day; in a year the school days of both semesters."""
    found = term("2027-01-10")
    week, *_ = found.periods(rule(every="week"))
    assert found.days.days(week.school_days) == [day(f"09-0{n}") for n in (1, 2, 3, 4)]
    holiday, *_ = found.periods(rule(every="week", during="vacation"))
    assert [one.day for one in found.days.days(holiday.school_days)] == [1, 2, 3]
    (year,) = found.periods(rule(every="school_year"))
    assert year.school_days == found.all_school_days
    assert year.school_days.bit_count() > found.school_days.bit_count() > 80
    assert found.school_days & found.all_school_days == found.school_days


def test_the_range_of_days_holds_everything_that_can_be_asked() -> None:
    """The school year, the vacation, the windows even where they reach beyond it, and the as-of
    date."""
    assert (term("10-01").days.first, term("10-01").days.last) == (day("09-01"), day("2027-07-02"))
    late = term("2027-08-10").days
    assert (late.first, late.last) == (day("09-01"), day("2027-08-16"))
    assert term("2027-12-24").days.last == day("2027-12-24"), "long after, and nothing follows"
    short = semester("09-01", "09-06")
    reached = term("09-02", short, SPRING).days
    assert reached.first == day("2026-08-25"), "the midterm window reaches ten days back"
    windows = {"exam": model.Range(from_=day("08-01"), to=day("2027-09-30"))}
    named = term("10-01", semester("09-01", "12-31", windows=windows)).days
    assert (named.first, named.last) == (day("08-01"), day("2027-09-30"))
