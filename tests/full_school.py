"""A school in which every text field of every kind is filled in, driven by the schemas.

`full_school(say)` asks `say` for the text of each field and gives canonical records by kind, as
`tests.support.folder` takes them. A new field of a schema is filled in without a line here; what
has to fit together (who, when, which class) is said below.

Two children: c01 in class 2023-1, whose class teacher is t01, whose paired teacher is t02 and whose
community parent is o01, from outside; c02 in class 2024-1 with t03 and t04. Each has a record of
every kind, and of visits and incidents also a confidential one. `Place.author` says who wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from builder import schema

DAY = "2026-11-20"


@dataclass(frozen=True)
class Place:
    """A text field: of which kind, where in it, in whose record, by whom, and whether secret."""

    kind: str
    route: tuple[str, ...]
    child: str = ""
    author: str = ""
    secret: bool = False
    variant: str = ""


Say = Callable[[Place], str]

CARERS = {"c01": ("t01", "t02", "o01"), "c02": ("t03", "t04", "t05")}
CLASSES = {"c01": "2023-1", "c02": "2024-1"}


def full_school(say: Say) -> dict[str, Any]:
    """The records by kind."""
    school: dict[str, Any] = {
        "school": _school(say),
        "policy": _policy(say),
        "semester": list(_semesters(say)),
        "staff": list(_staff(say)),
        "summary": [
            {"id": id_, **filled(say, Place("summary", (), variant=id_), {})}
            for id_ in ("2025-autumn", "2026-autumn")
        ],
        "duty": [
            filled(
                say,
                Place("duty", ()),
                {"semester": "2026-autumn", "from": None, "to": None, "slots": [{"day": "1"}]},
            )
        ],
    }
    for child in CARERS:
        for kind, records in _of_child(say, child):
            school.setdefault(kind, []).extend(records)
    return school


def filled(say: Say, place: Place, given: dict[str, Any], node: Any = None) -> dict[str, Any]:
    """Every field of an object: as `given` (None: left out), or by what the schema says of it."""
    node = schema.schemas()[place.kind] if node is None else node
    found = {}
    for name, field in schema.properties(node).items():
        here = Place(
            place.kind,
            (*place.route, name),
            place.child,
            place.author,
            place.secret,
            place.variant,
        )
        if name in given and not isinstance(given[name], list | dict):
            value = given[name]
        elif name in given and isinstance(given[name], dict):
            value = filled(say, here, given[name], field)
        elif name in given:
            value = [
                filled(say, here, one, field["items"])
                if isinstance(one, dict) and schema.properties(field["items"])
                else one
                for one in given[name]
            ]
        else:
            value = _value(say, here, field)
        if value is not None:
            found[name] = value
    return found


def _value(say: Say, place: Place, node: Any) -> Any:
    if node.get("type") == "array":
        inner = _value(say, place, node["items"])
        return None if inner is None else [inner]
    if schema.properties(node):
        return filled(say, place, {}, node)
    if schema.choices(node):
        return schema.choices(node)[0].const
    reference = node.get("x-ref")
    if reference:
        carers = CARERS.get(place.child, ("t01",))
        return {
            "child": place.child or None,
            "staff": place.author or carers[0],
            "class": CLASSES.get(place.child, "2023-1"),
            "semester": "2026-autumn",
        }.get(reference)
    if node.get("type") in ("integer", "number"):
        return str(node.get("minimum", 1))
    if node.get("type") != "string" or "pattern" in node:
        return None
    if node.get("format") in ("date", "partial-date"):
        return "2026-11-10"
    if node.get("format"):
        return "2026-11-10 10:00"
    return say(place)


def _school(say: Say) -> dict[str, Any]:
    return filled(
        say,
        Place("school", ()),
        {
            "locale": "zh_CN",
            "timezone": "Asia/Shanghai",
            "first_grade": None,
            "classes": [
                {"id": "2023-1", "entered": "2023", "number": "1"},
                {"id": "2024-1", "entered": "2024", "number": "1"},
            ],
            "repository": {
                "provider": "gitea",
                "url": "https://git.example.org/school/records",
                "branch": "main",
            },
            "leading_group": [{"staff": "t09", "post": "leader"}],
            "needs": [{"id": "safety"}],
            "privacy_officer": "t09",
        },
    )


def _policy(say: Say) -> dict[str, Any]:
    rules = [
        {"id": "weekly", "contact": ["home_visit"], "every": "week", "by": ["paired_teacher"]},
        {"id": "mothers", "contact": ["meeting"], "every": "month", "by": ["community_parent"]},
        {"id": "counselling", "contact": ["counselling"], "every": "month"},
        {"id": "class", "scope": "class", "contact": ["class_meeting"], "every": "month"},
        {"id": "school", "scope": "school", "contact": ["seminar"], "every": "semester"},
    ]
    bare = {
        name: None
        for name in schema.properties(schema.node_at("policy", ("rules",))["items"])  # type: ignore[index]
        if name not in ("title", "basis", "line")
    }
    return filled(
        say,
        Place("policy", ()),
        {
            "extends": None,
            "rules": [{**bare, **rule} for rule in rules],
            "incident_deadlines": None,
            "quotas": None,
            "completeness": None,
            "suppress_below": "10",
        },
    )


def _semesters(say: Say) -> Iterator[dict[str, Any]]:
    for id_, term, start, end in (
        ("2025-autumn", "autumn", "2025-09-01", "2026-01-16"),
        ("2026-autumn", "autumn", "2026-08-31", "2027-01-15"),
    ):
        classes = [
            {
                "class": class_id,
                "class_teachers": [{"staff": CARERS[child][0], "since": None, "until": None}],
                "pupils": "30",
                "girls": "14",
                "boarders": "9",
            }
            for child, class_id in CLASSES.items()
        ]
        yield {
            "id": id_,
            **filled(
                say,
                Place("semester", (), variant=id_),
                {
                    "term": term,
                    "start": start,
                    "end": end,
                    "midpoint": None,
                    "holidays": None,
                    "makeup_days": None,
                    "windows": None,
                    "classes": classes,
                },
            ),
        }


def _staff(say: Say) -> Iterator[dict[str, Any]]:
    for id_ in ("t01", "t02", "t03", "t04", "t05", "t09", "o01"):
        group = "outside" if id_ == "o01" else "administration" if id_ == "t09" else "teacher"
        yield {
            "id": id_,
            **filled(
                say,
                Place("staff", (), author=id_),
                {"id": None, "group": group, "since": None, "until": None},
            ),
        }


def _of_child(say: Say, child: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    leader, paired, mother = CARERS[child]

    def one(kind: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
        return filled(say, Place(kind, (), child, **more), given)

    whole = {"since": "2023-09-01", "until": None}
    archive = {
        "id": None,
        "sex": "female",
        "born": "2015-03-04",
        "class": CLASSES[child],
        "earlier_classes": None,
        "enrolled": "2023-09-01",
        "left": None,
        "left_reason": None,
        "left_behind": [{**whole, "type": "both_parents_away"}],
        "boarding": None,
        "priority": [whole],
        "unguarded": [whole],
        "needs": ["safety"],
        "absences": [{"from": "2026-10-12", "to": "2026-10-13"}],
        "parents": [{"relation": "father", "away_since": None, "deceased": None}],
        "guardians": [{"relation": "grandmother", "capacity": "good", **whole}],
        "consent": {"date": "2023-09-01", "withdrawn": None},
        "retain_until": None,
    }
    yield "child", [{"id": child, **one("child", archive)}]
    pairing = {
        "child": child,
        "peer": None,
        "peer_name": None,
        "since": "2026-08-31",
        "until": None,
    }
    other = next(id_ for id_ in CARERS if id_ != child)
    yield (
        "pairing",
        [
            one("pairing", {**pairing, "kind": "paired_teacher", "staff": paired}, author=paired),
            one("pairing", {**pairing, "kind": "community_parent", "staff": mother}, author=mother),
            one(
                "pairing",
                {**pairing, "kind": "friend", "staff": None, "peer": other},
                variant="peer",
            ),
        ],
    )
    visit = {
        "date": "2026-11-16",
        "children": [child],
        "kind": ["home_visit"],
        "with": ["guardian"],
        "outcome": "reached",
        "follow_up_by": None,
        "followed_up": None,
        "confidential": None,
    }
    yield (
        "visit",
        [
            one("visit", {**visit, "by": [paired]}, author=paired),
            one("visit", {**visit, "date": "2026-11-17", "by": [mother]}, author=mother),
            one(
                "visit",
                {**visit, "date": "2025-10-15", "by": [paired]},
                author=paired,
                variant="then",
            ),
            one(
                "visit",
                {**visit, "kind": ["counselling"], "by": ["t09"]},
                author="t09",
                secret=True,
            ),
            one(
                "visit",
                {**visit, "confidential": "true", "by": [paired]},
                author=paired,
                secret=True,
                variant="confidential",
            ),
        ],
    )
    activity = {
        "date": "2026-11-11",
        "until": None,
        "kind": "contest",
        "organisers": ["t09"],
        "classes": [CLASSES[child]],
        "children": [child],
        "guardians_of": [child],
        "results": [{"child": child, "name": None}],
        "findings": [{"child": child, "concern": "emotional"}],
    }
    yield (
        "activity",
        [
            one("activity", activity),
            one("activity", {**activity, "date": "2025-11-11"}, variant="then"),
        ],
    )
    plan = {
        "child": child,
        "kind": "study",
        "staff": paired,
        "helper": None,
        "from": "2026-09-07",
        "to": None,
    }
    yield "plan", [one("plan", plan, author=paired)]
    yield "observation", [one("observation", {"child": child, "by": paired}, author=paired)]
    yield (
        "aid",
        [
            one(
                "aid",
                {"children": [child], "kind": "cash", "amount": "100", "donor": mother},
                author=mother,
            ),
            one(
                "aid",
                {"children": [child], "kind": "goods", "amount": None, "donor": None},
                variant="goods",
            ),
            one(
                "aid",
                {"date": "2025-11-10", "children": [child], "kind": "cash", "donor": None},
                variant="then",
            ),
        ],
    )
    yield "wish", [one("wish", {"child": child, "dropped": None})]
    yield "health", [one("health", {"child": child, "follow_up_by": None, "followed_up": None})]
    incident = {
        "occurred": "2026-11-10 10:00",
        "known": "2026-11-10 10:10",
        "kind": "injury",
        "children": [child],
        "notifications": [{"to": "guardian", "at": "2026-11-10 10:20", "children": [child]}],
        "closed": None,
    }
    yield (
        "incident",
        [
            one("incident", incident),
            one("incident", {**incident, "kind": "abuse"}, secret=True),
        ],
    )
    yield (
        "provision",
        [one("provision", {"class": CLASSES[child], "kind": "egg", "by": leader}, author=leader)],
    )
    exemption = {
        "children": [child],
        "rules": ["school"],
        "from": "2026-11-02",
        "to": "2026-11-06",
        "approved_by": "t09",
    }
    yield "exemption", [one("exemption", exemption)]
    yield "request", [one("request", {"child": child, "due": "2026-11-30"})]
