"""Classes and semesters: numbers that cannot both be true, and a semester nobody entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from builder.calendar import VACATION_DAYS
from builder.checks.subject import Subject
from builder.finding import Finding, at


def more_children_than_pupils(subject: Subject) -> Iterator[Finding]:
    """A class has no more left-behind children than pupils (W504)."""
    semester, day = subject.evaluation.semester, subject.as_of
    if semester is None or not semester.holds(day):
        return
    counts = Counter(child.class_on(day) for child in subject.store.left_behind_on(day))
    for position, cls in enumerate(semester.classes):
        if counts[cls.class_] > cls.pupils:
            named = {"children": str(counts[cls.class_]), "pupils": str(cls.pupils)}
            yield at(semester.origin, "W504", "classes", position, "pupils", **named)


def forgotten_semester(subject: Subject) -> Iterator[Finding]:
    """The last semester on record ended no more than 45 days ago (W401)."""
    if subject.store.semesters:
        last = subject.store.semesters[-1]
        if subject.as_of > last.end + timedelta(days=VACATION_DAYS):
            yield at(last.origin, "W401", "end")
