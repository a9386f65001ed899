"""What a child, a class or the school is owed at the moment, one line a rule.

Nothing is decided here: an overdue row, an unassigned row and the obligations of the engine are
put side by side, so that a page can say what comes next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from builder.edit_links import NewFile
from builder.evaluation import DONE, Obligation, State, Track
from builder.model import Rule
from builder.views.log_visit import loggable, visit_to_log
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One rule's standing. `state` is overdue, unassigned, open, ahead (nothing open now; the next
    period begins later) or over (nothing more this semester). `accepted` is the last day on which
    an open one whose period is over can still be made good: the end of its grace."""

    rule: Rule
    scope: str
    unit: str
    state: str
    due: date | None = None
    accepted: date | None = None
    begins: date | None = None
    days: int = 0
    in_a_row: int = 0
    last: date | None = None
    kept: bool = False
    responsible: tuple[str, ...] = ()

    def this_week(self, sunday: date) -> bool:
        """Whether it should be done by the end of the week: overdue, or open and due by then."""
        return self.state == "overdue" or (
            self.state == "open" and self.due is not None and self.due <= sunday
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a unit is owed in two heaps: what asks for something, and what is all right for now."""

    pressing: tuple[OwedRow, ...]
    calm: tuple[OwedRow, ...]

    @property
    def late(self) -> int:
        """How many rules are overdue."""
        return sum(row.state == "overdue" for row in self.pressing)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedRow:
    """The same as a page shows it."""

    rule: Link
    state: str
    due: str
    accepted: str
    days: int
    in_a_row: int
    last: str
    kept: bool
    responsible: tuple[Link, ...]
    log: NewFile | None


PRESSING: Final = ("overdue", "unassigned", "open")
"""States in which somebody has something to do."""

_ORDER: Final = ("overdue", "unassigned", "open", "ahead", "over")


def owed_now(site: Site, scope: str, unit: str) -> tuple[Owed, ...]:
    """What a unit is owed, the most pressing first. Rules that never applied are left out."""
    late = {row.rule.id: row for row in site.overdue_of.get(f"{scope}:{unit}", ())}
    vacant = (
        {row.rule.id for row in site.unassigned_of.get(unit, ())} if scope == "child" else set()
    )
    found = []
    for track in site.evaluation.tracks_of.get(f"{scope}:{unit}", ()):
        rule = track.rule
        row = late.get(rule.id)
        if row is not None:
            found.append(
                Owed(
                    rule=rule,
                    scope=scope,
                    unit=unit,
                    state="overdue",
                    due=row.due,
                    days=row.days_overdue,
                    in_a_row=row.missed_in_a_row,
                    last=row.last_contact,
                    responsible=row.responsible,
                )
            )
        elif rule.id in vacant:
            found.append(
                Owed(rule=rule, scope=scope, unit=unit, state="unassigned", last=_last(track))
            )
        elif any(one.state is not State.WAIVED for one in track.obligations):
            found.append(_standing(site, scope, unit, track))
    found.sort(key=lambda one: (_ORDER.index(one.state), one.due or date.max, -one.days))
    return tuple(found)


def owed_rows(site: Site, scope: str, unit: str) -> tuple[OwedRow, ...]:
    """What a unit is owed, in the reader's words."""
    short = site.short_day
    return tuple(
        OwedRow(
            rule=site.rule_link(one.rule),
            state=one.state,
            due=short(one.due),
            accepted=short(one.accepted),
            days=one.days,
            in_a_row=one.in_a_row,
            last=short(one.last),
            kept=one.kept,
            responsible=site.staff_links(one.responsible),
            log=visit_to_log(site, unit, rule=one.rule, by=one.responsible)
            if loggable(one.rule) and one.state in ("overdue", "open")
            else None,
        )
        for one in owed_now(site, scope, unit)
    )


def standing(site: Site, scope: str, unit: str) -> Standing:
    """What a unit is owed, sorted for somebody who has little time."""
    rows = owed_rows(site, scope, unit)
    return Standing(
        pressing=tuple(row for row in rows if row.state in PRESSING),
        calm=tuple(row for row in rows if row.state not in PRESSING),
    )


def everything_owed(site: Site) -> Iterator[Owed]:
    """What everybody on the day's list, every class and the school is owed."""
    for child in site.children:
        yield from owed_now(site, "child", child.id)
    for cls in site.semester_classes:
        yield from owed_now(site, "class", cls.class_)
    for scope, unit in site.units():
        if scope == "school":
            yield from owed_now(site, scope, unit)


def _standing(site: Site, scope: str, unit: str, track: Track) -> Owed:
    """Neither overdue nor vacant: open now, or the next one, or over."""
    now = _first(track.obligations, State.OPEN)
    ahead = _first(track.obligations, State.FUTURE)
    current = [one for one in track.obligations if one.start <= site.as_of <= one.end]
    return Owed(
        rule=track.rule,
        scope=scope,
        unit=unit,
        state="open" if now else "ahead" if ahead else "over",
        due=now.end if now else ahead.end if ahead else None,
        accepted=_grace_end(track.rule, now) if now and now.end < site.as_of else None,
        begins=ahead.start if ahead and not now else None,
        last=_last(track),
        kept=not now and any(one.state in DONE for one in current),
        responsible=site.responsible(track.rule, unit),
    )


def _grace_end(rule: Rule, obligation: Obligation) -> date:
    return obligation.end + timedelta(days=rule.grace_days)


def _first(obligations: Sequence[Obligation], state: State) -> Obligation | None:
    return next((one for one in obligations if one.state is state), None)


def _last(track: Track) -> date | None:
    return track.contacts[-1] if track.contacts else None
