"""What counts as a contact, and for whom (policy.md, "What counts for whom").

Visits, activities, provisions, aid, health checks, wishes and observations all become `Contact`s
of their units, sorted by what kind they are; a rule then picks those that qualify.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from builder.model import Activity, Aid, HealthCheck, Observation, Provision, Rule, Visit, Wish
from builder.roles import Holding
from builder.store import Store

SCHOOL: Final = "school"
"""The unit of a school-scope rule."""

IMPLIED: Final[Mapping[str, tuple[str, ...]]] = {
    "talk": ("child",),
    "tutoring": ("child",),
    "counselling": ("child",),
    "home_stay": ("child",),
    "peer_visit": ("child",),
    "family_call": ("child", "parent"),
    "family_letter": ("child", "parent"),
    "letter": ("parent",),
    "school_visit": ("parent",),
}
"""Whom a visit was with where it does not say."""


def counterparts(visit: Visit) -> frozenset[str]:
    """Whom a visit was with: what it says, or what its kinds imply together."""
    if visit.with_:
        return frozenset(visit.with_)
    return frozenset(party for kind in visit.kind for party in IMPLIED.get(kind, ()))


OF_GROWN_UPS: Final = frozenset(
    {"parents_meeting", "guardian_training", "parent_school", "seminar"}
)
"""Activities that parents, guardians or teachers come to; a child named is one spoken about."""

Source = Visit | Activity | Provision | Aid | HealthCheck | Wish | Observation
"""The records that may be contacts."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Something that may fulfil a rule. `with_` and `by` are None where it cannot have any."""

    source: Source
    date: date
    with_: frozenset[str] | None = None
    by: tuple[str, ...] | None = None


ByKind = Mapping[str, Sequence[Contact]]


@dataclass(frozen=True)
class Contacts:
    """All contacts of a store up to a day, by unit and kind."""

    store: Store
    as_of: date

    @cached_property
    def of_children(self) -> Mapping[str, ByKind]:
        """By child."""
        found: dict[str, dict[str, list[Contact]]] = defaultdict(lambda: defaultdict(list))
        for visit in self.store.visits:
            if visit.reached and visit.date <= self.as_of:
                contact = Contact(visit, visit.date, counterparts(visit), visit.by)
                for child in visit.children:
                    for kind in visit.kind:
                        found[child][kind].append(contact)
        for activity in self._activities:
            contact = Contact(activity, activity.date, None, activity.organisers)
            for child in self.children_of(activity):
                found[child][activity.kind].append(contact)
        for child, kinds, contact in self._others():
            for kind in kinds:
                found[child][kind].append(contact)
        return found

    @cached_property
    def of_classes(self) -> Mapping[str, ByKind]:
        """By class."""
        found: dict[str, dict[str, list[Contact]]] = defaultdict(lambda: defaultdict(list))
        everyone = [cls.id for cls in self.store.school.classes]
        for activity in self._activities:
            contact = Contact(activity, activity.date, None, activity.organisers)
            for class_id in activity.classes or everyone:
                found[class_id][activity.kind].append(contact)
        for provision in self.store.provisions:
            if provision.class_ and provision.date <= self.as_of:
                found[provision.class_][provision.kind].append(Contact(provision, provision.date))
        return found

    @cached_property
    def of_school(self) -> ByKind:
        """Of the school itself."""
        found: dict[str, list[Contact]] = defaultdict(list)
        for activity in self._activities:
            found[activity.kind].append(Contact(activity, activity.date, None, activity.organisers))
        for provision in self.store.provisions:
            if provision.date <= self.as_of:
                found[provision.kind].append(Contact(provision, provision.date))
        return found

    def of(self, scope: str, unit: str) -> ByKind:
        """Of a child, a class or the school."""
        by_scope = {"child": self.of_children, "class": self.of_classes}
        return by_scope[scope].get(unit, {}) if scope in by_scope else self.of_school

    @property
    def _activities(self) -> Iterator[Activity]:
        return (activity for activity in self.store.activities if activity.date <= self.as_of)

    @cached_property
    def _pupils(self) -> Mapping[str, tuple[str, ...]]:
        """Who was ever in a class."""
        found: dict[str, list[str]] = defaultdict(list)
        for child in self.store.children.values():
            for class_id in {child.class_, *(earlier.class_ for earlier in child.earlier_classes)}:
                found[class_id].append(child.id)
        return {class_id: tuple(ids) for class_id, ids in found.items()}

    def children_of(self, activity: Activity) -> Iterable[str]:
        """The children an activity names, or else those of the classes it lists on its day."""
        if activity.children:
            return activity.children
        children = self.store.children
        return [
            child
            for class_id in activity.classes
            for child in self._pupils.get(class_id, ())
            if children[child].class_on(activity.date) == class_id
            and children[child].enrolled_on(activity.date)
        ]

    def _others(self) -> Iterator[tuple[str, tuple[str, ...], Contact]]:
        """A child, the kinds, the contact: of everything that is no visit and no activity."""
        store = self.store
        for aid in store.aid:
            if aid.date <= self.as_of:
                for child in aid.children:
                    yield child, ("aid", f"aid/{aid.kind}"), Contact(aid, aid.date)
        for check in store.health:
            if check.date <= self.as_of:
                yield check.child, ("health",), Contact(check, check.date)
        for wish in store.wishes:
            if wish.collected <= self.as_of:
                yield wish.child, ("wish",), Contact(wish, wish.collected)
        for entry in store.observations:
            if entry.date <= self.as_of:
                kinds = ("observation", f"observation/{entry.area}")
                yield entry.child, kinds, Contact(entry, entry.date, None, (entry.by,))


def qualifying(rule: Rule, by_kind: ByKind, holdings: Sequence[Holding]) -> tuple[date, ...]:
    """The days with a contact that qualifies for a rule, in order, each once."""
    days: set[date] = set()
    wanted = set(rule.with_)
    for kind in rule.contact:
        for contact in by_kind.get(kind, ()):
            if contact.date not in days and _qualifies(contact, rule, wanted, holdings):
                days.add(contact.date)
    return tuple(sorted(days))


def sources(
    rule: Rule, by_kind: ByKind, holdings: Sequence[Holding], days: Container[date]
) -> Mapping[date, Source]:
    """The record behind each of the days on which a contact qualified; of several the first."""
    found: dict[date, Source] = {}
    wanted = set(rule.with_)
    for kind in rule.contact:
        for contact in by_kind.get(kind, ()):
            if (
                contact.date in days
                and contact.date not in found
                and _qualifies(contact, rule, wanted, holdings)
            ):
                found[contact.date] = contact.source
    return found


def _qualifies(contact: Contact, rule: Rule, wanted: Set[str], holdings: Sequence[Holding]) -> bool:
    if wanted and (contact.with_ is None or not wanted & contact.with_):
        return False
    return not rule.by or _held(contact, holdings)


def _held(contact: Contact, holdings: Sequence[Holding]) -> bool:
    """Whether somebody who made the contact held one of the roles that day."""
    if not contact.by:
        return False
    return any(
        holding.staff in contact.by and holding.first <= contact.date <= holding.last
        for holding in holdings
    )
