"""The public version: counts only, and no count by which anybody could be found (safety.md).

Withheld is every figure that is below the policy's `suppress_below` (a nought too), that leaves a
remainder below it, or whose yuan, visits or obligations are those of fewer children than that; and
whatever else would give one of those away. Figures know the records behind them, so this is no
matter of a list of cases: every figure is a set of things (and of the children behind them, where
weekly visits divided by the weeks are the children), and withheld is one figure of each of these:

- one that lies in another, or several that lie in it side by side, and leave a few of it: 80 of 80
  obligations for all and 72 of 72 for day pupils are four boarders. Whether by definition or by
  chance: what a reader may take to be so must not be so;
- parts that make up a whole, and what else can be worked out by adding and subtracting (`Sum`,
  `Table.partition`, and sets that in fact share out another), over any number of tables;
- those who were added and who ceased, with the last semester's number of children and the classes
  that left with it, all of which its own public version may have shown.

So from one public version of a semester, and from those of two semesters after each other, no
adding and subtracting gives a count from 1 to `suppress_below` - 1 of the children, people or records
behind these figures. tests/attack.py tries to, with the definitions alone. Not promised:

- that nobody can *guess*: what is withheld may be known to lie in a narrow range, and who knows
  single children knows more than any table;
- anything about two versions of one semester, from different days or before and after a correction:
  77 children aided in one and 78 in the next are one child. A school publishes one, at the end;
- the difference between the two numbers of all children, or of one class, in two semesters: these
  stand as they are, and where only the leaving class left, it tells how many were added.

That all of a whole were counted is shown, but not where it says what every child is: there the
other parts of the whole are noughts, and withheld. Names, a person's words, notes with counts of
their own and everything that lists records are left out; so is a row of which nothing may be shown:
of a table whose rows always stand there it is said how many, for many a row stands in its table only
where somebody is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from builder.summary.columns import Sheet, knowledge, sheet_of
from builder.summary.disclosure import Knowledge
from builder.summary.figure import Figure, Prose, Section, Summary, Table


def public(summary: Summary, suppress_below: int) -> Summary:
    """A summary that may be shown to anybody."""
    sections = [
        replace(
            section,
            listings=(),
            texts=(),
            tables=tuple(table for table in section.tables if not table.names),
        )
        for section in summary.sections
        if section.prose or section.tables
    ]
    cut = _cut(sections, summary.before, suppress_below)
    return replace(
        summary,
        sections=tuple(_without(section, cut) for section in sections),
        # Of two versions side by side one can be taken from the other.
        before={},
        before_name="",
        before_rows={},
        suppressed_below=suppress_below,
    )


@dataclass(slots=True)
class _Cut:
    """The ids of the figures that are not shown, and of those shown without their denominator."""

    withheld: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)


def _cut(sections: Sequence[Section], before: Mapping[str, Figure], least: int) -> _Cut:
    """What must go so that nobody can work out what must not be known."""
    sheet = sheet_of(sections, before, least)
    known = knowledge(sections, sheet)
    whole = {
        row[0].id
        for section in sections
        for table in section.tables
        if table.partition and any(row[0].n == row[0].of for row in table.rows)
        for row in table.rows
    }
    first = sheet.small | whole | sheet.near
    cut = _Cut(withheld=set(first))
    order: list[int] = []
    while clues := _clues(sheet, known, cut):
        votes = Counter(place for clue in clues for place in clue)
        worst = min(
            votes,
            key=lambda place: (-votes[place], sheet.columns[place].number, place),
        )
        _hide(sheet, worst, cut)
        order.append(worst)
    # What was withheld early may have become needless: the largest numbers are tried first.
    for place in sorted(set(order), key=lambda one: (-sheet.columns[one].number, one)):
        less = _Cut(withheld=set(first))
        for other in order:
            if other != place:
                _hide(sheet, other, less)
        if not _clues(sheet, known, less):
            cut = less
            order = [other for other in order if other != place]
    return cut


def _hide(sheet: Sheet, place: int, cut: _Cut) -> None:
    cut.withheld.update(sheet.columns[place].figures)
    cut.bare.update(sheet.columns[place].wholes)


def _clues(sheet: Sheet, known: Knowledge, cut: _Cut) -> list[frozenset[int]]:
    """Of everything that could be worked out: the columns of which one must go."""
    hidden = sheet.hidden(cut.withheld, cut.bare)
    found = (frozenset(filter(sheet.can_hide, clue)) for clue in known.clues(hidden))
    return [clue for clue in found if clue]


def _without(section: Section, cut: _Cut) -> Section:
    """The section with those figures' numbers, records and all, taken out."""
    return replace(
        section,
        prose=tuple(_bare_prose(prose, cut) for prose in section.prose),
        tables=tuple(_bare_table(table, cut) for table in section.tables),
        sums=(),
        unprinted=(),
    )


def _bare_prose(prose: Prose, cut: _Cut) -> Prose:
    figures = {name: _bare(figure, cut) for name, figure in prose.figures.items()}
    return replace(prose, figures=figures)


def _bare_table(table: Table, cut: _Cut) -> Table:
    rows = tuple(tuple(_bare(figure, cut) for figure in row) for row in table.rows)
    # What was not counted has no row in many tables: a row without a number would tell the two apart.
    kept = tuple(row for row in rows if not all(figure.withheld for figure in row))
    return replace(table, rows=kept, left_out=0 if table.open else len(rows) - len(kept))


def _bare(figure: Figure, cut: _Cut) -> Figure:
    if figure.id in cut.withheld:
        return Figure(id=figure.id, label=figure.label, withheld=True)
    of = None if figure.id in cut.bare else figure.of
    return replace(figure, of=of, others=(), others_said=(), note="")
