"""What changes in a child's life and so carries dates: who was away, who looked after it, spells,
absences, exemptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.model import Child, Priority, Spell
from builder.views.marks import Fact
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianRow:
    """One guardian and when; `now` says whether it is so on the day.

    `entrusted` is the day of the written entrustment (S1-12); blank, it is
    missing where `unsigned`: of somebody who looks after the child now and is no parent of it.
    """

    name: str
    relation: str
    since: str
    until: str
    capacity: str
    entrusted: str
    unsigned: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CareRow:
    """A stretch of time in who looked after a child: a guardian (then `guardian` is set), or nobody."""

    guardian: GuardianRow | None
    since: str
    until: str
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayRow:
    """A parent: where they work and since when, or that they have died."""

    name: str
    relation: str
    place: str
    since: str
    deceased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellRow:
    """One stretch of days in which something was so."""

    what: str
    since: str
    until: str
    detail: str
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionRow:
    """Days on which some rules (all, where none is named) are not asked for."""

    since: str
    until: str
    reason: str
    rules: tuple[Link, ...]
    approved_by: Link
    everybody: bool
    edit: str


def away_rows(site: Site, child: Child) -> tuple[AwayRow, ...]:
    """The parents in the order of the record."""
    return tuple(
        AwayRow(
            name=one.name,
            relation=site.language.value("child", "parents.relation", one.relation),
            place=one.work_place or "",
            since=site.language.day(one.away_since),
            deceased=one.deceased,
        )
        for one in child.parents
    )


PARENTS: Final = ("father", "mother")
"""Guardians by law: nobody entrusts the child to them."""


def care_rows(site: Site, child: Child) -> tuple[CareRow, ...]:
    """Who looked after a child, one after the other, with the times when nobody did; now first.

    The guardians of the day stay in the order of the record (the first is the main one); a former
    one without a first day was there from the start.
    """
    found = [
        (
            row.now,
            date.min if row.now else one.since or date.min,
            CareRow(guardian=row, since=row.since, until=row.until, now=row.now),
        )
        for one, row in zip(child.guardians, guardian_rows(site, child), strict=True)
    ]
    for spell in child.unguarded:
        row = CareRow(
            guardian=None,
            since=site.language.day(spell.since),
            until=site.language.day(spell.until),
            now=spell.holds(site.as_of),
        )
        found.append((row.now, spell.since, row))
    found.sort(key=lambda one: one[:2], reverse=True)
    return tuple(row for *_, row in found)


def guardian_rows(site: Site, child: Child) -> tuple[GuardianRow, ...]:
    """The guardians in the order of the record: the first is the main one."""
    language = site.language
    return tuple(
        GuardianRow(
            name=one.name,
            relation=language.value("child", "guardians.relation", one.relation),
            since=language.day(one.since),
            until=language.day(one.until),
            capacity=language.value("child", "guardians.capacity", one.capacity)
            if one.capacity
            else "",
            entrusted=language.day(one.entrusted),
            unsigned=one.entrusted is None
            and one.holds(site.as_of)
            and one.relation not in PARENTS,
            now=one.holds(site.as_of),
        )
        for one in child.guardians
    )


def spell_rows(site: Site, child: Child) -> tuple[SpellRow, ...]:
    """Left behind, boarding, priority and absent, the newest first (unguarded: `care_rows`)."""
    language = site.language
    found: list[tuple[date, SpellRow]] = []
    for one in child.left_behind:
        kind = language.value("child", "left_behind.type", one.type)
        found.append((one.since, _spell(site, "left_behind", one, kind)))
    groups: tuple[tuple[str, Sequence[Spell]], ...] = (
        ("boarding", child.boarding),
        ("priority", child.priority),
    )
    for name, spells in groups:
        for spell in spells:
            detail = spell.reason or "" if isinstance(spell, Priority) else ""
            found.append((spell.since, _spell(site, name, spell, detail)))
    for absence in child.absences:
        spell = Spell(since=absence.from_, until=absence.to)
        found.append((spell.since, _spell(site, "absences", spell, absence.reason or "")))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(row for _, row in found)


def exemption_rows(site: Site, child: Child) -> tuple[ExemptionRow, ...]:
    """The exemptions that cover a child, the newest first."""
    titles = {rule.id: site.rule_link(rule) for rule in site.policy.rules}
    rows = [
        ExemptionRow(
            since=site.language.day(one.from_),
            until=site.language.day(one.to),
            reason=one.reason,
            rules=tuple(titles.get(rule, Link(rule)) for rule in one.rules),
            approved_by=site.staff_link(one.approved_by),
            everybody=not one.children,
            edit=site.links.edit(one.origin),
        )
        for one in sorted(
            (*site.store.exemptions_of[""], *site.store.exemptions_of[child.id]),
            key=lambda one: one.from_,
            reverse=True,
        )
    ]
    return tuple(rows)


def life_facts(site: Site, child: Child) -> tuple[Fact, ...]:
    """What the archive says, field by field in the order of the 五清楚; blanks stay in."""
    return tuple(_life_facts(site, child))


def _life_facts(site: Site, child: Child) -> Iterator[Fact]:
    language = site.language
    health = child.health
    texts: dict[tuple[str, ...], str | None] = {
        ("sex",): language.value("child", "sex", child.sex),
        ("born",): language.day(child.born),
        ("student_no",): child.student_no,
        ("ethnicity",): child.ethnicity,
        ("hukou",): language.value("child", "hukou", child.hukou) if child.hukou else None,
        ("enrolled",): language.day(child.enrolled),
        ("personality",): child.personality,
        ("interests",): language.join(child.interests),
        ("health", "condition"): health.condition if health else None,
        ("health", "illnesses"): language.join(health.illnesses) if health else None,
        ("health", "allergies"): language.join(health.allergies) if health else None,
        ("health", "disability"): health.disability if health else None,
        ("health", "notes"): health.notes if health else None,
        ("home", "distance_km"): language.number(child.home.distance_km)
        if child.home and child.home.distance_km is not None
        else None,
        ("consent",): _consent(site, child),
        ("retain_until",): language.day(child.retain_until),
        ("notes",): child.notes,
    }
    optional = {
        "hukou",
        "disability",
        "notes",
        "retain_until",
        "distance_km",
        "ethnicity",
        "student_no",
    }
    for route, text in texts.items():
        if text or route[-1] not in optional:
            labels = [language.field("child", *route[: n + 1]) for n in range(len(route))]
            yield Fact("·".join(labels), text or "")


def _consent(site: Site, child: Child) -> str:
    if child.consent is None:
        return ""
    day = site.language.day(child.consent.date)
    parts = [part for part in (child.consent.by, child.consent.relation) if part]
    return f"{site.language.join(parts)} {day}"


def _spell(site: Site, field: str, spell: Spell, detail: str) -> SpellRow:
    language = site.language
    return SpellRow(
        what=language.field("child", field),
        since=language.day(spell.since),
        until=language.day(spell.until),
        detail=detail,
        now=spell.holds(site.as_of),
    )
