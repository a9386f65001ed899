"""The archive of every child of a class, a page each, in the order of the 五清楚 (S1-03, S1-04, S3-02).

Of a child who left it says how things stood on the last day: it goes with the child to the next
school. Of one whose consent was withdrawn it keeps what the law has a school keep: name, class and
guardians (safety.md, The people in the records).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from builder.i18n import Language
from builder.model import Child, HealthCheck, Pairing, SemesterClass
from builder.roles import OF_CHILDREN, on
from builder.views.archive import group_name
from builder.views.contact_card import home_text
from builder.views.coverage import coverage
from builder.views.health_table import check_words
from builder.views.marks import partner, with_detail
from builder.views.peers import PEERS, peer_pairings
from builder.views.prints.documents import (
    DOCUMENTS,
    INDEX,
    Cell,
    Heading,
    child_anchor,
    class_heading,
    class_sheets,
    heading,
    left_documents,
    left_from,
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
    """One child's archive as it stood on `as_of`. `withdrawn` is the day on which consent was
    withdrawn, or empty."""

    id: str
    anchor: str
    name: str
    class_: str
    semester: str
    as_of: str
    withdrawn: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """The archives of a class."""

    heading: Heading
    back: Link
    sheets: tuple[ArchiveSheet, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The archives of every class of the semester, and of those who have left."""
    yield from class_sheets(site, "archive", archive_view)
    for class_id, link in left_documents(site).items():
        view = left_view(site, class_id, link.text)
        title = f"{link.text}·{view.heading.title}"
        yield Sheet(path=link.href.removesuffix(".html"), title=title, context=view)


def archive_view(site: Site, cls: SemesterClass) -> ArchiveView:
    """The archives of a class as they stand on the day."""
    return ArchiveView(
        heading=class_heading(site, "archive", cls),
        back=site.class_link(cls.class_),
        sheets=tuple(
            archive_sheet(site, child) for child in site.children_of_class.get(cls.class_, ())
        ),
    )


def left_view(site: Site, class_id: str, title: str) -> ArchiveView:
    """The archives of the children who left from a class, each as of the last day."""
    document = DOCUMENTS["archive"]
    return ArchiveView(
        heading=heading(site, site.language.text(document), class_=title),
        back=Link(site.language.text("Print"), f"{INDEX}.html"),
        sheets=tuple(archive_sheet(site, child) for child in left_from(site)[class_id]),
    )


def archive_sheet(site: Site, child: Child) -> ArchiveSheet:
    """One child's archive on the day, or on the day on which the child left."""
    day = min(site.as_of, child.left) if child.left else site.as_of
    semester = site.semester if day == site.as_of else site.calendar.semester_of(day)
    hidden = child.id in site.withdrawn
    withdrawn = child.consent.withdrawn if hidden and child.consent else None
    return ArchiveSheet(
        id=child.id,
        anchor=child_anchor(child.id),
        name=child.name,
        class_=_class(site, child, day),
        semester=semester.name if semester else "",
        as_of=site.language.day(day),
        withdrawn=site.language.day(withdrawn),
        blocks=_statutory(site, child, day) if hidden else tuple(_blocks(site, child, day)),
    )


def _class(site: Site, child: Child, day: date) -> str:
    """The child's class under its name on the page, or under that of the day of leaving."""
    return site.class_name(child.class_on(day), day=None if day == site.as_of else day)


def _statutory(site: Site, child: Child, day: date) -> tuple[Block, ...]:
    """All that may still be kept."""
    field = site.language.field
    guardians = [
        (one.name, site.language.value("child", "guardians.relation", one.relation))
        for one in child.guardians
        if one.holds(day)
    ]
    return (
        Block(
            title=group_name(site.language, "基本信息"),
            cells=(
                Cell(field("child", "name"), child.name, 6),
                Cell(field("child", "class"), _class(site, child, day), 6),
            ),
        ),
        Block(
            title=field("child", "guardians"),
            head=(field("child", "guardians", "name"), field("child", "guardians", "relation")),
            rows=tuple(guardians) or (("", ""),),
        ),
    )


def _blocks(site: Site, child: Child, day: date) -> Iterator[Block]:
    language = site.language
    field = language.field
    yield Block(title=group_name(language, "基本信息"), cells=tuple(_basics(site, child, day)))
    yield Block(
        title=language.join(
            [group_name(language, name) for name in ("性格特征", "兴趣爱好", "健康状况")]
        ),
        cells=(
            Cell(field("child", "personality"), child.personality or "", 12),
            Cell(field("child", "interests"), language.join(child.interests), 12),
            *_health(site, child, day),
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
        rows=tuple(_guardians(site, child, day)),
    )
    yield Block(title=language.kind("pairing"), cells=tuple(_helpers(site, child, day)))
    if child.enrolled_on(site.as_of):
        title = language.text("Spoken to this semester")
        yield Block(title=title, cells=tuple(_parties(site, child)))
    yield Block(title=field("child", "consent"), cells=tuple(_consent(site, child)))


_PARENT = ("relation", "name", "phone", "work_place", "away_since", "best_time")
_GUARDIAN = ("relation", "name", "phone", "address", "capacity", "entrusted")


def _labels(language: Language, of: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(language.field("child", of, name) for name in names)


def _basics(site: Site, child: Child, day: date) -> Iterator[Cell]:
    language = site.language
    field, text = language.field, language.text
    spell = next((one for one in child.left_behind if one.holds(day)), None)
    boarding = next((one for one in child.boarding if one.holds(day)), None)
    priority = next((one for one in child.priority if one.holds(day)), None)
    unguarded = any(one.holds(day) for one in child.unguarded)
    type_ = language.value("child", "left_behind.type", spell.type) if spell else ""
    age = language.plural("{n} year old", "{n} years old", child.age_on(day))
    yield Cell(field("child", "name"), child.name)
    yield Cell(field("child", "sex"), language.value("child", "sex", child.sex))
    yield Cell(field("child", "born"), with_detail(language, language.day(child.born), age))
    yield Cell(field("child", "class"), _class(site, child, day))
    yield Cell(field("child", "student_no"), child.student_no or "")
    yield Cell(field("child", "enrolled"), language.day(child.enrolled))
    if child.left and child.left < site.as_of:
        reason = child.left_reason
        yield Cell(field("child", "left"), language.day(child.left))
        words = language.value("child", "left_reason", reason) if reason else ""
        yield Cell(field("child", "left_reason"), words, 8)
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


def _health(site: Site, child: Child, day: date) -> Iterator[Cell]:
    """What the archive says, and the last check: what was measured, what was abnormal."""
    language, health = site.language, child.health
    condition = (health.condition if health else None) or ""
    yield Cell(language.field("child", "health"), condition, 3)
    texts = {
        "illnesses": language.join(health.illnesses) if health else None,
        "allergies": language.join(health.allergies) if health else None,
        "disability": health.disability if health else None,
    }
    for name, text in texts.items():
        yield Cell(language.field("child", "health", name), text or "", 3)
    notes = (health.notes if health else None) or ""
    yield Cell(language.text("Health notes"), notes, 12)
    last = [one for one in site.store.health_of[child.id] if one.date <= day][-1:]
    yield Cell(language.kind("health"), _check(language, last[0]) if last else "", 12)


def _check(language: Language, check: HealthCheck) -> str:
    measured = list(check_words(language, check))
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


def _guardians(site: Site, child: Child, day: date) -> Iterator[tuple[str, ...]]:
    """The guardians of the day, and a blank row for the next one."""
    language = site.language
    for one in child.guardians:
        if one.holds(day):
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


def _helpers(site: Site, child: Child, day: date) -> Iterator[Cell]:
    """Who is there for the child, with telephones; a blank for a role that nobody holds. Nobody
    misses a community parent: that is no duty of the school."""
    language = site.language
    for role in OF_CHILDREN:
        words = []
        for staff in on(site.roles.of_child(role, child), day):
            person = site.store.staff.get(staff)
            phone = person.phone if person else None
            words.append(f"{site.staff_link(staff).text} {phone or ''}".strip())
        if role != "community_parent":
            yield Cell(site.role_name(role), language.join(words))
        elif words:
            yield Cell(site.role_name(role), language.join(words), 12)
    pairs = _peers(site, child, day)
    for kind in ("study_helper", "friend"):
        names = []
        for one in pairs:
            if one.kind == kind:
                who = partner(site, one) if one.child == child.id else (site.child_link(one.child),)
                names += [link.text for link in who]
        yield Cell(language.value("pairing", "kind", kind), language.join(names), 6)


def _peers(site: Site, child: Child, day: date) -> tuple[Pairing, ...]:
    if child.enrolled_on(site.as_of):
        return tuple(peer_pairings(site, {child.id}))
    known = (*site.store.pairings_of[child.id], *site.store.pairings_with[child.id])
    return tuple(
        one
        for one in known
        if one.kind in PEERS and one.holds(day) and not {one.child, one.peer} & site.withdrawn
    )


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
