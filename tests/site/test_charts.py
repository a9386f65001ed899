"""Charts: every state has its own shape, everything is escaped, nothing divides by nothing."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from builder import charts
from builder.evaluation import State

SCALE = charts.Scale(date(2026, 8, 31), date(2026, 9, 27))


def shape(state: str) -> tuple[str, ...]:
    svg = charts.strip_row(
        [charts.Cell(date(2026, 8, 31), date(2026, 9, 6), state, "")], SCALE, date(2030, 1, 1), "x"
    )
    group = ET.fromstring(svg)[0]
    return tuple(f"{part.tag} {part.get('d', '')}" for part in group if part.tag != "title")


def test_no_two_states_look_alike_in_black_and_white() -> None:
    # `open` is the one plain box: what tells it from the others is that it has no mark in it.
    shapes = {state: shape(state) for state in State}
    assert len(set(shapes.values())) == len(State)


def test_words_are_escaped() -> None:
    nasty = '"><script>alert(1)</script>'
    cell = charts.Cell(date(2026, 8, 31), date(2026, 9, 6), "met", nasty)
    for svg in (
        charts.strip_row([cell], SCALE, date(2026, 9, 1), nasty),
        charts.strip_axis([(date(2026, 9, 1), nasty)], SCALE),
        charts.bar(1, 1, 1, nasty),
        charts.line_chart([(date(2026, 9, 1), 1.0)], nasty, nasty),
    ):
        assert "<script" not in svg
        ET.fromstring(svg)


@pytest.mark.parametrize(("met", "late", "missed"), [(0, 0, 0), (5, 0, 0), (1, 1, 98), (0, 0, 1)])
def test_the_parts_of_a_bar_fill_it(met: int, late: int, missed: int) -> None:
    parts = [
        float(rect.get("width", "0"))
        for group in ET.fromstring(charts.bar(met, late, missed, "x")).iter("g")
        for rect in group
    ]
    assert len(parts) == sum(bool(n) for n in (met, late, missed))
    assert sum(parts) <= charts.WIDTH


def test_cells_lie_where_their_days_are() -> None:
    assert SCALE.x(date(2026, 8, 31)) == 0
    assert SCALE.after(date(2026, 9, 27)) == charts.WIDTH
    assert SCALE.after(date(2026, 9, 13)) == charts.WIDTH / 2
    assert SCALE.x(date(2020, 1, 1)) == 0


@pytest.mark.parametrize("points", [[], [120.0], [120.0, 120.0], [120.0, 124.5, 130.0]])
def test_a_line_of_any_length(points: list[float]) -> None:
    svg = charts.line_chart([(date(2026, n + 1, 1), v) for n, v in enumerate(points)], "身高", "cm")
    assert svg.count("<circle") == len(points)


def test_a_small_change_looks_small() -> None:
    """130 to 129.8 cm is no plunge: the height of the chart stands for `least` at the least."""
    days = (date(2026, 4, 1), date(2026, 10, 1))

    def drop(values: tuple[float, float], least: float) -> float:
        chart = charts.line_chart(list(zip(days, values, strict=True)), "身高", least=least)
        ys = [float(y) for y in re.findall(r'<circle cx="[0-9.]+" cy="([0-9.]+)"', chart)]
        return abs(ys[1] - ys[0])

    assert drop((130, 129.8), 12) < 1 < 20 < drop((130, 129.8), 0)
    assert drop((100, 130), 12) == drop((100, 130), 0), "what goes further is shown in full"
    middle = re.findall(r'cy="([0-9.]+)"', charts.spark((5, 5), "视力", 0.8))
    assert middle == ["9.0"], "no change stands in the middle"
