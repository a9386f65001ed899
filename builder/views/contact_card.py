"""The contact card of a child: whom to call, when, and where the family lives (S1-03, S2-04)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from builder.model import Child, Home
from builder.roles import OF_CHILDREN
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A parent or guardian on the card. `dial` is the telephone as a link, where it is a number."""

    relation: str
    name: str
    phone: str
    dial: str
    place: str
    best_time: str
    deceased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """One card, ready to print."""

    child: Link
    class_: str
    sex: str
    born: str
    student_no: str
    home: str
    parents: tuple[Person, ...]
    guardians: tuple[Person, ...]
    unguarded: bool
    teachers: tuple[tuple[str, str, str], ...]


_DIALLABLE: Final = re.compile(r"\+?[0-9][0-9 ()-]{4,20}")


def dial(phone: str | None) -> str:
    """A telephone number as a link: digits alone, and nothing where the text is anything else."""
    if not phone or not _DIALLABLE.fullmatch(phone.strip()):
        return ""
    return "tel:" + re.sub(r"[^0-9+]", "", phone)


def contact_card(site: Site, child: Child) -> ContactCard:
    """The card of a child on the day."""
    language = site.language
    return ContactCard(
        child=site.child_link(child.id),
        class_=site.class_of_child(child).text,
        sex=language.value("child", "sex", child.sex),
        born=language.day(child.born),
        student_no=child.student_no or "",
        home=home_text(child.home),
        parents=tuple(
            Person(
                relation=language.value("child", "parents.relation", parent.relation),
                name=parent.name,
                phone=parent.phone or "",
                dial=dial(parent.phone),
                place=parent.work_place or "",
                best_time=parent.best_time or "",
                deceased=parent.deceased,
            )
            for parent in child.parents
        ),
        guardians=tuple(
            Person(
                relation=language.value("child", "guardians.relation", guardian.relation),
                name=guardian.name,
                phone=guardian.phone or "",
                dial=dial(guardian.phone),
                place=guardian.address or "",
                best_time="",
            )
            for guardian in child.guardians
            if guardian.holds(site.as_of)
        ),
        unguarded=any(spell.holds(site.as_of) for spell in child.unguarded),
        teachers=tuple(_teachers(site, child)),
    )


def home_text(home: Home | None) -> str:
    """Village and address in a row; an address that names its village says it once."""
    if home is None:
        return ""
    village, address = home.village or "", home.address or ""
    return address if village in address else f"{village} {address}".strip()


def _teachers(site: Site, child: Child) -> list[tuple[str, str, str]]:
    """Who is there for this child: role, name, telephone."""
    found = []
    for role in OF_CHILDREN:
        for staff in site.holders(role, child):
            person = site.store.staff.get(staff)
            if person:
                found.append((site.role_name(role), person.name, person.phone or ""))
    return found
