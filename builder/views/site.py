"""What every page needs: the inspected school, the reader's language, and indices over both.

A `Site` is built once; pages ask it for people, classes and links. Hrefs are relative to the
site's root (`children/c2301.html`); templates put `root` before them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from builder import model
from builder.assessment import Assessment, assess
from builder.audience import ALL, Audience
from builder.calendar import Calendar
from builder.contacts import SCHOOL, Contacts
from builder.edit_links import EditLinks, NewFile
from builder.evaluation import Evaluation, Overdue, Track, Unassigned
from builder.follow_ups import FollowUp, follow_ups
from builder.forms.links import Forms
from builder.history import Change
from builder.i18n import Language
from builder.inspection import Inspection
from builder.model import Child, Policy, Rule, Semester, SemesterClass, Visit
from builder.roles import Roles, on, responsible
from builder.rule_words import title
from builder.schema import english
from builder.store import Store
from builder.withhold import NOTHING_ELSEWHERE, Elsewhere

STALE_DAYS: Final = 45
"""So many days after the last semester on record, every page says that a new one is missing."""

_LONGEST_NAME: Final = 55
"""Of a file to be written: up to the 64 that a name may have there is room for the hour and minute
that the page's script adds, and for a number."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; without an href, words alone.

    `sort` is what a table sorts by where the words would not do: 三1班 by its grade and number.
    """

    text: str
    href: str = ""
    id: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page before its template: path without ending, title, context, words for the search.

    `search` is what the index holds beside the title; None keeps the page out of it. `template`
    is another than that of its kind: one view may make a page and the pages behind it.
    """

    path: str
    title: str
    context: Any
    search: str | None = None
    description: str = ""
    edit: str = ""
    template: str = ""


@dataclass(frozen=True)
class Site:
    """Everything that views read. No clock, no environment, no files.

    `site_url` is where the site will be served, ending in `/`; empty where nobody has said. `forms`
    is None where the site has no form page, `elsewhere` what the audience owes to children and
    classes that it does not see.
    """

    inspection: Inspection
    language: Language
    links: EditLinks = field(default_factory=EditLinks)
    audience: Audience = ALL
    changes: tuple[Change, ...] | None = None
    written: Mapping[str, date] | None = None
    site_url: str = ""
    forms: Forms | None = None
    elsewhere: Elsewhere = NOTHING_ELSEWHERE

    # The parts that everybody uses:

    @property
    def store(self) -> Store:
        """The records."""
        return self.inspection.store

    @property
    def policy(self) -> Policy:
        """The rules in force."""
        return self.inspection.policy

    @property
    def evaluation(self) -> Evaluation:
        """What is owed."""
        return self.inspection.evaluation

    @property
    def as_of(self) -> date:
        """The day of which the site speaks."""
        return self.inspection.as_of

    @property
    def calendar(self) -> Calendar:
        """The school's calendar."""
        return self.store.calendar

    @property
    def semester(self) -> Semester | None:
        """The semester that counts on the day."""
        return self.evaluation.semester

    @cached_property
    def roles(self) -> Roles:
        """Who holds which role."""
        return Roles(self.store)

    @cached_property
    def school_year(self) -> int:
        """The school year of the day, for the names of classes."""
        term = self.evaluation.term
        return term.school_year if term else self.calendar.school_year(self.as_of)

    @cached_property
    def stale_days(self) -> int:
        """Days since the last semester ended, where that is so long that every page says so."""
        if self.semester is None:
            return 0
        days = (self.as_of - self.semester.end).days
        return days if days > STALE_DAYS else 0

    # Children, classes, staff:

    @cached_property
    def children(self) -> tuple[Child, ...]:
        """The children enrolled and left-behind on the day: the N of every share."""
        return self.store.left_behind_on(self.as_of)

    @cached_property
    def children_of_class(self) -> Mapping[str, tuple[Child, ...]]:
        """The same by class."""
        return self._by_class(self.children, self.as_of)

    @property
    def roll_day(self) -> date:
        """The day or, when the semester is over, its last one: what a semester's figures are of."""
        return min(self.as_of, self.semester.end) if self.semester else self.as_of

    @cached_property
    def roll(self) -> tuple[Child, ...]:
        """The children enrolled and left-behind on that day: a finished semester's figures stay."""
        return self.store.left_behind_on(self.roll_day)

    @cached_property
    def roll_of_class(self) -> Mapping[str, tuple[Child, ...]]:
        """The same by class."""
        return self._by_class(self.roll, self.roll_day)

    def _by_class(self, children: Iterable[Child], day: date) -> Mapping[str, tuple[Child, ...]]:
        found: dict[str, list[Child]] = {cls.class_: [] for cls in self.semester_classes}
        for child in children:
            found.setdefault(child.class_on(day), []).append(child)
        return {class_id: tuple(children) for class_id, children in found.items()}

    @cached_property
    def semester_classes(self) -> tuple[SemesterClass, ...]:
        """The semester's classes whose pages the audience has, by grade and number."""
        if self.semester is None:
            return ()
        order = {cls.id: (-cls.entered, cls.number) for cls in self.store.school.classes}
        known = self.semester.classes
        if not self.audience.whole:
            known = tuple(cls for cls in known if cls.class_ in self.audience.classes)
        return tuple(sorted(known, key=lambda cls: order.get(cls.class_, (0, 0))))

    @property
    def pupils(self) -> int:
        """All pupils of the semester's classes."""
        return sum(cls.pupils for cls in self.semester_classes)

    def class_name(self, class_id: str, *, short: bool = False, day: date | None = None) -> str:
        """What a class is called now, or was called on a day."""
        cls = self.calendar.classes.get(class_id)
        if cls is None:
            return class_id
        year = self.calendar.school_year(day) if day else self.school_year
        if self.language.chinese:
            return self.calendar.class_name(class_id, year, short=short)
        grade = self.calendar.grade(class_id, year)
        return f"{grade}-{cls.number}" if short else f"Grade {grade}, class {cls.number}"

    def class_link(self, class_id: str, *, short: bool = False, day: date | None = None) -> Link:
        """A class and its page (only the semester's classes have one)."""
        known = any(cls.class_ == class_id for cls in self.semester_classes)
        href = f"classes/{class_id}.html" if known else ""
        cls = self.calendar.classes.get(class_id)
        grade = self.calendar.grade(class_id, self.school_year) if cls else 0
        sort = f"{grade:02d}-{cls.number:02d}" if cls else class_id
        return Link(self.class_name(class_id, short=short, day=day), href, class_id, sort)

    def last_day(self, child: Child) -> date:
        """The day by which to judge a child: today, of one who left the last day at the school."""
        return min(self.as_of, child.left) if child.left else self.as_of

    def class_of_child(self, child: Child, *, short: bool = False) -> Link:
        """The class of a child; of one who left the last one, by the name that it had then."""
        day = self.last_day(child)
        named = day if child.gone_on(self.as_of) else None
        return self.class_link(child.class_on(day), short=short, day=named)

    def child_link(self, child_id: str) -> Link:
        """A child and its page; the id alone where the record has an error."""
        child = self.store.children.get(child_id)
        if child is None:
            return Link(child_id, "", child_id)
        return Link(child.name, f"children/{child_id}.html", child_id)

    def so_far(self, day: date | None) -> date | None:
        """A day that has come; None for one that is still to come."""
        return day if day is not None and day <= self.as_of else None

    def short_day(self, day: date | None) -> str:
        """A day without its year, unless that is another year than the day's; empty for None."""
        return self.language.near_day(day, self.as_of)

    def listed_link(self, child_id: str) -> Link:
        """A child on a list of several: without a name where consent to that was withdrawn."""
        if child_id in self.withdrawn:
            return Link(self.language.text("A child whose consent was withdrawn"), "", "")
        return self.child_link(child_id)

    def staff_link(self, staff_id: str) -> Link:
        """A member of the staff and their page."""
        person = self.store.staff.get(staff_id)
        if person is None:
            return Link(staff_id, "", staff_id)
        return Link(person.name, f"staff/{staff_id}.html", staff_id)

    def has_page_of(self, staff_id: str) -> bool:
        """Whether the audience has the page and the handbook of somebody: only of oneself."""
        return self.audience.whole or staff_id == self.audience.id

    def staff_links(self, ids: Iterable[str]) -> tuple[Link, ...]:
        """Several members of the staff."""
        return tuple(self.staff_link(staff) for staff in ids)

    def anybody(self, id_: str) -> Link:
        """Whoever a visit's `by` names: staff, or a child who went to see another."""
        return self.staff_link(id_) if id_ in self.store.staff else self.child_link(id_)

    def unit_link(self, scope: str, unit: str) -> Link:
        """A child, a class, or the school."""
        if scope == "child":
            return self.listed_link(unit)
        if scope == "class":
            return self.class_link(unit)
        return Link(self.language.text("Whole school"), "", unit)

    def class_of(self, scope: str, unit: str) -> str:
        """The class id that a row belongs to; empty for the school."""
        if scope == "class":
            return unit
        child = self.store.children.get(unit) if scope == "child" else None
        return child.class_on(self.as_of) if child else ""

    def holders(self, role: str, child: Child) -> tuple[str, ...]:
        """Who holds a role for a child on the day, by id."""
        return on(self.roles.of_child(role, child), self.as_of)

    def class_teachers(self, class_id: str) -> tuple[str, ...]:
        """Who leads a class on the day, by id."""
        return on(self.roles.of_class("class_teacher", class_id), self.as_of)

    @cached_property
    def staff_now(self) -> tuple[model.Staff, ...]:
        """Who works at or with the school on the day, by id."""
        people = sorted(self.store.staff.items())
        return tuple(person for _, person in people if person.holds(self.as_of))

    # Visits and what is late:

    @cached_property
    def visits_until_now(self) -> tuple[Visit, ...]:
        """Visits dated up to the day."""
        return tuple(visit for visit in self.store.visits if visit.date <= self.as_of)

    @cached_property
    def last_reached(self) -> Mapping[str, Visit]:
        """Each child's last reached visit of any kind."""
        found: dict[str, Visit] = {}
        for visit in self.visits_until_now:
            if visit.reached:
                found.update((child, visit) for child in visit.children)
        return found

    @cached_property
    def last_home_visit(self) -> Mapping[str, Visit]:
        """Each child's last reached home visit, by anybody."""
        found: dict[str, Visit] = {}
        for visit in self.visits_until_now:
            if visit.reached and "home_visit" in visit.kind:
                found.update((child, visit) for child in visit.children)
        return found

    def failed_since(self, child_id: str, day: date | None) -> int:
        """Attempts that reached nobody, after a day and up to now."""
        return sum(
            not visit.reached and visit.date <= self.as_of and (day is None or visit.date > day)
            for visit in self.store.visits_of[child_id]
        )

    @cached_property
    def assessment(self) -> Assessment:
        """Who carries each obligation, and how it ended."""
        return assess(self.store, self.evaluation)

    @cached_property
    def overdue_of(self) -> Mapping[str, tuple[Overdue, ...]]:
        """Overdue rows by `scope:unit`, as `tracks_of` has it."""
        found: dict[str, list[Overdue]] = {}
        for row in self.evaluation.overdue:
            found.setdefault(f"{row.scope}:{row.unit}", []).append(row)
        return {unit: tuple(rows) for unit, rows in found.items()}

    @cached_property
    def tracks_by_rule(self) -> Mapping[str, tuple[Track, ...]]:
        """All tracks of each rule."""
        found: dict[str, list[Track]] = {}
        for track in self.evaluation.tracks:
            found.setdefault(track.rule.id, []).append(track)
        return {rule: tuple(tracks) for rule, tracks in found.items()}

    def responsible(self, rule: Rule, unit: str) -> tuple[str, ...]:
        """Who owes a rule to a unit on the day, by id; as the overdue list has it."""
        return responsible(self.roles, rule, unit, self.as_of)

    @cached_property
    def unassigned_of(self) -> Mapping[str, tuple[Unassigned, ...]]:
        """Rules that apply to a child and that nobody owes."""
        found: dict[str, list[Unassigned]] = {}
        for row in self.evaluation.unassigned:
            found.setdefault(row.unit, []).append(row)
        return {unit: tuple(rows) for unit, rows in found.items()}

    def rule_title(self, rule: Rule) -> str:
        """What a rule is called: its title, or its id; in English a shipped title is the id's."""
        return title(rule, self.language)

    def rule_link(self, rule: Rule) -> Link:
        """A rule and its place on the policy page."""
        return Link(self.rule_title(rule), f"policy.html#rule-{rule.id}", rule.id)

    @cached_property
    def needs(self) -> Mapping[str, str]:
        """The titles of the school's needs by id; in English the shipped ones have English titles."""
        shipped: object = next(f.default for f in fields(model.School) if f.name == "needs")
        assert isinstance(shipped, tuple)
        return {
            need.id: english(need.id)
            if need in shipped and not self.language.chinese
            else need.title
            for need in self.store.school.needs
        }

    def role_name(self, role: str) -> str:
        """What a role is called."""
        return self.language.value("policy", ("rules", "by"), role)

    @property
    def week(self) -> tuple[date, date]:
        """Monday and Sunday of the day's week."""
        monday = self.as_of - timedelta(days=self.as_of.weekday())
        return monday, monday + timedelta(days=6)

    def this_semester(self, day: date) -> bool:
        """Whether a dated entry belongs to the semester that counts, and not to the future."""
        if self.semester is None:
            return False
        return self.semester.start <= day <= self.as_of

    def units(self) -> Iterator[tuple[str, str]]:
        """Every (scope, unit) that has tracks, the school last."""
        for key in self.evaluation.tracks_of:
            scope, _, unit = key.partition(":")
            if unit != SCHOOL:
                yield scope, unit
        yield "school", SCHOOL

    # What pages about people look up again and again:

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """Children whose consent was withdrawn: counted, and on no list (safety.md)."""
        return frozenset(
            child.id for child in self.store.children.values() if child.withdrawn_on(self.as_of)
        )

    @cached_property
    def pairings_now(self) -> tuple[model.Pairing, ...]:
        """The pairings in force for the children of the day."""
        present = {child.id for child in self.children}
        return tuple(
            pairing
            for pairing in self.store.pairings
            if pairing.child in present and self.in_force(pairing)
        )

    def in_force(self, pairing: model.Pairing) -> bool:
        """Whether a pairing holds on the day, and neither of its children has left the school."""
        children = (self.store.children.get(id_) for id_ in (pairing.child, pairing.peer) if id_)
        here = not any(child is not None and child.gone_on(self.as_of) for child in children)
        return here and pairing.holds(self.as_of)

    @cached_property
    def counting_activities_of(self) -> Mapping[str, tuple[model.Activity, ...]]:
        """The activities that count for each child (policy.md), by date: those that name it, and
        those of its class that name nobody."""
        contacts = Contacts(self.store, self.as_of)
        found: dict[str, list[model.Activity]] = {}
        for activity in self.store.activities:
            for child in contacts.children_of(activity):
                found.setdefault(child, []).append(activity)
        return {child: tuple(activities) for child, activities in found.items()}

    @cached_property
    def activities_of(self) -> Mapping[str, tuple[model.Activity, ...]]:
        """The activities of each child, by date: those that name it (as taking part, as one whose
        guardian came, in a result or a finding), and those of its class that name nobody."""
        contacts = Contacts(self.store, self.as_of)
        found: dict[str, list[model.Activity]] = {}
        for activity in self.store.activities:
            named = [*contacts.children_of(activity), *activity.guardians_of]
            named += [award.child for award in activity.results if award.child]
            named += [finding.child for finding in activity.findings]
            for child in dict.fromkeys(named):
                found.setdefault(child, []).append(activity)
        return {child: tuple(activities) for child, activities in found.items()}

    @cached_property
    def visits_by(self) -> Mapping[str, tuple[Visit, ...]]:
        """The visits up to the day that each person made, by date; a child's own to other children too."""
        found: dict[str, list[Visit]] = {}
        for visit in self.visits_until_now:
            for person in dict.fromkeys(visit.by):
                found.setdefault(person, []).append(visit)
        return {person: tuple(visits) for person, visits in found.items()}

    @cached_property
    def provisions_of(self) -> Mapping[tuple[str, str, str], tuple[model.Provision, ...]]:
        """The eggs and lunches up to the day by semester, class and kind; a vacation belongs to
        the semester before it."""
        found: dict[tuple[str, str, str], list[model.Provision]] = {}
        for one in self.store.provisions:
            semester = self.calendar.semester_of(one.date)
            if semester and one.class_ and one.date <= self.as_of:
                found.setdefault((semester.id, one.class_, one.kind), []).append(one)
        return {key: tuple(provisions) for key, provisions in found.items()}

    @cached_property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What the records up to the day ask somebody to look at again."""
        return tuple(follow_ups(self.store, self.as_of))

    @cached_property
    def follow_ups_of(self) -> Mapping[str, tuple[FollowUp, ...]]:
        """The same by child."""
        found: dict[str, list[FollowUp]] = {}
        for one in self.follow_ups:
            for child in one.children:
                found.setdefault(child, []).append(one)
        return {child: tuple(ones) for child, ones in found.items()}

    def form(self, kind: str, filled: Mapping[str, str]) -> str:
        """The address of a new record's form, by its canonical fields and values; empty without."""
        return self.forms.new(self.language, kind, filled) if self.forms else ""

    def new_file(self, stem: str, text: str, form: str = "") -> NewFile:
        """The host's page for a new record at a path without its ending; where a file of that name
        stands, whatever is in it, with a number behind it. `form` is the address of its form.

        A name of long ids is cut and keeps apart by its digest: a file's name has 64 characters.
        """
        folder, _, last = stem.rpartition("/")
        if len(last) > _LONGEST_NAME:
            digest = hashlib.sha256(last.encode()).hexdigest()[:8]
            stem = f"{folder}/{last[: _LONGEST_NAME - 9]}-{digest}"
        name, number = stem, 1
        while name in self.store.taken:
            number += 1
            name = f"{stem}-{number}"
        return replace(self.links.new(f"{name}.yml", text), form=form)
