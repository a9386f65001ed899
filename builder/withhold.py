"""What an audience may not see is taken out of the records, before any page is made (safety.md).

A page can only show what it is given: so the store, what is owed and the findings are cut down to
what an audience may see, and the same views make its pages. What is owed was worked out on all
records before, so who is overdue is the same for everybody.

- A child who is not the audience's is absent: no name and no id, be it as a peer, a helper, one of
  several in a visit or an award.
- Somebody from outside the school sees of a child the first name, the class and the pairing with
  what it promised and what came of it, and whatever that person recorded or gave.
- Of a confidential visit that is somebody else's there is its day and that there was a contact; of
  a suspected abuse there is nothing.
- The address of a child without a guardian is for the leaders and for the child's own teachers.
- What is kept in a second, restricted repository (`--records` twice) is for the leaders and for
  whoever wrote it; a visit in it is treated as a confidential one.
- A file may be named after another child: then nothing says in which file the record is.

What is given to an audience is named here field by field where it is less than a whole record, so
that a new field of a record is withheld until somebody decides otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import count
from typing import Final, TypeVar

from builder import model
from builder.audience import Audience, Kind, made
from builder.confidential import counsels, is_abuse, is_confidential
from builder.contacts import SCHOOL
from builder.evaluation import Evaluation, State
from builder.finding import Origin
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.obligations import completion
from builder.roles import Roles, on, responsible
from builder.store import Store
from builder.yuan import share

T = TypeVar("T")

ANOTHER: Final = N_("another child")
"""What a child is called who may not be named."""

_COMPOUND: Final = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠"
    "|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐"
)
"""Family names of two characters."""


def withhold(inspection: Inspection, audience: Audience, language: Language) -> Inspection:
    """The part of a school that an audience may see; `all` and the makers of public figures get it
    whole."""
    if audience.whole or audience.kind is Kind.PUBLIC:
        return inspection
    cut = _Cut(inspection, audience, language)
    return replace(inspection, store=cut.store(), evaluation=cut.evaluation(), findings=())


def owed_elsewhere(inspection: Inspection, audience: Audience, language: Language) -> Elsewhere:
    """What a person owes by a role for everybody to children and classes of other people: a number
    and no name, for a page that says nothing of it would tell a counsellor that nothing is due."""
    return _Cut(inspection, audience, language).elsewhere()


def first_name(name: str) -> str:
    """A name without the family name: 小雨 of 林小雨, 修 of 欧阳修, 阿依古丽 of 阿依古丽·买买提."""
    for mark in "·• ":
        if mark in name:
            return name.split(mark, maxsplit=1)[0]
    family = 2 if _COMPOUND.match(name) and len(name) > 2 else 1
    return name[family:] or name


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """So many contacts are overdue or open, `late` of them overdue, with units that are not seen."""

    n: int = 0
    late: int = 0


NOTHING_ELSEWHERE: Final = Elsewhere()


@dataclass(frozen=True)
class _Cut:
    """One audience's part of one school."""

    inspection: Inspection
    audience: Audience
    language: Language

    @property
    def whole(self) -> Store:
        """All records."""
        return self.inspection.store

    @property
    def outside(self) -> bool:
        """Whether the audience is a person from outside the school."""
        return self.audience.kind is Kind.OUTSIDE

    @property
    def person(self) -> str:
        """The id of the person whose site it is; empty for a class's."""
        return "" if self.audience.kind is Kind.CLASS else self.audience.id

    @cached_property
    def seen(self) -> frozenset[str]:
        """The children who may be named."""
        return self.audience.children | self.audience.met

    @cached_property
    def roles(self) -> Roles:
        """Who holds which role, by all records."""
        return Roles(self.whole)

    def store(self) -> Store:
        """The records that the audience may see."""
        whole = self.whole
        return replace(
            whole,
            school=self._school(),
            semesters=tuple(self._semester(one) for one in whole.semesters),
            staff=self._staff(),
            children={
                child.id: child
                for child in self._placed(
                    self._child(whole.children[id_]) for id_ in sorted(self.seen)
                )
            },
            pairings=self._placed(self._pairings()),
            visits=self._placed(self._visits()),
            activities=() if self.outside else self._placed(self._activities()),
            plans=self._placed(self._plans()),
            observations=self._placed(self._observations()),
            aid=self._placed(self._aid()),
            wishes=self._placed(self._of_mine(whole.wishes)),
            health=self._placed(self._of_mine(whole.health)),
            incidents=() if self.outside else self._placed(self._incidents()),
            duties=() if self.outside else whole.duties,
            provisions=() if self.outside else self._placed(self._provisions()),
            exemptions=() if self.outside else self._placed(self._exemptions()),
            requests=(),
            summaries={},
            policy=None if self.outside else whole.policy,
            policy_origin=None if self.outside else whole.policy_origin,
            records=0,
            wrong=frozenset(),
        )

    # Where the records are:

    @cached_property
    def _places(self) -> Iterator[int]:
        """Numbers for records that are in no file as far as the audience is told."""
        return count()

    def _nowhere(self) -> Origin:
        return replace(_HIDDEN, route=(next(self._places),))

    def _placed(self, records: Iterable[_Record]) -> tuple[_Record, ...]:
        """The records, their places hidden where the file is named after a child that is not seen:
        anchors and edit links are made of them."""
        unseen = self.whole.children.keys() - self.seen
        return tuple(
            one
            if unseen.isdisjoint(_ids_in(one.origin.path))
            else replace(one, origin=self._nowhere())
            for one in records
        )

    # The school and its people:

    def _school(self) -> model.School:
        school = self.whole.school
        if not self.outside:
            return school
        return model.School(
            origin=school.origin,
            name=school.name,
            classes=school.classes,
            locale=school.locale,
            timezone=school.timezone,
            first_grade=school.first_grade,
        )

    def _semester(self, semester: model.Semester) -> model.Semester:
        return replace(semester, plan=None, classes=()) if self.outside else semester

    def _staff(self) -> Mapping[str, model.Staff]:
        if not self.outside:
            return self.whole.staff
        me = self.whole.staff[self.person]
        return {me.id: replace(me, phone=None)}

    def _child(self, child: model.Child) -> model.Child:
        if child.id not in self.audience.children:
            return self._stub(child, child.name, listed=False)
        if self.outside:
            return self._stub(child, first_name(child.name), listed=True)
        if self.person or not any(spell.holds(self.inspection.as_of) for spell in child.unguarded):
            return child
        return replace(
            child,
            home=None,
            guardians=tuple(replace(one, address=None) for one in child.guardians),
        )

    def _stub(self, child: model.Child, name: str, *, listed: bool) -> model.Child:
        """A child's name and class. `listed`: with the spells in which it is on the lists of the
        day, as one of the audience's children; of those it has only met, none."""
        return model.Child(
            origin=_HIDDEN,
            id=child.id,
            name=name,
            sex="",
            born=child.enrolled,
            class_=child.class_on(self.inspection.as_of),
            enrolled=child.enrolled,
            left=child.left,
            left_behind=tuple(
                model.LeftBehind(since=one.since, until=one.until, type="")
                for one in child.left_behind
                if listed
            ),
            consent=_withdrawal(child.consent),
        )

    # Records of children:

    def _mine(self, child: str) -> bool:
        """Whether a child's own records may be seen."""
        return child in self.audience.children and not self.outside

    def _of_mine(self, records: Sequence[_OfChild]) -> tuple[_OfChild, ...]:
        return tuple(one for one in records if self._mine(one.child) and not _apart(one.origin))

    def _named(self, children: Iterable[str]) -> tuple[str, ...]:
        return tuple(child for child in children if child in self.seen)

    def _pairings(self) -> Iterator[model.Pairing]:
        for one in self.whole.pairings:
            if self.outside:
                if one.staff == self.person and one.child in self.audience.children:
                    yield replace(one, peer=None, peer_name=None)
            elif _apart(one.origin) and one.staff != self.person:
                continue
            elif self._mine(one.child):
                unnamed = one.peer is not None and one.peer not in self.audience.children
                yield replace(one, peer=None, peer_name=self._another()) if unnamed else one
            elif one.peer is not None and self._mine(one.peer):
                # Seen from the other side: the child with whom mine is paired is not mine.
                yield model.Pairing(
                    origin=one.origin,
                    kind=one.kind,
                    child=one.peer,
                    since=one.since,
                    until=one.until,
                    peer_name=self._another(),
                )

    def _another(self) -> str:
        return self.language.text(ANOTHER)

    def _visits(self) -> Iterator[model.Visit]:
        for visit in self.whole.visits:
            if self.person and made(visit, self.person, self.whole):
                if children := self._named(visit.children):
                    by = (self.person,) if self.outside else visit.by
                    yield replace(visit, children=children, by=by)
                continue
            children = tuple(child for child in visit.children if self._mine(child))
            if not children:
                continue
            if not is_confidential(visit) and not _apart(visit.origin):
                by = tuple(
                    one
                    for one in visit.by
                    if one in self.audience.children or made(visit, one, self.whole)
                )
                yield replace(visit, children=children, by=by)
            elif visit.reached:
                yield model.Visit(
                    origin=self._nowhere(), date=visit.date, children=children, kind=(), by=()
                )

    def _plans(self) -> Iterator[model.Plan]:
        for one in self.whole.plans:
            own = bool(self.person) and one.staff == self.person and one.child in self.seen
            if own or (self._mine(one.child) and not _apart(one.origin)):
                unnamed = one.helper is not None and one.helper not in self.audience.children
                yield replace(one, helper=None, helper_name=self._another()) if unnamed else one

    def _observations(self) -> Iterator[model.Observation]:
        for one in self.whole.observations:
            own = bool(self.person) and one.by == self.person and one.child in self.seen
            if own or (self._mine(one.child) and not _apart(one.origin)):
                yield one

    def _aid(self) -> Iterator[model.Aid]:
        """Aid to several is cut to the shares of those who may be named."""
        for one in self.whole.aid:
            given = self.outside and one.donor == self.person
            children = tuple(
                child
                for child in one.children
                if (self._mine(child) and not _apart(one.origin))
                or (given and child in self.audience.children)
            )
            if not children:
                continue
            if len(children) == len(one.children):
                yield one
                continue
            amount = None if one.amount is None else float(share(one) * len(children))
            yield replace(one, children=children, amount=amount, quantity=None)

    def _incidents(self) -> Iterator[model.Incident]:
        for one in self.whole.incidents:
            children = tuple(child for child in one.children if self._mine(child))
            if children and not is_abuse(one) and not _apart(one.origin):
                told = tuple(
                    replace(note, children=tuple(c for c in note.children if c in children))
                    for note in one.notifications
                    if not note.children or set(note.children) & set(children)
                )
                yield replace(one, children=children, notifications=told)

    # Records of classes and of the school:

    def _activities(self) -> Iterator[model.Activity]:
        for one in self.whole.activities:
            children = tuple(child for child in one.children if self._mine(child))
            found = replace(
                one,
                children=children,
                guardians_of=tuple(child for child in one.guardians_of if self._mine(child)),
                # How many came is not fewer because fewer are named.
                attendance=len(one.children) or None if one.attendance is None else one.attendance,
                guardians=len(one.guardians_of) or None if one.guardians is None else one.guardians,
                results=tuple(award for award in one.results if self._awarded(award)),
                findings=tuple(entry for entry in one.findings if self._mine(entry.child)),
                # An activity that names children is theirs: without them it is nobody's, and not
                # that of everybody in the classes it lists.
                classes=() if one.children and not children else one.classes,
            )
            organised = bool(self.person) and self.person in one.organisers
            if _apart(one.origin) and not organised:
                continue
            named = (found.children, found.guardians_of, found.results, found.findings)
            if organised or any(named) or self._own_classes & set(found.classes):
                yield found

    def _awarded(self, award: model.Award) -> bool:
        return award.child is not None and self._mine(award.child)

    @cached_property
    def _own_classes(self) -> frozenset[str]:
        """The classes whose pages the audience has, and those of its children."""
        children = (self.whole.children[id_] for id_ in self.audience.children)
        return self.audience.classes | {child.class_ for child in children}

    def _provisions(self) -> Iterator[model.Provision]:
        for one in self.whole.provisions:
            if one.class_ in self.audience.classes or (self.person and one.by == self.person):
                yield one

    def _exemptions(self) -> Iterator[model.Exemption]:
        for one in self.whole.exemptions:
            children = tuple(child for child in one.children if self._mine(child))
            if (children or not one.children) and not _apart(one.origin):
                yield replace(one, children=children)

    # What is owed:

    def evaluation(self) -> Evaluation:
        """What is owed to those whom the audience may see."""
        whole = self.inspection.evaluation
        tracks = tuple(track for track in whole.tracks if self._may_see(track.rule, track.unit))
        return replace(
            whole,
            semester=self._semester(whole.semester) if whole.semester else None,
            tracks=tracks,
            overdue=tuple(
                replace(row, last_any_contact=None) if self.outside else row
                for row in whole.overdue
                if self._may_see(row.rule, row.unit)
            ),
            unassigned=tuple(row for row in whole.unassigned if self._may_see(row.rule, row.unit)),
            completion=completion(self.inspection.policy.enabled, tracks),
        )

    def _may_see(self, rule: model.Rule, unit: str) -> bool:
        if rule.scope == "child":
            if unit not in self.audience.children:
                return False
            if self.outside:
                return self._answers(rule, unit)
            # That a rule of counselling is kept would say who was counselled.
            return not counsels(rule.contact) or self._answers(rule, unit)
        if rule.scope == "class":
            return unit in self.audience.classes
        return unit == SCHOOL and self._answers(rule, unit)

    def elsewhere(self) -> Elsewhere:
        """What the person owes to units that they don't see."""
        day = self.inspection.as_of
        at_large = {
            rule.id
            for rule in self.inspection.policy.enabled
            if any(self.person in on(self.roles.of_school(role), day) for role in rule.by)
        }
        whole = self.inspection.evaluation
        late = {
            (row.rule.id, row.unit)
            for row in whole.overdue
            if row.rule.id in at_large and not self._may_see(row.rule, row.unit)
        }
        still_open = {
            (track.rule.id, track.unit)
            for track in whole.tracks
            if track.rule.id in at_large
            and any(one.state is State.OPEN for one in track.obligations)
            and not self._may_see(track.rule, track.unit)
        }
        return Elsewhere(n=len(late | still_open), late=len(late))

    def _answers(self, rule: model.Rule, unit: str) -> bool:
        owing = responsible(self.roles, rule, unit, self.inspection.as_of)
        return bool(self.person) and self.person in owing


_HIDDEN: Final = Origin(1, "withheld", 1)
"""The place of a record that has been cut down: in no file, and not in the first folder, so that no
link leads to an editor (`EditLinks`)."""


def _apart(place: Origin) -> bool:
    """Whether a record is kept in a second repository, apart from those who may read the first."""
    return place.folder > 0


@cache
def _ids_in(path: str) -> frozenset[str]:
    """What in a file's path may be somebody's id: `visits/c01-w12` has c01, w12 and c01-w12."""
    found = set()
    for step in path.rpartition(".")[0].split("/"):
        words = step.split("-")
        ends = range(1, len(words) + 1)
        found |= {"-".join(words[first:end]) for end in ends for first in range(end)}
    return frozenset(found)


def _withdrawal(consent: model.Consent | None) -> model.Consent | None:
    """That consent was withdrawn, and by nobody in particular."""
    if consent is None or consent.withdrawn is None:
        return None
    return model.Consent(by="", date=consent.date, withdrawn=consent.withdrawn)


_OfChild = TypeVar("_OfChild", model.Wish, model.HealthCheck)
_Record = TypeVar(
    "_Record",
    model.Child,
    model.Pairing,
    model.Visit,
    model.Activity,
    model.Plan,
    model.Observation,
    model.Aid,
    model.Wish,
    model.HealthCheck,
    model.Incident,
    model.Provision,
    model.Exemption,
)
