"""People who left while somebody is still in their care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.roles import Roles, on


def still_responsible(subject: Subject) -> Iterator[Finding]:
    """Whoever left has handed over every child and class (I301).

    A role is held as its pairing or semester says (policy.md), so what somebody who left still
    holds goes on being owed, by nobody who is there to do it.
    """
    day, store = subject.as_of, subject.store
    gone = {person.id for person in store.staff.values() if person.until and person.until < day}
    present = {child.id for child in store.left_behind_on(day)}
    held = Counter(
        pairing.staff
        for pairing in store.pairings
        if pairing.staff in gone and pairing.child in present and pairing.holds(day)
    )
    roles = Roles(store)
    for cls in store.school.classes:
        held.update(gone.intersection(on(roles.of_class("class_teacher", cls.id), day)))
    for person in store.staff.values():
        if held[person.id]:
            yield at(person.origin, "I301", "until", who=person.id, n=str(held[person.id]))
