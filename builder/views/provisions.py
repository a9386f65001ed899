"""Daily provision: eggs and lunches of every class, school day by school day (S1-20, S1-21).

A semester is a page: the one that counts is the ledger, each earlier one with entries its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import Semester
from builder.read.records import ENTRIES
from builder.views.meals import MEALS, MealLog, meal_log
from builder.views.new_record import one_of
from builder.views.record_links import provisions_page
from builder.views.site import Link, Sheet, Site

LONGEST_FORM: Final = 10
"""So many missing days stand in a form to fill in; nobody remembers more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """One kind of meal of one class. `standing` is what the filter compares: gaps or whole."""

    class_: Link
    id: str
    log: MealLog
    standing: str
    new: NewFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTotal:
    """One kind over all its classes: class days with an entry of all, and the headcounts summed.

    `without` are the semester's classes that have no entry of this kind, where none is asked for.
    """

    kind: Link
    days: int
    whole: int
    meals: int
    classes: int
    gaps: int
    without: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionsView:
    """One semester's daily provision."""

    title: str
    as_of: str
    semester: str
    now: bool
    school_days: int
    totals: tuple[KindTotal, ...]
    rows: tuple[ClassRow, ...]
    kind_options: tuple[Link, ...]
    class_options: tuple[Link, ...]
    standing_options: tuple[Link, ...]
    other_semesters: tuple[Link, ...]
    new: NewFile | None


def sheets(site: Site) -> Iterator[Sheet]:
    """The ledger of the semester that counts, then those of earlier semesters with entries."""
    yield _sheet(site, site.semester)
    for semester in _earlier(site):
        yield _sheet(site, semester)


def _sheet(site: Site, semester: Semester | None) -> Sheet:
    view = provisions_view(site, semester)
    return Sheet(
        path=provisions_page(site, semester.id if semester else ""),
        title=view.title,
        context=view,
        search="" if view.now else None,
        description=site.language.text(
            "Eggs and lunches by class and school day, as of {day}", day=view.as_of
        ),
    )


def _earlier(site: Site) -> list[Semester]:
    """The earlier semesters in which something was handed out, the latest first."""
    seen = {semester for semester, _, _ in site.provisions_of}
    return [
        semester
        for semester in reversed(site.calendar.semesters)
        if semester.id in seen and semester != site.semester
    ]


def provisions_view(site: Site, semester: Semester | None) -> ProvisionsView:
    """A semester's eggs and lunches, up to the day."""
    language, now = site.language, semester == site.semester
    rows = tuple(_rows(site, semester)) if semester else ()
    others = [one for one in (site.semester, *_earlier(site)) if one and one != semester]
    title = language.text("Daily provision")
    return ProvisionsView(
        title=title if now or semester is None else f"{title} {semester.name}",
        as_of=language.day(site.as_of),
        semester=semester.name if semester else "",
        now=now,
        school_days=max((row.log.whole for row in rows), default=0),
        totals=tuple(_totals(site, semester, rows)) if semester else (),
        rows=rows,
        kind_options=tuple({row.log.kind.id: row.log.kind for row in rows}.values()),
        class_options=tuple({row.class_.id: row.class_ for row in rows}.values()),
        standing_options=tuple(
            Link(language.text(words), "", name)
            for name, words in _STANDINGS.items()
            if any(row.standing == name for row in rows)
        ),
        other_semesters=tuple(
            Link(one.name, f"{provisions_page(site, one.id)}.html") for one in others
        ),
        new=new_provision(site) if now else None,
    )


_STANDINGS: Final = {"gaps": N_("with missing days"), "whole": N_("every school day entered")}


def _classes(site: Site, semester: Semester) -> list[str]:
    """The semester's classes, by grade and number."""
    order = {cls.id: (-cls.entered, cls.number) for cls in site.store.school.classes}
    return sorted((cls.class_ for cls in semester.classes), key=lambda id_: order.get(id_, (0, 0)))


def _asked(site: Site, kind: str) -> bool:
    """Whether a rule about classes asks for it: then a class without an entry is a gap."""
    return any(kind in rule.contact and rule.scope == "class" for rule in site.policy.enabled)


def _rows(site: Site, semester: Semester) -> Iterator[ClassRow]:
    """Every class of a kind that a rule asks for; of another kind those that have an entry."""
    now = semester == site.semester
    for kind in MEALS:
        for class_id in _classes(site, semester):
            log = meal_log(site, semester, class_id, kind)
            if not log.whole or not (log.by or (now and _asked(site, kind))):
                continue
            yield ClassRow(
                class_=site.class_link(class_id, short=True, day=semester.start),
                id=f"{kind}-{class_id}",
                log=log,
                standing="gaps" if log.missing_days else "whole",
                new=new_provision(site, class_id, log) if now and log.missing_days else None,
            )


def _totals(site: Site, semester: Semester, rows: tuple[ClassRow, ...]) -> Iterator[KindTotal]:
    for kind in MEALS:
        these = [row for row in rows if row.log.kind.id == kind]
        if not these:
            continue
        there = {row.class_.id for row in these}
        yield KindTotal(
            kind=these[0].log.kind,
            days=sum(row.log.days for row in these),
            whole=sum(row.log.whole for row in these),
            meals=sum(row.log.meals for row in these),
            classes=len(these),
            gaps=sum(row.standing == "gaps" for row in these),
            without=tuple(
                site.class_link(id_, short=True, day=semester.start)
                for id_ in _classes(site, semester)
                if id_ not in there
            ),
        )


def new_provision(site: Site, class_id: str = "", log: MealLog | None = None) -> NewFile:
    """The host's page for a log of meals: of a class its latest missing days, else one line."""
    language = site.language
    keys = {name: language.key("provision", name) for name in _FORM}
    teachers = site.class_teachers(class_id) if class_id else ()
    days = [f"{day}" for day in (log.missing_days if log else ())][-LONGEST_FORM:]
    filled = {
        "kind": (log.kind.text if language.chinese else log.kind.id) if log else "",
        "class": class_id,
        "by": teachers[0] if len(teachers) == 1 else "",
    }
    rows = [
        one_of(language, "provision", "kind"),
        *(f"{keys[name]}: {text}".rstrip() for name, text in filled.items()),
        language.text(N_("# A line a day; take out the days that you don't fill in.")),
        f"{ENTRIES[language.chinese]}:",
        *(f"  - {{{keys['date']}: {day}, {keys['count']}: }}" for day in days or [""]),
    ]
    folder = f"provisions/{site.semester.id}" if site.semester else "provisions"
    name = f"{log.kind.id}-{class_id}" if log else "meals"
    return site.new_file(f"{folder}/{name}-{site.as_of:%Y-%m-%d}", "\n".join(rows) + "\n")


_FORM: Final = ("kind", "class", "by", "date", "count")
