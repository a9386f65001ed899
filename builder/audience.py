"""Who a site is made for (safety.md, The private site).

An audience is a separate build: what it may not see is not in its bytes. `all` is for the school's
leaders, `staff:ID` for one person, `class:ID` for those who teach a class, `public` for anybody.
What each may see is worked out here and taken out of the records in `builder.withhold`, before any
page is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from builder.model import Visit
from builder.roles import Roles, on
from builder.store import Store

EVERY: Final = "every"
"""On the command line: all audiences that a school has, each in a folder of its own."""


class Kind(StrEnum):
    """The kinds of audience. `OUTSIDE` is a person who is not of the school: a 社会妈妈."""

    ALL = "all"
    STAFF = "staff"
    OUTSIDE = "outside"
    CLASS = "class"
    PUBLIC = "public"


class NoSuchAudience(Exception):
    """A word that names no audience of this school."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience and what it may see of a school on a day.

    `id` is the person's or the class's. `children` are those whose archive it may see, `met` those
    of whom it wrote a record itself this semester and may see no more than that; `classes` are
    those whose pages it has. For `all` these three are empty and nothing is asked of them.
    """

    kind: Kind
    id: str = ""
    children: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    @property
    def folder(self) -> str:
        """The folder of its site beside those of other audiences: `all`, `staff-t07`, `public`."""
        if not self.id:
            return str(self.kind)
        return f"{Kind.CLASS if self.kind is Kind.CLASS else Kind.STAFF}-{self.id}"

    @property
    def whole(self) -> bool:
        """Whether nothing is withheld."""
        return self.kind is Kind.ALL


ALL: Final = Audience(Kind.ALL)


def audience_of(word: str, store: Store, day: date) -> Audience:
    """The audience of a word such as `staff:t07`, on a day. Raises `NoSuchAudience`."""
    kind, _, id_ = word.partition(":")
    if not id_ and kind in (Kind.ALL, Kind.PUBLIC):
        return Audience(Kind(kind))
    if kind == Kind.STAFF and id_ in store.staff and store.staff[id_].holds(day):
        return _person(id_, Roles(store), day)
    if kind == Kind.CLASS and id_ in _classes_now(store, day):
        return _class(id_, store, day)
    raise NoSuchAudience(word)


def every_audience(store: Store, day: date) -> Iterator[Audience]:
    """All audiences on a day: the leaders, everybody who works at the school, whoever comes from
    outside and looks after a child, every class of the semester, the public."""
    yield ALL
    roles = Roles(store)
    for id_, person in sorted(store.staff.items()):
        if person.holds(day):
            found = _person(id_, roles, day)
            if found.kind is Kind.STAFF or found.children:
                yield found
    for class_id in sorted(_classes_now(store, day)):
        yield _class(class_id, store, day)
    yield Audience(Kind.PUBLIC)


def _person(id_: str, roles: Roles, day: date) -> Audience:
    store = roles.store
    children = frozenset(
        one.child.id
        for one in roles.tenures.get(id_, ())
        if one.holding.holds(day) and one.child.enrolled_on(day)
    )
    if store.staff[id_].group == "outside":
        return Audience(Kind.OUTSIDE, id_, children)
    semester = store.calendar.semester_of(day)
    classes = frozenset(
        class_id
        for class_id in _classes_now(store, day)
        if id_ in on(roles.of_class("class_teacher", class_id), day)
    )
    since = semester.start if semester else date.max
    return Audience(Kind.STAFF, id_, children, _met(store, id_, since) - children, classes)


def _met(store: Store, staff: str, since: date) -> frozenset[str]:
    """The children of whom a person wrote a visit, an observation or a plan since a day."""
    found = {
        child
        for visit in store.visits
        if made(visit, staff, store) and visit.date >= since
        for child in visit.children
    }
    found |= {one.child for one in store.observations if one.by == staff and one.date >= since}
    found |= {one.child for one in store.plans if one.staff == staff and one.from_ >= since}
    return frozenset(found & set(store.children))


def made(visit: Visit, staff: str, store: Store) -> bool:
    """Whether one of the staff made a visit. A child may have the same id: who went to see another
    child and did nothing else was that child (`builder.read.linking`)."""
    peer = visit.kind == ("peer_visit",) and staff in store.children
    return staff in visit.by and staff in store.staff and not peer


def _classes_now(store: Store, day: date) -> frozenset[str]:
    """The classes of the semester that counts on a day."""
    semester = store.calendar.semester_of(day)
    return frozenset(cls.class_ for cls in semester.classes) if semester else frozenset()


def _class(class_id: str, store: Store, day: date) -> Audience:
    children = frozenset(
        child.id
        for child in store.children.values()
        if child.enrolled_on(day) and child.class_on(day) == class_id
    )
    return Audience(Kind.CLASS, class_id, children, classes=frozenset({class_id}))
