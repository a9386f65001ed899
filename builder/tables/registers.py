"""The registers as tables: every field of children, staff, pairings and visits in its column.

What stands in a cell is what the record says, as far as it was known there (`2021-09` stays so).
Two kinds of columns are for the reader only and say nothing new to an import: what a class is
called now, and whose id an id is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.i18n import N_
from builder.schema import Node, properties, schemas
from builder.tables.cells import understood, written
from builder.tables.columns import PARENTS, Column, columns
from builder.tables.existing import Existing
from builder.views.site import Site
from builder.workbook import Cell

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its title, headings and rows, and how many columns stay in sight.

    `widths` and `pages_wide` are as `workbook.sheet` has them.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    frozen: int
    widths: Sequence[float | None] = ()
    pages_wide: int = 1


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column of a register: a field's, or one made for the reader."""

    head: str
    cell: Callable[[Values], Cell]
    width: float | None = None


def registers(
    site: Site, existing: Existing, chosen: Mapping[str, Iterable[Any]]
) -> list[Register]:
    """The registers of chosen records, by kind, in the order in which they are read back."""
    made = []
    for kind in ("child", "staff", "pairing", "visit"):
        records = [existing.values(kind, record) for record in chosen[kind]]
        shown = list(_columns(site, kind, records))
        rows = [[one.cell(values) for one in shown] for values in records]
        title = site.language.kind(kind)
        heads, widths = [one.head for one in shown], [one.width for one in shown]
        made.append(Register(title, heads, rows, _FROZEN[kind], widths, _PAGES_WIDE[kind]))
    return made


_FROZEN: Final[Mapping[str, int]] = {"child": 3, "staff": 2, "pairing": 4, "visit": 3}
_PAGES_WIDE: Final[Mapping[str, int]] = {"child": 0, "staff": 1, "pairing": 1, "visit": 2}
_LIST_WIDTH: Final = 18
_LONG_WIDTH: Final = 36
_NAMED: Final[Mapping[str, tuple[str, ...]]] = {
    "child": (),
    "staff": (),
    "pairing": ("child", "staff", "peer"),
    "visit": ("children", "by"),
}
"""Fields that hold ids of people: a column with their names stands beside them."""


def _columns(site: Site, kind: str, records: Sequence[Values]) -> Iterable[_Shown]:
    language = site.language
    guardians = max([2, *(len(values.get("guardians", ())) for values in records)])
    parents = max([0, *(len(_beside(values.get("parents", ()))) for values in records)])
    for column in columns(kind, guardians=guardians, parents=parents):
        cell = _needs(site) if column.route == ("needs",) else _reader(site, column)
        yield _Shown(column.heading(language), cell, _width(column))
        name = str(column.route[0])
        if name in _NAMED[kind]:
            head = language.text(N_("Name ({field})"), field=language.field(kind, name))
            yield _Shown(head, _names(site, name), _width(column))
        if (kind, name) in (("child", "name"), ("pairing", "child")):
            key = "id" if kind == "child" else "child"
            yield _Shown(language.text(N_("Class now")), _class_now(site, key))


def _width(column: Column) -> float | None:
    """What lists of people and long texts get; other columns are as wide as they need."""
    if column.node.get("x-long"):
        return _LONG_WIDTH
    return _LIST_WIDTH if column.route == ("children",) else None


def _reader(site: Site, column: Column) -> Callable[[Values], Cell]:
    node, language = column.node, site.language

    def cell(values: Values) -> Cell:
        value = _at(values, column)
        if value is False:
            return None  # A no that nobody asked for only hides the yeses.
        return written(_dated(value, node), node, language)

    return cell


def _at(values: Values, column: Column) -> Any:
    """The value that a column shows."""
    first, *rest = column.route
    value = values.get(str(first))
    if not rest or value is None:
        return value
    if isinstance(rest[0], str):
        return value.get(rest[0])
    item = _slots(value).get(rest[0]) if first == "parents" else dict(enumerate(value)).get(rest[0])
    return item.get(str(rest[1])) if item else None


def _slots(parents: Sequence[Values]) -> dict[int, Values]:
    """Each parent's number among the columns."""
    beside = _beside(parents)
    if beside:
        return {n + len(PARENTS): one for n, one in enumerate(beside)}
    return {PARENTS.index(one["relation"]): one for one in parents}


def _beside(parents: Sequence[Values]) -> Sequence[Values]:
    """The parents who need numbered columns: two fathers, or a mother who stands first."""
    relations = [one["relation"] for one in parents]
    usual = [relation for relation in PARENTS if relation in relations]
    return () if relations == usual else parents


def _dated(value: Any, node: Node) -> Any:
    """A whole date as a date; part of one stays text."""
    if (
        node.get("format") in ("date", "partial-date")
        and isinstance(value, str)
        and len(value) == 10
    ):
        return date.fromisoformat(value)
    return value


def _needs(site: Site) -> Callable[[Values], Cell]:
    """Needs by their titles; by the id in English, and where a title would not be understood."""
    known = {need.id: need.title for need in site.store.school.needs}
    titles = list(known.values())
    plain = {
        id_: title
        for id_, title in known.items()
        if site.language.chinese and titles.count(title) == 1 and title not in known
        if _whole(title)
    }

    def cell(values: Values) -> Cell:
        return "、".join(plain.get(id_, id_) for id_ in values.get("needs", ()))

    return cell


def _whole(text: str) -> bool:
    """Whether a text comes back out of a cell that holds several, as one and as it was."""
    node = properties(schemas()["visit"])["children"]
    return understood(text, node) == [text]


def _names(site: Site, name: str) -> Callable[[Values], Cell]:
    def cell(values: Values) -> Cell:
        ids = values.get(name) or []
        if not isinstance(ids, list):
            return site.anybody(ids).text
        # A name that holds a comma would be read back as two.
        people = {id_: site.anybody(id_).text for id_ in ids}
        return "、".join(text if _whole(text) else id_ for id_, text in people.items())

    return cell


def _class_now(site: Site, key: str) -> Callable[[Values], Cell]:
    def cell(values: Values) -> Cell:
        child = site.store.children.get(str(values[key]))
        if child is None:
            return ""
        day = child.here_until(site.as_of)
        return site.class_name(child.class_on(day), short=True, day=day)

    return cell
