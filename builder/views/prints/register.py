"""The basic register of a class: a row a child, as schools hand it in (S3-02, S2-04)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.i18n import N_
from builder.model import Child, SemesterClass
from builder.views.class_numbers import spell_on
from builder.views.contact_card import home_text
from builder.views.prints.documents import Heading, class_heading, class_sheets, listed
from builder.views.site import Link, Sheet, Site

YES, NO = N_("yes"), N_("no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A father, mother or guardian in the register; blank where there is none on record."""

    name: str = ""
    relation: str = ""
    place: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One child. Blank texts are blanks to fill in by hand."""

    number: int
    name: str
    sex: str
    born: str
    home: str
    father: Relative
    mother: Relative
    guardian: Relative
    capacity: str
    type: str
    boarding: str
    paired_teacher: str
    proxy_parent: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """The register; `unnamed` children are counted and not listed."""

    heading: Heading
    back: Link
    rows: tuple[Row, ...]
    unnamed: int


def sheets(site: Site) -> Iterator[Sheet]:
    """One register for every class of the semester."""
    return class_sheets(site, "register", register_view)


def register_view(site: Site, cls: SemesterClass) -> RegisterView:
    """The register of a class on the day."""
    children, unnamed = listed(site, cls)
    return RegisterView(
        heading=class_heading(site, "register", cls),
        back=site.class_link(cls.class_),
        rows=tuple(_row(site, child, n) for n, child in enumerate(children, 1)),
        unnamed=unnamed,
    )


def _row(site: Site, child: Child, number: int) -> Row:
    language = site.language
    spell = spell_on(site, child)
    boards = any(one.holds(site.as_of) for one in child.boarding)
    main = next((one for one in child.guardians if one.holds(site.as_of)), None)
    unguarded = any(one.holds(site.as_of) for one in child.unguarded)
    capacity = main.capacity if main else None
    return Row(
        number=number,
        name=child.name,
        sex=language.value("child", "sex", child.sex),
        born=f"{child.born:%Y-%m-%d}",
        home=home_text(child.home),
        father=_parent(site, child, "father"),
        mother=_parent(site, child, "mother"),
        guardian=Relative(
            name=main.name,
            relation=language.value("child", "guardians.relation", main.relation),
            phone=main.phone or "",
        )
        if main
        else Relative(name=language.field("child", "unguarded") if unguarded else ""),
        capacity=language.value("child", "guardians.capacity", capacity) if capacity else "",
        type=language.value("child", "left_behind.type", spell.type) if spell else "",
        boarding=language.text(YES if boards else NO),
        paired_teacher=_staff(site, child, "paired_teacher"),
        proxy_parent=_staff(site, child, "proxy_parent"),
        notes=child.notes or "",
    )


def _parent(site: Site, child: Child, relation: str) -> Relative:
    """The father or the mother; of one who has died the name and that fact."""
    found = next((one for one in child.parents if one.relation == relation), None)
    if found is None:
        return Relative()
    if found.deceased:
        return Relative(name=found.name, place=site.language.field("child", "parents", "deceased"))
    return Relative(name=found.name, place=found.work_place or "", phone=found.phone or "")


def _staff(site: Site, child: Child, role: str) -> str:
    people = site.staff_links(site.holders(role, child))
    return site.language.join([person.text for person in people])
