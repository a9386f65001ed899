"""From one semester into the next: which classes go on or leave, who leads them, what is to do.

A pure function of the store and the new semester's days. It changes nothing: the new semester is a
draft to be checked by a person, and what has to be done elsewhere is a list of ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from builder.calendar import ONE_DAY, Calendar, school_year_of
from builder.i18n import N_, Language
from builder.model import (
    ClassTeacher,
    Pairing,
    Policy,
    Range,
    SchoolClass,
    Semester,
    SemesterClass,
)
from builder.periods import DEFAULT_WINDOWS
from builder.semesters import ClassDraft, Draft, school_year_from
from builder.store import Store

ENDED: Final = "ended"
STAFF_LEFT: Final = "staff_left"
PEER_LEFT: Final = "peer_left"
CHILD_LEFT: Final = "child_left"
"""Why a pairing needs a hand: it ended and was not renewed, or one of the two is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingClass:
    """A class beyond the school's highest grade, and its children who have no last day yet."""

    id: str
    name: str
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingToDo:
    """A pairing that the new semester does not simply go on with; `why` is one of the above."""

    pairing: Pairing
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What becomes of the last semester. `fresh` classes are not in school.yml yet.

    `gone` pairs a class with a class teacher who is no longer on the staff; `unused` are classes
    of the school that the semester before did not have either.
    """

    draft: Draft
    previous: Semester | None
    leaving: tuple[LeavingClass, ...] = ()
    fresh: tuple[SchoolClass, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    pairings: tuple[PairingToDo, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day of those who leave: the end of the semester before."""
        return self.previous.end if self.previous else self.draft.start - ONE_DAY


def previous_semester(store: Store, start: date) -> Semester | None:
    """The last semester on record that begins before a day."""
    before = [semester for semester in store.semesters if semester.start < start]
    return before[-1] if before else None


def usual_new_classes(store: Store, start: date) -> int:
    """How many first-grade classes a new school year usually brings: as many as the last one had.

    0 where the semester that begins on `start` is in the same school year.
    """
    previous = previous_semester(store, start)
    year = school_year_from(start)
    on_record = sum(cls.entered == year for cls in store.school.classes)
    if previous is None:
        return on_record
    before = school_year_of(previous)
    if before >= year:
        return 0
    entered = {cls.id: cls.entered for cls in store.school.classes}
    return max(on_record, sum(entered.get(cls.class_) == before for cls in previous.classes))


def carry(
    store: Store,
    policy: Policy,
    bare: Draft,
    language: Language,
    *,
    new_classes: int = 0,
    highest_grade: int | None = None,
) -> Carried:
    """The new semester as a draft: `bare` has its days, `new_classes` first-grade classes in all.

    Classes beyond `highest_grade` leave; unless said it is the highest that the last semester had.
    """
    previous = previous_semester(store, bare.start)
    year = school_year_from(bare.start)
    entering = [cls for cls in store.school.classes if cls.entered == year]
    numbers = [n for n in range(1, new_classes + 1) if n not in {cls.number for cls in entering}]
    fresh = tuple(
        SchoolClass(id=f"{year}-{n}", entered=year, number=n)
        for n in numbers[: max(0, new_classes - len(entering))]
    )
    school = replace(store.school, classes=(*store.school.classes, *fresh))
    calendar = Calendar(school, store.semesters)
    top = highest_grade or _highest(calendar, previous)
    staying, leaving = _split(store, calendar, previous, year, top)
    begins = previous is None or school_year_of(previous) < year
    new = [*entering, *fresh] if begins else []
    lines = [_carried_line(store, calendar, cls, bare.start, year, language) for cls in staying]
    known = {cls.class_ for cls in staying}
    lines += [_new_line(calendar, cls, year, language) for cls in new if cls.id not in known]
    order = {cls.id: (cls.entered, cls.number) for cls in school.classes}
    lines.sort(key=lambda line: order.get(line.values.class_, (0, 0)))
    windows = tuple(_windows(previous, policy, bare)) if previous else ()
    gone = [pair for cls in staying for pair in _gone(store, cls, previous, bare.start)]
    left = tuple(_leaving(store, calendar, leaving, previous, bare.start))
    placed = {line.values.class_ for line in lines} | {cls.class_ for cls in leaving}
    return Carried(
        draft=replace(bare, classes=tuple(lines), windows=windows),
        previous=previous,
        leaving=left,
        fresh=fresh,
        gone=tuple(gone),
        unused=tuple(
            cls.id
            for cls in store.school.classes
            if cls.id not in placed and school.first_grade <= calendar.grade(cls.id, year) <= top
        ),
        pairings=tuple(_pairings(store, left, previous, bare.start)),
    )


_LAST_GRADE: Final = 12


def _highest(calendar: Calendar, semester: Semester | None) -> int:
    """The highest grade that a semester had; the school has no higher one."""
    if semester is None:
        return _LAST_GRADE
    year = school_year_of(semester)
    known = [cls.class_ for cls in semester.classes if cls.class_ in calendar.classes]
    return max((calendar.grade(class_id, year) for class_id in known), default=_LAST_GRADE)


def _split(
    store: Store, calendar: Calendar, previous: Semester | None, year: int, top: int
) -> tuple[list[SemesterClass], list[SemesterClass]]:
    """The last semester's classes: those that stay, and those beyond the highest grade."""
    if previous is None:
        grades = range(store.school.first_grade, top + 1)
        known = [cls.id for cls in store.school.classes if calendar.grade(cls.id, year) in grades]
        return [SemesterClass(class_=id_, class_teachers=(), pupils=0) for id_ in known], []
    staying = [cls for cls in previous.classes if calendar.grade(cls.class_, year) <= top]
    return staying, [cls for cls in previous.classes if cls not in staying]


def _carried_line(
    store: Store,
    calendar: Calendar,
    cls: SemesterClass,
    start: date,
    year: int,
    language: Language,
) -> ClassDraft:
    """A class that goes on, with whoever led it last and is still on the staff."""
    teachers = tuple(
        ClassTeacher(staff=teacher.staff)
        for teacher in _last_teachers(cls)
        if (person := store.staff.get(teacher.staff)) and person.holds(start)
    )
    blank = language.text(_FILL_IN)
    return ClassDraft(
        values=replace(cls, class_teachers=teachers),
        name=_name(calendar, cls.class_, year, language),
        teachers_note="" if teachers else blank,
        pupils_note=language.text(N_("last semester's, please check")) if cls.pupils else blank,
    )


_FILL_IN: Final = N_("to fill in")


def _new_line(calendar: Calendar, cls: SchoolClass, year: int, language: Language) -> ClassDraft:
    blank = language.text(_FILL_IN)
    return ClassDraft(
        values=SemesterClass(class_=cls.id, class_teachers=(), pupils=0),
        name=_name(calendar, cls.id, year, language),
        teachers_note=blank,
        pupils_note=blank,
    )


def _name(calendar: Calendar, class_id: str, year: int, language: Language) -> str:
    if language.chinese:
        return calendar.class_name(class_id, year)
    grade, cls = calendar.grade(class_id, year), calendar.classes[class_id]
    return f"Grade {grade}, class {cls.number}"


def _last_teachers(cls: SemesterClass) -> list[ClassTeacher]:
    """Who led a class to the semester's end: whoever has no last day in it."""
    return [teacher for teacher in cls.class_teachers if teacher.until is None]


def _gone(
    store: Store, cls: SemesterClass, previous: Semester | None, start: date
) -> Iterator[tuple[str, str]]:
    """Class teachers who are no longer on the staff when the semester begins."""
    for teacher in _last_teachers(cls) if previous else ():
        person = store.staff.get(teacher.staff)
        if person is None or not person.holds(start):
            yield cls.class_, teacher.staff


def _leaving(
    store: Store,
    calendar: Calendar,
    classes: Sequence[SemesterClass],
    previous: Semester | None,
    start: date,
) -> Iterator[LeavingClass]:
    """The leaving classes with the children who are still on record as pupils."""
    if previous is None:
        return
    for cls in classes:
        children = [
            child.id
            for child in store.children.values()
            if child.enrolled_on(start) and child.class_on(previous.end) == cls.class_
        ]
        name = calendar.class_name(cls.class_, school_year_of(previous))
        yield LeavingClass(id=cls.class_, name=name, children=tuple(sorted(children)))


def _windows(previous: Semester, policy: Policy, bare: Draft) -> Iterator[Range]:
    """Windows of the school's own that rules ask for, moved on by as much as the semester is."""
    wanted = dict.fromkeys(name for rule in policy.rules for name in rule.windows)
    moved = bare.start - previous.start
    for name in wanted:
        window = (previous.windows or {}).get(name)
        if window is None or name in DEFAULT_WINDOWS:
            continue
        yield Range(
            from_=_within(window.from_ + moved, bare),
            to=_within(window.to + moved, bare),
            name=name,
        )


def _within(day: date, bare: Draft) -> date:
    return min(max(day, bare.start), bare.end)


def _pairings(
    store: Store,
    leaving: Sequence[LeavingClass],
    previous: Semester | None,
    start: date,
) -> Iterator[PairingToDo]:
    """Pairings to renew, to give to somebody else, or to end."""
    graduates = {child for cls in leaving for child in cls.children}
    since = previous.start if previous else start
    in_force = {(pairing.kind, pairing.child) for pairing in store.pairings if pairing.holds(start)}
    staying = {
        child.id
        for child in store.children.values()
        if child.enrolled_on(start) and child.id not in graduates
    }
    for pairing in store.pairings:
        stays = pairing.child in staying
        person = store.staff.get(pairing.staff) if pairing.staff else None
        if pairing.holds(start):
            reasons = {
                CHILD_LEFT: not stays,
                STAFF_LEFT: person is not None and not person.holds(start),
                PEER_LEFT: pairing.peer is not None and pairing.peer not in staying,
            }
        else:
            lately = pairing.until is not None and since <= pairing.until < start
            again = (pairing.kind, pairing.child) in in_force
            # A child who came home is no longer paired: nothing is to be renewed.
            still = stays and store.children[pairing.child].left_behind_on(start)
            reasons = {ENDED: lately and still and not again}
        if why := next((why for why, holds in reasons.items() if holds), ""):
            yield PairingToDo(pairing=pairing, why=why)
