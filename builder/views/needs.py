"""Rosters: by need and by concern: which children, and what was done for each (S1-05, S2-01, S2-09)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder import schema
from builder.contacts import OF_GROWN_UPS
from builder.i18n import N_
from builder.model import Activity, Child
from builder.views.record_links import record_link
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something done for a child this semester: what (with a link to the records), how often and
    when last, and what exactly where a record says it in a word."""

    what: Link
    n: int
    often: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedChild:
    """One child with a need, and what was done for it."""

    child: Link
    class_: Link
    deeds: tuple[Deed, ...]
    nothing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRow:
    """One of the school's needs: of the `n` children with it, for how many something was done.

    Both numbers count those who may not be named too. `judged` is False for a need that the school
    named itself: what answers it nobody told the program, so it shows what was done and no verdict.
    """

    id: str
    title: str
    anchor: str
    judged: bool
    counts: tuple[str, ...]
    n: int
    done: int
    without: int
    unnamed: int
    rows: tuple[NeedChild, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernRow:
    """A concern and its children: those of their archives, and those a meeting found this semester."""

    title: str
    n: int
    unnamed: int
    archived: tuple[Link, ...]
    found: tuple[tuple[Link, Link], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsView:
    """The needs of the school and the concerns of the records."""

    as_of: str
    semester: str
    children: int
    needs: tuple[NeedRow, ...]
    concerns: tuple[ConcernRow, ...]
    classes: tuple[Link, ...]
    states: tuple[Link, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of needs and concerns."""
    view = needs_view(site)
    yield Sheet(
        path="needs",
        title=site.language.text("Needs and concerns"),
        context=view,
        search="",
        description=site.language.text(
            "What each child needs, and what was done for it, as of {day}", day=view.as_of
        ),
    )


def needs_view(site: Site) -> NeedsView:
    """The page as it is shown."""
    return NeedsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.children),
        needs=need_rows(site),
        concerns=concern_rows(site),
        classes=tuple(site.class_link(id_, short=True) for id_ in site.children_of_class),
        states=(
            Link(site.language.text("nothing yet"), "", "nothing"),
            Link(site.language.text("something done"), "", "done"),
        ),
    )


# What was done for a child: the days, each with what exactly, or nothing.


def _visits(site: Site, child: Child) -> list[_Done]:
    visits = site.store.visits_of[child.id]
    return [(one.date, "") for one in visits if one.reached and site.this_semester(one.date)]


def _tutoring(site: Site, child: Child) -> list[_Done]:
    return [
        (one.date, "")
        for one in site.store.visits_of[child.id]
        if "tutoring" in one.kind and one.reached and site.this_semester(one.date)
    ]


def _plans(site: Site, child: Child) -> list[_Done]:
    """Plans in force within the semester; their day is the last stage's, or the first of the plan."""
    start = site.semester.start if site.semester else site.as_of
    return [
        (
            max([plan.from_, *(one.date for one in plan.stages if one.date <= site.as_of)]),
            plan.subject or site.language.value("plan", "kind", plan.kind),
        )
        for plan in site.store.plans_of[child.id]
        if plan.from_ <= site.as_of and (plan.to is None or plan.to >= start)
    ]


def _aid(site: Site, child: Child) -> list[_Done]:
    given = site.store.aid_of[child.id]
    return [(one.date, one.item) for one in given if site.this_semester(one.date)]


def _boarding(site: Site, child: Child) -> list[_Done]:
    """Whoever boarded at some time of the semester, also where that is over."""
    start = site.semester.start if site.semester else site.as_of
    return [
        (spell.since, "")
        for spell in child.boarding
        if spell.since <= site.as_of and (spell.until is None or spell.until >= start)
    ]


def _activities(site: Site, child: Child) -> list[_Done]:
    """What the child itself took part in: a meeting of its parents is none of it."""
    held = site.counting_activities_of.get(child.id, ())
    return [
        (one.date, "")
        for one in held
        if one.kind not in OF_GROWN_UPS and site.this_semester(one.date)
    ]


def _safety_lectures(site: Site, child: Child) -> list[_Done]:
    return [
        (one.date, "")
        for one in site.counting_activities_of.get(child.id, ())
        if one.kind == "lecture_safety" and site.this_semester(one.date)
    ]


def _incidents(site: Site, child: Child) -> list[_Done]:
    closed = [one.closed for one in site.store.incidents_of[child.id]]
    return [(day, "") for day in closed if day and site.this_semester(day)]


_Done = tuple[date, str]
_Source = Callable[[Site, Child], list[_Done]]

_DEEDS: Final[Mapping[str, tuple[str, _Source, str]]] = {
    "visits": (N_("visits and talks"), _visits, "?kind=visit#timeline"),
    "tutoring": (N_("homework help"), _tutoring, "?way=tutoring#timeline"),
    "plans": (N_("plans"), _plans, "#plans"),
    "aid": (N_("aid"), _aid, "#aid"),
    "boarding": (N_("boarding"), _boarding, "#life"),
    "lectures": (N_("safety lectures"), _safety_lectures, "?kind=activity#timeline"),
    "incidents": (N_("incidents closed"), _incidents, "?kind=incident#timeline"),
    "activities": (N_("activities"), _activities, "?kind=activity#timeline"),
}
"""What can be done for a child: its name, its days, and where on the child's page it stands."""

_LASTING: Final = frozenset({"boarding"})
"""What is not done again and again, but has been so since a day."""

_COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "safety": ("visits", "lectures", "incidents"),
    "study": ("plans", "tutoring"),
    "life": ("aid", "boarding"),
    "activity": ("activities",),
}
"""What counts as done for each of the four needs of 篇1 (the same as in the semester summary)."""

_ANYTHING: Final = ("visits", "plans", "aid", "activities")
"""What is shown for a need of the school's own: nobody told the program what answers it, so this
is no measure of it."""


def deeds(site: Site, need: str, child: Child) -> tuple[Deed, ...]:
    """What was done this semester for a child's need; empty where nothing was."""
    page, text = site.child_link(child.id).href, site.language.text
    found = []
    for name in _COUNTS.get(need, _ANYTHING):
        words, source, place = _DEEDS[name]
        done = source(site, child)
        if not done:
            continue
        last = site.short_day(max(day for day, _ in done))
        found.append(
            Deed(
                what=Link(text(words), f"{page}{place}", name),
                n=len(done),
                often=text("since {day}", day=last)
                if name in _LASTING
                else text("{n} (last {day})", n=len(done), day=last),
                details=tuple(dict.fromkeys(what for _, what in done if what)),
            )
        )
    return tuple(found)


def need_rows(site: Site) -> tuple[NeedRow, ...]:
    """Every need of the school, in its order."""
    return tuple(_need(site, id_, title) for id_, title in site.needs.items())


def _need(site: Site, id_: str, title: str) -> NeedRow:
    children = [
        child for group in site.children_of_class.values() for child in group if id_ in child.needs
    ]
    done = {child.id: deeds(site, id_, child) for child in children}
    named = [child for child in children if child.id not in site.withdrawn]
    return NeedRow(
        id=id_,
        title=title,
        anchor=f"need-{id_}",
        judged=id_ in _COUNTS,
        counts=tuple(site.language.text(_DEEDS[name][0]) for name in _COUNTS.get(id_, _ANYTHING)),
        n=len(children),
        done=sum(bool(found) for found in done.values()) if id_ in _COUNTS else 0,
        without=sum(not found for found in done.values()) if id_ in _COUNTS else 0,
        unnamed=len(children) - len(named),
        rows=tuple(
            NeedChild(
                child=site.child_link(child.id),
                class_=site.class_link(child.class_on(site.as_of), short=True),
                deeds=done[child.id],
                nothing=id_ in _COUNTS and not done[child.id],
            )
            for child in named
        ),
    )


# Concerns


def concern_rows(site: Site) -> tuple[ConcernRow, ...]:
    """Every concern that the records know, with the children it is about."""
    present = {child.id: child for group in site.children_of_class.values() for child in group}
    found: dict[str, dict[str, Activity]] = {}
    for activity in site.store.activities:
        if site.this_semester(activity.date):
            for finding in activity.findings:
                if finding.child in present:
                    found.setdefault(finding.concern, {})[finding.child] = activity
    return tuple(_concerns(site, present, found))


def _concerns(
    site: Site, present: Mapping[str, Child], found: Mapping[str, Mapping[str, Activity]]
) -> Iterator[ConcernRow]:
    node = schema.node_at("child", ("concerns",)) or {}
    for choice in schema.choices(node["items"]) if node else ():
        archived = [id_ for id_, record in present.items() if choice.const in record.concerns]
        new = {
            id_: activity
            for id_, activity in found.get(choice.const, {}).items()
            if id_ not in archived
        }
        if archived or new:
            yield ConcernRow(
                title=site.language.value("child", "concerns", choice.const),
                n=len(archived) + len(new),
                unnamed=len(site.withdrawn.intersection([*archived, *new])),
                archived=_named(site, archived),
                found=tuple(
                    (site.child_link(id_), _meeting(site, activity))
                    for id_, activity in new.items()
                    if id_ not in site.withdrawn
                ),
            )


def _named(site: Site, ids: Sequence[str]) -> tuple[Link, ...]:
    return tuple(site.child_link(id_) for id_ in ids if id_ not in site.withdrawn)


def _meeting(site: Site, activity: Activity) -> Link:
    return Link(site.short_day(activity.date), record_link(site, activity).href)
