"""Health checks: who was checked, what was found, what was done about it, and how children grow
(S2-12, S4-06, S1-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from builder.edit_links import NewFile
from builder.model import HealthCheck
from builder.views.by_class import ClassShare, by_class, class_options
from builder.views.by_semester import Season, by_semester, now_and_before
from builder.views.health_rows import (
    DONE,
    LATE,
    NOTHING,
    STATES,
    CheckRow,
    GrowthRow,
    KnownRow,
    TaskRow,
    check_row,
    growth_row,
    known_rows,
    sight_fell,
    state,
    task_rows,
    untold,
)
from builder.views.new_record import new_record, new_records
from builder.views.site import Link, Sheet, Site

FIELDS: Final = (
    "height_cm",
    "weight_kg",
    "vision_left",
    "vision_right",
    "systolic",
    "diastolic",
    "lung_capacity_ml",
    "chest_cm",
    "ent",
    "abnormal",
    "follow_up_by",
    "informed",
)
"""What a new check's form asks for, after whose and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Some checks: those with something abnormal, and of these the followed up and the told."""

    checks: int
    abnormal: int
    followed_up: int
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One semester's checks, and how many of its children had one."""

    semester: Link
    counts: Counts
    children: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """The whole ledger. `year` speaks of the school year, `sight` of children with two checks."""

    as_of: str
    semester: str
    children: int
    on_record: int
    checked_now: int
    checked_year: int
    year: Counts
    late: int
    fell: int
    sight: int
    tasks: tuple[TaskRow, ...]
    growth: tuple[GrowthRow, ...]
    lacking_now: tuple[ClassShare, ...]
    lacking_year: tuple[ClassShare, ...]
    year_differs: bool
    known: tuple[KnownRow, ...]
    seasons: tuple[SeasonRow, ...]
    rows: tuple[CheckRow, ...]
    earlier: tuple[CheckRow, ...]
    unnamed: int
    states: tuple[Link, ...]
    task_states: tuple[Link, ...]
    sights: tuple[Link, ...]
    classes: tuple[Link, ...]
    semesters: tuple[Link, ...]
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of health checks."""
    view = health_view(site)
    yield Sheet(
        path="health",
        title=site.language.text("Health checks"),
        context=view,
        search="",
        description=site.language.text(
            "Who was checked, what was found, what was done, as of {day}", day=view.as_of
        ),
    )


def health_view(site: Site) -> HealthView:
    """The checks up to the day; of a child whose consent was withdrawn nothing but the counts."""
    seasons = by_semester(site, site.store.health, lambda check: check.date)
    now, before = now_and_before(seasons)
    checks = before + now
    year = _this_year(site, checks)
    listed = [check for check in checks if check.child not in site.withdrawn]
    present = {child.id for child in site.roll}
    checks_of = _by_child(checks, present)
    sights = [found for these in checks_of.values() if (found := sight_fell(these)) is not None]
    return HealthView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.roll),
        on_record=len(checks),
        checked_now=len(present & _whose(now)),
        checked_year=len(present & _whose(year)),
        year=count(site, year),
        late=sum(state(site, check) == LATE for check in checks),
        fell=sum(sights),
        sight=len(sights),
        tasks=task_rows(site, listed),
        growth=tuple(_growth(site, checks_of)),
        lacking_now=by_class(site, present - _whose(now), partial(_form, site)),
        lacking_year=by_class(site, present - _whose(year)),
        year_differs=present & _whose(year) != present & _whose(now),
        known=known_rows(site, (one for one in site.children if one.id not in site.withdrawn)),
        seasons=tuple(_season(site, season) for season in seasons),
        rows=_rows(site, now),
        earlier=_rows(site, before),
        unnamed=len(checks) - len(listed),
        states=_options(site, STATES),
        task_states=_options(site, (one for one in STATES if one != NOTHING)),
        sights=_sights(site),
        classes=class_options(site, present | {check.child for check in listed}),
        semesters=tuple(s.semester for s in seasons if s.records and not s.now),
        new=new_check(site),
    )


def count(site: Site, checks: Sequence[HealthCheck]) -> Counts:
    """How many checks found something, and what came of it."""
    abnormal = [check for check in checks if check.abnormal]
    return Counts(
        checks=len(checks),
        abnormal=len(abnormal),
        followed_up=sum(state(site, check) == DONE for check in abnormal),
        told=sum(not untold(site, check) for check in abnormal),
    )


def new_check(site: Site) -> NewFile:
    """The host's page for one new check."""
    return new_record(site, "health", ("child", "date", "provider", *FIELDS))


def _form(site: Site, class_id: str, ids: Sequence[str]) -> NewFile:
    """One file for all the children of a class who were not checked this semester."""
    entries = [{"child": child} for child in ids]
    return new_records(site, "health", ("date", "provider"), ("child", *FIELDS), entries, class_id)


def _this_year(site: Site, checks: Iterable[HealthCheck]) -> tuple[HealthCheck, ...]:
    """The checks of the school year that holds the day's semester."""
    term = site.evaluation.term
    if term is None:
        return ()
    first, _ = term.year
    return tuple(check for check in checks if first <= check.date)


def _whose(checks: Iterable[HealthCheck]) -> set[str]:
    return {check.child for check in checks}


def _by_child(
    checks: Iterable[HealthCheck], present: Iterable[str]
) -> dict[str, list[HealthCheck]]:
    """The checks of each child of the day, by date; children without any are left out."""
    found: dict[str, list[HealthCheck]] = {child: [] for child in present}
    for check in sorted(checks, key=lambda check: check.date):
        if check.child in found:
            found[check.child].append(check)
    return {child: these for child, these in found.items() if these}


def _growth(site: Site, checks_of: dict[str, list[HealthCheck]]) -> Iterator[GrowthRow]:
    """Every child with a check who may be named, by class."""
    for children in site.roll_of_class.values():
        for child in children:
            if child.id in checks_of and child.id not in site.withdrawn:
                yield growth_row(site, child, checks_of[child.id])


def _rows(site: Site, checks: Iterable[HealthCheck]) -> tuple[CheckRow, ...]:
    """Checks as rows, the newest first, without those of a child that may not be named."""
    latest = sorted(checks, key=lambda check: check.date, reverse=True)
    return tuple(check_row(site, check) for check in latest if check.child not in site.withdrawn)


def _season(site: Site, season: Season[HealthCheck]) -> SeasonRow:
    return SeasonRow(
        semester=season.semester,
        counts=count(site, season.records),
        children=season.reached(check.child for check in season.records),
        whole=len(season.children),
    )


def _options(site: Site, states: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(site.language.text(STATES[one]), "", one) for one in states)


def _sights(site: Site) -> tuple[Link, ...]:
    text = site.language.text
    return Link(text("sight fell"), "", "fell"), Link(text("not worse"), "", "steady")
