"""Aid: yuan and goods, by child, source, kind, event and semester (S1-23, S4-09, S5-03, S5-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from builder import yuan
from builder.edit_links import NewFile
from builder.finding import Origin
from builder.i18n import N_
from builder.model import Aid
from builder.views.aid_sums import (
    SeasonRow,
    Sum,
    SumRow,
    kind_of,
    kind_options,
    money,
    rows_by,
    season_row,
    share_of,
    sum_of,
    total_row,
)
from builder.views.by_class import ClassShare, by_class, class_of, class_options
from builder.views.by_semester import by_semester, now_and_before
from builder.views.donors import DonorRow, donor_rows
from builder.views.handed_out import event_of
from builder.views.new_record import new_record
from builder.views.options import numbered
from builder.views.record_links import anchor, record_link
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class AidRow:
    """One entry. `unnamed` counts children whose consent is withdrawn and who are not listed."""

    anchor: str
    item: str
    kind: Link
    when: str
    when_sort: str
    semester: str
    source: Link
    donor: Link
    event: Link
    quantity: str
    amount: str
    amount_sort: float
    children: tuple[Link, ...]
    unnamed: int
    n: int
    handled_by: Link
    received_by: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRow:
    """One child's shares. `state` is some or none: whether anything came this semester."""

    child: Link
    class_: Link
    now: Sum
    ever: Sum
    last: str
    last_sort: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AidView:
    """The whole ledger."""

    as_of: str
    semester: str
    children: int
    on_record: int
    now: Sum
    aided: int
    seasons: tuple[SeasonRow, ...]
    ever: Sum
    total: SumRow | None
    kinds: tuple[SumRow, ...]
    sources: tuple[SumRow, ...]
    events: tuple[SumRow, ...]
    donors: tuple[DonorRow, ...]
    by_child: tuple[ChildRow, ...]
    account: tuple[tuple[str, str], ...]
    without: int
    lacking: tuple[ClassShare, ...]
    rows: tuple[AidRow, ...]
    earlier: tuple[AidRow, ...]
    kind_options: tuple[Link, ...]
    source_options: tuple[Link, ...]
    semesters: tuple[Link, ...]
    classes: tuple[Link, ...]
    states: tuple[Link, ...]
    new: NewFile


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of aid."""
    view = aid_view(site)
    yield Sheet(
        path="aid",
        title=site.language.text("Aid"),
        context=view,
        search="",
        description=site.language.text("What the children were given, as of {day}", day=view.as_of),
    )


def aid_view(site: Site) -> AidView:
    """The aid given up to the day, the newest first."""
    text = site.language.text
    seasons = by_semester(site, site.store.aid, lambda aid: aid.date)
    now, before = now_and_before(seasons)
    sources = numbered((aid.source for aid in (*now, *before)), "s")
    received = {child for aid in now for child in aid.children}
    present = {child.id for child in site.roll}
    events = _events(site, (*now, *before))
    return AidView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.roll),
        on_record=len(now) + len(before),
        now=sum_of(site.language, now),
        aided=len(present & received),
        seasons=tuple(season_row(site.language, season) for season in seasons),
        ever=sum_of(site.language, (*before, *now)),
        total=total_row(site.language, now, before),
        kinds=rows_by(site, now, before, lambda aid: kind_of(site, aid)),
        sources=rows_by(site, now, before, lambda aid: sources[aid.source]),
        events=rows_by(site, now, before, lambda aid: events.get(aid.origin)),
        donors=donor_rows(site, now, before),
        by_child=tuple(_children(site)),
        account=_account(site, now),
        without=len(present - received),
        lacking=by_class(site, present - received),
        rows=tuple(_row(site, aid, sources, events) for aid in reversed(now)),
        earlier=tuple(_row(site, aid, sources, events) for aid in reversed(before)),
        kind_options=kind_options(site, (*now, *before)),
        source_options=tuple(sources.values()),
        semesters=tuple(s.semester for s in seasons if s.records and not s.now),
        classes=class_options(site, present),
        states=(
            Link(text("received something"), "", "some"),
            Link(text("received nothing"), "", "none"),
        ),
        new=new_aid(site),
    )


def new_aid(site: Site) -> NewFile:
    """The host's page for a new aid."""
    names = ("date", "children", "kind", "item", "quantity", "amount", "source", "handled_by")
    return new_record(site, "aid", (*names, "received_by"))


def _children(site: Site) -> Iterator[ChildRow]:
    """Every child of the day who may be named, by class."""
    language = site.language
    for children in site.roll_of_class.values():
        for child in children:
            if child.id in site.withdrawn:
                continue
            ever = [aid for aid in site.store.aid_of[child.id] if aid.date <= site.as_of]
            mine = [aid for aid in ever if site.this_semester(aid.date)]
            yield ChildRow(
                child=site.child_link(child.id),
                class_=class_of(site, child.id),
                now=share_of(language, mine),
                ever=share_of(language, ever),
                last=language.day(ever[-1].date) if ever else "",
                last_sort=ever[-1].date.isoformat() if ever else "",
                state="some" if mine else "none",
            )


def _account(site: Site, now: Sequence[Aid]) -> tuple[tuple[str, str], ...]:
    """Where every yuan of this semester went: the parts add up to the total. Nothing where no
    amount is on record: that is no total of 0 yuan."""
    if all(aid.amount is None for aid in now):
        return ()
    listed, unnamed, others = Fraction(0), Fraction(0), Fraction(0)
    present = {child.id for child in site.roll}
    for aid in now:
        for child in aid.children:
            if child not in present:
                others += yuan.share(aid)
            elif child in site.withdrawn:
                unnamed += yuan.share(aid)
            else:
                listed += yuan.share(aid)
    parts = (
        (N_("The children above"), listed),
        (N_("Children not named here"), unnamed),
        (N_("Children who are not counted on this day"), others),
        (N_("In all"), listed + unnamed + others),
    )
    whole = (parts[0], parts[-1])
    return tuple(
        (site.language.text(label), money(site.language, part))
        for label, part in parts
        if part or (label, part) in whole
    )


def _events(site: Site, given: Sequence[Aid]) -> Mapping[Origin, Link]:
    """The event at which an aid was handed out, linked to the activity where that is on record
    (S5-05); by the aid's place in the records."""
    activities = event_of(site)
    names = numbered((aid.activity for aid in given), "e")
    found: dict[Origin, Link] = {}
    for aid in given:
        if aid.activity:
            activity = activities.get(aid.origin)
            href = record_link(site, activity).href if activity else ""
            found[aid.origin] = Link(aid.activity, href, names[aid.activity].id)
    return found


def _row(
    site: Site, aid: Aid, sources: Mapping[str, Link], events: Mapping[Origin, Link]
) -> AidRow:
    language = site.language
    semester = site.calendar.semester_of(aid.date)
    named = [child for child in aid.children if child not in site.withdrawn]
    return AidRow(
        anchor=anchor(aid.origin),
        item=aid.item,
        kind=kind_of(site, aid),
        when=language.day(aid.date),
        when_sort=aid.date.isoformat(),
        semester=semester.id if semester else "none",
        source=sources[aid.source],
        donor=site.staff_link(aid.donor) if aid.donor else Link(""),
        event=events.get(aid.origin, Link("")),
        quantity=aid.quantity or "",
        amount=money(language, yuan.amount(aid)) if aid.amount is not None else "",
        amount_sort=aid.amount or 0,
        children=tuple(site.child_link(child) for child in named),
        unnamed=len(aid.children) - len(named),
        n=len(aid.children),
        handled_by=site.staff_link(aid.handled_by) if aid.handled_by else Link(""),
        received_by=aid.received_by or "",
        edit=site.links.edit(aid.origin),
    )
