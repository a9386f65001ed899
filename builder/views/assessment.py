"""Assessment: by person, class and line of work, met over owed, and the work of pairings (S1-27,
S4-08).

Meant to find where help is needed. A share with fewer than five obligations behind it stands
apart and is compared with none; nobody is coloured; the order is that of the ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from builder.assessment import FEW, NOBODY, Ending, Tally
from builder.contacts import SCHOOL
from builder.views.assessed import CLASSES, LINES, STAFF, class_page, line_pages, staff_page
from builder.views.case_lists import ENDINGS, OWED
from builder.views.pairing_work import AllWork, Work, all_work
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, and where what it counts is listed (empty where there is nothing)."""

    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person, class or line. `beside` are class teachers, or those in charge of a line.

    `group` and `lines` are what the filters compare; `share_sort` is what the share is sorted by,
    empty where there are too few behind it.
    """

    who: Link
    beside: tuple[Link, ...]
    group: Link
    lines: tuple[str, ...]
    children: int
    done: int
    due: int
    href: str
    share_sort: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading. Only parts of the share can be sorted by: there is enough behind the whole of it."""

    name: str
    sortable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table in two groups: those that can be compared, and those with too few behind them."""

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    few: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """The pairing work of one person or class, and the page that lists it."""

    who: Link
    work: Work
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """The page. `idle_lines` are lines of the leading group that no rule names."""

    as_of: str
    semester: str
    vacation: bool
    rules_in_force: int
    few: int
    done: int
    due: int
    people: int
    people_clear: int
    staff: Table
    classes: Table
    lines: Table
    idle_lines: tuple[str, ...]
    groups: tuple[Link, ...]
    line_options: tuple[Link, ...]
    work: Work
    work_by_staff: tuple[WorkLine, ...]
    work_by_class: tuple[WorkLine, ...]


_SHOWN: Final = {ending: name for ending, name in ENDINGS.items() if ending is not Ending.MET}
"""The columns beside the share: what was kept in time is the rest of it."""

_NO_GROUP: Final = Link("")


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page with the tables."""
    view = assessment_view(site)
    yield Sheet(
        path="assessment",
        title=site.language.text("Assessment"),
        context=view,
        search="",
        description=site.language.text(
            "Kept of what was owed, by person, class and line of work, as of {day}", day=view.as_of
        ),
    )


def assessment_view(site: Site) -> AssessmentView:
    """The tables of a day."""
    assessment, evaluation, work = site.assessment, site.evaluation, all_work(site)
    staff = [_staff(site, tally) for tally in assessment.by_staff.values()]
    lines = [_line(site, tally) for tally in assessment.by_line.values()]
    named = list(line_pages(site))
    semester = site.semester
    return AssessmentView(
        as_of=site.language.day(site.as_of),
        semester=semester.name if semester else "",
        vacation=bool(semester and not semester.holds(site.as_of)),
        rules_in_force=len(site.policy.enabled),
        few=FEW,
        done=sum(entry.done for entry in evaluation.completion),
        due=sum(entry.due for entry in evaluation.completion),
        people=len(assessment.with_any),
        people_clear=len(assessment.without_missed),
        staff=_table(site, STAFF, staff),
        classes=_table(site, CLASSES, _classes(site)),
        lines=_table(site, LINES, lines if named else ()),
        idle_lines=tuple(
            dict.fromkeys(
                line
                for member in site.store.school.leading_group
                for line in member.lines
                if line not in named
            )
        ),
        groups=tuple({row.group.id: row.group for row in staff if row.group.id}.values()),
        line_options=tuple(Link(row.who.text, "", row.who.id) for row in lines if named),
        work=work.whole,
        work_by_staff=tuple(_work(site, work)),
        work_by_class=tuple(_work_by_class(site, work)),
    )


def _table(site: Site, id_: str, rows: Iterable[Row]) -> Table:
    found = tuple(rows)
    return Table(
        id=id_,
        columns=(
            *(
                Column(name=site.language.text(name), sortable=ending in OWED)
                for ending, name in _SHOWN.items()
            ),
            Column(name=site.language.text("not reached"), sortable=False),
        ),
        rows=tuple(row for row in found if row.share_sort),
        few=tuple(row for row in found if not row.share_sort),
    )


def _staff(site: Site, tally: Tally) -> Row:
    person = site.store.staff.get(tally.key)
    group = site.language.value("staff", "group", person.group) if person else ""
    return _row(
        site,
        tally,
        staff_page(tally.key),
        site.staff_link(tally.key).text if tally.key else site.language.text("Nobody"),
        group=Link(group, "", person.group) if person else _NO_GROUP,
    )


def _classes(site: Site) -> Iterator[Row]:
    """The semester's classes by grade, then others that anything was owed to, the school last."""
    tallies = site.assessment.by_class
    order = [cls.class_ for cls in site.semester_classes]
    order += [key for key in tallies if key not in order]
    for key in order:
        tally = tallies.get(key, Tally(key=key))
        if tally.concerned:
            name = site.class_name(key) if key else site.unit_link("school", SCHOOL).text
            beside = site.staff_links(site.class_teachers(key)) if key else ()
            yield _row(site, tally, class_page(key), name, beside=beside)


def _line(site: Site, tally: Tally) -> Row:
    leaders = [
        member.staff for member in site.store.school.leading_group if tally.key in member.lines
    ]
    return _row(
        site,
        tally,
        line_pages(site).get(tally.key, ""),
        tally.key or site.language.text("Without a line of work"),
        beside=site.staff_links(dict.fromkeys(leaders)),
    )


def _row(
    site: Site,
    tally: Tally,
    page: str,
    name: str,
    *,
    beside: tuple[Link, ...] = (),
    group: Link = _NO_GROUP,
) -> Row:
    numbers = {str(ending): getattr(tally, ending) for ending in _SHOWN}
    numbers["attempts"] = len(tally.attempts)
    shown = [case for case in tally.cases if case.ending in ENDINGS]
    paths = line_pages(site)
    lines = dict.fromkeys(case.rule.line or NOBODY for case in shown)
    return Row(
        who=Link(name, f"{page}.html", page.rpartition("/")[2]),
        beside=beside,
        group=group,
        lines=tuple(_id(paths[line]) for line in lines if line in paths),
        children=len({case.unit for case in shown if case.rule.scope == "child"}),
        done=tally.done,
        due=tally.due,
        href=f"{page}.html#owed",
        share_sort=f"{tally.done / tally.due:.4f}" if tally.comparable else "",
        figures=tuple(
            Figure(n=n, href=f"{page}.html#{anchor}" if n else "") for anchor, n in numbers.items()
        ),
    )


def _id(path: str) -> str:
    """The last step of a page's path, which is the id of what it is about."""
    return path.rpartition("/")[2]


def _work(site: Site, work: AllWork) -> Iterator[WorkLine]:
    for key, its in work.by_staff.items():
        yield WorkLine(who=site.staff_link(key), work=its, page=f"{staff_page(key)}.html")


def _work_by_class(site: Site, work: AllWork) -> Iterator[WorkLine]:
    order = [cls.class_ for cls in site.semester_classes]
    order += [key for key in work.by_class if key not in order]
    for key in order:
        if key in work.by_class:
            its = work.by_class[key]
            yield WorkLine(who=site.class_link(key), work=its, page=f"{class_page(key)}.html")
