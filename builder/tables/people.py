"""Who and what a cell names: children, staff, classes and needs, by id or by name.

What the reader resolves by a record's date is resolved here by the day of the import: a roster
speaks of the classes as they are called now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from builder.calendar import Calendar
from builder.i18n import N_
from builder.store import Store
from builder.tables.classes import class_ids
from builder.tables.scalars import Unreadable

NO_CLASS: Final = N_("There is no such class. There are: {choices}.")
SEVERAL_CLASSES: Final = N_("This could be several classes: {choices}.")
NO_PERSON: Final = N_("Nobody of this name or id is on record.")
SEVERAL_PEOPLE: Final = N_("Several people have this name; write the id: {choices}.")
OTHER_CLASS: Final = N_("On record the child of this name is in another class ({choices}).")
TWO_PEOPLE: Final = N_("The id and the name are not the same person's.")
UNSOUND: Final = N_("The record in {file} has an error; mend it first (shouwang check says how).")
NO_NEED: Final = N_("The school has no such priority. There are: {choices}.")


@dataclass(frozen=True, slots=True)
class Person:
    """A child or a member of the staff, as far as it matters for telling people apart."""

    id: str
    name: str
    born: str = ""
    class_id: str = ""
    student_no: str = ""


@dataclass(slots=True)
class People:
    """Everybody on record, and those whom this import adds.

    `claimed` are those about whom there was a row already; `unsound` are the files of those whose
    record has an error, by id and by name.
    """

    calendar: Calendar
    day: date
    needs: dict[str, str]
    of: dict[str, dict[str, Person]] = field(default_factory=lambda: {"child": {}, "staff": {}})
    named: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: {"child": defaultdict(list), "staff": defaultdict(list)}
    )
    numbered: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    claimed: set[str] = field(default_factory=set)
    unsound: dict[str, dict[str, str]] = field(default_factory=lambda: {"child": {}, "staff": {}})

    @classmethod
    def on_record(cls, store: Store, day: date) -> People:
        """The people of a store."""
        needs = {need.id: need.title for need in store.school.needs}
        people = cls(store.calendar, day, needs)
        for child in store.children.values():
            born, class_id = child.born.isoformat(), child.class_on(day)
            people.add(
                "child", Person(child.id, child.name, born, class_id, child.student_no or "")
            )
        for one in store.staff.values():
            people.add("staff", Person(one.id, one.name))
        return people

    def add(self, kind: str, person: Person) -> None:
        """Make somebody known."""
        self.of[kind][person.id] = person
        self.named[kind][person.name].append(person.id)
        if person.student_no:
            self.numbered[person.student_no].append(person.id)

    def spellings(self, id_: str) -> frozenset[str]:
        """An id, and the name of whoever has it; any other text alone."""
        people = (self.of[kind].get(id_) for kind in self.of)
        return frozenset({id_, *(one.name for one in people if one)})

    @property
    def school_year(self) -> int:
        """The school year by which classes are called on the day."""
        return self.calendar.school_year(self.day)

    def class_of(self, texts: Sequence[str], day: date | None = None) -> str:
        """The class that one cell, or a grade's and a number's together, name.

        Raises `Unreadable`.
        """
        year = self.calendar.school_year(day) if day else self.school_year
        # An id says the same every year; a name beside it may be last year's.
        found = [text for text in texts if text in self.calendar.classes][:1]
        if found:
            return found[0]
        for text in (*texts, "".join(texts)):
            found = class_ids(text, self.calendar, year) or found
            if len(found) == 1:
                return found[0]
        if found:
            raise Unreadable(SEVERAL_CLASSES, choices=self._classes(found))
        semester = self.calendar.semester_of(self.day)
        now = [cls.class_ for cls in semester.classes] if semester else []
        raise Unreadable(NO_CLASS, choices=self._classes(now or self.calendar.classes))

    def _classes(self, ids: Iterable[str]) -> str:
        names = [f"{self.calendar.class_name(id_, self.school_year)} ({id_})" for id_ in ids]
        return "、".join(names)

    def need(self, text: str) -> str:
        """A need of the school. Raises `Unreadable`."""
        for id_, title in self.needs.items():
            if text in (id_, title):
                return id_
        raise Unreadable(NO_NEED, choices="、".join(self.needs.values()))

    def who(self, kinds: Sequence[str], texts: Sequence[str], classes: Sequence[str] = ()) -> str:
        """Whom the cells of one person name: an id, a name, or one after the other.

        `classes` say in which class a child is; they are asked only where there is no id, since
        what a class is called is another thing every year. Raises `Unreadable`.
        """
        found = [self._holders(kinds, text) for text in texts]
        for text in texts:
            path = next((self.unsound[kind].get(text) for kind in kinds), None)
            if path and not any(text in self.of[kind] for kind in kinds):
                raise Unreadable(UNSOUND, file=path)
        if any(not holders for holders in found):
            raise Unreadable(NO_PERSON)
        by_id = any(text in self.of[kind] for kind in kinds for text in texts)
        if classes and not by_id and "child" in kinds:
            class_id = self.class_of(classes)
            inside = [id_ for id_ in found[0] if self.of["child"][id_].class_id == class_id]
            if not inside:
                raise Unreadable(OTHER_CLASS, choices="、".join(sorted(found[0])))
            found = [inside, *found[1:]]
        common = [id_ for id_ in found[0] if all(id_ in holders for holders in found)]
        if not common:
            raise Unreadable(TWO_PEOPLE)
        if len(common) > 1:
            raise Unreadable(SEVERAL_PEOPLE, choices="、".join(sorted(common)))
        return common[0]

    def _holders(self, kinds: Sequence[str], text: str) -> list[str]:
        for kind in kinds:
            if text in self.of[kind]:
                return [text]
            holders = self.named[kind].get(text) or self._with_class(kind, text)
            if holders:
                return list(holders)
        return []

    def _with_class(self, kind: str, text: str) -> list[str]:
        """`三1班张伟`."""
        if kind != "child":
            return []
        for name, class_id in self.calendar.names(self.school_year).items():
            if text.startswith(name):
                holders = self.named["child"].get(text[len(name) :], [])
                return [id_ for id_ in holders if self.of["child"][id_].class_id == class_id]
        return []
