"""Where in a sheet the table is: which kind of record, which rows are headings, what is no record.

Schools put a merged title above, a second row of headings below the first (父亲 | 姓名 电话 务工地),
totals and signatures under the last row. Every row gets a number and a place: none is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from builder.calendar import Calendar
from builder.finding import Route
from builder.i18n import LOCALES, N_, language
from builder.schema import choices, properties, schemas
from builder.tables.classes import class_in, class_named
from builder.tables.columns import CLASS_OF_CHILD, KINDS, Column
from builder.tables.grid import Cell, Grid, is_blank
from builder.tables.headings import Heading, bare, recognised
from builder.tables.scalars import as_text

STATISTICS: Final = N_("Statistics table")
"""The name of the sheet of figures in the workbook that `roster` writes."""

_LOOK_AT: Final = 30
"""Headings stand within the first so many rows."""
_ESSENTIAL: Final[Mapping[str, tuple[Route, ...]]] = {
    "staff": (("name",), ("id",)),
    "child": (("name",), ("id",)),
    "pairing": (("child",),),
    "visit": (("date",),),
}
"""A table of a kind has one of these columns."""
_HINTS: Final[Mapping[str, re.Pattern[str]]] = {
    "staff": re.compile("教师|教职工|老师|staff", re.I),
    "child": re.compile("学生|儿童|花名册|名册|档案|基本情况|child", re.I),
    "pairing": re.compile("结对|代理家长|帮扶教师|手拉手|pairing", re.I),
    "visit": re.compile("家访|记录|台账|谈心|通话|visit", re.I),
}
_SUMMARY_SHEETS: Final = re.compile("统计|汇总|说明|目录|字典|参考|下拉|statistics", re.I)
_TOTAL: Final = re.compile(
    "(?:合计|总计|小计|共计|总数|累计|平均|总人数|人数)(?:[:： ]|\\Z|[0-9共])"
)
_NOTE: Final = re.compile(
    "(?:注|备注|说明|填表|制表|审核|负责人|校长|填报|班主任|单位|联系人|日期|盖章|签[名字]|总负责)[^\n]{0,6}?[:：]"
)


class Aside(StrEnum):
    """What a row is that is no record."""

    TITLE = "title"
    HEADING = "heading"
    BLANK = "blank"
    NOTE = "note"
    NOT_LEFT_BEHIND = "not left behind"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet, its number as Excel shows it."""

    number: int
    cells: Sequence[Cell]
    aside: Aside | None = None
    constants: Mapping[Route, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. `first` and `last` are its rows of headings, from 0.

    `constants` are values that the sheet's name or its title give to every row. `code` is the kind
    of pairing that this reading of the table is about, where it has a column for each.
    """

    grid: Grid
    kind: str
    headings: Sequence[Heading]
    first: int
    last: int
    constants: Mapping[Route, Cell] = field(default_factory=dict)
    code: str = ""

    def columns_of(self, route: Route) -> list[int]:
        """The columns that hold a field."""
        return [
            n
            for n, one in enumerate(self.headings)
            if one.route == route and one.kind_code in ("", self.code)
        ]


@dataclass(frozen=True, slots=True)
class Unclear(Exception):
    """A sheet in which no table, or more than one kind of table, was seen."""

    several: bool = False


def is_summary(grid: Grid) -> bool:
    """Whether a sheet's own name says that it holds figures or notes and no records."""
    return bool(_SUMMARY_SHEETS.search(grid.name))


def is_statistics(grid: Grid) -> bool:
    """Whether this is the statistics table of a workbook that `roster` wrote."""
    titles = [language(locale).text(STATISTICS) for locale in LOCALES]
    return grid.name in titles


def find(
    grid: Grid,
    kinds: Sequence[str],
    calendar: Calendar,
    school_year: int,
    mapping: Mapping[str, Mapping[str, Route]],
) -> list[Table]:
    """The tables of a sheet: one, or one for each kind of partner. Raises `Unclear`."""
    scored = sorted(
        (
            (score, kind, table)
            for kind in kinds
            for score, table in [_best(grid, kind, mapping[kind])]
            if table is not None
        ),
        key=lambda one: (-one[0], KINDS.index(one[1])),
    )
    if not scored:
        raise Unclear
    if len(scored) > 1 and scored[0][0] == scored[1][0]:
        raise Unclear(several=True)
    table = scored[0][2]
    told = _told_by_title(table, calendar, school_year)
    return [replace(table, constants=told, code=code) for code in _codes(table)]


def _codes(table: Table) -> list[str]:
    """The kinds of pairing that have a column of their own; one reading of the table for each."""
    if any(one.route == ("kind",) for one in table.headings):
        return [""]
    return list(dict.fromkeys(one.kind_code for one in table.headings if one.kind_code)) or [""]


def _best(grid: Grid, kind: str, mapping: Mapping[str, Route]) -> tuple[float, Table | None]:
    """The rows that look most like this kind's headings, and how much they do."""
    best: tuple[float, Table | None] = (0, None)
    for first in range(min(len(grid.rows), _LOOK_AT)):
        for last in (first, first + 1):
            if last >= len(grid.rows):
                continue
            headings = recognised(kind, _texts(grid, first, last), mapping)
            routes = {one.route for one in headings if one.route}
            known = len(routes - {CLASS_OF_CHILD}) + sum(one.private for one in headings) / 2
            if len(routes) < 2 or not routes & set(_ESSENTIAL[kind]):
                continue
            # One row of headings is likelier than two that say no more.
            score = known - (last - first) / 4
            if score > best[0]:
                best = (score, Table(grid, kind, tuple(headings), first, last))
    score, table = best
    if table is not None:
        words = " ".join([grid.name, *_title_cells(table)])
        score += 1 if _HINTS[kind].search(words) else 0
    return score, table


def _texts(grid: Grid, first: int, last: int) -> list[tuple[str, str]]:
    """The upper and the lower heading of each column; the lower one alone where there is one row."""
    width = max(len(grid.rows[first]), len(grid.rows[last]))
    lower = [as_text(_cell(grid, last, n)) for n in range(width)]
    if first == last:
        return [("", text) for text in lower]
    upper = [as_text(_cell(grid, first, n)) for n in range(width)]
    for (top, left), (bottom, right) in grid.merged:
        if top <= first <= bottom:
            for n in range(left, min(right + 1, width)):
                upper[n] = as_text(_cell(grid, top, left))
            if bottom >= last:
                lower[left] = ""
    if not grid.merged:
        # A CSV file knows no merged cells: a group goes on while only the lower row says something.
        for n in range(1, width):
            if not upper[n].strip() and lower[n].strip() and lower[n - 1].strip():
                upper[n] = upper[n - 1]
    return list(zip(upper, lower, strict=True))


def _cell(grid: Grid, row: int, column: int) -> Cell:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else None


def _title_cells(table: Table) -> list[str]:
    return [
        as_text(cell)
        for row in table.grid.rows[: table.first]
        for cell in row
        if not is_blank(cell)
    ]


def _told_by_title(table: Table, calendar: Calendar, school_year: int) -> dict[Route, Cell]:
    """What the sheet's name, or else its title, says of all its rows: the class, the kind."""
    told: dict[Route, Cell] = {}
    places = [table.grid.name, *_title_cells(table)]
    if table.kind == "child" and not table.columns_of(("class",)):
        found = [class_in(text, calendar, school_year) for text in places]
        # A class that there is not is told too: then its rows are refused with that reason.
        found += [class_named(text) for text in places]
        if named := next((one for one in found if one), None):
            told[("class",)] = named
    has_kind = any(one.route == ("kind",) or one.kind_code for one in table.headings)
    node = properties(schemas()[table.kind]).get("kind")
    if node is not None and not has_kind:
        words = bare(" ".join(places))
        item = node["items"] if node.get("type") == "array" else node
        codes = [
            choice.title for choice in choices(item) if any(s in words for s in choice.spellings)
        ]
        if len(codes) == 1:
            told[("kind",)] = codes[0]
    return told


def rows(table: Table, calendar: Calendar, school_year: int) -> Iterator[Row]:
    """Every row of the sheet, each with what it is."""
    filled = _filled_down(table)
    heads = [tuple(map(as_text, table.grid.rows[n])) for n in range(table.first, table.last + 1)]
    constants = dict(table.constants)
    by_title = table.kind == "child" and not table.columns_of(("class",))
    for n, cells in enumerate(filled):
        if n in table.grid.torn and n > table.last:
            yield Row(n + 1, cells, None, dict(constants))
            continue
        aside = _aside(table, n, cells, heads)
        texts = [as_text(cell) for cell in cells if not is_blank(cell)]
        words = " ".join(texts)
        named = class_in(words, calendar, school_year) or class_named(words, grades=True)
        if aside is None and len(texts) == 1 and named:
            aside = Aside.NOTE  # The title of the next class.
        if aside is Aside.NOTE and by_title and named:
            # Classes one below the other, each under its own title. One that there is not is kept
            # as it is written: its children are refused with that, and go into no other class.
            constants[("class",)] = named
        yield Row(n + 1, cells, aside, dict(constants))


def _filled_down(table: Table) -> list[list[Cell]]:
    """The rows, with a cell that was merged downwards standing in each of its rows."""
    filled = [list(row) for row in table.grid.rows]
    for (top, left), (bottom, right) in table.grid.merged:
        if left == right and top > table.last and left < len(filled[top]):
            for n in range(top + 1, min(bottom + 1, len(filled))):
                if left < len(filled[n]):
                    filled[n][left] = filled[top][left]
    return filled


def _aside(
    table: Table, n: int, cells: Sequence[Cell], heads: Sequence[tuple[str, ...]]
) -> Aside | None:
    said = [as_text(cell).strip() for cell in cells if not is_blank(cell)]
    if not said:
        return Aside.BLANK
    if n < table.first:
        return Aside.TITLE
    if n <= table.last or tuple(map(as_text, cells)) in heads:
        return Aside.HEADING
    read = [
        column
        for column, heading in enumerate(table.headings)
        if heading.route and column < len(cells) and not is_blank(cells[column])
    ]
    essential = [column for route in _ESSENTIAL[table.kind] for column in table.columns_of(route)]
    named = any(column in read for column in essential)
    if _is_total(table, cells) and not _is_whole(table, cells):
        return Aside.NOTE
    if any(_NOTE.match(text) for text in said[:2]) and len(read) <= 2:
        return Aside.NOTE
    if table.code and not any(
        column in read and table.headings[column].kind_code == table.code for column in read
    ):
        return Aside.BLANK  # This child has no such partner.
    if not read and all(re.fullmatch(r"[0-9.]+", text) for text in said):
        return Aside.BLANK  # A numbered line that nobody has filled in.
    return Aside.NOTE if not named and len(read) <= 1 else None


def _is_total(table: Table, cells: Sequence[Cell]) -> bool:
    """Whether one of the first cells says that sums follow; a sentence in a remark does not."""
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    return any(
        _TOTAL.match(re.sub(r"\s", "", as_text(cells[column]))) and not _is_prose(table, column)
        for column in filled[:3]
    )


def _is_prose(table: Table, column: int) -> bool:
    route = table.headings[column].route if column < len(table.headings) else ()
    return bool(route) and bool(Column(table.kind, route).node.get("x-long"))


def _is_whole(table: Table, cells: Sequence[Cell]) -> bool:
    """Whether a row fills every column that its kind demands and the table has."""
    demanded = [
        [column for column in table.columns_of(route) if column < len(cells)]
        for name in schemas()[table.kind]["required"]
        for route in [(name,)]
        if table.columns_of(route)
    ]
    return len(demanded) > 1 and all(
        any(not is_blank(cells[column]) for column in columns) for columns in demanded
    )


__all__ = ["Aside", "Row", "Table", "Unclear", "find", "is_statistics", "is_summary", "rows"]
