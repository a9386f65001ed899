"""The load that a policy implies: how many contacts a week, and for whom (three traps, seed).

Weekly visits to 96 children are 96 visits a week. A school should see that before it adopts a
rule, so this looks at the rules and the children as they are, whoever is paired with whom, and
then shares the result among those who hold the roles on the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from builder.contacts import SCHOOL
from builder.evaluation import Evaluation
from builder.model import Child, Policy, Rule, Selector
from builder.periods import Term
from builder.roles import Roles, responsible
from builder.store import Store


@dataclass(frozen=True, slots=True)
class RuleLoad:
    """One rule's share. `per_unit` and `per_week` are contacts a week, over the whole semester.

    `units` is to how many children, classes or schools the rule applies on the day, `people` how
    many share it, `vacant` for how many units nobody holds its role.
    """

    rule: Rule
    units: int
    per_unit: float
    people: int
    vacant: int

    @property
    def per_week(self) -> float:
        """Contacts a week for all units together."""
        return self.units * self.per_unit

    @property
    def per_person(self) -> float:
        """Contacts a week for each of those who share it; 0 where nobody does."""
        return (self.units - self.vacant) * self.per_unit / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """One person's share: contacts a week, by rule id and in all, and to how many children."""

    staff: str
    per_week: float
    children: int
    by_rule: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Load:
    """The whole load of a policy."""

    rules: tuple[RuleLoad, ...]
    people: tuple[PersonLoad, ...]

    @property
    def per_week(self) -> float:
        """Contacts a week in all."""
        return sum(rule.per_week for rule in self.rules)


def load_of(store: Store, policy: Policy, evaluation: Evaluation) -> Load:
    """The load of a policy's rules in the semester that counts; empty without one."""
    term = evaluation.term
    if term is None:
        return Load((), ())
    roles, day = Roles(store), evaluation.as_of
    children = store.left_behind_on(day)
    rules: list[RuleLoad] = []
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    cared: dict[str, set[str]] = defaultdict(set)
    for rule in policy.enabled:
        each = per_unit(rule, term)
        people: set[str] = set()
        vacant = 0
        units = _units(rule, term, children, roles, day)
        for unit, holders in units:
            people |= set(holders)
            vacant += not holders
            for person in holders:
                shares[person][rule.id] += each / len(holders)
                if rule.scope == "child":
                    cared[person].add(unit)
        rules.append(RuleLoad(rule, len(units), each, len(people), vacant))
    persons = [
        PersonLoad(person, sum(by_rule.values()), len(cared[person]), dict(by_rule))
        for person, by_rule in shares.items()
    ]
    persons.sort(key=lambda person: (-round(person.per_week, 6), person.staff))
    return Load(tuple(rules), tuple(persons))


def per_unit(rule: Rule, term: Term) -> float:
    """Contacts a week that a rule asks of one unit, on average over the semester's weeks."""
    weeks = ((term.semester.end - term.semester.start).days + 1) / 7
    if rule.during == "vacation":
        return 0.0
    if rule.every == "days":
        return 7 / rule.days
    if rule.every == "school_year":
        return rule.times / weeks / 2
    inside = [
        period
        for period in term.periods(rule)
        if period.end <= term.semester.end
        and period.school_days.bit_count() >= rule.min_school_days
    ]
    return len(inside) * rule.times / weeks


def _units(
    rule: Rule, term: Term, children: Sequence[Child], roles: Roles, day: date
) -> list[tuple[str, tuple[str, ...]]]:
    """To whom a rule applies on the day, and who owes it."""
    if rule.scope == "child":
        units = [child.id for child in children if _fits(child, rule.for_, term, day)]
    elif rule.scope == "class":
        classes = sorted({cls.class_ for cls in term.semester.classes})
        units = [class_id for class_id in classes if _grade_fits(class_id, rule.for_, term)]
    else:
        units = [SCHOOL]
    return [(unit, responsible(roles, rule, unit, day)) for unit in units]


def _fits(child: Child, chosen: Selector, term: Term, day: date) -> bool:
    """Whether a child is one of those a rule is for, on the day."""
    spells = (
        (chosen.boarding, child.boarding),
        (chosen.priority, child.priority),
        (chosen.unguarded, child.unguarded),
    )
    for wanted, found in spells:
        if wanted is not None and wanted != any(spell.holds(day) for spell in found):
            return False
    if chosen.needs and not set(chosen.needs) & set(child.needs):
        return False
    if chosen.hardship and not set(chosen.hardship) & set(child.hardship):
        return False
    return _grade_fits(child.class_on(day), chosen, term)


def _grade_fits(class_id: str, chosen: Selector, term: Term) -> bool:
    grade = term.calendar.grade(class_id, term.school_year)
    return (chosen.min_grade or grade) <= grade <= (chosen.max_grade or grade)
