"""Rosters, first page: what is vacant, and the children class by class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Child
from builder.views.record_forms import RosterForms, roster_forms
from builder.views.register import RegisterRow, register
from builder.views.site import Link, Sheet, Site
from builder.views.vacancies import Vacancy, unsuited_proxy, vacancies


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of some children are what or lack what; those who may not be named are among them."""

    boarders: int
    priority: int
    unguarded: int
    unsuited: int
    without_teacher: int
    without_proxy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRoster:
    """One class: its teachers, its `n` children and their counts; `unnamed` of them are on no list
    (consent withdrawn)."""

    class_: Link
    anchor: str
    leaders: tuple[Link, ...]
    pupils: int
    n: int
    unnamed: int
    counts: Counts
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RostersView:
    """The classes of the day. `unnamed` children are counted everywhere and listed nowhere else."""

    as_of: str
    semester: str
    children: int
    pupils: int
    unnamed: int
    vacancies: tuple[Vacancy, ...]
    classes: tuple[ClassRoster, ...]
    totals: Counts
    new: RosterForms


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the classes."""
    view = rosters_view(site)
    yield Sheet(
        path="rosters",
        title=site.language.text("Rosters"),
        context=view,
        search="",
        description=site.language.text("Who is with whom, as of {day}", day=view.as_of),
    )


def rosters_view(site: Site) -> RostersView:
    """The page as it is shown."""
    return RostersView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.children),
        pupils=site.pupils,
        unnamed=sum(child.id in site.withdrawn for child in site.children),
        vacancies=vacancies(site),
        classes=tuple(_classes(site)),
        totals=_counts(site, site.children),
        new=roster_forms(site),
    )


def _classes(site: Site) -> Iterator[ClassRoster]:
    pupils = {cls.class_: cls.pupils for cls in site.semester_classes}
    for class_id, children in site.children_of_class.items():
        rows = register(site, children)
        yield ClassRoster(
            class_=site.class_link(class_id),
            anchor=f"class-{class_id}",
            leaders=site.staff_links(site.class_teachers(class_id)),
            pupils=pupils.get(class_id, 0),
            n=len(children),
            unnamed=len(children) - len(rows),
            counts=_counts(site, children),
            rows=rows,
        )


def _counts(site: Site, children: Sequence[Child]) -> Counts:
    day = site.as_of
    return Counts(
        boarders=sum(any(spell.holds(day) for spell in one.boarding) for one in children),
        priority=sum(any(spell.holds(day) for spell in one.priority) for one in children),
        unguarded=sum(any(spell.holds(day) for spell in one.unguarded) for one in children),
        unsuited=sum(unsuited_proxy(site, one) for one in children),
        without_teacher=sum(not site.holders("paired_teacher", one) for one in children),
        without_proxy=sum(not site.holders("proxy_parent", one) for one in children),
    )
