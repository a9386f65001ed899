"""The work of pairings: what came of each this semester, and of each plan (S4-08).

Beside the obligations and apart from them: a pairing may have made all its visits and done a child
no good, and the other way round. With so few of them behind every figure nothing is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from builder import model
from builder.views.marks import partner
from builder.views.record_links import record_link
from builder.views.site import Link, Site

RATINGS: Final = ("good", "fair", "poor")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A result or stage of this semester: its day, which leads to the record, and how it was judged."""

    day: Link
    rating: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One pairing or plan: for whom, what, with whom, since when, and this semester's results."""

    child: Link
    what: str
    who: tuple[Link, ...]
    since: str
    results: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Pairings and plans in force at some time of the semester, up to the day.

    `with_result` and `with_stage` are how many of them have a result of this semester; `ratings`
    how often each judgement was given in them, those that were.
    """

    pairings: tuple[WorkRow, ...] = ()
    plans: tuple[WorkRow, ...] = ()
    with_result: int = 0
    with_stage: int = 0
    ratings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AllWork:
    """The work by the id of whoever does it (peers do theirs in no staff's name), by class, and whole."""

    by_staff: Mapping[str, Work] = field(default_factory=dict)
    by_class: Mapping[str, Work] = field(default_factory=dict)
    whole: Work = Work()


Either = model.Pairing | model.Plan


def all_work(site: Site) -> AllWork:
    """All pairings and plans of the semester; nothing without one."""
    records: list[Either] = [
        one for one in site.store.pairings if _in_force(site, one.child, one.since, one.until)
    ]
    records += [one for one in site.store.plans if _in_force(site, one.child, one.from_, one.to)]
    by_staff: dict[str, list[Either]] = {}
    by_class: dict[str, list[Either]] = {}
    for one in records:
        if one.staff:
            by_staff.setdefault(one.staff, []).append(one)
        by_class.setdefault(site.class_of("child", one.child), []).append(one)
    return AllWork(
        by_staff={key: _work(site, some) for key, some in sorted(by_staff.items())},
        by_class={key: _work(site, some) for key, some in sorted(by_class.items())},
        whole=_work(site, records),
    )


def _in_force(site: Site, child_id: str, since: date, until: date | None) -> bool:
    """Whether something was in force on some day of the semester so far, and its child still here."""
    semester, child = site.semester, site.store.children.get(child_id)
    if semester is None or child is None or (child.left and child.left < semester.start):
        return False
    return since <= site.as_of and (until is None or until >= semester.start)


def _work(site: Site, records: Sequence[Either]) -> Work:
    pairings = tuple(_pairing(site, one) for one in records if isinstance(one, model.Pairing))
    plans = tuple(_plan(site, one) for one in records if isinstance(one, model.Plan))
    given = Counter(result.rating for row in (*pairings, *plans) for result in row.results)
    names = [site.language.value("pairing", "results.rating", rating) for rating in RATINGS]
    return Work(
        pairings=pairings,
        plans=plans,
        with_result=sum(bool(row.results) for row in pairings),
        with_stage=sum(bool(row.results) for row in plans),
        ratings=tuple((name, given[name]) for name in names if given[name]),
    )


def _pairing(site: Site, one: model.Pairing) -> WorkRow:
    return WorkRow(
        child=site.listed_link(one.child),
        what=site.language.value("pairing", "kind", one.kind),
        who=partner(site, one),
        since=site.language.day(one.since),
        results=_results(site, one, [(result.date, result.rating) for result in one.results]),
    )


def _plan(site: Site, one: model.Plan) -> WorkRow:
    return WorkRow(
        child=site.listed_link(one.child),
        what=one.subject or site.language.value("plan", "kind", one.kind),
        who=(site.staff_link(one.staff),),
        since=site.language.day(one.from_),
        results=_results(site, one, [(stage.date, stage.rating) for stage in one.stages]),
    )


def _results(
    site: Site, record: Either, dated: Sequence[tuple[date, str | None]]
) -> tuple[ResultRow, ...]:
    href = record_link(site, record).href
    return tuple(
        ResultRow(
            day=Link(site.language.short_day(day), href),
            rating=site.language.value("pairing", "results.rating", rating) if rating else "",
        )
        for day, rating in sorted(dated, key=lambda one: one[0])
        if site.this_semester(day)
    )
