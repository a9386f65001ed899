"""Contact cards, eight a sheet with lines to cut along, each with a code that opens the child's
page (S1-03, S2-04)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from builder.model import Child, Parent, SemesterClass
from builder.qr import qr_code
from builder.roles import OF_CHILDREN
from builder.views.contact_card import ContactCard, contact_card
from builder.views.marks import with_detail
from builder.views.prints.documents import (
    Heading,
    child_anchor,
    class_heading,
    class_sheets,
    listed,
)
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Somebody to call: as what, who, the number, and what to know. Blanks stay in."""

    label: str
    name: str = ""
    phone: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card; without an address of the site there is no code on it. One that is `crowded` is set
    in smaller type."""

    id: str
    anchor: str
    name: str
    about: str
    home: str
    lines: tuple[Line, ...]
    crowded: bool
    code: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsView:
    """The cards of a class. `codes` says whether they have codes."""

    heading: Heading
    back: Link
    cards: tuple[Card, ...]
    unnamed: int
    codes: bool


def sheets(site: Site) -> Iterator[Sheet]:
    """The cards of every class of the semester."""
    return class_sheets(site, "cards", cards_view)


def cards_view(site: Site, cls: SemesterClass) -> CardsView:
    """The cards of a class on the day."""
    children, unnamed = listed(site, cls)
    return CardsView(
        heading=class_heading(site, "cards", cls),
        back=site.class_link(cls.class_),
        cards=tuple(_card(site, child) for child in children),
        unnamed=unnamed,
        codes=bool(site.site_url),
    )


def _card(site: Site, child: Child) -> Card:
    card = contact_card(site, child)
    lines = (*_parents(site, child), *_guardians(site, card), *_teachers(site, card))
    code = None
    if site.site_url:
        # The child's id is all that the address says of the child.
        label = site.language.text("Code that opens the page of {id}", id=child.id)
        code = qr_code(f"{site.site_url}{card.child.href}", label)
    return Card(
        id=child.id,
        anchor=child_anchor(child.id),
        name=child.name,
        about=" · ".join(part for part in (card.class_, card.sex, card.student_no) if part),
        home=card.home,
        lines=lines,
        crowded=_rows(card, lines) > _ROOM,
        code=code,
    )


_ROOM: Final = 8
"""So many rows stand on a card in the usual type."""
_NAME, _HOME = 17, 18
"""So many Chinese characters fill a row with a name and what is to be known beside it, and one of
the two that an address has room for."""


def _rows(card: ContactCard, lines: Sequence[Line]) -> float:
    """How many rows a card takes: what is longer than a row goes on in small type below it."""
    names = sum(1 + 0.7 * _more(line.name + line.detail, _NAME) for line in lines)
    return names + max(0, _more(card.home, _HOME) - 1)


def _more(text: str, room: int) -> int:
    """The rows of a text beyond its first; Latin letters are half as wide."""
    width = sum(1 if ord(letter) > 0x2E80 else 0.55 for letter in text)
    return max(0, math.ceil(width / room) - 1)


def _parents(site: Site, child: Child) -> Iterator[Line]:
    """Father and mother, with where they work; a line each also where nothing is on record."""
    for relation in ("father", "mother"):
        label = site.language.value("child", "parents.relation", relation)
        found = [one for one in child.parents if one.relation == relation]
        yield from [_parent(site, label, one) for one in found] or [Line(label=label)]


def _parent(site: Site, label: str, parent: Parent) -> Line:
    if parent.deceased:
        deceased = site.language.field("child", "parents", "deceased")
        return Line(label=label, name=parent.name, detail=deceased)
    place, time = parent.work_place or "", parent.best_time or ""
    detail = with_detail(site.language, place, time) if place else time
    return Line(label=label, name=parent.name, phone=parent.phone or "", detail=detail)


def _guardians(site: Site, card: ContactCard) -> Iterator[Line]:
    label = site.language.field("child", "guardians")
    for one in card.guardians:
        yield Line(
            label=label,
            name=with_detail(site.language, one.name, one.relation),
            phone=one.phone,
            detail=one.place,
        )
    if not card.guardians:
        alone = site.language.field("child", "unguarded") if card.unguarded else ""
        yield Line(label=label, name=alone)


def _teachers(site: Site, card: ContactCard) -> Iterator[Line]:
    """The school's people; a blank line for a role that nobody holds, but for a community parent,
    whom nobody misses."""
    for role in OF_CHILDREN:
        label = site.role_name(role)
        blank = [] if role == "community_parent" else [("", "", "")]
        for _, name, phone in [one for one in card.teachers if one[0] == label] or blank:
            yield Line(label=label, name=name, phone=phone)
