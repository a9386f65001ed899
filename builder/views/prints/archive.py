"""The archive of every child of a class, a page each, in the order of the 五清楚 (S1-03, S1-04, S3-02).

Of a child whose consent was withdrawn the page keeps what the law has a school keep: name, class
and guardians (safety.md, The people in the records).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from builder.i18n import Language
from builder.model import Child, HealthCheck, SemesterClass
from builder.views.archive import group_name
from builder.views.class_numbers import spell_on
from builder.views.contact_card import home_text
from builder.views.coverage import coverage
from builder.views.health_table import MEASURES
from builder.views.marks import partner, with_detail
from builder.views.peers import peer_pairings
from builder.views.prints.documents import (
    Cell,
    Heading,
    child_anchor,
    class_heading,
    class_sheets,
)
from builder.views.prints.register import NO, YES
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One part of an archive: labelled cells, or a table with its head."""

    title: str
    cells: tuple[Cell, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSheet:
    """One child's archive. `withdrawn` is the day on which consent was withdrawn, or empty."""

    id: str
    anchor: str
    name: str
    withdrawn: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """The archives of a class."""

    heading: Heading
    back: Link
    sheets: tuple[ArchiveSheet, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The archives of every class of the semester."""
    return class_sheets(site, "archive", archive_view)


def archive_view(site: Site, cls: SemesterClass) -> ArchiveView:
    """The archives of a class as they stand on the day."""
    return ArchiveView(
        heading=class_heading(site, "archive", cls),
        back=site.class_link(cls.class_),
        sheets=tuple(
            archive_sheet(site, child) for child in site.children_of_class.get(cls.class_, ())
        ),
    )


def archive_sheet(site: Site, child: Child) -> ArchiveSheet:
    """One child's archive."""
    hidden = child.id in site.withdrawn
    withdrawn = child.consent.withdrawn if hidden and child.consent else None
    return ArchiveSheet(
        id=child.id,
        anchor=child_anchor(child.id),
        name=child.name,
        withdrawn=site.language.day(withdrawn),
        blocks=_statutory(site, child) if hidden else tuple(_blocks(site, child)),
    )


def _statutory(site: Site, child: Child) -> tuple[Block, ...]:
    """All that may still be kept."""
    field = site.language.field
    guardians = [
        (one.name, site.language.value("child", "guardians.relation", one.relation))
        for one in child.guardians
        if one.holds(site.as_of)
    ]
    return (
        Block(
            title=group_name(site.language, "基本信息"),
            cells=(
                Cell(field("child", "name"), child.name, 6),
                Cell(field("child", "class"), site.class_name(child.class_on(site.as_of)), 6),
            ),
        ),
        Block(
            title=field("child", "guardians"),
            head=(field("child", "guardians", "name"), field("child", "guardians", "relation")),
            rows=tuple(guardians) or (("", ""),),
        ),
    )


def _blocks(site: Site, child: Child) -> Iterator[Block]:
    language = site.language
    field = language.field
    yield Block(title=group_name(language, "基本信息"), cells=tuple(_basics(site, child)))
    yield Block(
        title=language.join(
            [group_name(language, name) for name in ("性格特征", "兴趣爱好", "健康状况")]
        ),
        cells=(
            Cell(field("child", "personality"), child.personality or "", 12),
            Cell(field("child", "interests"), language.join(child.interests), 12),
            *_health(site, child),
        ),
    )
    yield Block(
        title=field("child", "parents"),
        head=_labels(language, "parents", _PARENT),
        rows=tuple(_parents(site, child)),
    )
    yield Block(
        title=field("child", "guardians"),
        head=_labels(language, "guardians", _GUARDIAN),
        rows=tuple(_guardians(site, child)),
    )
    yield Block(title=language.kind("pairing"), cells=tuple(_helpers(site, child)))
    yield Block(title=language.text("Spoken to this semester"), cells=tuple(_parties(site, child)))
    yield Block(title=field("child", "consent"), cells=tuple(_consent(site, child)))


_PARENT = ("relation", "name", "phone", "work_place", "away_since", "best_time")
_GUARDIAN = ("relation", "name", "phone", "address", "capacity", "entrusted")


def _labels(language: Language, of: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(language.field("child", of, name) for name in names)


def _basics(site: Site, child: Child) -> Iterator[Cell]:
    language = site.language
    field, text, day = language.field, language.text, site.as_of
    spell = spell_on(site, child)
    boarding = next((one for one in child.boarding if one.holds(day)), None)
    priority = next((one for one in child.priority if one.holds(day)), None)
    unguarded = any(one.holds(day) for one in child.unguarded)
    type_ = language.value("child", "left_behind.type", spell.type) if spell else ""
    age = language.plural("{n} year old", "{n} years old", child.age_on(day))
    yield Cell(field("child", "name"), child.name)
    yield Cell(field("child", "sex"), language.value("child", "sex", child.sex))
    yield Cell(field("child", "born"), with_detail(language, language.day(child.born), age))
    yield Cell(field("child", "class"), site.class_name(child.class_on(day)))
    yield Cell(field("child", "student_no"), child.student_no or "")
    yield Cell(field("child", "enrolled"), language.day(child.enrolled))
    hukou = language.value("child", "hukou", child.hukou) if child.hukou else ""
    yield Cell(field("child", "ethnicity"), child.ethnicity or "")
    yield Cell(field("child", "hukou"), hukou)
    yield Cell(
        field("child", "boarding"),
        with_detail(language, text(YES), _since(language, boarding.since))
        if boarding
        else text(NO),
    )
    yield Cell(
        field("child", "left_behind"),
        with_detail(language, type_, _since(language, spell.since)) if spell else "",
        8,
    )
    yield Cell(field("child", "unguarded"), text(YES if unguarded else NO))
    yield Cell(
        field("child", "priority"),
        with_detail(language, text(YES), priority.reason or "") if priority else text(NO),
        8,
    )
    distance = child.home.distance_km if child.home else None
    yield Cell(
        field("child", "home", "distance_km"),
        "" if distance is None else language.number(distance),
    )
    yield Cell(field("child", "home"), home_text(child.home), 12)
    needs = [site.needs.get(need, need) for need in child.needs]
    yield Cell(field("child", "needs"), language.join(needs))
    for name in ("hardship", "concerns"):
        values = [language.value("child", name, one) for one in getattr(child, name)]
        yield Cell(field("child", name), language.join(values))


def _since(language: Language, day: date) -> str:
    return language.text("since {day}", day=language.day(day))


def _health(site: Site, child: Child) -> Iterator[Cell]:
    """What the archive says, and the last check: what was measured, what was abnormal."""
    language, health = site.language, child.health
    texts = {
        "condition": health.condition if health else None,
        "illnesses": language.join(health.illnesses) if health else None,
        "allergies": language.join(health.allergies) if health else None,
        "disability": health.disability if health else None,
    }
    for name, text in texts.items():
        yield Cell(language.field("child", "health", name), text or "", 3)
    yield Cell(
        language.field("child", "health", "notes"), (health.notes if health else None) or "", 12
    )
    last = [one for one in site.store.health_of[child.id] if one.date <= site.as_of][-1:]
    yield Cell(language.kind("health"), _check(language, last[0]) if last else "", 12)


def _check(language: Language, check: HealthCheck) -> str:
    measured = [
        f"{language.field('health', name)} {language.number(value)}"
        for name in MEASURES
        if (value := getattr(check, name)) is not None
    ]
    if check.abnormal:
        label, words = language.field("health", "abnormal"), language.join(check.abnormal)
        measured.append(language.text("{kind}: {title}", kind=label, title=words))
    day = language.day(check.date)
    return language.text("{kind}: {title}", kind=day, title=language.join(measured))


def _parents(site: Site, child: Child) -> Iterator[tuple[str, ...]]:
    """Father and mother, a row each also where nothing is on record."""
    language = site.language
    for relation in ("father", "mother"):
        label = language.value("child", "parents.relation", relation)
        found = [one for one in child.parents if one.relation == relation]
        for one in found:
            if one.deceased:
                deceased = language.field("child", "parents", "deceased")
                yield (label, with_detail(language, one.name, deceased), "", "", "", "")
                continue
            away = f"{one.away_since:%Y-%m}" if one.away_since else ""
            texts = (one.name, one.phone, one.work_place, away, one.best_time)
            yield (label, *(text or "" for text in texts))
        if not found:
            yield (label, "", "", "", "", "")


def _guardians(site: Site, child: Child) -> Iterator[tuple[str, ...]]:
    """The guardians of the day, and a blank row for the next one."""
    language = site.language
    for one in child.guardians:
        if one.holds(site.as_of):
            code = one.capacity
            yield (
                language.value("child", "guardians.relation", one.relation),
                one.name,
                one.phone or "",
                one.address or "",
                language.value("child", "guardians.capacity", code) if code else "",
                f"{one.entrusted:%Y-%m-%d}" if one.entrusted else "",
            )
    yield ("",) * len(_GUARDIAN)


def _helpers(site: Site, child: Child) -> Iterator[Cell]:
    """Who is there for the child, with telephones; a blank for a role that nobody holds."""
    language = site.language
    for role in ("class_teacher", "paired_teacher", "proxy_parent"):
        words = []
        for staff in site.holders(role, child):
            person = site.store.staff.get(staff)
            phone = person.phone if person else None
            words.append(f"{site.staff_link(staff).text} {phone or ''}".strip())
        yield Cell(site.role_name(role), language.join(words))
    for staff in site.holders("community_parent", child):
        yield Cell(site.role_name("community_parent"), site.staff_link(staff).text, 12)
    pairs = tuple(peer_pairings(site, {child.id}))
    for kind in ("study_helper", "friend"):
        names = []
        for one in pairs:
            if one.kind == kind:
                who = partner(site, one) if one.child == child.id else (site.child_link(one.child),)
                names += [link.text for link in who]
        yield Cell(language.value("pairing", "kind", kind), language.join(names), 6)


def _parties(site: Site, child: Child) -> Iterator[Cell]:
    language = site.language
    for party in coverage(site, child.id):
        times = language.plural("{n} time", "{n} times", party.times)
        last = language.text("last {day}", day=party.last) if party.last else ""
        yield Cell(party.name, with_detail(language, times, last))


def _consent(site: Site, child: Child) -> Iterator[Cell]:
    language, consent = site.language, child.consent
    field = language.field
    by = with_detail(language, consent.by, consent.relation or "") if consent else ""
    yield Cell(field("child", "consent", "by"), by)
    yield Cell(field("child", "consent", "date"), language.day(consent.date if consent else None))
    yield Cell(field("child", "retain_until"), language.day(child.retain_until))
    scope = language.join(consent.scope) if consent else ""
    yield Cell(field("child", "consent", "scope"), scope, 12)
    yield Cell(field("child", "notes"), child.notes or "", 12)
