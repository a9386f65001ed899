"""Teacher: whose children are mine, what I owe them this week, and what I promised to look after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from builder.audience import Kind
from builder.confidential import is_confidential
from builder.edit_links import NewFile
from builder.follow_ups import FollowUp, Standing
from builder.model import Rule, Staff, Visit
from builder.views.child_tables import AidTable, PairingRow, aid_table, pairing_rows
from builder.views.duties import rosters
from builder.views.follow_ups import FollowUpRow, by_person, closing_lines, follow_up_rows
from builder.views.load import ROLES, Load, children_by, load_of
from builder.views.log_visit import forms, loggable, week_to_log
from builder.views.marks import Fact, Tag, facts, outcome_tag, visit_title, with_detail
from builder.views.owed import Owed, everything_owed
from builder.views.prints.documents import blank_form, handbooks, printed_visit
from builder.views.register import hidden
from builder.views.site import Link, Sheet, Site
from builder.withhold import Elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One rule that one child (or class, or the school) is owed. `days` over the due day, or 0.

    `accepted`: the period is over, and until then it can still be made good.
    """

    rule: Link
    due: str
    accepted: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyChild:
    """One child of mine: as what, what is due this week (the latest first), what comes later."""

    child: Link
    class_: Link
    roles: tuple[str, ...]
    due: tuple[DueRow, ...]
    later: tuple[DueRow, ...]
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRule:
    """A rule that several people owe together, for children who are not mine."""

    rule: Link
    late: int
    open: int
    children: tuple[Link, ...]
    unnamed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One of my visits."""

    when: str
    when_sort: str
    children: tuple[Link, ...]
    what: str
    text: str
    tags: tuple[Tag, ...]
    edit: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """One of my duty slots."""

    weekday: str
    slot: str
    place: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What somebody from outside promised one child, what came of it, and what was given."""

    child: Link
    pairings: tuple[PairingRow, ...]
    aid: AidTable | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherView:
    """A person's page. `agreements` are on that of somebody from outside, who has no page of a
    child to read them on; `outside` leaves out what is for the school's own staff."""

    name: str
    id: str
    as_of: str
    sunday: str
    tags: tuple[Tag, ...]
    facts: tuple[Fact, ...]
    classes: tuple[Link, ...]
    posts: tuple[str, ...]
    children: tuple[MyChild, ...]
    unnamed: int
    late: int
    due: int
    outside: bool
    agreements: tuple[Agreement, ...]
    others: tuple[DueRow, ...]
    shared: tuple[SharedRule, ...]
    elsewhere: Elsewhere
    log: NewFile | None
    logged_for: int
    logged_entries: int
    hints: tuple[Fact, ...]
    follow_ups: tuple[FollowUpRow, ...]
    open_follow_ups: int
    follow_ups_late: int
    follow_ups_unnamed: int
    visits: tuple[VisitRow, ...]
    month: str
    load: tuple[Load, ...]
    duties: tuple[DutyRow, ...]
    prints: tuple[Link, ...]
    edit: str


def sheets(site: Site) -> Iterator[Sheet]:
    """One page for everybody of the staff on record."""
    return _sheets(site, sorted(site.store.staff))


def home(site: Site) -> Iterator[Sheet]:
    """The front page of the site that is one person's own."""
    for sheet in _sheets(site, [site.audience.id]):
        yield replace(sheet, path="index")


def _sheets(site: Site, people: Iterable[str]) -> Iterator[Sheet]:
    owed: dict[str, list[Owed]] = {}
    for one in everything_owed(site):
        for staff in one.responsible:
            owed.setdefault(staff, []).append(one)
    mine = {role: children_by(site, role) for role in ROLES}
    ups = by_person(site)
    for staff_id in people:
        person = site.store.staff[staff_id]
        view = teacher_view(site, person, owed.get(staff_id, ()), mine, ups.get(staff_id, ()))
        yield Sheet(
            path=f"staff/{staff_id}",
            title=person.name,
            context=view,
            search=" ".join([person.position or "", staff_id, *(c.text for c in view.classes)]),
            description=" ".join(tag.text for tag in view.tags),
            edit=view.edit,
        )


def teacher_view(
    site: Site,
    person: Staff,
    owed: Sequence[Owed],
    mine: Mapping[str, Mapping[str, Sequence[str]]],
    promised: Sequence[FollowUp],
) -> TeacherView:
    """One person on the day.

    `owed` is what everybody is owed by them, `mine` the load by role, `promised` their follow-ups.
    """
    language = site.language
    sunday = site.week[1]
    children = tuple(_children(site, person, owed, mine))
    ids = {one.child.id for one in children}
    due = _due_rules(site, owed, ids, sunday)
    ups = follow_up_rows(site, promised)
    outside = site.audience.kind is Kind.OUTSIDE
    others = [one for one in owed if one.scope != "child" and one.state in ("overdue", "open")]
    return TeacherView(
        name=person.name,
        id=person.id,
        as_of=language.day(site.as_of),
        sunday=language.short_day(sunday),
        tags=tuple(_tags(site, person)),
        facts=facts(
            language,
            "staff",
            {
                "position": person.position,
                "organisation": person.organisation,
                "phone": person.phone,
            },
        ),
        classes=tuple(
            site.class_link(cls.class_)
            for cls in site.semester_classes
            if person.id in site.class_teachers(cls.class_)
        ),
        posts=tuple(_posts(site, person)),
        children=children,
        unnamed=len({c for role in ROLES for c in mine[role].get(person.id, ())} & site.withdrawn),
        late=sum(any(row.days for row in one.due) for one in children),
        due=sum(bool(one.due) for one in children),
        outside=outside,
        agreements=tuple(_agreements(site, children)) if outside else (),
        others=tuple(_due_row(site, one, with_unit=True) for one in others),
        shared=() if outside else tuple(_shared(site, owed, ids, sunday)),
        elsewhere=site.elsewhere,
        log=week_to_log(site, person.id, due) if due and not outside else None,
        logged_for=len(due),
        logged_entries=sum(len(forms(rules)) for rules in due.values()),
        hints=() if outside else closing_lines(site, ups),
        follow_ups=ups,
        open_follow_ups=len(promised),
        follow_ups_late=sum(one.standing is Standing.LATE for one in promised),
        follow_ups_unnamed=len(promised) - len(ups),
        visits=tuple(_visits(site, person)),
        month=language.text("this month"),
        load=load_of(site, person, mine),
        duties=tuple(_duties(site, person)),
        prints=() if outside else (*handbooks(site, person.id), blank_form(site)),
        edit=site.links.edit(person.origin),
    )


def _tags(site: Site, person: Staff) -> Iterator[Tag]:
    language = site.language
    yield Tag(language.value("staff", "group", person.group))
    if person.counsellor:
        yield Tag(language.field("staff", "counsellor"))
    if not person.holds(site.as_of):
        yield Tag(language.text("not at the school at present"), "quiet")


def _posts(site: Site, person: Staff) -> Iterator[str]:
    """Posts in the leading group, with their lines of work."""
    for member in site.store.school.leading_group:
        if member.staff == person.id:
            post = site.language.value("school", "leading_group.post", member.post)
            group = site.language.field("school", "leading_group")
            lines = site.language.join(member.lines)
            yield with_detail(site.language, f"{group}·{post}", lines)


def _children(
    site: Site,
    person: Staff,
    owed: Sequence[Owed],
    mine: Mapping[str, Mapping[str, Sequence[str]]],
) -> Iterator[MyChild]:
    """My children, those with something overdue first, then those with something due this week."""
    roles: dict[str, list[str]] = {}
    for role in ROLES:
        for child in mine[role].get(person.id, ()):
            roles.setdefault(child, []).append(site.role_name(role))
    rows: dict[str, list[Owed]] = {}
    for one in owed:
        if one.scope == "child" and one.unit in roles:
            rows.setdefault(one.unit, []).append(one)
    found = []
    for child, names in roles.items():
        if hidden(site, child):
            continue
        due = [one for one in rows.get(child, ()) if one.this_week(site.week[1])]
        later = [one for one in rows.get(child, ()) if one.state == "open" and one not in due]
        due.sort(key=lambda one: (-one.days, one.due or date.max))
        last = site.last_reached.get(child)
        row = MyChild(
            child=site.child_link(child),
            class_=site.class_link(site.class_of("child", child), short=True),
            roles=tuple(names),
            due=tuple(_due_row(site, one) for one in due),
            later=tuple(_due_row(site, one) for one in later),
            last=site.short_day(last.date) if last else "",
        )
        found.append((not due, -(due[0].days if due else 0), child, row))
    for *_, row in sorted(found, key=lambda one: one[:3]):
        yield row


def _agreements(site: Site, children: Sequence[MyChild]) -> Iterator[Agreement]:
    for one in children:
        yield Agreement(
            child=one.child,
            pairings=pairing_rows(site, one.child.id),
            aid=aid_table(site, one.child.id),
        )


def _due_row(site: Site, one: Owed, *, with_unit: bool = False) -> DueRow:
    rule = site.rule_link(one.rule)
    if with_unit:
        rule = Link(f"{site.unit_link(one.scope, one.unit).text}·{rule.text}", rule.href, rule.id)
    return DueRow(
        rule=rule,
        due=site.short_day(one.due),
        accepted=site.short_day(one.accepted),
        days=one.days,
    )


def _due_rules(
    site: Site, owed: Sequence[Owed], ids: set[str], sunday: date
) -> dict[str, list[Rule]]:
    """My children for whom a visit of mine is due this week, each with the rules that want it."""
    found: dict[str, list[Rule]] = {}
    for one in sorted(owed, key=lambda one: -one.days):
        if one.unit in ids and one.this_week(sunday) and loggable(one.rule):
            found.setdefault(one.unit, []).append(one.rule)
    return dict(sorted(found.items()))


def _shared(site: Site, owed: Sequence[Owed], ids: set[str], sunday: date) -> Iterator[SharedRule]:
    """What I owe with others to children who are not mine: a count a rule, the names to unfold."""
    rules: dict[str, list[Owed]] = {}
    for one in owed:
        if one.scope == "child" and one.unit not in ids and one.state in ("overdue", "open"):
            rules.setdefault(one.rule.id, []).append(one)
    for rows in rules.values():
        rows.sort(key=lambda one: (-one.days, one.unit))
        yield SharedRule(
            rule=site.rule_link(rows[0].rule),
            late=sum(one.state == "overdue" for one in rows),
            open=sum(one.state == "open" for one in rows),
            children=tuple(site.child_link(one.unit) for one in rows if not hidden(site, one.unit)),
            unnamed=sum(hidden(site, one.unit) for one in rows),
        )


def _links(site: Site, visit: Visit) -> tuple[Link, ...]:
    return tuple(site.child_link(child) for child in visit.children if not hidden(site, child))


def _visits(site: Site, person: Staff) -> Iterator[VisitRow]:
    """My visits of this month, the newest first."""
    language = site.language
    first = site.as_of.replace(day=1)
    for visit in reversed(site.visits_by.get(person.id, ())):
        if visit.date < first or not _links(site, visit):
            continue
        tags = [*outcome_tag(language, visit)]
        if is_confidential(visit):
            tags.append(Tag(language.field("visit", "confidential"), "late"))
        yield VisitRow(
            when=language.short_day(visit.date),
            when_sort=visit.date.isoformat(),
            children=_links(site, visit),
            what=visit_title(language, visit),
            text=visit.summary or "",
            tags=tuple(tags),
            edit=site.links.edit(visit.origin),
            form=printed_visit(site, visit),
        )


def _duties(site: Site, person: Staff) -> Iterator[DutyRow]:
    """My slots in the duty rosters that are in force on the day."""
    rows = [
        (slot.day, slot.slot, live.duty)
        for live in rosters(site)
        if live.standing == "current"
        for slot in live.duty.slots
        if slot.staff == person.id
    ]
    for day, slot, duty in sorted(rows, key=lambda row: row[:2]):
        yield DutyRow(
            weekday=site.language.weekday(day),
            slot=slot,
            place=duty.place,
            edit=site.links.edit(duty.origin),
        )
