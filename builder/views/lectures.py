"""Lectures on law, safety and mental health, and lessons in it: how often, to how many
(S1-18, S5-10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.edit_links import NewFile
from builder.model import Activity
from builder.views.activities import FIELDS
from builder.views.activity_rows import ActivityRow, activity_rows
from builder.views.by_semester import Season, by_semester, now_and_before
from builder.views.kept import KeptRule, kept_rules
from builder.views.new_record import new_record
from builder.views.site import Link, Sheet, Site

KINDS: Final = ("lecture_law", "lecture_safety", "lecture_mind", "mind_class")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Some lectures: how many people came to those of which it is on record (`counted` of n)."""

    n: int
    counted: int
    attendance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """One type: this semester and before, and how many of the semester's classes it was for."""

    kind: Link
    now: Held
    ever: Held
    classes: int
    whole: int
    last: str
    last_sort: str
    new: NewFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """One semester, type by type in the order of the page."""

    semester: Link
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LecturesView:
    """The whole ledger. `missing` names the types of which this semester has none."""

    as_of: str
    semester: str
    on_record: int
    now: Held
    types: tuple[TypeRow, ...]
    held: int
    missing: tuple[str, ...]
    rules: tuple[KeptRule, ...]
    seasons: tuple[SeasonRow, ...]
    rows: tuple[ActivityRow, ...]
    earlier: tuple[ActivityRow, ...]
    kinds: tuple[Link, ...]
    semesters: tuple[Link, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of lectures."""
    view = lectures_view(site)
    yield Sheet(
        path="lectures",
        title=site.language.text("Lectures and lessons"),
        context=view,
        search="",
        description=site.language.text(
            "Law, safety and mental health: what was held, as of {day}", day=view.as_of
        ),
    )


def lectures_view(site: Site) -> LecturesView:
    """The lectures; those still to come stand in the list and in no count."""
    ours = [activity for activity in site.store.activities if activity.kind in KINDS]
    ahead = [activity for activity in ours if activity.date > site.as_of]
    seasons = by_semester(site, ours, lambda activity: activity.date)
    now, before = now_and_before(seasons)
    types = tuple(_type(site, kind, now, before) for kind in KINDS)
    return LecturesView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        on_record=len(ours),
        now=_held(site, now),
        types=types,
        held=sum(row.now.n > 0 for row in types),
        missing=tuple(row.kind.text for row in types if not row.now.n),
        rules=kept_rules(site, KINDS),
        seasons=tuple(_season(site, season) for season in seasons),
        rows=activity_rows(site, reversed((*now, *ahead))),
        earlier=activity_rows(site, reversed(before)),
        kinds=tuple(row.kind for row in types),
        semesters=tuple(s.semester for s in seasons if s.records and not s.now),
    )


def _type(site: Site, kind: str, now: Sequence[Activity], before: Sequence[Activity]) -> TypeRow:
    these = [activity for activity in now if activity.kind == kind]
    ever = [activity for activity in before if activity.kind == kind] + these
    classes = {cls.class_ for cls in site.semester_classes}
    told = {cls for activity in these for cls in activity.classes or classes}
    return TypeRow(
        kind=_kind(site, kind),
        now=_held(site, these),
        ever=_held(site, ever),
        classes=len(told & classes),
        whole=len(classes),
        last=site.language.day(ever[-1].date) if ever else "",
        last_sort=ever[-1].date.isoformat() if ever else "",
        new=new_record(site, "activity", FIELDS, {"kind": kind}, kind.replace("_", "-")),
    )


def _kind(site: Site, kind: str) -> Link:
    return Link(site.language.value("activity", "kind", kind), "", kind)


def _held(site: Site, lectures: Sequence[Activity]) -> Held:
    """A sum of what is on record: nothing on record is a blank and not a nought."""
    known = [one.came for one in lectures if one.came is not None]
    return Held(
        n=len(lectures),
        counted=len(known),
        attendance=site.language.number(sum(known)) if known else "",
    )


def _season(site: Site, season: Season[Activity]) -> SeasonRow:
    return SeasonRow(
        semester=season.semester,
        held=tuple(
            _held(site, [one for one in season.records if one.kind == kind]) for kind in KINDS
        ),
    )
