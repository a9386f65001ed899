"""What is taken out of the records for an audience, record by record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from builder import model
from builder.audience import Audience, Kind, NoSuchAudience, audience_of, every_audience, made
from builder.i18n import Language
from builder.inspection import Inspection, inspect
from builder.store import Store
from builder.withhold import Elsewhere, first_name, owed_elsewhere, withhold
from tests import plain
from tests.full_school import CARERS, DAY, Place, full_school
from tests.support import NOON, folder, look
from tests.test_engine import worked_example

CHINESE = Language("zh_CN")


def _words(place: Place) -> str:
    """What a field says: which field it is, and whose."""
    return f"{place.kind}.{'.'.join(place.route)}.{place.child}{place.author}"


@pytest.fixture(scope="module")
def school() -> Inspection:
    """The full school, and what the two children have together."""
    records = full_school(_words)
    both = ["c01", "c02"]

    def more(record: str, **fields: Any) -> None:
        records.setdefault(record, []).append(fields)

    common = {"kind": ["talk"], "summary": "一起谈心", "with": ["child"]}
    more("visit", date="2026-11-12", children=both, by=["t04", "t02"], **common)
    more(
        "visit",
        date="2026-11-13",
        children=["c02"],
        by=["c01"],
        kind=["peer_visit"],
        summary="去玩",
    )
    more("visit", date="2026-11-14", children=both, by=["o01"], kind=["talk"], summary="外出")
    more(
        "visit", date="2026-11-15", children=["c01"], by=["t09"], kind=["counselling"],
        summary="没有联系上", outcome="not_reached",
    )  # fmt: skip
    more(
        "aid",
        date="2026-11-12",
        children=both,
        kind="cash",
        item="助学金",
        source="商会",
        amount="100",
        quantity="两份",
        donor="o01",
    )
    more(
        "activity",
        title="两人的比赛",
        kind="contest",
        date="2026-11-12",
        classes=["2023-1", "2024-1"],
        children=both,
    )
    more(
        "activity",
        title="别人的比赛",
        kind="contest",
        date="2026-11-12",
        classes=["2023-1"],
        children=["c02"],
    )
    more(
        "activity",
        title="三年级的班会",
        kind="class_meeting",
        date="2026-11-12",
        classes=["2024-1"],
    )
    more("activity", title="全校的讲座", kind="seminar", date="2026-11-12", organisers=["t02"])
    more(
        "plan",
        child="c01",
        kind="study",
        staff="t02",
        helper="c02",
        schedule="周五",
        content="数学",
        **{"from": "2026-09-07"},
    )
    more(
        "plan",
        child="c02",
        kind="study",
        staff="t01",
        schedule="周五",
        content="语文",
        **{"from": "2026-09-07"},
    )
    more("observation", child="c02", date="2026-11-12", area="study", by="t01", text="上课认真")
    more(
        "incident", title="两人", occurred="2026-11-12 10:00", known="2026-11-12 10:00", kind="injury",
        children=both, summary="都摔了",
        notifications=[
            {"to": "guardian", "at": "2026-11-12 10:10", "children": ["c02"]},
            {"to": "parents", "at": "2026-11-12 10:20", "children": both},
            {"to": "school_leaders", "at": "2026-11-12 10:05"},
        ],
    )  # fmt: skip
    more(
        "exemption", reason="全校", approved_by="t09", **{"from": "2026-11-02", "to": "2026-11-06"}
    )
    more(
        "exemption",
        reason="两人",
        children=both,
        approved_by="t09",
        **{"from": "2026-11-02", "to": "2026-11-06"},
    )
    more(
        "request", received="2026-11-02", due="2026-11-20", child="c01", by="父亲", kind="access",
    )  # fmt: skip
    more("provision", date="2026-11-12", kind="room_open", count="9", by="t02")
    more(
        "pairing",
        kind="proxy_parent",
        child="c02",
        staff="o01",
        since="2025-08-31",
        until="2026-08-30",
    )
    found = look(folder(records), DAY)
    assert not [finding for finding in found.findings if finding.code[0] == "E"]
    return found


def part(school: Inspection, word: str) -> Store:
    """The records that an audience gets."""
    audience = audience_of(word, school.store, school.as_of)
    return withhold(school, audience, CHINESE).store


def test_all_and_the_maker_of_public_numbers_get_everything(school: Inspection) -> None:
    for word in ("all", "public"):
        audience = audience_of(word, school.store, school.as_of)
        assert withhold(school, audience, CHINESE) is school


def test_findings_are_for_the_leaders(school: Inspection) -> None:
    assert school.findings
    for word in ("staff:t01", "staff:o01", "class:2023-1"):
        audience = audience_of(word, school.store, school.as_of)
        assert withhold(school, audience, CHINESE).findings == ()
    assert part(school, "staff:t01").records == 0 and school.store.records > 0


@pytest.mark.parametrize(
    ("word", "children", "met", "classes"),
    [
        ("staff:t01", {"c01"}, {"c02"}, {"2023-1"}),
        ("staff:t02", {"c01"}, {"c02"}, set()),
        ("staff:t09", set(), {"c01", "c02"}, set()),
        ("staff:t05", {"c02"}, set(), set()),
        ("staff:o01", {"c01"}, set(), set()),
        ("class:2024-1", {"c02"}, set(), {"2024-1"}),
    ],
)
def test_whom_an_audience_sees(
    word: str, children: set[str], met: set[str], classes: set[str], school: Inspection
) -> None:
    found = audience_of(word, school.store, school.as_of)
    assert (found.children, found.met, found.classes) == (children, met, classes)
    assert set(part(school, word).children) == children | met


def test_a_pairing_that_is_over_opens_nothing(school: Inspection) -> None:
    """o01 was c02's proxy parent till August."""
    store = part(school, "staff:o01")
    assert [(one.child, one.kind) for one in store.pairings] == [("c01", "community_parent")]


def test_whoever_has_left_the_school_is_nobodys(school: Inspection) -> None:
    gone = replace(school.store.children["c01"], left=school.as_of.replace(day=1))
    store = replace(school.store, children={**school.store.children, "c01": gone})
    assert audience_of("staff:t01", store, school.as_of).children == frozenset()
    assert audience_of("class:2023-1", store, school.as_of).children == frozenset()


def test_whoever_is_not_there_any_more_has_no_site(school: Inspection) -> None:
    left = replace(school.store.staff["t05"], until=school.as_of.replace(day=1))
    store = replace(school.store, staff={**school.store.staff, "t05": left})
    assert "staff-t05" not in {one.folder for one in every_audience(store, school.as_of)}
    alone = replace(store, pairings=())
    assert "staff-o01" not in {one.folder for one in every_audience(alone, school.as_of)}
    assert "staff-t02" in {one.folder for one in every_audience(alone, school.as_of)}


def test_a_child_that_one_has_only_met_is_a_name_and_a_class(school: Inspection) -> None:
    child = part(school, "staff:t01").children["c02"]
    whole = school.store.children["c02"]
    assert (child.name, child.class_, child.enrolled) == (whole.name, "2024-1", whole.enrolled)
    assert (child.parents, child.guardians, child.home, child.health, child.left_behind) == (
        (), (), None, None, (),
    )  # fmt: skip
    assert part(school, "staff:t01").children["c01"] == school.store.children["c01"]


def test_of_a_withdrawn_consent_the_day_is_left(school: Inspection) -> None:
    whole = school.store.children["c01"]
    assert whole.consent is not None
    gone = replace(whole, consent=replace(whole.consent, withdrawn=school.as_of))
    store = replace(school.store, children={**school.store.children, "c01": gone})
    audience = Audience(Kind.OUTSIDE, "o01", frozenset({"c01"}))
    child = withhold(replace(school, store=store), audience, CHINESE).store.children["c01"]
    assert child.consent is not None
    assert child.consent == model.Consent(by="", date=whole.consent.date, withdrawn=school.as_of), (
        "and by nobody in particular"
    )
    kept = withhold(school, audience, CHINESE).store.children["c01"]
    assert kept.consent is None


def test_where_an_unguarded_child_lives(school: Inspection) -> None:
    whole = school.store.children["c01"]
    assert whole.home and whole.guardians[0].address
    assert part(school, "staff:t02").children["c01"].home == whole.home
    child = part(school, "class:2023-1").children["c01"]
    assert child.home is None and [one.address for one in child.guardians] == [None]
    assert [one.phone for one in child.guardians] == [one.phone for one in whole.guardians]
    guarded = replace(whole, unguarded=())
    store = replace(school.store, children={**school.store.children, "c01": guarded})
    audience = audience_of("class:2023-1", store, school.as_of)
    seen = withhold(replace(school, store=store), audience, CHINESE).store
    assert seen.children["c01"].home == whole.home


def test_other_children_are_not_named(school: Inspection) -> None:
    store = part(school, "class:2023-1")
    assert {child for visit in store.visits for child in visit.children} == {"c01"}
    assert not any("c01" in visit.by for visit in store.visits), "c01 went to see c02"
    peers = [one for one in store.pairings if one.kind == "friend"]
    assert [(one.child, one.peer, one.peer_name) for one in peers] == [
        ("c01", None, "另一名学生"),
        ("c01", None, "另一名学生"),
    ]
    assert [bool(one.goal) for one in peers] == [True, False], (
        "the goal of the other is the other's"
    )
    helpers = [one for one in store.plans if one.content == "数学"]
    assert [(one.helper, one.helper_name) for one in helpers] == [(None, "另一名学生")]
    together = [one for one in store.incidents if one.title == "两人"]
    assert [one.children for one in together] == [("c01",)]
    assert [(note.to, note.children) for note in together[0].notifications] == [
        ("parents", ("c01",)),
        ("school_leaders", ()),
    ]
    assert [one.children for one in store.exemptions if one.reason in ("全校", "两人")] == [
        (),
        ("c01",),
    ]


def test_whom_one_has_met_is_named_in_ones_own_records_alone(school: Inspection) -> None:
    store = part(school, "staff:t02")
    together = [one for one in store.visits if one.summary == "一起谈心"]
    assert [one.children for one in together] == [("c01", "c02")], "t02 was there"
    assert [one.by for one in together] == [("t04", "t02")], "and who else of the school was"
    outing = [one for one in store.visits if one.summary == "外出"]
    assert [one.children for one in outing] == [("c01",)], "t02 was not"
    assert [one.content for one in part(school, "staff:t01").plans if one.child == "c02"] == [
        "语文"
    ]
    assert [o.text for o in part(school, "staff:t01").observations if o.child == "c02"] == [
        "上课认真"
    ]
    assert not [one for one in store.wishes if one.child == "c02"]


def test_aid_to_several_is_ones_own_share(school: Inspection) -> None:
    given = [one for one in part(school, "staff:t01").aid if one.item == "助学金"]
    assert [(one.children, one.amount, one.quantity) for one in given] == [(("c01",), 50.0, None)]
    whole = [one for one in school.store.aid if one.item == "助学金"]
    assert [(one.amount, one.quantity) for one in whole] == [(100.0, "两份")]
    outside = [one for one in part(school, "staff:o01").aid if one.item == "助学金"]
    assert [(one.children, one.amount) for one in outside] == [(("c01",), 50.0)]
    assert all(one.donor == "o01" for one in part(school, "staff:o01").aid)


def test_activities(school: Inspection) -> None:
    def titles(word: str) -> set[str]:
        return {one.title for one in part(school, word).activities} & {
            "两人的比赛", "别人的比赛", "三年级的班会", "全校的讲座",
        }  # fmt: skip

    assert titles("staff:t01") == {"两人的比赛"}
    assert titles("staff:t02") == {"两人的比赛", "全校的讲座"}, "one's own are there"
    assert titles("class:2024-1") == {"两人的比赛", "别人的比赛", "三年级的班会"}
    assert titles("staff:o01") == set()
    contest = next(one for one in part(school, "staff:t01").activities if one.title == "两人的比赛")
    assert contest.children == ("c01",)
    full = [one for one in part(school, "staff:t01").activities if one.guardians_of]
    assert all(one.guardians_of == ("c01",) and one.results and one.findings for one in full)


def test_provisions(school: Inspection) -> None:
    def kinds(word: str) -> list[tuple[str, str | None]]:
        return [(one.kind, one.class_) for one in part(school, word).provisions]

    assert kinds("staff:t01") == [("egg", "2023-1")]
    assert kinds("staff:t02") == [("room_open", None)]
    assert kinds("class:2024-1") == [("egg", "2024-1")]
    assert kinds("staff:o01") == []


def test_a_confidential_visit_of_somebody_else(school: Inspection) -> None:
    """Its day and that there was a contact; where nobody was reached there was none."""
    store = part(school, "staff:t01")
    bare = [one for one in store.visits if not one.kind]
    assert [(f"{one.date:%m-%d}", one.children, one.by, one.summary) for one in bare] == [
        ("11-16", ("c01",), (), None),
        ("11-16", ("c01",), (), None),
    ]
    assert len({one.origin for one in bare}) == 2 and all(one.origin.folder for one in bare)
    own = part(school, "staff:t09").visits
    assert {one.kind for one in own} == {("counselling",)} and all(one.summary for one in own)
    assert len(own) == 3, "the one that reached nobody too: it is t09's own"


def test_a_suspected_abuse_is_nowhere_else(school: Inspection) -> None:
    assert {one.kind for one in school.store.incidents} == {"injury", "abuse"}
    for word in ("staff:t01", "staff:t02", "class:2023-1", "staff:t09"):
        assert "abuse" not in {one.kind for one in part(school, word).incidents}, word
    assert part(school, "staff:o01").incidents == ()


@pytest.mark.parametrize("word", ["staff:t01", "staff:t02", "class:2023-1", "staff:o01"])
def test_what_families_ask_is_for_the_leaders(school: Inspection, word: str) -> None:
    assert school.store.requests and not part(school, word).requests


def test_what_somebody_from_outside_gets_of_the_school(school: Inspection) -> None:
    store = part(school, "staff:o01")
    assert (store.school.name, store.school.regulations, store.school.leading_group) == (
        school.store.school.name, (), (),
    )  # fmt: skip
    assert store.school.repository is None and store.school.timezone == "Asia/Shanghai"
    assert set(store.staff) == {"o01"} and store.staff["o01"].phone is None
    assert all(one.plan is None and one.classes == () for one in store.semesters)
    assert [one.start for one in store.semesters] == [s.start for s in school.store.semesters]
    empty = (store.duties, store.exemptions, store.wishes, store.health, store.observations)
    assert not any(empty) and not store.summaries
    assert store.policy is None and store.policy_origin is None
    assert {one.by for one in store.visits} == {("o01",)}
    inside = part(school, "staff:t02")
    assert inside.school == school.store.school and inside.staff == school.store.staff
    assert inside.duties == school.store.duties and not inside.summaries
    assert inside.policy == school.store.policy and inside.policy_origin


@pytest.mark.parametrize(
    ("word", "units"),
    [
        (
            "staff:t01",
            {("weekly", "c01"), ("mothers", "c01"), ("counselling", "c01"), ("class", "2023-1")},
        ),
        ("staff:t02", {("weekly", "c01"), ("mothers", "c01")}),
        ("staff:o01", {("mothers", "c01")}),
        ("class:2024-1", {("weekly", "c02"), ("mothers", "c02"), ("class", "2024-1")}),
        ("staff:t09", {("school", "school")}),
    ],
)
def test_what_is_owed(word: str, units: set[tuple[str, str]], school: Inspection) -> None:
    """Of one's own, and what one answers for. That a rule of counselling is kept would say who was
    counselled: only whoever owes it sees it (the class teacher, where the rule names no role)."""
    audience = audience_of(word, school.store, school.as_of)
    found = withhold(school, audience, CHINESE).evaluation
    whole = school.evaluation
    assert {(track.rule.id, track.unit) for track in found.tracks} == units
    for seen, every in ((found.overdue, whole.overdue), (found.unassigned, whole.unassigned)):
        wanted = [row for row in every if (row.rule.id, row.unit) in units]  # type: ignore[attr-defined]
        assert [(row.rule.id, row.unit) for row in seen] == [(r.rule.id, r.unit) for r in wanted]  # type: ignore[attr-defined]
    assert [one.rule.id for one in found.completion] == [one.rule.id for one in whole.completion]
    for entry in found.completion:
        states = [o.state for t in found.tracks if t.rule is entry.rule for o in t.obligations]
        assert (entry.met, entry.missed, entry.waived, entry.future) == tuple(
            states.count(name)
            for name in ("met", "missed", "waived", "future")  # type: ignore[arg-type]
        )


def _counselled(*days: tuple[str, str], until: str | None = None) -> Inspection:
    """Two children and a class, whom a counsellor owes a talk each week and a lesson each month, on
    a Wednesday; and on which days the counsellor saw whom."""
    records = worked_example()
    records["policy"]["rules"] += [
        {"id": "talks", "contact": ["counselling"], "by": ["counsellor"], "every": "week"},
        {
            "id": "lesson",
            "scope": "class",
            "contact": ["mind_class"],
            "by": ["counsellor"],
            "every": "month",
        },
    ]
    (first,) = records["child"]
    records["child"].append({**first, "id": "c2302", "name": "周小满"})
    records["staff"] += [
        {"id": "t08", "name": "何静", "group": "teacher", "counsellor": True, "until": until},
        {"id": "t09", "name": "陈立", "group": "administration", "counsellor": True},
    ]
    records["activity"] = [
        {"title": "心理课", "kind": "mind_class", "date": "2026-09-09", "organisers": ["t08"]}
    ]
    records["visit"] += [
        {
            "date": f"2026-10-{day}",
            "children": [child],
            "kind": ["counselling"],
            "by": ["t08"],
            "summary": "谈心",
        }
        for child, day in days
    ]
    found = look(folder(records), "2026-10-28")
    assert not [finding for finding in found.findings if finding.code[0] == "E"]
    return found


@pytest.mark.parametrize(
    ("days", "n", "late"),
    [
        ((), 3, 2),
        ((("c2302", "20"),), 3, 1),
        ((("c2302", "20"), ("c2302", "27")), 2, 1),
        ((("c2302", "20"), ("c2301", "27")), 2, 0),
        ((("c2302", "26"), ("c2301", "26")), 1, 0),
    ],
)
def test_what_a_counsellor_owes_to_other_peoples_children(
    days: tuple[tuple[str, str], ...], n: int, late: int
) -> None:
    """A child whose last week was missed and whose week is open counts once; the lesson is open."""
    found = _counselled(*days)
    audience = audience_of("staff:t08", found.store, found.as_of)
    assert audience.children == set()
    assert owed_elsewhere(found, audience, CHINESE) == Elsewhere(n, late)
    assert not withhold(found, audience, CHINESE).evaluation.tracks


def test_what_is_owed_elsewhere_is_owed_by_a_role_for_everybody_and_not_seen() -> None:
    found = _counselled()
    for word in ("staff:t07", "class:2023-1"):
        audience = audience_of(word, found.store, found.as_of)
        assert owed_elsewhere(found, audience, CHINESE) == Elsewhere()
    own = Audience(Kind.STAFF, "t08", frozenset({"c2301"}), classes=frozenset({"2023-1"}))
    assert owed_elsewhere(found, own, CHINESE) == Elsewhere(1, 1), "c2302 alone is elsewhere"
    last = _counselled(until="2026-10-28")
    gone = _counselled(until="2026-10-27")
    counsellor = Audience(Kind.STAFF, "t08")
    assert owed_elsewhere(last, counsellor, CHINESE) == Elsewhere(3, 2)
    assert owed_elsewhere(gone, counsellor, CHINESE) == Elsewhere()


def test_a_counsellor_who_reached_nobody_made_no_contact() -> None:
    """A confidential visit of somebody else is its day; where nobody was reached it is nothing."""
    found = _counselled(("c2301", "20"))
    audience = audience_of("staff:t07", found.store, found.as_of)
    assert audience.children == {"c2301", "c2302"}, "the class teacher's"

    def days(found: Inspection) -> list[int]:
        return [v.date.day for v in withhold(found, audience, CHINESE).store.visits if not v.kind]

    assert days(found) == [20]
    visits = tuple(replace(v, outcome="not_reached") for v in found.store.visits)
    assert days(replace(found, store=replace(found.store, visits=visits))) == []


def test_a_pairing_in_the_second_repository_is_for_whoever_is_paired(school: Inspection) -> None:
    """And the child's other pairings stay."""
    mine = [one for one in part(school, "class:2023-1").pairings if one.staff]
    moved = tuple(
        replace(one, origin=replace(one.origin, folder=1)) if one.staff == "t02" else one
        for one in school.store.pairings
    )
    found = replace(school, store=replace(school.store, pairings=moved))
    seen = [one for one in part(found, "class:2023-1").pairings if one.staff]
    assert seen == [one for one in mine if one.staff != "t02"] and len(seen) < len(mine)
    assert part(found, "staff:t02").pairings == part(school, "staff:t02").pairings


def test_ones_own_visit_to_whoever_may_not_be_named(school: Inspection) -> None:
    """Last year's, to a child who is not one's own any more: it is not there, and what stands
    behind it is."""
    first, *others = (one for one in school.store.visits if one.by == ("t02",))
    last_year = replace(
        first, date=first.date - timedelta(days=400), children=("c02",), kind=("talk",)
    )
    records = replace(school.store, visits=(last_year, *others))
    found = replace(school, store=records)
    audience = audience_of("staff:t02", records, school.as_of)
    assert others and "c02" not in audience.met
    assert list(withhold(found, audience, CHINESE).store.visits) == others


def test_ones_own_visit_to_several_names_whom_one_may_name(school: Inspection) -> None:
    """Last year's, to a child who is one's own still and to one who is not."""
    first = next(one for one in school.store.visits if one.by == ("t02",))
    both = replace(first, date=first.date - timedelta(days=400), children=("c01", "c02"))
    records = replace(school.store, visits=(both,), observations=(), plans=())
    (seen,) = part(replace(school, store=records), "staff:t02").visits
    assert seen == replace(both, children=("c01",))


def test_somebody_from_outside_is_not_told_who_came_along(school: Inspection) -> None:
    visit = next(one for one in school.store.visits if one.summary == "外出")
    along = replace(visit, by=("o01", "t02"), children=("c01",))
    found = replace(school, store=replace(school.store, visits=(along,)))
    assert [one.by for one in part(found, "staff:o01").visits] == [("o01",)]
    assert [one.by for one in part(found, "staff:t02").visits] == [("o01", "t02")]


def test_who_made_a_visit(school: Inspection) -> None:
    """A child may have a teacher's id, and one who goes to see another is not that teacher."""
    store = replace(school.store, children={**school.store.children, "t05": CHILD})
    talk = replace(school.store.visits[0], kind=("talk",), by=("t05", "t02"))
    peers = replace(talk, kind=("peer_visit",))
    assert made(talk, "t05", store) and made(talk, "t02", store)
    assert not made(peers, "t05", store) and made(peers, "t02", store)
    assert made(peers, "t05", school.store), "there is no such child"
    assert not made(talk, "t09", store) and not made(replace(talk, by=("x",)), "x", store)


CHILD = plain.child("t05", "2023-1")


def test_a_pair_of_other_children_is_nobodys_business(school: Inspection) -> None:
    theirs = next(one for one in school.store.pairings if one.child == "c02" and one.peer)
    third = replace(school.store.children["c02"], id="c03")
    records = replace(
        school.store,
        children={**school.store.children, "c03": third},
        pairings=(replace(theirs, peer="c03"),),
    )
    assert part(replace(school, store=records), "class:2023-1").pairings == ()
    assert len(part(replace(school, store=records), "class:2024-1").pairings) == 1


def test_observations_by_others_of_ones_own_children(school: Inspection) -> None:
    mine = [one for one in school.store.observations if one.child == "c01"]
    assert mine and list(part(school, "class:2023-1").observations) == mine


def test_what_stands_behind_an_activity_of_the_second_repository(school: Inspection) -> None:
    apart, *_ = (one for one in school.store.activities if one.classes == ("2023-1",))
    hidden = replace(apart, origin=replace(apart.origin, folder=1))
    records = replace(school.store, activities=(hidden, apart))
    found = part(replace(school, store=records), "class:2023-1").activities
    assert [one.origin.folder for one in found] == [0]


def test_files_that_are_wrong_are_for_the_leaders(school: Inspection) -> None:
    records = replace(school.store, wrong=frozenset({(0, "visits/x.yml")}))
    assert part(replace(school, store=records), "staff:t01").wrong == frozenset()


def test_somebody_from_outside_without_a_semester(school: Inspection) -> None:
    nothing = replace(school, evaluation=replace(school.evaluation, semester=None))
    audience = audience_of("staff:o01", school.store, school.as_of)
    assert withhold(nothing, audience, CHINESE).evaluation.semester is None


def test_somebody_from_outside_is_not_told_of_other_contacts(school: Inspection) -> None:
    audience = audience_of("staff:o01", school.store, school.as_of)
    early = look(folder(full_school(_words)), "2026-12-20")
    rows = withhold(early, audience, CHINESE).evaluation.overdue
    assert rows and all(row.last_any_contact is None for row in rows)
    teacher = audience_of("staff:t02", school.store, school.as_of)
    assert any(row.last_any_contact for row in withhold(early, teacher, CHINESE).evaluation.overdue)


def _inspected(*folders: Any) -> Inspection:
    return inspect(list(folders), now=NOON, as_of=date.fromisoformat(DAY))


def test_a_file_named_after_another_child_is_not_told(school: Inspection) -> None:
    """Anchors and edit links are made of a record's place; a place may hold another child's id."""
    files = folder(full_school(_words))
    visit = {"date": "2026-11-12", "by": ["t05"], "kind": ["talk"], "summary": "一起谈心"}
    pairing = {"kind": "friend", "since": "2026-09-01"}
    files.files |= {
        "visits/2026-autumn/c02.yml": json.dumps([{**visit, "children": ["c01", "c02"]}]),
        "visits/2026-autumn/t05-w12.yml": json.dumps([{**visit, "children": ["c01"]}]),
        "pairings/c02-friends.yml": json.dumps([{**pairing, "child": "c02", "peer": "c01"}]),
        "wishes/c02/first.yml": json.dumps(
            [{"child": "c01", "text": "书", "collected": "2026-11-10"}]
        ),
    }
    found = _inspected(files)
    for word in ("class:2023-1", "staff:t01", "staff:o01"):
        store = part(found, word)
        kinds = (store.pairings, store.visits, store.wishes, store.aid, store.plans)
        places = [one.origin for kind in kinds for one in kind]
        assert not [one.path for one in places if "c02" in one.path], word
        hidden = [one for one in places if one.folder]
        assert len(hidden) == len(set(hidden)), "each has an anchor of its own"
    visits = part(found, "staff:t01").visits
    assert "visits/2026-autumn/t05-w12.yml" in {one.origin.path for one in visits}
    assert sum(one.summary == "一起谈心" for one in visits) == 2, "the record itself is there"
    own = part(found, "staff:t05").visits
    assert {one.origin.path for one in own if one.summary == "一起谈心"} == {
        "visits/2026-autumn/c02.yml",
        "visits/2026-autumn/t05-w12.yml",
    }, "whoever may name both knows the file"


def test_what_lies_in_a_second_repository_is_for_the_leaders_and_its_author() -> None:
    first, second = full_school(_words), folder({})
    apart: dict[str, Any] = {}
    for kind in (
        "visit", "plan", "observation", "aid", "wish", "health", "incident", "activity", "exemption",
    ):  # fmt: skip
        apart[kind] = first.pop(kind)
    second.files = {
        path.replace("all.yml", "apart.yml"): text for path, text in folder(apart).files.items()
    }
    found = _inspected(folder(first), second)
    assert not [finding for finding in found.findings if finding.code[0] == "E"]
    store = part(found, "staff:t01")
    assert {(one.summary, one.kind, one.by) for one in store.visits} == {(None, (), ())}
    assert {one.date for one in store.visits} >= {date(2026, 11, 16), date(2026, 11, 17)}
    nothing = (store.plans, store.observations, store.aid, store.wishes, store.health)
    assert not any(nothing)
    assert not any((store.incidents, store.activities, store.exemptions))
    own = part(found, "staff:t02")
    assert {one.summary for one in own.visits if one.by} == {"visit.summary.c01t02"}
    assert [one.content for one in own.plans] == ["plan.content.c01t02"]
    assert [one.text for one in own.observations] == ["observation.text.c01t02"]
    assert not own.incidents and not own.health
    assert len(part(found, "all").incidents) == 4


def test_whoever_has_left_has_no_site_even_when_asked_for(school: Inspection) -> None:
    left = replace(school.store.staff["t02"], until=date(2026, 11, 1))
    store = replace(school.store, staff={**school.store.staff, "t02": left})
    with pytest.raises(NoSuchAudience):
        audience_of("staff:t02", store, school.as_of)


def test_a_child_with_the_id_of_a_teacher_is_not_the_teacher() -> None:
    """Ids are unique within a kind only: what a child did is not a teacher's own record."""
    records = full_school(_words)
    twin = next(one for one in records["child"] if one["id"] == "c02")
    records["child"].append({**twin, "id": "t05", "name": "童谣", "student_no": "9"})
    records["pairing"] = [one for one in records["pairing"] if one.get("staff") != "t05"]
    records["visit"].append(
        {
            "date": "2026-11-12",
            "children": ["c01"],
            "by": ["t05"],
            "kind": ["peer_visit"],
            "summary": "去小伙伴家",
        }
    )
    found = _inspected(folder(records))
    audience = audience_of("staff:t05", found.store, found.as_of)
    assert "c01" not in audience.met
    assert "去小伙伴家" not in {one.summary for one in part(found, "staff:t05").visits}
    seen = [one for one in part(found, "staff:t01").visits if one.summary == "去小伙伴家"]
    assert [one.by for one in seen] == [()], "who came is not t01's to know"


def test_somebody_from_outside_is_told_of_no_other_child(school: Inspection) -> None:
    """A pairing of theirs that names a classmate too, by a slip of the pen."""
    (pairing,) = (one for one in school.store.pairings if one.staff == "o01" and one.child == "c01")
    others = tuple(one for one in school.store.pairings if one is not pairing)
    slip = replace(pairing, peer="c02", peer_name="小明")
    store = replace(school.store, pairings=(*others, slip))
    (seen,) = part(replace(school, store=store), "staff:o01").pairings
    assert (seen.peer, seen.peer_name, seen.goal) == (None, None, pairing.goal)


def test_as_many_came_whoever_may_be_named(school: Inspection) -> None:
    def came(word: str) -> list[int | None]:
        return [one.came for one in part(school, word).activities if one.title == "两人的比赛"]

    assert came("all") == came("class:2023-1") == came("staff:t03") == [2]
    (one,) = (one for one in school.store.activities if one.title == "两人的比赛")
    others = tuple(other for other in school.store.activities if other is not one)
    meeting = replace(one, children=(), guardians_of=("c01", "c02"))
    store = replace(school.store, activities=(*others, meeting))
    seen = part(replace(school, store=store), "class:2023-1").activities[-1]
    assert (seen.guardians_of, seen.guardians, seen.came) == (("c01",), 2, meeting.came)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("林小雨", "小雨"),
        ("王芳", "芳"),
        ("欧阳修", "修"),
        ("司马相如", "相如"),
        ("马超", "超"),
        ("欧阳", "阳"),
        ("阿依古丽·买买提", "阿依古丽"),
        ("阿依古丽•买买提", "阿依古丽"),
        ("阿依古丽·买买提·艾山", "阿依古丽"),
        ("Li Ming", "Li"),
        ("Xaver Yan Li", "Xaver"),
        ("龙", "龙"),
    ],
)
def test_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


def test_audiences_by_word(school: Inspection) -> None:
    store, day = school.store, school.as_of
    assert {one.folder for one in every_audience(store, day)} == {
        "all",
        *(f"staff-{id_}" for id_ in store.staff),
        "class-2023-1",
        "class-2024-1",
        "public",
    }
    assert audience_of("staff:o01", store, day).kind is Kind.OUTSIDE
    assert audience_of("staff:t01", store, day).children == {"c01"}
    assert audience_of("class:2024-1", store, day).children == {"c02"}
    assert set(CARERS) == set(store.children)
    for word in ("", "staff", "staff:", "staff:x", "class:9", "public:x", "all:t01", "outside:o01"):
        with pytest.raises(NoSuchAudience) as caught:
            audience_of(word, store, day)
        assert caught.value.args == (word,)


def test_what_is_named_of_an_audience(school: Inspection) -> None:
    found = {one.folder: one for one in every_audience(school.store, school.as_of)}
    assert found["public"].kind is Kind.PUBLIC and found["all"].kind is Kind.ALL
    room = found["class-2024-1"]
    assert (room.kind, room.id, room.classes) == (Kind.CLASS, "2024-1", {"2024-1"})
    moved = replace(
        school.store.children["c01"],
        class_="2024-1",
        earlier_classes=(model.EarlierClass(class_="2023-1", until=school.as_of),),
    )
    store = replace(school.store, children={**school.store.children, "c01": moved})
    assert audience_of("class:2023-1", store, school.as_of).children == {"c01"}, "of that day"
    assert audience_of("class:2024-1", store, school.as_of).children == {"c02"}


def test_without_a_semester(school: Inspection) -> None:
    """Nobody leads a class then, and nobody has met anybody."""
    store = replace(school.store, semesters=())
    found = audience_of("staff:t01", store, school.as_of)
    assert (found.children, found.met, found.classes) == (set(), set(), set())
    assert audience_of("staff:t02", store, school.as_of).children == {"c01"}, "pairings stay"
    assert not [one for one in every_audience(store, school.as_of) if one.kind is Kind.CLASS]
    nothing = replace(school.evaluation, semester=None)
    cut = withhold(replace(school, evaluation=nothing), found, CHINESE)
    assert cut.evaluation.semester is None


def test_whom_one_met_on_the_semesters_first_day(school: Inspection) -> None:
    first = school.store.semesters[-1].start
    seen = replace(
        school.store.visits[-1], date=first, by=("t05",), children=("c01",), kind=("talk",)
    )
    noted = replace(school.store.observations[0], date=first, by="t05", child="c01")
    planned = replace(school.store.plans[0], from_=first, staff="t05", child="c01")
    for changed in (
        replace(school.store, visits=(seen,)),
        replace(school.store, observations=(noted,)),
        replace(school.store, plans=(planned,)),
    ):
        assert audience_of("staff:t05", changed, school.as_of).met == {"c01"}
    before = replace(seen, date=first - timedelta(days=1))
    store = replace(school.store, visits=(before,))
    assert audience_of("staff:t05", store, school.as_of).met == set()


def test_ones_own_children_come_whole(school: Inspection) -> None:
    """What is theirs alone is as it is on record, to the last field."""
    store, whole = part(school, "staff:t01"), school.store
    for kind in ("wishes", "health"):
        mine = [one for one in getattr(whole, kind) if one.child == "c01"]
        assert mine and list(getattr(store, kind)) == mine, kind
    alone = [v for v in whole.visits if v.children == ("c01",) and "o01" not in v.by]
    alone = [v for v in alone if not v.confidential and v.kind != ("counselling",)]
    assert alone and [v for v in store.visits if v in alone] == alone
    outing = next(one for one in store.visits if one.summary == "外出")
    assert outing.by == ("o01",)
    paired = [p for p in whole.pairings if p.child == "c01" and p.peer is None]
    assert [p for p in store.pairings if p.peer_name is None] == paired
    full = [p for p in whole.plans if p.child == "c01" and p.helper is None]
    assert full and [p for p in store.plans if p.helper_name != "另一名学生"] == [
        *full,
        *(p for p in whole.plans if p.content == "语文"),
    ]
    assert store.semesters == whole.semesters and store.requests == ()
    assert store.summaries == {} and store.wrong == frozenset()
    meeting = next(one for one in whole.activities if one.children == ("c01",))
    assert meeting in store.activities


def test_the_other_side_of_a_pair(school: Inspection) -> None:
    """c02's pairing with c01, seen by c01's teacher: its days, and nothing of c02."""
    theirs = next(p for p in school.store.pairings if p.child == "c02" and p.peer == "c01")
    ended = replace(theirs, until=school.as_of)
    changed = tuple(ended if one is theirs else one for one in school.store.pairings)
    store = part(replace(school, store=replace(school.store, pairings=changed)), "staff:t01")
    seen = [one for one in store.pairings if one.kind == "friend" and one.until]
    assert [(p.child, p.since, p.until, p.goal, p.results) for p in seen] == [
        ("c01", theirs.since, school.as_of, None, ())
    ]
    assert all(p.origin is not None for p in seen)
    assert len(store.pairings) == len([p for p in store.pairings if p.child == "c01"])


def test_a_stub_says_when_the_child_was_here_and_nothing_else(school: Inspection) -> None:
    until = school.as_of + timedelta(days=30)
    spell = replace(school.store.children["c01"].left_behind[0], until=until)
    child = replace(
        school.store.children["c01"],
        left=until,
        left_behind=(spell,),
        class_="2024-1",
        earlier_classes=(model.EarlierClass(class_="2023-1", until=school.as_of),),
    )
    store = replace(school.store, children={**school.store.children, "c01": child})
    stub = part(replace(school, store=store), "staff:o01").children["c01"]
    assert stub == model.Child(
        origin=stub.origin,
        id="c01",
        name=child.name[1:],
        sex="",
        born=child.enrolled,
        class_="2023-1",
        enrolled=child.enrolled,
        left=until,
        left_behind=(model.LeftBehind(since=spell.since, until=until, type=""),),
    )
    assert stub.origin is not None and stub.origin.path == "withheld"
    met = part(replace(school, store=store), "staff:t09").children["c01"]
    assert met.left_behind == () and met.name == child.name


def test_the_school_of_somebody_from_outside_is_a_name_and_a_calendar(school: Inspection) -> None:
    other = replace(school.store.school, timezone="Asia/Urumqi", locale="en", first_grade=7)
    store = part(replace(school, store=replace(school.store, school=other)), "staff:o01")
    assert store.school == model.School(
        origin=other.origin,
        name=other.name,
        classes=other.classes,
        locale="en",
        timezone="Asia/Urumqi",
        first_grade=7,
    )
    assert store.school.origin == other.origin
    own = replace(school.store.activities[0], organisers=("o01",))
    eggs = replace(school.store.provisions[0], by="o01")
    more = replace(school.store, activities=(own,), provisions=(eggs,))
    store = part(replace(school, store=more), "staff:o01")
    assert store.activities == () and store.provisions == () and store.incidents == ()


def test_amounts_of_aid(school: Inspection) -> None:
    third = replace(school.store.children["c02"], id="c03", name="孙三", class_="2023-1")
    children = {**school.store.children, "c03": third}
    shared = next(one for one in school.store.aid if one.item == "助学金")
    three = replace(shared, children=("c01", "c02", "c03"), amount=90.0)
    goods = replace(shared, amount=None)
    store = replace(school.store, children=children, aid=(three, goods))
    given = part(replace(school, store=store), "class:2023-1").aid
    assert [(one.children, one.amount) for one in given] == [
        (("c01", "c03"), 60.0),
        (("c01",), None),
    ]


def test_of_an_activity_there_is_what_concerns_ones_own(school: Inspection) -> None:
    mixed = replace(
        next(one for one in school.store.activities if one.title == "两人的比赛"),
        guardians_of=("c01", "c02"),
        results=(
            model.Award(award="一等奖", child="c01"),
            model.Award(award="二等奖", child="c02"),
            model.Award(award="三等奖", name="外校学生"),
        ),
        findings=(
            model.Concern(child="c01", concern="emotional"),
            model.Concern(child="c02", concern="behaviour"),
        ),
    )
    meeting = replace(
        mixed,
        title="班会",
        classes=("2023-1",),
        children=(),
        guardians_of=(),
        results=(),
        findings=(),
    )
    store = replace(school.store, activities=(mixed, meeting))
    seen = {one.title: one for one in part(replace(school, store=store), "staff:t02").activities}
    assert set(seen) == {"两人的比赛", "班会"}, "t02 leads no class, and c01 is in that one"
    found = seen["两人的比赛"]
    assert (found.children, found.guardians_of) == (("c01",), ("c01",))
    assert [one.award for one in found.results] == ["一等奖"]
    assert [one.concern for one in found.findings] == ["emotional"]


def test_vacancies_are_seen_by_those_whose_children_lack_somebody(school: Inspection) -> None:
    records = full_school(_words)
    records["pairing"] = [one for one in records["pairing"] if one["kind"] != "paired_teacher"]
    found = look(folder(records), DAY)
    whole = [(row.rule.id, row.unit) for row in found.evaluation.unassigned]
    assert whole == [("weekly", "c01"), ("weekly", "c02")]
    audience = audience_of("staff:t01", found.store, found.as_of)
    seen = withhold(found, audience, CHINESE).evaluation
    assert [(row.rule.id, row.unit) for row in seen.unassigned] == [("weekly", "c01")]
    assert seen.semester == found.evaluation.semester
    outside = withhold(
        found, audience_of("staff:o01", found.store, found.as_of), CHINESE
    ).evaluation
    assert outside.semester is not None
    assert (outside.semester.plan, outside.semester.classes) == (None, ())
    assert outside.semester.start == found.evaluation.semester.start  # type: ignore[union-attr]
