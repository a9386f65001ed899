"""What is behind the figures of one person, class or line of work: each obligation once (S1-27)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.assessment import NOBODY, Ending, Tally
from builder.contacts import SCHOOL
from builder.model import Visit
from builder.views.case_lists import (
    BESIDE,
    ENDINGS,
    OWED,
    Beside,
    CaseLists,
    Part,
    both,
    contact_hrefs,
    its_carriers,
    its_class,
)
from builder.views.marks import visit_title
from builder.views.pairing_work import Work, all_work
from builder.views.record_links import record_link
from builder.views.site import Link, Sheet, Site

STAFF, CLASSES, LINES = "staff", "classes", "lines"
"""The three tables of the assessment, by the ids that they have on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """A visit that reached nobody: its day, which leads to the record."""

    day: Link
    children: tuple[Link, ...]
    what: str
    who: tuple[Link, ...]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number and the id of the list that it counts."""

    id: str
    name: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule's share, and its figures in the order of `ENDINGS`."""

    rule: Link
    line: str
    done: int
    due: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedView:
    """One page. `own` is the page of the person or class itself, `back` the table it came from."""

    title: str
    own: Link
    back: str
    as_of: str
    semester: str
    done: int
    due: int
    rules: tuple[RuleRow, ...]
    owed: tuple[Part, ...]
    beside: tuple[Part, ...]
    attempts: tuple[AttemptRow, ...]
    work: Work


def staff_page(key: str) -> str:
    """Where a person's figures are explained, without ending."""
    return f"assessment/staff-{key}" if key else "assessment/nobody"


def class_page(key: str) -> str:
    """Where a class's figures are explained; the school's, where the key is of no class."""
    return f"assessment/class-{key}" if key else "assessment/school"


def line_pages(site: Site) -> Mapping[str, str]:
    """Where each line's figures are explained. Numbered: a line is free text and no id.

    Empty where no rule names a line: the one page would hold the whole school.
    """
    lines = site.assessment.by_line
    if not any(lines):
        return {}
    numbered = {line: f"assessment/line-{n}" for n, line in enumerate(lines, 1) if line}
    return {**numbered, NOBODY: "assessment/line-0"} if NOBODY in lines else numbered


def sheets(site: Site) -> Iterator[Sheet]:
    """A page for every person, class and line that has anything behind its figures."""
    assessment, work = site.assessment, all_work(site)
    lists = CaseLists(site, contact_hrefs(site))
    for key in _keys(assessment.by_staff, work.by_staff):
        own = site.staff_link(key) if key else Link(site.language.text("Nobody"))
        tally = assessment.by_staff.get(key, Tally(key=key))
        view = _view(lists, own, STAFF, tally, work.by_staff.get(key, Work()), its_class)
        yield Sheet(path=staff_page(key), title=view.title, context=view)
    for key in _keys(assessment.by_class, work.by_class):
        own = site.class_link(key) if key else site.unit_link("school", SCHOOL)
        tally = assessment.by_class.get(key, Tally(key=key))
        if tally.concerned or key in work.by_class:
            view = _view(lists, own, CLASSES, tally, work.by_class.get(key, Work()), its_carriers)
            yield Sheet(path=class_page(key), title=view.title, context=view)
    for line, path in line_pages(site).items():
        own = Link(line or site.language.text("Without a line of work"))
        view = _view(lists, own, LINES, assessment.by_line[line], Work(), both)
        yield Sheet(path=path, title=view.title, context=view)


def _keys(*of: Mapping[str, object]) -> Iterable[str]:
    """All keys in order, that of nobody last."""
    return sorted({key for one in of for key in one}, key=lambda key: (not key, key))


def _view(
    lists: CaseLists, own: Link, back: str, tally: Tally, work: Work, beside: Beside
) -> AssessedView:
    site, language = lists.site, lists.site.language
    return AssessedView(
        title=language.text("{what}: {who}", what=language.text("Assessment"), who=own.text),
        own=own,
        back=back,
        as_of=language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        done=tally.done,
        due=tally.due,
        rules=tuple(_rules(site, tally)),
        owed=lists.parts(tally, OWED, beside),
        beside=lists.parts(tally, BESIDE, beside),
        attempts=tuple(_attempt(site, visit) for visit in tally.attempts),
        work=work,
    )


def _rules(site: Site, tally: Tally) -> Iterator[RuleRow]:
    """The rules of which anything is shown, in the policy's order."""
    counts = Counter((case.rule.id, case.ending) for case in tally.cases)
    rules = {case.rule.id: case.rule for case in tally.cases if case.ending in ENDINGS}
    for id_, rule in rules.items():
        done = counts[id_, Ending.MET] + counts[id_, Ending.MET_LATE]
        yield RuleRow(
            rule=site.rule_link(rule),
            line=rule.line or "",
            done=done,
            due=done + counts[id_, Ending.MISSED],
            figures=tuple(
                Figure(id=f"{ending}-{id_}", name=site.language.text(name), n=counts[id_, ending])
                for ending, name in ENDINGS.items()
            ),
        )


def _attempt(site: Site, visit: Visit) -> AttemptRow:
    language = site.language
    named = [child for child in visit.children if child not in site.withdrawn]
    return AttemptRow(
        day=record_link(site, visit),
        children=tuple(site.listed_link(child) for child in named or visit.children[:1]),
        what=visit_title(language, visit),
        who=tuple(site.anybody(person) for person in visit.by if person not in site.withdrawn),
        outcome=language.value("visit", "outcome", visit.outcome),
    )
