"""The notifications of one incident as rows: whom, how long it took against what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.confidential import is_abuse
from builder.model import Incident, Notification
from builder.notices import TOLD_OF_ABUSE, Notice, minutes_after, night, unreported
from builder.views.marks import Tag
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One notification: when, by whom and how; of a suspected abuse only when."""

    when: str
    by: Link
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One party: how long it took against what is allowed, and each time it was told.

    `untold` are the children about whom this party has not been told, where it was told of others.
    """

    to: str
    standing: Tag
    told: tuple[Told, ...]
    untold: tuple[Link, ...] = ()


def party(site: Site, to: str) -> str:
    """What a party to be told is called."""
    return site.language.value("incident", "notifications.to", to)


def notice_rows(site: Site, incident: Incident, judged: Sequence[Notice]) -> Iterator[NoticeRow]:
    """Those with a deadline first; then whom a suspected abuse is to be reported to at once; then
    who has no deadline for this kind; then who was told beside."""
    told: dict[str, list[Notification]] = {}
    for one in incident.notifications:
        if one.at < night(site.as_of):
            told.setdefault(one.to, []).append(one)
    for notice in judged:
        partly = len(notice.untold) < len(incident.children) and not is_abuse(incident)
        yield NoticeRow(
            to=party(site, notice.deadline.to),
            standing=_standing(site, notice),
            told=_told(site, incident, told.get(notice.deadline.to, ())),
            untold=tuple(site.listed_link(child) for child in notice.untold) if partly else (),
        )
    asked = {notice.deadline.to for notice in judged}
    at_once = TOLD_OF_ABUSE if is_abuse(incident) else ()
    waiting = unreported(incident, site.policy, site.as_of)
    deadlines = (one.to for one in site.policy.incident_deadlines)
    for to in dict.fromkeys([*at_once, *deadlines, *told]):
        if to not in asked:
            yield NoticeRow(
                to=party(site, to),
                standing=Tag(site.language.text("not reported yet: to be done at once"), "late")
                if to in waiting
                else _unasked(site, incident, told.get(to, ())),
                told=_told(site, incident, told.get(to, ())),
            )


def _standing(site: Site, notice: Notice) -> Tag:
    """How long it took of how long it may take, or that it has not been done."""
    text, allowed = site.language.text, notice.deadline.minutes
    if notice.late:
        return Tag(
            text("after {n} min of {allowed} allowed", n=notice.slowest, allowed=allowed), "late"
        )
    if notice.missing:
        return Tag(text("not told; {allowed} min allowed", allowed=allowed), "late")
    if notice.slowest is None or notice.untold:
        return Tag(text("not told yet; {allowed} min allowed", allowed=allowed), "plain")
    if notice.slowest < 0:
        return Tag(text("told before the time of knowing"), "good")
    return Tag(
        text("after {n} min of {allowed} allowed", n=notice.slowest, allowed=allowed), "good"
    )


def _unasked(site: Site, incident: Incident, told: Sequence[Notification]) -> Tag:
    """A party that need not be told of this kind of incident, and perhaps was."""
    if not told:
        return Tag(site.language.text("not asked for here"), "quiet")
    first = max(minutes_after(incident, min(one.at for one in told)), 0)
    return Tag(site.language.text("after {n} min, no deadline", n=first), "plain")


def _told(site: Site, incident: Incident, told: Sequence[Notification]) -> tuple[Told, ...]:
    hidden = is_abuse(incident)
    return tuple(
        Told(
            when=f"{one.at:%H:%M}"
            if one.at.date() == incident.known.date()
            else site.language.moment(one.at),
            by=site.staff_link(one.by) if one.by and not hidden else Link(""),
            how="" if hidden else one.how or "",
        )
        for one in sorted(told, key=lambda one: one.at)
    )
