"""Semester summary: the report as a page, and behind every figure the records it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from builder.blank import blank
from builder.edit_links import NewFile
from builder.i18n import Language
from builder.model import Visit
from builder.summary.figure import Counted, Figure, Prose, Section, Summary, Table, key
from builder.summary.grid import SIGNATURES, caption, dated, numbered, rows, title
from builder.summary.summary import summarise
from builder.views.record_links import record_link
from builder.views.site import Link, Sheet, Site

_MOST: Final = 6
"""So many records stand beside what they make count; more are folded behind their number."""


_ONE_FIGURE: Final = 2
"""A table's heads where every row is a label and one figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A piece of a paragraph: words, or a figure with the place of its records."""

    text: str
    href: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure in a table: now, where its records are, and the semester before."""

    text: str
    href: str
    before: str
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row of a table."""

    label: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table of figures."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """A list of names and words."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """What a person wrote."""

    title: str
    text: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section of the page."""

    id: str
    title: str
    prose: tuple[tuple[Said, ...], ...]
    tables: tuple[ShownTable, ...]
    listings: tuple[ShownList, ...]
    texts: tuple[ShownText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The page of the summary; without a semester nothing but its title and the reason."""

    title: str
    reason: str
    semester: str
    dated: str
    before: str
    sections: tuple[ShownSection, ...]
    gaps: tuple[tuple[str, str, tuple[str, ...]], ...]
    signatures: tuple[str, ...]
    write: Link
    new: NewFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One thing counted: what, the records that make it count, and for how much."""

    what: Link
    because: tuple[Link, ...]
    folded: bool
    weight: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBasis:
    """Everything behind a figure; `head` is its column where a table has several, `others` are in
    the denominator and not counted, each with words that say why (or none)."""

    anchor: str
    label: str
    head: str
    text: str
    counted: tuple[Basis, ...]
    others: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    """The page of the records behind one section."""

    title: str
    section: Link
    semester: str
    dated: str
    figures: tuple[FigureBasis, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The summary of the day's semester, and a page of the records behind each section."""
    summary = summarise(site, site.semester) if site.semester else None
    yield Sheet(
        path="summary",
        title=site.language.text("Semester summary"),
        context=summary_view(site, summary),
        search="",
        description=summary.semester if summary else "",
    )
    if summary is None:
        return
    for position, section in enumerate(summary.sections, start=1):
        if any(section.figures()):
            yield Sheet(
                path=f"summary/{section.id}",
                title=site.language.text("Records behind: {section}", section=section.title),
                context=basis_view(site, summary, section, position),
                template="summary_basis",
            )


def summary_view(site: Site, summary: Summary | None) -> SummaryView:
    """The page."""
    language = site.language
    if summary is None:
        return SummaryView(
            title=language.text("Semester summary"),
            reason=language.text("No semester on record had begun by that day.")
            if site.store.semesters
            else language.text("No semester is on record, so there is nothing to sum up."),
            semester="",
            dated="",
            before="",
            sections=(),
            gaps=(),
            signatures=(),
            write=Link(""),
            new=None,
        )
    numbers = {s.id: numbered(n, language) for n, s in enumerate(summary.sections, start=1)}
    file = f"summaries/{summary.semester_id}.yml"
    known = site.store.summaries.get(summary.semester_id)
    return SummaryView(
        title=title(summary, language),
        reason="",
        semester=summary.semester,
        dated=dated(summary, language),
        before=language.text("Last semester") if summary.before_name else "",
        sections=tuple(
            _section(summary, section, numbers[section.id], language)
            for section in summary.sections
        ),
        gaps=tuple(
            (section.id, f"{numbers[section.id]}{section.title}", found)
            for section in summary.sections
            if (found := tuple(section.gaps()))
        ),
        signatures=tuple(language.text(label) for label in SIGNATURES),
        write=Link(file, site.links.edit(known.origin) if known else ""),
        new=None if known else _new(site, summary.semester_id),
    )


def _new(site: Site, semester: str) -> NewFile:
    """The host's page for what only a person can say about a semester."""
    return site.new_file(f"summaries/{semester}", blank("summary", site.language, _WORDS))


_WORDS: Final = dict.fromkeys(("achievements", "difficulties", "plans"), "")


def _section(summary: Summary, section: Section, number: str, language: Language) -> ShownSection:
    return ShownSection(
        id=section.id,
        title=f"{number}{section.title}",
        prose=tuple(tuple(_said(prose, section, language)) for prose in section.prose),
        tables=tuple(
            shown
            for table in section.tables
            if (shown := _table(summary, table, section, language)).rows
        ),
        listings=tuple(
            ShownList(title=one.title, heads=one.heads, rows=one.rows, missing=one.missing)
            for one in section.listings
        ),
        texts=tuple(
            ShownText(title=one.title, text=one.text, missing=one.missing) for one in section.texts
        ),
    )


def _said(prose: Prose, section: Section, language: Language) -> Iterator[Said]:
    for words, figure in prose.parts():
        if figure is None:
            yield Said(text=words)
        else:
            text = figure.spoken(language, words)
            yield Said(text=text, href=_href(figure, section), missing=bool(figure.missing))


def _table(summary: Summary, table: Table, section: Section, language: Language) -> ShownTable:
    return ShownTable(
        title=caption(summary, table, language),
        heads=table.heads,
        rows=tuple(
            ShownRow(
                label=row.label,
                cells=tuple(
                    Shown(
                        text=cell.text,
                        href=_href(cell.figure, section) if cell.figure else "",
                        before=cell.before,
                        missing=bool(cell.figure and cell.figure.missing),
                    )
                    for cell in row.cells
                ),
            )
            for row in rows(summary, table, language)
        ),
    )


def _href(figure: Figure, section: Section) -> str:
    """Where the records behind a figure are; nowhere where nothing is counted."""
    if not figure.counted and not figure.others:
        return ""
    return f"summary/{section.id}.html#{_anchor(figure)}"


def _anchor(figure: Figure) -> str:
    return f"f-{figure.id.replace('.', '-')}"


def basis_view(site: Site, summary: Summary, section: Section, position: int) -> BasisView:
    """The page of one section's records."""
    name = f"{numbered(position, site.language)}{section.title}"
    heads = {
        figure.id: head
        for table in section.tables
        if len(table.heads) > _ONE_FIGURE
        for row in table.rows
        for figure, head in zip(row, table.heads[1:], strict=True)
    }
    return BasisView(
        title=site.language.text("Records behind: {section}", section=section.title),
        section=Link(name, f"summary.html#{section.id}"),
        semester=summary.semester,
        dated=dated(summary, site.language),
        figures=tuple(
            FigureBasis(
                anchor=_anchor(figure),
                label=figure.label,
                head=heads.get(figure.id, ""),
                text=figure.text(site.language),
                counted=tuple(_grouped(site, figure.counted)),
                others=tuple(_others(site, figure)),
            )
            for figure in section.figures()
            if figure.counted or figure.others
        ),
    )


def _others(site: Site, figure: Figure) -> Iterator[tuple[Link, str]]:
    said = figure.others_said or ("",) * len(figure.others)
    for record, words in zip(figure.others, said, strict=True):
        yield record_link(site, record), words


def _grouped(site: Site, counted: Iterable[Counted]) -> Iterator[Basis]:
    """What is counted; visits stand together by child, since a date alone says little."""
    visits: dict[str, list[Counted]] = {}
    for one in counted:
        if isinstance(one.what, Visit):
            # A visit to two stands with whom it leads to: not beside a child who is on no list.
            children = one.what.children
            listed = (child for child in children if child not in site.withdrawn)
            visits.setdefault(next(listed, children[0]), []).append(one)
        else:
            yield _basis(site, one)
    for child, mine in visits.items():
        yield Basis(
            what=site.listed_link(child),
            because=tuple(record_link(site, one.what) for one in mine),
            folded=len(mine) > _MOST,
            weight=_weight(site, sum(one.weight for one in mine)),
            said="",
        )


def _basis(site: Site, one: Counted) -> Basis:
    records = {key(record): record for record in one.because if key(record) != key(one.what)}
    return Basis(
        what=record_link(site, one.what),
        because=tuple(record_link(site, record) for record in records.values()),
        folded=len(records) > _MOST,
        weight=_weight(site, one.weight),
        said=one.said,
    )


def _weight(site: Site, weight: object) -> str:
    """A number where it is not one."""
    return "" if weight == 1 else site.language.number(weight)  # type: ignore[arg-type]
