"""A school of any size, for the benchmarks: plain records, about three files a child."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from .folder import Folder
from .prose import rng, texts
from .terms import AUTUMN, DAY, Term
from .yamltext import Row, Value

_GROUP = 12
"""Children of one teacher; with twelve weeks a child's share of the logs is one file."""
_CLASS = 30
_SURNAMES = "陈林王张李徐吴黄周胡朱叶郑蒋潘卢金方罗梁谢许项柯江章余管洪阮"
_GIVEN = (
    "子浩宇轩雨欣佳怡思涵俊杰梓睿诗语晨阳文博嘉乐若琳明志家豪雅婷可心天佑一鸣晓梦瑶静远书航景行"
)
_POLICY = """\
规则:
  - {编号: teacher-weekly-visit, 名称: 教师每周家访, 联系类型: [家访], 帮扶人: [帮扶教师], 周期: 每周}
  - {编号: teacher-monthly-call, 名称: 教师每月与家长通话, 联系类型: [电话], 受访人: [父母], 帮扶人: [帮扶教师], 周期: 每月}
  - {编号: proxy-weekly-contact, 名称: 代理家长每周联系, 联系类型: [谈心, 辅导作业], 帮扶人: [代理家长], 周期: 每周}
  - {编号: guardian-rolling, 名称: 三周内见一次监护人, 联系类型: [家访], 受访人: [监护人], 周期: {天数: 21}}
  - {编号: boarder-weekly, 名称: 寄宿生每周一次, 联系类型: [谈心, 辅导作业], 周期: 每周, 适用: {寄宿: 是}}
  - {编号: parents-meeting, 名称: 期初家长会, 范围: 班级, 联系类型: [家长会], 周期: {时段: [opening]}}
"""


def write_school(target: Path, *, children: int, weeks: int, seed: int = 1) -> int:
    """Write a school with one semester, `weeks` weeks of it on record; how many files it took."""
    if children < 1 or weeks < 1:
        raise ValueError("a school needs a child and a week")
    folder = Folder()
    folder.text("policy.yml", _POLICY)
    pupils = [f"c{number:06d}" for number in range(1, children + 1)]
    teachers = [f"t{number:05d}" for number in range(1, -(-children // _GROUP) + 1)]
    classes = [f"{2026 - number % 6}-{number // 6 + 1}" for number in range(-(-children // _CLASS))]
    _frame(folder, teachers, classes, weeks)
    for number, pupil in enumerate(pupils):
        draw = rng("school", seed, pupil)
        _child(folder, draw, number, pupil, classes[number // _CLASS])
        own, other = _pair(number // _GROUP, len(teachers))
        folder.record(
            f"pairings/{pupil}",
            "pairing",
            [
                {"kind": kind, "child": pupil, "staff": teachers[staff], "since": AUTUMN.span.first}
                for kind, staff in (("paired_teacher", own), ("proxy_parent", other))
            ],
        )
    for number, teacher in enumerate(teachers):
        own_pupils = pupils[number * _GROUP : (number + 1) * _GROUP]
        wards = (number - 1) % len(teachers) * _GROUP
        proxied = pupils[wards : wards + _GROUP]
        for week in range(weeks):
            draw = rng("school log", seed, teacher, week)
            entries = _week(draw, own_pupils, proxied, week)
            path = f"visits/{AUTUMN.id}/{teacher}-w{week + 1:02d}"
            folder.record(path, "visit", {"by": teacher, "entries": entries})
    return folder.write(target)


def _pair(group: int, teachers: int) -> tuple[int, int]:
    return group, (group + 1) % teachers


def _frame(folder: Folder, teachers: Sequence[str], classes: Sequence[str], weeks: int) -> None:
    ids = [(name, int(name[:4]), int(name[5:])) for name in classes]
    folder.record(
        "school",
        "school",
        {
            "name": "基准学校（虚构）",
            "classes": [
                Row({"id": name, "entered": entered, "number": number})
                for name, entered, number in ids
            ],
        },
    )
    folder.record(
        "staff/everyone",
        "staff",
        [
            {"id": teacher, "name": _name(90000 + number), "group": "teacher"}
            for number, teacher in enumerate(teachers)
        ],
    )
    last = max(AUTUMN.span.last, AUTUMN.span.first + timedelta(weeks=weeks) - DAY)
    folder.record(
        f"semesters/{AUTUMN.id}",
        "semester",
        {
            "name": AUTUMN.name,
            "term": "autumn",
            "start": AUTUMN.span.first,
            "end": last,
            "holidays": [
                Row({"name": holiday.name, "from": holiday.first, "to": holiday.last})
                for holiday in AUTUMN.holidays
            ],
            "makeup_days": sorted(AUTUMN.makeup_days),
            "classes": [
                {
                    "class": name,
                    "class_teachers": [Row({"staff": teachers[number * 2 % len(teachers)]})],
                    "pupils": 45,
                }
                for number, name in enumerate(classes)
            ],
        },
    )
    folder.record(
        f"activities/{AUTUMN.id}-parents-meeting",
        "activity",
        {
            "title": "期初家长会",
            "kind": "parents_meeting",
            "date": AUTUMN.span.first + 4 * DAY,
            "classes": list(classes),
        },
    )


def _name(number: int) -> str:
    size = len(_GIVEN)
    surname = _SURNAMES[number % len(_SURNAMES)]
    rest = number // len(_SURNAMES) + 7 * number
    return surname + _GIVEN[rest % size] + _GIVEN[rest // size % size]


def _child(folder: Folder, draw: random.Random, number: int, pupil: str, class_id: str) -> None:
    entered = int(class_id[:4])
    enrolled = date(entered, 9, 1) if entered < 2026 else AUTUMN.span.first
    father = _name(number + 200000)
    record: dict[str, Value] = {
        "name": _name(number),
        "sex": draw.choice(("male", "female")),
        "born": date(entered - 7, 9, 1) + timedelta(days=number % 360),
        "class": class_id,
        "enrolled": enrolled,
        "hukou": "rural",
        "student_no": f"N{number + 1:06d}",
        "left_behind": [{"since": enrolled, "type": "both_parents_away"}],
    }
    if number % 5 == 0:
        record["boarding"] = [{"since": enrolled}]
    record |= {
        "needs": [draw.choice(("safety", "study", "life", "activity"))],
        "personality": draw.choice(texts("personality")),
        "interests": [draw.choice(texts("interest"))],
        "health": {"condition": "良好", "illnesses": ["无"], "allergies": ["无"]},
        "home": {"village": f"第{number % 40 + 1}村", "distance_km": draw.randint(5, 90) / 10},
        "parents": [
            {
                "relation": "father",
                "name": father,
                "phone": f"190-1{number // 10000:03d}-{number % 10000:04d}",
                "work_place": "浙江温州",
            }
        ],
        "guardians": [
            {
                "name": _name(number + 400000),
                "relation": "grandmother",
                "phone": f"190-2{number // 10000:03d}-{number % 10000:04d}",
                "capacity": "fair",
            }
        ],
        "consent": {"by": father, "relation": "父亲", "date": enrolled + DAY},
    }
    folder.record(f"children/{pupil}", "child", record)


_SCENES = [text for text in texts("home-end") if "{" not in text]


def _school_days(term: Term, week: int) -> list[date]:
    first = term.span.first + timedelta(weeks=week)
    days = [first + timedelta(days=number) for number in range(7)]
    return [
        day
        for day in days
        if day in term.makeup_days or (day.weekday() < 5 and not term.is_holiday(day))
    ]


def _week(
    draw: random.Random, own: Sequence[str], proxied: Sequence[str], week: int
) -> list[dict[str, Value]]:
    days = _school_days(AUTUMN, week)
    if not days:
        return [_group(draw, AUTUMN.span.first + timedelta(weeks=week), proxied)]
    entries: list[dict[str, Value]] = []
    for pupil in own:
        if draw.random() < 0.02:
            continue
        entries.append(
            {
                "date": draw.choice(days),
                "children": [pupil],
                "kind": "home_visit",
                "with": ["guardian", "child"],
                "minutes": draw.choice((20, 30, 40)),
                "summary": draw.choice(_SCENES) + draw.choice(texts("purpose")) + "。",
            }
        )
        if week % 4 == 2 and draw.random() < 0.97:
            entries.append(
                {
                    "date": draw.choice(days),
                    "children": [pupil],
                    "kind": "phone_call",
                    "with": "parent",
                    "summary": "说了近况，家长放心。",
                }
            )
    entries.append(_group(draw, draw.choice(days), proxied))
    return sorted(entries, key=lambda row: str(row["date"]))


def _group(draw: random.Random, day: date, proxied: Sequence[str]) -> dict[str, Value]:
    return {
        "date": day,
        "children": list(proxied),
        "kind": "tutoring",
        "summary": draw.choice(("看着写完作业。", "一起订正了单元卷。", "听写二十个词。")),
    }
