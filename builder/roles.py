"""Who holds which role for whom, and from when to when (policy.md, A rule).

A rule is bound to a role, never to a person: the same teacher may owe a weekly visit as paired
teacher and one a semester as proxy parent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from builder.calendar import ONE_DAY
from builder.model import Child, Rule
from builder.store import Store

PAIRED: Final = ("paired_teacher", "proxy_parent", "community_parent")
OF_CHILDREN: Final = ("class_teacher", *PAIRED)
"""The roles that are held for certain children, and not for everybody at once."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody holds a role from one day to another, both included."""

    staff: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the role is held on `day`."""
        return self.first <= day <= self.last

    def within(self, first: date, last: date) -> Holding | None:
        """The part of it between two days."""
        cut = Holding(self.staff, max(self.first, first), min(self.last, last))
        return cut if cut.first <= cut.last else None


@dataclass(frozen=True, slots=True)
class Tenure:
    """The same for one child: as what, and from when to when."""

    role: str
    child: Child
    holding: Holding


@dataclass(frozen=True)
class Roles:
    """Every role of a store."""

    store: Store

    @cached_property
    def _class_teachers(self) -> Mapping[str, Sequence[Holding]]:
        """By class; without an end, until the next semester begins."""
        found: dict[str, list[Holding]] = defaultdict(list)
        for semester in self.store.semesters:
            following = self.store.calendar.next_after(semester)
            last = following.start - ONE_DAY if following else date.max
            for cls in semester.classes:
                for teacher in cls.class_teachers:
                    first = teacher.since or semester.start
                    found[cls.class_].append(Holding(teacher.staff, first, teacher.until or last))
        return found

    @cached_property
    def _pairings(self) -> Mapping[tuple[str, str], Sequence[Holding]]:
        """By role and child."""
        found: dict[tuple[str, str], list[Holding]] = defaultdict(list)
        for pairing in self.store.pairings:
            if pairing.kind in PAIRED and pairing.staff:
                holding = Holding(pairing.staff, pairing.since, pairing.until or date.max)
                found[pairing.kind, pairing.child].append(holding)
        return found

    @cached_property
    def _at_large(self) -> Mapping[str, Sequence[Holding]]:
        """The roles that somebody holds for everybody: a group of the staff, or counsellor."""
        found: dict[str, list[Holding]] = defaultdict(list)
        for person in self.store.staff.values():
            holding = Holding(person.id, person.since or date.min, person.until or date.max)
            found[person.group].append(holding)
            if person.counsellor:
                found["counsellor"].append(holding)
        return found

    @cached_property
    def tenures(self) -> Mapping[str, Sequence[Tenure]]:
        """By person: every child they ever looked after, in the order of the roles, then by id."""
        found: dict[str, list[Tenure]] = defaultdict(list)
        for role in OF_CHILDREN:
            for _, child in sorted(self.store.children.items()):
                for holding in sorted(self.of_child(role, child), key=lambda one: one.first):
                    found[holding.staff].append(Tenure(role, child, holding))
        return found

    def of_child(self, role: str, child: Child) -> Sequence[Holding]:
        """Who holds a role for a child, over all time."""
        if role in PAIRED:
            return self._pairings.get((role, child.id), ())
        if role == "class_teacher":
            return tuple(self._teachers_of(child))
        return self._at_large.get(role, ())

    def _teachers_of(self, child: Child) -> Iterator[Holding]:
        for class_id, first, last in classes_of(child):
            for holding in self._class_teachers.get(class_id, ()):
                if part := holding.within(first, last):
                    yield part

    def of_class(self, role: str, class_id: str) -> Sequence[Holding]:
        """Who holds a role for a class; nobody is paired with a class."""
        if role == "class_teacher":
            return self._class_teachers.get(class_id, ())
        return self._at_large.get(role, ())

    def answering(self, rule: Rule, unit: str) -> Sequence[Holding]:
        """Who answers for a rule to a unit, over all time: whoever holds one of its roles; where it
        names none the class teacher, for the school the leader of the leading group."""
        if rule.scope == "child":
            child = self.store.children[unit]
            held = [self.of_child(role, child) for role in rule.by or ("class_teacher",)]
        elif rule.scope == "class":
            held = [self.of_class(role, unit) for role in rule.by or ("class_teacher",)]
        elif rule.by:
            held = [self.of_school(role) for role in rule.by]
        else:
            group = self.store.school.leading_group
            leaders = dict.fromkeys(member.staff for member in group if member.post == "leader")
            held = [[Holding(leader, date.min, date.max) for leader in leaders]]
        return tuple(holding for some in held for holding in some)

    def of_school(self, role: str) -> Sequence[Holding]:
        """Who holds a role for the school: a group of the staff, or the counsellors."""
        return self._at_large.get(role, ())


def responsible(roles: Roles, rule: Rule, unit: str, day: date) -> tuple[str, ...]:
    """Who owes a rule to a child, class or the school on a day, by id.

    Nobody answers for a child who is not on record.
    """
    if rule.scope == "child" and unit not in roles.store.children:
        return ()
    return on(roles.answering(rule, unit), day)


def classes_of(child: Child) -> Iterator[tuple[str, date, date]]:
    """A child's classes, each with the first and the last day in it."""
    first = date.min
    for earlier in sorted(child.earlier_classes, key=lambda earlier: earlier.until):
        if earlier.until >= first:
            yield earlier.class_, first, earlier.until
            first = earlier.until + ONE_DAY
    yield child.class_, first, date.max


def on(holdings: Iterable[Holding], day: date) -> tuple[str, ...]:
    """Who holds a role on a day, by id."""
    return tuple(sorted({holding.staff for holding in holdings if holding.holds(day)}))
