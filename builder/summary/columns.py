"""The numbers of a summary as columns, each the set of things that it counts (disclosure.py).

Figures that count the same things are one column, and whoever hides it hides all of them. A figure
has up to four: its number, its denominator, and the children behind either where they can be told
from it: because it counts what is owed to children, or as much for each of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Final

from builder.model import (
    Activity,
    Aid,
    Child,
    HealthCheck,
    Incident,
    Observation,
    Pairing,
    Plan,
    Visit,
    Wish,
)
from builder.summary.disclosure import Knowledge, Row, World, divisions
from builder.summary.figure import Counted, Figure, Number, Section, key

EVERYBODY: Final = "children"
"""The figure that is the denominator of most others: it can't be withheld for the sake of one."""


def small(figure: Figure, least: int) -> bool:
    """Whether a figure, or what is left of its whole, is too small to be shown."""
    if figure.missing:
        return False
    sizes = [figure.n]
    if figure.of is not None and not figure.whole:
        sizes.append(figure.of)
        if figure.n != figure.of:
            sizes.append(figure.of - figure.n)
    if figure.people is not None:
        sizes.append(figure.people)
    for counted in (figure.counted, map(Counted, figure.others)):
        if behind := {child for one in counted for child in _children(one)}:
            sizes.append(len(behind))
    return min(sizes) < least


def _children(one: Counted) -> tuple[str, ...]:
    """The children that a thing counted is about. Of an activity: those who are counted by name."""
    record = one.what
    if isinstance(record, Child):
        return (record.id,)
    if isinstance(record, Visit | Aid | Incident):
        return record.children
    if isinstance(record, Pairing):
        return (record.child, record.peer) if record.peer else (record.child,)
    if isinstance(record, Plan | Wish | HealthCheck | Observation):
        return (record.child,)
    if isinstance(record, Activity):
        named = (record.children, record.guardians_of)
        return next((people for people in named if len(people) == one.weight), ())
    return ()


def _loads(counted: Iterable[Counted]) -> dict[str, Fraction | int]:
    """How much of a figure each child is behind, where several share a thing in equal parts."""
    found: dict[str, Fraction | int] = defaultdict(int)
    for one in counted:
        children = _children(one)
        each = 1 if one.weight == len(children) else Fraction(one.weight) / (len(children) or 1)
        for child in children:
            found[child] += each
    return found


@dataclass(slots=True)
class Column:
    """A set whose number stands in the summary: by which figures, as their number or their whole."""

    things: int
    number: Number
    figures: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)
    fixed: bool = False


@dataclass(slots=True)
class Sheet:
    """All numbers of a summary. Figures that count the same things are one column."""

    least: int
    world: World = field(default_factory=World)
    columns: list[Column] = field(default_factory=list)
    of_set: dict[int, int] = field(default_factory=dict)
    of_figure: dict[str, int] = field(default_factory=dict)
    of_whole: dict[str, int] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)
    near: set[str] = field(default_factory=set)
    equal: list[tuple[int, int, Fraction]] = field(default_factory=list)

    def column(self, things: int, number: Number) -> int:
        """The place of a set; what counts nothing is a column of its own."""
        if things and things in self.of_set:
            return self.of_set[things]
        self.columns.append(Column(things, number))
        place = len(self.columns) - 1
        if things:
            self.of_set[things] = place
        return place

    def put(self, figure: Figure, printed: bool = True) -> None:
        """A figure's number, its denominator, and the children behind both."""
        if figure.missing:
            return
        if small(figure, self.least):
            self.small.add(figure.id)
        own = self.of_figure[figure.id] = self.column(self.things(figure.counted), figure.n)
        owned = {own}
        counted = _loads(figure.counted)
        if _uniform(counted) or (figure.of is None and _about_children(figure.counted)):
            owned.add(self._of_children(own, counted))
        if figure.of is not None and not figure.whole:
            all_ = (*figure.counted, *map(Counted, figure.others))
            loads = _loads(all_)
            whole = None
            if len(all_) == figure.of and all(one.weight == 1 for one in all_):
                whole = self.of_whole[figure.id] = self.column(self.things(all_), figure.of)
                owned.add(whole)
            if _uniform(loads) or _about_children(all_):
                owned.add(self._of_children(whole, loads))
        for place in owned if printed else ():
            self.columns[place].figures.append(figure.id)

    def put_wholes(self, figures: Iterable[Figure]) -> None:
        """The denominators that are another figure's number."""
        for figure in figures:
            place = self.of_figure.get(figure.whole)
            if place is not None and not figure.missing:
                self.columns[place].wholes.append(figure.id)
                self.of_whole[figure.id] = place

    def put_earlier(self, figure: Figure) -> None:
        """A number that was published before, unless it is that of the same things as one of now."""
        things = self.things(figure.counted)
        if figure.n >= self.least and things not in self.of_set:
            self.columns[self.column(things, figure.n)].fixed = True

    def fix(self, figures: Iterable[Figure]) -> None:
        """Keep the number of all children; find what is owed to nearly as many."""
        everybody = self.columns[self.of_figure[EVERYBODY]]
        everybody.fixed = True
        self.near = {
            figure.id
            for figure in figures
            if _owed_by_children(figure)
            and any(0 < abs(int(n) - int(everybody.number)) < self.least for n in _numbers(figure))
        }

    def things(self, counted: Iterable[Counted]) -> int:
        """What a figure counts, as bits. What it counts twice is two things."""
        found, seen = 0, Counter[tuple[object, ...]]()
        for one in counted:
            if isinstance(one.what, Child) and one.weight == 1:
                found |= self.world.child(one.what.id)
                continue
            name = key(one.what)
            seen[name] += 1
            found |= self.world.thing((*name, seen[name]), one.weight, _children(one))
        return found

    def _of_children(self, of: int | None, loads: Mapping[str, Fraction | int]) -> int:
        """The column of the children behind a number, which it may be a multiple of."""
        things = 0
        for child in loads:
            things |= self.world.child(child)
        place = self.column(things, things.bit_count())
        if of is not None and of != place and _uniform(loads):
            self.equal.append((of, place, Fraction(next(iter(loads.values())))))
        return place

    def hidden(self, withheld: Set[str], bare: Set[str]) -> frozenset[int]:
        """The columns that no figure shows: of some figures nothing, of others no denominator."""
        return frozenset(
            place
            for place, column in enumerate(self.columns)
            if not column.fixed
            and all(id_ in withheld for id_ in column.figures)
            and all(id_ in withheld or id_ in bare for id_ in column.wholes)
        )

    def can_hide(self, place: int) -> bool:
        """Whether withholding figures helps: the number of all children stands everywhere."""
        column = self.columns[place]
        return not column.fixed and bool(column.figures or column.wholes)

    def few(self, places: Sequence[int]) -> bool:
        """Whether some columns are too small a count together."""
        things = 0
        for place in places:
            things |= self.columns[place].things
        if things:
            return self.world.few(things, self.least)
        return sum(self.columns[place].number for place in places) < self.least


def _owed_by_children(figure: Figure) -> bool:
    """Whether a figure counts what is owed to children, not children: mostly one each, so that 98
    beside 96 children would be taken for two who left."""
    return (
        not figure.whole
        and _about_children(figure.counted)
        and (
            any(one.weight != 1 for one in figure.counted)
            or figure.of not in (None, len(figure.counted) + len(figure.others))
        )
    )


def _numbers(figure: Figure) -> Iterator[Number]:
    yield figure.n
    if figure.of is not None:
        yield figure.of


def _about_children(counted: Iterable[Counted]) -> bool:
    return any(isinstance(one.what, Child) for one in counted)


def _uniform(loads: Mapping[str, Fraction | int]) -> bool:
    """Whether a sum is the number of children, or so many times that number."""
    return len(set(loads.values())) == 1


def sheet_of(sections: Sequence[Section], before: Mapping[str, Figure], least: int) -> Sheet:
    """All numbers of some sections; and, of the semester before, the classes that left with it."""
    sheet = Sheet(least)
    figures = {figure.id: figure for section in sections for figure in section.figures()}
    for figure in figures.values():
        sheet.put(figure)
    sheet.put_wholes(figures.values())
    for figure in chain.from_iterable(section.unprinted for section in sections):
        sheet.put(figure, printed=False)
    for id_, figure in before.items():
        if id_.startswith("class.") and id_ not in figures:
            sheet.put_earlier(figure)
    if EVERYBODY in figures:
        sheet.fix(figures.values())
    return sheet


def knowledge(sections: Sequence[Section], sheet: Sheet) -> Knowledge:
    """How the numbers hang together, and which of them nobody may work out."""
    equations = [_row(total, parts) for total, parts in _sums(sections, sheet)]
    equations += [{one: Fraction(1), other: -times} for one, other, times in sheet.equal]
    secrets = list(_rests(sections, sheet))
    sets = [things for things in sheet.of_set if not sheet.world.few(things, sheet.least)]
    for one in divisions(sheet.world, sets, sheet.least):
        row = _row(sheet.of_set[one.whole], [sheet.of_set[part] for part in one.parts])
        (secrets if one.rest else equations).append(row)
    in_sums = sorted({place for row in equations for place in row})
    secrets += [{place: Fraction(1)} for place in in_sums if sheet.few([place])]
    return Knowledge(equations=equations, secrets=secrets, few=sheet.few)


def _rests(sections: Iterable[Section], sheet: Sheet) -> Iterator[Row]:
    """What some figures leave of another, where that is a small count."""
    for one in chain.from_iterable(section.sums for section in sections):
        if not one.rest or not {one.total, *one.parts} <= sheet.of_figure.keys():
            continue
        total, *parts = (sheet.of_figure[id_] for id_ in (one.total, *one.parts))
        left = sheet.columns[total].number - sum(sheet.columns[part].number for part in parts)
        if 0 < left < sheet.least:
            yield _row(total, parts)


def _row(total: int | None, parts: Iterable[int]) -> Row:
    """The parts less their total, if that is a column: this is nought, or a known number."""
    row: dict[int, Fraction] = defaultdict(Fraction)
    for part in parts:
        row[part] += 1
    if total is not None:
        row[total] -= 1
    return {place: times for place, times in row.items() if times}


def _sums(sections: Iterable[Section], sheet: Sheet) -> Iterator[tuple[int | None, list[int]]]:
    """The sums by column; where the total is none, it is known."""
    for section in sections:
        for table in section.tables:
            ids = [row[0].id for row in table.rows]
            if table.partition and all(row[0].n != row[0].of for row in table.rows):
                total = sheet.of_whole.get(ids[0]) if ids else None
                yield total, [sheet.of_figure[id_] for id_ in ids if id_ in sheet.of_figure]
        for one in section.sums:
            if not one.rest:
                parts = [sheet.of_figure[id_] for id_ in one.parts if id_ in sheet.of_figure]
                yield sheet.of_figure.get(one.total), parts
