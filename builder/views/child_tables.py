"""A child's plans, pairings, wishes and aid, each as the table that a page shows."""

from __future__ import annotations

from dataclasses import dataclass

from builder import model, yuan
from builder.roles import PAIRED
from builder.views.marks import partner
from builder.views.record_links import anchor
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage or result: when, what came of it, how it was judged."""

    when: str
    text: str
    rating: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan with its stages, oldest first. `now` says whether it is going on.

    `checked` is the day of its latest stage; of one that goes on, blank means never (S1-07).
    """

    anchor: str
    title: str
    staff: Link
    helper: Link
    since: str
    until: str
    schedule: str
    content: str
    goal: str
    stages: tuple[StageRow, ...]
    checked: str
    now: bool
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRow:
    """Who of the grown-ups is or was paired with a child."""

    anchor: str
    kind: str
    who: tuple[Link, ...]
    since: str
    until: str
    goal: str
    results: tuple[StageRow, ...]
    now: bool
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRow:
    """A wish and how far it has come."""

    text: str
    collected: str
    donor: str
    matched: str
    fulfilled: str
    dropped: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidRow:
    """Something given. `share` is the amount divided by the children who received it together."""

    when: str
    kind: str
    item: str
    quantity: str
    amount: str
    children: int
    share: str
    source: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidTable:
    """The aid to one child, newest first, and what its share comes to."""

    rows: tuple[AidRow, ...]
    total: str
    this_semester: str


def plan_rows(site: Site, child_id: str) -> tuple[PlanRow, ...]:
    """The plans for a child, the newest first."""
    language, found = site.language, []
    for plan in reversed(site.store.plans_of[child_id]):
        if plan.from_ > site.as_of:
            continue
        helper = Link(plan.helper_name or "")
        if plan.helper:
            helper = Link("") if plan.helper in site.withdrawn else site.child_link(plan.helper)
        kind = language.value("plan", "kind", plan.kind)
        stages = tuple(
            StageRow(
                when=site.short_day(stage.date),
                text=stage.result,
                rating=language.value("plan", "stages.rating", stage.rating)
                if stage.rating
                else "",
            )
            for stage in sorted(plan.stages, key=lambda stage: stage.date)
            if stage.date <= site.as_of
        )
        found.append(
            PlanRow(
                anchor=anchor(plan.origin),
                title=f"{kind}·{plan.subject}" if plan.subject else kind,
                staff=site.staff_link(plan.staff),
                helper=helper,
                since=language.day(plan.from_),
                until=language.day(plan.to),
                schedule=plan.schedule,
                content=plan.content,
                goal=plan.goal or "",
                stages=stages,
                checked=stages[-1].when if stages else "",
                now=plan.from_ <= site.as_of and (plan.to is None or site.as_of <= plan.to),
                edit=site.links.edit(plan.origin),
            )
        )
    return tuple(found)


def pairing_rows(site: Site, child_id: str) -> tuple[PairingRow, ...]:
    """The grown-ups paired with a child, those in force first (its peers: builder.views.peers)."""
    pairings = [one for one in site.store.pairings_of[child_id] if one.kind in PAIRED]
    pairings = [one for one in pairings if one.since <= site.as_of]
    pairings.sort(key=lambda one: (site.in_force(one), one.since), reverse=True)
    return tuple(_pairing(site, one) for one in pairings)


def result_rows(site: Site, pairing: model.Pairing) -> tuple[StageRow, ...]:
    """What came of a pairing, oldest first."""
    language = site.language
    return tuple(
        StageRow(
            when=site.short_day(one.date),
            text=one.text,
            rating=language.value("pairing", "results.rating", one.rating) if one.rating else "",
        )
        for one in sorted(pairing.results, key=lambda one: one.date)
        if one.date <= site.as_of
    )


def wish_rows(site: Site, child_id: str) -> tuple[WishRow, ...]:
    """The wishes of a child, the newest first."""
    day = site.short_day
    return tuple(
        WishRow(
            text=wish.text,
            collected=site.language.day(wish.collected),
            donor=wish.donor or "",
            matched=day(site.so_far(wish.matched)),
            fulfilled=day(site.so_far(wish.fulfilled)),
            dropped=wish.dropped or "",
            edit=site.links.edit(wish.origin),
        )
        for wish in reversed(site.store.wishes_of[child_id])
        if wish.collected <= site.as_of
    )


def aid_table(site: Site, child_id: str) -> AidTable | None:
    """The aid to a child; None where there is none. Amounts are on record in total, for all."""
    language = site.language
    given = [aid for aid in site.store.aid_of[child_id] if aid.date <= site.as_of]
    if not given:
        return None
    rows = tuple(
        AidRow(
            when=language.day(aid.date),
            kind=language.value("aid", "kind", aid.kind),
            item=aid.item,
            quantity=aid.quantity or "",
            amount=language.number(aid.amount) if aid.amount is not None else "",
            children=len(aid.children),
            share=language.number(float(yuan.share(aid))) if aid.amount is not None else "",
            source=aid.source,
            edit=site.links.edit(aid.origin),
        )
        for aid in reversed(given)
    )
    this = yuan.total_share(aid for aid in given if site.this_semester(aid.date))
    return AidTable(
        rows=rows,
        total=language.number(float(yuan.total_share(given))),
        this_semester=language.number(float(this)),
    )


def _pairing(site: Site, one: model.Pairing) -> PairingRow:
    language = site.language
    return PairingRow(
        anchor=anchor(one.origin),
        kind=language.value("pairing", "kind", one.kind),
        who=partner(site, one),
        since=language.day(one.since),
        until=language.day(one.until),
        goal=one.goal or "",
        results=result_rows(site, one),
        now=site.in_force(one),
        edit=site.links.edit(one.origin),
    )
