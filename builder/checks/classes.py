"""Classes and semesters: numbers that cannot both be true, blanks, a semester nobody entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from builder.calendar import VACATION_DAYS
from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.kinds import KINDS
from builder.model import Semester


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


def no_semester(subject: Subject) -> Iterator[Finding]:
    """There is a semester on record (I401); one that cannot be read has findings of its own."""
    folder = f"{KINDS['semester'].place}/"
    unread = any(path.startswith(folder) for _, path in subject.store.wrong)
    if not subject.store.semesters and not unread:
        yield at(subject.store.school.origin, "I401")


def blank_class_teachers(subject: Subject) -> Iterator[Finding]:
    """Every class of a semester that has not ended has a class teacher (I202)."""
    for semester in _not_ended(subject):
        vacant = [n for n, cls in enumerate(semester.classes) if not cls.class_teachers]
        yield from _blank(semester, vacant, "I202", "class_teachers")


def blank_pupils(subject: Subject) -> Iterator[Finding]:
    """Every class of a semester that has not ended has pupils (I203); see W504 for those with children."""
    known = {child.class_on(subject.as_of) for child in subject.store.left_behind_on(subject.as_of)}
    for semester in _not_ended(subject):
        vacant = [
            n
            for n, cls in enumerate(semester.classes)
            if not cls.pupils and cls.class_ not in known
        ]
        yield from _blank(semester, vacant, "I203", "pupils")


def _not_ended(subject: Subject) -> Iterator[Semester]:
    """The semesters that have not ended, where nothing in them was left out for an error."""
    for semester in subject.store.semesters:
        place = (semester.origin.folder, semester.origin.path)
        if subject.as_of <= semester.end and place not in subject.store.wrong:
            yield semester


def _blank(semester: Semester, found: list[int], code: str, field: str) -> Iterator[Finding]:
    """One finding for all classes of a semester, at the first of them."""
    if found:
        ids = ", ".join(semester.classes[n].class_ for n in found)
        named = {"n": str(len(found)), "all": str(len(semester.classes)), "classes": ids}
        yield at(semester.origin, code, "classes", found[0], field, **named)
