"""What all printed pages share: what they are called, where they are, and the head of each (S3-02).

Pages elsewhere on the site link to them with the functions here; who links knows no path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.calendar import ONE_DAY
from builder.confidential import is_confidential
from builder.i18n import N_
from builder.model import Child, SemesterClass, Visit
from builder.roles import Tenure
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site

DOCUMENTS: Final[Mapping[str, str]] = {
    "archive": N_("Archives of left-behind children"),
    "cards": N_("Contact cards of left-behind children"),
    "statistics": N_("Statistics of left-behind children"),
    "register": N_("Basic register of left-behind children"),
    "pairs": N_("Register of hand-in-hand pairs"),
}
"""The documents of every class, each by the word that begins its path."""

INDEX: Final = "print/index"
BLANK: Final = "print/visit-form"
NOTICE: Final = "print/notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of a document. `class_` and `leaders` are empty where it is of no class."""

    school: str
    title: str
    class_: str
    leaders: str
    semester: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and the room beside it; `span` of the twelve columns of a form. Blanks stay in."""

    label: str
    text: str
    span: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that a handbook is about: a semester, and the vacation after it up to the next."""

    prefix: str
    semester: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def class_sheets(
    site: Site, document: str, view: Callable[[Site, SemesterClass], Any]
) -> Iterator[Sheet]:
    """One document for every class of the semester."""
    for cls in site.semester_classes:
        name, title = site.class_name(cls.class_), site.language.text(DOCUMENTS[document])
        yield Sheet(
            path=f"print/{document}-{cls.class_}",
            title=f"{name}·{title}",
            context=view(site, cls),
            description=site.semester.name if site.semester else "",
        )


def class_heading(site: Site, document: str, cls: SemesterClass) -> Heading:
    """The head of a class document."""
    leaders = [site.staff_link(staff).text for staff in site.class_teachers(cls.class_)]
    return heading(
        site,
        site.language.text(DOCUMENTS[document]),
        class_=site.class_name(cls.class_),
        leaders=site.language.join(leaders),
    )


def heading(site: Site, title: str, *, class_: str = "", leaders: str = "") -> Heading:
    """The head of any document."""
    return Heading(
        school=site.store.school.name,
        title=title,
        class_=class_,
        leaders=leaders,
        semester=site.semester.name if site.semester else "",
        as_of=site.language.day(site.as_of),
    )


def listed(site: Site, cls: SemesterClass) -> tuple[tuple[Child, ...], int]:
    """The children of a class that a list may name, and how many more are counted only."""
    children = site.children_of_class.get(cls.class_, ())
    named = tuple(child for child in children if child.id not in site.withdrawn)
    return named, len(children) - len(named)


def class_documents(site: Site, class_id: str) -> tuple[Link, ...]:
    """The five documents of a class."""
    return tuple(
        Link(site.language.text(title), f"print/{document}-{class_id}.html")
        for document, title in DOCUMENTS.items()
    )


def blank_form(site: Site) -> Link:
    """The form to fill in by hand."""
    return Link(site.language.text("Blank form for a home visit"), f"{BLANK}.html")


def notice(site: Site) -> Link:
    """The notice to parents, with the slip to sign."""
    return Link(site.language.text("Notice to parents"), f"{NOTICE}.html")


def child_anchor(child_id: str) -> str:
    """The place of a child on a page of archives or cards."""
    return f"child-{child_id}"


def left_from(site: Site) -> Mapping[str, tuple[Child, ...]]:
    """The children who have left, by the class they were in last; those who left last stand first."""
    found: dict[str, list[Child]] = {}
    gone = [
        child
        for id_, child in site.store.children.items()
        if child.left and id_ not in site.audience.met
    ]
    for child in sorted(gone, key=lambda one: (one.left or date.max, one.id), reverse=True):
        if child.left and child.left < site.as_of:
            found.setdefault(child.class_on(child.left), []).append(child)
    return {class_id: tuple(children) for class_id, children in sorted(found.items())}


def left_documents(site: Site) -> Mapping[str, Link]:
    """The archives of those who have left, by the id of their last class, under its name of then."""
    found = {}
    for class_id, children in left_from(site).items():
        name = site.class_name(class_id, day=children[0].left)
        words = site.language.text(
            "{what} ({detail})", what=name, detail=site.language.text("left the school")
        )
        found[class_id] = Link(words, f"print/left-{class_id}.html")
    return found


def child_documents(site: Site, child: Child) -> tuple[Link, ...]:
    """A child's own archive and card, each to be printed alone; of one who left the archive, which
    goes to the next school; none of a child on no class list."""
    text = site.language.text
    if child.id in site.audience.met:
        return ()
    if child.left and child.left < site.as_of:
        last = child.class_on(child.left)
        return (Link(text("Archive"), f"print/left-{last}.html#{child_anchor(child.id)}"),)
    class_id = child.class_on(site.as_of)
    if class_id not in {cls.class_ for cls in site.semester_classes}:
        return ()
    if child.id not in {one.id for one in site.children_of_class.get(class_id, ())}:
        return ()
    links = [Link(text("Archive"), f"print/archive-{class_id}.html#{child_anchor(child.id)}")]
    if child.id not in site.withdrawn:
        links.append(
            Link(text("Contact card"), f"print/cards-{class_id}.html#{child_anchor(child.id)}")
        )
    return tuple(links)


def periods(site: Site) -> tuple[Period, ...]:
    """The semester that counts and the one before it, as far as they are on record.

    Two and not all: what was before has its forms alone (`older_periods`), so that the pages of a
    school that has kept records for years don't double.
    """
    if site.semester is None:
        return ()
    this = site.semester
    found = [
        Period(prefix="handbook", semester=this.name, first=this.start, last=site.as_of),
    ]
    past = [one for one in site.store.semesters if one.start < this.start]
    if past:
        before = max(past, key=lambda one: one.start)
        last = this.start - ONE_DAY
        found.append(Period(prefix="earlier", semester=before.name, first=before.start, last=last))
    return tuple(found)


def older_periods(site: Site) -> tuple[Period, ...]:
    """Every semester before those of `periods`, the newest first, and the time before the first."""
    known = sorted(site.store.semesters, key=lambda one: one.start, reverse=True)
    latest = [*periods(site)][-1:]
    found = []
    last = latest[0].first - ONE_DAY if latest else site.as_of
    for one in known:
        if one.start <= last:
            prefix = f"forms-{one.id}"
            found.append(Period(prefix=prefix, semester=one.name, first=one.start, last=last))
            last = one.start - ONE_DAY
    before = site.language.text("Before the first semester on record")
    found.append(Period(prefix="forms", semester=before, first=date.min, last=last))
    return tuple(found)


def visits_in(site: Site, staff: str, period: Period) -> tuple[Visit, ...]:
    """The visits that somebody made in a period, by date."""
    return tuple(one for one in site.visits_by.get(staff, ()) if period.holds(one.date))


def held_in(site: Site, staff: str, period: Period) -> tuple[Tenure, ...]:
    """Whom somebody looked after in a period, be it for a day of it, as far as the child was here
    and left-behind on such a day."""
    return tuple(one for one in site.roles.tenures.get(staff, ()) if _meets(one, period))


def _meets(tenure: Tenure, period: Period) -> bool:
    part, child = tenure.holding.within(period.first, period.last), tenure.child
    if part is None:
        return False
    first, last = max(part.first, child.enrolled), min(part.last, child.left or date.max)
    return any(
        max(first, spell.since) <= min(last, spell.until or date.max) for spell in child.left_behind
    )


def handbooks(site: Site, staff: str) -> tuple[Link, ...]:
    """The handbooks of somebody: of this semester where there was a child or a visit, and of the one
    before where there was a visit."""
    if not site.has_page_of(staff):
        return ()
    return tuple(
        Link(
            site.language.text("Support handbook, {semester}", semester=period.semester),
            f"print/{period.prefix}-{staff}.html",
        )
        for n, period in enumerate(periods(site))
        if visits_in(site, staff, period) or (n == 0 and held_in(site, staff, period))
    )


def older_forms(site: Site, staff: str) -> tuple[Link, ...]:
    """The pages with somebody's forms of older semesters."""
    if not site.has_page_of(staff):
        return ()
    return tuple(
        Link(
            site.language.text("Visits as forms, {semester}", semester=period.semester),
            f"print/{period.prefix}-{staff}.html",
        )
        for period in older_periods(site)
        if any(_has_form(site, visit) for visit in visits_in(site, staff, period))
    )


def printed_visit(site: Site, visit: Visit) -> str:
    """Where a visit stands as a form; empty where it has none.

    Confidential ones have none, nor those of children who are on no list, nor children's own.
    """
    staff = next((person for person in visit.by if person in site.store.staff), "")
    if not staff or not site.has_page_of(staff) or not _has_form(site, visit):
        return ""
    return next(
        (
            f"print/{period.prefix}-{staff}.html#{anchor(visit.origin)}"
            for period in (*periods(site), *older_periods(site))
            if period.holds(visit.date)
        ),
        "",
    )


def _has_form(site: Site, visit: Visit) -> bool:
    return not is_confidential(visit) and bool(set(visit.children) - site.withdrawn)
