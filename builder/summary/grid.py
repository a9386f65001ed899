"""A summary's tables and words in the order in which every written form has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.i18n import N_, Language
from builder.summary.figure import WITHHELD, Figure, Listing, Section, Summary, Table

SIGNATURES: Final = (
    N_("Filled in by"),
    N_("Checked by"),
    N_("Head of school"),
    N_("Seal"),
    N_("Date of signature"),
)
"""12: the lines under the summary."""

NONE: Final = "—"
"""A class or a kind that one of the two semesters did not have."""

_HAN: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure as text, and the same of the semester before (empty: it had none).

    `figure` is None in a row that only the semester before had.
    """

    text: str
    before: str
    figure: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table of figures."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as texts. A cell's second line is the figure of the semester before."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def title(summary: Summary, language: Language) -> str:
    """What the document is called."""
    words = {"school": summary.school, "semester": summary.semester}
    return language.text(
        "{school}: Summary of the work for left-behind children, {semester}", **words
    )


def dated(summary: Summary, language: Language) -> str:
    """Of which day the figures speak; of the public version also what it withholds."""
    text, gap = language.text, "" if language.chinese else " "
    found = text("Figures as of {day}, the semester's end.", day=summary.as_of)
    if summary.running:
        found = text("The semester is running; figures as of {day}.", day=summary.as_of)
    if summary.before_name:
        found += gap + text("Last semester: {name}, at its end.", name=summary.before_name)
    if summary.suppressed_below is None:
        return found
    least = summary.suppressed_below
    small = text(
        "{sign}: not published (a count below {n}, or what would give one away).",
        sign=WITHHELD,
        n=least,
    )
    return f"{found}{gap}{small}"


def numbered(position: int, language: Language) -> str:
    """The number of a section, from 1: 一、 or "1."."""
    if not language.chinese:
        return f"{position}. "
    tens, ones = divmod(position, 10)
    return f"{_HAN[9] if tens else ''}{_HAN[ones - 1] if ones else ''}、"


def grids(summary: Summary, section: Section, language: Language) -> Iterator[Grid]:
    """The tables of a section that have rows, then its lists."""
    for table in section.tables:
        if (found := tuple(rows(summary, table, language))) or table.left_out:
            yield _of_figures(summary, table, found, language)
    for listing in section.listings:
        if listing.rows:
            yield _of_words(listing)


def caption(summary: Summary, table: Table, language: Language) -> str:
    """A table's title; it says so where a column is computed from what is on record today."""
    if table.undated and summary.over:
        return language.text("{what} (undated: from today's records)", what=table.title)
    if table.undated and summary.before_name:
        return language.text(
            "{what} (undated: last semester from today's records too)", what=table.title
        )
    return table.title


def rows(summary: Summary, table: Table, language: Language) -> Iterator[Row]:
    """A table's rows, then those that only the semester before had."""
    for row in table.rows:
        cells = tuple(
            Cell(
                text=figure.text(language), before=before(summary, figure, language), figure=figure
            )
            for figure in row
        )
        yield Row(label=row[0].label, cells=cells)
    if not summary.before_name:
        return
    ids, labels = {row[0].id for row in table.rows}, {row[0].label for row in table.rows}
    for row in summary.before_rows.get(table.id, ()):
        if row[0].id not in ids and any(figure.n or figure.missing for figure in row):
            label = row[0].label
            if label in labels:  # A class that left, and the one that has its name now.
                label = language.text("{name} of last semester", name=label)
            cells = tuple(
                Cell(text=NONE, before=_then(figure, language), figure=None) for figure in row
            )
            yield Row(label=label, cells=cells)


def _of_figures(summary: Summary, table: Table, found: Sequence[Row], language: Language) -> Grid:
    """One figure a row has the semester before in a column of its own, several have it below."""
    title = caption(summary, table, language)
    if len(table.heads) == 2 and any(row.cells[0].before for row in found):
        columns = (*table.heads, language.text("Last semester"))
        beside = ((row.label, row.cells[0].text, row.cells[0].before or NONE) for row in found)
        return Grid(title=title, heads=columns, rows=tuple(beside))
    below = ((row.label, *(_stacked(cell, language) for cell in row.cells)) for row in found)
    rest = _left_out(summary, table, language)
    return Grid(title=title, heads=table.heads, rows=(*below, *rest))


def _left_out(summary: Summary, table: Table, language: Language) -> Iterator[tuple[str, ...]]:
    """A last row of the public version for those of which nothing may be shown. Where a row stands
    only for what was counted, their number would be a sign: then it is there in any case."""
    signs = (WITHHELD,) * (len(table.heads) - 1)
    if table.left_out:
        n = table.left_out
        yield (language.plural("{n} row not published", "{n} rows not published", n), *signs)
    elif table.open and summary.suppressed_below is not None:
        yield (language.text("the rest, if any"), *signs)


def _stacked(cell: Cell, language: Language) -> str:
    if not cell.before:
        return cell.text
    return f"{cell.text}\n{language.text('before: {what}', what=cell.before)}"


def before(summary: Summary, figure: Figure, language: Language) -> str:
    """The same figure of the semester before; empty where there is none."""
    found = summary.before.get(figure.id)
    return _then(found, language) if found else ""


def _then(figure: Figure, language: Language) -> str:
    """A figure of the semester before, in a few words."""
    if figure.missing:
        return language.text("not recorded")
    return language.text("none") if figure.empty else figure.text(language)


def _of_words(listing: Listing) -> Grid:
    return Grid(title=listing.title, heads=listing.heads, rows=listing.rows)


def gaps(section: Section, language: Language) -> Iterator[str]:
    """What is missing that no figure names in its own place: lists and a person's words."""
    found = [one.missing for one in section.listings] + [one.missing for one in section.texts]
    return (language.text("missing: {what}", what=gap) for gap in found if gap)
