"""The policy engine: which obligations exist, and in what state each is (policy.md).

One pure function of (store, policy, day). The overdue list, the calendar strips, the assessment
table, the CI flags and the summary's percentages all read its result; nothing else decides "late".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from builder.calendar import DaySet
from builder.contacts import SCHOOL, ByKind, Contacts, qualifying
from builder.evaluation import (
    Completion,
    Evaluation,
    Grounds,
    Obligation,
    Overdue,
    State,
    Track,
    Unassigned,
)
from builder.model import Child, Exemption, Policy, Rule, Selector, Spell
from builder.periods import Period, Term
from builder.roles import Holding, Roles, classes_of, on
from builder.store import Store


def evaluate(store: Store, policy: Policy, as_of: date) -> Evaluation:
    """Which obligations exist on `as_of` and in what state each is. Reads no clock, changes nothing."""
    term = Term.on(store.calendar, as_of)
    if term is None:
        empty = tuple(Completion(rule) for rule in policy.enabled)
        return Evaluation(as_of, None, None, (), (), (), empty)
    engine = _Engine(store, term, as_of)
    tracks: list[Track] = []
    overdue: list[Overdue] = []
    unassigned: list[Unassigned] = []
    for rule in policy.enabled:
        for unit in engine.units(rule):
            track = unit.track()
            tracks.append(track)
            if unit.vacant:
                unassigned.append(Unassigned(unit.id, rule))
            elif row := unit.overdue(track):
                overdue.append(row)
    overdue.sort(key=lambda row: (-row.days_overdue, row.rule.id, row.unit))
    unassigned.sort(key=lambda row: (row.rule.id, row.unit))
    return Evaluation(
        as_of,
        term.semester,
        term,
        tuple(tracks),
        tuple(overdue),
        tuple(unassigned),
        completion(policy.enabled, tracks),
    )


def completion(rules: Sequence[Rule], tracks: Iterable[Track]) -> tuple[Completion, ...]:
    """How many obligations are in which state, a rule an entry, in the order of the rules."""
    counts: dict[str, Counter[State]] = {rule.id: Counter() for rule in rules}
    for track in tracks:
        counts[track.rule.id].update(obligation.state for obligation in track.obligations)
    return tuple(
        Completion(rule, **{str(state): n for state, n in counts[rule.id].items()})
        for rule in rules
    )


class _Engine:
    """What is worked out once for all units: calendar, roles, contacts, exemptions."""

    def __init__(self, store: Store, term: Term, as_of: date) -> None:
        self.store = store
        self.term = term
        self.as_of = as_of
        self.today = term.days.bit(as_of)
        self.roles = Roles(store)
        self.contacts = Contacts(store, as_of)
        self.everyone = [entry for entry in store.exemptions if not entry.children]
        self.exempted: dict[str, list[Exemption]] = {}
        for entry in store.exemptions:
            for child in entry.children:
                self.exempted.setdefault(child, []).append(entry)
        self._presence: dict[str, tuple[DaySet, DaySet]] = {}
        self._last_reached: dict[str, date] = {}
        # They are in the order of their dates, so the last one stays.
        for visit in store.visits:
            if visit.reached and visit.date <= as_of:
                self._last_reached.update(dict.fromkeys(visit.children, visit.date))

    def units(self, rule: Rule) -> Iterator[_Unit]:
        """Every child on record, class of the semester, or the school."""
        periods = self.term.periods(rule)
        if rule.scope == "child":
            for _, child in sorted(self.store.children.items()):
                yield _ChildUnit(self, rule, periods, child)
        elif rule.scope == "class":
            for class_id in sorted({cls.class_ for cls in self.term.semester.classes}):
                yield _ClassUnit(self, rule, periods, class_id)
        else:
            yield _SchoolUnit(self, rule, periods)

    def last_reached(self, child: str) -> date | None:
        """A child's last reached visit of any kind."""
        return self._last_reached.get(child)

    def span(self, spells: Sequence[Spell]) -> DaySet:
        """The days of any of the spells."""
        days = 0
        for spell in spells:
            days |= self.term.days.span(spell.since, spell.until)
        return days

    def held(self, holdings: Sequence[Holding]) -> DaySet:
        """The days on which somebody holds a role."""
        days = 0
        for holding in holdings:
            days |= self.term.days.span(holding.first, holding.last)
        return days

    def exempt(self, entries: Sequence[Exemption], rule: Rule) -> DaySet:
        """The days that exemptions from a rule cover."""
        days = 0
        for entry in entries:
            if not entry.rules or rule.id in entry.rules:
                days |= self.term.days.span(entry.from_, entry.to)
        return days

    def presence(self, child: Child) -> tuple[DaySet, DaySet]:
        """The days on which a child is enrolled and left-behind, and those of them without absence."""
        found = self._presence.get(child.id)
        if found is None:
            days = self.term.days.span(child.enrolled, child.left) & self.span(child.left_behind)
            absent = 0
            for absence in child.absences:
                absent |= self.term.days.span(absence.from_, absence.to)
            found = self._presence[child.id] = days, days & ~absent
        return found

    def exempt_of(self, child: Child, rule: Rule) -> DaySet:
        """The days that an exemption of everybody or of this child covers, for a rule."""
        return self.exempt(self.everyone + self.exempted.get(child.id, []), rule)

    def fits(self, child: Child, selector: Selector) -> DaySet:
        """The days on which a child is one of those a rule is for."""
        if selector == _EVERYBODY:
            return -1
        days = -1
        for wanted, spells in (
            (selector.boarding, child.boarding),
            (selector.priority, child.priority),
            (selector.unguarded, child.unguarded),
        ):
            if wanted is not None:
                days &= self.span(spells) if wanted else ~self.span(spells)
        if selector.min_grade is not None or selector.max_grade is not None:
            fitting = 0
            for class_id, first, last in classes_of(child):
                if self.grade_fits(class_id, selector):
                    fitting |= self.term.days.span(first, last)
            days &= fitting
        if selector.needs and not set(selector.needs) & set(child.needs):
            return 0
        if selector.hardship and not set(selector.hardship) & set(child.hardship):
            return 0
        return days

    def grade_fits(self, class_id: str, selector: Selector) -> bool:
        """Whether a class has one of the grades that a rule is for, this school year."""
        grade = self.term.calendar.grade(class_id, self.term.school_year)
        return (selector.min_grade or grade) <= grade <= (selector.max_grade or grade)


_EVERYBODY: Final = Selector()


class _Unit:
    """One child, class or the school under one rule.

    `holdings` says who holds the rule's roles over all time, `grounds` on which days the rule is
    owed, `contacts` on which days there is a contact that qualifies. What differs between
    children, classes and the school is in the subclasses: on which days the rule is `meant` for
    the unit, on which of them it is `present`, and which days are `exempt`.
    """

    __slots__ = ("contacts", "engine", "grounds", "holdings", "id", "periods", "rule")

    def __init__(
        self,
        engine: _Engine,
        rule: Rule,
        periods: Sequence[Period],
        id_: str,
        holdings: Sequence[Holding],
        by_kind: ByKind | None,
        *,
        meant: DaySet,
        present: DaySet,
        exempt: DaySet,
    ) -> None:
        self.engine = engine
        self.rule = rule
        self.periods = periods
        self.id = id_
        self.holdings = holdings
        self.contacts = qualifying(rule, by_kind, holdings) if by_kind else ()
        held = engine.held(holdings) if rule.by else -1
        applies = present & ~exempt
        self.grounds = Grounds(meant, applies, applies & held, present & exempt & held)

    @property
    def vacant(self) -> bool:
        """Whether the rule applies on the as-of date and nobody holds its role."""
        return False

    @property
    def applies_now(self) -> bool:
        """Whether being overdue is asked of this unit on the as-of date."""
        return True

    @property
    def last_any_contact(self) -> date | None:
        """The last reached visit of any kind."""
        return None

    def track(self) -> Track:
        """All obligations of this unit."""
        found = self._rolling() if self.rule.every == "days" else self._periodic()
        return Track(self.rule, self.id, tuple(found), self.contacts, self.grounds)

    def _periodic(self) -> Iterator[Obligation]:
        """Each period's obligation; in date order every contact goes to the oldest that needs it."""
        rule, as_of = self.rule, self.engine.as_of
        grace = timedelta(days=rule.grace_days)
        owed, needed = self.grounds.owed, rule.min_school_days
        waived = [(period.school_days & owed).bit_count() < needed for period in self.periods]
        credited: list[tuple[date, ...]] = [()] * len(self.periods)
        oldest = 0
        for day in self.contacts:
            while oldest < len(waived) and (
                waived[oldest]
                or len(credited[oldest]) >= rule.times
                or self.periods[oldest].end + grace < day
            ):
                oldest += 1
            for n in range(oldest, len(waived)):
                period = self.periods[n]
                if (
                    period.start <= day <= period.end + grace
                    and not waived[n]
                    and len(credited[n]) < rule.times
                ):
                    credited[n] += (day,)
                    break
        for n, period in enumerate(self.periods):
            made = credited[n]
            if waived[n]:
                state = State.WAIVED
            elif made and len(made) >= rule.times:
                state = State.MET if made[-1] <= period.end else State.MET_LATE
            elif period.start > as_of:
                state = State.FUTURE
            elif as_of > period.end + grace:
                state = State.MISSED
            else:
                state = State.OPEN
            yield Obligation(period.start, period.end, state, made)

    def _rolling(self) -> Iterator[Obligation]:
        """`{days: N}`: each contact closes one obligation and starts the clock of the next."""
        term, as_of = self.engine.term, self.engine.as_of
        semester, grace = term.semester, timedelta(days=self.rule.grace_days)
        inside = term.days.span(semester.start, semester.end)
        first = term.days.first_in(self.grounds.owed & inside)
        owed_school_days = self.grounds.owed & term.school_days
        while first is not None:
            due = term.days.first_from(owed_school_days, first + timedelta(days=self.rule.days))
            if due is None:
                return
            contact = next((day for day in self.contacts if day > first), None)
            if contact is not None:
                late = contact > due + grace
                done = State.MET if contact <= due else State.MET_LATE
                if late:
                    yield Obligation(first, due, State.MISSED)
                else:
                    yield Obligation(first, due, done, (contact,))
            elif first > as_of:
                yield Obligation(first, due, State.FUTURE)
            else:
                state = State.MISSED if as_of > due + grace else State.OPEN
                yield Obligation(first, due, state)
            first = contact

    def overdue(self, track: Track) -> Overdue | None:
        """The overdue row of this unit, if it is overdue."""
        rule, as_of = self.rule, self.engine.as_of
        grace = timedelta(days=rule.grace_days)
        closed = [
            obligation
            for obligation in track.obligations
            if obligation.state is not State.WAIVED and obligation.end + grace < as_of
        ]
        if not closed or closed[-1].state is not State.MISSED or not self.applies_now:
            return None
        last = track.contacts[-1] if track.contacts else None
        if last is not None and last > closed[-1].end:
            return None
        run = [closed[-1]]
        for obligation in reversed(closed[:-1]):
            # Of a rolling rule every earlier one was made good, or there would be no later one.
            made_good = last is not None and obligation.end < last
            if obligation.state is not State.MISSED or made_good:
                break
            run.append(obligation)
        return Overdue(
            scope=rule.scope,
            unit=self.id,
            rule=rule,
            due=run[-1].end,
            days_overdue=(as_of - run[-1].end).days,
            missed_in_a_row=len(run),
            last_contact=last,
            last_any_contact=self.last_any_contact,
            responsible=on(self.engine.roles.answering(rule, self.id), as_of),
        )


class _ChildUnit(_Unit):
    __slots__ = ()

    def __init__(
        self, engine: _Engine, rule: Rule, periods: Sequence[Period], child: Child
    ) -> None:
        held = [holding for role in rule.by for holding in engine.roles.of_child(role, child)]
        enrolled, present = engine.presence(child)
        fits = engine.fits(child, rule.for_) if enrolled else 0
        exempt = engine.exempt_of(child, rule) if enrolled else 0
        super().__init__(
            engine,
            rule,
            periods,
            child.id,
            held,
            engine.contacts.of_children.get(child.id),
            meant=enrolled & fits,
            present=present & fits,
            exempt=exempt,
        )

    @property
    def vacant(self) -> bool:
        if not self.rule.by or not self.applies_now:
            return False
        return not any(holding.holds(self.engine.as_of) for holding in self.holdings)

    @property
    def applies_now(self) -> bool:
        return bool(self.grounds.applies & self.engine.today)

    @property
    def last_any_contact(self) -> date | None:
        return self.engine.last_reached(self.id)


class _ClassUnit(_Unit):
    __slots__ = ()

    def __init__(self, engine: _Engine, rule: Rule, periods: Sequence[Period], id_: str) -> None:
        held = [holding for role in rule.by for holding in engine.roles.of_class(role, id_)]
        fits = -1 if engine.grade_fits(id_, rule.for_) else 0
        exempt = engine.exempt(engine.everyone, rule)
        contacts = engine.contacts.of_classes.get(id_)
        super().__init__(
            engine, rule, periods, id_, held, contacts, meant=fits, present=fits, exempt=exempt
        )


class _SchoolUnit(_Unit):
    __slots__ = ()

    def __init__(self, engine: _Engine, rule: Rule, periods: Sequence[Period]) -> None:
        held = [holding for role in rule.by for holding in engine.roles.of_school(role)]
        exempt = engine.exempt(engine.everyone, rule)
        contacts = engine.contacts.of_school
        super().__init__(
            engine, rule, periods, SCHOOL, held, contacts, meant=-1, present=-1, exempt=exempt
        )
