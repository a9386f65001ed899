"""The public version: counts only, and no count by which anybody could be found (safety.md).

Withheld is every figure that is below the policy's `suppress_below` (a nought too), that leaves a
remainder below it (of its whole, or of all children where its whole is some of them), or whose
yuan, visits or obligations are those of fewer children than that (weekly visits by the number of
weeks are the children); and whatever else would give one of those away by subtraction. That all of
a whole were counted is shown, but not where it says what every child is: there the other parts of
the whole are noughts, and withheld. Names, a person's words, notes with counts of their own and
everything that lists records are left out; so is a row of which nothing may be shown, for many
stand in their tables only where somebody is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from builder.model import Aid, Child, HealthCheck, Incident, Observation, Pairing, Plan, Visit, Wish
from builder.summary.figure import Figure, Prose, Section, Summary, Table
from builder.views.record_links import Record


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
    withheld = _withheld(sections, suppress_below)
    return replace(
        summary,
        sections=tuple(_without(section, withheld) for section in sections),
        # Of two versions side by side one can be taken from the other.
        before={},
        before_name="",
        suppressed_below=suppress_below,
    )


def _withheld(sections: Iterable[Section], least: int) -> set[str]:
    """The ids of all figures that may not be shown."""
    kept = list(sections)
    figures = {figure.id: figure for section in kept for figure in section.figures()}
    everybody = figures.get("children")
    all_ids = _children(one.what for one in everybody.counted) if everybody else frozenset()
    found = {
        id_
        for id_, figure in figures.items()
        if small(figure, least) or _of_nearly_all(figure, all_ids, least)
    }
    # What one table needs withheld may stand in another: until nothing more is found.
    while more := set(_given_away(kept, found, least)) - found:
        found |= more
    return found


def small(figure: Figure, least: int) -> bool:
    """Whether a figure, or what is left of its whole, is too small to be shown."""
    if figure.missing:
        return False
    sizes = [figure.n]
    if figure.of is not None:
        sizes.append(figure.of)
        if figure.n != figure.of:
            sizes.append(figure.of - figure.n)
    if figure.people is not None:
        sizes.append(figure.people)
    sizes += [
        len(children)
        for records in ((one.what for one in figure.counted), figure.others)
        if (children := _children(records))
    ]
    return min(sizes) < least


def _children(records: Iterable[Record]) -> frozenset[str]:
    """The children that records are about. Of an activity: nobody, it is a count of its own."""
    found: set[str] = set()
    for record in records:
        if isinstance(record, Child):
            found.add(record.id)
        elif isinstance(record, Visit | Aid | Incident):
            found.update(record.children)
        elif isinstance(record, Plan | Wish | HealthCheck | Observation | Pairing):
            found.add(record.child)
    return frozenset(found)


def _of_nearly_all(figure: Figure, everybody: frozenset[str], least: int) -> bool:
    """Whether a share's whole is some of the children, and leaves too few of them."""
    if figure.of is None:
        return False
    whole = _children((*(one.what for one in figure.counted), *figure.others))
    return len(whole) == figure.of and whole < everybody and len(everybody) - len(whole) < least


def _given_away(sections: Iterable[Section], withheld: set[str], least: int) -> Iterator[str]:
    """Of every sum: what must go so that no subtraction helps.

    The total less what is shown is the sum of what is withheld. One withheld figure alone could be
    worked out; and a sum below the limit is itself a count below it.
    """
    for section in sections:
        figures = {figure.id: figure for figure in section.figures()}
        for total, parts in _sums(section):
            cells = [figures[id_] for id_ in parts if id_ in figures]
            hidden = [cell for cell in cells if cell.id in withheld]
            shown = sorted((c for c in cells if c.id not in withheld), key=lambda cell: cell.n)
            while shown and not _safe(hidden, total in withheld, least):
                hidden.append(shown.pop(0))
            yield from (cell.id for cell in hidden)
            if total and not _safe(hidden, total in withheld, least):
                yield total


def _safe(hidden: Sequence[Figure], total_hidden: bool, least: int) -> bool:
    """Whether the hidden parts of a sum can't be worked out from the shown ones."""
    if total_hidden:
        return bool(hidden)
    return not hidden or (len(hidden) > 1 and sum(cell.n for cell in hidden) >= least)


def _sums(section: Section) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sums of a section; the total of a table's partition is the denominator, always shown."""
    for table in section.tables:
        if table.partition:
            yield "", tuple(row[0].id for row in table.rows)
    for one in section.sums:
        yield one.total, one.parts


def _without(section: Section, withheld: set[str]) -> Section:
    """The section with those figures' numbers, records and all, taken out."""
    return replace(
        section,
        prose=tuple(_bare_prose(prose, withheld) for prose in section.prose),
        tables=tuple(_bare_table(table, withheld) for table in section.tables),
    )


def _bare_prose(prose: Prose, withheld: set[str]) -> Prose:
    figures = {name: _bare(figure, withheld) for name, figure in prose.figures.items()}
    return replace(prose, figures=figures)


def _bare_table(table: Table, withheld: set[str]) -> Table:
    rows = (tuple(_bare(figure, withheld) for figure in row) for row in table.rows)
    # What was not counted has no row in many tables: a row without a number would tell the two apart.
    kept = tuple(row for row in rows if not all(figure.withheld for figure in row))
    return replace(table, rows=kept)


def _bare(figure: Figure, withheld: set[str]) -> Figure:
    if figure.id not in withheld:
        return replace(figure, others=(), note="")
    return Figure(id=figure.id, label=figure.label, withheld=True)
