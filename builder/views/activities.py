"""Activities: what the school held, by kind and semester, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder import schema
from builder.edit_links import NewFile
from builder.model import Activity
from builder.views.activity_rows import ActivityRow, activity_rows, partner_options
from builder.views.new_record import new_record
from builder.views.site import Link, Sheet, Site

FIELDS: Final = (
    "title",
    "kind",
    "date",
    "place",
    "organisers",
    "partners",
    "classes",
    "attendance",
    "topics",
)
"""What a new activity's form asks for; some kinds have more, in the schema."""

CONTEST: Final = ("title", "kind", "date", "place", "edition", "groups", "finalists", "results")
"""What a new contest's form asks for (S2-11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many activities, and how many people came (empty where nobody wrote it down): the
    attendance as written, the children named where none is written, and the guardians written
    down. Nobody is in two of them."""

    n: int
    attendance: str
    named: str
    guardians: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind: this semester, and all earlier ones together."""

    kind: Link
    now: Held
    before: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """An organisation that took part (S1-24, S3-05): in how many activities, and in which kinds."""

    partner: Link
    now: int
    before: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitiesView:
    """The whole ledger."""

    as_of: str
    semester: str
    kinds: tuple[KindRow, ...]
    now: Held
    before: Held
    partners: tuple[PartnerRow, ...]
    rows: tuple[ActivityRow, ...]
    earlier: tuple[ActivityRow, ...]
    kind_options: tuple[Link, ...]
    semester_options: tuple[Link, ...]
    partner_options: tuple[Link, ...]
    new: NewFile
    new_contest: NewFile


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
        partners=tuple(_partners(site, now, before)),
        rows=rows,
        earlier=earlier,
        kind_options=tuple({row.kind.id: row.kind for row in rows + earlier}.values()),
        semester_options=tuple(semesters),
        partner_options=tuple(partner_options(site).values()),
        new=new_activity(site),
        new_contest=new_record(site, "activity", CONTEST, {"kind": "contest"}, "contest"),
    )


def new_activity(site: Site) -> NewFile:
    """The host's page for a new activity, with the fields that most of them have."""
    return new_record(site, "activity", FIELDS)


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


def _partners(site: Site, now: list[Activity], before: list[Activity]) -> Iterator[PartnerRow]:
    """Whoever took part in what is over, by the number of activities of this semester."""
    took_part: dict[str, list[Activity]] = {}
    for activity in (*before, *now):
        for name in dict.fromkeys(activity.partners):
            took_part.setdefault(name, []).append(activity)
    options = partner_options(site)
    rows = []
    for name, these in took_part.items():
        kinds = dict.fromkeys(activity.kind for activity in these)
        here = sum(_now(site, activity) for activity in these)
        rows.append(
            PartnerRow(
                partner=options[name],
                now=here,
                before=len(these) - here,
                kinds=tuple(site.language.value("activity", "kind", kind) for kind in kinds),
            )
        )
    yield from sorted(rows, key=lambda row: (-row.now, -row.before, row.partner.text))


def _held(site: Site, activities: list[Activity]) -> Held:
    return Held(
        n=len(activities),
        attendance=_sum(site, [one.attendance for one in activities]),
        named=_sum(
            site, [len(one.children) or None for one in activities if one.attendance is None]
        ),
        guardians=_sum(site, [one.guardians for one in activities]),
    )


def _sum(site: Site, numbers: list[int | None]) -> str:
    """A sum of what is on record: nothing on record is a blank and not a nought."""
    known = [number for number in numbers if number is not None]
    return site.language.number(sum(known)) if known else ""
