"""The oracle alone: the policy's worked example, cases reckoned by hand, the laws.

The calendar of every case: autumn 2026-08-31 (a Monday) to 2027-01-17 (a Sunday), 140 days, with
the holiday 2026-10-01 to 2026-10-07. Class 2023-1 is grade 4, class 2025-1 is grade 2.
"""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .evaluate import Owed, evaluate, obligations
from .strategies import schools

Record = dict[str, Any]

SPRING: Record = {
    "id": "2027-spring",
    "name": "Spring",
    "term": "spring",
    "start": "2027-02-22",
    "end": "2027-07-04",
    "classes": [
        {"class": "2023-1", "class_teachers": [{"staff": "t03"}], "pupils": 40},
    ],
}


def child(child_id: str = "c1", **fields: Any) -> Record:
    return {
        "id": child_id,
        "name": f"Child {child_id}",
        "sex": "female",
        "born": "2016-01-01",
        "class": "2023-1",
        "enrolled": "2023-09-01",
        "left_behind": [{"since": "2023", "type": "both_parents_away"}],
        **fields,
    }


def visit(day: str, **fields: Any) -> Record:
    return {
        "date": day,
        "children": ["c1"],
        "kind": ["home_visit"],
        "with": ["guardian"],
        "by": ["t01"],
        "summary": "Went well.",
        **fields,
    }


def visits(*days: str, **fields: Any) -> list[Record]:
    return [visit(f"2026-{day}", **fields) for day in days]


def rule(**fields: Any) -> Record:
    return {"id": "r", "contact": ["home_visit"], "every": "week", **fields}


def school(*rules: Record, **kinds: Any) -> dict[str, Any]:
    """A school of two classes, three members of staff and one child; `kinds` replaces parts."""
    return {
        "school": {
            "name": "Hill school",
            "classes": [
                {"id": "2023-1", "entered": 2023, "number": 1},
                {"id": "2025-1", "entered": 2025, "number": 1},
            ],
            "leading_group": [
                {"staff": "t03", "post": "leader"},
                {"staff": "t01", "post": "member"},
            ],
        },
        "policy": {"rules": list(rules)},
        "semester": [
            {
                "id": "2026-autumn",
                "name": "Autumn",
                "term": "autumn",
                "start": "2026-08-31",
                "end": "2027-01-17",
                "holidays": [{"from": "2026-10-01", "to": "2026-10-07"}],
                "classes": [
                    {"class": "2023-1", "class_teachers": [{"staff": "t02"}], "pupils": 40},
                    {"class": "2025-1", "class_teachers": [{"staff": "t03"}], "pupils": 40},
                ],
            }
        ],
        "staff": [
            {"id": "t01", "name": "One", "group": "teacher"},
            {"id": "t02", "name": "Two", "group": "teacher"},
            {"id": "t03", "name": "Three", "group": "administration"},
        ],
        "child": [child()],
        "pairing": [
            {"kind": "paired_teacher", "child": "c1", "staff": "t01", "since": "2026-08-31"}
        ],
        **kinds,
    }


def shown(records: dict[str, Any], as_of: str) -> list[tuple[str, str, str]]:
    """Start, end (without the century's first digits) and state of each obligation."""
    return [(item.start[2:], item.end[2:], item.state) for item in obligations(records, as_of)]


def states(records: dict[str, Any], as_of: str) -> list[str]:
    return [item.state for item in obligations(records, as_of)]


def only_row(records: dict[str, Any], as_of: str) -> Record:
    (row,) = evaluate(records, as_of)["overdue"]
    return dict(row)


def counts(records: dict[str, Any], as_of: str) -> Record:
    (row,) = evaluate(records, as_of)["completion"]
    return {key: value for key, value in row.items() if key != "rule" and value}


# --- the worked example -------------------------------------------------------------------------


def example() -> dict[str, Any]:
    weekly = rule(id="teacher-weekly-visit", by=["paired_teacher"])
    return school(weekly, visit=visits("09-02", "09-08", "09-17", "09-24", "10-14"))


@pytest.mark.parametrize(
    ("row", "start", "end", "state"),
    [
        (0, "2026-08-31", "2026-09-06", "met"),
        (1, "2026-09-07", "2026-09-13", "met"),
        (2, "2026-09-14", "2026-09-20", "met"),
        (3, "2026-09-21", "2026-09-27", "met"),
        (4, "2026-09-28", "2026-10-04", "missed"),
        (5, "2026-10-05", "2026-10-11", "waived"),
        (6, "2026-10-12", "2026-10-18", "met"),
        (7, "2026-10-19", "2026-10-25", "missed"),
        (8, "2026-10-26", "2026-11-01", "open"),
    ],
)
def test_worked_example_weeks(row: int, start: str, end: str, state: str) -> None:
    expected = Owed("teacher-weekly-visit", "child", "c1", start, end, state)
    assert obligations(example(), "2026-10-28")[row] == expected


def test_worked_example_lists() -> None:
    assert evaluate(example(), "2026-10-28") == {
        "semester": "2026-autumn",
        "overdue": [
            {
                "scope": "child",
                "unit": "c1",
                "rule": "teacher-weekly-visit",
                "due": "2026-10-25",
                "days_overdue": 3,
                "missed_in_a_row": 1,
                "last_contact": "2026-10-14",
                "last_any_contact": "2026-10-14",
                "responsible": ["t01"],
            }
        ],
        "unassigned": [],
        "completion": [
            {
                "rule": "teacher-weekly-visit",
                "met": 5,
                "met_late": 0,
                "missed": 2,
                "open": 1,
                "waived": 1,
                "future": 11,
            }
        ],
    }


# --- periods ------------------------------------------------------------------------------------


def spans(every: Any, as_of: str = "2026-08-31", **fields: Any) -> list[tuple[str, str]]:
    extra = {key: fields.pop(key) for key in ("semester",) if key in fields}
    found = shown(school(rule(every=every, **fields), **extra), as_of)
    return [(start, end) for start, end, _ in found]


def with_spring() -> list[Record]:
    return [*school()["semester"], SPRING]


def test_default_windows_and_midpoint() -> None:
    # 140 days: the second half begins 70 days after 31 August, on 9 November.
    assert spans("half_semester") == [("26-08-31", "26-11-08"), ("26-11-09", "27-01-17")]
    assert spans({"windows": ["final", "opening", "midterm"]}) == [
        ("26-08-31", "26-09-20"),
        ("26-10-30", "26-11-19"),
        ("26-12-28", "27-01-17"),
    ]


def test_named_windows_come_first_and_the_midpoint_moves_the_default() -> None:
    (autumn,) = school()["semester"]
    named = {"opening": {"from": "2026-09-07", "to": "2026-09-11"}}
    changed = [{**autumn, "midpoint": "2026-11-16", "windows": named}]
    assert spans({"windows": ["opening", "midterm"]}, semester=changed) == [
        ("26-09-07", "26-09-11"),
        ("26-11-06", "26-11-26"),
    ]


def test_months_are_cut_and_short_ones_waived() -> None:
    found = shown(school(rule(every="month")), "2026-08-31")
    assert found[0] == ("26-08-31", "26-08-31", "waived")  # one school day of five
    assert found[1] == ("26-09-01", "26-09-30", "future")
    assert found[-1] == ("27-01-01", "27-01-17", "future")
    assert len(found) == 6


def test_days_are_school_days_makeup_days_included() -> None:
    (autumn,) = school()["semester"]
    makeup = [{**autumn, "makeup_days": ["2026-10-10", "2026-10-01"]}]
    days = [start for start, _ in spans("day", semester=makeup)]
    assert "26-09-30" in days and "26-10-08" in days
    assert "26-10-02" not in days and "26-10-11" not in days
    assert "26-10-10" in days  # a Saturday with lessons
    assert "26-10-01" in days  # a make-up day in the holiday: "plus"


def test_school_year() -> None:
    assert spans("school_year") == [("26-08-31", "27-08-31")]
    assert spans("school_year", semester=with_spring()) == [("26-08-31", "27-07-04")]
    assert spans("school_year", "2027-03-01", semester=with_spring()) == [("26-08-31", "27-07-04")]
    assert spans("school_year", "2027-03-01", semester=[SPRING]) == [("27-02-22", "27-07-04")]


def test_a_school_year_is_met_by_a_contact_of_the_other_semester() -> None:
    records = school(rule(every="school_year"), semester=with_spring(), visit=visits("09-02"))
    assert states(records, "2027-03-01") == ["met"]


def test_vacation_rules() -> None:
    weekly = {"every": "week", "during": "vacation"}
    assert spans(**weekly) == []
    assert spans(as_of="2027-01-20", **weekly)[-1] == ("27-03-01", "27-03-03")  # 45 days
    assert spans(as_of="2027-03-03", **weekly) != []
    assert spans(as_of="2027-03-04", **weekly) == []
    assert spans("vacation", "2027-01-20", during="vacation", semester=with_spring()) == [
        ("27-01-18", "27-02-21")
    ]
    assert spans("semester", "2027-01-20", during="vacation") == []
    assert spans("semester", "2027-01-20", during="always") == [("26-08-31", "27-01-17")]


def test_always_is_owed_in_the_semester_and_in_its_vacation() -> None:
    records = school(
        rule(during="always"),
        semester=with_spring(),
        visit=[visit("2027-01-12"), visit("2027-01-24")],
    )
    found = shown(records, "2027-02-03")
    assert len(found) == 20 + 5
    # Saturdays and Sundays are school days there, and the Sunday visit is in time.
    assert found[19:23] == [
        ("27-01-11", "27-01-17", "met"),
        ("27-01-18", "27-01-24", "met"),
        ("27-01-25", "27-01-31", "missed"),
        ("27-02-01", "27-02-07", "open"),
    ]
    row = only_row(records, "2027-02-03")
    assert (row["due"], row["missed_in_a_row"]) == ("2027-01-31", 1)
    assert only_row(records, "2027-02-03")["responsible"] == ["t02"]


def test_each_day_of_a_vacation_counts_there() -> None:
    # The vacation's first piece is Friday to Sunday: three days, so it is owed.
    (autumn,) = school()["semester"]
    ends_on_thursday = [{**autumn, "end": "2027-01-14"}]
    records = school(rule(during="vacation"), semester=ends_on_thursday)
    assert shown(records, "2027-01-20")[0] == ("27-01-15", "27-01-17", "missed")


# --- rolling rules ------------------------------------------------------------------------------


def test_rolling() -> None:
    # 31 August + 10 = 10 September; the contact of the first day is ignored. 11 September is within
    # the grace. 11 + 10 = 21 September, 25 September is past the grace: missed. 25 September + 10 =
    # 5 October, a holiday until the 7th: 8 October.
    every_ten_days = rule(every={"days": 10}, grace_days=2)
    records = school(every_ten_days, visit=visits("08-31", "09-11", "09-25"))
    past = [("26-08-31", "26-09-10", "met_late"), ("26-09-11", "26-09-21", "missed")]
    assert shown(records, "2026-10-10") == [*past, ("26-09-25", "26-10-08", "open")]
    assert evaluate(records, "2026-10-10")["overdue"] == []
    assert shown(records, "2026-10-11") == [*past, ("26-09-25", "26-10-08", "missed")]
    row = only_row(records, "2026-10-11")
    assert row["due"] == "2026-10-08"
    assert row["days_overdue"] == 3
    assert row["missed_in_a_row"] == 1
    assert row["last_contact"] == "2026-09-25"


def test_rolling_due_moves_past_an_absence() -> None:
    absent = child(absences=[{"from": "2026-09-08", "to": "2026-09-13"}])
    records = school(rule(every={"days": 10}), child=[absent])
    assert shown(records, "2026-09-01") == [("26-08-31", "26-09-14", "open")]


def test_the_rolling_clock_starts_on_a_day_that_is_no_school_day() -> None:
    paired = {"kind": "paired_teacher", "child": "c1", "staff": "t01", "since": "2026-09-05"}
    records = school(rule(every={"days": 10}, by=["paired_teacher"]), pairing=[paired])
    assert shown(records, "2026-09-01") == [("26-09-05", "26-09-15", "future")]  # a Saturday


def test_a_rolling_obligation_due_after_the_semester_does_not_exist() -> None:
    records = school(rule(every={"days": 10}), visit=[visit("2027-01-06")])
    # 6 January + 10 = 16 January, a Saturday, the semester's last but one day.
    assert shown(records, "2027-01-17") == [("26-08-31", "26-09-10", "missed")]
    assert evaluate(records, "2027-01-17")["overdue"] == []


# --- crediting and states -----------------------------------------------------------------------


def test_two_contacts_in_an_overlapping_grace_go_to_two_weeks() -> None:
    records = school(rule(grace_days=7), visit=visits("09-08", "09-10"))
    assert states(records, "2026-09-20")[:3] == ["met_late", "met", "open"]


def test_one_contact_in_an_overlapping_grace_goes_to_the_older_week() -> None:
    records = school(rule(grace_days=7), visit=visits("09-08"))
    assert states(records, "2026-09-20")[:2] == ["met_late", "open"]
    assert states(records, "2026-09-21")[:2] == ["met_late", "missed"]
    row = only_row(records, "2026-09-21")
    assert (row["due"], row["days_overdue"], row["missed_in_a_row"]) == ("2026-09-13", 8, 1)


def test_times_counts_days_and_the_last_of_them_decides_what_is_late() -> None:
    twice_a_week = rule(times=2, grace_days=3)
    same_day = school(twice_a_week, visit=visits("09-02", "09-02", "09-09"))
    assert states(same_day, "2026-09-09")[0] == "met_late"
    same_day["visit"].pop()
    assert states(same_day, "2026-09-09")[0] == "open"
    assert states(same_day, "2026-09-10")[0] == "missed"


def test_due_on_the_day_is_not_late() -> None:
    records = school(rule())
    assert states(records, "2026-09-06")[0] == "open"
    assert evaluate(records, "2026-09-06")["overdue"] == []
    assert only_row(records, "2026-09-07")["days_overdue"] == 1


def test_contacts_after_the_day_are_ignored() -> None:
    records = school(rule(), visit=visits("09-02"))
    assert states(records, "2026-09-01")[0] == "open"
    assert evaluate(records, "2026-09-01") == evaluate({**records, "visit": []}, "2026-09-01")


def test_a_contact_in_an_absence_counts() -> None:
    absent = child(absences=[{"from": "2026-09-01", "to": "2026-09-02"}])
    records = school(rule(), child=[absent], visit=visits("09-01"))
    assert states(records, "2026-09-10")[0] == "met"


def test_an_exemption_waives_and_hides() -> None:
    exempted = {
        "children": ["c1"],
        "rules": ["r"],
        "from": "2026-09-10",
        "to": "2026-09-20",
        "reason": "Flood",
        "approved_by": "t03",
    }
    records = school(rule(), exemption=[exempted])
    assert states(records, "2026-09-20")[:3] == ["missed", "missed", "waived"]
    exempted["from"] = "2026-09-09"  # Monday and Tuesday are left: two of three
    assert states(records, "2026-09-20")[:3] == ["missed", "waived", "waived"]
    assert evaluate(records, "2026-09-20")["overdue"] == []
    row = only_row(records, "2026-09-21")
    assert (row["due"], row["missed_in_a_row"]) == ("2026-09-06", 1)


def test_for_and_spells_decide_day_by_day() -> None:
    boards = child(boarding=[{"since": "2026-09-10"}])
    yes, no = rule(**{"for": {"boarding": True}}), rule(id="s", **{"for": {"boarding": False}})
    found = obligations(school(yes, no, child=[boards]), "2026-08-30")
    assert found == []  # before the first semester
    found = obligations(school(yes, no, child=[boards]), "2026-08-31")
    assert [item.state for item in found if item.rule == "r"][:3] == ["waived", "waived", "future"]
    # Monday to Wednesday of the second week are three days without boarding, then two with it.
    assert [item.state for item in found if item.rule == "s"][:3] == ["open", "future", "waived"]


# --- overdue and unassigned ---------------------------------------------------------------------


def test_the_run_stops_at_a_miss_that_was_made_good() -> None:
    # One visit of two in the second week: it is missed too, but after the visit; the first is past.
    records = school(rule(times=2), visit=visits("09-08"))
    assert states(records, "2026-09-28")[:4] == ["missed"] * 4
    row = only_row(records, "2026-09-28")
    assert (row["due"], row["missed_in_a_row"], row["days_overdue"]) == ("2026-09-13", 3, 15)
    assert row["last_contact"] == "2026-09-08"


def test_a_contact_on_the_last_day_does_not_end_the_run() -> None:
    row = only_row(school(rule(times=2), visit=visits("09-06")), "2026-09-14")
    assert (row["due"], row["missed_in_a_row"]) == ("2026-09-06", 2)


def test_the_run_skips_waived_weeks_and_stops_at_a_met_one() -> None:
    records = school(rule(), visit=visits("09-22"))
    row = only_row(records, "2026-10-19")
    # missed: 28 September and 12 October; waived between them.
    assert (row["due"], row["missed_in_a_row"], row["days_overdue"]) == ("2026-10-04", 2, 15)


def test_any_later_contact_ends_overdue() -> None:
    records = school(rule(times=2), visit=visits("09-07"))
    assert states(records, "2026-09-07")[0] == "missed"
    assert evaluate(records, "2026-09-07")["overdue"] == []


def test_unassigned_instead_of_overdue() -> None:
    until = {"kind": "paired_teacher", "child": "c1", "staff": "t01", "since": "2026-08-31"}
    records = school(rule(by=["paired_teacher"]), pairing=[{**until, "until": "2026-09-20"}])
    assert only_row(records, "2026-09-20")["missed_in_a_row"] == 2
    after = evaluate(records, "2026-09-21")
    assert after["overdue"] == []
    assert after["unassigned"] == [{"unit": "c1", "rule": "r"}]
    assert states(records, "2026-09-21")[:4] == ["missed", "missed", "missed", "waived"]


def test_unassigned_needs_no_miss_but_everything_else() -> None:
    nobody = school(rule(by=["proxy_parent"]))
    assert evaluate(nobody, "2026-08-31")["unassigned"] == [{"unit": "c1", "rule": "r"}]
    assert evaluate(nobody, "2026-08-30")["unassigned"] == []
    assert evaluate(nobody, "2027-01-30")["unassigned"] != []  # in the vacation too
    gone = school(rule(by=["proxy_parent"]), child=[child(left="2026-09-01")])
    assert evaluate(gone, "2026-09-01")["unassigned"] != []
    assert evaluate(gone, "2026-09-02")["unassigned"] == []


def test_overdue_goes_on_to_the_next_semester_and_no_longer() -> None:
    records = school(rule(every="semester"), semester=with_spring())
    assert evaluate(records, "2027-01-17")["overdue"] == []
    assert only_row(records, "2027-02-21")["days_overdue"] == 35
    assert evaluate(records, "2027-02-22")["overdue"] == []
    assert evaluate(records, "2027-02-22")["semester"] == "2027-spring"


def test_a_weekend_is_a_day_on_which_the_rule_applies() -> None:
    assert only_row(school(rule()), "2026-09-12")["due"] == "2026-09-06"


def test_last_any_contact_and_not_reached() -> None:
    records = school(
        rule(),
        visit=[
            *visits("09-01", kind=["tutoring"], by=["t02"]),
            *visits("09-03", outcome="not_reached"),
            *visits("09-04", outcome="declined"),
        ],
    )
    row = only_row(records, "2026-09-08")
    assert (row["last_contact"], row["last_any_contact"]) == (None, "2026-09-01")


def test_rows_are_sorted() -> None:
    records = school(
        rule(id="b"), rule(id="a"), rule(id="z", every="day"), child=[child("c2"), child("c1")]
    )
    records["policy"]["rules"][2]["times"] = 1
    rows = evaluate(records, "2026-09-07")["overdue"]
    order = [(row["rule"], row["unit"]) for row in rows]
    # Daily misses began a week ago, so they come first.
    assert order == [(name, unit) for name in ("z", "a", "b") for unit in ("c1", "c2")]


# --- roles --------------------------------------------------------------------------------------


def test_class_teachers_change() -> None:
    records = school(rule(by=["class_teacher"]), semester=with_spring())
    records["semester"][0]["classes"][0]["class_teachers"] = [
        {"staff": "t01", "until": "2026-09-13"},
        {"staff": "t02", "since": "2026-09-21"},
    ]
    records["visit"] = visits("09-02", "09-22", by=["t02"]) + visits("09-08", by=["t01"])
    # The second teacher did not yet hold the role on 2 September; nobody held it from the 14th.
    assert states(records, "2026-09-28")[:4] == ["missed", "met", "waived", "met"]
    assert evaluate(records, "2026-09-16")["unassigned"] == [{"unit": "c1", "rule": "r"}]
    assert only_row(records, "2027-02-21")["responsible"] == ["t02"]
    assert only_row(records, "2027-03-02")["responsible"] == ["t03"]


def test_the_class_teacher_is_that_of_the_class_on_the_day() -> None:
    moved = child(earlier_classes=[{"class": "2025-1", "until": "2026-09-06"}])
    records = school(rule(by=["class_teacher"]), child=[moved])
    records["visit"] = visits("09-02", by=["t03"]) + visits("09-08", by=["t03"])
    assert states(records, "2026-09-14")[:2] == ["met", "missed"]
    grade_2 = rule(**{"for": {"max_grade": 2}})
    assert states(school(grade_2, child=[moved]), "2026-09-14")[:2] == ["missed", "waived"]


def test_group_roles_hold_between_since_and_until() -> None:
    records = school(rule(by=["administration"]), visit=visits("09-02", "09-08", by=["t03"]))
    records["staff"][2]["since"] = "2026-09-07"
    assert states(records, "2026-09-14")[:3] == ["waived", "met", "open"]


# --- what counts for whom -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"kind": ["talk"]}, ["child"]),
        ({"kind": ["peer_visit"], "by": ["c2"]}, ["child"]),
        ({"kind": ["home_stay"]}, ["child"]),
        ({"kind": ["family_call"]}, ["child", "parent"]),
        ({"kind": ["letter"]}, ["parent"]),
        ({"kind": ["letter", "tutoring"]}, ["child", "parent"]),
        ({"kind": ["letter"], "with": ["guardian"]}, ["guardian"]),
        ({"kind": ["home_visit", "letter"], "with": ["teacher"]}, ["teacher"]),
    ],
)
def test_with(fields: Record, counts: list[str]) -> None:
    every_kind = ["talk", "peer_visit", "home_stay", "family_call", "letter", "home_visit"]
    record = {key: value for key, value in visit("2026-09-02").items() if key != "with"}
    for counterpart in ("child", "parent", "guardian", "teacher"):
        records = school(
            rule(contact=every_kind, **{"with": [counterpart]}), visit=[{**record, **fields}]
        )
        expected = "met" if counterpart in counts else "open"
        assert states(records, "2026-09-06")[0] == expected


def activity(**fields: Any) -> Record:
    return {"title": "Reading", "kind": "reading", "date": "2026-09-02", **fields}


@pytest.mark.parametrize(
    ("fields", "children", "classes"),
    [
        ({}, [], ["2023-1", "2025-1"]),
        ({"classes": ["2023-1"]}, ["c1", "c2"], ["2023-1"]),
        ({"classes": ["2023-1"], "children": ["c2"]}, ["c2"], ["2023-1"]),
        ({"children": ["c2"]}, ["c2"], ["2023-1", "2025-1"]),
        ({"classes": ["2025-1"]}, ["c3"], ["2025-1"]),
    ],
)
def test_activities(fields: Record, children: list[str], classes: list[str]) -> None:
    pupils = [child("c1"), child("c2"), child("c3", **{"class": "2025-1"}), child("c4")]
    pupils[3]["enrolled"] = "2026-09-03"  # a day late
    records = school(
        rule(id="a", contact=["reading"]),
        rule(id="b", contact=["reading"], scope="class"),
        rule(id="c", contact=["reading"], scope="school"),
        child=pupils,
        activity=[activity(**fields)],
    )
    met = [item.unit for item in obligations(records, "2026-09-06") if item.state == "met"]
    assert met == [*children, *classes, "school"]


def test_class_scope() -> None:
    daily = rule(contact=["egg"], scope="class", every="day", **{"for": {"min_grade": 3}})
    eggs = [
        {"date": f"2026-09-{day:02}", "kind": "egg", "class": "2023-1", "count": 9, "by": "t02"}
        for day in (1, 2, 4)
    ]
    records = school(daily, provision=eggs)
    by_unit = [(item.unit, item.state) for item in obligations(records, "2026-09-04")]
    of_grade_4 = [state for unit, state in by_unit if unit == "2023-1"]
    assert of_grade_4[:6] == ["missed", "met", "met", "missed", "met", "future"]
    assert {state for unit, state in by_unit if unit == "2025-1"} == {"waived"}
    assert evaluate(records, "2026-09-04")["overdue"] == []
    assert only_row(records, "2026-09-08") == {
        "scope": "class",
        "unit": "2023-1",
        "rule": "r",
        "due": "2026-09-07",
        "days_overdue": 1,
        "missed_in_a_row": 1,
        "last_contact": "2026-09-04",
        "last_any_contact": None,
        "responsible": ["t02"],
    }


def test_school_scope() -> None:
    records = school(rule(contact=["egg", "mind_class"], scope="school", every="half_semester"))
    row = only_row(records, "2026-11-09")
    assert (row["unit"], row["responsible"], row["due"]) == ("school", ["t03"], "2026-11-08")
    records["policy"]["rules"][0]["by"] = ["class_teacher"]
    assert states(records, "2026-11-09") == ["waived", "waived"]  # no role in a school-scope rule
    records["policy"]["rules"][0]["by"] = ["teacher"]
    assert only_row(records, "2026-11-09")["responsible"] == ["t01", "t02"]
    egg = {"date": "2026-09-02", "kind": "egg", "class": "2023-1", "count": 9, "by": "t02"}
    records["provision"] = [egg]
    assert states(records, "2026-11-09")[0] == "missed"  # a rule with `by` counts no provision
    records["activity"] = [activity(kind="mind_class", organisers=["t02"])]
    assert states(records, "2026-11-09")[0] == "met"


def test_exemptions_without_children_apply_to_classes_and_the_school() -> None:
    flood = {"from": "2026-08-31", "to": "2026-09-06", "reason": "Flood", "approved_by": "t03"}
    named = {**flood, "children": ["c1"]}
    for scope in ("class", "school"):
        of_all = school(rule(scope=scope), exemption=[flood])
        of_one = school(rule(scope=scope), exemption=[named])
        assert states(of_all, "2026-09-07")[0] == "waived"
        assert states(of_one, "2026-09-07")[0] == "missed"


@pytest.mark.parametrize(
    ("contact", "kind", "record", "state"),
    [
        ("aid", "aid", {"date": "2026-09-02", "children": ["c1"], "kind": "cash"}, "met"),
        ("aid/goods", "aid", {"date": "2026-09-02", "children": ["c1"], "kind": "goods"}, "met"),
        ("aid/goods", "aid", {"date": "2026-09-02", "children": ["c1"], "kind": "cash"}, "open"),
        ("health", "health", {"date": "2026-09-02", "child": "c1"}, "met"),
        ("wish", "wish", {"collected": "2026-09-02", "child": "c1", "text": "A ball"}, "met"),
        (
            "observation/diary",
            "observation",
            {"date": "2026-09-02", "child": "c1", "area": "diary", "by": "t01"},
            "met",
        ),
        (
            "observation/diary",
            "observation",
            {"date": "2026-09-02", "child": "c1", "area": "study", "by": "t01"},
            "open",
        ),
    ],
)
def test_care(contact: str, kind: str, record: Record, state: str) -> None:
    records = school(rule(contact=[contact]), **{kind: [record]})
    assert states(records, "2026-09-06")[0] == state
    records["policy"]["rules"][0]["with"] = ["child"]  # counts visits only
    assert states(records, "2026-09-06")[0] == "open"
    records["policy"]["rules"][0] = rule(contact=[contact], by=["teacher"])
    by_a_teacher = state if kind == "observation" else "open"
    assert states(records, "2026-09-06")[0] == by_a_teacher


def test_siblings_visited_together_are_one_contact_each() -> None:
    both = [child("c1"), child("c2")]
    records = school(rule(), child=both, visit=[visit("2026-09-02", children=["c1", "c2"])])
    assert counts(records, "2026-09-06") == {"met": 2, "waived": 2, "future": 36}


# --- completion ---------------------------------------------------------------------------------


def test_completion_counts_children_who_left_and_all_zero_rules() -> None:
    left = child(left="2026-09-13")
    assert counts(school(rule(), child=[left]), "2026-09-30") == {"missed": 2, "waived": 18}
    assert counts(school(rule()), "2026-08-30") == {}
    off = school(rule(enabled=False), rule(id="s", during="vacation"))
    (only,) = evaluate(off, "2026-09-30")["completion"]
    assert only["rule"] == "s" and sum(only[state] for state in only if state != "rule") == 0


def test_without_policy_or_semester() -> None:
    records = school(rule(by=["proxy_parent"]))
    del records["policy"]
    assert evaluate(records, "2026-09-30")["completion"] == []
    nothing = evaluate(school(rule(), semester=[]), "2026-09-30")
    assert (nothing["semester"], nothing["overdue"], nothing["unassigned"]) == (None, [], [])


# --- properties ---------------------------------------------------------------------------------

slow = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
days_on = st.integers(-5, 60)


def day_after(as_of: str, days: int) -> str:
    return (date.fromisoformat(as_of) + timedelta(days=days)).isoformat()


def late_units(result: Record) -> set[tuple[str, str]]:
    return {(row["rule"], row["unit"]) for row in result["overdue"]}


@slow
@given(schools())
def test_it_answers_for_every_school(case: tuple[dict[str, Any], str]) -> None:
    records, as_of = case
    before = copy.deepcopy(records)
    result = evaluate(records, as_of)
    assert records == before
    assert set(result) == {"overdue", "unassigned", "completion", "semester"}
    for row in result["overdue"]:
        assert row["days_overdue"] > 0
        assert row["missed_in_a_row"] > 0
        assert row["last_contact"] is None or row["last_contact"] <= as_of
    late = late_units(result)
    assert not late & {(row["rule"], row["unit"]) for row in result["unassigned"]}
    rolling = {
        item["id"]
        for item in (records.get("policy") or {}).get("rules", [])
        if isinstance(item["every"], dict) and "days" in item["every"]
    }
    assert all(row["missed_in_a_row"] == 1 for row in result["overdue"] if row["rule"] in rolling)


@slow
@given(schools(), st.data())
def test_law_1_a_contact_never_lengthens_the_list(
    case: tuple[dict[str, Any], str], data: st.DataObject
) -> None:
    records, as_of = case
    pupil = data.draw(st.sampled_from(records["child"]))
    added = {
        "date": day_after(as_of, -data.draw(st.integers(0, 60))),
        "children": [pupil["id"]],
        "kind": ["home_visit", "phone_call", "talk", "tutoring", "letter", "family_call"],
        "with": ["child", "parent", "guardian", "teacher"],
        "by": [person["id"] for person in records["staff"]],
    }
    more = {**records, "visit": [*records["visit"], added]}
    assert late_units(evaluate(more, as_of)) <= late_units(evaluate(records, as_of))


@slow
@given(schools(), st.randoms(use_true_random=False))
def test_law_2_order_changes_nothing(case: tuple[dict[str, Any], str], random: Any) -> None:
    records, as_of = case
    shuffled = dict(records)
    for kind, items in records.items():
        if isinstance(items, list):
            shuffled[kind] = random.sample(items, len(items))
    assert evaluate(shuffled, as_of) == evaluate(records, as_of)


@slow
@given(schools(), st.integers(1, 40))
def test_law_3_states_only_move_on(case: tuple[dict[str, Any], str], days: int) -> None:
    records, as_of = case
    later = day_after(as_of, days)
    if evaluate(records, later)["semester"] != evaluate(records, as_of)["semester"]:
        return
    reached = {
        "future": {"future", "open", "missed", "met", "met_late"},
        "open": {"open", "missed", "met", "met_late"},
    }
    now: dict[tuple[str, ...], list[str]] = {}
    then: dict[tuple[str, ...], list[str]] = {}
    for found, when in ((now, as_of), (then, later)):
        for item in obligations(records, when):
            found.setdefault(item[:5], []).append(item.state)
    for key, was in now.items():
        if key not in then:
            continue  # a vacation that is over
        for before, after in zip(was, then[key], strict=True):
            assert after in reached.get(before, {before})


@slow
@given(schools(), st.booleans())
def test_law_5_children_may_be_split(case: tuple[dict[str, Any], str], odd: bool) -> None:
    records, as_of = case
    whole = evaluate(records, as_of)
    for pupils in (records["child"][::2], records["child"][1::2]):
        ids = {pupil["id"] for pupil in pupils}
        part = evaluate({**records, "child": pupils}, as_of)
        for name in ("overdue", "unassigned"):
            of_children = [row for row in part[name] if row.get("scope", "child") == "child"]
            assert of_children == [row for row in whole[name] if row["unit"] in ids]


@slow
@given(schools(), days_on, st.integers(0, 15), st.booleans())
def test_law_6_absences_and_exemptions_never_make_anyone_overdue(
    case: tuple[dict[str, Any], str], back: int, length: int, absence: bool
) -> None:
    records, as_of = case
    first = day_after(as_of, -back)
    span = {"from": first, "to": day_after(first, length)}
    less = copy.deepcopy(records)
    if absence:
        for pupil in less["child"]:
            pupil.setdefault("absences", []).append(span)
    else:
        less["exemption"].append({**span, "reason": "Flood", "approved_by": "t1"})
    assert late_units(evaluate(less, as_of)) <= late_units(evaluate(records, as_of))


@slow
@given(schools())
def test_law_7_turning_a_rule_off_removes_its_rows(case: tuple[dict[str, Any], str]) -> None:
    records, as_of = case
    rules = (records.get("policy") or {}).get("rules", [])
    if not rules:
        return
    off = {**records, "policy": {"rules": [{**rules[0], "enabled": False}, *rules[1:]]}}
    before, after = evaluate(records, as_of), evaluate(off, as_of)
    for name in ("overdue", "unassigned", "completion"):
        assert after[name] == [row for row in before[name] if row["rule"] != rules[0]["id"]]
