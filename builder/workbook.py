"""Excel workbooks: sheets that read well on a screen and on paper, and in which text stays text.

A telephone number, an id such as `012` or a cell that begins with `=` is text to us and must be
text to Excel (safety.md): such a cell has the type text and the format `@`, so that it stays text
even when somebody edits it. The same records on the same day give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import ceil
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Cell: TypeAlias = str | int | float | date | datetime | None

LONGEST_CELL: Final = 32767
"""Excel holds no longer text in a cell."""

_NARROWEST: Final = 6
_WIDEST: Final = 44
_WIDE_HEAD: Final = 16
_LINE: Final = 15.5
_HIGHEST: Final = 409
"""Excel makes no row higher, in points."""
_LONGEST_TITLE: Final = 31
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_FIRST_DATE: Final = date(1900, 3, 1)
"""Before it Excel counts a day that never was; older dates are written as text."""

_FONT: Final = "宋体"
_THIN: Final = Side(style="thin", color="BFBFBF")
_EDGES: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD_FONT: Final = Font(name=_FONT, size=11, bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="DDEBE4")
_HEAD_PLACE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_BODY_FONT: Final = Font(name=_FONT, size=11)
_BODY_PLACE: Final = Alignment(vertical="top", wrap_text=True)
_DAY_PLACE: Final = Alignment(vertical="top", horizontal="left")
_SMALLER: Final = 70
"""Per cent of its size at which a wide register is printed."""


def workbook() -> Workbook:
    """A workbook without any sheet yet; one must be added before it is written."""
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def sheet(
    book: Workbook,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    frozen: int = 1,
    widths: Sequence[float | None] = (),
    heading: str = "",
    pages_wide: int = 1,
    pages: str = "&P / &N",
) -> Worksheet:
    """A sheet of one table: one row of headings, frozen and filtered, then the rows.

    `frozen` columns stay in sight (and are repeated on every printed page); `widths` are in
    characters of Latin text, None or missing is as wide as the contents ask. `heading` stands above
    every printed page, `pages` below it (`&P` is the page, `&N` how many). `pages_wide` is over how
    many pages the columns may be spread; 0 lets them go on as far as they do. A4, across.
    """
    page: Worksheet = book.create_sheet(_title(book, title))
    table = [[_shown(value) for value in row] for row in rows]
    for column, head in enumerate(heads, start=1):
        cell = _text(page, 1, column, head)
        cell.font, cell.fill, cell.alignment = _HEAD_FONT, _HEAD_FILL, _HEAD_PLACE
        cell.border = _EDGES
    for number, cells in enumerate(table, start=2):
        for column, value in enumerate(cells, start=1):
            _body(page, number, column, value)
    fitted = _fitted(heads, table, widths)
    for column, width in enumerate(fitted, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    whole: list[Sequence[Cell]] = [heads, *table]
    for number, row in enumerate(whole, start=1):
        # Not every program makes a row as high as its wrapped text when it opens a file.
        page.row_dimensions[number].height = _height(row, fitted)
    last = get_column_letter(max(len(heads), 1))
    page.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    page.auto_filter.ref = f"A1:{last}{max(len(table), 1) + 1}"
    _printed(page, frozen, heading, pages, pages_wide)
    return page


def _title(book: Workbook, title: str) -> str:
    """A title that Excel takes, with room for the number that a second one of its name gets."""
    fit = _NOT_IN_A_TITLE.sub(" ", title)[:_LONGEST_TITLE].strip("' ") or "-"
    return fit if fit not in book.sheetnames else fit[: _LONGEST_TITLE - 3]


def as_bytes(book: Workbook, day: date) -> bytes:
    """The workbook as a file's bytes. Every date and time in the file itself is that of `day`.

    openpyxl stamps the hour of writing into the properties and on every part of the archive: the
    same records would never give the same bytes.
    """
    stamp = datetime(day.year, day.month, day.day)
    book.properties.creator = "shouwang"
    book.properties.created = stamp
    written = io.BytesIO()
    book.save(written)
    pinned = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(pinned, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if name == "docProps/core.xml":
                when = stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _MODIFIED.sub(rb"\g<1>" + when + rb"\g<2>", content)
            new.writestr(part, content)
    return pinned.getvalue()


def _shown(value: Cell) -> Cell:
    """A value as it stands in a cell: what Excel cannot hold as a date is text."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) if value.date() >= _FIRST_DATE else value.isoformat(" ")
    if isinstance(value, date):
        return value if value >= _FIRST_DATE else value.isoformat()
    return value


def _text(page: Worksheet, row: int, column: int, value: str) -> WrittenCell:
    """A cell that holds text whatever it looks like; openpyxl takes `=…` for a formula."""
    cell = page.cell(row, column)
    assert isinstance(cell, WrittenCell)
    # What a file must not hold is left out; what looks like Excel's own escape is escaped.
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", _NOT_IN_XML.sub("", value))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _body(page: Worksheet, row: int, column: int, value: Cell) -> None:
    if isinstance(value, str) and value:
        cell = _text(page, row, column, value)
    else:
        plain = page.cell(row, column)
        assert isinstance(plain, WrittenCell)
        cell = plain
        # An empty cell is text too: what is typed into it later stays as it was typed.
        cell.number_format = "@" if value is None or value == "" else "General"
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        cell.value = None if value == "" else value
    place = _DAY_PLACE if isinstance(value, date) else _BODY_PLACE
    cell.font, cell.alignment, cell.border = _BODY_FONT, place, _EDGES


def _wide(line: str) -> int:
    """The width of a line in Latin characters; a Chinese one is two."""
    return sum(2 if char > "\u2e7f" else 1 for char in line)


def _lines(value: Cell) -> list[str]:
    if isinstance(value, datetime):
        return ["0000-00-00 00:00"]
    if isinstance(value, date):
        return ["0000-00-00"]
    return str(value).split("\n") if value is not None else [""]


def _fitted(
    heads: Sequence[str], table: Sequence[Sequence[Cell]], widths: Sequence[float | None]
) -> list[float]:
    """Every column's width: as the contents ask, within reason; longer text is wrapped."""
    out: list[float] = []
    for column, head in enumerate(heads):
        given = widths[column] if column < len(widths) else None
        if given is None:
            cells = [head, *(row[column] for row in table if column < len(row))]
            longest = [max(map(_wide, _lines(cell))) for cell in cells]
            # The filter's arrow stands beside the heading.
            wanted = max(max(longest[1:], default=0) + 2, min(longest[0] + 4, _WIDE_HEAD))
            given = min(max(wanted, _NARROWEST), _WIDEST)
        out.append(given)
    return out


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    """How high a row is, in points, for all the lines into which its cells are wrapped."""
    lines = 1
    for value, width in zip(row, widths, strict=False):
        if isinstance(value, str) and value:
            room = max(width - 2, 1)
            lines = max(lines, sum(ceil(max(_wide(line), 1) / room) for line in _lines(value)))
    return min(_LINE * lines + 3, _HIGHEST)


def _printed(page: Worksheet, frozen: int, heading: str, pages: str, wide: int) -> None:
    """A4 across, the headings on every page."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    if wide:
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToWidth = wide
        page.page_setup.fitToHeight = 0
    else:
        page.page_setup.scale = _SMALLER
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.75, 0.6
    page.page_margins.header = page.page_margins.footer = 0.3
    page.print_title_rows = "1:1"
    if frozen and wide != 1:
        page.print_title_cols = f"A:{get_column_letter(frozen)}"
    header, footer = page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter
    if header is not None and footer is not None:
        # `&` begins a code there, and a school's own name may hold one.
        header.center.text = heading.replace("&", "＆") or None
        footer.center.text = pages
