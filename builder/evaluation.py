"""What the policy engine says: obligations and their states, who is overdue, what is complete.

Values only; `builder.obligations` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from builder.calendar import DaySet
from builder.model import Rule, Semester
from builder.periods import Term


class State(StrEnum):
    """The state of an obligation, decided in this order."""

    WAIVED = "waived"
    MET = "met"
    MET_LATE = "met_late"
    FUTURE = "future"
    MISSED = "missed"
    OPEN = "open"


DONE: Final = frozenset({State.MET, State.MET_LATE})


@dataclass(frozen=True, slots=True)
class Obligation:
    """One unit owes one rule in one period, both ends included; due on `end`.

    `credited` are the days of the contacts that count towards it, in order; of an obligation that
    is neither met nor met late there may be some, but too few.
    """

    start: date
    end: date
    state: State
    credited: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Grounds:
    """On which days a rule is owed to a unit and why not on others, as sets of days of `Term.days`.

    Holidays and weekends are in all four. `meant` are the days on which the rule is for this unit
    (a child enrolled, left-behind, one of those it is for), `applies` those of them that no
    absence and no exemption takes away, `owed` those of `applies` on which somebody holds its
    role, `spared` those that would be owed but for an exemption. Sets may reach beyond the term.
    """

    meant: DaySet
    applies: DaySet
    owed: DaySet
    spared: DaySet


@dataclass(frozen=True, slots=True)
class Track:
    """All obligations of one unit under one rule, by their end and then their start.

    `contacts` are the days up to the as-of date with a contact that qualifies.
    """

    rule: Rule
    unit: str
    obligations: tuple[Obligation, ...]
    contacts: tuple[date, ...]
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Overdue:
    """One row of the overdue list. `days_overdue` counts from `due`, which itself is not late."""

    scope: str
    unit: str
    rule: Rule
    due: date
    days_overdue: int
    missed_in_a_row: int
    last_contact: date | None
    last_any_contact: date | None
    responsible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A child to whom a rule applies, and nobody holds the role that it asks for."""

    unit: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Completion:
    """How many obligations of a rule are in which state."""

    rule: Rule
    met: int = 0
    met_late: int = 0
    missed: int = 0
    open: int = 0
    waived: int = 0
    future: int = 0

    @property
    def done(self) -> int:
        """The numerator: what was kept, late or not."""
        return self.met + self.met_late

    @property
    def due(self) -> int:
        """The denominator: what was kept or missed."""
        return self.done + self.missed


@dataclass(frozen=True)
class Evaluation:
    """Everything the engine says about a day. `semester` is None when nothing can be owed."""

    as_of: date
    semester: Semester | None
    term: Term | None
    tracks: tuple[Track, ...]
    overdue: tuple[Overdue, ...]
    unassigned: tuple[Unassigned, ...]
    completion: tuple[Completion, ...]

    @cached_property
    def tracks_of(self) -> dict[str, tuple[Track, ...]]:
        """The tracks of each child, class or the school, in the policy's order.

        Ids of children and classes may coincide, so the key has the scope before it: `child:c01`.
        """
        found: dict[str, list[Track]] = {}
        for track in self.tracks:
            found.setdefault(f"{track.rule.scope}:{track.unit}", []).append(track)
        return {unit: tuple(tracks) for unit, tracks in found.items()}
