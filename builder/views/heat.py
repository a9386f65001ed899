"""The heat strip: week by week and class by class, how much of what was due has been kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from builder.assessment import Ending
from builder.views.site import Site

STEPS: Final = (0.0, 0.5, 0.7, 0.85, 0.95)
"""From which share on a cell takes the next deeper colour."""

_COUNTED: Final = (Ending.MET, Ending.MET_LATE, Ending.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """A week of a class: whole percent kept and its colour (both None where nothing was due)."""

    percent: int | None
    step: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A class and its weeks."""

    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatStrip:
    """Weeks across, by number, and classes down."""

    weeks: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class _Week:
    number: int
    first: date
    last: date


def heat_strip(site: Site, class_ids: Sequence[str] = ()) -> HeatStrip | None:
    """The semester's weeks up to the day, for some classes (all, where none is named).

    A period counts in the week in which it ends, what children are owed and what classes are owed
    alike, for the class that the child was in then: as the assessment has it.
    None before the first week that has anything due.
    """
    weeks = _weeks(site)
    rows = class_ids or [cls.class_ for cls in site.semester_classes]
    counts = _counts(site, frozenset(rows))
    if not weeks or not any(counts[class_id] for class_id in rows):
        return None
    return HeatStrip(
        weeks=tuple(str(week.number) for week in weeks),
        rows=tuple(
            HeatRow(
                name=site.class_name(id_, short=True),
                cells=tuple(_cells(site, id_, weeks, counts[id_])),
            )
            for id_ in rows
        ),
    )


def _counts(site: Site, wanted: frozenset[str]) -> dict[str, dict[date, tuple[int, int]]]:
    """By class and by the Monday of the week: kept and due."""
    found: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    for class_id in wanted:
        tally = site.assessment.by_class.get(class_id)
        weeks = found[class_id]
        for case in tally.of(*_COUNTED) if tally else ():
            end = case.obligation.end
            if end <= site.as_of:
                monday = end - timedelta(days=end.weekday())
                kept, due = weeks.get(monday, (0, 0))
                weeks[monday] = (kept + (case.ending is not Ending.MISSED), due + 1)
    return found


def _cells(
    site: Site, class_id: str, weeks: Sequence[_Week], counts: dict[date, tuple[int, int]]
) -> Iterator[HeatCell]:
    language = site.language
    for week in weeks:
        done, due = counts.get(week.first, (0, 0))
        words = language.text(
            "Week {week} ({first}–{last}), {name}: {share}",
            week=week.number,
            first=language.short_day(week.first),
            last=language.short_day(week.last),
            name=site.class_name(class_id),
            share=language.share(done, due),
        )
        step = sum(done / due >= limit for limit in STEPS) - 1 if due else None
        yield HeatCell(percent=100 * done // due if due else None, step=step, words=words)


def _weeks(site: Site) -> list[_Week]:
    """The weeks of the semester that have begun."""
    if site.semester is None:
        return []
    monday = site.semester.start - timedelta(days=site.semester.start.weekday())
    weeks: list[_Week] = []
    while monday <= min(site.as_of, site.semester.end):
        weeks.append(_Week(len(weeks) + 1, monday, monday + timedelta(days=6)))
        monday += timedelta(days=7)
    return weeks
