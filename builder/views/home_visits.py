"""Who has been without a home visit the longest, by anybody and whatever the rules ask.

The first question of a head teacher. The overdue list does not answer it: a child whose visits are
all in time may have been met at school alone, and a school may have no rule at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from builder.model import Child
from builder.views.marks import Tag
from builder.views.record_links import visit_href
from builder.views.site import Link, Site

_NEVER: Final = 10**5
"""Days that sort above all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisitRow:
    """One child. `days` since the last home visit that reached somebody are 0 where `last` is
    empty: there is none on record. `failed` are home visits since then that reached nobody."""

    child: Link
    class_: Link
    last: Link
    last_sort: str
    by: tuple[Link, ...]
    days: int
    days_sort: int
    failed: int
    teachers: tuple[Link, ...]
    tags: tuple[Tag, ...]


def home_visit_rows(site: Site) -> tuple[HomeVisitRow, ...]:
    """The children of the day: those without any home visit first, then by how long ago it was."""
    rows = [_row(site, child) for child in site.children]
    return tuple(sorted(rows, key=lambda row: -row.days_sort))


def _row(site: Site, child: Child) -> HomeVisitRow:
    visit = site.last_home_visit.get(child.id)
    days = (site.as_of - visit.date).days if visit else 0
    hidden = child.id in site.withdrawn
    failed = [
        one
        for one in site.store.visits_of[child.id]
        if "home_visit" in one.kind
        and not one.reached
        and one.date <= site.as_of
        and (visit is None or one.date > visit.date)
    ]
    away = not hidden and any(absence.holds(site.as_of) for absence in child.absences)
    return HomeVisitRow(
        child=site.listed_link(child.id),
        class_=Link("") if hidden else site.class_link(child.class_on(site.as_of), short=True),
        last=Link(site.language.day(visit.date), visit_href(site, visit, child.id))
        if visit
        else Link(""),
        last_sort=visit.date.isoformat() if visit else "",
        by=tuple(site.anybody(who) for who in visit.by if who not in site.withdrawn)
        if visit and not hidden
        else (),
        days=days,
        days_sort=days if visit else _NEVER,
        failed=len(failed),
        teachers=() if hidden else site.staff_links(site.holders("paired_teacher", child)),
        tags=(Tag(site.language.text("absent now"), "warn"),) if away else (),
    )
