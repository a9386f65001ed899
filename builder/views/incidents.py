"""Incidents: what happened, and each notification against its deadline in minutes (S1-25).

A suspected abuse is a date and its kind, no more: no title, no text, no child, no place, nobody's
name. What concerns a child whose consent was withdrawn is told without words and without that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder import schema
from builder.confidential import is_abuse
from builder.edit_links import NewFile
from builder.i18n import N_
from builder.model import Incident
from builder.notices import (
    NEVER_OF_ABUSE,
    TOLD_OF_ABUSE,
    Notice,
    known_incidents,
    notices_of,
    unreported,
)
from builder.views.new_record import one_of
from builder.views.notice_rows import NoticeRow, notice_rows, party
from builder.views.record_links import anchor
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """One incident. `withheld` says that its words and names are not for a list.

    `in_time` of `due` notifications were made within their minutes; `unnamed` counts children whose
    consent is withdrawn. `unreported` are those to whom a suspected abuse has not been reported.
    `secret` says that which children it was about is not written. `marks` are what the filters
    compare.
    """

    anchor: str
    title: str
    kind: Link
    semester: str
    occurred: str
    known: str
    sort: str
    place: str
    children: tuple[Link, ...]
    unnamed: int
    secret: bool
    summary: str
    actions: str
    withheld: bool
    notices: tuple[NoticeRow, ...]
    in_time: int
    due: int
    late: tuple[str, ...]
    missing: tuple[str, ...]
    unreported: tuple[str, ...]
    closed: str
    marks: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRow:
    """One party this semester: in time of due, late, not told; the longest it took; and earlier."""

    to: str
    allowed: str
    in_time: int
    due: int
    late: int
    missing: int
    longest: str
    earlier_in_time: int
    earlier_due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """How many incidents of a kind: this semester, still open, earlier."""

    kind: Link
    now: int
    open: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsView:
    """The whole ledger."""

    as_of: str
    semester: str
    has_deadlines: bool
    now: int
    open: int
    before: int
    in_time: int
    due: int
    late: int
    missing: int
    unreported: int
    parties: tuple[PartyRow, ...]
    kinds: tuple[KindRow, ...]
    rows: tuple[IncidentRow, ...]
    kind_options: tuple[Link, ...]
    semester_options: tuple[Link, ...]
    mark_options: tuple[Link, ...]
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of incidents."""
    view = incidents_view(site)
    yield Sheet(
        path="incidents",
        title=site.language.text("Incidents"),
        context=view,
        search="",
        description=site.language.text(
            "Incidents and who was told within how many minutes, as of {day}", day=view.as_of
        ),
    )


def incidents_view(site: Site) -> IncidentsView:
    """The incidents that were known by the end of the day: open ones first, then the latest."""
    known = sorted(known_incidents(site.store, site.as_of), key=lambda one: one.known, reverse=True)
    known.sort(key=lambda one: not _open(site, one))
    now = [one for one in known if _now(site, one)]
    before = [one for one in known if not _now(site, one)]
    judged = [notice for one in now for notice in _notices(site, one)]
    rows = tuple(_row(site, one) for one in known)
    seen = {row.semester for row in rows}
    marks = {mark for row in rows for mark in row.marks.split()}
    return IncidentsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        has_deadlines=bool(site.policy.incident_deadlines),
        now=len(now),
        open=sum(_open(site, one) for one in known),
        before=len(before),
        in_time=sum(notice.in_time for notice in judged),
        due=sum(notice.due for notice in judged),
        late=sum(notice.late for notice in judged),
        missing=sum(notice.missing for notice in judged),
        unreported=sum(bool(row.unreported) for row in rows),
        parties=tuple(_parties(site, now, before)),
        kinds=tuple(_kinds(site, now, before)),
        rows=rows,
        kind_options=tuple({row.kind.id: row.kind for row in rows}.values()),
        semester_options=tuple(
            Link(semester.name, "", semester.id)
            for semester in reversed(site.calendar.semesters)
            if semester.id in seen
        ),
        mark_options=tuple(
            Link(site.language.text(words), "", mark)
            for mark, words in _MARKS.items()
            if mark in marks
        ),
        new=new_incident(site),
    )


_MARKS: Final = {
    "open": N_("not closed yet"),
    "unreported": N_("suspected abuse not reported"),
    "late": N_("told late"),
    "missing": N_("not told"),
    "kept": N_("all told in time"),
}
"""What the ledger can be narrowed to."""


def new_incident(site: Site) -> NewFile:
    """The host's page for a new incident, with a line for each party that has a deadline, and for
    whom a suspected abuse is reported to.

    Those lines are comments until somebody has been told: a line without its time is no record.
    """
    language = site.language
    rows = [
        one_of(language, "incident", "kind"),
        language.text(
            N_("# Suspected abuse: only when, and who was told; what happened is not written here.")
        ),
        language.text(N_("# Times are written like this: {time}"), time=f"{site.as_of} 14:30"),
        *(f"{language.key('incident', name)}:" for name in _FORM),
        language.text(N_("# Told somebody? Take the # off that line and write the time.")),
        f"{language.key('incident', 'notifications')}:",
    ]
    to, at, by = (language.key("incident", "notifications", name) for name in ("to", "at", "by"))
    deadlines = site.policy.incident_deadlines
    named = dict.fromkeys([*(one.to for one in deadlines), *TOLD_OF_ABUSE])
    for whom in named:
        when = [
            language.plural("within {n} minute", "within {n} minutes", minutes)
            for minutes in dict.fromkeys(one.minutes for one in deadlines if one.to == whom)
        ]
        if whom in NEVER_OF_ABUSE:
            when.append(language.text("never of suspected abuse"))
        elif whom in TOLD_OF_ABUSE:
            when.append(language.text("of suspected abuse at once"))
        name = party(site, whom) if language.chinese else whom
        rows.append(f"#  - {{{to}: {name}, {at}: , {by}: }}   # {language.join(when)}")
    return site.new_file(f"incidents/{site.as_of:%Y-%m-%d}", "\n".join(rows) + "\n")


_FORM: Final = (
    "title",
    "occurred",
    "known",
    "place",
    "kind",
    "children",
    "summary",
)


def _notices(site: Site, incident: Incident) -> tuple[Notice, ...]:
    return notices_of(incident, site.policy, site.as_of)


def _now(site: Site, incident: Incident) -> bool:
    """By the day on which it became known: its deadlines run from there, and so does the summary."""
    return site.semester is not None and incident.known.date() >= site.semester.start


def _open(site: Site, incident: Incident) -> bool:
    return incident.closed is None or incident.closed > site.as_of


def _row(site: Site, incident: Incident) -> IncidentRow:
    language = site.language
    semester = site.calendar.semester_of(incident.known.date())
    kind = Link(language.value("incident", "kind", incident.kind), "", incident.kind)
    abuse = is_abuse(incident)
    unnamed = 0 if abuse else len(site.withdrawn.intersection(incident.children))
    withheld = abuse or unnamed > 0
    judged = _notices(site, incident)
    waiting = unreported(incident, site.policy, site.as_of)
    late = [party(site, notice.deadline.to) for notice in judged if notice.late]
    missing = [party(site, notice.deadline.to) for notice in judged if notice.missing]
    open_ = _open(site, incident)
    marks = {
        "open": open_,
        "late": bool(late),
        "missing": bool(missing),
        "unreported": bool(waiting),
        "kept": bool(judged) and all(notice.in_time for notice in judged),
    }
    day = language.day
    return IncidentRow(
        anchor=anchor(incident.origin),
        title=kind.text if withheld else incident.title,
        kind=kind,
        semester=semester.id if semester else "none",
        occurred=day(incident.occurred.date()) if abuse else language.moment(incident.occurred),
        known=day(incident.known.date()) if abuse else language.moment(incident.known),
        sort=incident.known.isoformat(),
        place="" if withheld else incident.place or "",
        children=() if abuse else _named(site, incident.children),
        unnamed=unnamed,
        secret=abuse,
        summary="" if withheld else incident.summary,
        actions="" if withheld else incident.actions or "",
        withheld=withheld,
        notices=tuple(notice_rows(site, incident, judged)),
        in_time=sum(notice.in_time for notice in judged),
        due=sum(notice.due for notice in judged),
        late=tuple(late),
        missing=tuple(missing),
        unreported=tuple(party(site, to) for to in waiting),
        closed="" if open_ else language.day(incident.closed),
        marks=" ".join(mark for mark, holds in marks.items() if holds),
        edit=site.links.edit(incident.origin),
    )


def _named(site: Site, ids: Iterable[str]) -> tuple[Link, ...]:
    return tuple(site.child_link(child) for child in ids if child not in site.withdrawn)


def _parties(site: Site, now: Sequence[Incident], before: Sequence[Incident]) -> Iterator[PartyRow]:
    """By whom is to be told, in the policy's order."""
    language = site.language
    current = [notice for one in now for notice in _notices(site, one)]
    earlier = [notice for one in before for notice in _notices(site, one)]
    for to in dict.fromkeys(deadline.to for deadline in site.policy.incident_deadlines):
        these = [notice for notice in current if notice.deadline.to == to]
        those = [notice for notice in earlier if notice.deadline.to == to]
        allowed = dict.fromkeys(d.minutes for d in site.policy.incident_deadlines if d.to == to)
        took = [notice.slowest for notice in these if notice.slowest is not None]
        yield PartyRow(
            to=party(site, to),
            allowed=language.join([language.number(minutes) for minutes in allowed]),
            in_time=sum(notice.in_time for notice in these),
            due=sum(notice.due for notice in these),
            late=sum(notice.late for notice in these),
            missing=sum(notice.missing for notice in these),
            longest=language.number(max(took)) if took else "",
            earlier_in_time=sum(notice.in_time for notice in those),
            earlier_due=sum(notice.due for notice in those),
        )


def _kinds(site: Site, now: Sequence[Incident], before: Sequence[Incident]) -> Iterator[KindRow]:
    """The kinds on record, in the order of the schema."""
    for choice in schema.choices(schema.node_at("incident", ("kind",)) or {}):
        these = [one for one in now if one.kind == choice.const]
        those = [one for one in before if one.kind == choice.const]
        if these or those:
            yield KindRow(
                kind=Link(site.language.value("incident", "kind", choice.const), "", choice.const),
                now=len(these),
                open=sum(_open(site, one) for one in [*these, *those]),
                before=len(those),
            )
