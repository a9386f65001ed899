"""The semester summary, section by section (summary.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from builder.model import Semester
from builder.summary.contact import contact
from builder.summary.events import activities, aid, guardians
from builder.summary.facts import Facts, facts_of
from builder.summary.figure import Figure, Prose, Section, Summary
from builder.summary.outcome import assessment, words
from builder.summary.priorities import priorities
from builder.summary.situation import situation
from builder.summary.standing import archives, organisation, pairing
from builder.views.site import Site

SECTIONS: Final[tuple[Callable[[Facts], Section], ...]] = (
    situation,
    organisation,
    archives,
    pairing,
    contact,
    priorities,
    activities,
    aid,
    guardians,
    assessment,
    words,
)
"""The sections in order. Signatures come after the last."""


def summarise(site: Site, semester: Semester) -> Summary:
    """A semester's summary: at its end, or on the site's day while it runs.

    The same figures of the semester before, at its end, stand beside.
    """
    facts = facts_of(site, semester)
    summary = _without_comparison(facts)
    if facts.previous is None:
        return summary
    earlier = _without_comparison(facts_of(site, facts.previous))
    tables = (table for section in earlier.sections for table in section.tables)
    return replace(
        summary,
        before={figure.id: figure for figure in earlier.figures()},
        before_name=facts.previous.name,
        before_rows={table.id: table.rows for table in tables},
    )


def _without_comparison(facts: Facts) -> Summary:
    return Summary(
        school=facts.store.school.name,
        semester=facts.semester.name,
        semester_id=facts.semester.id,
        as_of=facts.language.day(facts.day),
        running=facts.day < facts.semester.end,
        over=facts.day < facts.today.as_of,
        sections=tuple(_said(facts, section(facts)) for section in SECTIONS),
    )


def _said(facts: Facts, section: Section) -> Section:
    """The section with what can be said: no sentence of what lacks, no share of no children."""
    tables = section.tables
    if not facts.children:
        tables = tuple(
            replace(table, rows=tuple(row for row in table.rows if not _of_nobody(row)))
            for table in tables
        )
    prose = tuple(said for one in section.prose if (said := one.complete()))
    found = replace(section, prose=prose, tables=tables)
    if prose or any(t.rows for t in tables) or section.listings or section.texts:
        return found
    return replace(
        found, prose=(Prose(words=facts.language.text("Nothing is on record."), figures={}),)
    )


def _of_nobody(row: Sequence[Figure]) -> bool:
    """Whether a row of figures is a share of nothing, with nothing beside it."""
    return row[0].empty and not any(figure.n or figure.missing for figure in row)
