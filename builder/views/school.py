"""The school: who leads the work, its regulations, the semester with its plan, dates and classes.

S1-02, S2-02 and S5-01 (leading group), S2-03 (regulations), S4-02 (plan of the semester).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.blank import blank
from builder.calendar import ONE_DAY, school_days_of
from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import SemesterClass
from builder.periods import DEFAULT_WINDOWS
from builder.views.contact_card import dial
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member of the leading group. `gone` says that the person is no longer on the staff."""

    person: Link
    position: str
    post: str
    lines: tuple[str, ...]
    phone: str
    dial: str
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Whom to ask about personal data."""

    person: Link
    position: str
    phone: str
    dial: str
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationRow:
    """A regulation with its text."""

    id: str
    title: str
    date: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRow:
    """A stretch of the semester: what it is, when, how many days."""

    name: str
    when: str
    days: int
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTeacher:
    """A class teacher and from when to when; blank ends are the semester's."""

    person: Link
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """A class of the semester. `children` are its left-behind children of today."""

    class_: Link
    teachers: tuple[ClassTeacher, ...]
    vacant: bool
    pupils: int
    girls: str
    boarders: str
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """The plan of an earlier semester."""

    semester: str
    text: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolView:
    """The page about the school. Texts are empty where nothing is on record."""

    name: str
    as_of: str
    edit: str
    members: tuple[MemberRow, ...]
    lines: int
    officer: Officer | None
    regulations: tuple[RegulationRow, ...]
    semester: str
    semester_edit: str
    new_semester: NewFile
    school_days: int
    school_days_so_far: int
    dates: tuple[DateRow, ...]
    holidays: tuple[DateRow, ...]
    makeup_days: tuple[str, ...]
    plan: str
    plans: tuple[PlanRow, ...]
    classes: tuple[ClassRow, ...]
    pupils: int
    girls: str
    boarders: str
    children: int


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page about the school."""
    view = school_view(site)
    yield Sheet(
        path="school",
        title=site.language.text("School"),
        context=view,
        search=" ".join(
            [
                view.name,
                *(row.title for row in view.regulations),
                *(r.person.text for r in view.members),
            ]
        ),
        description=site.language.text("Who leads the work, the regulations, the semester"),
        edit=view.edit,
    )


def school_view(site: Site) -> SchoolView:
    """The school on the day."""
    school, semester = site.store.school, site.semester
    members = tuple(_members(site))
    classes = tuple(_class(site, cls) for cls in site.semester_classes)
    days = school_days_of(semester) if semester else ()
    return SchoolView(
        name=school.name,
        as_of=site.language.day(site.as_of),
        edit=site.links.edit(school.origin),
        members=members,
        lines=len({line for row in members for line in row.lines}),
        officer=_officer(site),
        regulations=tuple(
            RegulationRow(
                id=f"regulation-{number}",
                title=one.title,
                date=site.language.day(one.date),
                text=one.text,
            )
            for number, one in enumerate(school.regulations, 1)
        ),
        semester=semester.name if semester else "",
        semester_edit=site.links.edit(semester.origin) if semester else "",
        new_semester=new_semester(site),
        school_days=len(days),
        school_days_so_far=sum(day <= site.as_of for day in days),
        dates=tuple(_dates(site)),
        holidays=tuple(
            _stretch(
                site, one.name or site.language.field("semester", "holidays"), one.from_, one.to
            )
            for one in (semester.holidays if semester else ())
        ),
        makeup_days=tuple(
            f"{site.language.short_day(day)} {site.language.weekday(day.isoweekday())}"
            for day in (semester.makeup_days if semester else ())
        ),
        plan=(semester.plan or "") if semester else "",
        plans=tuple(
            PlanRow(semester=one.name, text=one.plan, edit=site.links.edit(one.origin))
            for one in reversed(site.calendar.semesters)
            if one.plan and semester and one.start < semester.start
        ),
        classes=classes,
        pupils=site.pupils,
        girls=_sum(site, [cls.girls for cls in site.semester_classes]),
        boarders=_sum(site, [cls.boarders for cls in site.semester_classes]),
        children=sum(row.children for row in classes),
    )


def new_semester(site: Site) -> NewFile:
    """The host's page for a semester's file, where there is none yet."""
    autumn = site.as_of.month >= _AUTUMN
    name = f"{site.as_of.year}-{'autumn' if autumn else 'spring'}"
    return site.new_file(f"semesters/{name}", blank("semester", site.language))


_AUTUMN: Final = 7
"""From this month on a semester that is being prepared is the autumn's."""


def _members(site: Site) -> Iterator[MemberRow]:
    """The leading group in its own order."""
    for member in site.store.school.leading_group:
        person = site.store.staff.get(member.staff)
        yield MemberRow(
            person=site.staff_link(member.staff),
            position=(person.position or "") if person else "",
            post=site.language.value("school", "leading_group.post", member.post),
            lines=member.lines,
            phone=(person.phone or "") if person else "",
            dial=dial(person.phone) if person else "",
            gone=person is not None and not person.holds(site.as_of),
        )


def _officer(site: Site) -> Officer | None:
    officer = site.store.school.privacy_officer
    if officer is None:
        return None
    person = site.store.staff.get(officer)
    return Officer(
        person=site.staff_link(officer),
        position=(person.position or "") if person else "",
        phone=(person.phone or "") if person else "",
        dial=dial(person.phone) if person else "",
        gone=person is not None and not person.holds(site.as_of),
    )


def _stretch(site: Site, name: str, first: date, last: date) -> DateRow:
    short = site.language.short_day
    return DateRow(
        name=name,
        when=short(first) if first == last else f"{short(first)}–{short(last)}",
        days=(last - first).days + 1,
        now=first <= site.as_of <= last,
    )


def _dates(site: Site) -> Iterator[DateRow]:
    """The semester, its halves and its windows; where it names none, those that rules go by."""
    term = site.evaluation.term
    if term is None:
        return
    semester, language = term.semester, site.language
    whole = f"{language.day(semester.start)}–{language.day(semester.end)}"
    length = (semester.end - semester.start).days + 1
    now = semester.holds(site.as_of)
    yield DateRow(name=semester.name, when=whole, days=length, now=now)
    halves = (semester.start, term.midpoint - ONE_DAY), (term.midpoint, semester.end)
    for words, (first, last) in zip((N_("First half"), N_("Second half")), halves, strict=True):
        yield _stretch(site, language.text(words), first, last)
    for name in dict.fromkeys([*DEFAULT_WINDOWS, *(semester.windows or {})]):
        if window := term.window(name):
            yield _stretch(site, language.field("semester", "windows", name), *window)


def _class(site: Site, cls: SemesterClass) -> ClassRow:
    language = site.language
    return ClassRow(
        class_=site.class_link(cls.class_),
        teachers=tuple(
            ClassTeacher(
                person=site.staff_link(one.staff),
                since=language.short_day(one.since),
                until=language.short_day(one.until),
            )
            for one in cls.class_teachers
        ),
        vacant=not site.class_teachers(cls.class_),
        pupils=cls.pupils,
        girls=language.number(cls.girls) if cls.girls is not None else "",
        boarders=language.number(cls.boarders) if cls.boarders is not None else "",
        children=len(site.children_of_class.get(cls.class_, ())),
    )


def _sum(site: Site, numbers: list[int | None]) -> str:
    """A sum, where every class has the number; one blank makes the sum unknown."""
    known = [number for number in numbers if number is not None]
    return site.language.number(sum(known)) if known and len(known) == len(numbers) else ""
