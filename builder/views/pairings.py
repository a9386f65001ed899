"""Rosters: who looks after which child, community parents, peer pairs (S1-16, S4-03, S5-03, S5-11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Aid, Child, Pairing, Visit
from builder.views.by_class import ClassShare, by_class
from builder.views.peers import PEERS, Pair, pairs
from builder.views.record_forms import RosterForms, roster_forms
from builder.views.site import Link, Sheet, Site
from builder.views.vacancies import unsuited_proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy parent, the group they belong to, and where somebody from outside is from (S4-03)."""

    person: Link
    group: Link
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRow:
    """A child and who looks after it. `flagged`: without a guardian, and no proxy may stand in;
    `several`: more proxies than the one that each child has (S1-16)."""

    child: Link
    class_: Link
    teachers: tuple[Link, ...]
    proxies: tuple[Proxy, ...]
    unguarded: bool
    flagged: bool
    several: bool
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """The proxy parents of one group: how many people, and for how many of the children."""

    group: Link
    people: int
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """A proxy parent from outside the school: a cadre, an official, a retired teacher (S4-03)."""

    person: Link
    position: str
    organisation: str
    children: tuple[Link, ...]
    contacts: int
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsored:
    """One child of a community parent and what it was given this semester; `yuan` is its share."""

    child: Link
    class_: Link
    since: str
    visits: int
    stays: int
    last: str
    yuan: str
    items: tuple[str, ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A community parent: visits, children taken home and money of this semester (S5-03)."""

    person: Link
    organisation: str
    children: int
    visits: int
    stays: int
    yuan: str
    ever: str
    rows: tuple[Sponsored, ...]
    unnamed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingsView:
    """Everybody who is there for a child, and the children who are there for each other."""

    as_of: str
    semester: str
    children: int
    with_teacher: int
    with_proxy: int
    with_peer: int
    unnamed: int
    rows: tuple[CareRow, ...]
    classes: tuple[Link, ...]
    groups: tuple[GroupRow, ...]
    group_options: tuple[Link, ...]
    states: tuple[Link, ...]
    outsiders: tuple[Outsider, ...]
    sponsors: tuple[Sponsor, ...]
    sponsored: int
    pairs: tuple[Pair, ...]
    pairs_unnamed: int
    without_peer: tuple[ClassShare, ...]
    pair_kinds: tuple[Link, ...]
    new: RosterForms


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of pairings."""
    view = pairings_view(site)
    yield Sheet(
        path="pairings",
        title=site.language.text("Pairings"),
        context=view,
        search="",
        description=site.language.text("Who is with whom, as of {day}", day=view.as_of),
    )


def pairings_view(site: Site) -> PairingsView:
    """The page as it is shown."""
    rows = tuple(_care(site))
    groups = tuple(_groups(site))
    shown = pairs(site)
    of_peers = [one for one in site.pairings_now if one.kind in PEERS]
    paired = {id_ for one in of_peers for id_ in (one.child, one.peer or "")}
    sponsors = tuple(_sponsors(site))
    known = {
        "paired_teacher": site.language.text("without a paired teacher"),
        "proxy_parent": site.language.text("without a proxy parent"),
        "several": site.language.text("more than one proxy parent"),
        "unguarded": site.language.field("child", "unguarded"),
    }
    return PairingsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.children),
        with_teacher=sum(bool(site.holders("paired_teacher", one)) for one in site.children),
        with_proxy=sum(bool(site.holders("proxy_parent", one)) for one in site.children),
        with_peer=sum(one.id in paired for one in site.children),
        unnamed=len(site.children) - len(rows),
        rows=rows,
        classes=tuple({row.class_.id: row.class_ for row in rows}.values()),
        groups=groups,
        group_options=tuple(row.group for row in groups),
        states=tuple(
            Link(words, "", state)
            for state, words in known.items()
            if any(state in row.states for row in rows)
        ),
        outsiders=tuple(_outsiders(site)),
        sponsors=sponsors,
        sponsored=sum(one.children for one in sponsors),
        pairs=shown,
        pairs_unnamed=len(of_peers) - len(shown),
        without_peer=by_class(site, {one.id for one in site.children} - paired),
        pair_kinds=tuple({one.kind.id: one.kind for one in shown}.values()),
        new=roster_forms(site),
    )


def _care(site: Site) -> Iterator[CareRow]:
    for child in _by_class(site):
        if child.id in site.withdrawn:
            continue
        teachers = site.holders("paired_teacher", child)
        proxies = tuple(_proxies(site, child))
        unguarded = any(spell.holds(site.as_of) for spell in child.unguarded)
        found = {
            "paired_teacher": not teachers,
            "proxy_parent": not proxies,
            "several": len(proxies) > 1,
            "unguarded": unguarded,
        }
        yield CareRow(
            child=site.child_link(child.id),
            class_=_class(site, child),
            teachers=site.staff_links(teachers),
            proxies=proxies,
            unguarded=unguarded,
            flagged=unsuited_proxy(site, child),
            several=len(proxies) > 1,
            states=tuple(state for state, so in found.items() if so),
        )


def _proxies(site: Site, child: Child) -> Iterator[Proxy]:
    for id_ in site.holders("proxy_parent", child):
        person = site.store.staff.get(id_)
        if person is None:
            continue
        group = Link(site.language.value("staff", "group", person.group), "", person.group)
        yield Proxy(
            person=site.staff_link(id_), group=group, organisation=person.organisation or ""
        )


def _groups(site: Site) -> Iterator[GroupRow]:
    """The proxy parents by group; a child with two counts in both groups."""
    people: dict[str, set[str]] = {}
    children: dict[str, set[str]] = {}
    names: dict[str, Link] = {}
    for child in site.children:
        for proxy in _proxies(site, child):
            names[proxy.group.id] = proxy.group
            people.setdefault(proxy.group.id, set()).add(proxy.person.id)
            children.setdefault(proxy.group.id, set()).add(child.id)
    for id_ in sorted(names, key=lambda id_: (-len(children[id_]), id_)):
        yield GroupRow(group=names[id_], people=len(people[id_]), children=len(children[id_]))


def _outsiders(site: Site) -> Iterator[Outsider]:
    mine: dict[str, list[Child]] = {}
    for child in _by_class(site):
        for id_ in site.holders("proxy_parent", child):
            mine.setdefault(id_, []).append(child)
    for id_, children in sorted(mine.items()):
        person = site.store.staff.get(id_)
        if person is None or person.group != "outside":
            continue
        ids = {child.id for child in children}
        visits = [one for one in _visits(site, id_) if ids.intersection(one.children)]
        yield Outsider(
            person=site.staff_link(id_),
            position=person.position or "",
            organisation=person.organisation or "",
            children=tuple(site.listed_link(child.id) for child in children),
            contacts=len(visits),
            last=site.short_day(visits[-1].date) if visits else "",
        )


def _sponsors(site: Site) -> Iterator[Sponsor]:
    """Community parents, each with their children in the order of the classes."""
    order = {child.id: n for n, child in enumerate(_by_class(site))}
    mine: dict[str, list[Pairing]] = {}
    for pairing in sorted(site.pairings_now, key=lambda one: order.get(one.child, 0)):
        if pairing.kind == "community_parent" and pairing.staff:
            mine.setdefault(pairing.staff, []).append(pairing)
    gifts: dict[str, list[Aid]] = {}
    for aid in site.store.aid:
        if aid.donor in mine and aid.date <= site.as_of:
            gifts.setdefault(aid.donor, []).append(aid)
    for id_, pairings in sorted(mine.items()):
        person = site.store.staff.get(id_)
        given = gifts.get(id_, [])
        ids = {one.child for one in pairings}
        visits = [one for one in _visits(site, id_) if ids.intersection(one.children)]
        rows = tuple(
            _sponsored(site, one, visits, given)
            for one in pairings
            if one.child not in site.withdrawn
        )
        yield Sponsor(
            person=site.staff_link(id_),
            organisation=person.organisation or "" if person else "",
            children=len(ids),
            visits=len(visits),
            stays=sum("home_stay" in one.kind for one in visits),
            yuan=_yuan(site, [one.amount for one in given if site.this_semester(one.date)]),
            ever=_yuan(site, [one.amount for one in given]),
            rows=rows,
            unnamed=len(pairings) - len(rows),
        )


def _sponsored(site: Site, pairing: Pairing, visits: list[Visit], given: list[Aid]) -> Sponsored:
    child = site.store.children[pairing.child]
    its = [one for one in visits if child.id in one.children]
    aid = [one for one in given if child.id in one.children and site.this_semester(one.date)]
    shares = [one.amount / len(one.children) if one.amount is not None else None for one in aid]
    return Sponsored(
        child=site.child_link(child.id),
        class_=_class(site, child),
        since=site.language.day(pairing.since),
        visits=len(its),
        stays=sum("home_stay" in one.kind for one in its),
        last=site.short_day(its[-1].date) if its else "",
        yuan=_yuan(site, shares),
        items=tuple(dict.fromkeys(one.item for one in aid)),
        edit=site.links.edit(pairing.origin),
    )


def _visits(site: Site, person: str) -> list[Visit]:
    """Somebody's visits of this semester that reached whom they were for, by date."""
    made = site.visits_by.get(person, ())
    return [one for one in made if one.reached and site.this_semester(one.date)]


def _yuan(site: Site, amounts: list[float | None]) -> str:
    """A sum of what is on record: nothing on record is a blank and not a nought."""
    known = [amount for amount in amounts if amount is not None]
    return site.language.number(sum(known)) if known else ""


def _by_class(site: Site) -> Iterator[Child]:
    for children in site.children_of_class.values():
        yield from children


def _class(site: Site, child: Child) -> Link:
    return site.class_link(child.class_on(site.as_of), short=True)
