"""2 组织制度, 3 建档, 4 结对: who leads the work, what is on file, who is with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from builder.i18n import N_
from builder.model import Child, Pairing, Staff
from builder.summary.facts import Facts
from builder.summary.figure import (
    Counted,
    Figure,
    Listing,
    Prose,
    Section,
    Table,
    Text,
    each,
    key,
    share,
    tally,
)
from builder.summary.situation import part
from builder.views.archive import all_clear, archive, clear_counts, group_name

_STANDS_IN: Final = ("administration", "support")
"""The groups that may be proxy parents of an unguarded child (S1-16)."""


def organisation(facts: Facts) -> Section:
    """2 组织制度: the leading group, the regulations, the plan, the seminars (S1-02, S2-03, S4-02)."""
    language, school = facts.language, facts.store.school
    seminars = [one for one in facts.activities if one.kind == "seminar"]
    group = Listing(
        title=language.field("school", "leading_group"),
        heads=tuple(
            language.field("school", "leading_group", name) for name in ("staff", "post", "lines")
        ),
        rows=tuple(
            (
                facts.site.staff_link(member.staff).text,
                language.value("school", "leading_group.post", member.post),
                language.join(member.lines),
            )
            for member in school.leading_group
        ),
    )
    in_force = [one for one in school.regulations if one.date is None or one.date <= facts.day]
    regulations = Listing(
        title=language.field("school", "regulations"),
        heads=tuple(language.field("school", "regulations", name) for name in ("title", "date")),
        rows=tuple((one.title, language.day(one.date)) for one in in_force),
    )
    plan = Text(
        title=language.field("semester", "plan"),
        text=facts.semester.plan or "",
        missing="" if facts.semester.plan else language.field("semester", "plan"),
    )
    titles = language.join([one.title for one in in_force])
    members = (facts.store.staff.get(member.staff) for member in school.leading_group)
    figures = {
        "members": Figure(
            id="leading-group",
            label=group.title,
            counted=tuple(each(one for one in members if one is not None)),
            missing="" if school.leading_group else group.title,
        ),
        "regulations": Figure(
            id="regulations",
            label=regulations.title,
            counted=(Counted(school, weight=len(in_force), said=titles),) if in_force else (),
            missing="" if in_force else regulations.title,
        ),
        "seminars": tally(
            "activity.seminar", language.value("activity", "kind", "seminar"), each(seminars)
        ),
    }
    prose = Prose(
        words=language.text(
            "The leading group has {members} members; {regulations} regulations are in force;"
            " {seminars} seminars on this work were held this semester."
        ),
        figures=figures,
    )
    table = Table(
        id="organisation",
        title=language.text("In numbers"),
        heads=(language.text("What"), language.text("This semester")),
        rows=tuple((figure,) for figure in figures.values()),
        undated=True,
    )
    return Section(
        id="organisation",
        title=language.text("Organisation and regulations"),
        prose=(prose,),
        tables=(table,),
        listings=(group, regulations),
        texts=(plan,),
    )


def archives(facts: Facts) -> Section:
    """3 建档: clear archives, and how to reach parents and guardians (S1-03, S1-04)."""
    text, policy, day = facts.language.text, facts.site.policy, facts.day
    clear = part(
        facts,
        "archive.all",
        text("archives with all groups clear"),
        [child for child in facts.children if all_clear(child, policy, day)],
    )
    names = [name for name, _ in clear_counts((), policy, day)]
    groups = [
        part(
            facts,
            f"archive.group-{position}",
            group_name(facts.language, name),
            [child for child in facts.children if archive(child, policy, day)[position - 1].clear],
        )
        for position, name in enumerate(names, start=1)
    ]
    ways: Mapping[str, tuple[str, Iterable[Child]]] = {
        "parent-phone": (
            text("a parent's telephone"),
            [c for c in facts.children if any(p.phone and not p.deceased for p in c.parents)],
        ),
        "guardian-phone": (
            text("a guardian's telephone"),
            [c for c in facts.children if any(g.phone and g.holds(day) for g in c.guardians)],
        ),
        "consent": (
            text("consent in force"),
            [child for child in facts.children if _consented(facts, child)],
        ),
    }
    reach = [part(facts, f"archive.{id_}", *found) for id_, found in ways.items()]
    prose = Prose(
        words=text(
            "Every left-behind child has an archive of its own. {clear} archives have all groups"
            " clear; for {consent} children consent is in force."
        ),
        figures={"clear": clear, "consent": reach[-1]},
    )
    table = Table(
        id="archives",
        title=text("Archives"),
        heads=(text("What"), text("This semester")),
        rows=tuple((figure,) for figure in [clear, *groups, *reach]),
        undated=True,
    )
    return Section(id="archives", title=text("Archives"), prose=(prose,), tables=(table,))


def _consented(facts: Facts, child: Child) -> bool:
    given = child.consent
    return given is not None and given.date <= facts.day and not child.withdrawn_on(facts.day)


def pairing(facts: Facts) -> Section:
    """4 结对: who has a paired teacher, a proxy parent, a peer (S1-09, S1-16, S3-03, S5-03, S5-11)."""
    text = facts.language.text
    of_kind: dict[str, list[Pairing]] = defaultdict(list)
    for one in facts.site.pairings_now:
        of_kind[one.kind].append(one)
    unguarded = [
        child
        for child in facts.children
        if any(spell.holds(facts.day) for spell in child.unguarded)
    ]
    teachers = [person for person in facts.site.staff_now if person.group == "teacher"]
    paired, proxies = of_kind["paired_teacher"], of_kind["proxy_parent"]
    figures = {
        "paired": _children_with(facts, "pairing.paired", text("with a paired teacher"), paired),
        "proxy": _children_with(facts, "pairing.proxy", text("with a proxy parent"), proxies),
        "stands_in": share(
            "pairing.unguarded",
            text("unguarded children whose proxy is administration or support staff"),
            _stood_in(facts, proxies),
            unguarded,
        ),
        "teachers": share(
            "pairing.teachers",
            text("teachers with at least one child"),
            _by_staff(facts, [*paired, *proxies]),
            teachers,
        ),
        "most_paired": _highest(facts, "paired_teacher", paired),
        "most_proxy": _highest(facts, "proxy_parent", proxies),
        "peers": tally(
            "pairing.peers",
            text("peer pairs"),
            each([*of_kind["study_helper"], *of_kind["friend"]]),
        ),
        "with_peers": _children_with(
            facts,
            "pairing.with-peers",
            text("with a peer"),
            [*of_kind["study_helper"], *of_kind["friend"]],
        ),
        "mothers": tally(
            "pairing.community",
            text("community parents"),
            _by_staff(facts, of_kind["community_parent"]),
        ),
        "with_mothers": _children_with(
            facts,
            "pairing.with-community",
            text("with a community parent"),
            of_kind["community_parent"],
        ),
    }
    prose = Prose(
        words=text(
            "{paired} children have a paired teacher, {proxy} a proxy parent. Of the children"
            " without a guardian {stands_in} have somebody of the administration or the support"
            " staff as proxy parent. {teachers} teachers have at least one child. There are"
            " {peers} peer pairs and {mothers} community parents."
        ),
        figures=figures,
    )
    table = Table(
        id="pairing",
        title=text("Pairings"),
        heads=(text("What"), text("This semester")),
        rows=tuple((figure,) for figure in figures.values()),
    )
    return Section(id="pairing", title=text("Pairings"), prose=(prose,), tables=(table,))


def _children_with(facts: Facts, id_: str, label: str, pairings: Iterable[Pairing]) -> Figure:
    """Children of N who are in one of the pairings; of a peer pair both are."""
    found: dict[str, list[Pairing]] = defaultdict(list)
    for one in pairings:
        found[one.child].append(one)
        if one.peer:
            found[one.peer].append(one)
    counted = [Counted(c, tuple(found[c.id])) for c in facts.children if c.id in found]
    return share(id_, label, counted, facts.children)


def _stood_in(facts: Facts, proxies: Iterable[Pairing]) -> Iterable[Counted]:
    staff = facts.store.staff
    for one in proxies:
        person = staff.get(one.staff or "")
        if person is not None and person.group in _STANDS_IN:
            yield Counted(facts.store.children[one.child], (one,))


def _by_staff(facts: Facts, pairings: Iterable[Pairing]) -> Iterable[Counted]:
    """Everybody in the pairings, each with their own."""
    found: dict[str, tuple[Staff, list[Pairing]]] = {}
    for one in pairings:
        person = facts.store.staff.get(one.staff or "")
        if person is not None:
            found.setdefault(person.id, (person, []))[1].append(one)
    for person, mine in (found[id_] for id_ in sorted(found)):
        yield Counted(person, tuple(mine))


_MOST: Final[Mapping[str, str]] = {
    "paired_teacher": N_("most children of one paired teacher"),
    "proxy_parent": N_("most children of one proxy parent"),
}


def _highest(facts: Facts, role: str, pairings: Iterable[Pairing]) -> Figure:
    """The children of whoever has most of them; of several, of the first by id."""
    mine = list(_by_staff(facts, pairings))
    most = max(
        mine,
        key=lambda one: len({p.child for p in one.because if isinstance(p, Pairing)}),
        default=None,
    )
    children: dict[object, Counted] = {}
    for one in most.because if most else ():
        if isinstance(one, Pairing):
            child = facts.store.children[one.child]
            children[key(child)] = Counted(child, (one,))
    return tally(f"pairing.most-{role}", facts.language.text(_MOST[role]), children.values())
