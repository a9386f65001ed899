"""Today: the one sheet of paper for the Monday meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from builder.charts import bar
from builder.confidential import is_abuse, is_confidential
from builder.evaluation import DONE, State
from builder.finding import Origin
from builder.follow_ups import Standing
from builder.i18n import N_
from builder.model import Child, HealthCheck, Visit
from builder.notices import known_incidents
from builder.views.archive import all_clear, clear_counts, group_name
from builder.views.heat import HeatStrip, heat_strip
from builder.views.home_visits import home_visit_rows
from builder.views.marks import with_detail
from builder.views.policy import completion_label
from builder.views.site import Link, Sheet, Site
from builder.views.vacancies import vacancies

NAMED: Final = 10
"""So many names fit into a list of the sheet; the rest is counted and linked."""


UNVISITED: Final = 4
"""So many of those who are the longest without a home visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Children by how long ago anybody last reached them."""

    label: str
    n: int
    tone: str
    children: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person's overdue contacts."""

    person: Link
    rows: int
    children: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRow:
    """A post that is not filled: n of N, and who is meant."""

    label: Link
    n: int
    whole: int
    who: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """Something that was to be done by a day, and is not on record as done; `days` are those past
    it. `dated` is False where nobody wrote by when: then `days` count from the finding."""

    about: tuple[Link, ...]
    what: str
    text: str
    due: str
    days: int
    edit: str
    dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A rule whose periods end this week: kept of all, and who still owes it."""

    rule: Link
    done: int
    whole: int
    people: tuple[tuple[Link, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule's completion."""

    rule: Link
    done: int
    due: int
    bar: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """The season's activities of one kind."""

    kind: str
    n: int
    attendance: int
    last: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """The sheet. Every figure has its denominator beside it."""

    as_of: str
    weekday: str
    school: str
    semester: str
    week: int
    weeks: int
    vacation: bool
    children: int
    pupils: int
    seen_this_week: int
    overdue: int
    children_overdue: int
    unassigned: int
    done: int
    due: int
    buckets: tuple[Bucket, ...]
    unvisited: tuple[Link, ...]
    longest: tuple[Link, ...]
    by_person: tuple[PersonRow, ...]
    people_more: int
    vacancies: tuple[VacancyRow, ...]
    open: tuple[OpenRow, ...]
    open_more: int
    due_this_week: tuple[DueRow, ...]
    week_days: str
    completion: tuple[RuleRow, ...]
    archive: tuple[tuple[str, int], ...]
    archive_clear: int
    activities: tuple[ActivityRow, ...]
    activities_n: int
    heat: HeatStrip | None


def sheets(site: Site) -> Iterator[Sheet]:
    """The site's first page."""
    yield Sheet(
        path="index",
        title=site.language.text("Today"),
        context=today_view(site),
        description=site.language.text(
            "Who has not been seen, what is late, what is due this week"
        ),
        search="",
    )


def today_view(site: Site) -> TodayView:
    """The sheet for a day."""
    evaluation, language = site.evaluation, site.language
    monday, sunday = site.week
    people = tuple(_by_person(site))
    pending = sorted(_open(site), key=lambda row: -row.days)
    groups, clear = _archive(site)
    semester = site.semester
    activities = tuple(_activities(site))
    return TodayView(
        as_of=language.day(site.as_of),
        weekday=language.weekday(site.as_of.isoweekday()),
        school=site.store.school.name,
        semester=semester.name if semester else "",
        week=_week_number(semester.start, site.as_of) if semester else 0,
        weeks=_week_number(semester.start, semester.end) if semester else 0,
        vacation=bool(semester and not semester.holds(site.as_of)),
        children=len(site.children),
        pupils=site.pupils,
        seen_this_week=_seen_since(site, monday),
        overdue=len(evaluation.overdue),
        children_overdue=len({row.unit for row in evaluation.overdue if row.scope == "child"}),
        unassigned=len(site.unassigned_of),
        done=sum(entry.done for entry in evaluation.completion),
        due=sum(entry.due for entry in evaluation.completion),
        buckets=tuple(_buckets(site)),
        unvisited=tuple(_unvisited(site)),
        longest=tuple(_longest(site)),
        by_person=people[:NAMED],
        people_more=max(len(people) - NAMED, 0),
        vacancies=tuple(_vacancies(site)),
        open=tuple(pending[:NAMED]),
        open_more=max(len(pending) - NAMED, 0),
        due_this_week=tuple(_due(site, sunday)),
        week_days=f"{language.short_day(monday)}–{language.short_day(sunday)}",
        completion=tuple(_completion(site)),
        archive=groups,
        archive_clear=clear,
        activities=activities,
        activities_n=sum(row.n for row in activities),
        heat=heat_strip(site),
    )


def _week_number(start: date, day: date) -> int:
    """Which week of the semester a day is in; weeks begin on Monday."""
    monday = start - timedelta(days=start.weekday())
    return (day - monday).days // 7 + 1


def _seen_since(site: Site, day: date) -> int:
    found = (site.last_reached.get(child.id) for child in site.children)
    return sum(visit is not None and visit.date >= day for visit in found)


_BUCKETS: Final = (
    (7, N_("within 7 days"), "good"),
    (14, N_("8 to 14 days ago"), "plain"),
    (30, N_("15 to 30 days ago"), "warn"),
    (10**6, N_("more than 30 days ago"), "late"),
)
_NEVER: Final = N_("never on record")


def _buckets(site: Site) -> Iterator[Bucket]:
    """Every child in exactly one; those not seen for long are named."""
    found: dict[str, list[Child]] = {label: [] for _, label, _ in _BUCKETS}
    found[_NEVER] = []
    for child in site.children:
        visit = site.last_reached.get(child.id)
        if visit is None:
            found[_NEVER].append(child)
            continue
        days = (site.as_of - visit.date).days
        found[next(label for limit, label, _ in _BUCKETS if days <= limit)].append(child)
    tones = {label: tone for _, label, tone in _BUCKETS} | {_NEVER: "late"}
    for label, children in found.items():
        named = tones[label] in ("warn", "late")
        yield Bucket(
            label=site.language.text(label),
            n=len(children),
            tone=tones[label],
            children=tuple(site.listed_link(child.id) for child in children[:NAMED])
            if named
            else (),
        )


def _unvisited(site: Site) -> Iterator[Link]:
    """Who is the longest without a home visit by anybody, and since how many days."""
    language = site.language
    for row in home_visit_rows(site)[:UNVISITED]:
        since = language.plural("{n} day", "{n} days", row.days)
        words = since if row.last.text else language.text("never")
        yield replace(row.child, text=with_detail(language, row.child.text, words))


def _longest(site: Site) -> Iterator[Link]:
    """Who has been overdue the longest, each child once, and since how many days."""
    language = site.language
    days: dict[str, int] = {}
    for row in site.evaluation.overdue:
        if row.scope == "child":
            days.setdefault(row.unit, row.days_overdue)
    for child, n in list(days.items())[:UNVISITED]:
        link, since = site.listed_link(child), language.plural("{n} day", "{n} days", n)
        yield replace(link, text=with_detail(language, link.text, since))


def _by_person(site: Site) -> Iterator[PersonRow]:
    rows: dict[str, list[tuple[str, int]]] = {}
    for row in site.evaluation.overdue:
        for person in row.responsible or ("",):
            rows.setdefault(person, []).append((row.unit, row.days_overdue))
    for person, found in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        yield PersonRow(
            person=site.staff_link(person) if person else Link(site.language.text("Nobody")),
            rows=len(found),
            children=len({unit for unit, _ in found}),
            longest=max(days for _, days in found),
        )


_ALWAYS: Final = ("paired_teacher", "proxy_parent", "teachers")
"""What the sheet always says; the other flags of the rosters only where there is something."""


def _vacancies(site: Site) -> Iterator[VacancyRow]:
    """Children without somebody, teachers without a child, and what else is flagged (S1-16, S3-03)."""
    for one in vacancies(site):
        if one.id in _ALWAYS or one.n:
            yield VacancyRow(
                label=Link(one.label, one.href),
                n=one.n,
                whole=one.whole,
                who=one.who[:NAMED],
                more=one.n - len(one.who[:NAMED]),
            )


def _open(site: Site) -> Iterator[OpenRow]:
    """Follow-ups past their day, abnormal findings that nobody set a day for, open incidents."""
    text = site.language.text
    for one in site.follow_ups:
        if one.standing is Standing.UNDATED and isinstance(one.record, HealthCheck):
            what, found = text("Health re-check"), site.language.join(one.record.abnormal)
            day, origin = one.record.date, one.record.origin
            for row in _late(site, one.children, what, found, day, origin):
                yield replace(row, due=text("no date set"), dated=False)
        if one.standing is not Standing.LATE or one.due is None:
            continue
        if isinstance(one.record, Visit):
            hidden = is_confidential(one.record)
            what = text("Follow-up")
            words = text("Confidential") if hidden else one.record.follow_up or one.record.problem
        else:
            what = text("Health re-check")
            words = site.language.join(one.record.abnormal)
        yield from _late(site, one.children, what, words or "", one.due, one.record.origin)
    for incident in known_incidents(site.store, site.as_of):
        day = incident.known.date()
        if not _by(incident.closed, site.as_of):
            what = text("Incident not closed")
            if is_abuse(incident):
                rows = _late(
                    site, incident.children, what, text("Confidential"), day, incident.origin
                )
                # The page is printed and lies on tables: nobody is to be found by it.
                kind = Link(site.language.value("incident", "kind", "abuse"), "incidents.html")
                yield from (replace(row, about=(kind,), edit="") for row in rows)
            else:
                children, origin = incident.children, incident.origin
                yield from _late(site, children, what, incident.title, day, origin)


def _by(done: date | None, day: date) -> bool:
    """Whether something was done by a day."""
    return done is not None and done <= day


def _late(
    site: Site, children: Sequence[str], what: str, words: str, due: date, origin: Origin
) -> Iterator[OpenRow]:
    """One row, if its day has passed and one of its children is still here."""
    here = {child.id for child in site.children}
    if due >= site.as_of or not here.intersection(children):
        return
    words = "" if set(children) <= site.withdrawn else words
    yield OpenRow(
        about=tuple(site.listed_link(child) for child in children),
        what=what,
        text=words,
        due=site.short_day(due),
        days=(site.as_of - due).days,
        edit=site.links.edit(origin),
    )


def _due(site: Site, sunday: date) -> Iterator[DueRow]:
    """What ends this week: by rule, kept of all, and how many each person still owes."""
    for rule in site.policy.enabled:
        done = whole = 0
        owing: Counter[str] = Counter()
        for track in site.tracks_by_rule.get(rule.id, ()):
            for obligation in track.obligations:
                counted = obligation.state in DONE or obligation.state in (State.OPEN, State.MISSED)
                if not counted or not site.week[0] <= obligation.end <= sunday:
                    continue
                whole += 1
                if obligation.state in DONE:
                    done += 1
                else:
                    owing.update(site.responsible(rule, track.unit))
        if whole:
            people = tuple((site.staff_link(who), n) for who, n in owing.most_common())
            yield DueRow(rule=site.rule_link(rule), done=done, whole=whole, people=people)


def _completion(site: Site) -> Iterator[RuleRow]:
    for entry in site.evaluation.completion:
        label = completion_label(site, entry)
        yield RuleRow(
            rule=site.rule_link(entry.rule),
            done=entry.done,
            due=entry.due,
            bar=bar(entry.met, entry.met_late, entry.missed, label),
        )


def _archive(site: Site) -> tuple[tuple[tuple[str, int], ...], int]:
    """By group of the archive, how many children's are clear; and how many are clear in all."""
    counts = clear_counts(site.children, site.policy, site.as_of)
    whole = sum(all_clear(child, site.policy, site.as_of) for child in site.children)
    return tuple((group_name(site.language, name), n) for name, n in counts), whole


def _activities(site: Site) -> Iterator[ActivityRow]:
    """The semester's activities so far, by kind, the latest kind first."""
    found: dict[str, list[tuple[date, str, int]]] = {}
    for activity in site.store.activities:
        if site.this_semester(activity.date):
            row = (activity.date, activity.title, activity.came or 0)
            found.setdefault(activity.kind, []).append(row)
    for kind, rows in sorted(found.items(), key=lambda item: -max(item[1])[0].toordinal()):
        latest = max(rows)
        yield ActivityRow(
            kind=site.language.value("activity", "kind", kind),
            n=len(rows),
            attendance=sum(came for _, _, came in rows),
            last=site.language.short_day(latest[0]),
            title=latest[1],
        )
