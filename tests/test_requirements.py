"""The table of what the five schools do: every row there, every kind, page and test in it real."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from builder.i18n import language
from builder.inspection import inspect
from builder.kinds import KINDS
from builder.read.scan import DiskFolder
from builder.render import sheets_of
from builder.views.site import Site

ROOT = Path(__file__).resolve().parents[1]

ROWS = {"S1": 27, "S2": 13, "S3": 7, "S4": 9, "S5": 12}
"""How many rows each of the five texts has."""

Row = tuple[str, str, list[str], list[str], list[str]]


@cache
def rows() -> tuple[Row, ...]:
    """The table of the README: id, what, kinds, pages, tests."""
    text = (ROOT / "README.md").read_text("utf-8")
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"S\d-\d\d", cells[0]):
            id_, what, kinds, pages, tests = cells
            ticked = re.compile(r"`([^`]+)`")
            found.append(
                (id_, what, kinds.split("、"), ticked.findall(pages), ticked.findall(tests))
            )
    return tuple(found)


@cache
def pages_of_the_demo() -> frozenset[str]:
    """The path of every page of the demo school, without ending."""
    found = inspect(
        [DiskFolder(ROOT / "records")],
        now=datetime(2030, 1, 1, tzinfo=UTC),
        as_of=date(2026, 11, 20),
    )
    site = Site(found, language("zh_CN"))
    return frozenset(sheet.path for _, sheets in sheets_of(site) for sheet in sheets)


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_row_is_there_once() -> None:
    wanted = [f"{text}-{n:02d}" for text, many in ROWS.items() for n in range(1, many + 1)]
    assert [row[0] for row in rows()] == wanted


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_kinds_pages_and_tests_exist(row: Row) -> None:
    id_, what, kinds, pages, tests = row
    titles = {language("zh_CN").kind(kind) for kind in KINDS}
    assert what and kinds and pages and tests, id_
    assert set(kinds) <= titles
    for page in pages:
        # `children/…` stands for the page of every child.
        start = page.removesuffix("…")
        known = pages_of_the_demo()
        assert page in known or (page != start and any(path.startswith(start) for path in known)), (
            page
        )
    for test in tests:
        file, _, name = test.partition("::")
        assert name.startswith("test_") and name in names_in(file), test
