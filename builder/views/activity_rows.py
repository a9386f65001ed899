"""Activities as rows: what was held, where, with whom, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.model import Activity, Aid, Award
from builder.views.aid_sums import goods
from builder.views.handed_out import aid_at
from builder.views.marks import Fact
from builder.views.options import numbered
from builder.views.record_links import anchor
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """A result: what was won, by whom, in which group."""

    award: str
    who: Link
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One activity. `unnamed` counts children whose consent is withdrawn and who are not listed."""

    anchor: str
    title: str
    kind: Link
    semester: str
    when: str
    when_sort: str
    ahead: bool
    place: str
    organisers: tuple[Link, ...]
    partners: tuple[str, ...]
    partner_ids: tuple[str, ...]
    classes: tuple[Link, ...]
    children: tuple[Link, ...]
    unnamed: int
    attendance: str
    attendance_sort: int
    guardians: str
    guardians_of: tuple[Link, ...]
    topics: tuple[str, ...]
    findings: tuple[tuple[str, tuple[Link, ...]], ...]
    facts: tuple[Fact, ...]
    awards: tuple[AwardRow, ...]
    handed_out: tuple[str, ...]
    notes: str
    edit: str


def activity_rows(site: Site, activities: Iterable[Activity]) -> tuple[ActivityRow, ...]:
    """Rows in the order given."""
    partners, given = partner_options(site), aid_at(site)
    return tuple(
        _row(site, activity, partners, given.get(activity.origin, ())) for activity in activities
    )


def partner_options(site: Site) -> Mapping[str, Link]:
    """Every partner organisation on record, to choose from."""
    activities = site.store.activities
    return numbered((name for activity in activities for name in activity.partners), "p")


def _row(
    site: Site, activity: Activity, partners: Mapping[str, Link], given: Iterable[Aid]
) -> ActivityRow:
    language = site.language
    semester = site.calendar.semester_of(activity.date)
    named = {*activity.children, *activity.guardians_of}
    named |= {one.child for one in activity.findings}
    named |= {one.child for one in activity.results if one.child}
    when = language.day(activity.date)
    if activity.until and activity.until != activity.date:
        when = f"{when}–{language.short_day(activity.until)}"
    return ActivityRow(
        anchor=anchor(activity.origin),
        title=activity.title,
        kind=Link(language.value("activity", "kind", activity.kind), "", activity.kind),
        semester=semester.id if semester else "none",
        when=when,
        when_sort=activity.date.isoformat(),
        ahead=activity.date > site.as_of,
        place=activity.place or "",
        organisers=site.staff_links(activity.organisers),
        partners=activity.partners,
        partner_ids=tuple(partners[name].id for name in activity.partners if name in partners),
        classes=tuple(site.class_link(cls, short=True) for cls in activity.classes),
        children=_named(site, activity.children),
        unnamed=len(named & site.withdrawn),
        attendance=language.number(activity.attendance) if activity.attendance is not None else "",
        attendance_sort=activity.attendance or 0,
        guardians=language.number(activity.guardians) if activity.guardians is not None else "",
        guardians_of=_named(site, activity.guardians_of),
        topics=activity.topics,
        findings=_findings(site, activity),
        facts=_facts(site, activity),
        awards=tuple(
            _award(site, award) for award in activity.results if award.child not in site.withdrawn
        ),
        handed_out=goods(language, given),
        notes=activity.notes or "",
        edit=site.links.edit(activity.origin),
    )


def _named(site: Site, ids: Iterable[str]) -> tuple[Link, ...]:
    return tuple(site.child_link(child) for child in ids if child not in site.withdrawn)


def _award(site: Site, award: Award) -> AwardRow:
    who = site.child_link(award.child) if award.child else Link(award.name or "")
    return AwardRow(award=award.award, who=who, group=award.group or "")


def _findings(site: Site, activity: Activity) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """What a meeting found out, the children by concern."""
    found: dict[str, list[str]] = {}
    for one in activity.findings:
        found.setdefault(one.concern, []).append(one.child)
    return tuple(
        (site.language.value("activity", "findings.concern", concern), links)
        for concern, children in found.items()
        if (links := _named(site, children))
    )


def _facts(site: Site, activity: Activity) -> tuple[Fact, ...]:
    """The book, and what makes a contest."""
    numbers = {name: getattr(activity, name) for name in ("edition", "groups", "finalists")}
    found = [Fact(site.language.field("activity", "book"), activity.book)] if activity.book else []
    found += [
        Fact(site.language.field("activity", name), str(number))
        for name, number in numbers.items()
        if number is not None
    ]
    return tuple(found)
