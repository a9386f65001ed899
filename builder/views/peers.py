"""Peer pairs: study helpers and hand-in-hand friends (S1-07, S1-13, S5-11)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.model import Pairing, Visit
from builder.views.child_tables import StageRow, result_rows
from builder.views.marks import partner
from builder.views.record_links import anchor
from builder.views.site import Link, Site

PEERS: Final = ("study_helper", "friend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A child and its peer; `visits` are those to each other's homes this semester."""

    kind: Link
    child: Link
    class_: Link
    peer: Link
    since: str
    goal: str
    visits: int
    results: tuple[StageRow, ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerRow:
    """The same as one of the two children's pages shows it: the other one, now or before.

    `visits` is None where the other is no child on record: nobody can write down such a visit.
    """

    anchor: str
    kind: str
    who: Link
    since: str
    until: str
    now: bool
    goal: str
    visits: int | None
    last: str
    results: tuple[StageRow, ...]
    edit: str


def pairs(site: Site, children: Collection[str] | None = None) -> tuple[Pair, ...]:
    """The pairs in force, of some children (or of all): those where either of the two is one."""
    rows = [_pair(site, pairing) for pairing in peer_pairings(site, children)]
    return tuple(sorted(rows, key=lambda row: row.class_.sort))


def peer_pairings(site: Site, children: Collection[str] | None = None) -> Iterator[Pairing]:
    """The records behind `pairs`: those in which both may be named."""
    for pairing in all_peer_pairings(site, children):
        if not {pairing.child, pairing.peer} & site.withdrawn:
            yield pairing


def all_peer_pairings(site: Site, children: Collection[str] | None = None) -> Iterator[Pairing]:
    """The same to be counted: those of children who may not be named are among them."""
    for pairing in site.pairings_now:
        if pairing.kind in PEERS and (
            children is None or pairing.child in children or pairing.peer in children
        ):
            yield pairing


def peer_visits(site: Site, pairing: Pairing) -> tuple[Visit, ...]:
    """Visits of one to the other this semester, whoever went, by date."""
    return tuple(visit for visit in _visits(site, pairing) if site.this_semester(visit.date))


def peer_rows(site: Site, child_id: str) -> tuple[PeerRow, ...]:
    """The peers of a child, those in force first; those who may not be named are left out."""
    pairings = [*site.store.pairings_of[child_id], *site.store.pairings_with[child_id]]
    pairings = [one for one in pairings if one.kind in PEERS and one.since <= site.as_of]
    pairings.sort(key=lambda one: (site.in_force(one), one.since), reverse=True)
    return tuple(
        _peer(site, one, child_id) for one in pairings if not {one.child, one.peer} & site.withdrawn
    )


def _pair(site: Site, pairing: Pairing) -> Pair:
    class_id = site.class_of("child", pairing.child)
    return Pair(
        kind=Link(site.language.value("pairing", "kind", pairing.kind), "", pairing.kind),
        child=site.child_link(pairing.child),
        class_=site.class_link(class_id, short=True),
        peer=(*partner(site, pairing), Link(""))[0],
        since=site.language.day(pairing.since),
        goal=pairing.goal or "",
        visits=len(peer_visits(site, pairing)),
        results=result_rows(site, pairing),
        edit=site.links.edit(pairing.origin),
    )


def _peer(site: Site, pairing: Pairing, child_id: str) -> PeerRow:
    other = pairing.child if pairing.peer == child_id else pairing.peer
    visits = _visits(site, pairing)
    return PeerRow(
        anchor=anchor(pairing.origin),
        kind=site.language.value("pairing", "kind", pairing.kind),
        who=site.child_link(other) if other else Link(pairing.peer_name or ""),
        since=site.language.day(pairing.since),
        until=site.language.day(pairing.until),
        now=site.in_force(pairing),
        goal=pairing.goal or "",
        visits=sum(site.this_semester(visit.date) for visit in visits) if other else None,
        last=site.short_day(visits[-1].date) if visits else "",
        results=result_rows(site, pairing),
        edit=site.links.edit(pairing.origin),
    )


def _visits(site: Site, pairing: Pairing) -> Sequence[Visit]:
    """Visits of one to the other, whoever went, by date."""
    two = (pairing.child, pairing.peer or "")
    found = {
        id(visit): visit
        for one, other in (two, two[::-1])
        for visit in site.visits_by.get(one, ())
        if "peer_visit" in visit.kind and visit.reached and other in visit.children
    }
    return sorted(found.values(), key=lambda visit: visit.date)
