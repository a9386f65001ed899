"""Health checks as rows: one check, what is still to be done about it, and a child's growth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from builder.charts import spark
from builder.follow_ups import Standing, departed, follow_up
from builder.i18n import N_
from builder.model import Child, HealthCheck
from builder.views.by_class import class_of, gone
from builder.views.health_table import CHARTED, EYES, LEAST, MEASURES, heading, measured
from builder.views.marks import CHECK_AGAIN, Fact, Tag, follow_up_tag
from builder.views.record_links import anchor, record_link
from builder.views.site import Link, Site

LATE, TO_DO, UNDATED, DONE = "late", "todo", "undated", "done"
LEFT, NOTHING = "left", "nothing"

STATES: Final = {
    LATE: N_("past its date"),
    TO_DO: N_("to be followed up"),
    UNDATED: N_("no date set"),
    DONE: N_("followed up"),
    LEFT: N_("left before it was done"),
    NOTHING: N_("nothing to follow up"),
}
"""Where the follow-up of a check may stand, in the order in which it asks for something."""

_STANDS: Final = {
    Standing.LATE: LATE,
    Standing.DUE: TO_DO,
    Standing.UNDATED: UNDATED,
    Standing.DONE: DONE,
    Standing.LEFT: LEFT,
}

_NONE: Final = frozenset({"无", "none"})
"""What the archive's form asks people to write where there is nothing to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check with everything measured. `state` is where its follow-up stands."""

    anchor: str
    child: Link
    gone: str
    class_: Link
    when: str
    when_sort: str
    semester: str
    provider: str
    facts: tuple[Fact, ...]
    abnormal: str
    state: str
    tags: tuple[Tag, ...]
    informed: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """What is still to be done about one check: a follow-up, or telling the guardian."""

    child: Link
    gone: str
    class_: Link
    check: Link
    abnormal: str
    state: str
    tags: tuple[Tag, ...]
    due_sort: str
    informed: bool
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One measure: the latest value, the change since the one before, and all of them as a line."""

    label: str
    value: str
    sort: float
    change: str
    fell: bool
    line: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthRow:
    """A child's latest measures. `state` is fell where sight is worse than it was, else steady."""

    child: Link
    class_: Link
    checks: int
    last: str
    last_sort: str
    cells: tuple[Cell, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRow:
    """What the archive says of a child's illnesses, allergies and disability (S1-04, S1-08)."""

    child: Link
    class_: Link
    facts: tuple[Fact, ...]


def state(site: Site, check: HealthCheck) -> str:
    """Where the follow-up of a check stands; `nothing` where none is asked for."""
    day = site.as_of
    asked = follow_up(check, day, gone=departed(site.store, check, day))
    if asked is not None:
        return _STANDS[asked.standing]
    if site.so_far(check.followed_up):
        return DONE
    return NOTHING


def untold(site: Site, check: HealthCheck) -> bool:
    """Whether something abnormal was found and the guardian has not been told by the day."""
    return bool(check.abnormal) and site.so_far(check.informed) is None


def to_tell(site: Site, check: HealthCheck) -> bool:
    """Whether the guardian of a child who is still at the school is to be told."""
    return untold(site, check) and not departed(site.store, check, site.as_of)


def check_row(site: Site, check: HealthCheck) -> CheckRow:
    """One check as the ledger shows it."""
    language = site.language
    semester = site.calendar.semester_of(check.date)
    facts = [
        Fact(heading(language, name), text)
        for name in MEASURES
        if (text := measured(language, check, name))
    ]
    if check.ent:
        facts.append(Fact(language.field("health", "ent"), check.ent))
    return CheckRow(
        anchor=anchor(check.origin),
        child=site.child_link(check.child),
        gone=gone(site, check.child),
        class_=class_of(site, check.child),
        when=language.day(check.date),
        when_sort=check.date.isoformat(),
        semester=semester.id if semester else "none",
        provider=check.provider or "",
        facts=tuple(facts),
        abnormal=language.join(check.abnormal),
        state=state(site, check),
        tags=_tags(site, check),
        informed=language.short_day(site.so_far(check.informed)),
        edit=site.links.edit(check.origin),
    )


def task_rows(site: Site, checks: Iterable[HealthCheck]) -> tuple[TaskRow, ...]:
    """What is still to be done: past its date first, then by date, then what nobody dated."""
    found = [
        (state(site, check), check.follow_up_by or check.date, check)
        for check in checks
        if state(site, check) in (LATE, TO_DO, UNDATED) or to_tell(site, check)
    ]
    order = tuple(STATES)
    found.sort(key=lambda row: (order.index(row[0]), row[1], row[2].child))
    return tuple(_task(site, stands, due, check) for stands, due, check in found)


def _task(site: Site, stands: str, due: date, check: HealthCheck) -> TaskRow:
    return TaskRow(
        child=site.child_link(check.child),
        gone=gone(site, check.child),
        class_=class_of(site, check.child),
        check=Link(site.language.day(check.date), record_link(site, check).href),
        abnormal=site.language.join(check.abnormal),
        state=stands,
        tags=_tags(site, check),
        due_sort=due.isoformat(),
        informed=not untold(site, check),
        edit=site.links.edit(check.origin),
    )


def _tags(site: Site, check: HealthCheck) -> tuple[Tag, ...]:
    """Where the follow-up stands, in words."""
    due, done = check.follow_up_by, check.followed_up
    child = site.store.children.get(check.child)
    left = child.left if child else None
    tags = follow_up_tag(site.language, due, done, site.as_of, CHECK_AGAIN, left)
    if not tags and state(site, check) == LEFT:
        tags = (Tag(site.language.text(STATES[LEFT]), "quiet"),)
    if state(site, check) == UNDATED:
        tags += (Tag(site.language.text("no follow-up date set"), "warn"),)
    return tags


def growth_row(site: Site, child: Child, checks: Sequence[HealthCheck]) -> GrowthRow:
    """A child's growth and sight over its checks, oldest first (S2-12)."""
    cells = tuple(_cell(site, name, checks) for name in CHARTED)
    fell = any(cell.fell for cell in cells)
    return GrowthRow(
        child=site.child_link(child.id),
        class_=class_of(site, child.id),
        checks=len(checks),
        last=site.language.day(checks[-1].date),
        last_sort=checks[-1].date.isoformat(),
        cells=cells,
        state="fell" if fell else "steady",
    )


def sight_fell(checks: Sequence[HealthCheck]) -> bool | None:
    """Whether either eye was worse at its latest check than before; None with less than two."""
    changes = [_change(values) for name in EYES if len(values := _values(checks, name)) > 1]
    return any(change < 0 for change in changes) if changes else None


def _values(checks: Sequence[HealthCheck], name: str) -> list[float]:
    return [value for check in checks if (value := getattr(check, name)) is not None]


def _change(values: Sequence[float]) -> Decimal:
    """The last value less the one before it, exact: 4.9 - 4.8 is no 0.10000000000000053."""
    return Decimal(str(values[-1])) - Decimal(str(values[-2]))


def _cell(site: Site, name: str, checks: Sequence[HealthCheck]) -> Cell:
    language = site.language
    label, values = heading(language, name), _values(checks, name)
    shown = [text for check in checks if (text := measured(language, check, name))]
    change = _change(values) if len(values) > 1 else Decimal(0)
    return Cell(
        label=label,
        value=shown[-1] if shown else "",
        sort=values[-1] if values else 0,
        change=f"{change:+f}" if change else "",
        fell=name in EYES and change < 0,
        line=spark(
            values,
            language.text("{what}: {values}", what=label, values=" → ".join(shown)),
            LEAST[name],
        ),
    )


def known_rows(site: Site, children: Iterable[Child]) -> tuple[KnownRow, ...]:
    """Children with an illness, an allergy or a disability on record."""
    rows = []
    for child in children:
        facts = _known(site, child)
        if facts:
            rows.append(
                KnownRow(
                    child=site.child_link(child.id), class_=class_of(site, child.id), facts=facts
                )
            )
    return tuple(rows)


def _known(site: Site, child: Child) -> tuple[Fact, ...]:
    health = child.health
    if health is None:
        return ()
    texts = {
        "illnesses": site.language.join([t for t in health.illnesses if t.lower() not in _NONE]),
        "allergies": site.language.join([t for t in health.allergies if t.lower() not in _NONE]),
        "disability": health.disability or "",
    }
    found = {name: text for name, text in texts.items() if text and text.lower() not in _NONE}
    if found and health.notes:
        found["notes"] = health.notes
    return tuple(
        Fact(site.language.field("child", "health", name), text) for name, text in found.items()
    )
