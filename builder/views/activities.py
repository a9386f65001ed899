"""Activities: what the school held, by kind and semester, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder import schema
from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import Activity
from builder.views.activity_rows import ActivityRow, activity_rows
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many activities, and how many people came (empty where nobody wrote it down)."""

    n: int
    attendance: str
    guardians: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind: this semester, and all earlier ones together."""

    kind: Link
    now: Held
    before: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitiesView:
    """The whole ledger."""

    as_of: str
    semester: str
    kinds: tuple[KindRow, ...]
    now: Held
    before: Held
    rows: tuple[ActivityRow, ...]
    earlier: tuple[ActivityRow, ...]
    kind_options: tuple[Link, ...]
    semester_options: tuple[Link, ...]
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of activities."""
    view = activities_view(site)
    yield Sheet(
        path="activities",
        title=site.language.text("Activities"),
        context=view,
        search="",
        description=site.language.text("What the school held, as of {day}", day=view.as_of),
    )


def activities_view(site: Site) -> ActivitiesView:
    """The activities, the newest first; those still to come stand in the list and in no count."""
    held = [activity for activity in site.store.activities if activity.date <= site.as_of]
    now = [activity for activity in held if _now(site, activity)]
    before = [activity for activity in held if not _now(site, activity)]
    latest = [*reversed(site.store.activities)]
    rows = activity_rows(site, [activity for activity in latest if _now(site, activity)])
    earlier = activity_rows(site, [activity for activity in latest if not _now(site, activity)])
    seen = {row.semester for row in earlier}
    semesters = [
        Link(semester.name, "", semester.id)
        for semester in reversed(site.calendar.semesters)
        if semester.id in seen
    ]
    return ActivitiesView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        kinds=tuple(_kinds(site, now, before)),
        now=_held(site, now),
        before=_held(site, before),
        rows=rows,
        earlier=earlier,
        kind_options=tuple({row.kind.id: row.kind for row in rows + earlier}.values()),
        semester_options=tuple(semesters),
        new=new_activity(site),
    )


def new_activity(site: Site) -> NewFile:
    """The host's page for a new activity, with the fields that most of them have."""
    language = site.language
    names = ("title", "kind", "date", "place", "organisers", "classes", "attendance", "topics")
    node = schema.node_at("activity", ("kind",)) or {}
    words = [choice.title if language.chinese else choice.const for choice in schema.choices(node)]
    label = language.field("activity", "kind") if language.chinese else "kind"
    rows = [
        language.text(N_("# {field}: one of {choices}"), field=label, choices=language.join(words))
    ]
    rows += [f"{language.field('activity', name) if language.chinese else name}:" for name in names]
    folder = f"activities/{site.semester.id}" if site.semester else "activities"
    return site.links.new(f"{folder}/{site.as_of:%Y-%m-%d}.yml", "\n".join(rows) + "\n")


def _now(site: Site, activity: Activity) -> bool:
    return site.semester is not None and activity.date >= site.semester.start


def _kinds(site: Site, now: list[Activity], before: list[Activity]) -> Iterator[KindRow]:
    """The kinds that were held, in the order of the schema."""
    node = schema.node_at("activity", ("kind",)) or {}
    for choice in schema.choices(node):
        these = [activity for activity in now if activity.kind == choice.const]
        earlier = [activity for activity in before if activity.kind == choice.const]
        if these or earlier:
            yield KindRow(
                kind=Link(site.language.value("activity", "kind", choice.const), "", choice.const),
                now=_held(site, these),
                before=_held(site, earlier),
            )


def _held(site: Site, activities: list[Activity]) -> Held:
    return Held(
        n=len(activities),
        attendance=_sum(site, [one.attendance for one in activities]),
        guardians=_sum(site, [one.guardians for one in activities]),
    )


def _sum(site: Site, numbers: list[int | None]) -> str:
    """A sum of what is on record: nothing on record is a blank and not a nought."""
    known = [number for number in numbers if number is not None]
    return site.language.number(sum(known)) if known else ""
