"""6 四优先: what was done by need; plans, lectures, health, incidents (S1-05 to S1-08, S1-18, S1-25)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from builder.confidential import is_abuse
from builder.model import Child, HealthCheck
from builder.notices import Notice, notices
from builder.summary.facts import Facts
from builder.summary.figure import (
    Counted,
    Figure,
    Prose,
    Section,
    Sum,
    Table,
    each,
    key,
    share,
    tally,
)
from builder.summary.situation import part
from builder.views.record_links import Record

LECTURES: Final = ("lecture_law", "lecture_safety", "lecture_mind")


def priorities(facts: Facts) -> Section:
    """The section, by the school's own list of needs (S2-09)."""
    text = facts.language.text
    work = _work(facts)
    lectures = tally(
        "lectures", text("lectures"), each(one for one in facts.activities if one.kind in LECTURES)
    )
    prose = Prose(
        words=text(
            "Plans with a stage result: {plans}. {lectures} lectures on law, safety and mental health were held."
            " Health checks reached {checked} children; {followed} abnormal findings were followed up."
            " Of the notifications due after incidents {told} were made in time."
        ),
        figures={
            "plans": work[0],
            "lectures": lectures,
            "checked": work[1],
            "followed": work[2],
            "told": work[3],
        },
    )
    title = text("Work on them")
    done = [*work[:1], lectures, *work[1:]]
    tables = (
        _needs(facts),
        Table(
            id="work",
            title=title,
            heads=(text("What"), text("This semester")),
            rows=tuple((figure,) for figure in done),
        ),
        _lectures(facts),
    )
    parts = tuple(f"activity.{kind}" for kind in LECTURES)
    return Section(
        id="priorities",
        title=text("Priorities"),
        prose=(prose,),
        tables=tables,
        sums=(Sum(total="lectures", parts=parts),),
    )


Done = Callable[[Facts, Child], Iterator[Record]]


def _needs(facts: Facts) -> Table:
    """Each need: children tagged, and those of them for whom something was done."""
    text, rows = facts.language.text, []
    for need, title in facts.site.needs.items():
        tagged = [child for child in facts.children if need in child.needs]
        done = [
            Counted(child, records)
            for child in tagged
            if (records := tuple(_done_for(facts, need, child)))
        ]
        rows.append(
            (
                part(facts, f"need.{need}", title, tagged),
                share(f"need.{need}.done", title, done, tagged),
            )
        )
    heads = (text("Need"), text("tagged / children"), text("something done / tagged"))
    return Table(id="needs", title=text("By need"), heads=heads, rows=tuple(rows), undated=True)


def _safety(facts: Facts, child: Child) -> Iterator[Record]:
    yield from facts.with_kind(child, ("lecture_safety",))
    for incident in facts.store.incidents:
        if child.id in incident.children and incident.closed and facts.inside(incident.closed):
            # A suspected abuse counts; which child it was is on no list.
            yield child if is_abuse(incident) else incident
    yield from facts.visits_of.get(child.id, ())


def _study(facts: Facts, child: Child) -> Iterator[Record]:
    yield from (plan for plan in facts.plans_of.get(child.id, ()))
    yield from (v for v in facts.visits_of.get(child.id, ()) if "tutoring" in v.kind)


def _life(facts: Facts, child: Child) -> Iterator[Record]:
    yield from (aid for aid in facts.store.aid_of[child.id] if facts.inside(aid.date))
    start = facts.semester.start
    if any(
        spell.since <= facts.day and (spell.until is None or spell.until >= start)
        for spell in child.boarding
    ):
        yield child


def _activity(facts: Facts, child: Child) -> Iterator[Record]:
    yield from facts.took_part_in.get(child.id, ())


_DONE: Final[Mapping[str, Done]] = {
    "safety": _safety,
    "study": _study,
    "life": _life,
    "activity": _activity,
}
"""What counts as done for the four needs of 篇1. For a school's own need anything of these does."""


def _done_for(facts: Facts, need: str, child: Child) -> Iterator[Record]:
    for done in [_DONE[need]] if need in _DONE else _DONE.values():
        yield from done(facts, child)


def _work(facts: Facts) -> list[Figure]:
    """Plans, health checks, incidents: each as n/N.

    A check has one date of follow-up, whatever was found at it: so it is checks that count.
    """
    text = facts.language.text
    with_result = [
        plan for plan in facts.plans if any(stage.date <= facts.day for stage in plan.stages)
    ]
    checks = [check for check in facts.store.health if facts.inside(check.date)]
    of_child: dict[str, list[HealthCheck]] = {}
    for check in checks:
        of_child.setdefault(check.child, []).append(check)
    checked = [Counted(c, tuple(of_child[c.id])) for c in facts.children if c.id in of_child]
    abnormal = [check for check in checks if check.abnormal]
    followed = [one for one in abnormal if one.followed_up and one.followed_up <= facts.day]
    return [
        share("plans", text("plans with a stage result"), each(with_result), facts.plans),
        share("health.checked", text("children checked"), checked, facts.children),
        share("health.followed", text("abnormal findings followed up"), each(followed), abnormal),
        _in_time(facts),
    ]


def _in_time(facts: Facts) -> Figure:
    """Notifications in time of those due: one for each deadline of each incident of the semester."""
    due = [
        notice
        for notice in notices(facts.store, facts.site.policy, facts.day)
        if notice.due and facts.inside(notice.incident.known.date())
    ]
    of_incident: dict[object, list[Notice]] = {}
    for notice in due:
        of_incident.setdefault(key(notice.incident), []).append(notice)
    counted, others = [], []
    for some in of_incident.values():
        incident = some[0].incident
        kept = [notice for notice in some if notice.in_time]
        late = [notice for notice in some if not notice.in_time]
        if kept:
            counted.append(Counted(incident, weight=len(kept), said=_whom(facts, kept)))
        if late:
            others.append((incident, _whom(facts, late)))
    return Figure(
        id="notified",
        label=facts.language.text("incident notifications in time"),
        counted=tuple(counted),
        of=len(due),
        others=tuple(incident for incident, _ in others),
        others_said=tuple(said for _, said in others),
    )


def _whom(facts: Facts, some: Iterable[Notice]) -> str:
    """Who was told, and after how many minutes, of how many allowed."""
    language = facts.language

    def said(notice: Notice) -> str:
        whom = language.value("incident", "notifications.to", notice.deadline.to)
        if notice.untold or notice.slowest is None:
            took = language.text("not told")
        else:
            took = language.text("{minutes} min", minutes=notice.slowest)
        limit = language.text("{minutes} min", minutes=notice.deadline.minutes)
        return language.text("{whom}: {took}, within {limit}", whom=whom, took=took, limit=limit)

    return language.join_lists([said(notice) for notice in some])


def _lectures(facts: Facts) -> Table:
    """Lectures by kind, with attendance."""
    text, language = facts.language.text, facts.language
    rows = []
    for kind in LECTURES:
        held = [one for one in facts.activities if one.kind == kind]
        label = language.value("activity", "kind", kind)
        attendance = facts.attendance(f"activity.{kind}.attendance", label, held)
        rows.append((tally(f"activity.{kind}", label, each(held)), attendance))
    heads = (text("Lecture"), text("held"), language.field("activity", "attendance"))
    return Table(id="lectures", title=text("Lectures"), heads=heads, rows=tuple(rows))
