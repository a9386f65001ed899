"""The policy engine against an independent reading of policy.md, and its seven laws."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from builder.evaluation import DONE, Evaluation, State
from builder.inspection import Inspection, inspect
from builder.read.scan import DiskFolder
from builder.report.jsontext import overdue_row, unassigned_row
from tests.oracle.evaluate import Grounds, Tracked, tracks
from tests.oracle.evaluate import evaluate as read_literally
from tests.oracle.strategies import schools
from tests.support import NOON, canonical, folder, look

Case = tuple[dict[str, Any], str]

relaxed = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


def evaluated(records: dict[str, Any], as_of: str | date) -> Inspection:
    """The inspection of canonical records, which must hold no error."""
    found = look(folder(records), as_of)
    assert not [finding for finding in found.findings if finding.code[0] == "E"]
    return found


def rows(evaluation: Evaluation) -> dict[str, Any]:
    """The engine's answer in the form of `check --format json`."""
    states = ("met", "met_late", "missed", "open", "waived", "future")
    return {
        "semester": evaluation.semester.id if evaluation.semester else None,
        "overdue": [overdue_row(row) for row in evaluation.overdue],
        "unassigned": [unassigned_row(row) for row in evaluation.unassigned],
        "completion": [
            {"rule": row.rule.id, **{state: getattr(row, state) for state in states}}
            for row in evaluation.completion
        ],
    }


def tracked(evaluation: Evaluation) -> list[Tracked]:
    """The engine's tracks in the form of the independent reading."""
    term = evaluation.term
    if term is None:
        assert not evaluation.tracks
        return []
    today = term.days.bit(evaluation.as_of)
    return [
        Tracked(
            track.rule.id,
            track.rule.scope,
            track.unit,
            [day.isoformat() for day in track.contacts],
            [
                (
                    one.start.isoformat(),
                    one.end.isoformat(),
                    str(one.state),
                    [day.isoformat() for day in one.credited],
                )
                for one in track.obligations
            ],
            Grounds(
                meant=bool(track.grounds.meant & today),
                applies=bool(track.grounds.applies & today),
                owed=bool(track.grounds.owed & today),
                spared=bool(track.grounds.spared & today),
            ),
        )
        for track in evaluation.tracks
    ]


@settings(relaxed, max_examples=400)
@given(schools())
def test_agrees_with_an_independent_reading(case: Case) -> None:
    """Row by row and field by field, and unit by unit down to the last obligation."""
    records, as_of = case
    found = evaluated(records, as_of).evaluation
    assert rows(found) == read_literally(records, as_of)
    assert tracked(found) == tracks(records, as_of)


def worked_example(
    *, visits: tuple[str, ...] = ("09-02", "09-08", "09-17", "09-24", "10-14")
) -> dict[str, Any]:
    """The store of policy.md's worked example."""
    return {
        "school": {
            "name": "云溪小学",
            "classes": [{"id": "2023-1", "entered": 2023, "number": 1}],
        },
        "policy": {
            "rules": [
                {
                    "id": "teacher-weekly-visit",
                    "contact": ["home_visit"],
                    "by": ["paired_teacher"],
                    "every": "week",
                }
            ]
        },
        "semester": [
            {
                "id": "2026-autumn",
                "name": "2026学年第一学期",
                "term": "autumn",
                "start": "2026-08-31",
                "end": "2027-01-17",
                "holidays": [{"from": "2026-10-01", "to": "2026-10-07"}],
                "classes": [
                    {"class": "2023-1", "class_teachers": [{"staff": "t07"}], "pupils": 30}
                ],
            }
        ],
        "staff": [{"id": "t07", "name": "王芳", "group": "teacher"}],
        "child": [
            {
                "id": "c2301",
                "name": "林小雨",
                "sex": "female",
                "born": "2016-05-12",
                "class": "2023-1",
                "enrolled": "2023",
                "left_behind": [{"since": "2023", "type": "both_parents_away"}],
            }
        ],
        "pairing": [
            {"kind": "paired_teacher", "child": "c2301", "staff": "t07", "since": "2026-08-31"}
        ],
        "visit": [
            {
                "date": f"2026-{day}",
                "children": ["c2301"],
                "kind": ["home_visit"],
                "with": ["guardian"],
                "by": ["t07"],
                "summary": "作业有人管了",
            }
            for day in visits
        ],
    }


def test_worked_example() -> None:
    """The table of policy.md, week by week, and the overdue row below it."""
    found = evaluated(worked_example(), "2026-10-28")
    (track,) = found.evaluation.tracks
    weeks = [(o.start.isoformat(), o.end.isoformat(), str(o.state)) for o in track.obligations]
    assert weeks[:9] == [
        ("2026-08-31", "2026-09-06", "met"),
        ("2026-09-07", "2026-09-13", "met"),
        ("2026-09-14", "2026-09-20", "met"),
        ("2026-09-21", "2026-09-27", "met"),
        ("2026-09-28", "2026-10-04", "missed"),
        ("2026-10-05", "2026-10-11", "waived"),
        ("2026-10-12", "2026-10-18", "met"),
        ("2026-10-19", "2026-10-25", "missed"),
        ("2026-10-26", "2026-11-01", "open"),
    ]
    assert [state for _, _, state in weeks[9:]] == ["future"] * 11
    assert rows(found.evaluation)["overdue"] == [
        {
            "scope": "child",
            "unit": "c2301",
            "rule": "teacher-weekly-visit",
            "due": "2026-10-25",
            "days_overdue": 3,
            "missed_in_a_row": 1,
            "last_contact": "2026-10-14",
            "last_any_contact": "2026-10-14",
            "responsible": ["t07"],
        }
    ]
    assert rows(found.evaluation)["completion"] == [
        {
            "rule": "teacher-weekly-visit",
            "met": 5,
            "met_late": 0,
            "missed": 2,
            "open": 1,
            "waived": 1,
            "future": 11,
        }
    ]


def test_what_was_kept_of_what_was_due() -> None:
    """Kept late is kept; what is open, waived or in the future is not due yet."""
    records = worked_example(visits=("09-02", "09-15", "09-30"))
    records["policy"]["rules"][0]["grace_days"] = 2
    found = evaluated(records, "2026-10-10").evaluation
    (row,) = found.completion
    assert (row.met, row.met_late, row.missed) == (2, 1, 2)
    assert (row.done, row.due) == (3, 5)


def test_the_tracks_of_a_unit() -> None:
    """Ids of children and classes may coincide: the key has the scope before it."""
    records = worked_example()
    weekly, *_ = records["policy"]["rules"]
    school = {"id": "books", "contact": ["reading"], "scope": "school", "every": "month"}
    room = {"id": "room", "contact": ["reading"], "scope": "class", "every": "month"}
    letters = {"id": "letters", "contact": ["letter"], "every": "month"}
    records["policy"]["rules"] = [letters, room, weekly, school]
    found = evaluated(records, "2026-10-28").evaluation
    keys = {key: [one.rule.id for one in tracks] for key, tracks in found.tracks_of.items()}
    assert keys == {
        "child:c2301": ["letters", "teacher-weekly-visit"],
        "class:2023-1": ["room"],
        "school:school": ["books"],
    }
    assert all(one.unit == "c2301" for one in found.tracks_of["child:c2301"])


@pytest.mark.parametrize(("as_of", "late"), [("2026-10-25", False), ("2026-10-26", True)])
def test_due_on_the_day_is_not_late(as_of: str, late: bool) -> None:
    """Late begins the day after."""
    found = evaluated(worked_example(), as_of)
    assert bool(found.evaluation.overdue) is late


def test_same_contact_counts_for_two_roles() -> None:
    """S1-10 and S1-17: a rule is bound to a role, so one visit by one person may meet two rules."""
    records = worked_example()
    records["policy"]["rules"].append(
        {"id": "proxy", "contact": ["home_visit"], "by": ["proxy_parent"], "every": "semester"}
    )
    records["pairing"].append(
        {"kind": "proxy_parent", "child": "c2301", "staff": "t07", "since": "2026-08-31"}
    )
    weekly, once = evaluated(records, "2026-10-28").evaluation.completion
    assert (weekly.met, once.met) == (5, 1)


def late(records: dict[str, Any], as_of: str | date) -> set[tuple[str, str]]:
    """Who is overdue under which rule."""
    return {(row.unit, row.rule.id) for row in evaluated(records, as_of).evaluation.overdue}


@relaxed
@given(schools(), st.data())
def test_law_1_a_qualifying_contact_never_lengthens_the_list(
    case: Case, data: st.DataObject
) -> None:
    """Law 1: adding a contact that qualifies, dated on or before D, makes nobody overdue."""
    records, as_of = case
    assume(records["child"])
    before = late(records, as_of)
    child = data.draw(st.sampled_from(records["child"]))
    first = max(date.fromisoformat(_full(child["enrolled"])), date(2026, 2, 1))
    last = min(date.fromisoformat(as_of), date.fromisoformat(child.get("left", as_of)))
    assume(first <= last)
    day = data.draw(st.dates(first, last))
    visit = {
        "date": day.isoformat(),
        "children": [child["id"]],
        "kind": ["home_visit", "phone_call", "talk", "letter", "tutoring"],
        "with": ["child", "parent", "guardian", "teacher"],
        "by": [person["id"] for person in records["staff"]],
        "summary": "都好",
    }
    assert late({**records, "visit": [*records.get("visit", []), visit]}, as_of) <= before


def _full(partial: str) -> str:
    return partial + "-01-01"[len(partial) - 4 :]


@relaxed
@given(schools(), st.randoms(use_true_random=False))
def test_law_2_order_changes_nothing(case: Case, random: Any) -> None:
    """Law 2: the order of entries and of files changes nothing."""
    records, as_of = case
    shuffled = copy.deepcopy(records)
    for content in shuffled.values():
        if isinstance(content, list):
            random.shuffle(content)
    files = folder(shuffled)
    names = list(files.files)
    random.shuffle(names)
    files.files = {name: files.files[name] for name in names}
    assert rows(look(files, as_of).evaluation) == rows(evaluated(records, as_of).evaluation)


_ORDER = {State.FUTURE: 0, State.OPEN: 1, State.MISSED: 2, State.MET: 2, State.MET_LATE: 2}


@relaxed
@given(schools(), st.integers(1, 40))
def test_law_3_obligations_only_move_forward(case: Case, later: int) -> None:
    """Law 3: future, open, then missed or met; waived stays waived (within one semester)."""
    records, as_of = case
    first = date.fromisoformat(as_of)
    before = evaluated(records, first).evaluation
    after = evaluated(records, first + timedelta(days=later)).evaluation
    assume(before.semester and after.semester and before.semester.id == after.semester.id)
    known = {
        (track.rule.id, track.unit, o.start, o.end): o.state
        for track in after.tracks
        if track.rule.every != "days"
        for o in track.obligations
    }
    for track in before.tracks:
        for o in track.obligations:
            now = known.get((track.rule.id, track.unit, o.start, o.end))
            if now is None or State.WAIVED in (o.state, now):
                assert now is None or o.state is now
            elif o.state in DONE:
                assert now is o.state
            elif o.state is State.MISSED:
                assert now is State.MISSED
            else:
                assert _ORDER[now] >= _ORDER[o.state]


@relaxed
@given(schools())
def test_law_4_contacts_outside_every_period_change_no_state(case: Case) -> None:
    """Law 4: a contact in 2020 changes the state of no obligation."""
    records, as_of = case
    assume(records["child"])
    old = copy.deepcopy(records)
    for child in old["child"]:
        child["enrolled"] = "2018"
        child["born"] = f"2012{child['born'][4:]}"
    base = [track.obligations for track in evaluated(old, as_of).evaluation.tracks]
    visit = {
        "date": "2020-03-03",
        "children": [child["id"] for child in old["child"]],
        "kind": ["home_visit", "talk"],
        "with": ["guardian", "child"],
        "by": [old["staff"][0]["id"]],
        "summary": "都好",
    }
    old["visit"] = [*old.get("visit", []), visit]
    assert [track.obligations for track in evaluated(old, as_of).evaluation.tracks] == base


@relaxed
@given(schools())
def test_law_5_splitting_the_children_changes_nothing(case: Case) -> None:
    """Law 5: two stores with half of the children each give the same child-scope lists."""
    records, as_of = case
    whole = rows(evaluated(records, as_of).evaluation)
    parts = []
    for half in (0, 1):
        kept = {child["id"] for child in records["child"][half::2]}
        parts.append(rows(evaluated(_only(records, kept), as_of).evaluation))
    for name in ("overdue", "unassigned"):
        wanted = [row for row in whole[name] if row.get("scope", "child") == "child"]
        got = [row for part in parts for row in part[name] if row.get("scope", "child") == "child"]
        assert sorted(map(str, got)) == sorted(map(str, wanted))


def _only(records: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    """The records without every child but those kept; what names nobody any more goes too."""
    out = copy.deepcopy(records)
    out["child"] = [child for child in out["child"] if child["id"] in kept]
    for kind in ("pairing", "observation", "wish", "health"):
        out[kind] = [
            r for r in out.get(kind, []) if {r["child"], r.get("peer", r["child"])} <= kept
        ]
    for kind in ("visit", "aid", "exemption", "activity"):
        left = []
        for record in out.get(kind, []):
            named = record.get("children", [])
            record["children"] = [child for child in named if child in kept]
            if kind == "visit":
                record["by"] = [by for by in record["by"] if by in kept or by.startswith("t")]
                if not record["by"]:
                    continue
            if record["children"] or not named:
                left.append(record)
        out[kind] = left
    return out


FOREVER = {"from": "2020-01-01", "to": "2030-12-31"}


@relaxed
@given(schools(), st.sampled_from(["holidays", "absences", "exemption"]))
def test_law_6_nothing_is_owed_when_nobody_is_there(case: Case, why: str) -> None:
    """Law 6: vacation, weekends, absences and exemptions alone never make a child overdue."""
    records, as_of = case
    away = copy.deepcopy(records)
    if why == "holidays":
        for semester in away["semester"]:
            semester["makeup_days"] = []
            semester["holidays"] = [{"from": semester["start"], "to": semester["end"]}]
        for rule in away.get("policy", {}).get("rules", []):
            rule["during"] = "semester"
    elif why == "absences":
        for child in away["child"]:
            child["absences"] = [FOREVER]
    else:
        approved = away["staff"][0]["id"]
        away["exemption"] = [{**FOREVER, "reason": "停课", "approved_by": approved}]
    found = evaluated(away, as_of).evaluation.overdue
    assert not [row for row in found if row.scope == "child"]


def test_law_6_on_the_worked_example() -> None:
    """Whoever was seen whenever it was owed is not overdue on any day of the school year."""
    records = worked_example(visits=("09-02", "09-08", "09-17", "09-24", "09-29"))
    records["child"][0]["absences"] = [{"from": "2026-10-08", "to": "2026-10-25"}]
    records["exemption"] = [
        {"from": "2026-10-26", "to": "2026-11-29", "reason": "住院", "approved_by": "t07"}
    ]
    records["semester"][0]["holidays"].append({"from": "2026-11-30", "to": "2027-01-17"})
    day = date(2026, 8, 20)
    while day < date(2027, 3, 10):
        assert not late(records, day), day
        day += timedelta(days=1)


@relaxed
@given(schools(), st.data())
def test_law_7_turning_a_rule_off_removes_its_rows(case: Case, data: st.DataObject) -> None:
    """Law 7: exactly that rule's rows."""
    records, as_of = case
    assume(records.get("policy"))
    off = data.draw(st.sampled_from(records["policy"]["rules"]))["id"]
    before = rows(evaluated(records, as_of).evaluation)
    fewer = copy.deepcopy(records)
    for rule in fewer["policy"]["rules"]:
        if rule["id"] == off:
            rule["enabled"] = False
    after = rows(evaluated(fewer, as_of).evaluation)
    for name in ("overdue", "unassigned", "completion"):
        assert after[name] == [row for row in before[name] if row["rule"] != off]


@pytest.mark.parametrize("as_of", ["2026-07-31", "2026-11-20"])
def test_demo_agrees_with_an_independent_reading(as_of: str) -> None:
    """A whole school's worth of records, in term, in the vacation and at a month's end."""
    records = Path(__file__).resolve().parents[1] / "records"
    found = inspect([DiskFolder(records)], now=NOON, as_of=date.fromisoformat(as_of))
    assert rows(found.evaluation) == read_literally(canonical(found), as_of)
