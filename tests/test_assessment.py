"""Who carries an obligation and how it ended: small stores with one thing that matters, and laws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.assessment import FEW, NOBODY, Assessment, Case, Ending, Tally, assess
from builder.evaluation import DONE, State
from builder.inspection import Inspection
from builder.roles import Roles
from tests.oracle.strategies import schools
from tests.support import folder, look

WEEKLY = {
    "id": "weekly",
    "line": "生活",
    "contact": ["home_visit"],
    "by": ["paired_teacher"],
    "every": "week",
}
DAY = "2026-10-26"
"""A Monday: eight weeks are over (that of the holiday is waived), the ninth has begun."""


def visit(day: str, by: str = "t02", *, child: str = "c1", **more: Any) -> dict[str, Any]:
    """A home visit to the guardian that reached somebody."""
    given = {"kind": ["home_visit"], "with": ["guardian"], "summary": "在家", **more}
    if given.get("outcome"):
        del given["summary"]
    return {"date": f"2026-{day}", "children": [child], "by": [by], **given}


def child(id_: str, class_: str = "2023-1", **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "name": f"学生{id_}",
        "sex": "female",
        "born": f"2016-05-{10 + int(id_[1:]):02d}",
        "class": class_,
        "enrolled": "2023",
        "left_behind": [{"since": "2023", "type": "both_parents_away"}],
        **more,
    }


def pairing(staff: str, since: str = "2026-08-31", until: str | None = None) -> dict[str, Any]:
    return {"kind": "paired_teacher", "child": "c1", "staff": staff, "since": since, "until": until}


def school(*rules: dict[str, Any], teachers: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
    """Two classes, five people, one child of 2023-1; the semester of policy.md's worked example."""
    classes = [{"id": "2023-1", "entered": 2023, "number": 1}]
    classes += [{"id": "2024-1", "entered": 2024, "number": 1}]
    group = [{"staff": "t01", "post": "leader", "lines": ["全面", "生活"]}]
    return {
        "school": {"name": "云溪小学", "classes": classes, "leading_group": group},
        "policy": {"rules": list(rules or [WEEKLY])},
        "semester": [
            {
                "id": "2026-autumn",
                "name": "2026学年第一学期",
                "term": "autumn",
                "start": "2026-08-31",
                "end": "2027-01-17",
                "holidays": [{"from": "2026-10-01", "to": "2026-10-07"}],
                "classes": [
                    {"class": "2023-1", "class_teachers": list(teachers), "pupils": 30},
                    {"class": "2024-1", "class_teachers": [{"staff": "t03"}], "pupils": 30},
                ],
            }
        ],
        "staff": [
            {"id": f"t0{n}", "name": f"教师{n}", "group": "administration" if n == 1 else "teacher"}
            for n in range(1, 6)
        ],
        "child": [child("c1")],
        **more,
    }


def seen(records: dict[str, Any], day: str = DAY) -> tuple[Assessment, Inspection]:
    """The assessment of records that hold no error."""
    found = look(folder(records), day)
    assert not [finding for finding in found.findings if finding.code[0] == "E"]
    return assess(found.store, found.evaluation), found


def assessed(records: dict[str, Any], day: str = DAY) -> Assessment:
    return seen(records, day)[0]


def begins(tally: Tally | None, *endings: Ending) -> list[str]:
    """The first days of the periods that ended so, without the year."""
    return [f"{case.obligation.start:%m-%d}" for case in tally.of(*endings)] if tally else []


WEEKS = ["08-31", "09-07", "09-14", "09-21", "09-28", "10-12", "10-19"]
"""The weeks that are over; that of 5 October is the holiday's."""


def test_one_teacher_the_whole_time() -> None:
    visits = [visit("09-02"), visit("09-08"), visit("10-14")]
    found = assessed(school(pairing=[pairing("t02")], visit=visits))
    tally = found.by_staff["t02"]
    assert begins(tally, Ending.MET) == ["08-31", "09-07", "10-12"]
    assert begins(tally, Ending.MISSED) == ["09-14", "09-21", "09-28", "10-19"]
    assert begins(tally, Ending.OPEN) == ["10-26"]
    assert begins(tally, Ending.WAIVED) == ["10-05"]
    assert (tally.done, tally.due, tally.future) == (3, 7, 11)
    assert list(found.by_staff) == ["t02"]


def test_nobody_answers_for_a_period_before_they_took_over() -> None:
    pairings = [pairing("t02", until="2026-09-20"), pairing("t03", since="2026-09-21")]
    found = assessed(school(pairing=pairings))
    assert begins(found.by_staff["t02"], Ending.MISSED) == WEEKS[:3]
    assert begins(found.by_staff["t03"], Ending.MISSED) == WEEKS[3:]


@pytest.mark.parametrize(
    ("last", "first", "carrier"),
    [
        ("10-21", "10-22", "t02"),  # Thursday and Friday: two days are too few for a week.
        ("10-20", "10-21", "t03"),  # Wednesday to Friday: three are enough, as for any child.
        ("10-19", "10-20", "t03"),
    ],
)
def test_a_week_in_which_the_role_changes_hands(last: str, first: str, carrier: str) -> None:
    pairings = [pairing("t02", until=f"2026-{last}"), pairing("t03", since=f"2026-{first}")]
    found = assessed(school(pairing=pairings))
    (case,) = [c for c in found.by_rule["weekly"].cases if c.obligation.start == date(2026, 10, 19)]
    assert case.carriers == (carrier,)


def test_where_nobody_held_it_for_long_it_is_the_last() -> None:
    pairings = [
        pairing("t02", until="2026-10-20"),
        pairing("t03", since="2026-10-21", until="2026-10-22"),
        pairing("t04", since="2026-10-23", until="2026-10-25"),
    ]
    found = assessed(school(pairing=pairings))
    assert begins(found.by_staff["t04"], Ending.MISSED) == ["10-19"]
    assert "t03" not in found.by_staff


def test_whose_it_is_does_not_depend_on_whether_it_was_met() -> None:
    """The one before visits on Monday and hands over on Wednesday: the week is the successor's."""
    pairings = [pairing("t02", until="2026-10-20"), pairing("t03", since="2026-10-21")]
    met = assessed(school(pairing=pairings, visit=[visit("10-19")]))
    missed = assessed(school(pairing=pairings))
    assert begins(met.by_staff["t03"], Ending.MET) == ["10-19"]
    assert begins(missed.by_staff["t03"], Ending.MISSED) == ["10-19"]
    assert begins(met.by_staff["t02"], Ending.MET) == []


def test_a_rolling_rule_goes_to_whoever_holds_the_role_when_it_falls_due() -> None:
    rolling = {**WEEKLY, "every": {"days": 28}}
    pairings = [pairing("t02", until="2026-09-20"), pairing("t03", since="2026-09-21")]
    found = assessed(school(rolling, pairing=pairings))
    assert list(found.by_staff) == ["t03"]
    assert begins(found.by_staff["t03"], Ending.MISSED) == ["08-31"]


def test_two_at_once_both_carry_it_and_the_class_once() -> None:
    found = assessed(school(pairing=[pairing("t02"), pairing("t03")], visit=[visit("09-02")]))
    assert [(key, tally.done, tally.due) for key, tally in found.by_staff.items()] == [
        ("t02", 1, 7),
        ("t03", 1, 7),
    ]
    assert (found.by_class["2023-1"].done, found.by_class["2023-1"].due) == (1, 7)


def test_a_vacancy_is_nobodys_and_is_told_from_a_holiday() -> None:
    found = assessed(school(pairing=[pairing("t02", until="2026-09-20")]))
    assert begins(found.by_staff["t02"], Ending.MISSED) == WEEKS[:3]
    nobody = found.by_staff[NOBODY]
    assert begins(nobody, Ending.VACANT) == [*WEEKS[3:], "10-26"]
    assert begins(nobody, Ending.WAIVED) == ["10-05"]
    assert nobody.due == 0


def test_a_rule_without_a_role_is_the_class_teachers() -> None:
    rule = {"id": "any", "contact": ["home_visit"], "every": "week"}
    teachers = [{"staff": "t02", "until": "2026-09-20"}]
    found = assessed(school(rule, teachers=teachers))
    assert begins(found.by_staff["t02"], Ending.MISSED) == WEEKS[:3]
    assert begins(found.by_staff[NOBODY], Ending.MISSED) == WEEKS[3:]
    assert list(found.by_staff) == ["t02", NOBODY]


def test_a_rule_of_the_school_is_the_leaders_and_of_no_class() -> None:
    rule = {"id": "s", "scope": "school", "contact": ["mind_class"], "every": "month"}
    held = {"title": "课", "kind": "mind_class", "date": "2026-09-08"}
    found = assessed(school(rule, activity=[held]))
    assert (found.by_staff["t01"].done, found.by_staff["t01"].open) == (1, 1)
    assert list(found.by_class) == [NOBODY]


def test_exempted_absent_and_on_holiday_are_told_apart() -> None:
    """The week of 7 September is exempted, that of the 14th spent with the parents."""
    exemption = {"from": "2026-09-07", "to": "2026-09-13", "reason": "路断了", "approved_by": "t01"}
    away = [{"from": "2026-09-14", "to": "2026-09-20"}]
    tally = assessed(
        school(pairing=[pairing("t02")], child=[child("c1", absences=away)], exemption=[exemption])
    ).by_staff["t02"]
    assert begins(tally, Ending.EXEMPTED) == ["09-07"]
    assert begins(tally, Ending.WAIVED) == ["09-14", "10-05"]
    assert tally.missed == 5


@pytest.mark.parametrize(("to", "ending"), [("09-08", Ending.MISSED), ("09-09", Ending.EXEMPTED)])
def test_an_exemption_of_two_days_leaves_enough_of_a_week(to: str, ending: Ending) -> None:
    exemption = {"from": "2026-09-07", "to": f"2026-{to}", "reason": "雨", "approved_by": "t01"}
    tally = assessed(school(pairing=[pairing("t02")], exemption=[exemption])).by_staff["t02"]
    assert "09-07" in begins(tally, ending)


def test_an_exemption_in_a_holiday_exempts_from_nothing() -> None:
    exemption = {"from": "2026-10-05", "to": "2026-10-11", "reason": "雨", "approved_by": "t01"}
    tally = assessed(school(pairing=[pairing("t02")], exemption=[exemption])).by_staff["t02"]
    assert (tally.exempted, begins(tally, Ending.WAIVED)) == (0, ["10-05"])


def test_what_was_never_meant_for_a_child_is_nobodys_lapse() -> None:
    rule = {**WEEKLY, "for": {"boarding": True}}
    found = assessed(school(rule, pairing=[pairing("t02")]))
    assert not found.by_staff
    tally = found.by_class["2023-1"]
    assert (tally.not_meant, tally.waived, tally.concerned) == (20, 0, False)


def test_what_is_waived_and_still_to_come_is_to_come() -> None:
    exemption = {"from": "2026-11-02", "to": "2026-11-08", "reason": "雨", "approved_by": "t01"}
    tally = assessed(school(pairing=[pairing("t02")], exemption=[exemption])).by_staff["t02"]
    assert (tally.exempted, tally.future) == (0, 11)


def test_late_is_done_and_counted_as_late() -> None:
    rule = {**WEEKLY, "grace_days": 3}
    tally = assessed(
        school(
            rule, pairing=[pairing("t02")], visit=[visit("09-02"), visit("09-15"), visit("09-17")]
        )
    ).by_staff["t02"]
    assert (tally.met, tally.met_late, tally.done) == (2, 1, 3)
    (late,) = tally.of(Ending.MET_LATE)
    assert late.obligation.credited == (date(2026, 9, 15),)


def test_attempts_stand_beside_the_week_in_which_they_were_made() -> None:
    tried = {"outcome": "not_reached"}
    visits = [
        visit("09-09", **tried),
        visit("09-10", outcome="declined"),
        visit("09-16", by="t03", **tried),  # holds no role
        visit("09-17", kind=["phone_call"], **tried),  # no home visit
        visit("09-23"),
        visit("10-27", **tried),  # tomorrow
    ]
    found = assessed(school(pairing=[pairing("t02")], visit=visits))
    tally = found.by_staff["t02"]
    assert [f"{one.date:%m-%d}" for one in tally.attempts] == ["09-09", "09-10"]
    assert {f"{c.obligation.start:%m-%d}": len(c.attempts) for c in tally.cases if c.attempts} == {
        "09-07": 2
    }


def test_an_attempt_counts_once_and_for_whoever_made_it() -> None:
    """Two rules that it would have met, two people who share them, two children at one door."""
    rules = [WEEKLY, {**WEEKLY, "id": "monthly", "every": "month"}]
    attempt = visit("09-09", outcome="not_reached") | {"children": ["c1", "c2"]}
    both = [pairing("t02"), pairing("t03")]
    found = assessed(
        school(
            *rules,
            child=[child("c1"), child("c2")],
            pairing=both + [{**one, "child": "c2"} for one in both],
            visit=[attempt],
        )
    )
    assert (len(found.by_staff["t02"].attempts), len(found.by_staff["t03"].attempts)) == (1, 0)
    assert len(found.by_class["2023-1"].attempts) == 1
    assert len(found.by_line["生活"].attempts) == 1


def test_an_attempt_to_speak_to_somebody_else_is_none() -> None:
    rule = {**WEEKLY, "with": ["parent"]}
    attempt = visit("09-09", outcome="not_reached")
    found = assessed(school(rule, pairing=[pairing("t02")], visit=[attempt]))
    assert found.by_staff["t02"].attempts == ()


def test_an_attempt_at_a_child_whom_the_rule_is_not_for_is_none() -> None:
    """Each week of every child is a case; a priority child's door is knocked at for the rule only
    on the days on which the child is one."""
    rule = {**WEEKLY, "for": {"priority": True}}
    tried = [visit(day, outcome="not_reached") for day in ("09-09", "09-16", "09-25")]
    both = [tried, [{**one, "children": ["c2"]} for one in tried]]
    spell = [{"since": "2026-09-14", "until": "2026-09-23"}]
    found = assessed(
        school(
            rule,
            child=[child("c1", priority=spell), child("c2")],
            pairing=[pairing("t02"), {**pairing("t02"), "child": "c2"}],
            visit=[one for some in both for one in some],
        )
    )
    for tally in (found.by_rule["weekly"], found.by_class["2023-1"], found.by_staff["t02"]):
        assert [(f"{v.date:%m-%d}", v.children) for v in tally.attempts] == [("09-16", ("c1",))]


def test_a_child_that_changed_class_counts_in_the_class_of_the_time() -> None:
    moved = child("c1", "2024-1", earlier_classes=[{"class": "2023-1", "until": "2026-09-20"}])
    found = assessed(school(child=[moved], pairing=[pairing("t02")]))
    assert begins(found.by_class["2023-1"], Ending.MISSED) == WEEKS[:3]
    assert begins(found.by_class["2024-1"], Ending.MISSED) == WEEKS[3:]


def test_lines_in_the_order_of_the_leading_group_without_a_line_last() -> None:
    rules = [
        {**WEEKLY, "id": "a", "line": None},
        {**WEEKLY, "id": "b", "line": "学习"},
        {**WEEKLY, "id": "c"},
    ]
    found = assessed(school(*rules, pairing=[pairing("t02")]))
    assert list(found.by_line) == ["生活", "学习", NOBODY]
    assert list(found.by_rule) == ["a", "b", "c"]


def test_few_are_not_to_be_compared() -> None:
    pairings = [pairing("t02", until="2026-09-20"), pairing("t03", since="2026-09-21")]
    found = assessed(school(pairing=pairings), "2026-10-12")
    assert [(tally.due, tally.comparable) for tally in found.by_staff.values()] == [
        (3, False),
        (2, False),
    ]
    found = assessed(school(pairing=[pairing("t02")]), "2026-10-12")
    assert (found.by_staff["t02"].due, found.by_staff["t02"].comparable) == (FEW, True)


def test_those_without_a_missed_obligation_of_those_with_any() -> None:
    rules = [WEEKLY, {"id": "s", "scope": "school", "contact": ["mind_class"], "every": "month"}]
    held = {"title": "课", "kind": "mind_class", "date": "2026-09-08"}
    found = assessed(school(*rules, pairing=[pairing("t02")], activity=[held]))
    assert (found.with_any, found.without_missed) == (("t01", "t02"), ("t01",))


def test_before_the_first_semester_there_is_nothing() -> None:
    assert assessed(school(pairing=[]), "2026-08-01") == Assessment()


# Laws: for every school that the oracle's strategy draws.

relaxed = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


def endings(cases: Sequence[Case]) -> Counter[Ending]:
    return Counter(case.ending for case in cases)


@relaxed
@given(schools())
def test_every_obligation_is_counted_exactly_once(case: tuple[dict[str, Any], str]) -> None:
    """By class, by line and by rule; by rule as the engine counts, its waived told apart."""
    found, inspection = seen(*case)
    evaluation = inspection.evaluation
    everything = Counter(
        (track.rule.id, track.unit, obligation.start, obligation.end)
        for track in evaluation.tracks
        for obligation in track.obligations
    )
    for view in (found.by_class, found.by_line, found.by_rule):
        assert everything == Counter(
            (one.rule.id, one.unit, one.obligation.start, one.obligation.end)
            for tally in view.values()
            for one in tally.cases
        )
        for tally in view.values():
            counted = {ending: getattr(tally, ending) for ending in Ending}
            assert +Counter(counted) == endings(tally.cases)
    for entry in evaluation.completion if found.by_rule else ():
        tally = found.by_rule[entry.rule.id]
        assert (tally.met, tally.met_late, tally.missed, tally.open) == (
            entry.met,
            entry.met_late,
            entry.missed,
            entry.open,
        )
        rest = tally.future + tally.waived + tally.exempted + tally.vacant + tally.not_meant
        assert rest == entry.future + entry.waived


@relaxed
@given(schools())
def test_everything_meant_is_somebodys_who_held_the_role_in_it(
    case: tuple[dict[str, Any], str],
) -> None:
    """Each obligation in the tally of each who carries it, nobody's where there is none; whoever
    carries it held the role on a day of it; and what a role owes somebody carries."""
    found, inspection = seen(*case)
    roles = Roles(inspection.store)
    carried: Counter[int] = Counter()
    for key, tally in found.by_staff.items():
        for one in tally.cases:
            carried[id(one)] += 1
            assert key in one.carriers if key else not one.carriers
    for tally in found.by_rule.values():
        for one in tally.cases:
            meant = one.ending is not Ending.NOT_MEANT
            assert carried[id(one)] == (max(len(one.carriers), 1) if meant else 0)
            first, last = one.obligation.start, one.obligation.end
            held = roles.answering(one.rule, one.unit)
            for person in one.carriers:
                mine = [holding for holding in held if holding.staff == person]
                assert any(holding.within(first, last) for holding in mine)
            if one.rule.by and one.obligation.state is not State.WAIVED:
                assert one.carriers


@relaxed
@given(schools())
def test_a_contact_is_credited_to_one_obligation_that_it_falls_into(
    case: tuple[dict[str, Any], str],
) -> None:
    _, inspection = seen(*case)
    for track in inspection.evaluation.tracks:
        used = [day for obligation in track.obligations for day in obligation.credited]
        assert len(used) == len(set(used)) and set(used) <= set(track.contacts)
        for obligation in track.obligations:
            if obligation.state in DONE:
                rolling = track.rule.every == "days"
                assert len(obligation.credited) == (1 if rolling else track.rule.times)
                in_time = obligation.credited[-1] <= obligation.end
                assert in_time == (obligation.state is State.MET)
            assert all(day >= obligation.start for day in obligation.credited)


@relaxed
@given(schools(), st.randoms())
def test_the_order_of_records_changes_nothing(
    case: tuple[dict[str, Any], str], random: Any
) -> None:
    records, day = case
    before = assessed(records, day)
    for content in records.values():
        if isinstance(content, list):
            random.shuffle(content)
    after = assessed(records, day)
    for view in ("by_staff", "by_class", "by_line", "by_rule"):
        for key, tally in getattr(before, view).items():
            assert endings(tally.cases) == endings(getattr(after, view)[key].cases)
