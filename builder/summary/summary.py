"""The semester summary, section by section (summary.md)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from builder.model import Semester
from builder.summary.contact import contact
from builder.summary.events import activities, aid, guardians
from builder.summary.facts import Facts, facts_of
from builder.summary.figure import Section, Summary
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
    return replace(
        summary,
        before={figure.id: figure for figure in earlier.figures()},
        before_name=facts.previous.name,
    )


def _without_comparison(facts: Facts) -> Summary:
    return Summary(
        school=facts.store.school.name,
        semester=facts.semester.name,
        semester_id=facts.semester.id,
        as_of=facts.language.day(facts.day),
        running=facts.day < facts.semester.end,
        sections=tuple(section(facts) for section in SECTIONS),
    )
