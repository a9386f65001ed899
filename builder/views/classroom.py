"""Class: register, numbers, pairs, meetings, meals, and how its rules are kept (S3-02)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from builder.model import Child, SemesterClass
from builder.views.activity_rows import ActivityRow, activity_rows
from builder.views.archive import all_clear, clear_counts, group_name
from builder.views.class_numbers import Figure, Figures, statistics
from builder.views.coverage import PARTIES, reached
from builder.views.heat import HeatStrip, heat_strip
from builder.views.meals import MealLog, meal_logs
from builder.views.owed import Standing, standing
from builder.views.peers import Pair, pairs
from builder.views.prints.documents import blank_form, class_documents
from builder.views.register import RegisterRow, register
from builder.views.site import Link, Sheet, Site
from builder.views.strip import Strip, strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A class teacher and from when to when; blank ends are the semester's."""

    person: Link
    since: str
    until: str
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """A class in the semester that counts."""

    name: str
    as_of: str
    semester: str
    edit: str
    leaders: tuple[Leader, ...]
    pupils: int
    girls: int | None
    boarders: int | None
    children: int
    unnamed: int
    register: tuple[RegisterRow, ...]
    late: int
    statistics: tuple[Figures, ...]
    parties: tuple[Figure, ...]
    archive: tuple[Figure, ...]
    clear: int
    pairs: tuple[Pair, ...]
    meetings: tuple[ActivityRow, ...]
    meals: tuple[MealLog, ...]
    owed: Standing
    strip: Strip | None
    heat: HeatStrip | None
    prints: tuple[Link, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """One page for every class of the semester."""
    for cls in site.semester_classes:
        view = class_view(site, cls)
        leaders = " ".join(leader.person.text for leader in view.leaders)
        yield Sheet(
            path=f"classes/{cls.class_}",
            title=view.name,
            context=view,
            search=f"{site.class_name(cls.class_, short=True)} {cls.class_} {leaders}",
            description=view.semester,
            edit=view.edit,
        )


def home(site: Site) -> Iterator[Sheet]:
    """The front page of the site of one class."""
    for sheet in sheets(site):
        yield replace(sheet, path="index")


def class_view(site: Site, cls: SemesterClass) -> ClassView:
    """One class on the day."""
    children = site.children_of_class.get(cls.class_, ())
    rows = register(site, children)
    tracks = site.evaluation.tracks_of.get(f"class:{cls.class_}", ())
    return ClassView(
        name=site.class_name(cls.class_),
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        edit=site.links.edit(site.semester.origin if site.semester else None),
        leaders=tuple(_leaders(site, cls)),
        pupils=cls.pupils,
        girls=cls.girls,
        boarders=cls.boarders,
        children=len(children),
        unnamed=len(children) - len(rows),
        register=rows,
        late=sum(f"child:{child.id}" in site.overdue_of for child in children),
        statistics=statistics(site, children),
        parties=parties(site, children),
        archive=archive_figures(site, children),
        clear=sum(all_clear(child, site.policy, site.as_of) for child in children),
        pairs=pairs(site, {child.id for child in children}),
        meetings=activity_rows(
            site,
            [
                activity
                for activity in reversed(site.store.activities)
                if cls.class_ in activity.classes and site.this_semester(activity.date)
            ],
        ),
        meals=meal_logs(site, cls.class_),
        owed=standing(site, "class", cls.class_),
        strip=strip(site, tracks),
        heat=heat_strip(site, (cls.class_,)),
        prints=(*class_documents(site, cls.class_), blank_form(site)),
    )


def archive_figures(site: Site, children: tuple[Child, ...]) -> tuple[Figure, ...]:
    """How many archives have each group clear."""
    counts = clear_counts(children, site.policy, site.as_of)
    return tuple(
        Figure(label=group_name(site.language, name), n=n, whole=len(children))
        for name, n in counts
    )


def parties(site: Site, children: tuple[Child, ...]) -> tuple[Figure, ...]:
    """How many children had each of the three parties spoken to this semester, and all three."""
    found = [reached(site, child.id) for child in children]
    rows = [
        Figure(
            label=site.language.value("visit", "with", party),
            n=sum(bool(days[party]) for days in found),
            whole=len(children),
        )
        for party in PARTIES
    ]
    every = sum(all(days.values()) for days in found)
    return (*rows, Figure(label=site.language.text("All three"), n=every, whole=len(children)))


def _leaders(site: Site, cls: SemesterClass) -> Iterator[Leader]:
    for one in cls.class_teachers:
        yield Leader(
            person=site.staff_link(one.staff),
            since=site.language.day(one.since),
            until=site.language.day(one.until),
            now=one.staff in site.class_teachers(cls.class_),
        )
