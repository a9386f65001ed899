"""Workbooks: text stays text, heads stay in sight, and the same contents give the same bytes."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from builder import workbook

from .site.test_escaping import NASTY

DAY = date(2026, 11, 20)
TEXTS = (
    "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)", "\t=1", "012", "13800000001", "3.10", "1e3", "TRUE", "#N/A",
    "2026-11-20", "'x", " x ", "a\nb", "x\n", "_x0041_", "_x000D_", "<b>&amp;", *NASTY,
)  # fmt: skip


def made(rows: list[list[workbook.Cell]], heads: list[str] | None = None) -> bytes:
    book = workbook.workbook()
    workbook.sheet(book, "名册", heads or ["一", "二"], rows, heading="清溪&小学")
    return workbook.as_bytes(book, DAY)


def opened(raw: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text(text: str) -> None:
    raw = made([[text, None]], heads=[text, "二"])
    for cell in (opened(raw)["A1"], opened(raw)["A2"]):
        assert (cell.data_type, cell.number_format) == ("s", "@")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()] == [text, text]
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml"), "no formula anywhere"
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_numbers_and_dates_are_what_they_are() -> None:
    page = opened(
        made([[3.5, date(2026, 9, 1)], [7, datetime(2026, 9, 1, 14, 30)], [None, date(1900, 1, 2)]])
    )
    assert (page["A2"].value, page["A3"].value, page["A4"].value) == (3.5, 7, None)
    assert (page["B2"].number_format, page["B2"].value) == ("yyyy-mm-dd", datetime(2026, 9, 1))
    assert page["B3"].number_format == "yyyy-mm-dd hh:mm"
    assert (page["B4"].data_type, page["B4"].value) == ("s", "1900-01-02"), (
        "before Excel's calendar"
    )
    assert page["A4"].number_format == "@", "what is typed into a blank stays as it is typed"


def test_heads_filters_widths_and_paper() -> None:
    page = opened(made([["短", "长" * 60], ["x", "一\n二\n三"]]))
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", "A1:B3")
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    narrow, wide = (page.column_dimensions[letter].width for letter in "AB")
    assert 5 < narrow < 12 < wide < 50, "long text is wrapped, not a mile wide"
    one, three = page.row_dimensions[1].height, page.row_dimensions[3].height
    assert page.row_dimensions[2].height > 2 * one and three > 2 * one, "nothing is cut off"
    assert all(cell.alignment.wrap_text for row in page.iter_rows() for cell in row)
    assert "清溪＆小学" in page.oddHeader.center.text


@pytest.mark.parametrize("title", ["三[1]班:*?/\\", "长" * 60, "", "'x'", "a\x00b"])
def test_any_title(title: str) -> None:
    book = workbook.workbook()
    for _ in range(2):
        workbook.sheet(book, title, ["一"], [])
    names = openpyxl.load_workbook(io.BytesIO(workbook.as_bytes(book, DAY))).sheetnames
    assert len(set(names)) == 2 and all(0 < len(name) <= 31 for name in names)


def test_the_same_contents_give_the_same_bytes() -> None:
    first = made([["一", 2]])
    time.sleep(2.1)  # An archive's clock ticks every two seconds.
    assert made([["一", 2]]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2026, 11, 20, 0, 0, 0)}
        assert b"2026-11-20T00:00:00Z" in parts.read("docProps/core.xml")
