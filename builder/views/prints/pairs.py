"""The register of hand-in-hand pairs: a card a pair, with what they did together (S3-02, S1-13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.confidential import is_confidential
from builder.model import Pairing, SemesterClass
from builder.views.child_tables import StageRow, result_rows
from builder.views.marks import partner
from builder.views.peers import all_peer_pairings, peer_visits
from builder.views.prints.documents import Cell, Heading, class_heading, class_sheets, listed
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCard:
    """One pair: who, since when, the goal; what they did; what came of it."""

    anchor: str
    number: int
    cells: tuple[Cell, ...]
    visits: tuple[tuple[str, str], ...]
    results: tuple[StageRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsView:
    """The cards, and the children of the class who are in no pair.

    `paired` and `whole` count every child of the class; `unnamed` of them are named nowhere, and
    `no_card` pairs have no card because one of the two may not be named.
    """

    heading: Heading
    back: Link
    cards: tuple[PairCard, ...]
    paired: int
    whole: int
    alone: tuple[str, ...]
    unnamed: int
    no_card: int


def sheets(site: Site) -> Iterator[Sheet]:
    """One register for every class of the semester."""
    return class_sheets(site, "pairs", pairs_view)


def pairs_view(site: Site, cls: SemesterClass) -> PairsView:
    """The pairs in which a child of the class is one of the two."""
    named, unnamed = listed(site, cls)
    everybody = {child.id for child in site.children_of_class.get(cls.class_, ())}
    pairings = tuple(all_peer_pairings(site, everybody))
    paired = {person for one in pairings for person in (one.child, one.peer)}
    shown = [one for one in pairings if not {one.child, one.peer} & site.withdrawn]
    return PairsView(
        heading=class_heading(site, "pairs", cls),
        back=site.class_link(cls.class_),
        cards=tuple(_card(site, one, n) for n, one in enumerate(shown, 1)),
        paired=len(everybody & paired),
        whole=len(everybody),
        alone=tuple(child.name for child in named if child.id not in paired),
        unnamed=unnamed,
        no_card=len(pairings) - len(shown),
    )


def _card(site: Site, pairing: Pairing, number: int) -> PairCard:
    language = site.language
    field = language.field
    peer = (*partner(site, pairing), Link(""))[0]
    kind = language.value("pairing", "kind", pairing.kind)
    return PairCard(
        anchor=anchor(pairing.origin),
        number=number,
        cells=(
            Cell(field("pairing", "child"), site.child_link(pairing.child).text, 3),
            *_about(site, pairing.child),
            Cell(field("pairing", "peer"), peer.text, 3),
            *_about(site, pairing.peer),
            Cell(field("pairing", "kind"), kind, 6),
            Cell(language.text("Paired since"), language.day(pairing.since), 6),
            Cell(field("pairing", "goal"), pairing.goal or "", 12),
        ),
        visits=tuple(
            (language.short_day(one.date), one.summary or "")
            for one in peer_visits(site, pairing)
            if not is_confidential(one)
        ),
        results=result_rows(site, pairing),
    )


def _about(site: Site, child_id: str | None) -> Iterator[Cell]:
    """Sex, age, class and interests; of a peer known by name alone blanks to fill in by hand."""
    language, day = site.language, site.as_of
    child = site.store.children.get(child_id or "")
    sex = language.value("child", "sex", child.sex) if child else ""
    age = language.plural("{n} year old", "{n} years old", child.age_on(day)) if child else ""
    class_ = site.class_name(child.class_on(day)) if child else ""
    yield Cell(language.field("child", "sex"), sex, 3)
    yield Cell(language.text("Age"), age, 3)
    yield Cell(language.field("child", "class"), class_, 3)
    interests = language.join(child.interests) if child else ""
    yield Cell(language.field("child", "interests"), interests, 12)
