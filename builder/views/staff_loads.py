"""Rosters: the staff and their children, beside what the quotas ask (S1-16, S3-03, S4-04, S5-08)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.views.load import COUNTED, ROLES, ClassLoad, Load, children_by, class_loads, load_of
from builder.views.record_forms import RosterForms, roster_forms
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One person and their children by role. `children` counts each child once.

    `states` are what the filter knows: teachers (without a child), over, short.
    """

    person: Link
    group: Link
    organisation: str
    children: int
    load: tuple[Load, ...]
    paired: tuple[Link, ...]
    proxied: tuple[Link, ...]
    unnamed: int
    vacant: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadsView:
    """Everybody who has or should have a child."""

    as_of: str
    semester: str
    teachers: int
    caring: int
    highest: int
    fullest: tuple[str, ...]
    over: int
    short: int
    counted: int
    rows: tuple[StaffRow, ...]
    groups: tuple[Link, ...]
    states: tuple[Link, ...]
    classes: tuple[ClassLoad, ...]
    limited: bool
    has_rules: bool
    new: RosterForms


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the staff's loads."""
    view = loads_view(site)
    yield Sheet(
        path="staff-loads",
        title=site.language.text("Staff and loads"),
        context=view,
        search="",
        description=site.language.text("Who has which children, as of {day}", day=view.as_of),
    )


def loads_view(site: Site) -> LoadsView:
    """The page as it is shown."""
    text = site.language.text
    rows = tuple(_rows(site))
    highest = max((row.children for row in rows), default=0)
    teachers = sum(one.group == "teacher" for one in site.staff_now)
    known = {
        "teachers": text("without a child"),
        "over": text("over the limit"),
        "short": text("fewer than asked for"),
    }
    classes = tuple(class_loads(site))
    return LoadsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        teachers=teachers,
        caring=teachers - sum(row.vacant for row in rows),
        highest=highest,
        fullest=tuple(row.person.text for row in rows if row.children == highest > 0),
        over=sum("over" in row.states for row in rows),
        short=sum("short" in row.states for row in rows),
        counted=sum(any(one.quota for one in row.load) for row in rows),
        rows=rows,
        groups=tuple({row.group.id: row.group for row in rows}.values()),
        states=tuple(
            Link(words, "", state)
            for state, words in known.items()
            if any(state in row.states for row in rows)
        ),
        classes=classes,
        limited=any(row.limit for row in classes),
        has_rules=bool(site.policy.enabled),
        new=roster_forms(site),
    )


def _rows(site: Site) -> Iterator[StaffRow]:
    """Teachers and administration, and whoever else has a child."""
    mine = {role: children_by(site, role) for role in ROLES}
    for person in site.staff_now:
        paired = mine["paired_teacher"].get(person.id, [])
        proxied = mine["proxy_parent"].get(person.id, [])
        cared = {*paired, *proxied, *mine["community_parent"].get(person.id, ())}
        if person.group not in COUNTED and not cared:
            continue
        load = load_of(site, person, mine)
        vacant = person.group == "teacher" and not paired and not proxied
        found = {
            "teachers": vacant,
            "over": any(one.over for one in load),
            "short": any(one.short for one in load),
        }
        yield StaffRow(
            person=site.staff_link(person.id),
            group=Link(site.language.value("staff", "group", person.group), "", person.group),
            organisation=person.organisation or "",
            children=len(cared),
            load=load,
            paired=_named(site, paired),
            proxied=_named(site, proxied),
            unnamed=len(site.withdrawn.intersection(cared)),
            vacant=vacant,
            states=tuple(state for state, so in found.items() if so),
        )


def _named(site: Site, ids: Sequence[str]) -> tuple[Link, ...]:
    return tuple(site.child_link(child) for child in ids if child not in site.withdrawn)
