"""Records made directly, for tests of what is worked out from them: no file, no reader."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from builder import model
from builder.finding import Origin

ORIGIN: Final = Origin(0, "x.yml", 1)


def day(text: str) -> date:
    """`2026-09-01` or, of the autumn of 2026 and the spring after, `09-01`."""
    if len(text) == 5:
        text = f"{2026 if text >= '07' else 2027}-{text}"
    return date.fromisoformat(text)


def days(*texts: str) -> tuple[date, ...]:
    """Several days."""
    return tuple(day(text) for text in texts)


def school(**fields: Any) -> model.School:
    """A school with two classes: the one that came in 2024, and in 2018 the one now in grade 9."""
    classes = (
        model.SchoolClass(id="2024-1", entered=2024, number=1),
        model.SchoolClass(id="2018-2", entered=2018, number=2),
    )
    return model.School(origin=ORIGIN, **{"name": "青禾学校", "classes": classes, **fields})


def semester(start: str, end: str, term: str = "autumn", **fields: Any) -> model.Semester:
    """A semester, named after its first day."""
    first = day(start)
    known = {"id": f"{first.year}-{term}", "name": term, "classes": ()}
    return model.Semester(
        origin=ORIGIN, **{**known, "term": term, "start": first, "end": day(end), **fields}
    )


def child(id_: str = "c01", class_: str = "2024-1", **fields: Any) -> model.Child:
    """A left-behind child who came in 2024."""
    known = {
        "name": "林小雨",
        "sex": "female",
        "born": day("2017-03-01"),
        "enrolled": day("2024-09-01"),
        "left_behind": (model.LeftBehind(since=day("2024-01-01"), type="both_parents_away"),),
    }
    return model.Child(origin=ORIGIN, id=id_, class_=class_, **{**known, **fields})


def staff(id_: str, group: str = "teacher", **fields: Any) -> model.Staff:
    """One of the staff."""
    return model.Staff(origin=ORIGIN, id=id_, name=id_, group=group, **fields)


def pairing(kind: str, whom: str, who: str, since: str, **fields: Any) -> model.Pairing:
    """A pairing with one of the staff."""
    return model.Pairing(
        origin=ORIGIN, kind=kind, child=whom, staff=who, since=day(since), **fields
    )


def visit(on: str, *kinds: str, children: tuple[str, ...] = ("c01",), **fields: Any) -> model.Visit:
    """A contact with a child, a talk unless said otherwise."""
    known = {"by": ("t01",), "kind": kinds or ("talk",)}
    return model.Visit(origin=ORIGIN, date=day(on), children=children, **{**known, **fields})


def activity(on: str, kind: str = "reading", **fields: Any) -> model.Activity:
    """Something that took place on a day."""
    return model.Activity(origin=ORIGIN, title=kind, kind=kind, date=day(on), **fields)


def provision(on: str, kind: str = "egg", **fields: Any) -> model.Provision:
    """Eggs, lunches or an opening of the activity room."""
    return model.Provision(
        origin=ORIGIN, date=day(on), kind=kind, **{"count": 30, "by": "t01", **fields}
    )


def rule(**fields: Any) -> model.Rule:
    """A weekly talk with every child, unless said otherwise."""
    return model.Rule(**{"id": "r", "contact": ("talk",), "every": "week", **fields})
