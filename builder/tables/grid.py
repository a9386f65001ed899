"""A file's sheets as plain cells: .xlsx and .xls through calamine, .csv in whatever encoding.

Excel on a Chinese Windows saves CSV as GBK, and WPS too; nobody who does so knows it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from builder.i18n import N_
from builder.read.decode import guessed_encoding
from builder.read.loading import Unusable

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 400
WORKBOOKS: Final = (".xlsx", ".xlsm", ".xls")

NO_SUCH_TABLE: Final = N_("There is no such file: name an .xlsx, .xls or .csv file.")
NOT_A_TABLE: Final = N_(
    "This file cannot be read as a table. Open it in Excel or WPS and save it as .xlsx, "
    "without a password."
)
TOO_LARGE: Final = N_("This table is larger than a school's roster can be; take a part of it.")


class Unclosed(Unusable):
    """A CSV file in which a quotation mark is never closed; `line` is where it opens."""

    def __init__(self, line: int) -> None:
        super().__init__(NOT_A_TABLE)
        self.line = line


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. Row n of the sheet is `rows[n - 1]`; `merged` are (row, column) corners from 0.

    `torn` are rows (from 0) of a CSV file in which a quotation mark has swallowed what look like
    further rows, with the first and last line of the file that stand in them.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    torn: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    hidden: bool = False

    def blank(self, number: int) -> bool:
        """Whether nothing stands in a row (its number counts from 0)."""
        return all(is_blank(cell) for cell in self.rows[number])


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that anybody can see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def grids(path: Path) -> list[Grid]:
    """The sheets of a file. Raises `Unusable` when it cannot be read as a table."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unusable(TOO_LARGE)
        raw = path.read_bytes()
    except OSError as error:
        raise Unusable(NO_SUCH_TABLE) from error
    if path.suffix.lower() in WORKBOOKS:
        return list(_workbook(raw))
    return [_csv(raw)]


def _workbook(raw: bytes) -> Iterator[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for known in book.sheets_metadata:
                name = known.name
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                    raise Unusable(TOO_LARGE)
                rows = sheet.to_python(skip_empty_area=False)
                hidden = known.visible != SheetVisibleEnum.Visible
                yield Grid(name, rows, tuple(sheet.merged_cell_ranges or ()), hidden=hidden)
    except (CalamineError, OSError, ValueError) as error:
        raise Unusable(NOT_A_TABLE) from error


_SEPARATORS: Final = (",", "\t", ";")
_KEPT_AS_TEXT: Final = re.compile(r'="([^"]*)"\Z')
"""`="0123"`: how people keep Excel from taking a cell of a CSV file for a number."""


def _csv(raw: bytes) -> Grid:
    text = _decoded(raw)
    head = "\n".join(text.split("\n")[:20])
    separator = max(_SEPARATORS, key=head.count)
    # A line of our own at the end: where it is no row of its own, a quotation mark was never closed.
    whole = text if text.endswith(("\n", "\r")) else f"{text}\n"
    lines = [*io.StringIO(whole, newline=""), _END]
    try:
        reader = csv.reader(lines, delimiter=separator)
        ends: list[int] = []
        rows: list[list[str]] = []
        for row in reader:
            rows.append([_KEPT_AS_TEXT.sub(r"\1", cell) for cell in row])
            ends.append(reader.line_num)
    except csv.Error as error:
        raise Unusable(NOT_A_TABLE) from error
    if rows.pop() != [_END]:
        raise Unclosed(ends[-2] + 1 if len(ends) > 1 else 1)
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise Unusable(TOO_LARGE)
    return Grid("", rows, torn=dict(_torn(rows, ends, lines, separator)))


_END: Final = "\x1e"


def _torn(
    rows: Sequence[Sequence[str]], ends: Sequence[int], lines: Sequence[str], separator: str
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The rows whose cells hold whole rows, with their lines in the file (from 1).

    Either a line within a cell has as many separators as a row has, or text follows a closing
    quotation mark, which no program writes.
    """
    width = max(Counter(map(len, rows)).items(), key=lambda one: (one[1], one[0]), default=(0, 0))[
        0
    ]
    for number, row in enumerate(rows):
        first, last = (ends[number - 1] if number else 0), ends[number]
        if last - first < 2 or not any(re.search("[\r\n]", cell) for cell in row):
            continue
        inner = [part for cell in row for part in re.split("[\r\n]+", cell)[1:]]
        if (width > 2 and any(part.count(separator) >= width - 1 for part in inner)) or (
            not _well_formed(lines[first:last], separator)
        ):
            yield number, (first + 1, last)


def _well_formed(lines: Sequence[str], separator: str) -> bool:
    try:
        return bool(list(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error:
        return False


def _decoded(raw: bytes) -> str:
    """The text of a CSV file: UTF-8 with or without a mark, GBK, Big5 or UTF-16."""
    try:
        return raw.decode("utf-8-sig").removeprefix("\ufeff")
    except UnicodeDecodeError:
        encoding = guessed_encoding(raw)
    if encoding is None:
        raise Unusable(NOT_A_TABLE)
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Unusable(NOT_A_TABLE) from error
