"""Peer pairs: study helpers and hand-in-hand friends (S1-07, S1-13, S5-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from builder.model import Pairing
from builder.views.ledgers import StageRow, result_rows
from builder.views.marks import partner
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


def pairs(site: Site, children: Collection[str] | None = None) -> tuple[Pair, ...]:
    """The pairs in force, of some children (or of all): those where either of the two is one."""
    return tuple(
        _pair(site, pairing)
        for pairing in site.pairings_now
        if pairing.kind in PEERS
        and not {pairing.child, pairing.peer} & site.withdrawn
        and (children is None or pairing.child in children or pairing.peer in children)
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
        visits=_visits(site, pairing),
        results=result_rows(site, pairing),
        edit=site.links.edit(pairing.origin),
    )


def _visits(site: Site, pairing: Pairing) -> int:
    """Visits of one to the other, whoever went."""
    two = {pairing.child, pairing.peer}
    return sum(
        "peer_visit" in visit.kind and visit.reached and site.this_semester(visit.date)
        for visit in site.visits_by.get(pairing.child, ())
        + site.visits_by.get(pairing.peer or "", ())
        if two & set(visit.children) - set(visit.by)
    )
