"""What a reader can work out from numbers that stand side by side, and what to withhold against it.

A number is the weight of a set of things, each set a whole number used as bits (`World`). Two kinds
of knowledge are reckoned with:

- equations between numbers: a whole is the sum of its parts. Every combination of them is tried (by
  elimination), so a detour over several tables helps nobody;
- secrets: sums and differences of numbers that are themselves too small a count, above all what is
  left of a set when others that lie in it, none overlapping another, are taken away.

Not reckoned with is what no arithmetic gives: that a withheld number lies in a narrow range, and
what a reader knows of single children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from builder.summary.figure import Number

Thing = tuple[object, ...]
"""What is counted, and for how much: the last but one of its parts is the weight."""

Row = Mapping[int, Fraction]
"""Numbers by their column, each taken so many times. An equation says that this comes to a
constant that the reader knows."""


class World:
    """All things that any figure counts: each a bit, with its weight and the children it is about."""

    def __init__(self) -> None:
        self._place: dict[Thing, int] = {}
        self._weights: list[Number] = []
        self._about: list[int] = []

    def child(self, id_: str) -> int:
        """The bit of a child, which is a thing about itself."""
        return self._bit(("child", id_), 1, ())

    def thing(self, name: Thing, weight: Number, children: Iterable[str]) -> int:
        """The bit of anything else. Of another weight it is another thing."""
        return self._bit((*name, weight), weight, tuple(children))

    def _bit(self, name: Thing, weight: Number, children: tuple[str, ...]) -> int:
        place = self._place.get(name)
        if place is None:
            about = 0
            for one in children:
                about |= self.child(one)
            place = self._place[name] = len(self._weights)
            self._weights.append(weight)
            self._about.append(about or (1 << place if name[0] == "child" else 0))
        return 1 << place

    def number(self, things: int) -> Number:
        """How much a set of things comes to."""
        return sum((self._weights[place] for place in _places(things)), 0)

    def few(self, things: int, least: int) -> bool:
        """Whether a set comes to less than may be known, or is about fewer children."""
        if things.bit_count() < least and self.number(things) < least:
            return True
        about = 0
        for place in _places(things):
            about |= self._about[place]
            if about.bit_count() >= least:
                return self.number(things) < least
        return about != 0 or self.number(things) < least


def _places(things: int) -> Iterator[int]:
    while things:
        lowest = things & -things
        yield lowest.bit_length() - 1
        things ^= lowest


@dataclass(frozen=True, slots=True)
class Division:
    """A set, sets within it of which none overlaps another, and what is left."""

    whole: int
    parts: tuple[int, ...]
    rest: int


def divisions(world: World, sets: Iterable[int], least: int) -> Iterator[Division]:
    """Every way in which some sets share out another, but for a few things or for none."""
    ordered = sorted(set(sets), key=lambda one: (-one.bit_count(), one))
    for whole in ordered:
        inside = [one for one in ordered if one != whole and not one & ~whole]
        yield from _shared_out(world, whole, inside, least)


def _shared_out(world: World, whole: int, inside: Sequence[int], least: int) -> Iterator[Division]:
    """The ways for one set, by taking or leaving each of those inside in turn."""
    waiting: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    while waiting:
        start, covered, parts = waiting.pop()
        left = [n for n in range(start, len(inside)) if not inside[n] & covered]
        within_reach = covered
        for n in left:
            within_reach |= inside[n]
        if (never := whole & ~within_reach) and not world.few(never, least):
            continue
        if not left:
            continue
        first = left[0]
        waiting.append((first + 1, covered, parts))
        taken, chosen = covered | inside[first], (*parts, inside[first])
        rest = whole & ~taken
        if not rest or world.few(rest, least):
            yield Division(whole, chosen, rest)
        if rest:
            waiting.append((first + 1, taken, chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a reader knows without looking at a number, and what nobody may find out.

    `few` says of some columns whether they are too small a count together.
    """

    equations: Sequence[Row]
    secrets: Sequence[Row]
    few: Callable[[Sequence[int]], bool] = field(repr=False)

    def clues(self, hidden: frozenset[int]) -> Iterator[frozenset[int]]:
        """Of everything that comes out while some columns are hidden: the columns that tell it."""
        rows = _eliminated(self.equations, hidden)
        for row in (*self.equations, *rows.values()):
            unknown = [column for column in row if column in hidden]
            # Numbers that add up to a known sum: none of them is more than it.
            if unknown and len({row[column] > 0 for column in unknown}) == 1 and self.few(unknown):
                yield frozenset(row) - hidden
        for secret in self.secrets:
            found = frozenset(_reduced(secret, rows))
            if not found & hidden:
                yield found


def _eliminated(equations: Iterable[Row], hidden: frozenset[int]) -> dict[int, Row]:
    """The equations solved for as many hidden columns as they allow, by that column."""
    rows: dict[int, Row] = {}
    for equation in equations:
        row = _reduced(equation, rows)
        pivot = min((column for column in row if column in hidden), default=None)
        if pivot is None:
            continue
        one = {column: value / row[pivot] for column, value in row.items()}
        rows = {column: _reduced(other, {pivot: one}) for column, other in rows.items()}
        rows[pivot] = one
    return rows


def _reduced(row: Row, rows: Mapping[int, Row]) -> Row:
    """A row less the multiples of others that take their columns out of it."""
    found = dict(row)
    for column in row:
        if (other := rows.get(column)) is None:
            continue
        times = found[column]
        for at, value in other.items():
            left = found.get(at, Fraction(0)) - times * value
            if left:
                found[at] = left
            else:
                found.pop(at, None)
    return found
