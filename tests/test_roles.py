"""Who holds which role for whom, from the first day to the last (policy.md, A rule)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from builder import model
from builder.roles import Holding, Roles, Tenure, classes_of, on, responsible
from builder.store import Store
from tests.plain import child, day, pairing, rule, school, semester, staff

ALWAYS = (date.min, date.max)


def classes(*teachers: tuple[str, str, str | None, str | None]) -> tuple[model.SemesterClass, ...]:
    """Class, teacher, since, until; those of a class one after the other."""
    found: dict[str, list[model.ClassTeacher]] = {}
    for class_id, who, since, until in teachers:
        entry = model.ClassTeacher(
            staff=who, since=since and day(since), until=until and day(until)
        )
        found.setdefault(class_id, []).append(entry)
    return tuple(
        model.SemesterClass(class_=id_, class_teachers=tuple(entries), pupils=30)
        for id_, entries in found.items()
    )


AUTUMN = semester(
    "09-01",
    "2027-01-15",
    classes=classes(
        ("2024-1", "t01", None, "11-01"), ("2024-1", "t02", "11-02", None), ("2018-2", "t03", None, None)
    ),
)  # fmt: skip
SPRING = semester("2027-02-22", "2027-07-02", "spring", classes=classes(("2024-1", "t01", None, None)))  # fmt: skip


def roles(*children: model.Child, **fields: Any) -> Roles:
    known: dict[str, Any] = {"school": school(), "semesters": (AUTUMN, SPRING)}
    return Roles(Store(children={one.id: one for one in children}, **{**known, **fields}))


def said(holdings: Any) -> list[str]:
    """`t01 2026-09-01 2026-11-01` each."""
    return [f"{one.staff} {one.first} {one.last}" for one in holdings]


def test_class_teachers_until_the_next_semester_begins() -> None:
    found = roles()
    assert said(found.of_class("class_teacher", "2024-1")) == [
        "t01 2026-09-01 2026-11-01",
        "t02 2026-11-02 2027-02-21",
        "t01 2027-02-22 9999-12-31",
    ]
    assert said(found.of_class("class_teacher", "2018-2")) == ["t03 2026-09-01 2027-02-21"]
    assert found.of_class("class_teacher", "2030-1") == ()


def test_a_childs_class_teachers_are_those_of_the_class_it_was_in() -> None:
    """In grade 9 till 30 September, then in the other class."""
    moved = child(earlier_classes=(model.EarlierClass(class_="2018-2", until=day("09-30")),))
    assert said(roles(moved).of_child("class_teacher", moved)) == [
        "t03 2026-09-01 2026-09-30",
        "t01 2026-10-01 2026-11-01",
        "t02 2026-11-02 2027-02-21",
        "t01 2027-02-22 9999-12-31",
    ]


def test_a_childs_classes() -> None:
    """By their ends, whatever the order; of two that end on one day the first."""
    earlier = (
        model.EarlierClass(class_="b", until=day("10-31")),
        model.EarlierClass(class_="a", until=day("09-30")),
        model.EarlierClass(class_="same", until=day("09-30")),
    )
    assert list(classes_of(child(earlier_classes=earlier))) == [
        ("a", date.min, day("09-30")),
        ("b", day("10-01"), day("10-31")),
        ("2024-1", day("11-01"), date.max),
    ]
    assert list(classes_of(child())) == [("2024-1", *ALWAYS)]
    one_day = (
        model.EarlierClass(class_="a", until=day("09-30")),
        model.EarlierClass(class_="b", until=day("10-01")),
    )
    assert ("b", day("10-01"), day("10-01")) in classes_of(child(earlier_classes=one_day))


def test_the_part_of_a_holding_between_two_days() -> None:
    whole = Holding("t01", day("09-10"), day("09-20"))
    assert whole.within(day("09-12"), day("09-15")) == Holding("t01", day("09-12"), day("09-15"))
    assert whole.within(day("09-01"), day("09-30")) == whole
    assert whole.within(day("09-20"), day("09-30")) == Holding("t01", day("09-20"), day("09-20"))
    assert whole.within(day("09-21"), day("09-30")) is None
    assert [whole.holds(day(f"09-{n:02}")) for n in (9, 10, 20, 21)] == [False, True, True, False]


def test_pairings_hold_as_written() -> None:
    one = child()
    found = roles(
        one,
        pairings=(
            pairing("paired_teacher", "c01", "t01", "09-01", until=day("09-30")),
            pairing("paired_teacher", "c01", "t02", "10-01"),
            pairing("proxy_parent", "c01", "t01", "09-01"),
            pairing("community_parent", "c01", "o01", "09-01"),
            pairing("paired_teacher", "c02", "t09", "09-01"),
            model.Pairing(
                origin=one.origin, kind="friend", child="c01", peer="c02", since=day("09-01")
            ),
        ),
    )
    assert said(found.of_child("paired_teacher", one)) == [
        "t01 2026-09-01 2026-09-30",
        "t02 2026-10-01 9999-12-31",
    ]
    assert said(found.of_child("proxy_parent", one)) == ["t01 2026-09-01 9999-12-31"]
    assert said(found.of_child("community_parent", one)) == ["o01 2026-09-01 9999-12-31"]
    assert found.of_child("friend", one) == ()
    for role in ("paired_teacher", "proxy_parent", "community_parent"):
        assert found.of_class(role, "2024-1") == () and found.of_school(role) == ()
        assert found.of_child(role, child("c03")) == ()


def test_a_group_and_the_counsellors_hold_their_role_for_everybody() -> None:
    people = (
        staff("t01"),
        staff("t02", since=day("09-10"), until=day("12-01"), counsellor=True),
        staff("s01", "support"),
    )
    found = roles(staff={one.id: one for one in people})
    always = f"{date.min} {date.max}"
    teachers = [f"t01 {always}", "t02 2026-09-10 2026-12-01"]
    for holdings in (
        found.of_child("teacher", child()),
        found.of_class("teacher", "2024-1"),
        found.of_school("teacher"),
    ):
        assert said(holdings) == teachers
    for holdings in (
        found.of_child("counsellor", child()),
        found.of_class("counsellor", "2024-1"),
        found.of_school("counsellor"),
    ):
        assert said(holdings) == ["t02 2026-09-10 2026-12-01"]
    assert said(found.of_school("support")) == [f"s01 {always}"]
    assert found.of_school("administration") == () == found.of_class("administration", "2024-1")
    assert found.of_child("administration", child()) == ()
    assert found.of_school("class_teacher") == ()


def test_everybody_whom_a_person_looked_after() -> None:
    """By role, then by child, then by time."""
    first, second = child("c01"), child("c02", "2018-2")
    found = roles(
        second,
        first,
        staff={"t01": staff("t01")},
        pairings=(
            pairing("proxy_parent", "c02", "t01", "09-01"),
            pairing("paired_teacher", "c01", "t01", "12-01"),
            pairing("paired_teacher", "c01", "t01", "09-01", until=day("09-30")),
        ),
    ).tenures
    assert [(one.role, one.child.id, one.holding.first) for one in found["t01"]] == [
        ("class_teacher", "c01", day("09-01")),
        ("class_teacher", "c01", day("2027-02-22")),
        ("paired_teacher", "c01", day("09-01")),
        ("paired_teacher", "c01", day("12-01")),
        ("proxy_parent", "c02", day("09-01")),
    ]
    assert found["t03"] == [
        Tenure("class_teacher", second, Holding("t03", day("09-01"), day("2027-02-21")))
    ]
    assert set(found) == {"t01", "t02", "t03"}


@pytest.mark.parametrize(
    ("scope", "by", "unit", "on_day", "expected"),
    [
        ("child", ("paired_teacher",), "c01", "10-01", ("t05",)),
        ("child", ("paired_teacher", "proxy_parent"), "c01", "10-01", ("t04", "t05")),
        ("child", ("paired_teacher", "proxy_parent"), "c01", "09-01", ("t04",)),
        ("child", (), "c01", "10-01", ("t01",)),
        ("child", (), "c01", "11-02", ("t02",)),
        ("child", ("paired_teacher",), "c99", "10-01", ()),
        ("child", (), "c99", "10-01", ()),
        ("class", (), "2024-1", "11-01", ("t01",)),
        ("class", (), "2024-1", "11-02", ("t02",)),
        ("class", ("teacher",), "2024-1", "10-01", ("t01", "t02")),
        ("class", ("class_teacher", "support"), "2018-2", "10-01", ("s01", "t03")),
        ("school", ("support",), "school", "10-01", ("s01",)),
        ("school", ("support", "teacher"), "school", "10-01", ("s01", "t01", "t02")),
        ("school", (), "school", "10-01", ("t08", "t09")),
    ],
)
def test_who_answers_for_a_rule(
    scope: str, by: tuple[str, ...], unit: str, on_day: str, expected: tuple[str, ...]
) -> None:
    """Of a child who is not on record nobody; where the rule names no role the class teacher, for
    the school whoever leads the leading group."""
    group = tuple(
        model.GroupMember(staff=who, post=post)
        for who, post in (("t09", "leader"), ("t08", "leader"), ("t01", "member"), ("t09", "leader"))
    )  # fmt: skip
    found = roles(
        child(),
        school=school(leading_group=group),
        staff={one.id: one for one in (staff("t01"), staff("t02"), staff("s01", "support"))},
        pairings=(
            pairing("paired_teacher", "c01", "t05", "09-10"),
            pairing("proxy_parent", "c01", "t04", "09-01"),
        ),
    )
    asked = rule(scope=scope, by=by)
    assert responsible(found, asked, unit, day(on_day)) == expected
    if unit != "c99":
        assert on(found.answering(asked, unit), day(on_day)) == expected
    if scope == "school" and not by:
        assert said(found.answering(asked, unit)) == [
            f"t09 {date.min} {date.max}",
            f"t08 {date.min} {date.max}",
        ]
