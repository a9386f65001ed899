"""The heat strip: of what was due in a week, how much each class has kept."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from builder.render import render
from builder.views.heat import HeatCell, heat_strip

from .schools import EMPTY, SMALL, site

TWO_WEEKS = {
    **SMALL,
    "policy.yml": "rules: [{id: weekly, title: 每周家访, basis: 约定, contact: [home_visit], by: [paired_teacher],"
    " every: week}]\n",
    "visits/2026-autumn/t02.yml": """\
        by: t02
        entries:
          - {date: 2026-09-02, children: c01, kind: home_visit, with: guardian, summary: 好}
          - {date: 2026-09-09, children: c01, kind: home_visit, with: guardian, summary: 好}
        """,
}


def _cells(tmp_path: Path, day: date) -> dict[str, tuple[HeatCell, ...]]:
    strip = heat_strip(site(tmp_path, TWO_WEEKS, day=day))
    assert strip is not None
    assert all(len(row.cells) == len(strip.weeks) for row in strip.rows)
    return {row.name: row.cells for row in strip.rows}


def test_a_week_counts_when_it_is_over(tmp_path: Path) -> None:
    """Two weeks kept, one missed; the running one has nothing due yet."""
    found = _cells(tmp_path, date(2026, 9, 22))
    row = next(cells for cells in found.values() if any(cell.percent for cell in cells))
    assert [cell.percent for cell in row] == [100, 100, 0, None]
    assert [cell.step for cell in row] == [4, 4, 0, None]
    assert "1/1" in row[0].words and "9月6日" in row[0].words


def test_every_class_stands_in_the_strip_of_the_school(tmp_path: Path) -> None:
    one = site(tmp_path, TWO_WEEKS, day=date(2026, 9, 22))
    html = render(one)["index.md"].html
    table = re.search(r'<table class="sw-heat">.*?</table>', html, re.S)
    assert table is not None
    for cls in one.semester_classes:
        assert f'<th scope="row">{one.class_name(cls.class_, short=True)}</th>' in table[0]
    assert table[0].count('class="sw-heat4">100<') == 2


@pytest.mark.parametrize("files", [EMPTY, TWO_WEEKS], ids=["empty", "first day"])
def test_no_strip_before_anything_was_due(files: dict[str, str], tmp_path: Path) -> None:
    assert heat_strip(site(tmp_path, files, day=date(2026, 8, 31))) is None


def test_a_week_is_the_classs_in_which_the_child_was_then(tmp_path: Path) -> None:
    """A child who moved takes no past week along; the strip counts as the assessment does."""
    moved = TWO_WEEKS["children/c01.yml"].replace(
        "class: 2024-1",
        "class: 2023-1\n        earlier_classes: [{class: 2024-1, until: 2026-09-13}]",
    )
    one = site(tmp_path, {**TWO_WEEKS, "children/c01.yml": moved}, day=date(2026, 9, 22))
    strip = heat_strip(one)
    assert strip is not None
    rows = {row.name: [cell.percent for cell in row.cells] for row in strip.rows}
    assert rows == {"三1班": [100, 100, None, None], "四1班": [None, None, 0, None]}
    tallies = {key: (tally.done, tally.due) for key, tally in one.assessment.by_class.items()}
    assert tallies == {"2024-1": (2, 2), "2023-1": (0, 1)}
