"""A reader who tries to work out what a public summary withholds.

Written from the definitions in summary.md and from nothing that the program declares: which figure
lies in which, what shares out what. All numbers are unknowns; what is printed is known. Two ways on,
again and again until nothing more is found: solving the equations for whatever they determine, and
narrowing each number between the least and the most that every equation leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count
from math import ceil, floor

from builder.summary.figure import Summary, Table

Equation = dict[str, Fraction]
"""Unknowns, each so many times, that come to nought; `ONE` is the number one."""

ONE = "1"
_MINISTRY = ("type.both_parents_away", "type.one_away_other_unable")
_MOST = 10**6


@dataclass
class Attack:
    """What is known, and what follows from it. `truth` is only for telling whether it succeeded."""

    known: dict[str, int] = field(default_factory=dict)
    truth: dict[str, int] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    _fresh: Iterator[int] = field(default_factory=count)

    def add(self, total: str, parts: Iterable[str], *, rest: bool = False) -> None:
        """A total is the sum of parts; with a rest, which is a count of its own."""
        parts = [part for part in parts if part in self.truth]
        if total not in self.truth or not parts:
            return
        if rest:
            left = f"{total} without {'+'.join(parts)} #{next(self._fresh)}"
            self.truth[left] = self.truth[total] - sum(self.truth[part] for part in parts)
            parts.append(left)
        equation: Equation = {total: Fraction(-1)}
        for part in parts:
            equation[part] = equation.get(part, Fraction(0)) + 1
        assert sum(self.truth[name] * times for name, times in equation.items()) == 0, equation
        self.equations.append(equation)

    def times(self, one: str, times: Fraction, other: str) -> None:
        """Weekly visits in so many weeks are so many times the children."""
        if {one, other} <= self.truth.keys():
            assert self.truth[one] == times * self.truth[other], (one, other)
            self.equations.append({one: Fraction(-1), other: times})

    def found(self) -> dict[str, tuple[int, int]]:
        """Every unknown with the least and the most that it can be."""
        bounds = dict.fromkeys(self.truth, (0, _MOST))
        bounds |= {name: (n, n) for name, n in self.known.items()}
        bounds[ONE] = (1, 1)
        pinned = -1
        while pinned != (pinned := sum(low == high for low, high in bounds.values())):
            rows = [*self.equations, *_solved(self.equations, bounds)]
            rows = [row for row in rows if any(bounds[n][0] < bounds[n][1] for n in row)]
            for _ in range(20):
                before = dict(bounds)
                for equation in rows:
                    _narrow(equation, bounds)
                if bounds == before:
                    break
        for name, n in self.truth.items():
            assert bounds[name][0] <= n <= bounds[name][1], name
        return bounds

    def given_away(self, least: int) -> dict[str, int]:
        """Counts from 1 to below the least that is published, each worked out exactly."""
        return {
            name: self.truth[name]
            for name, (low, high) in self.found().items()
            if name != ONE and low == high and 0 < self.truth[name] < least
        }


def _narrow(equation: Equation, bounds: dict[str, tuple[int, int]]) -> None:
    """What the others leave each unknown."""
    ends = {
        name: sorted((times * bounds[name][0], times * bounds[name][1]))
        for name, times in equation.items()
    }
    least, most = (sum(end[n] for end in ends.values()) for n in (0, 1))
    for name, times in equation.items():
        low, high = bounds[name]
        if low < high:
            others = (ends[name][0] - least) / times, (ends[name][1] - most) / times
            bounds[name] = max(low, ceil(min(others))), min(high, floor(max(others)))


def _solved(equations: Iterable[Equation], bounds: Mapping[str, tuple[int, int]]) -> list[Equation]:
    """The equations with what is known put in, solved for one unknown each."""
    solved: dict[str, Equation] = {}

    def without(row: Equation, name: str, other: Equation) -> Equation:
        times = row.get(name, Fraction(0))
        return {
            key: value
            for key in {**row, **other}
            if (value := row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)))
        }

    found: list[Equation] = []
    # A rest stands in one equation alone: that can only be simplified by the others.
    for equation in sorted(equations, key=lambda one: any("#" in name for name in one)):
        row: Equation = {}
        for name, times in equation.items():
            low, high = bounds[name]
            at, value = (ONE, times * low) if low == high else (name, times)
            row[at] = row.get(at, Fraction(0)) + value
        for name in row.keys() & solved.keys():
            row = without(row, name, solved[name])
        pivot = next((name for name in sorted(row) if name != ONE), None)
        if any("#" in name for name in row):
            found.append(row)
        elif pivot is not None:
            one = {name: times / row[pivot] for name, times in row.items()}
            solved = {
                name: without(other, pivot, one) if pivot in other else other
                for name, other in solved.items()
            }
            solved[pivot] = one
    return [*solved.values(), *found]


def _tables(summary: Summary, id_: str) -> Iterator[Table]:
    return (table for one in summary.sections for table in one.tables if table.id == id_)


def attack(shown: Summary, whole: Summary, prefix: str = "") -> Attack:
    """What the definitions of the figures let anybody do with a public version."""
    one = Attack()
    join(one, shown, whole, prefix)
    return one


def join(one: Attack, shown: Summary, whole: Summary, prefix: str = "") -> None:
    """Add one school's public version, and what hangs together in it by definition."""
    for figure in whole.figures():
        if figure.missing:
            continue
        one.truth[f"{prefix}{figure.id}"] = int(figure.n)
        if figure.of is not None:
            one.truth[f"{prefix}{figure.id}/of"] = figure.of
    for figure in shown.figures():
        if figure.missing or figure.withheld:
            continue
        one.known[f"{prefix}{figure.id}"] = int(figure.n)
        if figure.of is not None:
            one.known[f"{prefix}{figure.id}/of"] = figure.of
    ids = {figure.id for figure in whole.figures() if not figure.missing}

    def named(*starts: str) -> list[str]:
        return [f"{prefix}{id_}" for id_ in sorted(ids) if id_.startswith(starts)]

    def p(name: str) -> str:
        return f"{prefix}{name}"

    everybody = p("children")
    for figure in whole.figures():
        if figure.of is None or figure.missing:
            continue
        # Every share leaves a rest, and most of them share N.
        one.add(p(f"{figure.id}/of"), [p(figure.id)], rest=True)
        about_all = figure.id.startswith(
            (
                "class.",
                "sex.",
                "age.",
                "type.",
                "spell.",
                "hukou.",
                "guardian.",
                "capacity.",
                "hardship.",
                "archive.",
                "party.",
                "kind.",
                "ministry",
                "reached",
                "aid.",
            )
        ) or figure.id in ("pairing.paired", "pairing.proxy", "pairing.with-peers")
        if about_all and figure.of == one.truth[everybody]:
            one.add(everybody, [p(f"{figure.id}/of")])
    for section in whole.sections:
        for table in section.tables:
            if table.partition and table.rows:
                one.add(p(f"{table.rows[0][0].id}/of"), [p(row[0].id) for row in table.rows])
    one.add(p("children/of"), [p("pupils")])
    # The ministry's count.
    old, types = p("16 or over"), p("ministry's types")
    if all(p(id_) in one.truth for id_ in _MINISTRY):
        one.truth[types] = sum(one.truth[p(id_)] for id_ in _MINISTRY)
        one.truth[old] = one.truth[types] - one.truth[p("ministry")]
        one.add(types, [p(id_) for id_ in _MINISTRY])
        one.add(types, [p("ministry"), old])
    for hardship in named("hardship."):
        if hardship != p("hardship.none"):
            one.add(everybody, [p("hardship.none"), hardship], rest=True)
    # Sets that lie in others.
    for inner, outers in {
        "party.all": ["party.child", "party.parent", "party.guardian", "reached"],
        "archive.all": [id_ for id_ in ids if id_.startswith("archive.group-")],
        "wishes.fulfilled": ["wishes.matched", "wishes"],
        "wishes.matched": ["wishes"],
        "activity.readers": ["activity.children"],
        "activity.reviews": ["activity.children"],
        "spell.boarding": ["school.boarders"],
        "sex.female": ["school.girls"],
    }.items():
        for outer in outers:
            one.add(p(outer), [p(inner)], rest=True)
    for id_ in ids:
        if id_.startswith("kind."):
            one.add(p("reached" if id_.endswith(".children") else "contacts"), [p(id_)], rest=True)
    held = [
        id_
        for table in _tables(whole, "activity-kinds")
        for row in table.rows
        if (id_ := row[0].id).startswith("activity.")
    ]
    one.add(p("activities"), map(p, held))
    one.add(p("lectures"), [p(id_) for id_ in held if id_.startswith("activity.lecture_")])
    one.add(p("training"), [p("activity.guardian_training"), p("activity.parent_school")])
