"""Rosters: who is with whom, who is without anybody, and what was done for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Child
from builder.views.load import COUNTED, ROLES, Load, children_by, load_of
from builder.views.needs import ConcernRow, NeedRow, concern_rows, need_rows
from builder.views.peers import Pair, pairs
from builder.views.register import RegisterRow, hidden, register
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRoster:
    """One class: its teachers and its children."""

    class_: Link
    anchor: str
    leaders: tuple[Link, ...]
    pupils: int
    without_teacher: int
    without_proxy: int
    boarders: int
    priority: int
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One person and their children by role."""

    person: Link
    group: str
    load: tuple[Load, ...]
    paired: tuple[Link, ...]
    proxied: tuple[Link, ...]
    vacant: bool
    off_quota: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """Something not filled: n of N, and who is meant."""

    id: str
    label: str
    n: int
    whole: int
    who: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRow:
    """A child and its proxy parents; `flagged`: without a guardian, and no proxy may stand in (S1-16)."""

    child: Link
    class_: Link
    unguarded: bool
    flagged: bool
    proxies: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityRow:
    """A community parent: for whom, since when, and what they did this semester (S5-03)."""

    person: Link
    organisation: str
    child: Link
    since: str
    visits: int
    aid: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellChild:
    """A child in a spell (boarding, priority), since when and why, and who looks after it."""

    child: Link
    class_: Link
    since: str
    reason: str
    teachers: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RostersView:
    """All rosters of the day."""

    as_of: str
    semester: str
    children: int
    unnamed: int
    vacancies: tuple[Vacancy, ...]
    classes: tuple[ClassRoster, ...]
    staff: tuple[StaffRow, ...]
    proxies: tuple[ProxyRow, ...]
    community: tuple[CommunityRow, ...]
    pairs: tuple[Pair, ...]
    boarders: tuple[SpellChild, ...]
    priority: tuple[SpellChild, ...]
    needs: tuple[NeedRow, ...]
    concerns: tuple[ConcernRow, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the rosters."""
    view = rosters_view(site)
    yield Sheet(
        path="rosters",
        title=site.language.text("Rosters"),
        context=view,
        search="",
        description=site.language.text("Who is with whom, as of {day}", day=view.as_of),
    )


def rosters_view(site: Site) -> RostersView:
    """The rosters as the page shows them."""
    staff = tuple(_staff(site))
    proxies = tuple(_proxies(site))
    return RostersView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.children),
        unnamed=sum(hidden(site, child.id) for child in site.children),
        vacancies=tuple(_vacancies(site, staff)),
        classes=tuple(_classes(site)),
        staff=staff,
        proxies=proxies,
        community=tuple(_community(site)),
        pairs=pairs(site),
        boarders=tuple(_in_spell(site, "boarding")),
        priority=tuple(_in_spell(site, "priority")),
        needs=need_rows(site),
        concerns=concern_rows(site),
    )


def by_class(site: Site) -> Iterator[Child]:
    """The children of the day in the order of the classes."""
    for children in site.children_of_class.values():
        yield from children


def unsuited_proxy(site: Site, child: Child) -> bool:
    """An unguarded child whose proxy is neither administration nor support staff, or who has none."""
    if not any(spell.holds(site.as_of) for spell in child.unguarded):
        return False
    staff = site.store.staff
    proxies = site.holders("proxy_parent", child)
    groups = {staff[one].group for one in proxies if one in staff}
    return not groups & {"administration", "support"}


def _vacancies(site: Site, staff: Sequence[StaffRow]) -> Iterator[Vacancy]:
    """What is not filled. Children whose consent is withdrawn are counted in N and not sought for."""
    text, children = site.language.text, site.children
    asked = [child for child in by_class(site) if not hidden(site, child.id)]
    for role, label in (
        ("paired_teacher", text("Children without a paired teacher")),
        ("proxy_parent", text("Children without a proxy parent")),
    ):
        lacking = [child for child in asked if not site.holders(role, child)]
        yield _vacancy(site, role, label, lacking, len(children))
    unguarded = [c for c in asked if any(spell.holds(site.as_of) for spell in c.unguarded)]
    unsuited = [child for child in unguarded if unsuited_proxy(site, child)]
    label = text("Unguarded children whose proxy parent is not administration or support staff")
    yield _vacancy(site, "unguarded", label, unsuited, len(unguarded))
    teachers = [one for one in site.staff_now if one.group == "teacher"]
    idle = tuple(row.person for row in staff if row.vacant)
    yield Vacancy(
        id="teachers",
        label=text("Teachers without a child"),
        n=len(idle),
        whole=len(teachers),
        who=idle,
    )
    if any(load.quota for row in staff for load in row.load):
        off = tuple(row.person for row in staff if row.off_quota)
        counted = sum(any(load.quota for load in row.load) for row in staff)
        yield Vacancy(
            id="quota",
            label=text("Staff over or under a quota"),
            n=len(off),
            whole=counted,
            who=off,
        )


def _vacancy(site: Site, id_: str, label: str, children: Sequence[Child], whole: int) -> Vacancy:
    who = tuple(site.child_link(child.id) for child in children)
    return Vacancy(id=id_, label=label, n=len(who), whole=whole, who=who)


def _classes(site: Site) -> Iterator[ClassRoster]:
    pupils = {cls.class_: cls.pupils for cls in site.semester_classes}
    for class_id, children in site.children_of_class.items():
        named = [child for child in children if not hidden(site, child.id)]
        yield ClassRoster(
            without_teacher=sum(not site.holders("paired_teacher", child) for child in named),
            without_proxy=sum(not site.holders("proxy_parent", child) for child in named),
            boarders=sum(any(s.holds(site.as_of) for s in child.boarding) for child in children),
            priority=sum(any(s.holds(site.as_of) for s in child.priority) for child in children),
            class_=site.class_link(class_id),
            anchor=f"class-{class_id}",
            leaders=site.staff_links(site.class_teachers(class_id)),
            pupils=pupils.get(class_id, 0),
            rows=register(site, children),
        )


def _staff(site: Site) -> Iterator[StaffRow]:
    """Teachers and administration, and whoever else has a child."""
    mine = {role: children_by(site, role) for role in ROLES}
    for person in site.staff_now:
        paired = mine["paired_teacher"].get(person.id, [])
        proxied = mine["proxy_parent"].get(person.id, [])
        if person.group not in COUNTED and not paired and not proxied:
            continue
        load = load_of(site, person, mine)
        yield StaffRow(
            person=site.staff_link(person.id),
            group=site.language.value("staff", "group", person.group),
            load=load,
            paired=_named(site, paired),
            proxied=_named(site, proxied),
            vacant=person.group == "teacher" and not paired and not proxied,
            off_quota=any(one.fits is False for one in load),
        )


def _named(site: Site, ids: Sequence[str]) -> tuple[Link, ...]:
    return tuple(site.child_link(child) for child in ids if not hidden(site, child))


def _proxies(site: Site) -> Iterator[ProxyRow]:
    for child in by_class(site):
        if hidden(site, child.id):
            continue
        proxies = site.holders("proxy_parent", child)
        staff = [site.store.staff[one] for one in proxies if one in site.store.staff]
        yield ProxyRow(
            child=site.child_link(child.id),
            class_=_class(site, child),
            unguarded=any(spell.holds(site.as_of) for spell in child.unguarded),
            flagged=unsuited_proxy(site, child),
            proxies=tuple(
                (site.staff_link(one.id), site.language.value("staff", "group", one.group))
                for one in staff
            ),
        )


def _community(site: Site) -> Iterator[CommunityRow]:
    for pairing in site.pairings_now:
        if pairing.kind != "community_parent" or not pairing.staff or hidden(site, pairing.child):
            continue
        person = site.store.staff.get(pairing.staff)
        given = [
            aid.amount / len(aid.children)
            for aid in site.store.aid_of[pairing.child]
            if aid.donor == pairing.staff and aid.amount and site.this_semester(aid.date)
        ]
        visits = [
            visit
            for visit in site.visits_by.get(pairing.staff, ())
            if visit.reached and pairing.child in visit.children and site.this_semester(visit.date)
        ]
        yield CommunityRow(
            person=site.staff_link(pairing.staff),
            organisation=person.organisation or "" if person else "",
            child=site.child_link(pairing.child),
            since=site.language.day(pairing.since),
            visits=len(visits),
            aid=site.language.number(sum(given)) if given else "",
            edit=site.links.edit(pairing.origin),
        )


def _in_spell(site: Site, name: str) -> Iterator[SpellChild]:
    for child in by_class(site):
        spell = next((one for one in getattr(child, name) if one.holds(site.as_of)), None)
        if spell is None or hidden(site, child.id):
            continue
        yield SpellChild(
            child=site.child_link(child.id),
            class_=_class(site, child),
            since=site.language.day(spell.since),
            reason=getattr(spell, "reason", None) or "",
            teachers=site.staff_links(site.holders("paired_teacher", child)),
        )


def _class(site: Site, child: Child) -> Link:
    return site.class_link(child.class_on(site.as_of), short=True)
