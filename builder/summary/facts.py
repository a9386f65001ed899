"""What all sections count from: the school on the summary's day, and the semester's own records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from builder.calendar import Days
from builder.contacts import OF_GROWN_UPS, Contacts
from builder.i18n import Language
from builder.model import Activity, Award, Child, Plan, Semester, Visit
from builder.obligations import evaluate
from builder.store import Store
from builder.summary.figure import Counted, Figure, tally
from builder.views.site import Site

_UPPER: Final = 3
"""The first grade that writes book reviews."""


@dataclass(frozen=True)
class Facts:
    """A school on the day of which a summary speaks: D of summary.md.

    `today` is the school on the day of reading: consent withdrawn since D counts.
    """

    site: Site
    semester: Semester
    today: Site

    @property
    def store(self) -> Store:
        """The records."""
        return self.site.store

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.site.language

    @property
    def day(self) -> date:
        """D: the semester's end, or the as-of date while it runs."""
        return self.site.as_of

    @property
    def children(self) -> tuple[Child, ...]:
        """N: enrolled and left behind on D."""
        return self.site.children

    @cached_property
    def previous(self) -> Semester | None:
        """The semester before."""
        earlier = [one for one in self.site.calendar.semesters if one.end < self.semester.start]
        return earlier[-1] if earlier else None

    def inside(self, day: date) -> bool:
        """Whether a day belongs to the semester, up to D."""
        return self.semester.start <= day <= self.day

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """V: the reached visits of the semester."""
        return tuple(v for v in self.store.visits if v.reached and self.inside(v.date))

    @cached_property
    def visits_of(self) -> Mapping[str, tuple[Visit, ...]]:
        """V by child."""
        found: dict[str, list[Visit]] = {}
        for visit in self.visits:
            for child in visit.children:
                found.setdefault(child, []).append(visit)
        return {child: tuple(visits) for child, visits in found.items()}

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of the semester."""
        return tuple(one for one in self.store.activities if self.inside(one.date))

    @cached_property
    def contacts(self) -> Contacts:
        """What counts for whom, up to D."""
        return Contacts(self.store, self.day)

    @cached_property
    def activities_of(self) -> Mapping[str, tuple[Activity, ...]]:
        """The activities that count for each child: those that name it, or its class and nobody."""
        found: dict[str, list[Activity]] = {}
        for activity in self.activities:
            for child in self.contacts.children_of(activity):
                found.setdefault(child, []).append(activity)
        return {child: tuple(activities) for child, activities in found.items()}

    @cached_property
    def took_part_in(self) -> Mapping[str, tuple[Activity, ...]]:
        """The same without meetings of grown-ups: a parents' meeting of the class is no activity of
        the child's."""
        found = {
            child: tuple(one for one in activities if one.kind not in OF_GROWN_UPS)
            for child, activities in self.activities_of.items()
        }
        return {child: activities for child, activities in found.items() if activities}

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The plans in force at some time of the semester, up to D; one for a child who had left
        before it is over, whether or not anybody wrote so."""
        return tuple(
            plan
            for plan in self.store.plans
            if plan.from_ <= self.day
            and (plan.to is None or plan.to >= self.semester.start)
            and not self._had_left(plan.child)
        )

    def _had_left(self, child: str) -> bool:
        """Whether a child had left before the semester began; False where its record has an error."""
        known = self.store.children.get(child)
        return known is not None and known.here_until(self.day) < self.semester.start

    @cached_property
    def plans_of(self) -> Mapping[str, tuple[Plan, ...]]:
        """The same by child."""
        found: dict[str, list[Plan]] = {}
        for plan in self.plans:
            found.setdefault(plan.child, []).append(plan)
        return {child: tuple(plans) for child, plans in found.items()}

    @cached_property
    def school_days(self) -> tuple[date, ...]:
        """The semester's school days up to D."""
        days = Days(self.semester.start, self.day)
        return tuple(days.days(days.school_days(self.semester)))

    def is_upper(self, class_id: str) -> bool:
        """Whether a class is of grade 3 or over on D: old enough to write (S1-22)."""
        return self.site.calendar.grade(class_id, self.site.school_year) >= _UPPER

    def awarded(self, award: Award) -> str:
        """Who won an award."""
        return self.today.listed_link(award.child).text if award.child else award.name or ""

    def attendance(self, id_: str, label: str, held: Sequence[Activity]) -> Figure:
        """Σ attendance of some activities; named as missing where none of them has it.

        Where nobody wrote a number down, whoever is named came.
        """
        counted = [Counted(one, weight=one.came) for one in held if one.came is not None]
        if held and not counted:
            field = self.language.field("activity", "attendance")
            lacking = self.language.text("{what} of {classes}", what=field, classes=label)
            return Figure(id=id_, label=label, missing=lacking)
        return tally(id_, label, counted, self._without_number(len(held) - len(counted)))

    def not_counted(self, held: Sequence[Activity], field: str) -> str:
        """How many activities do not say how many people came; empty where all do."""
        return self._without_number(sum(getattr(one, field) is None for one in held))

    def _without_number(self, n: int) -> str:
        return self.language.plural("{n} without a number", "{n} without a number", n) if n else ""

    def with_kind(self, child: Child, kinds: Iterable[str]) -> tuple[Activity, ...]:
        """The activities of some kinds that count for a child."""
        wanted = set(kinds)
        return tuple(one for one in self.activities_of.get(child.id, ()) if one.kind in wanted)

    def by_activity(self, kinds: Iterable[str]) -> Iterator[Counted]:
        """The children for whom an activity of some kinds counts, each with these activities."""
        wanted = tuple(kinds)
        for child in self.children:
            if found := self.with_kind(child, wanted):
                yield Counted(child, found)


def facts_of(site: Site, semester: Semester) -> Facts:
    """The school at a semester's end, or on the site's own day while the semester runs."""
    day = min(site.as_of, semester.end)
    if day == site.as_of:
        return Facts(site, semester, site)
    evaluation = evaluate(site.store, site.policy, day)
    inspection = replace(site.inspection, evaluation=evaluation)
    return Facts(replace(site, inspection=inspection), semester, site)
