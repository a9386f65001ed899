"""Every rule, quota and promise of every preset, each in a small store that keeps it and one that slips.

What is expected is written here by hand after the five texts (presets.md); nothing is taken from
the engine. A rule or quota added to a preset without its two stores fails here.

The school of all stories: the semester runs from Monday 31 August 2026 to Sunday 17 January 2027
(holidays 1 to 7 October; its second half begins on 9 November). Child c1 is in 2023-1, a fourth
grade. a1 is administration and leads the leading group, t1 is the class teacher, t2 c1's paired
teacher and t3 c1's proxy parent. August has one school day, so no month of August is owed.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from builder.assets import PRESETS
from builder.evaluation import Overdue, State
from builder.i18n import language
from builder.inspection import Inspection
from builder.render import render
from builder.views.site import Site
from tests.support import folder, look

SHIPPED: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    for path in sorted(PRESETS.glob("*.yml"))
}
"""The files as they stand, past the program's own reader."""

SCHOOL: dict[str, Any] = {
    "school": {
        "name": "清溪小学",
        "classes": [
            {"id": "2022-1", "entered": 2022, "number": 1},
            {"id": "2023-1", "entered": 2023, "number": 1},
        ],
        "leading_group": [{"staff": "a1", "post": "leader"}, {"staff": "t1", "post": "member"}],
    },
    "semester": [
        {
            "id": "2026-autumn",
            "name": "2026年秋季学期",
            "term": "autumn",
            "start": "2026-08-31",
            "end": "2027-01-17",
            "holidays": [{"from": "2026-10-01", "to": "2026-10-07"}],
            "classes": [
                {"class": "2022-1", "class_teachers": [{"staff": "t4"}], "pupils": 30},
                {"class": "2023-1", "class_teachers": [{"staff": "t1"}], "pupils": 30},
            ],
        }
    ],
    "staff": [
        {"id": "a1", "name": "王芳", "group": "administration"},
        *(
            {"id": f"t{n}", "name": name, "group": "teacher"}
            for n, name in enumerate(("李强", "赵敏", "周娟", "钱进"), 1)
        ),
    ],
    "child": [
        {
            "id": "c1",
            "name": "林小雨",
            "sex": "female",
            "born": "2016-05-12",
            "class": "2023-1",
            "enrolled": "2023",
            "left_behind": [{"since": "2023", "type": "both_parents_away"}],
        }
    ],
    "pairing": [
        {"kind": "paired_teacher", "child": "c1", "staff": "t2", "since": "2026-08-31"},
        {"kind": "proxy_parent", "child": "c1", "staff": "t3", "since": "2026-08-31"},
    ],
}

WEEK = ("2026-09-07", "2026-09-13")
MONTH = ("2026-09-01", "2026-09-30")
TERM = ("2026-08-31", "2027-01-17")
HALF = ("2026-08-31", "2026-11-08")

MIDDLE_OF_NEXT_WEEK = "2026-09-16"
MIDDLE_OF_NEXT_MONTH = "2026-10-12"
IN_THE_VACATION = "2027-01-20"

Records = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Story:
    """A rule kept and the same rule slipped, on one day.

    `period` is the obligation that is looked at: met in `kept`, missed in `slips`, where its end is
    the overdue row's due date, and `days` overdue, `in_a_row`, the `last` contact and the
    `responsible` people are the row's too.
    """

    day: str
    period: tuple[str, str]
    kept: Records
    slips: Records
    days: int
    responsible: tuple[str, ...]
    unit: str = "c1"
    in_a_row: int = 1
    last: str | None = None


def visit(day: str, kind: str, by: str, with_: str | None = None, **more: Any) -> dict[str, Any]:
    """A visit to c1; `day` is 09-15, or 2027-01-04."""
    return {
        "date": day if day.startswith("2027") else f"2026-{day}",
        "children": ["c1"],
        "kind": [kind],
        "by": [by],
        **({"with": [with_]} if with_ else {}),
        "summary": "都好",
        **more,
    }


def visits(*of: dict[str, Any]) -> Records:
    """Records that are visits."""
    return {"visit": list(of)}


def activity(day: str, kind: str, **more: Any) -> Records:
    """One activity."""
    return {"activity": [{"title": "活动", "date": f"2026-{day}", "kind": kind, **more}]}


def eggs(**days: list[str]) -> Records:
    """Eggs of the classes, such as c23=["09-01"] for 2023-1, given out by the class's teacher."""
    return {
        "provision": [
            {
                "date": f"2026-{day}",
                "kind": "egg",
                "class": f"20{name[1:]}-1",
                "count": 25,
                "by": "t1",
            }
            for name, found in days.items()
            for day in found
        ]
    }


MONTHLY: dict[str, Any] = {"day": MIDDLE_OF_NEXT_MONTH, "period": MONTH, "days": 12}
WEEKLY: dict[str, Any] = {
    "day": MIDDLE_OF_NEXT_WEEK,
    "period": WEEK,
    "days": 3,
    "last": "2026-09-02",
}
TERMLY: dict[str, Any] = {"day": IN_THE_VACATION, "period": TERM, "days": 3}

FIRST_DAYS = ["08-31", "09-01", "09-02", "09-03"]

STORIES: dict[tuple[str, str], Story] = {
    # 学校行政集体对留守儿童一月一次家访. A teacher's visit is none of the administration.
    ("pian-1", "admin-monthly-visit"): Story(
        **MONTHLY,
        responsible=("a1",),
        kept=visits(visit("09-15", "home_visit", "a1", "guardian")),
        slips=visits(visit("09-15", "home_visit", "t2", "guardian")),
    ),
    # 教师一周一次家访. Somebody else's visit is not the paired teacher's.
    ("pian-1", "teacher-weekly-visit"): Story(
        **WEEKLY,
        responsible=("t2",),
        kept=visits(
            visit("09-02", "home_visit", "t2", "guardian"),
            visit("09-09", "home_visit", "t2", "child"),
        ),
        slips=visits(
            visit("09-02", "home_visit", "t2", "guardian"),
            visit("09-09", "home_visit", "a1", "guardian"),
        ),
    ),
    # 教师一月与家长通一次话. The guardian at home is not the parent away.
    ("pian-1", "teacher-monthly-call"): Story(
        **MONTHLY,
        responsible=("t2",),
        kept=visits(visit("09-20", "phone_call", "t2", "parent")),
        slips=visits(visit("09-20", "phone_call", "t2", "guardian")),
    ),
    # 一学期给家长写一封信. A message is no letter.
    ("pian-1", "teacher-letter"): Story(
        **TERMLY,
        responsible=("t2",),
        kept=visits(visit("10-20", "letter", "t2")),
        slips=visits(visit("10-20", "message", "t2", "parent")),
    ),
    # 每周与留守儿童联系交流一次. Speaking to the guardian is not speaking to the child.
    ("pian-1", "proxy-weekly-contact"): Story(
        **WEEKLY,
        responsible=("t3",),
        kept=visits(visit("09-02", "talk", "t3"), visit("09-10", "phone_call", "t3", "child")),
        slips=visits(visit("09-02", "talk", "t3"), visit("09-10", "phone_call", "t3", "guardian")),
    ),
    # 每周辅导作业一次. The paired teacher's tutoring is not the proxy parent's.
    ("pian-1", "proxy-weekly-tutoring"): Story(
        **WEEKLY,
        responsible=("t3",),
        kept=visits(visit("09-02", "tutoring", "t3"), visit("09-10", "tutoring", "t3")),
        slips=visits(visit("09-02", "tutoring", "t3"), visit("09-10", "tutoring", "t2")),
    ),
    # 每月与留守儿童父母联系一次.
    ("pian-1", "proxy-monthly-parent"): Story(
        **MONTHLY,
        responsible=("t3",),
        kept=visits(visit("09-20", "message", "t3", "parent")),
        slips=visits(visit("09-20", "message", "t3", "guardian")),
    ),
    # 每月与任课教师联系一次. A talk says with whom, or it was with the child.
    ("pian-1", "proxy-monthly-teacher"): Story(
        **MONTHLY,
        responsible=("t3",),
        kept=visits(visit("09-20", "talk", "t3", "teacher")),
        slips=visits(visit("09-20", "talk", "t3")),
    ),
    # 每月与托管人联系一次.
    ("pian-1", "proxy-monthly-guardian"): Story(
        **MONTHLY,
        responsible=("t3",),
        kept=visits(visit("09-20", "home_visit", "t3", "guardian")),
        slips=visits(visit("09-20", "home_visit", "t3", "parent")),
    ),
    # 每期到留守儿童家中走访一次. Nobody at home is no visit.
    ("pian-1", "proxy-semester-visit"): Story(
        **TERMLY,
        responsible=("t3",),
        kept=visits(visit("11-03", "home_visit", "t3", "guardian")),
        slips=visits(visit("11-03", "home_visit", "t3", "guardian", outcome="not_reached")),
    ),
    # 每半学期开展一次监护人培训会. Nobody is named, so the leader of the leading group answers.
    ("pian-1", "guardian-training"): Story(
        day="2026-11-12",
        period=HALF,
        unit="school",
        days=4,
        responsible=("a1",),
        kept=activity("09-18", "guardian_training"),
        slips=activity("09-18", "parents_meeting"),
    ),
    # 每天免费给孩子供应一个鸡蛋. On Friday 4 September: nothing on Wednesday, nothing on Thursday.
    ("pian-1", "daily-egg"): Story(
        day="2026-09-04",
        period=("2026-09-02", "2026-09-02"),
        unit="2023-1",
        days=2,
        in_a_row=2,
        last="2026-09-01",
        responsible=("t1",),
        kept=eggs(c22=FIRST_DAYS, c23=FIRST_DAYS),
        slips=eggs(c22=FIRST_DAYS, c23=FIRST_DAYS[:2]),
    ),
    # 每学期读一本好书. Another class's book is not this child's.
    ("pian-1", "book"): Story(
        **TERMLY,
        responsible=("t1",),
        kept=activity("10-15", "reading", classes=["2023-1"]),
        slips=activity("10-15", "reading", classes=["2022-1"]),
    ),
    # 三年级以上学生写一篇读后感. Reading is not writing about it.
    ("pian-1", "book-review"): Story(
        **TERMLY,
        responsible=("t1",),
        kept=activity("12-01", "book_review", children=["c1"]),
        slips=activity("12-01", "reading", children=["c1"]),
    ),
    # 每期对留守儿童进行一次物质资助. Cash is not goods.
    ("pian-1", "material-aid"): Story(
        **TERMLY,
        responsible=("t1",),
        kept={
            "aid": [
                {
                    "date": "2026-11-11",
                    "children": ["c1"],
                    "kind": "goods",
                    "item": "书包",
                    "source": "镇商会",
                }
            ]
        },
        slips={
            "aid": [
                {
                    "date": "2026-11-11",
                    "children": ["c1"],
                    "kind": "cash",
                    "item": "慰问金",
                    "amount": 200,
                    "source": "镇商会",
                }
            ]
        },
    ),
    # 每学期开学初以班为单位召开家长会: in the semester's first 21 days.
    ("pian-2", "opening-parents-meeting"): Story(
        day="2026-09-23",
        period=("2026-08-31", "2026-09-20"),
        unit="2023-1",
        days=3,
        responsible=("t1",),
        kept=activity("09-11", "parents_meeting", classes=["2022-1", "2023-1"]),
        slips=activity("09-11", "parents_meeting", classes=["2022-1"]),
    ),
    # 班主任期初、期中、期末与留守儿童进行家访: midterm is ten days to either side of 9 November.
    ("pian-2", "class-teacher-visits"): Story(
        day="2026-11-23",
        period=("2026-10-30", "2026-11-19"),
        days=4,
        last="2026-09-10",
        responsible=("t1",),
        kept=visits(
            visit("09-10", "home_visit", "t1", "guardian"),
            visit("11-05", "home_visit", "t1", "guardian"),
        ),
        slips=visits(
            visit("09-10", "home_visit", "t1", "guardian"),
            visit("11-05", "home_visit", "t2", "guardian"),
        ),
    ),
    # 每月指导留守儿童给父母写信或通话一次. A teacher's own call to the parents is not the child's.
    ("pian-2", "child-writes-or-calls"): Story(
        **MONTHLY,
        responsible=("t1",),
        kept=visits(visit("09-20", "family_call", "t1")),
        slips=visits(visit("09-20", "phone_call", "t1", "parent")),
    ),
    # 每月与留守儿童的临时监护人沟通一次. By anybody; a parent is no temporary guardian.
    ("pian-2", "guardian-monthly-contact"): Story(
        **MONTHLY,
        responsible=("t1",),
        kept=visits(visit("09-20", "phone_call", "t2", "guardian")),
        slips=visits(visit("09-20", "phone_call", "t2", "parent")),
    ),
    # 对代理监护人每月进行一次家访. A telephone call is no home visit.
    ("pian-5", "guardian-monthly-visit"): Story(
        **MONTHLY,
        responsible=("t1",),
        kept=visits(visit("09-20", "home_visit", "t2", "guardian")),
        slips=visits(visit("09-20", "phone_call", "t2", "guardian")),
    ),
    # 每月与家长通一次电话.
    ("pian-5", "parent-monthly-call"): Story(
        **MONTHLY,
        responsible=("t1",),
        kept=visits(visit("09-20", "video_call", "t2", "parent")),
        slips=visits(visit("09-20", "video_call", "t2", "guardian")),
    ),
    # 每月上一节留守儿童心理健康教育课. A lecture is no lesson.
    ("pian-5", "mind-class-monthly"): Story(
        **MONTHLY,
        unit="school",
        responsible=("a1",),
        kept=activity("09-16", "mind_class"),
        slips=activity("09-16", "lecture_mind"),
    ),
}


def inspected(preset: str, day: str, **records: Any) -> Inspection:
    """The school under one preset, with some records more; each kind given replaces the school's."""
    given = {**copy.deepcopy(SCHOOL), "policy": {"extends": [preset]}, **records}
    found = look(folder(given), day)
    assert not [finding for finding in found.findings if finding.code.startswith("E")]
    return found


def overdue(inspection: Inspection, rule: str) -> list[Overdue]:
    """The overdue rows of a rule."""
    return [row for row in inspection.evaluation.overdue if row.rule.id == rule]


def state(inspection: Inspection, rule: str, story: Story) -> State:
    """The state of the story's obligation."""
    (track,) = [
        track
        for track in inspection.evaluation.tracks
        if track.rule.id == rule and track.unit == story.unit
    ]
    (found,) = [
        one.state
        for one in track.obligations
        if (one.start.isoformat(), one.end.isoformat()) == story.period
    ]
    return found


def test_every_rule_of_every_preset_has_its_story() -> None:
    rules = {
        (preset, rule["id"])
        for preset, shipped in SHIPPED.items()
        for rule in shipped.get("rules") or ()
    }
    assert set(SHIPPED) == {f"pian-{n}" for n in range(1, 6)}
    assert rules == set(STORIES)


each = pytest.mark.parametrize(("preset", "rule"), STORIES, ids=lambda part: part)


@each
def test_the_rule_is_kept(preset: str, rule: str) -> None:
    story = STORIES[preset, rule]
    found = inspected(preset, story.day, **story.kept)
    assert state(found, rule, story) is State.MET
    assert overdue(found, rule) == []
    assert not [row for row in found.evaluation.unassigned if row.rule.id == rule]


@each
def test_the_rule_slips_and_the_school_is_told(preset: str, rule: str) -> None:
    story = STORIES[preset, rule]
    found = inspected(preset, story.day, **story.slips)
    assert state(found, rule, story) is State.MISSED
    (row,) = overdue(found, rule)
    assert (row.unit, row.responsible) == (story.unit, story.responsible)
    assert row.due.isoformat() == story.period[1]
    assert (row.days_overdue, row.missed_in_a_row) == (story.days, story.in_a_row)
    assert (row.last_contact.isoformat() if row.last_contact else None) == story.last
    page = render(Site(found, language("zh_CN")))["overdue.md"].html
    assert f'data-rule="{rule}"' in page


def test_nobody_paired_is_nobody_in_charge() -> None:
    """Rules of a role are owed by nobody where nobody holds it; the others go on."""
    found = inspected("pian-1", MIDDLE_OF_NEXT_MONTH, pairing=[])
    assert {row.rule.id for row in found.evaluation.unassigned} == {
        "teacher-weekly-visit",
        "teacher-monthly-call",
        "teacher-letter",
        "proxy-weekly-contact",
        "proxy-weekly-tutoring",
        "proxy-monthly-parent",
        "proxy-monthly-teacher",
        "proxy-monthly-guardian",
        "proxy-semester-visit",
    }
    assert [row.unit for row in overdue(found, "admin-monthly-visit")] == ["c1"]


def test_a_second_grader_owes_no_review() -> None:
    """三年级以上: the class that entered in 2025 is in its second grade, that of 2024 in its third."""
    for entered, owed in ((2025, False), (2024, True)):
        school = copy.deepcopy(SCHOOL)
        school["school"]["classes"][1]["entered"] = entered
        found = inspected("pian-1", IN_THE_VACATION, school=school["school"])
        assert bool(overdue(found, "book-review")) is owed
        assert overdue(found, "book"), "a book is for every grade"


# Rules of the school's own, for what the texts do without saying how often


def own(rule: dict[str, Any], **records: Any) -> list[Overdue]:
    """Who is late with a rule of the school's own, after the semester."""
    policy = {"rules": [{"id": "own", "every": "semester", **rule}]}
    found = look(folder({**copy.deepcopy(SCHOOL), **records, "policy": policy}), IN_THE_VACATION)
    assert not [one for one in found.findings if one.code.startswith("E")]
    return overdue(found, "own")


@pytest.mark.parametrize("kind", ["good_deed", "interest_group"])
def test_good_deeds_and_interest_groups_slip_and_are_kept(kind: str) -> None:
    """S1-22. One of another class is not this child's."""
    rule = {"contact": [kind]}
    assert own(rule, **activity("10-15", kind, classes=["2023-1"])) == []
    (row,) = own(rule, **activity("10-15", kind, classes=["2022-1"]))
    assert (row.unit, row.responsible) == ("c1", ("t1",))


def test_a_class_meeting_slips_for_one_class_and_is_kept_for_the_other() -> None:
    """S3-01. One that lists no class is every class's."""
    rule = {"scope": "class", "contact": ["class_meeting"]}
    (row,) = own(rule, **activity("10-15", "class_meeting", classes=["2022-1"]))
    assert (row.unit, row.responsible) == ("2023-1", ("t1",))
    assert own(rule, **activity("10-15", "class_meeting")) == []


def test_a_health_check_slips_and_is_kept() -> None:
    """S4-06."""
    rule = {"contact": ["health"]}
    check = {"child": "c1", "date": "2026-10-15", "height_cm": 130}
    assert own(rule, health=[check]) == []
    (row,) = own(rule, health=[{**check, "date": "2026-06-15"}])
    assert row.unit == "c1"


# Quotas


@dataclass(frozen=True, kw_only=True)
class Quota:
    """How many children in a role fit, how many do not, and the words of the finding."""

    fits: tuple[int, ...]
    too_few: tuple[int, ...]
    too_many: tuple[int, ...]
    words: str


QUOTAS: dict[tuple[str, str], Quota] = {
    # 每位教师必须作一名或几名留守学生的代理家长
    ("pian-1", "proxy_parent"): Quota(fits=(1, 2, 5), too_few=(0,), too_many=(), words="≥ 1"),
    # 每一位老师都与留守孩子结对子
    ("pian-3", "paired_teacher"): Quota(fits=(1, 2), too_few=(0,), too_many=(), words="≥ 1"),
    # 各教师代理两位留守儿童的家长
    ("pian-5", "proxy_parent"): Quota(fits=(2,), too_few=(0, 1), too_many=(3,), words="2"),
    # 每位教师需帮扶一位留守儿童
    ("pian-5", "paired_teacher"): Quota(fits=(1, 2), too_few=(0,), too_many=(), words="≥ 1"),
}


def test_every_quota_of_every_preset_has_its_story() -> None:
    quotas = {
        (preset, role): bounds
        for preset, shipped in SHIPPED.items()
        for role, bounds in (shipped.get("quotas") or {}).items()
    }
    assert set(quotas) == set(QUOTAS)
    for key, quota in QUOTAS.items():
        assert ("min" in quotas[key]) == bool(quota.too_few)
        assert ("max" in quotas[key]) == bool(quota.too_many)


def _flagged(preset: str, role: str, n: int) -> list[dict[str, str]]:
    """The findings about t1, who has n children in a role; s1 of the support staff has none."""
    children = [
        {**SCHOOL["child"][0], "id": f"c{k}", "born": f"2016-05-{k + 1:02}"} for k in range(7)
    ]
    children[6] |= {"left": "2026-09-04", "left_reason": "transferred"}
    # A pairing that has ended and one with a child who has left: neither counts.
    counted = [{"child": f"c{k}"} for k in range(n)]
    pairings = [
        {"kind": role, "staff": "t1", "since": "2026-08-31", **one}
        for one in (*counted, {"child": "c5", "until": "2026-09-05"}, {"child": "c6"})
    ]
    staff = [*SCHOOL["staff"], {"id": "s1", "name": "孙平", "group": "support"}]
    found = inspected(preset, "2026-09-10", child=children, pairing=pairings, staff=staff)
    words = [dict(f.words) for f in found.findings if f.code == "O202"]
    assert not [one for one in words if one["who"] == "s1"], "quotas are the teachers'"
    return [one for one in words if one["who"] == "t1" and one["role"] == role]


@pytest.mark.parametrize(("preset", "role"), QUOTAS, ids=lambda part: part)
def test_a_quota_is_kept_or_flagged(preset: str, role: str) -> None:
    quota = QUOTAS[preset, role]
    for n in quota.fits:
        assert _flagged(preset, role, n) == [], n
    for n in (*quota.too_few, *quota.too_many):
        expected = {"who": "t1", "role": role, "count": str(n), "quota": quota.words}
        assert _flagged(preset, role, n) == [expected], n


def test_the_deadlines_are_those_of_the_first_text() -> None:
    """How they are judged is in test_published_numbers.py."""
    assert [p for p, shipped in SHIPPED.items() if shipped.get("incident_deadlines")] == ["pian-1"]
    assert SHIPPED["pian-1"]["incident_deadlines"] == [
        {"to": "school_leaders", "minutes": 20},
        {"to": "guardian", "minutes": 20},
        {"to": "parents", "minutes": 60},
        {"to": "authority", "minutes": 120},
        {"to": "township", "minutes": 120},
    ]


# Promises without a date

PROMISED: dict[str, list[str]] = {
    "pian-1": ["S1-07", "S1-09", "S1-10", "S1-13", "S1-14", "S1-17", "S1-26", "S1-27"],
    "pian-2": ["S2-05", "S2-08", "S2-10", "S2-13"],
    "pian-3": [],
    "pian-4": ["S4-04", "S4-06", "S4-08"],
    "pian-5": ["S5-03", "S5-03", "S5-06", "S5-08", "S5-08"],
}
"""The rows of requirements whose text says 定期, 经常 or 随时, and no more."""


def _passages(preset: str) -> list[tuple[str, str]]:
    """What promises.yml has for a preset: row and words."""
    text = (PRESETS.parent / "promises.yml").read_text(encoding="utf-8")
    return [(one["row"], one["quote"]) for one in yaml.safe_load(text).get(preset, [])]


@pytest.mark.parametrize("preset", SHIPPED)
def test_what_has_no_rhythm_is_a_promise_without_a_date(preset: str) -> None:
    passages = _passages(preset)
    assert [row for row, _ in passages] == PROMISED[preset]
    page = render(Site(inspected(preset, "2026-09-10"), language("zh_CN")))["policy.md"].html
    section = page[page.index('<h2 id="promises">') :]
    for row, quote in passages:
        assert quote in section and f"<small>{row}</small>" in section
        assert any(word in quote for word in ("定期", "经常", "随时"))
    assert section.count("<tr>") == (len(passages) + 1 if passages else 0)


@pytest.mark.parametrize("preset", SHIPPED)
def test_nobody_can_be_late_with_a_promise(preset: str) -> None:
    """No rule rests on a passage without a rhythm, and 篇3 and 篇4 state none at all."""
    quotes = [quote for _, quote in _passages(preset)]
    for rule in SHIPPED[preset].get("rules") or ():
        _, _, basis = rule["basis"].partition("：")
        assert basis and not any(basis in quote for quote in quotes), rule["id"]
        assert "定期" not in basis and "经常" not in basis, rule["id"]
    rules = inspected(preset, "2026-09-10").policy.rules
    assert bool(rules) is (preset not in ("pian-3", "pian-4"))
