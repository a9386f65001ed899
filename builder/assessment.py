"""Who carries each obligation, and how it ended: by person, class, line of work and rule (S1-27).

A pure function of the records and of what the engine says about a day; it decides nothing about
"late", it only adds up.

**Who carries an obligation.** Whoever held one of the rule's roles last in its period, for at
least as many of its owed days as the rule asks of a period (`min_school_days`): by the same test
by which a week cut short is not asked for at all, a week taken over on its Friday stays with the
one who had it before. Nobody carries what fell due before they took over or began after they had
handed over. Where nobody held the role for so long, it is whoever held it on the last owed day.
Several who hold it at once all carry it, each the whole of it. A rule that names no role is
carried by the class teacher, one of the school by the leader of the leading group; where there is
none, by nobody. It does not matter who made the contact: whose obligation it is must not depend
on whether it was met.

**Why one is waived.** `not_meant` when the rule was not for the child or class on any day of the
period (not enrolled, not boarding…), `exempted` when it would have been owed but for an
exemption, `vacant` when it would have been owed had somebody held the role, else `waived`: a
holiday, an absence, a period cut short. What begins after the day is `future`, waived or not: an
assessment speaks of what has come. So the last five add up to the engine's `future` and `waived`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from builder.calendar import DaySet
from builder.contacts import counterparts
from builder.evaluation import Evaluation, Obligation, State, Track
from builder.model import Rule, Visit
from builder.periods import Term
from builder.roles import Holding, Roles
from builder.store import Store

FEW: Final = 5
"""With fewer obligations than this behind it, a figure is shown and compared with no other."""

NOBODY: Final = ""
"""The key of what nobody carries, of the school among the classes, and of rules without a line."""


class Ending(StrEnum):
    """How an obligation stands: the engine's states, with its `waived` told apart by the reason."""

    MET = "met"
    MET_LATE = "met_late"
    MISSED = "missed"
    OPEN = "open"
    FUTURE = "future"
    WAIVED = "waived"
    EXEMPTED = "exempted"
    VACANT = "vacant"
    NOT_MEANT = "not_meant"


@dataclass(frozen=True, slots=True)
class Case:
    """One obligation, whose it is, and how it ended.

    `class_` is the class that the unit was or was in (empty for the school), `carriers` are ids of
    the staff (empty: nobody), `attempts` the visits within it that reached nobody and would have
    counted, made on a day on which the rule was for this child.
    """

    track: Track
    obligation: Obligation
    ending: Ending
    class_: str
    carriers: tuple[str, ...]
    attempts: tuple[Visit, ...] = ()

    @property
    def rule(self) -> Rule:
        """The rule that is owed."""
        return self.track.rule

    @property
    def unit(self) -> str:
        """The child or class to which it is owed, or the school."""
        return self.track.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The obligations of one person, class, line or rule, counted; `cases` are those behind it.

    `attempts` are visits that reached nobody, each once, by date: within any of the cases, and of
    a person their own.
    """

    key: str
    cases: tuple[Case, ...] = ()
    attempts: tuple[Visit, ...] = ()
    met: int = 0
    met_late: int = 0
    missed: int = 0
    open: int = 0
    future: int = 0
    waived: int = 0
    exempted: int = 0
    vacant: int = 0
    not_meant: int = 0

    @property
    def done(self) -> int:
        """The numerator: what was kept, late or not."""
        return self.met + self.met_late

    @property
    def due(self) -> int:
        """The denominator: what was kept or missed."""
        return self.done + self.missed

    @property
    def comparable(self) -> bool:
        """Whether there is enough behind the share to stand it beside another."""
        return self.due >= FEW

    @property
    def concerned(self) -> bool:
        """Whether anything of it was ever meant for anybody here."""
        return len(self.cases) > self.not_meant

    def of(self, *endings: Ending) -> tuple[Case, ...]:
        """The cases that ended in one of these ways, in their order."""
        return tuple(case for case in self.cases if case.ending in endings)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All tallies. A shared obligation stands in the tally of each person who carries it, so that
    those of people add up to more than the whole; every other view counts each exactly once.

    `by_staff`: by id, `NOBODY` last; what was not meant for the unit is in nobody's. `by_class`:
    the classes by id, `NOBODY` (rules of the school) last. `by_line`: the lines of the leading
    group in its order, then those that only rules name, `NOBODY` (no line) last. `by_rule`: every
    rule in force, in the policy's order.
    """

    by_staff: Mapping[str, Tally] = field(default_factory=dict)
    by_class: Mapping[str, Tally] = field(default_factory=dict)
    by_line: Mapping[str, Tally] = field(default_factory=dict)
    by_rule: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def with_any(self) -> tuple[str, ...]:
        """Ids of the staff who carry anything that was kept or missed."""
        return tuple(key for key, tally in self.by_staff.items() if key and tally.due)

    @property
    def without_missed(self) -> tuple[str, ...]:
        """Those of `with_any` who have missed nothing."""
        return tuple(key for key in self.with_any if not self.by_staff[key].missed)


def assess(store: Store, evaluation: Evaluation) -> Assessment:
    """Every obligation of the evaluation, added up in four ways; empty without a semester."""
    if evaluation.term is None:
        return Assessment()
    cases = tuple(_cases(store, evaluation, evaluation.term))
    rules = [entry.rule for entry in evaluation.completion]
    lines = [line for member in store.school.leading_group for line in member.lines]
    lines = [line for line in lines if any(rule.line == line for rule in rules)]
    lines += [rule.line or NOBODY for rule in rules]
    staff = sorted({person for case in cases for person in case.carriers})
    return Assessment(
        by_staff=_tallies(
            (case for case in cases if case.ending is not Ending.NOT_MEANT),
            lambda case: case.carriers or (NOBODY,),
            staff,
            attempted=lambda person, visit: not person or person in visit.by,
        ),
        by_class=_tallies(cases, lambda case: (case.class_,), sorted({c.class_ for c in cases})),
        by_line=_tallies(cases, lambda case: (case.rule.line or NOBODY,), lines),
        by_rule=_tallies(cases, lambda case: (case.rule.id,), [rule.id for rule in rules]),
    )


def _tallies(
    cases: Iterable[Case],
    keys: Callable[[Case], Sequence[str]],
    order: Iterable[str],
    attempted: Callable[[str, Visit], bool] = lambda key, visit: True,
) -> Mapping[str, Tally]:
    found: dict[str, list[Case]] = {key: [] for key in order if key}
    found[NOBODY] = []
    for case in cases:
        for key in keys(case):
            found[key].append(case)
    if not found[NOBODY]:
        del found[NOBODY]
    return {key: _tally(key, some, attempted) for key, some in found.items()}


def _tally(key: str, cases: Sequence[Case], attempted: Callable[[str, Visit], bool]) -> Tally:
    attempts = {
        visit.origin: visit for case in cases for visit in case.attempts if attempted(key, visit)
    }
    counts = Counter(case.ending for case in cases)
    return Tally(
        key=key,
        cases=tuple(cases),
        attempts=tuple(sorted(attempts.values(), key=_in_order)),
        **{str(ending): n for ending, n in counts.items()},
    )


def _in_order(visit: Visit) -> tuple[date, int, str, int]:
    return visit.date, visit.origin.folder, visit.origin.path, visit.origin.line


def _cases(store: Store, evaluation: Evaluation, term: Term) -> Iterator[Case]:
    roles = Roles(store)
    failed: dict[str, list[Visit]] = {}
    for visit in store.visits:
        if not visit.reached and visit.date <= evaluation.as_of:
            for child in visit.children:
                failed.setdefault(child, []).append(visit)
    for track in evaluation.tracks:
        rule, unit = track.rule, track.unit
        holdings = roles.answering(rule, unit)
        shifts = _shifts(holdings, term)
        tried = failed.get(unit, []) if rule.scope == "child" else []
        tried = [visit for visit in tried if _would_count(visit, rule, holdings)]
        for obligation in track.obligations:
            ending, days = _ending(track, obligation, term, evaluation.as_of)
            nobody = ending in (Ending.VACANT, Ending.NOT_MEANT)
            yield Case(
                track,
                obligation,
                ending,
                _class_of(store, track, _last(days, term) or obligation.end),
                () if nobody else _carriers(shifts, days, rule.min_school_days),
                tuple(
                    visit
                    for visit in tried
                    if _within(visit, obligation, rule)
                    and track.grounds.meant & term.days.span(visit.date, visit.date)
                ),
            )


def _ending(track: Track, obligation: Obligation, term: Term, as_of: date) -> tuple[Ending, DaySet]:
    """How an obligation ended, and the days by which it is told whose it was."""
    grounds, needed = track.grounds, track.rule.min_school_days
    school_days = term.countable(obligation.start, obligation.end)
    owed = grounds.owed & school_days
    if obligation.state is not State.WAIVED:
        return Ending(obligation.state), owed
    meant = grounds.meant & term.days.span(obligation.start, obligation.end)
    if not meant:
        return Ending.NOT_MEANT, 0
    if obligation.start > as_of:
        return Ending.FUTURE, owed or meant
    spared = (grounds.owed | grounds.spared) & school_days
    if spared.bit_count() >= needed:
        return Ending.EXEMPTED, spared
    applies = grounds.applies & school_days
    if applies.bit_count() >= needed:
        return Ending.VACANT, applies
    return Ending.WAIVED, owed or meant


def _shifts(holdings: Iterable[Holding], term: Term) -> Mapping[str, DaySet]:
    """The days on which each person holds a role."""
    found: dict[str, DaySet] = {}
    for holding in holdings:
        days = term.days.span(holding.first, holding.last)
        found[holding.staff] = found.get(holding.staff, 0) | days
    return found


def _carriers(shifts: Mapping[str, DaySet], days: DaySet, needed: int) -> tuple[str, ...]:
    """Who held it last for long enough; where nobody did, who held it on the last of the days."""
    held = {person: shift & days for person, shift in shifts.items() if shift & days}
    enough = {person: own for person, own in held.items() if own.bit_count() >= needed}
    last = max((own.bit_length() for own in enough.values()), default=days.bit_length())
    return tuple(
        sorted(person for person, own in (enough or held).items() if own.bit_length() == last)
    )


def _last(days: DaySet, term: Term) -> date | None:
    return term.days.day(days.bit_length() - 1) if days else None


def _class_of(store: Store, track: Track, day: date) -> str:
    """The class of a unit on a day; none for the school."""
    scope = track.rule.scope
    if scope == "child":
        return store.children[track.unit].class_on(day)
    return track.unit if scope == "class" else NOBODY


def _would_count(visit: Visit, rule: Rule, holdings: Sequence[Holding]) -> bool:
    """Whether a visit that reached nobody would have counted for a rule had it reached somebody."""
    if not set(rule.contact) & set(visit.kind):
        return False
    if rule.with_ and not set(rule.with_) & counterparts(visit):
        return False
    return not rule.by or any(
        holding.staff in visit.by and holding.holds(visit.date) for holding in holdings
    )


def _within(visit: Visit, obligation: Obligation, rule: Rule) -> bool:
    """Whether a visit falls into an obligation, its grace included."""
    grace = timedelta(days=rule.grace_days)
    return obligation.start <= visit.date <= obligation.end + grace
