"""What counts as a contact, for whom, and under which rule (policy.md, What counts for whom)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from builder import model
from builder.contacts import SCHOOL, ByKind, Contacts, counterparts, qualifying, sources
from builder.roles import Holding
from builder.store import Store
from tests.plain import ORIGIN, activity, child, day, days, provision, rule, school, visit

TODAY = "10-15"


def contacts(*children: model.Child, as_of: str = TODAY, **records: Any) -> Contacts:
    pupils = children or (child(), child("c02", "2018-2"))
    store = Store(school=school(), children={one.id: one for one in pupils}, **records)
    return Contacts(store, day(as_of))


def told(by_kind: ByKind) -> dict[str, list[str]]:
    """The days of each kind."""
    return {
        kind: [f"{one.date:%m-%d}" for one in found] for kind, found in by_kind.items() if found
    }


def of_units(found: Mapping[str, ByKind]) -> dict[str, dict[str, list[str]]]:
    """The same for several units."""
    return {unit: kinds for unit, by_kind in found.items() if (kinds := told(by_kind))}


@pytest.mark.parametrize(
    ("kinds", "with_", "expected"),
    [
        (("talk",), (), {"child"}),
        (("tutoring",), (), {"child"}),
        (("counselling",), (), {"child"}),
        (("home_stay",), (), {"child"}),
        (("peer_visit",), (), {"child"}),
        (("family_call",), (), {"child", "parent"}),
        (("family_letter",), (), {"child", "parent"}),
        (("letter",), (), {"parent"}),
        (("school_visit",), (), {"parent"}),
        (("home_visit",), (), set()),
        (("letter", "talk"), (), {"child", "parent"}),
        (("letter", "talk"), ("guardian",), {"guardian"}),
        (("home_visit",), ("guardian", "child"), {"guardian", "child"}),
    ],
)
def test_whom_a_visit_was_with(
    kinds: tuple[str, ...], with_: tuple[str, ...], expected: set[str]
) -> None:
    assert counterparts(visit("09-01", *kinds, with_=with_)) == expected


def test_visits_count_for_their_children_under_each_of_their_kinds() -> None:
    found = contacts(
        visits=(
            visit("09-01", "home_visit", "talk"),
            visit("09-02", children=("c01", "c02")),
            visit("09-03", outcome="not_reached"),
            visit(TODAY),
            visit("10-16"),
        )
    )
    assert of_units(found.of_children) == {
        "c01": {"home_visit": ["09-01"], "talk": ["09-01", "09-02", "10-15"]},
        "c02": {"talk": ["09-02"]},
    }
    assert of_units(found.of_classes) == {} and told(found.of_school) == {}
    (contact,) = found.of_children["c02"]["talk"]
    assert (contact.with_, contact.by, contact.source.date) == ({"child"}, ("t01",), day("09-02"))


def test_an_activity_counts_for_those_it_names_or_else_for_its_classes() -> None:
    found = contacts(
        activities=(
            activity("09-01", classes=("2024-1",), organisers=("t01",)),
            activity("09-02", classes=("2024-1", "2018-2"), children=("c02",)),
            activity("09-03"),
            activity(TODAY, "contest"),
            activity("10-16", classes=("2024-1",), children=("c01",)),
        )
    )
    assert of_units(found.of_children) == {
        "c01": {"reading": ["09-01"]},
        "c02": {"reading": ["09-02"]},
    }
    assert of_units(found.of_classes) == {
        "2024-1": {"reading": ["09-01", "09-02", "09-03"], "contest": ["10-15"]},
        "2018-2": {"reading": ["09-02", "09-03"], "contest": ["10-15"]},
    }
    assert told(found.of_school) == {
        "reading": ["09-01", "09-02", "09-03"],
        "contest": ["10-15"],
    }
    for kinds in (found.of_children["c01"], found.of_classes["2024-1"], found.of_school):
        first = kinds["reading"][0]
        assert (first.with_, first.by, first.source.date) == (None, ("t01",), day("09-01"))


def test_an_activity_of_a_class_counts_for_whoever_was_in_it_that_day() -> None:
    moved = child(
        "c02", "2018-2", earlier_classes=(model.EarlierClass(class_="2024-1", until=day("09-10")),)
    )
    gone = child("c03", left=day("09-09"))
    later = child("c04", enrolled=day("09-11"))
    found = contacts(
        child(),
        moved,
        gone,
        later,
        activities=(
            activity("09-10", classes=("2024-1",)),
            activity("09-11", classes=("2024-1", "2018-2")),
        ),
    )
    assert of_units(found.of_children) == {
        "c01": {"reading": ["09-10", "09-11"]},
        "c02": {"reading": ["09-10", "09-11"]},
        "c04": {"reading": ["09-11"]},
    }


def test_provisions_count_for_a_class_and_for_the_school() -> None:
    found = contacts(
        provisions=(
            provision("09-01", class_="2024-1"),
            provision("09-02", "room_open"),
            provision(TODAY, class_="2018-2"),
            provision("10-16", class_="2024-1"),
        )
    )
    assert of_units(found.of_classes) == {
        "2024-1": {"egg": ["09-01"]},
        "2018-2": {"egg": ["10-15"]},
    }
    assert told(found.of_school) == {"egg": ["09-01", "10-15"], "room_open": ["09-02"]}
    assert of_units(found.of_children) == {}
    for contact in (found.of_classes["2024-1"]["egg"][0], found.of_school["egg"][0]):
        assert (contact.with_, contact.by, contact.source.date) == (None, None, day("09-01"))


def aid(on: str, kind: str, *children: str) -> model.Aid:
    return model.Aid(
        origin=ORIGIN, date=day(on), children=children, kind=kind, item="书包", source="商会"
    )


def health(on: str) -> model.HealthCheck:
    return model.HealthCheck(origin=ORIGIN, child="c01", date=day(on))


def wish(on: str) -> model.Wish:
    return model.Wish(origin=ORIGIN, child="c01", text="书", collected=day(on))


def noted(on: str, area: str = "diary") -> model.Observation:
    return model.Observation(
        origin=ORIGIN, child="c01", date=day(on), area=area, by="t07", text="好"
    )


def test_aid_health_wishes_and_observations_count_for_their_children() -> None:
    found = contacts(
        aid=(
            aid("09-01", "goods", "c01", "c02"),
            aid(TODAY, "cash", "c02"),
            aid("10-16", "cash", "c01"),
        ),
        health=(health("09-02"), health(TODAY), health("10-16")),
        wishes=(wish("09-03"), wish(TODAY), wish("10-16")),
        observations=(noted("09-04"), noted(TODAY, "study"), noted("10-16")),
    )
    assert of_units(found.of_children) == {
        "c01": {
            "aid": ["09-01"],
            "aid/goods": ["09-01"],
            "health": ["09-02", "10-15"],
            "wish": ["09-03", "10-15"],
            "observation": ["09-04", "10-15"],
            "observation/diary": ["09-04"],
            "observation/study": ["10-15"],
        },
        "c02": {
            "aid": ["09-01", "10-15"],
            "aid/goods": ["09-01"],
            "aid/cash": ["10-15"],
        },
    }
    for kind, by, source in (
        ("aid", None, found.store.aid[0]),
        ("health", None, found.store.health[0]),
        ("wish", None, found.store.wishes[0]),
        ("observation/diary", ("t07",), found.store.observations[0]),
    ):
        contact = found.of_children["c01"][kind][0]
        assert (contact.with_, contact.by, contact.source) == (None, by, source)
    assert of_units(found.of_classes) == {} and told(found.of_school) == {}


def test_contacts_of_a_unit() -> None:
    found = contacts(
        visits=(visit("09-01"),),
        activities=(activity("09-02", children=("c02",)),),
        provisions=(provision("09-03", class_="2024-1"),),
    )
    assert found.of("child", "c01") is found.of_children["c01"]
    assert found.of("class", "2024-1") is found.of_classes["2024-1"]
    assert found.of("school", SCHOOL) is found.of_school and SCHOOL == "school"
    assert found.of("child", "2024-1") == {} == found.of("class", "c01")


HELD = (Holding("t01", day("09-01"), day("09-10")), Holding("t02", day("09-11"), day("09-20")))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("09-01", "09-02", "09-05", "09-10", "09-11", "09-12", "09-20", "09-21")),
        ({"contact": ("home_visit",)}, ("09-01", "09-20")),
        ({"contact": ("home_visit", "reading")}, ("09-01", "09-12", "09-20")),
        ({"contact": ("letter",)}, ()),
        ({"with_": ("child",)}, ("09-01", "09-02", "09-10", "09-11", "09-21")),
        ({"with_": ("guardian",)}, ("09-20",)),
        ({"with_": ("guardian", "child")}, ("09-01", "09-02", "09-10", "09-11", "09-20", "09-21")),
        ({"by": ("paired_teacher",)}, ("09-01", "09-10", "09-12")),
        ({"by": ("paired_teacher",), "with_": ("child",)}, ("09-01", "09-10")),
    ],
)
def test_contacts_that_qualify(fields: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Once a day; with whom and by whom as the rule says, on the first and the last day of the role
    too, and not a day later; what nobody makes with anybody fulfils no rule that asks for it."""
    found = contacts(
        visits=(
            visit("09-21", by=("t02",)),
            visit("09-10", by=("t09", "t01")),
            visit("09-01", "home_visit", "talk", with_=("child",)),
            visit("09-02", by=("t02",)),
            visit("09-02", by=("t03",)),
            visit("09-11"),
            visit("09-20", "home_visit", by=("t03",), with_=("guardian",)),
        ),
        activities=(activity("09-12", organisers=("t02",), children=("c01",)),),
        health=(health("09-05"),),
    ).of_children["c01"]
    asked = rule(**{"contact": ("talk", "home_visit", "reading", "health"), **fields})
    credited = qualifying(asked, found, HELD)
    assert credited == days(*expected)
    behind = sources(asked, found, HELD, credited[1:])
    assert sorted(behind) == list(credited[1:])
    assert all(getattr(source, "date", None) == on for on, source in behind.items())


def test_of_several_records_of_a_day_the_first_is_named() -> None:
    """The first that qualifies, in the order of the rule's kinds."""
    first, second = visit("09-01", by=("t09",)), visit("09-01")
    reading = activity("09-01", organisers=("t01",), children=("c01",))
    found = contacts(visits=(first, second), activities=(reading,)).of_children["c01"]
    for kinds, by, expected in (
        (("talk", "reading"), (), first),
        (("reading", "talk"), (), reading),
        (("talk", "reading"), ("paired_teacher",), second),
    ):
        asked = rule(contact=kinds, by=by)
        named = sources(asked, found, HELD, days("09-01"))
        assert named[day("09-01")] is expected and len(named) == 1
        assert sources(asked, found, HELD, days("09-02")) == {}
    met = visit("09-01", with_=("guardian",)), visit("09-01")
    found = contacts(visits=met).of_children["c01"]
    named = sources(rule(with_=("child",)), found, HELD, days("09-01"))
    assert named[day("09-01")] is met[1]
