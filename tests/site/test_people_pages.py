"""The pages about people: what an archive lacks, who was spoken to, in what order, and who has nobody."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builder.edit_links import EditLinks
from builder.i18n import language
from builder.model import Child, Rule
from builder.render import render
from builder.views.activities import activities_view
from builder.views.archive import Blank, archive, blank_name, clear_counts
from builder.views.child import ChildBody, child_view
from builder.views.child import sheets as child_sheets
from builder.views.class_numbers import statistics
from builder.views.classroom import class_view
from builder.views.classroom import sheets as class_sheets
from builder.views.contact_card import dial
from builder.views.coverage import coverage, proxy_coverage
from builder.views.log_visit import forms
from builder.views.owed import owed_now
from builder.views.record_links import record_link
from builder.views.site import Site
from builder.views.teacher import sheets as teacher_sheets
from tests.support import MemoryFolder, folder, look

from .test_pages import Sound

DAY = "2026-11-20"

SCHOOL = {
    "name": "清溪小学",
    "classes": [{"id": "2024-1", "entered": 2024, "number": 1}],
    "repository": {"provider": "gitea", "url": "https://git.example.cn/a/b"},
}
SEMESTER = {
    "id": "2026-autumn",
    "name": "秋季学期",
    "term": "autumn",
    "start": "2026-08-31",
    "end": "2027-01-17",
    "classes": [{"class": "2024-1", "class_teachers": [{"staff": "t01"}], "pupils": 20}],
}
STAFF = [
    {"id": "t01", "name": "赵娟", "group": "teacher"},
    {"id": "t02", "name": "周敏", "group": "teacher"},
    {"id": "a01", "name": "叶国", "group": "administration"},
]
FULL: dict[str, Any] = {
    "id": "c01",
    "name": "林晓东",
    "sex": "male",
    "born": "2017-05-06",
    "class": "2024-1",
    "enrolled": "2024-09-01",
    "left_behind": [{"since": "2024-09-01", "type": "both_parents_away"}],
    "personality": "话不多",
    "interests": ["画画"],
    "health": {"condition": "良好", "illnesses": ["无"], "allergies": ["无"]},
    "home": {"address": "上坪村12号"},
    "parents": [
        {"relation": "father", "name": "林大勇", "phone": "13800000001", "work_place": "东莞"}
    ],
    "guardians": [{"name": "陈秀英", "relation": "grandmother", "phone": "0576-88881234"}],
}
HOME_VISIT = {"date": "2026-11-18", "children": ["c01"], "kind": ["home_visit"], "by": ["t01"]}
WEEKLY = {
    "rules": [
        {"id": "weekly", "contact": ["home_visit"], "by": ["paired_teacher"], "every": "week"},
        {"id": "proxy", "contact": ["phone_call"], "by": ["proxy_parent"], "every": "month"},
    ]
}


def school(
    locale: str = "zh_CN", day: str = DAY, known: tuple[str, ...] = ("E402",), **records: Any
) -> Site:
    """A site of few records; each kind given replaces the default one. `known` errors are meant."""
    given: Mapping[str, Any] = {
        "school": SCHOOL,
        "semester": [SEMESTER],
        "staff": STAFF,
        "child": [FULL],
        **records,
    }
    inspection = look(folder(given), day)
    faults = [f for f in inspection.findings if f.code.startswith("E") and f.code not in known]
    assert not faults, faults
    links = EditLinks(inspection.store.school.repository)
    return Site(inspection, language(locale), links)


def child(**changes: Any) -> Child:
    """The one child of a school, with some fields changed (None: left out)."""
    return school(child=[{**FULL, **changes}]).store.children["c01"]


def blanks(one: Child, day: str = DAY) -> set[Blank]:
    """Every blank of a child's archive by the groups of 篇1."""
    groups = archive(one, school().policy, date.fromisoformat(day))
    return {blank for group in groups for blank in group.blanks}


# Completeness


def test_a_full_archive_is_clear_in_every_group() -> None:
    groups = archive(child(), school().policy, date(2026, 11, 20))
    assert len(groups) == 5
    assert all(group.clear for group in groups)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"personality": None}, {Blank("personality")}),
        ({"interests": None}, {Blank("interests")}),
        ({"health": None}, {Blank(f"health.{n}") for n in ("condition", "illnesses", "allergies")}),
        ({"health": {"condition": "良好", "illnesses": ["无"]}}, {Blank("health.allergies")}),
        ({"home": {"village": "上坪村"}}, {Blank("home.address")}),
        (
            {"parents": None},
            {Blank("parents.name"), Blank("parents.phone"), Blank("parents.work_place")},
        ),
        ({"guardians": None}, {Blank("guardians.name"), Blank("guardians.phone")}),
    ],
)
def test_a_blank_is_named(changes: dict[str, Any], missing: set[Blank]) -> None:
    assert blanks(child(**changes)) == missing


def test_each_living_parent_is_asked_for() -> None:
    mother = {"relation": "mother", "name": "王梅", "work_place": "义乌"}
    assert blanks(child(parents=[*FULL["parents"], mother])) == {Blank("parents.phone", "mother")}
    dead = {"relation": "mother", "name": "王梅", "deceased": True}
    assert blanks(child(parents=[*FULL["parents"], dead])) == set()
    assert blanks(child(parents=[dead])) == set(), "nobody is left to ask for"


def test_guardians_count_on_the_day() -> None:
    past = {"name": "林老汉", "relation": "grandfather", "until": "2026-08-31"}
    assert blanks(child(guardians=[past, *FULL["guardians"]])) == set()
    both = {Blank("guardians.name"), Blank("guardians.phone")}
    assert blanks(child(guardians=[past])) == both, "the one there was is no guardian now"
    assert blanks(child(guardians=[past]), "2026-08-30") == {
        Blank("guardians.phone", "grandfather")
    }


def test_the_archive_of_one_who_left_is_as_it_stood_then() -> None:
    """A guardian until the last day at the school is no gap afterwards."""
    till = [{**FULL["guardians"][0], "until": "2026-10-30"}]
    assert blanks(child(guardians=till, left="2026-10-30")) == set()
    assert blanks(child(guardians=till, left="2026-10-31")), "a day without one"


def test_a_child_without_guardians_on_record_lacks_none() -> None:
    assert blanks(child(guardians=None, unguarded=[{"since": "2026-09-01"}])) == set()
    ended = [{"since": "2026-09-01", "until": "2026-10-01"}]
    assert blanks(child(guardians=None, unguarded=ended)), "the spell is over"


def test_the_schools_own_groups_and_an_unknown_path() -> None:
    own = {
        "rules": [],
        "completeness": {"联系": ["parents.best_time"], "错": ["parents.shoe_size"]},
    }
    site = school(policy=own, known=("E607",))
    counts = clear_counts(site.children, site.policy, site.as_of)
    assert counts == (("联系", 0), ("错", 1)), "what no record can have is missing from none"


def test_blanks_are_named_by_the_schema() -> None:
    zh, en = language("zh_CN"), language("en")
    assert blank_name(zh, Blank("parents.phone", "mother")) == "母亲·电话"
    assert blank_name(zh, Blank("home.address")) == "家庭住址·地址"
    assert blank_name(zh, Blank("personality")) == "性格特征"
    assert blank_name(en, Blank("parents.work_place", "father")) == "Father·Work place"


# Coverage


def test_coverage_counts_days_this_semester_and_only_who_was_reached() -> None:
    site = school(
        visit=[
            {**HOME_VISIT, "with": ["guardian", "child"], "summary": "在家"},
            {**HOME_VISIT, "date": "2026-11-10", "with": ["guardian"], "outcome": "not_reached"},
            {**HOME_VISIT, "date": "2026-06-01", "with": ["parent"], "summary": "上学期"},
            {**HOME_VISIT, "kind": ["talk"], "summary": "同一天"},
            {**HOME_VISIT, "date": "2026-11-01", "kind": ["family_call"]},
        ]
    )
    found = {party.code: (party.times, party.last) for party in coverage(site, "c01")}
    assert found == {
        "child": (2, "11月18日"),
        "parent": (1, "11月1日"),
        "guardian": (1, "11月18日"),
    }


def test_a_proxy_parents_three_parties_are_counted_by_who_held_the_role() -> None:
    """S1-17: parents, guardian, teachers; the visits of the class teacher or of a former proxy's
    later days do not count."""
    former = {"kind": "proxy_parent", "child": "c01", "staff": "t02", "since": "2026-08-31"}
    pairings = [
        {**former, "until": "2026-10-31"},
        {"kind": "proxy_parent", "child": "c01", "staff": "a01", "since": "2026-11-01"},
    ]
    visit = {**HOME_VISIT, "kind": ["meeting"], "summary": "谈过"}
    site = school(
        pairing=pairings,
        visit=[
            {**visit, "by": ["t02"], "with": ["teacher"], "date": "2026-10-08"},
            {**visit, "by": ["t02"], "with": ["parent"], "date": "2026-11-02"},
            {**visit, "by": ["a01"], "with": ["guardian", "child"]},
            {**visit, "by": ["t01"], "with": ["parent"]},
        ],
    )
    found = {
        party.code: (party.times, party.month, party.last)
        for party in proxy_coverage(site, site.store.children["c01"])
    }
    assert found == {
        "parent": (0, 0, ""),
        "guardian": (1, 1, "11月18日"),
        "teacher": (1, 0, "10月8日"),
    }
    page = render(site)["children/c01.md"].html
    assert "代理家长联系：父母、监护人、任课教师" in page


# Timeline


def history() -> dict[str, Any]:
    """One record of every kind about the child."""
    return {
        "visit": [
            {
                **HOME_VISIT,
                "with": ["guardian"],
                "summary": "奶奶在家",
                "follow_up": "再去",
                "follow_up_by": "2026-11-19",
            },
            {**HOME_VISIT, "date": "2026-11-17", "with": ["guardian"], "outcome": "not_reached"},
            {**HOME_VISIT, "date": "2026-10-08", "kind": ["counselling"], "summary": "想爸爸"},
        ],
        "observation": [
            {"child": "c01", "date": "2026-11-19", "area": "diary", "by": "t01", "text": "举手了"}
        ],
        "activity": [
            {
                "title": "歌手赛",
                "kind": "contest",
                "date": "2026-09-30",
                "results": [{"child": "c01", "award": "二等奖"}],
            },
            {"title": "未来", "kind": "festival", "date": "2026-12-22", "children": ["c01"]},
        ],
        "aid": [
            {
                "date": "2026-09-10",
                "children": ["c01", "c02"],
                "kind": "goods",
                "item": "书包",
                "amount": 90,
                "source": "镇妇联",
            }
        ],
        "wish": [
            {"child": "c01", "text": "足球", "collected": "2026-05-20", "fulfilled": "2026-06-01"}
        ],
        "health": [
            {"child": "c01", "date": "2026-10-10", "height_cm": 124, "abnormal": ["视力下降"]}
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
        "plan": [
            {
                "child": "c01",
                "kind": "study",
                "subject": "数学",
                "staff": "t01",
                "from": "2026-09-07",
                "schedule": "周二",
                "content": "口算",
                "stages": [{"date": "2026-11-06", "result": "78 分", "rating": "good"}],
            }
        ],
        "pairing": [
            {
                "kind": "paired_teacher",
                "child": "c01",
                "staff": "t01",
                "since": "2026-08-31",
                "results": [{"date": "2026-10-30", "text": "开朗了", "rating": "good"}],
            }
        ],
        "child": [FULL, {**FULL, "id": "c02", "name": "王小雨", "guardians": None}],
    }


def test_the_timeline_has_everything_newest_first() -> None:
    site = school(**history())
    body = child_view(site, site.store.children["c01"]).body
    assert body is not None
    entries = [entry for month in body.months for entry in month.entries]
    assert {entry.kind for entry in entries} == set(history()) - {"child"}
    days = [entry.day for entry in entries]
    assert days == sorted(days, reverse=True)
    assert max(days) == date(2026, 11, 19), "what is still to come is not there yet"
    assert [month.id for month in body.months] == sorted(
        {f"{day:%Y-%m}" for day in days}, reverse=True
    )
    assert all(entry.edit.startswith("https://git.example.cn/a/b/_edit/") for entry in entries)


def test_the_timeline_marks_what_matters() -> None:
    site = school(**history())
    body = child_view(site, site.store.children["c01"]).body
    assert body is not None
    tags = {
        (entry.kind, entry.day.isoformat()): [tag.text for tag in entry.tags]
        for month in body.months
        for entry in month.entries
    }
    assert tags["visit", "2026-11-17"] == ["未联系上"]
    assert tags["visit", "2026-10-08"] == ["保密"], "counselling is confidential unsaid"
    assert tags["visit", "2026-11-18"] == ["应于11月19日前回访"]
    assert tags["incident", "2026-10-21"] == ["尚未结案"]
    assert body.aid is not None
    assert (body.aid.total, body.aid.this_semester) == ("45", "45"), "half of what two were given"


def the_body(site: Site) -> ChildBody:
    """What the one child's page shows."""
    body = child_view(site, site.store.children["c01"]).body
    assert body is not None
    return body


def test_every_record_of_a_child_can_be_linked_to() -> None:
    """Visits and observations on the timeline, plans and pairings where they stand whole; once each."""
    record = history()
    record["pairing"].append(
        {"kind": "friend", "child": "c01", "peer": "c02", "since": "2026-09-01"}
    )
    site = school(**record)
    page = render(site)["children/c01.md"].html
    store = site.store
    for one in (*store.visits, *store.observations, *store.plans, *store.pairings):
        path, _, place = record_link(site, one).href.partition("#")
        assert path == "children/c01.html"
        assert page.count(f'id="{place}"') == 1, place


def test_the_timeline_can_be_narrowed_by_kind_area_and_way() -> None:
    record = history()
    record["observation"].append(
        {"child": "c01", "date": "2026-11-12", "area": "progress", "by": "t01", "text": "会了"}
    )
    site = school(**record)
    found = the_body(site).choices
    assert {one.id for one in found.kinds} == set(history()) - {"child"}
    assert [one.id for one in found.areas] == ["progress", "diary"]
    assert [one.id for one in found.ways] == ["home_visit", "counselling"]
    page = render(site)["children/c01.md"].html
    timeline = page[page.index('id="timeline-entries"') :].partition('<h2 id="aid"')[0]
    assert timeline.count('data-kind="visit"') == timeline.count("data-way=") == 3
    assert timeline.count('data-kind="observation" data-area="progress"') == 1
    for area in ("progress", "diary"):
        assert f'class="sw-event sw-event--observation is-{area}"' in timeline
    assert " hidden" not in timeline, "without a script everything is there"


def test_every_area_of_growth_is_counted_and_leads_to_its_entries() -> None:
    """S5-02, S1-07, S4-05: this semester's and all of them; an area without any shows as such."""
    entry = {"child": "c01", "by": "t01", "text": "好"}
    site = school(
        observation=[
            {**entry, "date": "2026-11-12", "area": "progress"},
            {**entry, "date": "2025-12-12", "area": "progress"},
            {**entry, "date": "2025-12-11", "area": "diary"},
            {**entry, "date": "2026-11-21", "area": "study"},
        ]
    )
    rows = {row.area.id: (row.now, row.ever, row.last) for row in the_body(site).areas}
    assert rows == {
        "study": (0, 0, ""),
        "activity": (0, 0, ""),
        "behaviour": (0, 0, ""),
        "emotion": (0, 0, ""),
        "progress": (1, 2, "11月12日"),
        "diary": (0, 1, "2025年12月11日"),
    }
    page = render(site)["children/c01.md"].html
    assert 'href="../children/c01.html?area=progress#timeline"' in page


def test_a_classs_activity_is_on_its_childrens_timelines() -> None:
    """As for the policy: those that name nobody are of the children of the classes they list."""
    other = {**SCHOOL["classes"][0], "id": "2023-1", "entered": 2023}
    held = {"kind": "class_meeting", "date": "2026-11-06"}
    site = school(
        school={**SCHOOL, "classes": [*SCHOOL["classes"], other]},
        child=[FULL, {**FULL, "id": "c02", "name": "王小雨"}],
        activity=[
            {**held, "title": "本班", "classes": ["2024-1"]},
            {**held, "title": "他班", "classes": ["2023-1"]},
            {**held, "title": "点名", "classes": ["2024-1"], "children": ["c02"]},
            {**held, "title": "全校"},
        ],
    )
    shown = [entry.title for month in the_body(site).months for entry in month.entries]
    assert shown == ["主题班队会：本班"]


def test_guardianship_over_time() -> None:
    """S1-12: who looked after the child, when nobody did, and whether it is in writing."""
    guardian = {"relation": "grandmother", "phone": "0576-88881234"}
    site = school(
        child=[
            {
                **FULL,
                "parents": [
                    {
                        "relation": "father",
                        "name": "林大勇",
                        "work_place": "东莞",
                        "away_since": "2019",
                    },
                    {"relation": "mother", "name": "王梅", "deceased": True},
                ],
                "guardians": [
                    {**guardian, "name": "旧人", "entrusted": "2025-09-01", "until": "2026-06-30"},
                    {**guardian, "name": "新人", "since": "2026-09-15"},
                ],
                "unguarded": [{"since": "2026-07-01", "until": "2026-09-14"}],
            }
        ]
    )
    body = the_body(site)
    rows = [(row.guardian.name if row.guardian else "", row.now, row.since) for row in body.care]
    assert rows == [
        ("新人", True, "2026年9月15日"),
        ("", False, "2026年7月1日"),
        ("旧人", False, ""),
    ]
    assert [(row.name, row.place, row.since, row.deceased) for row in body.away] == [
        ("林大勇", "东莞", "2019年1月1日", False),
        ("王梅", "", "", True),
    ]
    page = render(site)["children/c01.md"].html
    flag = '<span class="sw-tag sw-tag--warn">未填写</span>'
    assert page.count(flag) == 1, "the entrustment of the guardian of today is missing"


def test_nobody_entrusts_a_child_to_its_own_parents() -> None:
    father = {"name": "林大勇", "relation": "father"}
    site = school(child=[{**FULL, "guardians": [father]}])
    (row,) = the_body(site).care
    assert row.guardian is not None and not row.guardian.unsigned
    assert "未填写</span>" not in render(site)["children/c01.md"].html


@pytest.mark.parametrize(("day", "kept"), [("2026-11-15", False), ("2026-11-16", True)])
def test_what_was_kept_is_said_from_the_first_to_the_last_day_of_its_period(
    day: str, kept: bool
) -> None:
    """The week from Monday 16 to Sunday 22 November, kept on its first day."""
    visit = {**HOME_VISIT, "date": "2026-11-16", "with": ["guardian"], "summary": "在家"}
    paired = {"kind": "paired_teacher", "child": "c01", "staff": "t01", "since": "2026-08-31"}
    records = {"policy": WEEKLY, "visit": [visit], "pairing": [paired]}
    (row,) = [
        one
        for one in owed_now(school(day=day, **records), "child", "c01")
        if one.rule.id == "weekly"
    ]
    assert (row.state, row.kept) == ("ahead" if kept else "overdue", kept)
    (last,) = [
        one
        for one in owed_now(school(day="2026-11-22", **records), "child", "c01")
        if one.rule.id == "weekly"
    ]
    assert last.kept


def test_the_main_guardian_is_the_first_of_the_day() -> None:
    """Neither one who was so before nor one who will be: the statistics are of the day."""
    spells = [("grandfather", {"until": "2026-11-19"}), ("relative", {"since": "2026-11-21"})]
    others = [{"name": "林老汉", "relation": relation, **spell} for relation, spell in spells]
    site = school(child=[{**FULL, "guardians": [*others, *FULL["guardians"]]}])
    (figures,) = [one for one in statistics(site, site.children) if one.title == "监护人"]
    assert [(row.label, row.n) for row in figures.rows] == [("祖母", 1)]
    before = school(child=[{**FULL, "guardians": [*others, *FULL["guardians"]]}], day="2026-11-19")
    (figures,) = [one for one in statistics(before, before.children) if one.title == "监护人"]
    assert [(row.label, row.n) for row in figures.rows] == [("祖父", 1)]


def test_peers_and_their_visits_are_on_both_childrens_pages() -> None:
    """S1-07, S1-13: whoever went, this semester's visits and the last one ever."""
    went = {"kind": ["peer_visit"], "summary": "做客"}
    site = school(
        child=[FULL, {**FULL, "id": "c02", "name": "王小雨", "sex": "female"}],
        pairing=[
            {"kind": "study_helper", "child": "c01", "peer": "c02", "since": "2026-09-01"},
            {"kind": "friend", "child": "c01", "peer_name": "邻居", "since": "2026-09-01"},
        ],
        visit=[
            {**went, "date": "2026-10-03", "children": ["c02"], "by": ["c01"]},
            {**went, "date": "2026-11-08", "children": ["c01"], "by": ["c02"]},
            {**went, "date": "2026-05-02", "children": ["c01"], "by": ["c02"]},
            {**went, "date": "2026-11-09", "children": ["c01"], "by": ["t01"], "kind": ["talk"]},
            {
                **went,
                "date": "2026-11-10",
                "children": ["c01"],
                "by": ["c02"],
                "outcome": "not_reached",
            },
        ],
    )
    for one, other in (("c01", "c02"), ("c02", "c01")):
        body = child_view(site, site.store.children[one]).body
        assert body is not None
        row = next(row for row in body.peers if row.who.id)
        assert (row.who.id, row.visits, row.last) == (other, 2, "11月8日")
    outside = next(row for row in the_body(site).peers if not row.who.id)
    assert (outside.who.text, outside.visits) == ("邻居", None)
    assert not the_body(site).pairings, "the grown-ups stand apart"


def test_a_plan_for_behaviour_shows_its_progress() -> None:
    """S3-06: what is to change, the stages so far, and what was seen in between."""
    plan = {
        **history()["plan"][0],
        "kind": "behaviour",
        "subject": None,
        "content": "不再逃课",
        "stages": [
            {"date": "2026-10-01", "result": "仍有两次"},
            {"date": "2026-11-06", "result": "没有再犯", "rating": "good"},
        ],
    }
    seen = {
        "child": "c01",
        "date": "2026-10-20",
        "area": "behaviour",
        "by": "t01",
        "text": "按时到校",
    }
    site = school(plan=[plan], observation=[seen])
    (row,) = the_body(site).plans
    assert [stage.text for stage in row.stages] == ["仍有两次", "没有再犯"]
    assert (row.content, row.checked, row.now) == ("不再逃课", "11月6日", True)
    page = render(site)["children/c01.md"].html
    assert "没有再犯" in page and "按时到校" in page


def test_a_plan_that_nobody_checked_says_so() -> None:
    plan = history()["plan"][0]
    assert "最近检查：11月6日" in render(school(plan=[plan]))["children/c01.md"].html
    page = render(school(plan=[{**plan, "stages": []}]))["children/c01.md"].html
    assert "尚未检查" in page and "最近检查" not in page


# What is owed


def test_what_is_owed_says_what_to_do_next() -> None:
    pairing = {"kind": "paired_teacher", "child": "c01", "staff": "t01", "since": "2026-08-31"}
    site = school(policy=WEEKLY, pairing=[pairing])
    late, vacant = owed_now(site, "child", "c01")
    assert (late.state, late.responsible) == ("overdue", ("t01",))
    assert (vacant.state, vacant.rule.id) == ("unassigned", "proxy")
    visits = [{**HOME_VISIT, "with": ["guardian"], "summary": "在家"}]
    site = school(policy=WEEKLY, pairing=[pairing], visit=visits)
    kept = next(one for one in owed_now(site, "child", "c01") if one.rule.id == "weekly")
    assert (kept.state, kept.kept) == ("ahead", True)
    assert (kept.begins, kept.due) == (date(2026, 11, 23), date(2026, 11, 29))


def test_a_teachers_week_is_one_file_with_ids_alone() -> None:
    pairings = [
        {"kind": "paired_teacher", "child": c, "staff": "t01", "since": "2026-08-31"}
        for c in ("c01", "c02")
    ]
    children = [FULL, {**FULL, "id": "c02", "name": "王小雨", "sex": "female"}]
    site = school(policy=WEEKLY, pairing=pairings, child=children)
    view = next(s.context for s in teacher_sheets(site) if s.path == "staff/t01")
    assert [one.child.id for one in view.children] == ["c01", "c02"]
    assert view.log is not None and view.logged_for == 2
    assert view.log.path == "records/visits/2026-autumn/t01-1120.yml"
    assert not {"林晓东", "王小雨", "赵娟"} & set(re.findall(r"[\u4e00-\u9fff]+", view.log.text))
    assert view.log.text.endswith("帮扶人: t01\n记录:\n- 家访 c01\n- 家访 c02\n")

    given = folder({"school": SCHOOL, "semester": [SEMESTER], "staff": STAFF, "child": children})
    files = {**given.files, "visits/2026-autumn/t01-1120.yml": view.log.text}
    untouched = look(MemoryFolder(files), DAY)
    assert not [f for f in untouched.findings if f.code.startswith("E")], "blank: a hint"
    assert not untouched.store.visits
    filled = re.sub("^- (家访 c..)$", r"- 11.19 \1 监护人 在家", view.log.text, flags=re.MULTILINE)
    done = look(MemoryFolder({**files, "visits/2026-autumn/t01-1120.yml": filled}), DAY)
    assert [(v.children, v.by) for v in done.store.visits] == [
        (("c01",), ("t01",)),
        (("c02",), ("t01",)),
    ]


def test_in_its_grace_a_rule_is_still_accepted() -> None:
    """The period is over, the grace is not: the day that counts is the end of the grace."""
    rule = {
        "id": "monthly",
        "contact": ["phone_call"],
        "by": ["paired_teacher"],
        "every": "month",
        "grace_days": 7,
    }
    pairing = {"kind": "paired_teacher", "child": "c01", "staff": "t01", "since": "2026-08-31"}
    contacts = [
        {**HOME_VISIT, "kind": ["phone_call"], "with": ["parent"], "summary": "好", "date": day}
        for day in ("2026-08-31", "2026-09-02")
    ]
    records = {"policy": {"rules": [rule]}, "pairing": [pairing], "visit": contacts}
    (one,) = owed_now(school(**records, day="2026-11-04"), "child", "c01")
    assert (one.state, one.due, one.accepted) == ("open", date(2026, 10, 31), date(2026, 11, 7))
    for path in ("children/c01.md", "staff/t01.md"):
        assert "补做至11月7日" in render(school(**records, day="2026-11-04"))[path].html, path
    (one,) = owed_now(school(**records, day="2026-10-31"), "child", "c01")
    assert (one.state, one.due, one.accepted) == ("open", date(2026, 10, 31), None)


def test_a_last_contact_of_another_year_has_its_year() -> None:
    visit = {**HOME_VISIT, "with": ["guardian"], "summary": "在家"}
    pairing = {"kind": "paired_teacher", "child": "c01", "staff": "t01", "since": "2025-08-31"}
    records = {"policy": WEEKLY, "pairing": [pairing]}
    old = school(**records, visit=[{**visit, "date": "2025-12-30"}])
    new = school(**records, visit=[{**visit, "date": "2026-11-18"}])
    for path in ("overdue.md", "children/c01.md", "staff/t01.md", "classes/2024-1.md"):
        assert "2025年12月30日" in render(old)[path].html, path
        if path != "overdue.md":  # Its list of home visits has every day in full.
            page = render(new)[path].html
            assert "11月18日" in page and "2026年11月18日" not in page, path


def rule(*contact: str, with_: tuple[str, ...] = ()) -> Rule:
    return Rule(id="r", contact=contact, every="week", with_=with_)


@pytest.mark.parametrize(
    ("rules", "entries"),
    [
        ([rule("home_visit"), rule("home_visit", "talk")], [("home_visit", "")]),
        ([rule("home_visit"), rule("phone_call")], [("home_visit", ""), ("phone_call", "")]),
        (
            [rule("home_visit"), rule("home_visit", with_=("guardian",))],
            [("home_visit", "guardian")],
        ),
        (
            [rule("phone_call", with_=("parent",)), rule("phone_call", with_=("guardian",))],
            [("phone_call", "parent"), ("phone_call", "guardian")],
        ),
        ([rule("tutoring"), rule("talk", "tutoring", with_=("child",))], [("tutoring", "")]),
        (
            [rule("tutoring"), rule("tutoring", with_=("parent",))],
            [("tutoring", ""), ("tutoring", "parent")],
        ),
        ([rule("guardian_training"), rule("aid/goods")], []),
    ],
)
def test_rules_that_one_visit_can_keep_share_an_entry(
    rules: list[Rule], entries: list[tuple[str, str]]
) -> None:
    assert list(forms(rules)) == entries


def test_a_teachers_week_has_an_entry_for_every_rule() -> None:
    """As paired teacher a home visit, as proxy parent a call: both are in the one new file."""
    pairings = [
        {"kind": kind, "child": "c01", "staff": "t01", "since": "2026-08-31"}
        for kind in ("paired_teacher", "proxy_parent")
    ]
    policy = {"rules": [WEEKLY["rules"][0], {**WEEKLY["rules"][1], "every": "week"}]}
    site = school(policy=policy, pairing=pairings)
    view = next(s.context for s in teacher_sheets(site) if s.path == "staff/t01")
    assert view.log is not None
    assert (view.logged_for, view.logged_entries) == (1, 2)
    given = folder({"school": SCHOOL, "semester": [SEMESTER], "staff": STAFF, "child": [FULL]})
    filled = re.sub("^- (.. c01).*$", r"- 11.19 \1 父母 在家", view.log.text, flags=re.MULTILINE)
    files = {**given.files, "visits/2026-autumn/t01-1120.yml": filled}
    done = look(MemoryFolder(files), DAY).store.visits
    assert sorted(visit.kind for visit in done) == [("home_visit",), ("phone_call",)]


def test_a_teachers_page_says_when_a_child_is_not_named() -> None:
    """The load counts every child; of one whose consent is withdrawn no card is shown."""
    consent = {"by": "陈秀英", "date": "2026-09-01", "withdrawn": "2026-11-01"}
    gone = {**FULL, "id": "c02", "name": "赵不见", "consent": consent}
    admin = {**WEEKLY["rules"][0], "by": ["administration"]}
    pairings = [
        {"kind": "paired_teacher", "child": c, "staff": "t01", "since": "2026-08-31"}
        for c in ("c01", "c02")
    ]
    site = school(policy={"rules": [admin]}, child=[FULL, gone], pairing=pairings)
    views = {sheet.path: sheet.context for sheet in teacher_sheets(site)}
    mine, theirs = views["staff/t01"], views["staff/a01"]
    assert ([one.child.id for one in mine.children], mine.unnamed) == (["c01"], 1)
    assert next(row.n for row in mine.load if row.role == "paired_teacher") == 2
    (shared,) = theirs.shared
    assert (shared.late, [one.id for one in shared.children], shared.unnamed) == (2, ["c01"], 1)
    page = render(site)["staff/t01.md"].html
    assert "1名不列出（已撤回同意）" in page and "赵不见" not in page


# Indices


class Counted(tuple):  # type: ignore[type-arg]
    """A tuple that counts how often somebody goes through it."""

    walks: int

    def __iter__(self) -> Any:
        self.walks = getattr(self, "walks", 0) + 1
        return super().__iter__()


@pytest.mark.parametrize("kind", ["pairings", "visits", "incidents", "exemptions", "provisions"])
def test_no_page_of_many_goes_through_all_records(kind: str) -> None:
    """However many children, classes and teachers there are, as many walks over a kind of records."""

    def walks(number: int) -> int:
        children = [
            {**FULL, "id": f"c{n:02d}", "name": f"林小{n}", "student_no": str(n)}
            for n in range(number)
        ]
        people = [
            {"id": f"t{n:02d}", "name": f"赵{n}", "group": "teacher"} for n in range(number + 1)
        ]
        classes = [{"id": f"2024-{n + 1}", "entered": 2024, "number": n + 1} for n in range(number)]
        held = [{"class": one["id"], "class_teachers": [], "pupils": 9} for one in classes]
        pairings = [
            {
                "kind": "paired_teacher",
                "child": one["id"],
                "staff": who["id"],
                "since": "2026-08-31",
            }
            for one, who in zip(children, people, strict=False)
        ]
        site = school(
            school={**SCHOOL, "classes": classes},
            semester=[{**SEMESTER, "classes": held}],
            staff=people,
            child=children,
            policy=WEEKLY,
            pairing=pairings,
        )
        records = Counted(getattr(site.store, kind))
        store = dataclasses.replace(site.store, **{kind: records})
        many = dataclasses.replace(
            site, inspection=dataclasses.replace(site.inspection, store=store)
        )
        for page in (child_sheets, teacher_sheets, class_sheets):
            assert list(page(many))
        return getattr(records, "walks", 0)

    assert walks(2) == walks(7)


# The class


def test_meals_are_counted_by_school_days_so_far() -> None:
    egg = {"kind": "egg", "class": "2024-1", "count": 20, "by": "t01"}
    days = ["2026-08-31", "2026-09-01", "2026-09-05"]
    site = school(provision=[{**egg, "date": day} for day in days], day="2026-09-06")
    log = class_view(site, site.semester_classes[0]).meals[0]
    assert (log.days, log.whole) == (2, 5), "a Saturday is no school day"
    assert [(m.days, m.whole) for m in log.months] == [(1, 1), (1, 4)]
    assert log.months[1].missing == ("9月2日–9月4日（3个上课日）",)


# Consent withdrawn


SECRET = (
    "话不多",
    "13800000001",
    "上坪村12号",
    "举手了",
    "书包",
    "开朗了",
    "78 分",
    "0576-88881234",
)


def test_withdrawn_consent_leaves_the_minimum() -> None:
    record = history()
    gone = {**FULL, "consent": {"by": "陈秀英", "date": "2026-09-01", "withdrawn": "2026-11-01"}}
    record["child"] = [gone, record["child"][1]]
    pages = render(school(**record))
    page = pages["children/c01.md"].html
    assert "2026年11月1日撤回" in page and "陈秀英" in page
    assert not [secret for secret in SECRET if secret in page]
    lists = ("rosters.md", "classes/2024-1.md", "activities.md", "staff/t01.md", "children/c02.md")
    for path in lists:
        left = pages[path].html
        assert "children/c01.html" not in left, path
        assert not [secret for secret in ("0576-88881234", "举手了") if secret in left], path
    for path in ("rosters.md", "classes/2024-1.md"):
        assert FULL["name"] not in pages[path].html, path
        assert "1名不列出" in pages[path].html, path


def test_before_the_day_of_withdrawal_all_is_shown() -> None:
    later = {"by": "陈秀英", "date": "2026-09-01", "withdrawn": "2026-12-01"}
    page = render(school(child=[{**FULL, "consent": later}]))["children/c01.md"].html
    assert "话不多" in page


# Activities


def test_activities_count_what_is_over_and_list_what_is_to_come() -> None:
    view = activities_view(
        school(
            activity=[
                {"title": "冬至", "kind": "festival", "date": "2026-12-21", "attendance": 5},
                {"title": "运动会", "kind": "contest", "date": "2026-10-10", "attendance": 300},
                {
                    "title": "家长会",
                    "kind": "parents_meeting",
                    "date": "2026-09-10",
                    "guardians": 40,
                },
                {"title": "棋", "kind": "contest", "date": "2026-09-09", "children": ["c01"]},
                {"title": "旧赛", "kind": "contest", "date": "2025-12-22", "attendance": 280},
            ]
        )
    )
    assert [row.title for row in view.rows] == ["冬至", "运动会", "家长会", "棋"]
    assert [row.ahead for row in view.rows] == [True, False, False, False]
    assert [row.title for row in view.earlier] == ["旧赛"]
    kinds = {row.kind.id: (row.now.n, row.now.attendance, row.before.n) for row in view.kinds}
    assert kinds == {"contest": (2, "300", 1), "parents_meeting": (1, "", 0)}
    assert (view.now.attendance, view.now.named, view.now.guardians) == ("300", "1", "40"), (
        "as written, by name where nothing is written, and the guardians: nobody twice"
    )


# Hostile text, odd telephones, nothing at all


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }}", "[x](javascript:alert(1))", "**b**\n\n# h"]
)
def test_record_text_is_shown_as_it_was_typed(text: str) -> None:
    record = history()
    record["visit"][0]["summary"] = text
    record["observation"][0]["text"] = text
    record["activity"][0]["title"] = text
    record["wish"][0]["text"] = text
    record["plan"][0]["content"] = text
    record["child"] = [{**FULL, "personality": text, "name": text}, record["child"][1]]
    for path, page in render(school(**record)).items():
        assert (
            "<script>" not in page.html and "49" not in re.sub(r"[^{}49 ]", " ", page.html).split()
        )
        assert 'href="javascript' not in page.html
        assert "<strong>b</strong>" not in page.html, path
    shown = render(school(**record))["children/c01.md"].html
    assert shown.count("alert(1)") >= 5 or "script" not in text


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("138 0000 0001", "tel:13800000001"),
        ("0576-88881234", "tel:057688881234"),
        ("+86 138-0000-0001", "tel:+8613800000001"),
        ("javascript:alert(1)", ""),
        ("问村主任", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_numbers_are_dialled(phone: str | None, link: str) -> None:
    assert dial(phone) == link


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_an_empty_school_says_what_is_missing(locale: str, tmp_path: Path) -> None:
    inspection = look(folder({"school": SCHOOL}), DAY)
    pages = render(Site(inspection, language(locale)))
    assert "records/children/" in pages["rosters.md"].html
    assert "records/activities/" in pages["activities.md"].html
    assert not [path for path in pages if path.startswith(("children/", "classes/", "staff/"))]


def test_a_child_without_a_semester_has_a_page() -> None:
    inspection = look(folder({"school": SCHOOL, "child": [FULL]}), DAY)
    pages = render(Site(inspection, language("zh_CN")))
    assert "还没有学期记录" in pages["children/c01.md"].html
    assert "林晓东" in pages["rosters.md"].html


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_pages_full_of_everything_are_sound(locale: str) -> None:
    record = history()
    record["pairing"] += [
        {"kind": "friend", "child": "c01", "peer": "c02", "since": "2026-09-01"},
        {"kind": "community_parent", "child": "c01", "staff": "t02", "since": "2026-09-01"},
    ]
    record["child"][0] = {
        **FULL,
        "needs": ["study"],
        "concerns": ["emotional"],
        "boarding": [{"since": "2026-09-01"}],
        "priority": [{"since": "2026-09-01", "reason": "重病"}],
    }
    for path, page in render(school(locale, policy={"extends": ["pian-1"]}, **record)).items():
        sound = Sound()
        sound.feed(page.html)
        assert not [fault for fault in sound.faults if "says nothing" not in fault], path
        assert not sound.open, path
        assert len(sound.ids) == len(set(sound.ids)), path
        steps = zip(sound.headings, sound.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path
        assert all({"caption", "th"} <= table for table in sound.tables), path


def test_others_on_a_visit_are_named_unless_withdrawn() -> None:
    record = history()
    record["visit"][0]["children"] = ["c01", "c02"]
    assert "同在" in render(school(**record))["children/c01.md"].html
    consent = {"by": "王大山", "date": "2026-09-01", "withdrawn": "2026-11-01"}
    record["child"][1]["consent"] = consent
    page = render(school(**record))["children/c01.md"].html
    assert "同在" not in page and "王小雨" not in page
