"""The engine on schools so small that the answer is plain (policy.md, States, Overdue)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from builder import model
from builder.evaluation import Completion, Evaluation
from builder.obligations import evaluate
from builder.store import Store
from tests.plain import activity, child, day, pairing, rule, school, semester, visit

AUTUMN = semester("09-01", "09-30")


def judged(
    as_of: str, *rules: model.Rule, children: tuple[model.Child, ...] = (), **records: Any
) -> Evaluation:
    """What is owed in September 2026, to one child unless said otherwise."""
    known = {"school": school(), "semesters": (AUTUMN,)}
    pupils = {one.id: one for one in children or (child(),)}
    store = Store(children=pupils, **{**known, **records})
    return evaluate(store, model.Policy(rules=rules), day(as_of))


def states(found: Evaluation) -> list[str]:
    """`09-07 met` each, by the end of the obligation."""
    (track,) = found.tracks
    return [f"{one.end:%m-%d} {one.state}" for one in track.obligations]


def owed(found: Evaluation) -> list[int]:
    """The days of September on which a rule of every day is owed."""
    (track,) = found.tracks
    return [one.end.day for one in track.obligations if str(one.state) != "waived"]


def test_before_the_first_semester_nothing_is_owed() -> None:
    found = judged("08-31", rule())
    assert found == Evaluation(day("08-31"), None, None, (), (), (), (Completion(rule()),)), (
        "a row for each rule, and the day"
    )


def test_a_rolling_rule() -> None:
    """Every five days: kept on time, two days late within the grace, then not, then missed."""
    rolling = rule(every="days", days=5, grace_days=2)
    met = judged("09-25", rolling, visits=(visit("09-04"), visit("09-11"), visit("09-22")))
    assert states(met) == ["09-07 met", "09-09 met_late", "09-16 missed", "09-28 open"]
    (track,) = met.tracks
    assert [one.credited for one in track.obligations] == [
        (day("09-04"),), (day("09-11"),), (), (),
    ]  # fmt: skip
    assert [one.start for one in track.obligations[:2]] == [day("09-01"), day("09-04")]
    assert met.overdue == (), "made good by the visit on 22 September"
    late = judged("09-25", rolling, visits=(visit("09-04"),))
    assert states(late) == ["09-07 met", "09-09 missed"]
    (row,) = late.overdue
    assert (row.due, row.days_overdue, row.missed_in_a_row) == (day("09-09"), 16, 1)
    assert (row.last_contact, row.last_any_contact) == (day("09-04"), day("09-04"))


def test_a_rolling_rule_begins_within_the_semester() -> None:
    """Who comes in the vacation is owed nothing yet; nobody is owed what falls due after the end."""
    rolling = rule(every="days", days=5)
    later = child(enrolled=day("10-03"))
    assert judged("10-20", rolling, children=(later,)).tracks[0].obligations == ()
    last = child(enrolled=day("09-24"))
    assert states(judged("09-25", rolling, children=(last,))) == ["09-29 open"]
    too_late = child(enrolled=day("09-26"))
    assert states(judged("09-28", rolling, children=(too_late,))) == []


def test_a_rolling_rule_of_somebody_who_is_still_to_come() -> None:
    rolling = rule(every="days", days=5)
    found = judged("09-10", rolling, children=(child(enrolled=day("09-14")),))
    (track,) = found.tracks
    (one,) = track.obligations
    assert (one.start, one.end, str(one.state)) == (day("09-14"), day("09-21"), "future")
    assert one.credited == () and found.overdue == ()
    today = judged("09-14", rolling, children=(child(enrolled=day("09-14")),))
    assert states(today) == ["09-21 open"], "it has begun"
    assert states(judged("09-10", rolling, visits=(visit("09-07"),)))[0] == "09-07 met"


@pytest.mark.parametrize(
    ("as_of", "state"), [("09-08", "open"), ("09-09", "open"), ("09-10", "missed")]
)
def test_a_rolling_rule_is_missed_the_day_after_its_grace(as_of: str, state: str) -> None:
    rolling = rule(every="days", days=5, grace_days=2)
    found = judged(as_of, rolling)
    assert states(found) == [f"09-07 {state}"]
    assert bool(found.overdue) is (state == "missed")


def test_a_contact_on_the_last_day_does_not_make_good_what_was_not_enough() -> None:
    """One of two, on the week's last day: only a contact after it takes the week off the list."""
    twice = rule(times=2)
    (row,) = judged("09-08", twice, visits=(visit("09-06"),)).overdue
    assert (row.due, row.last_contact) == (day("09-06"), day("09-06"))
    assert judged("09-08", twice, visits=(visit("09-06"), visit("09-07"))).overdue == ()
    (row,) = judged("09-15", twice, visits=(visit("09-06"),)).overdue
    assert (row.due, row.missed_in_a_row) == (day("09-06"), 2)


def test_a_full_period_takes_no_more_while_an_earlier_one_waits() -> None:
    """Two windows, the one that ends first not begun: the second visit belongs to neither."""
    windows = {
        "short": model.Range(from_=day("09-10"), to=day("09-20")),
        "long": model.Range(from_=day("09-01"), to=day("09-25")),
    }
    both = rule(every="windows", windows=("short", "long"))
    visits = tuple(visit(one) for one in ("09-05", "09-06", "09-11", "09-12"))
    found = judged("09-15", both, semesters=(replace(AUTUMN, windows=windows),), visits=visits)
    (track,) = found.tracks
    assert [[one.day for one in o.credited] for o in track.obligations] == [[11], [5]]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, range(1, 31)),
        ({"min_grade": 9}, range(1, 11)),
        ({"max_grade": 3}, range(11, 31)),
        ({"max_grade": 8}, range(11, 31)),
        ({"min_grade": 4, "max_grade": 8}, ()),
        ({"min_grade": 3, "max_grade": 9}, range(1, 31)),
        ({"needs": ("life",)}, ()),
        ({"needs": ("life", "study")}, range(1, 31)),
        ({"hardship": ("orphan",)}, ()),
        ({"hardship": ("orphan", "low_income")}, range(1, 31)),
        ({"needs": ("study",), "hardship": ("orphan",)}, ()),
        ({"boarding": True}, range(4, 9)),
        ({"boarding": False}, (1, 2, 3, *range(9, 31))),
        ({"priority": True}, (1,)),
        ({"unguarded": True}, ()),
        ({"unguarded": False}, range(1, 31)),
        ({"boarding": True, "priority": True}, ()),
        ({"boarding": True, "max_grade": 3}, ()),
        ({"boarding": False, "max_grade": 3}, range(11, 31)),
    ],
)
def test_for_whom_a_rule_is_on_which_days(selector: dict[str, Any], expected: Any) -> None:
    """A child of grade 9 till the tenth, then of grade 3; boarding from the fourth to the eighth."""
    moved = child(
        earlier_classes=(model.EarlierClass(class_="2018-2", until=day("09-10")),),
        boarding=(model.Spell(since=day("09-04"), until=day("09-08")),),
        priority=(model.Priority(since=day("2025-01-01"), until=day("09-01")),),
        needs=("study",),
        hardship=("low_income",),
    )
    daily = rule(every="day", for_=model.Selector(**selector))
    weekdays = [n for n in expected if day(f"09-{n:02}").weekday() < 5]
    assert owed(judged("09-15", daily, children=(moved,))) == weekdays


def test_grounds_say_why() -> None:
    """Absent on the second and the third, exempted from the third to the fifth, a teacher from the
    fourth on."""
    here = child(absences=(model.Range(from_=day("09-02"), to=day("09-03")),))
    free = model.Exemption(
        origin=here.origin, from_=day("09-03"), to=day("09-05"), reason="农忙", approved_by="t01",
        children=("c01",),
    )  # fmt: skip
    daily = rule(every="day", by=("paired_teacher",))
    found = judged(
        "09-08",
        daily,
        children=(here,),
        exemptions=(free,),
        pairings=(pairing("paired_teacher", "c01", "t01", "09-04", until=day("09-07")),),
    )
    (track,) = found.tracks
    assert found.term is not None
    days, first_week = found.term.days, found.term.days.span(None, day("09-08"))

    def of(some: int) -> list[int]:
        return [one.day for one in days.days(some & first_week)]

    assert of(track.grounds.meant) == [*range(1, 9)]
    assert of(track.grounds.applies) == [1, 6, 7, 8]
    assert of(track.grounds.owed) == [6, 7]
    assert of(track.grounds.spared) == [4, 5], "not the third: the child was absent anyway"
    assert [(one.unit, one.rule) for one in found.unassigned] == [("c01", daily)]
    assert found.overdue == (), "nobody holds the role: there is nobody to tell"


def test_an_exemption_is_of_whom_and_of_what_it_names() -> None:
    def free(**fields: Any) -> model.Exemption:
        known = {"from_": day("09-01"), "to": day("09-30"), "reason": "x", "approved_by": "t01"}
        return model.Exemption(origin=AUTUMN.origin, **{**known, **fields})

    both = (child(), child("c02"))
    talks, calls = rule(id="talks"), rule(id="calls", contact=("phone_call",))

    def late(*entries: model.Exemption) -> set[tuple[str, str]]:
        found = judged("09-28", talks, calls, children=both, exemptions=entries)
        tracks = {
            (one.unit, one.rule.id): {str(o.state) for o in one.obligations} for one in found.tracks
        }
        return {key for key, seen in tracks.items() if "missed" in seen}

    everything = {(who, what) for who in ("c01", "c02") for what in ("talks", "calls")}
    assert late() == everything
    assert late(free()) == set()
    halves = free(to=day("09-13")), free(from_=day("09-14"))
    assert late(*halves) == late(*reversed(halves)) == set(), "one after the other"
    assert late(free(rules=("talks",))) == {("c01", "calls"), ("c02", "calls")}
    assert late(free(children=("c01",))) == {("c02", "talks"), ("c02", "calls")}
    assert late(free(children=("c01",), rules=("calls",))) == everything - {("c01", "calls")}
    assert late(free(children=("c01",)), free(children=("c02",), rules=("calls",))) == {
        ("c02", "talks")
    }


def test_credit_goes_to_the_oldest_that_needs_it() -> None:
    """Two a week and four days' grace: three visits in the second week's first days fill up the
    first week, then count for the second."""
    twice = rule(times=2, grace_days=4)
    found = judged(
        "09-14",
        twice,
        visits=tuple(visit(one) for one in ("09-05", "09-07", "09-08", "09-13", "09-14")),
    )
    assert states(found)[:3] == ["09-06 met_late", "09-13 met", "09-20 open"]
    (track,) = found.tracks
    assert [[one.day for one in o.credited] for o in track.obligations[:3]] == [
        [5, 7], [8, 13], [14],
    ]  # fmt: skip


def test_a_waived_week_takes_no_credit() -> None:
    """The second week is a holiday: a visit in it counts for the first, whose grace it is, or for
    none."""
    holiday = replace(
        AUTUMN, holidays=(model.Range(from_=day("09-07"), to=day("09-11"), name="秋收"),)
    )
    weekly = rule(grace_days=3)
    found = judged("09-30", weekly, semesters=(holiday,), visits=(visit("09-08"), visit("09-10")))
    assert states(found)[:3] == ["09-06 met_late", "09-13 waived", "09-20 missed"]
    (track,) = found.tracks
    assert [o.credited for o in track.obligations[:3]] == [(day("09-08"),), (), ()]
    assert track.contacts == (day("09-08"), day("09-10"))


def test_missed_in_a_row() -> None:
    """Weeks missed since the last that was kept; one made good since does not count."""
    weekly = rule()
    found = judged("09-30", weekly, visits=(visit("09-09"),))
    (row,) = found.overdue
    assert (row.due, row.missed_in_a_row, row.days_overdue) == (day("09-20"), 2, 10)
    between = judged("09-30", rule(contact=("talk",), times=2), visits=(visit("09-16"),))
    (row,) = between.overdue
    assert (row.due, row.missed_in_a_row) == (day("09-20"), 2), "not enough, but made in between"
    assert row.last_contact == day("09-16")
    none = judged("09-30", weekly)
    (row,) = none.overdue
    assert (row.due, row.missed_in_a_row, row.last_contact) == (day("09-06"), 4, None)


def test_the_last_visit_of_any_kind() -> None:
    """Reached, up to the day, of any kind; the child's own."""
    found = judged(
        "09-20",
        rule(),
        children=(child(), child("c02")),
        visits=(
            visit("09-02"),
            visit("09-03", "phone_call", children=("c01", "c02")),
            visit("09-04", outcome="not_reached"),
            visit("09-21", "phone_call"),
        ),
    )
    rows = {row.unit: (row.last_contact, row.last_any_contact) for row in found.overdue}
    assert rows == {"c01": (day("09-02"), day("09-03")), "c02": (None, day("09-03"))}
    (row,) = judged("09-20", rule(), visits=(visit("09-20", "phone_call"),)).overdue
    assert (row.last_contact, row.last_any_contact) == (None, day("09-20")), "of the day itself"


def test_what_a_class_is_owed() -> None:
    """A lesson a month, by its class teacher; not by another's, not in a grade it is not for, and
    not while everybody is exempted from it."""
    teachers = {"2024-1": "t01", "2018-2": "t02"}
    autumn = replace(
        AUTUMN,
        classes=tuple(
            model.SemesterClass(
                class_=id_, class_teachers=(model.ClassTeacher(staff=who),), pupils=30
            )
            for id_, who in teachers.items()
        ),
    )
    lessons = tuple(
        activity(on, classes=(id_,), organisers=(who,))
        for on, id_, who in (("09-09", "2024-1", "t01"), ("09-10", "2018-2", "t01"))
    )
    monthly = rule(scope="class", contact=("reading",), every="month", by=("class_teacher",))
    free = model.Exemption(
        origin=AUTUMN.origin, from_=day("09-01"), to=day("09-30"), reason="x", approved_by="t01",
        rules=("r",),
    )  # fmt: skip

    def seen(asked: model.Rule, **records: Any) -> dict[str, str]:
        found = judged("10-08", asked, semesters=(autumn,), activities=lessons, **records)
        return {one.unit: str(one.obligations[0].state) for one in found.tracks}

    assert seen(monthly) == {"2018-2": "missed", "2024-1": "met"}
    for_juniors = replace(monthly, for_=model.Selector(min_grade=7))
    assert seen(for_juniors) == {"2018-2": "missed", "2024-1": "waived"}
    assert seen(replace(monthly, by=())) == {"2018-2": "met", "2024-1": "met"}
    assert set(seen(monthly, exemptions=(free,)).values()) == {"waived"}
    other = replace(free, rules=("other",))
    assert seen(monthly, exemptions=(other,)) == {"2018-2": "missed", "2024-1": "met"}
    daily = replace(monthly, every="day", for_=model.Selector(min_grade=12))
    assert set(seen(daily).values()) == {"waived"}, "not on the first day either"


def test_the_order_of_the_list() -> None:
    """The longest overdue first, then by rule and by unit."""
    late = child("c03", enrolled=day("09-09"))
    weekly, monthly = rule(id="b"), rule(id="a", contact=("phone_call",))
    found = judged("09-28", weekly, monthly, children=(child("c02"), child("c01"), late))
    rows = [(row.days_overdue, row.rule.id, row.unit) for row in found.overdue]
    since = (day("09-28") - day("09-06")) // timedelta(days=1)
    assert rows == [
        (since, "a", "c01"), (since, "a", "c02"), (since, "b", "c01"), (since, "b", "c02"),
        (since - 7, "a", "c03"), (since - 7, "b", "c03"),
    ]  # fmt: skip
