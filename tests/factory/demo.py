"""The demo school: 314 pupils, 96 of them left-behind, as of Friday 2026-11-20."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from . import archives, casting, home, life, living, pairs
from .folder import Folder
from .groups import GroupContacts, peer_visits
from .home import HomeContacts
from .log import Entry, Log
from .people import School
from .prose import Prose
from .terms import AUTUMN, SPRING, Span, Term
from .wording import Wording
from .yamltext import Noted, Row, Value

_FIXED = Path(__file__).parent / "fixed"
_PLACES = {
    "README.md": "README.md",
    "policy.yml": "policy.yml",
    "school.yml": "school.yml",
    # Goods that nobody put a price on.
    "aid-mid-autumn.yml": "aid/2026-09-mid-autumn.yml",
    "requests-2026.yml": "requests/2026.yml",
}
"""Files that are said in full, and where they stand in the records."""
_CHANGED: dict[tuple[str, str], tuple[tuple[str, Span], ...]] = {
    (AUTUMN.id, "2023-1"): (
        ("t07", Span("", AUTUMN.span.first, date(2026, 10, 9))),
        ("t17", Span("", date(2026, 10, 10), AUTUMN.span.last)),
    )
}
_PLANS = {
    SPRING.id: """\
一、开学两周内逐户核对档案和联系卡。
二、重点帮扶对象每周家访一次，其余四周内一次；五月采茶、六月汛期前各集中走访一遍。
三、六一征集心愿，争取满愿八成以上。
四、毕业班的孩子与镇中学做好衔接，档案按规定保存。""",
    AUTUMN.id: """\
一、一年级新生家访在九月底前走完，档案当月建齐。
二、国庆前后父母返乡，各班安排家长到校，签好委托书。
三、期中前后开家长会，十一月起每周开放活动室三次以上。
四、金老师调离后，由谢老师接四1班，结对的孩子逐个交接。
五、入冬前查一遍火盆、接线板和被褥。""",
}


def cast() -> School:
    """Everybody at the demo school."""
    children = archives.build(casting.children())
    lines = casting.class_lines()
    classes = casting.classes(_CHANGED)
    return School.of(children, casting.staff(), pairs.plan(children, lines, classes), classes)


def write_demo(target: Path) -> int:
    """Write the demo's records below `target`; how many files it took."""
    school = cast()
    folder = Folder()
    for name, place in _PLACES.items():
        folder.text(place, (_FIXED / name).read_text(encoding="utf-8"))
    _people(folder, school)
    for term in (SPRING, AUTUMN):
        _semester(folder, school, term)
    _contacts(folder, school)
    life.write(folder, school)
    living.write(folder, school)
    return folder.write(target)


def _people(folder: Folder, school: School) -> None:
    for person in school.staff.values():
        folder.record(f"staff/{person.id}", "staff", person.record, english=person.id == "t12")
    for number, child in enumerate(school.children.values()):
        heading = ["已毕业，档案保存三年"] if child.class_id.startswith("2020") else []
        if number % 40 == 7 and not heading:
            heading = ["九月家访时核对过"]
        english = child.id == "c2208"
        folder.record(f"children/{child.id}", "child", child.archive, heading, english)
    prose = Prose("pairings")
    rows: dict[str, list[dict[str, Value]]] = {}
    for pairing in school.pairings:
        child = school.children[pairing.child]
        short = child.name in school.namesakes() or child.class_id in ("2021-2", "2025-2")
        row = pairs.record(pairing, child, prose, short)
        rows.setdefault(child.class_id, []).append(row)
    for class_id, items in rows.items():
        heading = ["换了人就在旧的一条写“止”，另加一条，不要改名字"]
        if class_id == "2023-1":
            heading.append("金雪梅10月9日调离；金俊宇的帮扶教师还没有落实")
        folder.record(f"pairings/{class_id}", "pairing", items, heading)


def _semester(folder: Folder, school: School, term: Term) -> None:
    classes: list[Value] = []
    for known in school.classes[term.id].values():
        teachers: list[Value] = []
        for staff, spell in known.teachers:
            row: dict[str, Value] = {"staff": staff}
            if spell.first != term.span.first:
                row["since"] = spell.first
            if spell.last != term.span.last:
                row["until"] = spell.last
            teachers.append(Row(row))
        classes.append(
            {
                "class": known.id,
                "class_teachers": teachers,
                "pupils": known.pupils,
                "girls": known.girls,
                "boarders": known.boarders,
            }
        )
    record: dict[str, Value] = {
        "name": term.name,
        "term": term.season,
        "start": term.span.first,
        "end": term.span.last,
        "midpoint": term.midpoint,
        "holidays": [
            Row({"name": holiday.name, "from": holiday.first, "to": holiday.last})
            for holiday in term.holidays
        ],
        "makeup_days": Noted(sorted(term.makeup_days), "调休，照常上课"),
        "windows": {
            window.name: Row({"from": window.first, "to": window.last}) for window in term.windows
        },
        "classes": classes,
        "plan": _PLANS[term.id],
    }
    folder.record(f"semesters/{term.id}", "semester", record)


def _contacts(folder: Folder, school: School) -> None:
    log = Log(school)
    for term in (SPRING, AUTUMN):
        wording = Wording(school, term.id)
        HomeContacts(school, wording, log, term).plan()
        GroupContacts(school, wording, log, term).plan()
        for month, rows in peer_visits(school, wording, term).items():
            folder.record(f"visits/{term.id}/peers-{month}", "visit", rows, ["孩子自己写的"])
    home.vacation(school, Wording(school, "summer"), log)
    blank: Entry = {
        "date": None,
        "children": [school.children["c2307"].name],
        "kind": "home_visit",
        "with": "guardian",
        "summary": None,
    }
    log.write(folder, {f"visits/{AUTUMN.id}/t09-w12": (blank,)})
