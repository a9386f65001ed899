"""A summary's tables and words in the order in which every written form has them."""

from __future__ import annotations

from collections.abc import Iterator
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

_NONE: Final = "—"
"""A class or a kind that the semester before did not have."""

_HAN: Final = "一二三四五六七八九十"


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
        if table.rows or table.left_out:
            yield _of_figures(summary, table, language)
    for listing in section.listings:
        if listing.rows:
            yield _of_words(listing)


def _of_figures(summary: Summary, table: Table, language: Language) -> Grid:
    """One figure a row has the semester before in a column of its own, several have it below."""
    thens = [before(summary, row[0], language) for row in table.rows]
    if len(table.heads) == 2 and any(thens):
        heads = (*table.heads, language.text("Last semester"))
        rows = [
            (row[0].label, row[0].text(language), then or _NONE)
            for row, then in zip(table.rows, thens, strict=True)
        ]
        return Grid(title=table.title, heads=heads, rows=tuple(rows))
    rows_ = tuple(
        (row[0].label, *(_stacked(summary, figure, language) for figure in row))
        for row in table.rows
    )
    rest = _left_out(summary, table, language)
    return Grid(title=table.title, heads=table.heads, rows=(*rows_, *rest))


def _left_out(summary: Summary, table: Table, language: Language) -> Iterator[tuple[str, ...]]:
    """A last row of the public version for those of which nothing may be shown. Where a row stands
    only for what was counted, their number would be a sign: then it is there in any case."""
    signs = (WITHHELD,) * (len(table.heads) - 1)
    if table.left_out:
        n = table.left_out
        yield (language.plural("{n} row not published", "{n} rows not published", n), *signs)
    elif table.open and summary.suppressed_below is not None:
        yield (language.text("the rest, if any"), *signs)


def _stacked(summary: Summary, figure: Figure, language: Language) -> str:
    now, then = figure.text(language), before(summary, figure, language)
    return f"{now}\n{language.text('before: {what}', what=then)}" if then else now


def before(summary: Summary, figure: Figure, language: Language) -> str:
    """The same figure of the semester before; empty where there is none."""
    found = summary.before.get(figure.id)
    return found.text(language) if found else ""


def _of_words(listing: Listing) -> Grid:
    return Grid(title=listing.title, heads=listing.heads, rows=listing.rows)


def gaps(section: Section, language: Language) -> Iterator[str]:
    """What is missing that no figure names in its own place: lists and a person's words."""
    found = [one.missing for one in section.listings] + [one.missing for one in section.texts]
    return (language.text("missing: {what}", what=gap) for gap in found if gap)
