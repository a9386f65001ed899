"""Follow-ups: what somebody promised to look at again, past its day first, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.confidential import is_confidential
from builder.follow_ups import FollowUp, Standing
from builder.i18n import N_
from builder.model import HealthCheck, Visit
from builder.views.by_class import class_of
from builder.views.marks import Fact, Tag, visit_title
from builder.views.record_links import record_link
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRow:
    """One follow-up. `what` is the record and leads to it; of a confidential one no text is shown.

    `days` are those past its day (for a finished one: by how many it was late).
    """

    kind: str
    state: str
    children: tuple[Link, ...]
    classes: tuple[Link, ...]
    class_sort: str
    left: bool
    what: Link
    when: str
    when_sort: str
    confidential: bool
    problem: str
    action: str
    follow_up: str
    due: str
    due_sort: str
    days: int
    done: str
    done_sort: str
    tags: tuple[Tag, ...]
    responsible: tuple[Link, ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpsView:
    """The whole list. `settled` are problems that were met at once and that nobody returns to;
    `ended` are those whose children have all left before anybody had done it."""

    as_of: str
    semester: str
    hints: tuple[Fact, ...]
    late: int
    due_this_week: int
    sunday: str
    undated: int
    open: int
    closed: int
    in_time: int
    dated: int
    unnamed: int
    rows: tuple[FollowUpRow, ...]
    settled: tuple[FollowUpRow, ...]
    done: tuple[FollowUpRow, ...]
    ended: tuple[FollowUpRow, ...]
    who: tuple[Link, ...]
    classes: tuple[Link, ...]
    states: tuple[Link, ...]


STATES: Final = {
    Standing.LATE: N_("past its day"),
    Standing.DUE: N_("still to come"),
    Standing.UNDATED: N_("no date set"),
}
"""What the open ones are called, in the order of the list."""


def sheets(site: Site) -> Iterable[Sheet]:
    """The one page of follow-ups."""
    view = follow_ups_view(site)
    yield Sheet(
        path="follow-ups",
        title=site.language.text("Follow-ups"),
        context=view,
        search="",
        description=site.language.text(
            "What is to be looked at again, as of {day}", day=view.as_of
        ),
    )


def follow_ups_view(site: Site) -> FollowUpsView:
    """The follow-ups of the day: all open ones, and what was closed or settled this semester."""
    ours = site.follow_ups
    open_ = [one for one in ours if one.open]
    done = [one for one in ours if one.done and site.this_semester(one.done)]
    settled = [
        one
        for one in ours
        if one.standing is Standing.SETTLED and site.this_semester(one.record.date)
    ]
    rows = follow_up_rows(site, open_)
    sunday = site.week[1]
    dated = [one for one in done if one.due]
    people = {who.id: who for row in rows for who in row.responsible}
    classes = {one.id: one for row in rows for one in row.classes}
    states = {row.state for row in rows}
    return FollowUpsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        hints=closing_lines(site, rows),
        late=_count(open_, Standing.LATE),
        due_this_week=sum(one.due is not None and site.as_of <= one.due <= sunday for one in open_),
        sunday=site.language.short_day(sunday),
        undated=_count(open_, Standing.UNDATED),
        open=len(open_),
        closed=len(done),
        in_time=sum(one.done is not None and one.done <= (one.due or one.done) for one in dated),
        dated=len(dated),
        unnamed=len(open_) - len(rows),
        rows=rows,
        settled=follow_up_rows(site, settled),
        done=follow_up_rows(site, done),
        ended=follow_up_rows(site, (one for one in ours if one.standing is Standing.LEFT)),
        who=tuple(people[id_] for id_ in sorted(people)),
        classes=tuple(sorted(classes.values(), key=lambda one: one.sort)),
        states=tuple(
            Link(site.language.text(words), "", str(state))
            for state, words in STATES.items()
            if str(state) in states
        ),
    )


def follow_up_rows(site: Site, these: Iterable[FollowUp]) -> tuple[FollowUpRow, ...]:
    """Rows, past their day first, then by day, undated ones last; finished ones the latest first.

    Those about nobody who may be named are left out.
    """
    ordered = sorted(
        these,
        key=lambda one: (
            one.due or date.max if not one.done else date.min,
            -(one.done or date.min).toordinal(),
            one.record.date,
        ),
    )
    named = (one for one in ordered if not site.withdrawn.issuperset(one.children))
    return tuple(_row(site, one) for one in named)


def by_person(site: Site) -> Mapping[str, Sequence[FollowUp]]:
    """The open follow-ups of everybody who answers for any."""
    found: dict[str, list[FollowUp]] = {}
    for one in site.follow_ups:
        if one.open:
            for person in answerable(site, one):
                found.setdefault(person, []).append(one)
    return found


def answerable(site: Site, one: FollowUp) -> tuple[str, ...]:
    """Who is to see to it: who made the visit, if still at the school; else those in charge now.

    A health check was nobody's visit: the class teacher sees to the next one, as the policy has it
    for every rule that names no role.
    """
    staff = site.store.staff
    if isinstance(one.record, Visit):
        there = [who for who in one.record.by if who in staff and staff[who].holds(site.as_of)]
        if there:
            return tuple(there)
    roles = ("paired_teacher", "class_teacher")
    if isinstance(one.record, HealthCheck):
        roles = ("class_teacher", "paired_teacher")
    children = [site.store.children[id_] for id_ in one.children if id_ in site.store.children]
    for role in roles:
        found = {who for child in children for who in site.holders(role, child)}
        if found:
            return tuple(sorted(found))
    return ()


def closing_lines(site: Site, rows: Iterable[FollowUpRow]) -> tuple[Fact, ...]:
    """For each kind of record among some rows, the line that closes it, as it is typed there."""
    language, found = site.language, []
    for kind in sorted({row.kind for row in rows}, reverse=True):
        key = language.key(kind, "followed_up")
        found.append(Fact(language.kind(kind), f"{key}: {site.as_of.isoformat()}"))
    return tuple(found)


def _count(these: Iterable[FollowUp], standing: Standing) -> int:
    return sum(one.standing is standing for one in these)


def _row(site: Site, one: FollowUp) -> FollowUpRow:
    language, record = site.language, one.record
    named = [id_ for id_ in one.children if id_ not in site.withdrawn]
    children = [site.store.children[id_] for id_ in named if id_ in site.store.children]
    visit = record if isinstance(record, Visit) else None
    secret = visit is not None and is_confidential(visit)
    if visit is not None:
        title, problem = visit_title(language, visit), visit.problem or ""
    else:
        title = language.kind("health")
        problem = language.join(record.abnormal) if isinstance(record, HealthCheck) else ""
    measured_by = one.done or site.as_of
    days = max((measured_by - one.due).days, 0) if one.due else 0
    classes = tuple({(link := class_of(site, child.id)).id: link for child in children}.values())
    return FollowUpRow(
        kind="health" if visit is None else "visit",
        state=str(one.standing),
        children=tuple(site.child_link(id_) for id_ in named),
        classes=classes,
        class_sort=classes[0].sort if classes else "",
        left=not any(child.enrolled_on(site.as_of) for child in children),
        what=Link(title, record_link(site, record).href),
        when=site.short_day(record.date),
        when_sort=record.date.isoformat(),
        confidential=secret,
        problem="" if secret else problem,
        action="" if secret or visit is None else visit.action or "",
        follow_up="" if secret or visit is None else visit.follow_up or "",
        due=site.short_day(one.due),
        due_sort=one.due.isoformat() if one.due else "9999",
        days=days,
        done=site.short_day(one.done),
        done_sort=one.done.isoformat() if one.done else "",
        tags=(_tag(site, one, days),),
        responsible=site.staff_links(answerable(site, one)),
        edit=site.links.edit(record.origin),
    )


def _tag(site: Site, one: FollowUp, days: int) -> Tag:
    language = site.language
    if one.standing is Standing.LATE:
        return Tag(language.plural("{n} day overdue", "{n} days overdue", days), "late")
    if one.standing is Standing.DUE:
        return Tag(language.text("by {day}", day=site.short_day(one.due)))
    if one.standing is Standing.UNDATED:
        return Tag(language.text("no date set"), "warn")
    if one.standing is Standing.SETTLED:
        return Tag(language.text("met at once"), "quiet")
    if one.standing is Standing.LEFT:
        return Tag(language.text("left before it was done"), "quiet")
    if days:
        return Tag(language.plural("{n} day too late", "{n} days too late", days), "warn")
    return Tag(language.text("done"), "good")
