"""All records of a school, typed and linked: the value that everything after the reader works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from builder import model
from builder.calendar import Calendar
from builder.finding import Origin

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True)
class Store:
    """The sound records of a school, each kind in the order of its dates, then of its files.

    `records` counts every record that was read, sound or not. `policy` holds the canonical values
    of policy.yml (None where there is none); what they mean is `builder.policy`'s business.
    `wrong` are the files with an error, `taken` all that stand in the first folder, by path without
    ending: a new record is not to be written over one that cannot be read either.
    """

    school: model.School
    semesters: tuple[model.Semester, ...] = ()
    staff: Mapping[str, model.Staff] = field(default_factory=dict)
    children: Mapping[str, model.Child] = field(default_factory=dict)
    pairings: tuple[model.Pairing, ...] = ()
    visits: tuple[model.Visit, ...] = ()
    activities: tuple[model.Activity, ...] = ()
    plans: tuple[model.Plan, ...] = ()
    observations: tuple[model.Observation, ...] = ()
    aid: tuple[model.Aid, ...] = ()
    wishes: tuple[model.Wish, ...] = ()
    health: tuple[model.HealthCheck, ...] = ()
    incidents: tuple[model.Incident, ...] = ()
    duties: tuple[model.Duty, ...] = ()
    provisions: tuple[model.Provision, ...] = ()
    exemptions: tuple[model.Exemption, ...] = ()
    requests: tuple[model.Request, ...] = ()
    summaries: Mapping[str, model.Summary] = field(default_factory=dict)
    policy: Mapping[str, Any] | None = None
    policy_origin: Origin | None = None
    records: int = 0
    wrong: frozenset[tuple[int, str]] = frozenset()
    taken: frozenset[str] = frozenset()

    @cached_property
    def calendar(self) -> Calendar:
        """The school's calendar."""
        return Calendar(self.school, self.semesters)

    @cached_property
    def spans(self) -> Mapping[str, tuple[date, date]]:
        """First and last day of each semester, by its id."""
        return {semester.id: (semester.start, semester.end) for semester in self.semesters}

    @cached_property
    def pairings_of(self) -> Mapping[str, tuple[model.Pairing, ...]]:
        """The pairings of each child."""
        return _grouped((pairing.child, pairing) for pairing in self.pairings)

    @cached_property
    def pairings_with(self) -> Mapping[str, tuple[model.Pairing, ...]]:
        """The pairings in which each child is the other child's peer."""
        return _grouped((one.peer, one) for one in self.pairings if one.peer)

    @cached_property
    def visits_of(self) -> Mapping[str, tuple[model.Visit, ...]]:
        """The visits of each child, by date."""
        return _grouped((child, visit) for visit in self.visits for child in visit.children)

    @cached_property
    def observations_of(self) -> Mapping[str, tuple[model.Observation, ...]]:
        """The observations of each child, by date."""
        return _grouped((entry.child, entry) for entry in self.observations)

    @cached_property
    def aid_of(self) -> Mapping[str, tuple[model.Aid, ...]]:
        """The aid that each child received, by date."""
        return _grouped((child, aid) for aid in self.aid for child in aid.children)

    @cached_property
    def wishes_of(self) -> Mapping[str, tuple[model.Wish, ...]]:
        """The wishes of each child, by the day on which they were collected."""
        return _grouped((wish.child, wish) for wish in self.wishes)

    @cached_property
    def health_of(self) -> Mapping[str, tuple[model.HealthCheck, ...]]:
        """The health checks of each child, by date."""
        return _grouped((check.child, check) for check in self.health)

    @cached_property
    def plans_of(self) -> Mapping[str, tuple[model.Plan, ...]]:
        """The plans of each child."""
        return _grouped((plan.child, plan) for plan in self.plans)

    @cached_property
    def incidents_of(self) -> Mapping[str, tuple[model.Incident, ...]]:
        """The incidents of each child, by date."""
        return _grouped((child, one) for one in self.incidents for child in one.children)

    @cached_property
    def exemptions_of(self) -> Mapping[str, tuple[model.Exemption, ...]]:
        """The exemptions of each child; those of every child under the empty id."""
        return _grouped((child, one) for one in self.exemptions for child in one.children or ("",))

    def left_behind_on(self, day: date) -> tuple[model.Child, ...]:
        """The children enrolled and left-behind on `day`, absent or not, by id."""
        return tuple(
            child
            for _, child in sorted(self.children.items())
            if child.enrolled_on(day) and child.left_behind_on(day)
        )


def _grouped(pairs: Iterable[tuple[K, T]]) -> Mapping[K, tuple[T, ...]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return defaultdict(tuple, {key: tuple(values) for key, values in groups.items()})
