"""The three parties to keep in touch with: the child, the parents away, the guardian (S1-11).

篇1 knows a second triple of that name: the proxy parent speaks to the parents, the guardian and the
teachers (S1-17). Both are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.contacts import counterparts
from builder.model import Child, Visit
from builder.views.site import Site

PARTIES: Final = ("child", "parent", "guardian")
"""三沟通 of 篇1."""

OF_PROXY: Final = ("parent", "guardian", "teacher")
"""With whom the proxy parent is to speak every month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """How often one of the three was spoken to this semester, and when last; `last` may be empty.

    `month` are those times that fall into the day's month.
    """

    code: str
    name: str
    times: int
    month: int
    last: str


def reached(site: Site, child_id: str) -> dict[str, list[date]]:
    """The days of this semester with a reached visit to each party, in order, each day once."""
    return _days(site, site.store.visits_of[child_id], PARTIES)


def coverage(site: Site, child_id: str) -> tuple[Party, ...]:
    """The three parties of a child. Several visits on one day are one time, as for the policy."""
    return _parties(site, reached(site, child_id))


def proxy_coverage(site: Site, child: Child) -> tuple[Party, ...]:
    """With whom the proxy parent spoke about a child: visits by whoever was it on that day."""
    held = site.roles.of_child("proxy_parent", child)
    visits = [
        visit
        for visit in site.store.visits_of[child.id]
        if any(one.staff in visit.by and one.holds(visit.date) for one in held)
    ]
    return _parties(site, _days(site, visits, OF_PROXY))


def _days(site: Site, visits: Iterable[Visit], parties: Sequence[str]) -> dict[str, list[date]]:
    days: dict[str, set[date]] = {party: set() for party in parties}
    for visit in visits:
        if visit.reached and site.this_semester(visit.date):
            for party in counterparts(visit).intersection(parties):
                days[party].add(visit.date)
    return {party: sorted(found) for party, found in days.items()}


def _parties(site: Site, found: Mapping[str, Sequence[date]]) -> tuple[Party, ...]:
    first = site.as_of.replace(day=1)
    return tuple(
        Party(
            code=party,
            name=site.language.value("visit", "with", party),
            times=len(days),
            month=sum(day >= first for day in days),
            last=site.short_day(days[-1]) if days else "",
        )
        for party, days in found.items()
    )
