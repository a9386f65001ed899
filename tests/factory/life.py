"""The school's common life: eggs, lunch, the activity room, and activities of every kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from .archives import FEMALE
from .events import EVENTS, Event
from .folder import Folder
from .people import Child, ClassInTerm, School
from .prose import rng, texts
from .terms import AS_OF, AUTUMN, SPRING, Term
from .yamltext import Row, Value

_UNWRITTEN = {"2022-2": date(2026, 11, 18)}
"""The class whose eggs nobody entered from this day on."""
_TOPICS = (
    "三个问题：孩子几点睡、手机谁收着、作业谁看",
    "三件事：每天问一句、每周打一次电话、每月到校一次",
    "用电用火和防煤气",
    "上学放学的接送和路队",
    "委托书和联系卡核对",
    "怎么夸孩子",
    "本学期的课后服务时间",
)


def write(folder: Folder, school: School) -> None:
    """Provisions and activities of both semesters."""
    for term in (SPRING, AUTUMN):
        for known in school.classes[term.id].values():
            _eggs(folder, term, known)
            _lunch(folder, term, known)
        _room(folder, term)
        _parents_meetings(folder, school, term)
        _by_class(folder, school, term)
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in EVENTS:
        term_id = (SPRING if event.day <= SPRING.span.last else AUTUMN).id
        groups.setdefault((term_id, event.file), []).append(event)
    for (term_id, file), events in groups.items():
        rows = [_event(event, school) for event in events]
        path = f"activities/{term_id}/{file}"
        if len(rows) == 1:
            folder.record(path, "activity", rows[0])
        else:
            folder.record(path, "activity", rows)


def _days(term: Term) -> list[date]:
    return [day for day in term.span.days() if term.is_school_day(day) and day <= AS_OF]


def _teacher(known: ClassInTerm, day: date) -> str:
    return next(staff for staff, spell in known.teachers if day in spell)


def _eggs(folder: Folder, term: Term, known: ClassInTerm) -> None:
    for month in term.months():
        days = [day for day in _days(term) if day in month]
        days = [day for day in days if day < _UNWRITTEN.get(known.id, AS_OF + timedelta(days=1))]
        if not days:
            continue
        draw = rng("egg", known.id, month.name)
        teacher = _teacher(known, days[0])
        rows: list[Value] = []
        for day in days:
            if draw.random() < 0.008 and day.month not in (8, 11):
                continue
            row: dict[str, Value] = {"date": day, "count": known.pupils - _absent(draw.random())}
            if _teacher(known, day) != teacher:
                row["by"] = _teacher(known, day)
            rows.append(Row(row))
        body: dict[str, Value] = {
            "kind": "egg",
            "class": known.id,
            "by": teacher,
            "entries": rows,
        }
        heading = ["课间操后下发，写实到人数"] if month is term.months()[1] else []
        folder.record(
            f"provisions/{term.id}/egg-{known.id}-{month.name}", "provision", body, heading
        )


def _absent(roll: float) -> int:
    return 0 if roll < 0.55 else 1 if roll < 0.83 else 2 if roll < 0.95 else 3


def _lunch(folder: Folder, term: Term, known: ClassInTerm) -> None:
    draw = rng("lunch", term.id, known.id)
    rows: list[Value] = [
        Row({"date": day, "count": known.pupils - _absent(draw.random())}) for day in _days(term)
    ]
    body: dict[str, Value] = {"kind": "lunch", "class": known.id, "by": "t21", "entries": rows}
    heading = ["免费两菜一汤，食堂统一蒸煮"]
    folder.record(f"provisions/{term.id}/lunch-{known.id}", "provision", body, heading)


def _room(folder: Folder, term: Term) -> None:
    keepers = ("t18", "t10", "t15", "t19")
    for month in term.months():
        draw = rng("room", month.name)
        rows: list[Value] = []
        for day in _days(term):
            if day in month and day.weekday() in (0, 2, 4) and draw.random() < 0.92:
                keeper = keepers[(day.toordinal() // 7) % len(keepers)]
                rows.append(Row({"date": day, "count": draw.randint(14, 38), "by": keeper}))
        if rows:
            body: dict[str, Value] = {"kind": "room_open", "entries": rows}
            folder.record(f"provisions/{term.id}/room-{month.name}", "provision", body)


def _present(school: School, class_id: str, day: date) -> list[Child]:
    return [
        child
        for child in school.children.values()
        if child.class_id == class_id and child.owed(day)
    ]


def _names(school: School, children: Sequence[Child]) -> list[Value]:
    twice = school.namesakes()
    return [child.id if child.name in twice else child.name for child in children]


def _parents_meetings(folder: Folder, school: School, term: Term) -> None:
    for window in term.windows[:2]:
        rows: list[dict[str, Value]] = []
        for number, known in enumerate(school.classes[term.id].values()):
            draw = rng("parents meeting", term.id, window.name, known.id)
            day = window.first + timedelta(
                days=11 if window.name == "midterm" else 4 + number % 2 * 7
            )
            day += timedelta(
                days=0 if window.name == "midterm" and number % 3 else 4 - day.weekday()
            )
            if day > AS_OF or (day > date(2026, 11, 1) and number % 4 == 3):
                continue
            children = _present(school, known.id, day)
            came = [child for child in children if draw.random() < 0.85]
            row: dict[str, Value] = {
                "title": f"{school.class_name(known.id, term)}"
                + ("期初家长会" if window.name == "opening" else "期中家长会"),
                "kind": "parents_meeting",
                "date": day,
                "place": "本班教室",
                "organisers": [_teacher(known, day)],
                "classes": [known.id],
                "attendance": known.pupils + draw.randint(-4, 3),
                "guardians": len(came),
                "guardians_of": _names(school, came),
                "topics": draw.sample(_TOPICS, 3),
            }
            if draw.random() < 0.7 and came:
                found = draw.sample(came, min(2, len(came)))
                concerns = ["unsupervised_study", "emotional", "behaviour", "no_interest"]
                row["findings"] = [
                    Row({"child": name, "concern": draw.choice(concerns)})
                    for name in _names(school, found)
                ]
            rows.append(row)
        if rows:
            folder.record(f"activities/{term.id}/parents-meetings-{window.name}", "activity", rows)


_BOOKS = {
    1: "《一年级的小豌豆》",
    2: "《小猪唏哩呼噜》",
    3: "《稻草人》",
    4: "《昆虫记》（少儿版）",
    5: "《草房子》",
    6: "《城南旧事》",
}


def _by_class(folder: Folder, school: School, term: Term) -> None:
    """Reading, book reviews, good deeds and interest groups, which name classes or children."""
    spring = term.season == "spring"
    reading: list[dict[str, Value]] = []
    reviews: list[dict[str, Value]] = []
    deeds: list[dict[str, Value]] = []
    for number, known in enumerate(school.classes[term.id].values()):
        draw = rng("reading", term.id, known.id)
        grade, name = school.grade(known.id, term), school.class_name(known.id, term)
        start = (date(2026, 3, 23) if spring else date(2026, 9, 21)) + timedelta(days=number % 4)
        teacher = _teacher(known, start)
        reading.append(
            {
                "title": f"{name}共读一本书",
                "kind": "reading",
                "date": start,
                "until": start + timedelta(days=25),
                "organisers": [teacher],
                "classes": [known.id],
                "book": _BOOKS[grade],
            }
        )
        day = date(2026, 5, 25) if spring else date(2026, 11, 6)
        if grade >= 3 and (spring or number % 3 != 1):
            children = _present(school, known.id, day)
            reviews.append(
                {
                    "title": f"{name}读后感交流",
                    "kind": "book_review",
                    "date": day,
                    "organisers": [_teacher(known, day)],
                    "children": _names(school, children),
                    "book": _BOOKS[grade],
                    "notes": "评出三篇贴在走廊",
                }
            )
        day = (date(2026, 3, 5) if spring else date(2026, 10, 16)) + timedelta(days=number % 2 * 6)
        children = _present(school, known.id, day)
        if children:
            deeds.append(
                {
                    "title": draw.choice(texts("deed")),
                    "kind": "good_deed",
                    "date": day,
                    "organisers": [_teacher(known, day)],
                    "children": _names(school, children),
                }
            )
    groups: list[dict[str, Value]] = []
    first = date(2026, 3, 18) if spring else date(2026, 9, 16)
    everyone = [child for child in school.children.values() if child.owed(first)]
    offers: Sequence[tuple[str, str, Callable[[Child], bool]]] = (
        ("葫芦丝小组", "t18", lambda child: child.sex == "f"),
        ("足球小组", "t19", lambda child: child.sex == "m"),
        ("书法小组", "t09", lambda child: child.guardian in FEMALE),
        ("象棋小组", "t10", lambda child: True),
        ("科学小实验", "t06", lambda child: True),
    )
    for number, (title, staff, fits) in enumerate(offers):
        chosen = [
            child for place, child in enumerate(everyone) if place % 5 == number and fits(child)
        ]
        groups.append(
            {
                "title": title,
                "kind": "interest_group",
                "date": first,
                "until": SPRING.span.last if spring else AS_OF,
                "place": ("音乐教室", "操场", "书法室", "活动室", "科学教室")[number],
                "organisers": [staff],
                "children": _names(school, chosen),
                "notes": "每周三下午",
            }
        )
    for file, rows in (
        ("reading", reading),
        ("book-reviews", reviews),
        ("good-deeds", deeds),
        ("interest-groups", groups),
    ):
        folder.record(f"activities/{term.id}/{file}", "activity", rows)


def _event(event: Event, school: School) -> dict[str, Value]:
    row: dict[str, Value] = {"title": event.title, "kind": event.kind, "date": event.day}
    for key, value in event.more.items():
        if key in ("children", "guardians_of") and isinstance(value, Sequence):
            row[key] = _names(school, [school.children[str(child)] for child in value])
        else:
            row[key] = value
    return row
