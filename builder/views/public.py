"""The site for anybody: the school's work in numbers, of the last semester that is over.

Not of the running one: a site that is built every day would show in one day's numbers and the
next day's together what has changed in between, and that may be one child (summary/public.py).
For the same reason nothing is here that rests on fields without a date, such as hardship: they are
written over while the next semester runs. What stays is a correction of the old records themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from builder.i18n import Language
from builder.model import Semester
from builder.summary.figure import Prose, Section, Summary, Table
from builder.summary.grid import Grid, dated, grids, numbered, title
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.views.site import Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSection:
    """One section: its paragraphs and its tables, all of them plain words."""

    id: str
    title: str
    prose: tuple[str, ...]
    tables: tuple[Grid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicView:
    """The one page; before any semester has ended it says when there will be numbers."""

    title: str
    dated: str
    sections: tuple[PublicSection, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the public site."""
    view = public_view(site)
    yield Sheet(path="index", title=view.title, context=view, search="")


def public_view(site: Site) -> PublicView:
    """The numbers of the last finished semester that may be shown to anybody."""
    language = site.language
    semester = _finished(site)
    if semester is None:
        school = site.store.school.name
        return PublicView(
            title=language.text("{school}: the work for left-behind children", school=school),
            dated=language.text("There are numbers when the first semester on record is over."),
            sections=(),
        )
    summary = public(_lasting(summarise(site, semester)), site.policy.suppress_below)
    return PublicView(
        title=title(summary, language),
        dated=dated(summary, language),
        sections=tuple(
            PublicSection(
                id=section.id,
                title=f"{numbered(position, language)}{section.title}",
                prose=tuple(_spoken(prose, language) for prose in section.prose),
                tables=tuple(grids(summary, _told(section), language)),
            )
            for position, section in enumerate(_shown(summary.sections), start=1)
        ),
    )


def _finished(site: Site) -> Semester | None:
    past = [one for one in site.store.semesters if one.end < site.as_of]
    return max(past, key=lambda one: one.end, default=None)


def _lasting(summary: Summary) -> Summary:
    """The summary without what is counted by the records as they are today.

    Before anything is withheld: what has to be withheld beside such a number changes with it.
    """
    gone = {
        figure.id
        for section in summary.sections
        for table in section.tables
        if _passing(table)
        for row in table.rows
        for figure in row
    }
    return replace(
        summary, sections=tuple(_lasting_section(section, gone) for section in summary.sections)
    )


def _lasting_section(section: Section, gone: set[str]) -> Section:
    told = (_lasting_prose(prose, gone) for prose in section.prose)
    return replace(
        section,
        prose=tuple(prose for prose in told if prose is not None),
        tables=tuple(table for table in section.tables if not _passing(table)),
    )


def _lasting_prose(prose: Prose, gone: set[str]) -> Prose | None:
    """A paragraph without the clauses that say such a number; None where none is left."""
    figures = {
        name: replace(figure, missing=figure.label) if figure.id in gone else figure
        for name, figure in prose.figures.items()
    }
    return prose if figures == prose.figures else replace(prose, figures=figures).complete()


def _passing(table: Table) -> bool:
    """Whether shares of the children rest on fields without a date. How well a guardian manages is
    such a field, too; who is the guardian has dates."""
    shares = any(figure.of is not None for row in table.rows for figure in row)
    return shares and (table.undated or table.id == "capacity")


def _shown(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    return tuple(one for one in sections if one.prose or any(t.rows for t in one.tables))


def _told(section: Section) -> Section:
    """The section without rows that say what is missing: that is for whoever can add it."""
    tables = (
        replace(table, rows=tuple(row for row in table.rows if not any(f.missing for f in row)))
        for table in section.tables
    )
    return replace(section, tables=tuple(tables))


def _spoken(prose: Prose, language: Language) -> str:
    """A paragraph with its figures in their places."""
    return "".join(
        words if figure is None else figure.spoken(language, words)
        for words, figure in prose.parts()
    )
