"""Charts as inline SVG: small, without scripts, legible in dark mode, in print and without colour.

Pure functions from numbers and words to markup. Colours are CSS classes (site_templates/assets/
shouwang.css); every state has a shape of its own as well, since colour alone tells some readers
nothing and a black-and-white printer neither. All words are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup, escape

WIDTH: Final = 640
"""Units across; the page scales a chart to the room it has."""

ROW: Final = 22
"""The height of a row of a calendar strip, in the same units."""

_NARROW: Final = 8
"""A cell narrower than this has no room for a mark inside; its height tells instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One period in a calendar strip: first and last day, state, and what a pointer is told."""

    start: date
    end: date
    state: str
    title: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to units, from the first day to the last (both included)."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day begins; days outside are at the edge."""
        whole = (self.last - self.first).days + 1
        offset = min(max((day - self.first).days, 0), whole)
        return round(WIDTH * offset / whole, 1)

    def after(self, day: date) -> float:
        """Where a day ends."""
        return self.x(date.fromordinal(day.toordinal() + 1))


def _svg(body: str, height: int, label: str, css: str, width: int = WIDTH) -> Markup:
    return Markup(
        f'<svg class="{css}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}">{body}</svg>'
    )


def strip_row(cells: Iterable[Cell], scale: Scale, today: date, label: str) -> Markup:
    """One rule's periods in a row, each with its state's shape; a line marks the day."""
    body = "".join(_cell(cell, scale) for cell in cells)
    if scale.first <= today <= scale.last:
        body += f'<path class="c-today" d="M{scale.after(today)} 0v{ROW}"/>'
    return _svg(body, ROW, label, "sw-strip")


def mark(state: str) -> Markup:
    """A state's cell on its own, for a legend. Decoration: its name stands beside it."""
    return Markup(
        f'<svg class="sw-mark" viewBox="0 0 24 {ROW}" aria-hidden="true">'
        f'<g class="c-{escape(state)}">{_shape(state, 1, 22)}</g></svg>'
    )


def strip_axis(ticks: Sequence[tuple[date, str]], scale: Scale) -> Markup:
    """The months above a strip. Decoration: each cell names its own days."""
    body = "".join(
        f'<path d="M{scale.x(day)} 0v14"/><text x="{scale.x(day) + 3}" y="11">{escape(text)}</text>'
        for day, text in ticks
    )
    return Markup(
        f'<svg class="sw-strip sw-strip--axis" viewBox="0 0 {WIDTH} 14" aria-hidden="true">{body}</svg>'
    )


def _cell(cell: Cell, scale: Scale) -> str:
    left, right = scale.x(cell.start), scale.after(cell.end)
    wide = round(right - left - 1.2, 1)
    if wide <= 0:
        return ""
    shape = _shape(cell.state, left + 0.6, wide)
    return f'<g class="c-{escape(cell.state)}"><title>{escape(cell.title)}</title>{shape}</g>'


def _shape(state: str, x: float, wide: float) -> str:
    """What a state looks like when colours don't count."""
    x = round(x, 1)
    middle = round(x + wide / 2, 1)
    if state == "waived":
        reach = round(min(wide, 8) / 2, 1)
        return f'<path d="M{middle - reach:.1f} 11h{2 * reach:.1f}"/>'
    if state == "future":
        return f'<circle cx="{middle}" cy="11" r="1.6"/>'
    if wide < _NARROW:
        top = 12 if state == "missed" else 2
        return f'<rect x="{x}" y="{top}" width="{wide}" height="{20 - top}"/>'
    box = f'<rect x="{x}" y="2" width="{wide}" height="18" rx="3"/>'
    if state == "missed":
        return f'{box}<path d="M{middle - 4:.1f} 7l8 8m0-8l-8 8"/>'
    if state == "met_late":
        return f'{box}<path d="M{middle:.1f} 6v5.5h4"/>'
    if state == "met":
        return f'{box}<path d="M{middle - 4:.1f} 11.5l3 3 5-6"/>'
    return box


def bar(met: int, late: int, missed: int, label: str) -> Markup:
    """Kept, kept late and missed as parts of one bar; empty where nothing was due."""
    whole = met + late + missed
    body, x = '<rect class="c-track" width="640" height="16" rx="4"/>', 0.0
    for state, count in (("met", met), ("met_late", late), ("missed", missed)):
        if count:
            wide = WIDTH * count / whole
            body += (
                f'<g class="c-{state}"><rect x="{x:.1f}" y="0" '
                f'width="{max(wide - 1, 0.8):.1f}" height="16"/></g>'
            )
            x += wide
    return Markup(
        f'<svg class="sw-bar" viewBox="0 0 {WIDTH} 16" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{body}</svg>'
    )


def line_chart(
    points: Sequence[tuple[date, float]], label: str, unit: str = "", least: float = 0
) -> Markup:
    """A few measurements over time: a line, a dot each, the first and last value in figures.

    The height stands for `least` at the least: a change that means little shall look like little.
    """
    if not points:
        return Markup("")
    wide, high, edge = 320, 96, 16
    days = [day.toordinal() for day, _ in points]
    values = [value for _, value in points]
    span, (low, reach) = (days[-1] - days[0]) or 1, _reach(values, least)

    def place(day: int, value: float) -> tuple[float, float]:
        x = edge + (wide - 2 * edge) * (day - days[0]) / span if len(points) > 1 else wide / 2
        return round(x, 1), round(
            high - edge - 14 - (high - 2 * edge - 20) * (value - low) / reach, 1
        )

    spots = [place(day, value) for day, value in zip(days, values, strict=True)]
    path = " ".join(f"{'M' if not n else 'L'}{x} {y}" for n, (x, y) in enumerate(spots))
    body = f'<path class="c-axis" d="M{edge} {high - 16}H{wide - edge}"/><path class="c-line" d="{path}"/>'
    for n, ((x, y), (day, value)) in enumerate(zip(spots, points, strict=True)):
        ends = n in (0, len(spots) - 1)
        anchor = "start" if n == 0 and len(spots) > 1 else "end" if ends and n else "middle"
        words = f"{value:g}{unit}"
        body += (
            f'<g class="c-dot"><title>{day.isoformat()}: {escape(words)}</title>'
            f'<circle cx="{x}" cy="{y}" r="3.5"/></g>'
        )
        if ends:
            body += (
                f'<text x="{x}" y="{y - 7}" text-anchor="{anchor}">{escape(words)}</text>'
                f'<text class="c-head" x="{x}" y="{high - 4}" text-anchor="{anchor}">{day:%Y-%m}</text>'
            )
    return _svg(body, high, label, "sw-line", wide)


def _reach(values: Sequence[float], least: float) -> tuple[float, float]:
    """Where a scale begins and how far it goes: as far as the values, but `least`, about them."""
    low, top = min(values), max(values)
    if top - low >= (least or 1.0) or (not least and top > low):
        return low, top - low
    reach = least or 1.0
    return low - (reach - (top - low)) / 2, reach


def spark(values: Sequence[float], label: str, least: float = 0) -> Markup:
    """A few measurements as a line the height of a word, the last one marked; the label says them.

    `least` as for `line_chart`.
    """
    if len(values) < 2:
        return Markup("")
    wide, high, edge = 60, 18, 3
    low, reach = _reach(values, least)
    step = (wide - 2 * edge) / (len(values) - 1)
    spots = [
        (round(edge + step * n, 1), round(high - edge - (high - 2 * edge) * (v - low) / reach, 1))
        for n, v in enumerate(values)
    ]
    path = " ".join(f"{'M' if not n else 'L'}{x} {y}" for n, (x, y) in enumerate(spots))
    x, y = spots[-1]
    body = f'<path class="c-line" d="{path}"/><circle cx="{x}" cy="{y}" r="2.4"/>'
    return _svg(body, high, label, "sw-spark", wide)
