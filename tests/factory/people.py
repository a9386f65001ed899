"""The people of a school as the planner sees them: who was where, and paired with whom, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .terms import Span, Term
from .yamltext import Value

FAR = date(2100, 1, 1)


@dataclass(frozen=True)
class Parent:
    """A parent; `work_place` is None for one who stays at home."""

    relation: str
    name: str
    phone: str
    work_place: str | None


@dataclass(frozen=True)
class Child:
    """What planning and wording need of a child; `archive` is the whole record."""

    id: str
    class_id: str
    name: str
    sex: str
    household: str
    enrolled: date
    left: date
    left_behind: tuple[Span, ...]
    absences: tuple[Span, ...]
    priority: tuple[Span, ...]
    boarding: tuple[Span, ...]
    guardian: str
    parents: tuple[Parent, ...]
    village: str
    distance_km: float
    needs: tuple[str, ...]
    archive: Mapping[str, Value] = field(repr=False)

    def on_record(self, day: date) -> bool:
        """Enrolled on that day."""
        return self.enrolled <= day <= self.left

    def owed(self, day: date) -> bool:
        """Enrolled, left-behind and not away: a contact is owed and can be made."""
        return (
            self.on_record(day)
            and any(day in spell for spell in self.left_behind)
            and not any(day in absence for absence in self.absences)
        )

    def is_priority(self, day: date) -> bool:
        """Under special care on that day."""
        return any(day in spell for spell in self.priority)

    def boards(self, day: date) -> bool:
        """Boarding at school on that day."""
        return any(day in spell for spell in self.boarding)

    @property
    def short(self) -> str:
        """What a teacher calls the child: the given name where it has two characters."""
        return self.name[1:] if len(self.name) > 2 else self.name


@dataclass(frozen=True)
class Staff:
    """A member of staff or a volunteer."""

    id: str
    name: str
    group: str
    counsellor: bool
    record: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True)
class Pairing:
    """One pairing of a child with an adult or another pupil."""

    kind: str
    child: str
    since: date
    until: date = FAR
    staff: str | None = None
    peer: str | None = None
    peer_name: str | None = None

    def holds(self, day: date) -> bool:
        """In force on that day."""
        return self.since <= day <= self.until


@dataclass(frozen=True)
class ClassInTerm:
    """A class in one semester: its teachers with their spells, and its numbers."""

    id: str
    teachers: tuple[tuple[str, Span], ...]
    pupils: int
    girls: int
    boarders: int


@dataclass(frozen=True)
class School:
    """Everybody, and the questions that planning asks."""

    children: Mapping[str, Child]
    staff: Mapping[str, Staff]
    pairings: tuple[Pairing, ...]
    classes: Mapping[str, Mapping[str, ClassInTerm]]
    by_child: Mapping[tuple[str, str], tuple[Pairing, ...]] = field(repr=False)

    @classmethod
    def of(
        cls,
        children: Iterable[Child],
        staff: Iterable[Staff],
        pairings: Iterable[Pairing],
        classes: Mapping[str, Mapping[str, ClassInTerm]],
    ) -> School:
        """Index what is asked for often."""
        pairings = tuple(pairings)
        index: dict[tuple[str, str], list[Pairing]] = {}
        for pairing in pairings:
            index.setdefault((pairing.kind, pairing.child), []).append(pairing)
        return cls(
            children={child.id: child for child in children},
            staff={person.id: person for person in staff},
            pairings=pairings,
            classes=classes,
            by_child={key: tuple(items) for key, items in index.items()},
        )

    def holder(self, kind: str, child: str, day: date) -> str | None:
        """Who is paired with the child in this way on that day."""
        for pairing in self.by_child.get((kind, child), ()):
            if pairing.holds(day):
                return pairing.staff
        return None

    def class_teacher(self, term: Term, child: Child, day: date) -> str | None:
        """The class teacher of the child's class on that day."""
        known = self.classes[term.id].get(child.class_id)
        if known is None:
            return None
        for teacher, spell in known.teachers:
            if day in spell:
                return teacher
        return None

    def class_name(self, class_id: str, term: Term) -> str:
        """Such as 四1班."""
        entered, number = class_id.split("-")
        return "零一二三四五六"[self.grade(class_id, term)] + f"{number}班" if entered else ""

    def grade(self, class_id: str, term: Term) -> int:
        """1 in the school year of entry."""
        return term.school_year - int(class_id.split("-", maxsplit=1)[0]) + 1

    def namesakes(self) -> set[str]:
        """Full names that more than one child has."""
        seen: set[str] = set()
        twice: set[str] = set()
        for child in self.children.values():
            (twice if child.name in seen else seen).add(child.name)
        return twice
