"""Child: one archive, what it lacks, what the child is owed, and everything that happened.

A child whose consent has been withdrawn keeps a page, which says so and shows what the law has a
school keep: name, class, guardians (safety.md, The people in the records). Of a child that the
audience has only met there is what the audience wrote itself: everything else is withheld, and a
page that called it blank would lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder.edit_links import NewFile
from builder.follow_ups import Standing as Asked
from builder.model import Child
from builder.roles import on
from builder.views.archive import archive, blank_name, group_name
from builder.views.child_tables import (
    AidTable,
    PairingRow,
    PlanRow,
    WishRow,
    aid_table,
    pairing_rows,
    plan_rows,
    wish_rows,
)
from builder.views.contact_card import ContactCard, contact_card
from builder.views.coverage import Party, coverage, proxy_coverage
from builder.views.family import (
    AwayRow,
    CareRow,
    ExemptionRow,
    GuardianRow,
    SpellRow,
    away_rows,
    care_rows,
    exemption_rows,
    guardian_rows,
    life_facts,
    spell_rows,
)
from builder.views.follow_ups import FollowUpRow, closing_lines, follow_up_rows
from builder.views.health_table import HealthTable, health_table
from builder.views.log_visit import visit_to_log
from builder.views.marks import Fact, Tag, with_detail
from builder.views.observations import AreaRow, area_rows
from builder.views.owed import Standing, standing
from builder.views.peers import PeerRow, peer_rows
from builder.views.prints.documents import child_documents
from builder.views.record_forms import ChildForms, child_forms
from builder.views.site import Link, Sheet, Site
from builder.views.strip import Strip, strip
from builder.views.timeline import Choices, Month, choices, timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveGroup:
    """One of the groups: its name, and the names of its blanks (none: clear)."""

    name: str
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildBody:
    """Everything beyond the statutory minimum. `gone`: the child has left, nothing is missing."""

    gone: bool
    tags: tuple[Tag, ...]
    facts: tuple[Fact, ...]
    roles: tuple[tuple[str, tuple[Link, ...]], ...]
    owed: Standing | None
    has_rules: bool
    log: NewFile | None
    strip: Strip | None
    hints: tuple[Fact, ...]
    follow_ups: tuple[FollowUpRow, ...]
    archive: tuple[ArchiveGroup, ...]
    clear: int
    life: tuple[Fact, ...]
    card: ContactCard
    coverage: tuple[Party, ...]
    has_proxy: bool
    of_proxy: tuple[Party, ...]
    away: tuple[AwayRow, ...]
    care: tuple[CareRow, ...]
    spells: tuple[SpellRow, ...]
    plans: tuple[PlanRow, ...]
    pairings: tuple[PairingRow, ...]
    peers: tuple[PeerRow, ...]
    areas: tuple[AreaRow, ...]
    months: tuple[Month, ...]
    entries: int
    choices: Choices
    wishes: tuple[WishRow, ...]
    aid: AidTable | None
    health: HealthTable | None
    exemptions: tuple[ExemptionRow, ...]
    new: ChildForms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildView:
    """A child's page. `withdrawn` is the day of the withdrawal; then there is no body, nor is there
    one for a child that was only `met`: `plans` and `months` are what the audience wrote of it."""

    id: str
    name: str
    as_of: str
    semester: str
    class_: Link
    withdrawn: str
    met: bool
    plans: tuple[PlanRow, ...]
    months: tuple[Month, ...]
    guardians: tuple[GuardianRow, ...]
    prints: tuple[Link, ...]
    edit: str
    body: ChildBody | None


def sheets(site: Site) -> Iterator[Sheet]:
    """One page for every child on record."""
    for _, child in sorted(site.store.children.items()):
        view = child_view(site, child)
        yield Sheet(
            path=f"children/{child.id}",
            title=child.name,
            context=view,
            search=_search(site, child, view),
            description=view.class_.text,
            edit=view.edit,
        )


def child_view(site: Site, child: Child) -> ChildView:
    """A child's page on the day."""
    withdrawn = child.id in site.withdrawn and child.consent is not None
    met = child.id in site.audience.met and not withdrawn
    return ChildView(
        id=child.id,
        name=child.name,
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        class_=site.class_of_child(child),
        withdrawn=site.language.day(child.consent.withdrawn) if withdrawn and child.consent else "",
        met=met,
        plans=plan_rows(site, child.id) if met else (),
        months=timeline(site, child) if met else (),
        guardians=guardian_rows(site, child),
        prints=child_documents(site, child),
        edit=site.links.edit(child.origin),
        body=None if withdrawn or met else _body(site, child),
    )


def standing_tags(site: Site, child: Child) -> tuple[Tag, ...]:
    """What to know of a child at once: left, absent, unguarded, priority, boarding."""
    text, field, day = site.language.text, site.language.field, site.as_of
    tags = []
    if child.left and child.gone_on(day):
        return (Tag(text("left {day}", day=site.language.day(child.left)), "quiet"),)
    if not child.enrolled_on(day):
        tags.append(Tag(text("not enrolled yet"), "quiet"))
    elif not child.left_behind_on(day):
        tags.append(Tag(text("not left behind at present"), "quiet"))
    if any(absence.holds(day) for absence in child.absences):
        tags.append(Tag(text("absent now"), "warn"))
    if any(spell.holds(day) for spell in child.unguarded):
        tags.append(Tag(field("child", "unguarded"), "late"))
    if any(spell.holds(day) for spell in child.priority):
        tags.append(Tag(field("child", "priority"), "late"))
    if any(spell.holds(day) for spell in child.boarding):
        tags.append(Tag(field("child", "boarding"), "plain"))
    return tuple(tags)


def _tags(site: Site, child: Child) -> tuple[Tag, ...]:
    language = site.language
    tags = [*standing_tags(site, child)]
    tags += [
        Tag(language.value("child", "left_behind.type", spell.type), "plain")
        for spell in child.left_behind
        if spell.holds(site.as_of)
    ]
    tags += [Tag(site.needs.get(need, need), "good") for need in child.needs]
    tags += [Tag(language.value("child", "hardship", one), "warn") for one in child.hardship]
    tags += [Tag(language.value("child", "concerns", one), "warn") for one in child.concerns]
    return tuple(tags)


def _body(site: Site, child: Child) -> ChildBody:
    months = timeline(site, child)
    asked = site.follow_ups_of.get(child.id, ())
    unsettled = [one for one in asked if one.open or one.standing is Asked.LEFT]
    open_ = follow_up_rows(site, unsettled)
    groups = tuple(
        ArchiveGroup(
            name=group_name(site.language, group.name),
            blanks=tuple(blank_name(site.language, blank) for blank in group.blanks),
        )
        for group in archive(child, site.policy, site.as_of)
    )
    present = child.enrolled_on(site.as_of) and child.left_behind_on(site.as_of)
    card = contact_card(site, child)
    return ChildBody(
        gone=child.gone_on(site.as_of),
        tags=_tags(site, child),
        facts=_facts(site, child, card),
        roles=_roles(site, child),
        owed=standing(site, "child", child.id) if present else None,
        has_rules=any(rule.scope == "child" for rule in site.policy.enabled),
        log=visit_to_log(site, child.id) if present else None,
        strip=strip(site, site.evaluation.tracks_of.get(f"child:{child.id}", ())),
        hints=closing_lines(site, open_),
        follow_ups=open_,
        archive=groups,
        clear=sum(not group.blanks for group in groups),
        life=life_facts(site, child),
        card=card,
        coverage=coverage(site, child.id),
        has_proxy=bool(site.holders("proxy_parent", child)),
        of_proxy=proxy_coverage(site, child),
        away=away_rows(site, child),
        care=care_rows(site, child),
        spells=spell_rows(site, child),
        plans=plan_rows(site, child.id),
        pairings=pairing_rows(site, child.id),
        peers=peer_rows(site, child.id),
        areas=area_rows(site, child.id),
        months=months,
        entries=sum(len(month.entries) for month in months),
        choices=choices(site, months),
        wishes=wish_rows(site, child.id),
        aid=aid_table(site, child.id),
        health=health_table(site, child.id),
        exemptions=exemption_rows(site, child),
        new=child_forms(site, child.id) if present else None,
    )


def _facts(site: Site, child: Child, card: ContactCard) -> tuple[Fact, ...]:
    """The line under the name."""
    language = site.language
    age = language.plural("{n} year old", "{n} years old", child.age_on(site.as_of))
    found = [Fact("", card.sex), Fact("", age)]
    if card.home:
        found.append(Fact(language.field("child", "home"), card.home))
    for label, last in (
        (language.text("Last home visit"), site.last_home_visit.get(child.id)),
        (language.text("Last contact of any kind"), site.last_reached.get(child.id)),
    ):
        people = language.join([site.anybody(who).text for who in last.by]) if last else ""
        words = site.short_day(last.date) if last else language.text("never")
        found.append(Fact(label, with_detail(language, words, people)))
    return tuple(found)


def _roles(site: Site, child: Child) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Who is there for the child. Community parents are not for everybody: shown where there are;
    of a child who left, whoever was on the last day: nobody is missing any more."""
    found = []
    for role in ("class_teacher", "paired_teacher", "proxy_parent", "community_parent"):
        people = site.staff_links(on(site.roles.of_child(role, child), site.last_day(child)))
        missed = role != "community_parent" and not child.gone_on(site.as_of)
        if people or missed:
            found.append((site.role_name(role), people))
    return tuple(found)


def _search(site: Site, child: Child, view: ChildView) -> str:
    """What the search finds a child by; for a withdrawn one name and class alone."""
    words = [child.name, view.class_.text, child.id]
    if view.body:
        words += [link.text for _, people in view.body.roles for link in people]
        words += [child.student_no or "", child.home.village or "" if child.home else ""]
        # A number that rings. No names of the family: the search takes each character for itself,
        # and would find children by the characters of their grandmothers.
        family = (*view.body.card.parents, *view.body.card.guardians)
        words += [person.phone for person in family]
    return " ".join(word for word in words if word)
