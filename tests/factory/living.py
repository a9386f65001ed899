"""What is kept about single children besides contacts: growth, plans, wishes, aid, health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from . import matters
from .folder import Folder
from .people import Child, School
from .prose import Prose, rng
from .terms import AS_OF, AUTUMN, SPRING, Term
from .wording import Wording
from .yamltext import Value

Rows = dict[str, list[dict[str, Value]]]


def write(folder: Folder, school: School) -> None:
    """All of it."""
    for term in (SPRING, AUTUMN):
        wording = Wording(school, f"living {term.id}")
        _observations(folder, school, wording, term)
        _plans(folder, school, wording, term)
        _health(folder, school, wording, term)
    _wishes(folder, school)
    _aid(folder, school)
    matters.write(folder)


def _days(child: Child, term: Term) -> list[date]:
    return [
        day for day in term.span.days()
        if day <= AS_OF and child.owed(day) and term.is_school_day(day)
    ]  # fmt: skip


def _observations(folder: Folder, school: School, wording: Wording, term: Term) -> None:
    rows: Rows = {}
    for child in school.children.values():
        draw = rng("observations", term.id, child.id)
        days = _days(child, term)
        if len(days) < 15:
            continue
        for number in range(draw.choice((1, 2, 2, 3))):
            day = draw.choice(days)
            teacher = school.class_teacher(term, child, day)
            if teacher is None:
                continue
            tags = {*wording.tags(child, day, term)}
            area, text = _growth(wording.prose, tags, child, number)
            rows.setdefault(child.class_id, []).append(
                {
                    "child": wording.ref(child.id, term),
                    "date": day,
                    "area": area,
                    "by": teacher,
                    "text": text.format_map(wording.words(child, day)),
                }
            )
        if child.is_priority(days[-1]) or draw.random() < 0.2:
            for month in term.months():
                here = [day for day in days if day in month]
                day = draw.choice(here) if here else AS_OF
                author = school.holder("paired_teacher", child.id, day)
                if len(here) < 8 or author is None or draw.random() < 0.2:
                    continue
                rows.setdefault(child.class_id, []).append(
                    {
                        "child": wording.ref(child.id, term),
                        "date": day,
                        "area": "diary",
                        "by": author,
                        "text": wording.say("diary", child, day, term),
                    }
                )
    for class_id, items in rows.items():
        items.sort(key=lambda row: str(row["date"]))
        folder.record(f"observations/{term.id}/{class_id}", "observation", items)


_AREAS = ("study", "activity", "behaviour", "emotion", "progress")


def _growth(prose: Prose, tags: set[str], child: Child, number: int) -> tuple[str, str]:
    area = _AREAS[(int(child.id[1:]) + number * 2) % len(_AREAS)]
    return prose.deal("growth", tags | {area}, child.id)


def _plans(folder: Folder, school: School, wording: Wording, term: Term) -> None:
    for child in school.children.values():
        draw = rng("plan", term.id, child.id)
        days = _days(child, term)
        if len(days) < 30:
            continue
        kinds = []
        if "study" in child.needs and draw.random() < 0.45:
            kinds.append("study")
        if child.is_priority(days[5]) and draw.random() < 0.6:
            kinds.append("behaviour")
        rows: list[dict[str, Value]] = []
        for kind in kinds:
            start = days[draw.randint(5, 14)]
            staff = school.holder("paired_teacher", child.id, start)
            if staff is None:
                continue
            words = wording.words(child, start)
            schedule, content, goal = (
                part.strip() for part in wording.say(f"plan-{kind}", child, start, term).split("/")
            )
            row: dict[str, Value] = {"child": wording.ref(child.id, term), "kind": kind}
            if kind == "study":
                row["subject"] = words["s"]
            row["staff"] = staff
            if kind == "study" and draw.random() < 0.5:
                row["helper_name"] = draw.choice(("汪雨晨", "戴子健", "沈佳宁", "陶思远"))
            row["from"] = start
            row["to"] = term.span.last
            row |= {"schedule": schedule, "content": content, "goal": goal}
            stages: list[Value] = []
            for later in (30, 60, 95):
                day = start + timedelta(days=later)
                if day <= min(AS_OF, days[-1]):
                    rating, text = wording.prose.deal("stage", ("good", "fair", "poor"), child.id)
                    stages.append({"date": day, "result": text, "rating": rating})
            if stages:
                row["stages"] = stages
            rows.append(row)
        if rows:
            body: Mapping[str, Value] | list[dict[str, Value]]
            body = rows[0] if len(rows) == 1 else rows
            folder.record(f"plans/{term.id}/{child.id}", "plan", body)


def _health(folder: Folder, school: School, wording: Wording, term: Term) -> None:
    """The yearly check in autumn; in spring the oldest and the youngest once more."""
    spring = term.season == "spring"
    rows: Rows = {}
    for child in school.children.values():
        grade = school.grade(child.class_id, term)
        if spring and grade not in (1, 6):
            continue
        day = (date(2026, 4, 21) if spring else date(2026, 10, 20)) + timedelta(days=grade % 3)
        if not child.owed(day):
            continue
        draw = rng("health", term.id, child.id)
        measures = _measures(draw, grade)
        if not spring and grade == 2 and child.owed(date(2026, 4, 22)):
            measures.update(_grown(child.id))
        row: dict[str, Value] = {
            "child": wording.ref(child.id, term),
            "date": day,
            "provider": "云溪镇卫生院",
            **measures,
            "ent": draw.choice(("正常", "正常", "正常", "扁桃体稍大", "鼻甲肥大")),
        }
        found: list[Value] = []
        if min(measures["vision_left"], measures["vision_right"]) < 4.8:
            found.append("视力低下")
        if draw.random() < 0.16:
            found.append(draw.choice(("龋齿两颗", "龋齿一颗", "轻度贫血", "体重偏轻")))
        if found:
            row["abnormal"] = found
            row["follow_up_by"] = day + timedelta(days=45)
            done = day + timedelta(days=draw.randint(8, 27))
            if spring or draw.random() < 0.6:
                row["followed_up"] = done
            row["informed"] = day + timedelta(days=draw.randint(1, 4))
            if child.id == "c2108":
                row["follow_up_by"] = date(2026, 11, 13)
                row.pop("followed_up", None)
        elif child.id == "c2108":
            row["abnormal"] = ["龋齿一颗"]
            row["follow_up_by"] = date(2026, 11, 13)
        rows.setdefault(child.class_id, []).append(row)
    for class_id, items in rows.items():
        folder.record(f"health/{term.id}/{class_id}", "health", items)


def _measures(draw: Random, grade: int) -> dict[str, float]:
    """What a child of a grade is like, by and large."""
    age = grade + 6
    left, right = (round(draw.uniform(4.6, 5.2), 1) for _ in range(2))
    return {
        "height_cm": round(80 + age * 6 + draw.uniform(-6, 6), 1),
        "weight_kg": round(age * 3.2 - 1 + draw.uniform(-3, 4), 1),
        "systolic": draw.randint(88, 112),
        "diastolic": draw.randint(52, 72),
        "vision_left": left,
        "vision_right": right,
        "lung_capacity_ml": 450 + age * 130 + draw.randint(-150, 200),
        "chest_cm": round(45 + age * 1.9 + draw.uniform(-2, 3), 1),
    }


def _grown(child_id: str) -> dict[str, float]:
    """A child of the first grade half a year after its check in spring: taller by two to four
    centimetres, and its sight a little worse or the same."""
    before = _measures(rng("health", SPRING.id, child_id), 1)
    draw = rng("growth", child_id)
    return {
        "height_cm": round(before["height_cm"] + draw.uniform(2, 4), 1),
        "weight_kg": round(before["weight_kg"] + draw.uniform(0.4, 2), 1),
        "vision_left": round(before["vision_left"] - draw.choice((0, 0, 0.1)), 1),
        "vision_right": round(before["vision_right"] - draw.choice((0, 0, 0, 0.1)), 1),
        "lung_capacity_ml": before["lung_capacity_ml"] + draw.randint(20, 110),
        "chest_cm": round(before["chest_cm"] + draw.uniform(0.3, 1.2), 1),
    }


_DONORS = ("镇妇联", "镇商会", "管月英", "朱丽萍", "退休教师协会", "云溪镇团委", "一位不留名的家长")


def _name(school: School, child: Child) -> str:
    return child.id if child.name in school.namesakes() else child.name


def _wishes(folder: Folder, school: School) -> None:
    for collected, file in (
        (date(2026, 5, 12), "2026-06-01"),
        (date(2026, 11, 3), "2026-new-year"),
    ):
        draw = rng("wishes", file)
        prose = Prose(f"wishes {file}")
        rows: list[dict[str, Value]] = []
        for child in school.children.values():
            if not child.owed(collected) or draw.random() < (0.08 if file[5] == "0" else 0.35):
                continue
            family = draw.random() < 0.08
            text = prose.deal("wish-family" if family else "wish", (), child.id)[1]
            row: dict[str, Value] = {
                "child": _name(school, child),
                "text": text,
                "collected": collected,
            }
            if family:
                if file[5] == "0":
                    row["dropped"] = (
                        "爸爸在外地，改成请爸爸在视频里答应他"
                        if "喝酒" in text
                        else "父母赶工回不来，改成视频一起吃饭"
                    )
            elif file[5] == "0":
                row["donor"] = draw.choice(_DONORS)
                row["matched"] = collected + timedelta(days=draw.randint(3, 14))
                if draw.random() < 0.93:
                    row["fulfilled"] = date(2026, 6, 1)
            elif draw.random() < 0.45:
                row["donor"] = draw.choice(_DONORS)
                row["matched"] = collected + timedelta(days=draw.randint(3, 16))
            rows.append(row)
        folder.record(f"wishes/{file}", "wish", rows, ["孩子自己写的，照抄"])


def _aid(folder: Folder, school: School) -> None:
    goods = (
        (date(2026, 6, 1), "书包和文具一套", 68, "镇商会", "六一：校园妈妈和孩子们"),
        (date(2026, 11, 10), "棉被一床", 120, "镇政府", ""),
    )
    for day, item, price, source, activity in goods:
        rows: list[dict[str, Value]] = []
        classes: dict[str, list[Child]] = {}
        for child in school.children.values():
            if child.owed(day):
                classes.setdefault(child.class_id, []).append(child)
        for number, (class_id, group) in enumerate(classes.items()):
            if day > date(2026, 9, 1) and number % 4 == 2:
                continue
            term = SPRING if day <= SPRING.span.last else AUTUMN
            teacher = school.class_teacher(term, group[0], day)
            row: dict[str, Value] = {
                "date": day,
                "children": [_name(school, child) for child in group],
                "kind": "goods",
                "item": item,
                "quantity": f"{len(group)} 份",
                "amount": price * len(group),
                "source": source,
            }
            if activity:
                row["activity"] = activity
            row["handled_by"] = "t04"
            row["received_by"] = f"{school.class_name(class_id, term)}班主任代签"
            if teacher:
                row["received_by"] = school.staff[teacher].name
            rows.append(row)
        folder.record(f"aid/{day:%Y-%m}-goods", "aid", rows)
    rows = []
    for child in school.children.values():
        for day in (date(2026, 3, 9), date(2026, 9, 7)):
            donor = school.holder("community_parent", child.id, day)
            if donor and child.owed(day):
                rows.append(
                    {
                        "date": day,
                        "children": [_name(school, child)],
                        "kind": "study_costs",
                        "item": "本学期学习开销",
                        "amount": 600,
                        "source": "社会妈妈",
                        "donor": donor,
                        "handled_by": "t04",
                        "received_by": "监护人签收",
                    }
                )
    rows.append(
        {
            "date": date(2026, 10, 12),
            "children": ["c2408"],
            "kind": "cash",
            "item": "监护人住院临时补助",
            "amount": 500,
            "source": "学校爱心基金",
            "handled_by": "t02",
            "received_by": "姑姑代领",
        }
    )
    boarders = [
        c
        for c in school.children.values()
        if c.owed(date(2026, 9, 15)) and c.boards(date(2026, 9, 15))
    ]
    rows.append(
        {
            "date": date(2026, 9, 15),
            "children": [_name(school, child) for child in boarders],
            "kind": "meal",
            "item": "寄宿生晚餐补助（九月）",
            "amount": 66 * len(boarders),
            "source": "县财政",
            "handled_by": "t21",
            "received_by": "打卡发放",
        }
    )
    folder.record("aid/2026-other", "aid", sorted(rows, key=lambda row: str(row["date"])))
