"""The ledgers: every total recounted by hand from the few records beside it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest

from builder import yuan
from builder.i18n import language
from builder.render import PAGES, render
from builder.views.activities import activities_view
from builder.views.aid import aid_view
from builder.views.by_semester import by_semester, now_and_before
from builder.views.health import health_view
from builder.views.health_table import health_table
from builder.views.lectures import lectures_view
from builder.views.ledgers import LEDGERS, ledgers_view
from builder.views.letters import letters_view
from builder.views.record_forms import child_forms, roster_forms
from builder.views.record_links import record_link
from builder.views.room import room_view
from builder.views.site import Site
from builder.views.wishes import wishes_view
from tests.support import MemoryFolder, folder, look

from .test_pages import Sound
from .test_people_pages import FULL, SCHOOL, SEMESTER, STAFF, school

PATHS = ("ledgers", "activities", "lectures", "letters", "wishes", "aid", "health", "room")


def child(id_: str, name: str, **more: Any) -> dict[str, Any]:
    """A child of the one class."""
    return {**FULL, "id": id_, "name": name, "born": f"2017-01-{int(id_[1:]) + 1:02}", **more}


GONE = {"by": "陈秀英", "date": "2026-09-01", "withdrawn": "2026-10-01"}
THREE = [child("c01", "林晓东"), child("c02", "王小雨"), child("c03", "赵不见", consent=GONE)]
"""Two who may be named and one who may not: N is 3."""

WISH = {"text": "足球", "collected": "2026-09-10"}
AID = {"date": "2026-09-10", "kind": "goods", "item": "书包", "source": "镇妇联"}
CHECK = {"child": "c01", "date": "2026-10-10"}
CALL = {"date": "2026-10-10", "children": ["c01"], "kind": ["family_call"], "by": ["t01"]}
OPEN = {"kind": "room_open", "count": 10, "by": "t01"}


def everything() -> dict[str, Any]:
    """Something in every ledger, of this semester and of before."""
    return {
        "child": THREE,
        "school": {
            **SCHOOL,
            "activity_room": {
                "opened": "2021-05-31",
                "equipment": [{"item": "电脑", "quantity": 6}],
            },
        },
        "semester": [
            {**SEMESTER, "id": "2026-spring", "name": "春季学期", "term": "spring"}
            | {"start": "2026-03-01", "end": "2026-07-05"},
            SEMESTER,
        ],
        "wish": [
            {**WISH, "child": "c01"},
            {**WISH, "child": "c03", "text": "不可见的心愿"},
            {**WISH, "child": "c02", "collected": "2026-05-12", "fulfilled": "2026-06-01"},
        ],
        "aid": [
            {**AID, "children": ["c01", "c02", "c03"], "amount": 100, "activity": "六一"},
            {**AID, "children": ["c01"], "date": "2026-06-01", "item": "月饼", "quantity": "8 盒"},
        ],
        "health": [
            {**CHECK, "height_cm": 130, "vision_left": 4.9, "abnormal": ["视力低下"]},
            {**CHECK, "date": "2026-04-10", "height_cm": 125.5, "vision_left": 5.0},
            {**CHECK, "child": "c03", "abnormal": ["不可见的异常"]},
        ],
        "visit": [
            {**CALL, "children": ["c01", "c03"]},
            {**CALL, "date": "2026-05-10", "kind": ["letter"]},
            {**CALL, "children": ["c03"], "date": "2026-10-11", "summary": "不可见的通话"},
        ],
        "activity": [
            {"title": "法治课", "kind": "lecture_law", "date": "2026-09-20", "attendance": 30},
            {"title": "老讲座", "kind": "lecture_law", "date": "2026-04-20"},
            {
                "title": "四级联动",
                "kind": "joint_action",
                "date": "2026-10-04",
                "partners": ["镇政府", "村委会"],
            },
            {
                "title": "第三届校园歌手大赛",
                "kind": "contest",
                "date": "2026-10-22",
                "edition": 3,
                "groups": 2,
                "finalists": 12,
                "results": [{"child": "c01", "award": "一等奖", "group": "低段"}],
            },
        ],
        "provision": [
            {**OPEN, "date": "2026-09-02"},
            {**OPEN, "date": "2026-04-02"},
            {"kind": "egg", "class": "2024-1", "count": 20, "by": "t01", "date": "2026-09-01"},
        ],
        "incident": [
            {
                "title": "摔伤",
                "occurred": "2026-10-21 10:05",
                "known": "2026-10-21 10:10",
                "kind": "injury",
                "children": ["c01"],
                "summary": "擦伤",
            }
        ],
        "duty": [
            {
                "semester": "2026-autumn",
                "place": "活动室",
                "slots": [
                    {"day": 1, "slot": "午间", "staff": "t01"},
                    {"day": 2, "slot": "午间", "staff": "t02"},
                    {"day": 3, "slot": "午间"},
                ],
            }
        ],
    }


# Wishes


def test_wishes_are_counted_by_how_far_they_came() -> None:
    view = wishes_view(
        school(
            child=THREE,
            wish=[
                {**WISH, "child": "c01"},
                {**WISH, "child": "c01", "donor": "镇商会"},
                {**WISH, "child": "c01", "donor": "镇商会", "matched": "2026-12-01"},
                {**WISH, "child": "c01", "donor": "镇商会", "matched": "2026-10-01"},
                {**WISH, "child": "c01", "fulfilled": "2026-10-01"},
                {**WISH, "child": "c01", "dropped": "太贵"},
                {**WISH, "child": "c01", "collected": "2026-11-21"},
            ],
        )
    )
    # The last one is of tomorrow; the third is taken on only next month.
    assert (view.now.collected, view.now.open) == (6, 4)
    assert view.now.matched == 3, "a donor without a day; one with a day; one fulfilled on the spot"
    assert (view.now.fulfilled, view.now.dropped) == (1, 1)
    assert [row.state for row in view.rows] == ["waiting", "matched", "waiting", "matched"]
    assert {row.state for row in view.closed} == {"fulfilled", "dropped"}
    assert [(row.donor.text, row.matched, row.fulfilled) for row in view.donors] == [
        ("镇商会", 2, 0)
    ]
    assert (view.donors_matched, view.donors_fulfilled) == (2, 0)


def test_a_donor_of_a_wish_who_is_on_the_staff_is_linked() -> None:
    name = STAFF[0]["name"]
    wishes = [{**WISH, "child": "c01", "donor": donor} for donor in (name, f"{name}老师")]
    donors = {row.donor.text: row.donor.href for row in wishes_view(school(wish=wishes)).donors}
    assert donors == {name: f"staff/{STAFF[0]['id']}.html", f"{name}老师": ""}


def test_what_waits_longest_stands_first() -> None:
    days = ["2026-10-10", "2026-09-01", "2026-05-12", "2026-11-19"]
    wishes = [{**WISH, "child": "c01", "collected": day} for day in days]
    view = wishes_view(school(semester=everything()["semester"], wish=wishes))
    assert [row.days for row in view.rows] == [192, 80, 41, 1], "whatever semester it is from"
    assert (view.longest, view.now.open, view.open_n) == (192, 3, 4)


def test_children_without_a_wish_are_counted_and_those_who_may_be_are_named() -> None:
    wishes = [{**WISH, "child": "c01"}, {**WISH, "child": "c02", "collected": "2026-05-12"}]
    view = wishes_view(school(child=THREE, wish=wishes))
    (row,), (never,) = view.lacking, view.lacking_ever
    assert (view.without, view.never, view.children) == (2, 1, 3)
    assert (never.n, never.children, never.unnamed) == (1, (), 1)
    assert (row.n, row.whole, [who.id for who in row.children], row.unnamed) == (2, 3, ["c02"], 1)


def test_wishes_of_a_semester_are_shares_of_its_own_children() -> None:
    left = child("c04", "钱多多", left="2026-07-05", left_reason="graduated")
    records = {**everything(), "child": [*THREE, left]}
    now, spring = wishes_view(school(**records)).seasons
    assert (now.children, now.whole, now.counts.collected) == (2, 3, 2)
    assert (spring.children, spring.whole, spring.counts.fulfilled) == (1, 4, 1)


def test_the_figures_of_a_finished_semester_stay() -> None:
    """In the holidays the shares are of the children of its last day, those who left since among
    them, on the cards as in the table."""
    left = child("c04", "钱多多", left="2026-07-05", left_reason="graduated")
    records = {**everything(), "child": [*THREE, left]}
    for day in ("2026-07-05", "2026-07-20", "2026-08-20"):
        site = school(day=day, known=("E402", "E404"), **records)
        wishes, health = wishes_view(site), health_view(site)
        assert (wishes.children, wishes.seasons[0].whole, wishes.seasons[0].children) == (4, 4, 1)
        assert (health.children, letters_view(site).children, aid_view(site).children) == (4, 4, 4)


def test_records_fall_into_the_semester_that_holds_them() -> None:
    autumn_2025 = {**SEMESTER, "id": "2025-autumn", "start": "2025-09-01", "end": "2026-01-20"}
    semesters = [autumn_2025, *everything()["semester"]]
    days = ["2026-11-21", "2026-11-20", "2026-07-20", "2026-03-01", "2025-09-01", "2025-08-31"]
    wishes = [{**WISH, "child": "c01", "collected": day} for day in days]
    store = school(semester=semesters, wish=wishes)
    seasons = by_semester(store, store.store.wishes, lambda wish: wish.collected)
    # The first is to come; 20 July lies in the holidays after spring; the last is before all.
    assert [(one.semester.id, len(one.records), one.now) for one in seasons] == [
        ("2026-autumn", 1, True),
        ("2026-spring", 2, False),
        ("2025-autumn", 1, False),
        ("none", 1, False),
    ]
    _, before = now_and_before(seasons)
    assert [f"{wish.collected:%m%d}" for wish in before] == ["0831", "0901", "0301", "0720"]


# Aid


def test_shares_of_an_aid_add_up_to_it() -> None:
    three = [child(f"c0{n}", f"孩子{n}") for n in (1, 2, 3)]
    ids = [one["id"] for one in three]
    given = [
        {**AID, "children": ids, "amount": 100},
        {**AID, "children": ["c01"], "amount": 0.1},
        {**AID, "children": ["c01"], "amount": 0.2},
    ]
    site = school(child=three, aid=given)
    shares = [yuan.total_share(site.store.aid_of[id_]) for id_ in ids]
    assert shares == [Fraction(100, 3) + Fraction(3, 10), Fraction(100, 3), Fraction(100, 3)]
    assert sum(shares) == yuan.total(site.store.aid) == Fraction("100.3")
    view = aid_view(site)
    assert view.now.yuan == "100.3"
    assert [row.now.yuan for row in view.by_child] == ["33.63", "33.33", "33.33"]
    assert dict(view.account) == {"上表所列学生": "100.3", "合计": "100.3"}


def test_every_yuan_is_accounted_for() -> None:
    left = child("c04", "钱多多", left="2026-09-30", left_reason="transferred")
    given = [
        {**AID, "children": ["c01", "c03", "c04"], "amount": 90},
        {**AID, "children": ["c02"], "amount": 12.5},
    ]
    view = aid_view(school(child=[*THREE, left], aid=given))
    # c03 may not be named, c04 has left: 30 each; listed are 30 + 12.5.
    assert [part for _, part in view.account] == ["42.5", "30", "30", "102.5"]
    assert (view.aided, view.without, view.children) == (3, 0, 3)


def test_goods_without_a_price_are_no_nought() -> None:
    site = school(
        child=THREE,
        aid=[
            {**AID, "children": ["c01"], "item": "月饼", "quantity": "8 盒"},
            {**AID, "children": ["c02"], "item": "月饼", "quantity": "7盒"},
            {**AID, "children": ["c02"], "item": "月饼", "quantity": "一些"},
            {**AID, "children": ["c02"], "item": "旧书"},
        ],
    )
    view = aid_view(site)
    assert (view.now.yuan, view.now.unpriced, view.now.entries) == ("", 4, 4)
    assert view.now.goods == ("月饼（15 盒、一些）", "旧书")
    (row,) = view.sources
    assert (row.head.text, row.children, row.now.yuan) == ("镇妇联", 2, "")
    by_child = {row.child.id: (row.now.yuan, row.now.goods) for row in view.by_child}
    assert by_child == {"c01": ("", ("月饼",)), "c02": ("", ("月饼", "旧书"))}
    page = render(site)["aid.md"].html
    assert "未记金额" in page and "月饼（15 盒、一些）" in page
    assert not re.search(r">\s*0\s*<", re.sub(r"<td[^>]*笔数.*?</td>", "", page)), "no 0 yuan"


def test_goods_are_things_whatever_they_cost_and_cash_is_none() -> None:
    given = [
        {**AID, "children": ["c01"], "item": "校服", "amount": 100},
        {**AID, "children": ["c01"], "item": "慰问金", "kind": "cash"},
        {
            **AID,
            "children": ["c01"],
            "item": "助学金",
            "kind": "cash",
            "amount": 50,
            "quantity": "1 份",
        },
        {**AID, "children": ["c01"], "item": "旧书包", "date": "2026-06-01"},
    ]
    view = aid_view(school(semester=everything()["semester"], aid=given))
    assert view.now.goods == ("校服",)
    (source,) = view.sources
    assert source.now.goods == ("校服",), "this semester's, among this semester's yuan"
    assert view.total is not None
    assert (view.total.now.yuan, view.total.ever.entries, view.ever.yuan) == ("150", 4, "150")
    assert view.ever.goods == ("旧书包", "校服")


def test_community_parents_are_listed_with_what_they_spent() -> None:
    mothers = [
        {"id": "m01", "name": "管月英", "group": "outside", "organisation": "镇妇联"},
        {"id": "m02", "name": "朱丽萍", "group": "outside"},
    ]
    care = {"kind": "community_parent", "since": "2026-08-31"}
    stay = {"date": "2026-10-02", "children": ["c01"], "by": ["m01"], "summary": "过节"}
    view = aid_view(
        school(
            staff=[*STAFF, *mothers],
            child=THREE,
            pairing=[
                {**care, "child": "c01", "staff": "m01"},
                {**care, "child": "c03", "staff": "m01"},
                {**care, "child": "c02", "staff": "m02"},
            ],
            visit=[{**stay, "kind": ["home_stay"]}, {**stay, "kind": ["talk"]}],
            aid=[
                {**AID, "children": ["c01"], "kind": "study_costs", "amount": 600, "donor": "m01"},
                {**AID, "children": ["c01"], "date": "2026-06-01", "amount": 50, "donor": "m01"},
            ],
        )
    )
    rows = {row.person.id: row for row in view.donors}
    first = rows["m01"]
    assert ([who.id for who in first.children], first.unnamed) == (["c01"], 1)
    assert (first.visits, first.stays, first.now.yuan, first.ever.yuan) == (2, 1, "600", "650")
    assert (rows["m02"].now.entries, rows["m02"].now.yuan) == (0, ""), "shown though nothing came"


def test_aid_leads_to_its_event_and_back() -> None:
    site = school(
        child=THREE,
        activity=[
            {"title": "六一", "kind": "festival", "date": "2025-06-01"},
            {"title": "六一", "kind": "festival", "date": "2026-06-01"},
        ],
        aid=[
            {
                **AID,
                "children": ["c01"],
                "date": "2026-06-02",
                "activity": "六一",
                "quantity": "3 个",
                "amount": 30,
            }
        ],
    )
    (event,) = aid_view(site).events
    held = {row.when_sort: row for row in activities_view(site).earlier}
    assert event.head.href == f"activities.html#{held['2026-06-01'].anchor}"
    assert held["2026-06-01"].handed_out == ("书包（3 个）",)
    assert held["2025-06-01"].handed_out == ()


# Health


def test_health_findings_and_what_came_of_them() -> None:
    found = {**CHECK, "abnormal": ["视力低下"]}
    site = school(
        child=THREE,
        health=[
            {**found, "follow_up_by": "2026-11-19"},
            {**found, "follow_up_by": "2026-11-20", "informed": "2026-10-11"},
            {**found, "informed": "2026-10-11"},
            {**found, "follow_up_by": "2026-11-01", "followed_up": "2026-10-30"},
            {**found, "follow_up_by": "2026-11-30", "followed_up": "2026-11-25", "child": "c02"},
            {**CHECK, "child": "c02", "date": "2026-10-11"},
        ],
    )
    view = health_view(site)
    assert (view.year.checks, view.year.abnormal) == (6, 5)
    assert view.year.followed_up == 1, "one is done only after the day"
    assert (view.year.told, view.late) == (2, 1)
    assert [(row.state, row.informed) for row in view.tasks] == [
        ("late", False),
        ("todo", True),
        ("todo", False),
        ("undated", True),
        ("done", False),
    ]


def test_who_was_not_checked_this_semester_and_this_school_year() -> None:
    spring = {
        **SEMESTER,
        "id": "2027-spring",
        "name": "春季学期",
        "term": "spring",
        "start": "2027-03-01",
        "end": "2027-07-05",
    }
    view = health_view(
        school(
            day="2027-04-01",
            child=THREE,
            semester=[SEMESTER, spring],
            health=[
                CHECK,
                {**CHECK, "child": "c02", "date": "2027-03-20"},
                {**CHECK, "child": "c03", "date": "2026-05-20"},
            ],
        )
    )
    assert (view.checked_now, view.checked_year, view.children) == (1, 2, 3)
    (now,), (year,) = view.lacking_now, view.lacking_year
    assert ([who.id for who in now.children], now.unnamed) == (["c01"], 1)
    assert ([who.id for who in year.children], year.n, year.whole) == ([], 1, 3)


def test_growth_is_the_change_since_the_last_time_it_was_measured() -> None:
    view = health_view(
        school(
            health=[
                {**CHECK, "date": "2025-10-10", "height_cm": 120, "vision_left": 5.0},
                {**CHECK, "date": "2026-04-10", "height_cm": 123.4},
                {**CHECK, "height_cm": 128.1, "vision_left": 4.9, "vision_right": 5.1},
            ]
        )
    )
    (row,) = view.growth
    cells = {cell.label: cell for cell in row.cells}
    assert (cells["身高（cm）"].value, cells["身高（cm）"].change) == ("128.1", "+4.7")
    assert (cells["左眼视力"].value, cells["左眼视力"].change) == ("4.9", "-0.1")
    assert cells["左眼视力"].fell and not cells["身高（cm）"].fell
    assert (cells["右眼视力"].change, cells["右眼视力"].line) == ("", ""), "one point is no change"
    assert "身高（cm）：120.0 → 123.4 → 128.1" in cells["身高（cm）"].line
    assert (row.state, view.fell, view.sight) == ("fell", 1, 1)


def test_illnesses_on_record_leave_out_the_word_for_none() -> None:
    ill = {"condition": "一般", "illnesses": ["哮喘"], "allergies": ["无"], "notes": "药在校医处"}
    view = health_view(school(child=[{**FULL, "health": ill}, child("c02", "王小雨")]))
    (row,) = view.known
    assert [(fact.label, fact.text) for fact in row.facts] == [
        ("疾病", "哮喘"),
        ("说明", "药在校医处"),
    ]


# Letters and calls


def test_calls_and_letters_are_counted_by_child() -> None:
    site = school(
        child=THREE,
        policy={
            "rules": [{"id": "call", "contact": ["family_call", "family_letter"], "every": "month"}]
        },
        visit=[
            {**CALL, "children": ["c01", "c03"]},
            {**CALL, "date": "2026-10-12", "outcome": "not_reached"},
            {
                **CALL,
                "date": "2026-11-02",
                "kind": ["family_letter", "counselling"],
                "summary": "信",
            },
            {**CALL, "date": "2026-11-03", "kind": ["letter"], "children": ["c02"]},
            {**CALL, "date": "2026-06-03", "children": ["c02"]},
            {**CALL, "date": "2026-10-11", "children": ["c03"]},
        ],
    )
    view = letters_view(site)
    assert [(one.kind.id, one.n, one.children) for one in view.now] == [
        ("family_call", 3, 2),
        ("family_letter", 1, 1),
        ("letter", 1, 1),
    ]
    assert (view.heard, view.without, view.children) == (2, 1, 3)
    assert [who.id for who in view.lacking[0].children] == ["c02"], (
        "a letter to parents is not hers"
    )
    rows = {row.child.id: row for row in view.by_child}
    assert (rows["c01"].counts, rows["c01"].last.text, rows["c01"].state) == (
        (1, 1, 0),
        "11月2日",
        "some",
    )
    assert (rows["c02"].counts, rows["c02"].state) == ((0, 0, 1), "none")
    assert [row.title for row in view.rows] == ["书信", "亲情书信", "亲情电话", "亲情电话"], (
        "the call of a child who may not be named is counted and not listed"
    )
    (rule,) = view.rules
    # September: missed by all three. October: missed by c02. November: met by c01, else open.
    assert (rule.done, rule.due) == (3, 7)


# Lectures


def test_lectures_by_kind_and_the_kinds_that_have_none() -> None:
    lecture = {"title": "讲座", "kind": "lecture_law", "date": "2026-09-20"}
    classes = [*SCHOOL["classes"], {"id": "2023-1", "entered": 2023, "number": 1}]
    semester = {
        **SEMESTER,
        "classes": [*SEMESTER["classes"], {**SEMESTER["classes"][0], "class": "2023-1"}],
    }
    view = lectures_view(
        school(
            school={**SCHOOL, "classes": classes},
            semester=[semester],
            activity=[
                {**lecture, "attendance": 30, "classes": ["2024-1"]},
                {**lecture, "date": "2026-10-20", "attendance": 12, "classes": ["2024-1"]},
                {**lecture, "kind": "mind_class"},
                {**lecture, "kind": "lecture_mind", "date": "2026-12-01"},
                {**lecture, "kind": "lecture_safety", "date": "2026-06-01", "attendance": 300},
            ],
        )
    )
    rows = {row.kind.id: row for row in view.types}
    law, mind = rows["lecture_law"], rows["mind_class"]
    assert (law.now.n, law.now.attendance, law.classes, law.whole) == (2, "42", 1, 2)
    assert (mind.now.n, mind.now.attendance, mind.classes) == (1, "", 2), "for every class"
    assert view.missing == ("安全讲座", "心理讲座"), "one was last semester, one is to come"
    assert (view.held, view.now.n, view.now.counted) == (2, 3, 2)
    assert [row.ahead for row in view.rows] == [True, False, False, False]


# The room


def test_openings_are_measured_by_school_days() -> None:
    days = ["2026-08-31", "2026-09-01", "2026-09-01", "2026-09-05", "2026-09-08"]
    view = room_view(school(day="2026-09-07", provision=[{**OPEN, "date": day} for day in days]))
    # School days so far: 31 August to 4 September and the 7th; the 5th is a Saturday.
    assert (view.now.days, view.now.whole, view.now.other_days) == (2, 6, 1)
    assert (view.now.openings, view.now.use) == (4, 40)
    assert [(row.name, row.use.days, row.use.whole) for row in view.months] == [
        ("2026年8月", 1, 1),
        ("2026年9月", 1, 5),
    ]
    assert [row.school_day for row in view.rows] == [False, True, True, True]


def test_what_is_in_the_room() -> None:
    view = room_view(school(**everything()))
    assert (view.opened, view.equipment) == ("2021年5月31日", (("电脑", "6"),))
    assert view.edit.endswith("/records/school.yml")
    assert view.duties == 1


# Activities


def test_partners_and_contests() -> None:
    view = activities_view(school(**everything()))
    assert [(row.partner.text, row.now, row.kinds) for row in view.partners] == [
        ("村委会", 1, ("四级联动",)),
        ("镇政府", 1, ("四级联动",)),
    ]
    joint = next(row for row in view.rows if row.kind.id == "joint_action")
    assert set(joint.partner_ids) == {option.id for option in view.partner_options}
    contest = next(row for row in view.rows if row.kind.id == "contest")
    assert [(f.label, f.text) for f in contest.facts] == [
        ("届次", "3"),
        ("组数", "2"),
        ("决赛人数", "12"),
    ]
    assert [(a.award, a.who.id, a.group) for a in contest.awards] == [("一等奖", "c01", "低段")]


# All of them


def test_the_index_counts_what_the_ledgers_count() -> None:
    told = {"to": "school_leaders", "at": "2026-10-21 10:20"}
    records = everything()
    records["incident"][0]["notifications"] = [told]
    due = [{"to": to, "minutes": 20} for to in ("school_leaders", "guardian", "township")]
    records["policy"] = {"rules": [], "incident_deadlines": due}
    rows = {row.ledger.id: row for row in ledgers_view(school(**records)).rows}
    assert {page: (row.part, row.whole) for page, row in rows.items()} == {
        "activities": (1, 3),
        "lectures": (1, 4),
        "letters": (2, 3),
        "wishes": (0, 2),
        "aid": (3, 3),
        "health": (2, 3),
        "incidents": (1, 3),
        "duties": (2, 3),
        "provisions": (1, 60),
        "room": (1, 60),
        "requests": (0, 0),
    }
    tags = {page: row.tag.text for page, row in rows.items() if row.tag}
    assert tags["provisions"] == "1个班有漏记" and "aid" not in tags
    none = {row.ledger.id: row.tag for row in ledgers_view(school(**{**records, "aid": []})).rows}
    assert none["aid"] is not None and none["aid"].text == "3名学生没有受助"
    assert rows["aid"].total == "1条、100元"
    assert (rows["room"].last, rows["activities"].last) == ("2026年9月2日", "2026年10月22日")
    assert rows["wishes"].tag is not None and rows["wishes"].tag.text == "2个未了（含以前学期）"


def test_the_index_is_first_and_names_every_page_of_its_section() -> None:
    ours = [kind for kind in PAGES if kind.section == "Ledgers"]
    assert ours[0].template == "ledgers"
    named = {ledger.page: ledger.label for ledger in LEDGERS}
    for kind in ours[1:]:
        assert named.get(kind.template) == kind.nav, kind.template


@pytest.fixture(scope="module")
def full() -> Site:
    return school(**everything())


@pytest.mark.parametrize("path", PATHS)
def test_a_withdrawn_child_is_named_nowhere(path: str, full: Site) -> None:
    page = render(full)[f"{path}.md"].html
    assert "c03" not in page and "赵不见" not in page
    assert "不可见" not in page, "nor anything that was written about it"


class Rows(HTMLParser):
    """The rows of each table by its id, the filters of each, and every id of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.rows: dict[str, list[dict[str, str]]] = {}
        self.filters: dict[str, dict[str, list[str]]] = {}
        self._table = self._body = self._box = self._key = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "table":
            self._table, self._body = given.get("id", ""), ""
        elif tag == "tbody":
            self._body = self._table
        elif tag == "tr" and self._body:
            self.rows.setdefault(self._body, []).append(given)
        elif "data-filters" in given:
            self._box = given["data-filters"]
            self.filters[self._box] = {}
        elif tag == "select":
            self._key = given["data-filter"]
            self.filters[self._box][self._key] = []
        elif tag == "option" and given["value"]:
            self.filters[self._box][self._key].append(given["value"])


@pytest.mark.parametrize("path", PATHS)
def test_filters_fit_their_rows(path: str, full: Site) -> None:
    page = Rows()
    page.feed(render(full)[f"{path}.md"].html)
    assert page.filters or path == "ledgers"
    for table, keys in page.filters.items():
        for key, options in keys.items():
            values = [row[f"data-{key}"] for row in page.rows[table]]
            assert options, (table, key)
            assert {word for value in values for word in value.split()} <= set(options), (
                table,
                key,
            )


def test_every_record_has_its_place_on_its_ledger(full: Site) -> None:
    store, pages = full.store, render(full)
    kinds = (store.wishes, store.aid, store.health, store.activities)
    seen = 0
    for record in [one for records in kinds for one in records]:
        if getattr(record, "child", "") in full.withdrawn:
            continue
        page, _, anchor = record_link(full, record).href.partition(".html#")
        html = pages[f"{page}.md"].html
        row = re.search(rf'<tr id="{anchor}".*?</tr>', html, re.DOTALL)
        assert row and "/_edit/" in row[0], anchor
        seen += 1
    assert seen == 2 + 2 + 2 + 4


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_pages_with_everything_are_sound(locale: str) -> None:
    pages = render(school(locale, **everything()))
    for path in PATHS:
        sound = Sound()
        sound.feed(pages[f"{path}.md"].html)
        assert not sound.faults and not sound.open, path
        assert len(sound.ids) == len(set(sound.ids)), path
        steps = zip(sound.headings, sound.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path
        assert all({"caption", "th"} <= table for table in sound.tables), path


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7*7 }}"])
def test_what_people_type_is_only_text(text: str) -> None:
    said = (
        "足球",
        "书包",
        "月饼",
        "8 盒",
        "镇妇联",
        "视力低下",
        "电脑",
        "村委会",
        "法治课",
        "六一",
    )
    dirty = json.dumps(everything(), ensure_ascii=False)
    for word in said:
        dirty = dirty.replace(f'"{word}"', json.dumps(text))
    pages = render(school(**json.loads(dirty)))
    for path in PATHS:
        html = pages[f"{path}.md"].html
        assert "<script" not in html and "<img" not in html and ">49<" not in html
    assert "alert(1)" in pages["aid.md"].html or "script" not in text


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("path", "folder_"),
    [
        ("wishes", "records/wishes/"),
        ("aid", "records/aid/"),
        ("health", "records/health/"),
        ("letters", "records/visits/"),
        ("lectures", "records/activities/"),
        ("activities", "records/activities/"),
        ("room", "records/provisions/"),
        ("room", "records/school.yml"),
        ("ledgers", "records/semesters/"),
    ],
)
def test_an_empty_ledger_says_how_to_begin(path: str, folder_: str, locale: str) -> None:
    inspection = look(folder({"school": SCHOOL}), "2026-11-20")
    page = render(Site(inspection, language(locale)))[f"{path}.md"].html
    assert folder_ in page and "sw-empty" in page
    assert path == "ledgers" or "sw-button" in page or "sw-copy" in page


# What the buttons fill in

BLANKS = {
    "wish": {"child": "c01", "text": "足球", "collected": "2026-11-01"},
    "aid": {
        "date": "2026-11-01",
        "children": "c01",
        "kind": "cash",
        "item": "补助",
        "source": "镇政府",
    },
    "health": {"child": "c01", "date": "2026-11-01", "height_cm": "120"},
    "visit": {"date": "2026-11-01", "children": "c01", "by": "t01"},
    "activity": {"title": "讲座", "kind": "contest", "date": "2026-11-01"},
    "provision": {"date": "2026-11-01", "count": "12", "by": "t01"},
}


def new_files(site: Site) -> list[tuple[str, Any]]:
    """Every form that a ledger's buttons open, with its kind."""
    wishes, health, activities = wishes_view(site), health_view(site), activities_view(site)
    found = [("wish", wishes.new), ("aid", aid_view(site).new), ("health", health.new)]
    found += [("wish", row.new) for row in wishes.lacking]
    found += [("health", row.new) for row in health.lacking_now]
    found += [("visit", new) for _, new in letters_view(site).new]
    found += [("activity", activities.new), ("activity", activities.new_contest)]
    found += [("activity", row.new) for row in lectures_view(site).types]
    found += [("provision", room_view(site).new)]
    return found


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_what_a_button_fills_in_passes_check(locale: str) -> None:
    records = {"school": SCHOOL, "semester": [SEMESTER], "staff": STAFF, "child": THREE[:2]}
    site = school(locale, child=THREE[:2])
    words, given = language(locale), folder(records)
    before = len(look(given, "2026-11-20").findings)
    forms = new_files(site)
    assert len({new.path for _, new in forms}) == len(forms), "no two buttons make the same file"
    for kind, new in forms:
        assert not re.search("林晓东|王小雨|赵娟", new.text + new.url), new.path
        text = new.text
        for name, value in BLANKS[kind].items():
            key = words.field(kind, name) if words.chinese else name
            text = re.sub(rf"^(\s*(?:- )?{key}:)$", rf"\1 {value}", text, flags=re.MULTILINE)
        path = new.path.removeprefix("records/")
        after = look(MemoryFolder({**given.files, path: text}), "2026-11-20")
        new_ones = [f for f in after.findings if f.path == path]
        assert not new_ones and len(after.findings) == before, (text, new_ones)
        assert after.store.records > len(records["child"]) + len(STAFF) + 1


def test_the_form_of_a_whole_class_has_an_entry_for_each_child() -> None:
    form = wishes_view(school(child=THREE)).lacking[0].new
    assert form is not None
    assert form.text.count("学生: ") == 2 and "c03" not in form.text, "withdrawn: on no list"
    assert "林晓东" not in form.text


FORMS = {
    "pairing": {"kind": "paired_teacher", "child": "c01", "staff": "t01", "since": "2026-09-01"},
    "peer": {"child": "c01", "peer": "c02", "since": "2026-09-01"},
    "plan": {
        "kind": "study",
        "staff": "t01",
        "from": "2026-09-01",
        "schedule": "周三",
        "content": "数学",
    },
    "observation": {"date": "2026-11-01", "area": "diary", "by": "t01", "text": "写了日记"},
    "wish": {"text": "足球", "collected": "2026-11-01"},
    "aid": {"date": "2026-11-01", "kind": "cash", "item": "补助", "source": "镇政府"},
    "health": {"date": "2026-11-01"},
}


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_what_the_rosters_and_a_childs_page_add_passes_check(locale: str) -> None:
    site = school(locale, child=THREE[:2])
    words = language(locale)
    given = folder({"school": SCHOOL, "semester": [SEMESTER], "staff": STAFF, "child": THREE[:2]})
    before = len(look(given, "2026-11-20").findings)
    mine, roster = child_forms(site, "c01"), roster_forms(site)
    forms = [(name, getattr(mine, name)) for name in FORMS]
    forms += [("pairing", roster.pairing), ("peer", roster.peer)]
    assert len({new.path for _, new in forms}) == len(forms)
    for name, new in forms:
        kind = "pairing" if name == "peer" else name
        text = new.text
        assert not re.search("林晓东|王小雨|赵娟", text + new.url)
        for key_, value in FORMS[name].items():
            key = words.field(kind, key_) if words.chinese else key_
            text = re.sub(rf"^({key}:)$", rf"\1 {value}", text, flags=re.MULTILINE)
        path = new.path.removeprefix("records/")
        after = look(MemoryFolder({**given.files, path: text}), "2026-11-20")
        assert not [f for f in after.findings if f.path == path], (name, text)
        assert len(after.findings) <= before
    assert (roster.child.path, roster.staff.path) == (
        "records/children/c261120.yml",
        "records/staff/t261120.yml",
    )


@pytest.mark.parametrize("path", ["rosters", "groups", "pairings", "staff-loads"])
def test_a_roster_can_be_added_to_and_so_can_an_empty_one(path: str) -> None:
    empty = Site(look(folder({"school": SCHOOL}), "2026-11-20"), language("zh_CN"))
    for site in (school(child=THREE), empty):
        page = render(site)[f"{path}.md"].html
        assert "/_new/" in page or "sw-copy" in page
    assert "登记帮扶计划" in render(school())["children/c01.md"].html
    gone = {**FULL, "left": "2026-10-01", "left_reason": "transferred"}
    assert "登记帮扶计划" not in render(school(child=[gone]))["children/c01.md"].html


def test_measures_have_units_and_the_same_decimals() -> None:
    checks = [
        {**CHECK, "height_cm": 130, "lung_capacity_ml": 1450, "systolic": 90},
        {**CHECK, "date": "2026-04-10", "height_cm": 125.5},
    ]
    site = school(health=checks)
    table = health_table(site, "c01")
    assert table is not None
    assert table.columns == ("身高（cm）", "收缩压（mmHg）", "肺活量（ml）")
    assert [row.values for row in table.rows] == [("130.0", "90", "1,450"), ("125.5", "", "")]
    growth = health_view(site).growth[0].cells[0]
    assert (growth.label, growth.value, growth.change) == ("身高（cm）", "130.0", "+4.5")


def test_only_contests_of_writing_are_essay_contests() -> None:
    contests = [
        {"title": title, "kind": "contest", "date": "2026-10-10"}
        for title in ("校园歌手大赛", "“给远方的爸妈”征文比赛")
    ]
    found = [link.text for _, link in letters_view(school(activity=contests)).contests]
    assert found == ["“给远方的爸妈”征文比赛"]
