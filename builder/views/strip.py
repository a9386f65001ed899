"""The calendar strip: every rule of a unit over the semester, one row a rule, one cell a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from builder.charts import Cell, Scale, mark, strip_axis, strip_row
from builder.evaluation import Obligation, State, Track
from builder.i18n import N_, Language
from builder.views.site import Link, Site

STATES: Final = {
    State.MET: N_("kept"),
    State.MET_LATE: N_("kept late"),
    State.MISSED: N_("missed"),
    State.OPEN: N_("open"),
    State.WAIVED: N_("waived"),
    State.FUTURE: N_("to come"),
}
"""What states are called, in the order of the legend."""

_ROOM: Final = 10
"""Days that a month's name needs; a shorter rest of a month goes without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One rule: its chart, and the same in words for whoever can't see it."""

    rule: Link
    svg: Markup
    counts: tuple[tuple[str, int], ...]
    done: int
    due: int
    missed: tuple[str, ...]
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """All rules of one unit. `legend` pairs a state's mark with its name."""

    axis: Markup
    rows: tuple[StripRow, ...]
    legend: tuple[tuple[Markup, str], ...]


def strip(site: Site, tracks: Sequence[Track]) -> Strip | None:
    """The calendar strip of a unit's tracks; None where no period is on record.

    Rules that are waived throughout are left out: they never applied here.
    """
    term = site.evaluation.term
    shown = [
        track for track in tracks if any(o.state is not State.WAIVED for o in track.obligations)
    ]
    if term is None or not shown:
        return None
    last = term.vacation[1] if term.vacation else term.semester.end
    scale = Scale(term.semester.start, last)
    return Strip(
        axis=strip_axis(tuple(_months(site.language, scale)), scale),
        rows=tuple(_row(site, track, scale) for track in shown),
        legend=tuple((mark(state), site.language.text(name)) for state, name in STATES.items()),
    )


def _row(site: Site, track: Track, scale: Scale) -> StripRow:
    language = site.language
    counts = dict.fromkeys(STATES, 0)
    missed: list[str] = []
    cells: list[Cell] = []
    following = [o.start for o in track.obligations[1:]] + [date.max]
    for obligation, next_start in zip(track.obligations, following, strict=True):
        counts[obligation.state] += 1
        days = span(language, obligation)
        if obligation.state is State.MISSED:
            missed.append(days)
        end = min(obligation.end, max(obligation.start, next_start - timedelta(days=1)))
        state = language.text(STATES[obligation.state])
        cells.append(Cell(obligation.start, end, obligation.state, f"{days} {state}"))
    named = tuple((language.text(STATES[state]), n) for state, n in counts.items() if n)
    title = site.rule_title(track.rule)
    words = language.join([f"{name} {n}" for name, n in named])
    done = counts[State.MET] + counts[State.MET_LATE]
    return StripRow(
        rule=site.rule_link(track.rule),
        svg=strip_row(cells, scale, site.as_of, f"{title}: {words}"),
        counts=named,
        done=done,
        due=done + counts[State.MISSED],
        missed=tuple(missed),
        last=site.short_day(track.contacts[-1]) if track.contacts else "",
    )


def span(language: Language, obligation: Obligation) -> str:
    """A period's days: 9月7日-9月13日, or one day."""
    if obligation.start == obligation.end:
        return language.short_day(obligation.start)
    return f"{language.short_day(obligation.start)}–{language.short_day(obligation.end)}"


def _months(language: Language, scale: Scale) -> Iterator[tuple[date, str]]:
    """The first day shown, and the first of every month after it."""
    day = scale.first
    while day <= scale.last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if (following - day).days >= _ROOM:
            yield day, f"{day.month}月" if language.chinese else f"{day:%b}"
        day = following
