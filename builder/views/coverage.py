"""The three parties to keep in touch with: the child, the parents away, the guardian (S1-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.contacts import counterparts
from builder.views.site import Site

PARTIES: Final = ("child", "parent", "guardian")
"""三沟通 of 篇1; the second triple there (parents, teachers, guardian) is a matter of its rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """How often one of the three was spoken to this semester, and when last; `last` may be empty."""

    code: str
    name: str
    times: int
    last: str


def reached(site: Site, child_id: str) -> dict[str, list[date]]:
    """The days of this semester with a reached visit to each party, in order, each day once."""
    days: dict[str, set[date]] = {party: set() for party in PARTIES}
    for visit in site.store.visits_of[child_id]:
        if visit.reached and site.this_semester(visit.date):
            for party in counterparts(visit) & set(PARTIES):
                days[party].add(visit.date)
    return {party: sorted(found) for party, found in days.items()}


def coverage(site: Site, child_id: str) -> tuple[Party, ...]:
    """The three parties of a child. Several visits on one day are one time, as for the policy."""
    return tuple(
        Party(
            code=party,
            name=site.language.value("visit", "with", party),
            times=len(days),
            last=site.language.short_day(days[-1]) if days else "",
        )
        for party, days in reached(site, child_id).items()
    )
