"""Everything on record about a child in one line of time, newest first.

Each kind of record has one small function from records to entries; what they share (months,
order, follow-up state) is here once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final, Protocol

from builder import model, schema
from builder.calendar import ONE_DAY
from builder.confidential import is_abuse, is_confidential
from builder.contacts import counterparts
from builder.finding import Origin
from builder.i18n import N_
from builder.views.marks import (
    CHECK_AGAIN,
    Fact,
    Tag,
    facts,
    follow_up_tag,
    month_name,
    outcome_tag,
    partner,
    visit_title,
)
from builder.views.prints.documents import printed_visit
from builder.views.record_links import anchor
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `kind` is the kind of record, `title` what it was.

    An observation has its `area`, a visit its kinds as `ways`: what the timeline is narrowed by.
    `anchor` is the record's id on the page; of a record with several entries, the latest has it
    (plans and pairings have it where the page shows them whole).
    `form` is where a visit stands as a printed form.
    """

    day: date
    when: str
    kind: str
    kind_name: str
    title: str
    who: tuple[Link, ...] = ()
    text: str = ""
    facts: tuple[Fact, ...] = ()
    tags: tuple[Tag, ...] = ()
    edit: str = ""
    anchor: str = ""
    area: str = ""
    ways: tuple[str, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a timeline can be narrowed to: what occurs in it, in the order of the vocabulary."""

    kinds: tuple[Link, ...]
    areas: tuple[Link, ...]
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The entries of one month. `recent` is the month of the day and the one before it."""

    name: str
    id: str
    recent: bool
    entries: tuple[Entry, ...]


def timeline(site: Site, child: model.Child) -> tuple[Month, ...]:
    """A child's timeline up to the day, by month."""
    entries = [entry for source in _SOURCES for entry in source(site, child)]
    entries = [entry for entry in entries if entry.day <= site.as_of]
    entries.sort(key=lambda entry: entry.day, reverse=True)
    entries = list(_anchored_once(entries))
    last = _month(site.as_of.replace(day=1) - ONE_DAY)
    return tuple(
        Month(
            name=month_name(site.language, date(year, month, 1)),
            id=f"{year}-{month:02d}",
            recent=(year, month) >= last,
            entries=tuple(members),
        )
        for (year, month), members in groupby(entries, key=lambda entry: _month(entry.day))
    )


def choices(site: Site, months: Iterable[Month]) -> Choices:
    """By kind of record, by an observation's area, by a visit's kind."""
    entries = [entry for month in months for entry in month.entries]
    kinds = {entry.kind: Link(site.language.kind(entry.kind), "", entry.kind) for entry in entries}
    return Choices(
        kinds=tuple(kinds[kind] for kind in sorted(kinds)),
        areas=_coded(site, "observation", "area", {entry.area for entry in entries}),
        ways=_coded(site, "visit", "kind", {way for entry in entries for way in entry.ways}),
    )


def _coded(site: Site, kind: str, name: str, found: set[str]) -> tuple[Link, ...]:
    node = schema.node_at(kind, (name,)) or {}
    return tuple(
        Link(site.language.value(kind, name, choice.const), "", choice.const)
        for choice in schema.choices(node.get("items", node))
        if choice.const in found
    )


def _anchored_once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """An id stands once on a page."""
    seen: set[str] = set()
    for entry in entries:
        yield replace(entry, anchor="") if entry.anchor in seen else entry
        seen.add(entry.anchor)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


_SHOWN_WHOLE: Final = ("plan", "pairing")
"""Kinds that stand elsewhere on the page in one piece; here are only the days that they name."""


class _Source(Protocol):
    @property
    def origin(self) -> Origin: ...


def _entry(site: Site, record: _Source, kind: str, day: date, title: str, **more: object) -> Entry:
    """An entry with what every one has."""
    language = site.language
    return Entry(
        day=day,
        when=language.short_day(day),
        kind=kind,
        kind_name=language.kind(kind),
        title=title,
        edit=site.links.edit(record.origin),
        anchor="" if kind in _SHOWN_WHOLE else anchor(record.origin),
        **more,  # type: ignore[arg-type]
    )


def _others(site: Site, ids: tuple[str, ...], child_id: str) -> tuple[Fact, ...]:
    """The other children of a record, those who may be named."""
    names = [
        site.child_link(one).text for one in ids if one != child_id and one not in site.withdrawn
    ]
    label = site.language.text("Together with")
    return (Fact(label, site.language.join(names)),) if names else ()


def _visits(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    visits = list(site.store.visits_of[child.id])
    visits += [v for v in site.visits_by.get(child.id, ()) if child.id not in v.children]
    for visit in visits:
        parties = [
            p for p in ("child", "parent", "guardian", "teacher") if p in counterparts(visit)
        ]
        title = visit_title(language, visit)
        if parties:
            words = [language.value("visit", "with", party) for party in parties]
            title = language.text("{what} with: {whom}", what=title, whom=language.join(words))
        tags = [*outcome_tag(language, visit)]
        if is_confidential(visit):
            tags.append(Tag(language.field("visit", "confidential"), "late"))
        tags += follow_up_tag(
            language, visit.follow_up_by, visit.followed_up, site.as_of, left=child.left
        )
        yield _entry(
            site,
            visit,
            "visit",
            visit.date,
            title,
            ways=visit.kind,
            who=tuple(site.anybody(person) for person in visit.by if person not in site.withdrawn),
            text=visit.summary or "",
            facts=_others(site, visit.children, child.id)
            + facts(
                language,
                "visit",
                {
                    "purpose": visit.purpose,
                    "home": visit.home,
                    "guardian_view": visit.guardian_view,
                    "problem": visit.problem,
                    "action": visit.action,
                    "follow_up": visit.follow_up,
                },
            ),
            tags=tuple(tags),
            form=printed_visit(site, visit),
        )


def _observations(site: Site, child: model.Child) -> Iterator[Entry]:
    for one in site.store.observations_of[child.id]:
        yield _entry(
            site,
            one,
            "observation",
            one.date,
            site.language.value("observation", "area", one.area),
            area=one.area,
            who=(site.staff_link(one.by),),
            text=one.text,
        )


def _activities(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for activity in site.activities_of.get(child.id, ()):
        kind = language.value("activity", "kind", activity.kind)
        awards = [award.award for award in activity.results if award.child == child.id]
        found = [
            language.value("activity", ("findings", "concern"), finding.concern)
            for finding in activity.findings
            if finding.child == child.id
        ]
        came = language.text("Guardian came") if child.id in activity.guardians_of else ""
        yield _entry(
            site,
            activity,
            "activity",
            activity.date,
            language.text("{kind}: {title}", kind=kind, title=activity.title),
            who=site.staff_links(activity.organisers),
            facts=facts(
                language,
                "activity",
                {
                    "place": activity.place,
                    "book": activity.book,
                    "results": language.join(awards),
                    "findings": language.join(found),
                },
            ),
            tags=(Tag(came, "good"),) if came else (),
        )


def _aid(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for aid in site.store.aid_of[child.id]:
        kind = language.value("aid", "kind", aid.kind)
        amount = language.text("{n} yuan", n=language.number(aid.amount)) if aid.amount else ""
        among = ""
        if len(aid.children) > 1:
            among = language.plural(
                "for {n} child together", "for {n} children together", len(aid.children)
            )
        yield _entry(
            site,
            aid,
            "aid",
            aid.date,
            language.text("{kind}: {title}", kind=kind, title=aid.item),
            who=(site.staff_link(aid.handled_by),) if aid.handled_by else (),
            facts=facts(
                language,
                "aid",
                {
                    "quantity": aid.quantity,
                    "amount": " ".join(part for part in (amount, among) if part and amount),
                    "source": aid.source,
                    "donor": site.staff_link(aid.donor).text if aid.donor else None,
                    "activity": aid.activity,
                },
            ),
        )


def _wishes(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for wish in site.store.wishes_of[child.id]:
        for step, day in (
            ("collected", wish.collected),
            ("matched", wish.matched),
            ("fulfilled", wish.fulfilled),
        ):
            if day is None:
                continue
            more = {"donor": wish.donor if step == "matched" else None}
            if step == "collected":
                more["dropped"] = wish.dropped
            tags = (Tag(language.text("fulfilled"), "good"),) if step == "fulfilled" else ()
            label = language.field("wish", step)
            title = language.text("{kind}: {title}", kind=label, title=wish.text)
            yield _entry(
                site, wish, "wish", day, title, facts=facts(language, "wish", more), tags=tags
            )


def _health(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for check in site.store.health_of[child.id]:
        abnormal = language.join(check.abnormal)
        tags = [Tag(language.field("health", "abnormal"), "warn")] if abnormal else []
        tags += follow_up_tag(
            language, check.follow_up_by, check.followed_up, site.as_of, CHECK_AGAIN, child.left
        )
        yield _entry(
            site,
            check,
            "health",
            check.date,
            check.provider or language.kind("health"),
            facts=facts(
                language,
                "health",
                {
                    "height_cm": language.number(check.height_cm) if check.height_cm else None,
                    "weight_kg": language.number(check.weight_kg) if check.weight_kg else None,
                    "abnormal": abnormal,
                    "informed": language.day(check.informed),
                },
            ),
            tags=tuple(tags),
        )


def _incidents(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for incident in site.store.incidents_of[child.id]:
        tags = []
        if is_abuse(incident):
            tags.append(Tag(language.field("visit", "confidential"), "late"))
        if incident.closed and incident.closed <= site.as_of:
            tags.append(
                Tag(language.text("closed {day}", day=language.short_day(incident.closed)), "good")
            )
        else:
            tags.append(Tag(language.text("not closed yet"), "late"))
        kind = language.value("incident", "kind", incident.kind)
        yield _entry(
            site,
            incident,
            "incident",
            incident.occurred.date(),
            language.text("{kind}: {title}", kind=kind, title=incident.title),
            text=incident.summary,
            facts=_others(site, incident.children, child.id)
            + facts(
                language,
                "incident",
                {
                    "occurred": language.moment(incident.occurred),
                    "place": incident.place,
                    "actions": incident.actions,
                },
            ),
            tags=tuple(tags),
        )


def _plans(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for plan in site.store.plans_of[child.id]:
        kind = plan.subject or language.value("plan", "kind", plan.kind)
        who = (site.staff_link(plan.staff),)
        begun = language.text("Plan begun: {what}", what=kind)
        yield _entry(site, plan, "plan", plan.from_, begun, who=who, text=plan.content)
        for stage in plan.stages:
            rating = (
                language.value("plan", ("stages", "rating"), stage.rating) if stage.rating else ""
            )
            yield _entry(
                site,
                plan,
                "plan",
                stage.date,
                f"{kind}·{language.field('plan', 'stages')}",
                who=who,
                text=stage.result,
                tags=(Tag(rating, _RATING.get(stage.rating or "", "plain")),) if rating else (),
            )


def _pairings(site: Site, child: model.Child) -> Iterator[Entry]:
    language = site.language
    for pairing in site.store.pairings_of[child.id]:
        kind = language.value("pairing", "kind", pairing.kind)
        who = partner(site, pairing)
        edges = (
            (pairing.since, N_("Pairing begun: {what}")),
            (pairing.until, N_("Pairing ended: {what}")),
        )
        for day, words in edges:
            if day is not None:
                yield _entry(
                    site, pairing, "pairing", day, language.text(words, what=kind), who=who
                )
        for result in pairing.results:
            rating = (
                language.value("pairing", ("results", "rating"), result.rating)
                if result.rating
                else ""
            )
            yield _entry(
                site,
                pairing,
                "pairing",
                result.date,
                f"{kind}·{language.field('pairing', 'results')}",
                who=who,
                text=result.text,
                tags=(Tag(rating, _RATING.get(result.rating or "", "plain")),) if rating else (),
            )


_RATING: Final = {"good": "good", "fair": "plain", "poor": "warn"}

_SOURCES: Final = (
    _incidents,
    _visits,
    _observations,
    _activities,
    _aid,
    _wishes,
    _health,
    _plans,
    _pairings,
)
"""In this order where several things happened on one day."""
