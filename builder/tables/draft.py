"""One row of a table as a record on its way: what it says, what was dropped, what is wrong."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from builder.finding import Finding, Route, Slip, Words, words
from builder.i18n import N_, Language
from builder.kinds import KINDS
from builder.read.form import first_day, form
from builder.report.report import defused
from builder.schema import choices, properties, schemas
from builder.tables.cells import understood
from builder.tables.columns import CLASS_OF_CHILD, PARENTS, Column
from builder.tables.grid import Cell, is_blank
from builder.tables.people import NO_PERSON, TWO_PEOPLE, People
from builder.tables.scalars import NOT_A_NAME, Private, Unreadable, as_text, person_in
from builder.tables.table import Row, Table
from builder.wording import worded

Given = Mapping[Route, Cell]
"""Values for every row (`--set`), by field."""

PRIVATE_CELL: Final = N_("An identity or card number, which is never kept; this cell is left out.")

_LONGEST_HEADING: Final = 40
_PERSONS: Final = ("parents", "guardians")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said about a row: at a column, or about the row as a whole.

    Either a message id with its words, or a finding of the reader's. Never text of a record.
    """

    message: str = ""
    words: Words = ()
    heading: str = ""
    finding: Finding | None = None

    def text(self, language: Language) -> str:
        """What is said."""
        if self.finding is not None:
            said = " ".join(part for part in worded(self.finding, language) if part)
        else:
            said = language.text(self.message, **dict(self.words))
        if not self.heading:
            return said
        head = defused(" ".join(self.heading.split()))[:_LONGEST_HEADING]
        return f"“{head}”：{said}" if language.chinese else f"“{head}”: {said}"


@dataclass(slots=True)
class Draft:
    """What one row says, as canonical values whose references are ids.

    `stated` is what stands in the row; `values` has beside it what was given for every row. `wrong`
    are reasons to refuse it, `dropped` cells that are not kept.
    """

    kind: str
    row: Row
    stated: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Remark] = field(default_factory=list)
    dropped: list[Remark] = field(default_factory=list)
    heading_of: dict[Route, str] = field(default_factory=dict)

    def remark(self, slip: Slip) -> Remark:
        """A slip of the reader's, at the column that it is about."""
        return Remark(
            heading=_heading(slip.route, self.heading_of), finding=as_finding(self.kind, slip)
        )


def draft(table: Table, row: Row, people: People, given: Given) -> Draft:
    """Read one row: every cell by its column, then the whole by the kind's form.

    `given` are values for what a row leaves blank.
    """
    return _Reading(table, row, people).draft(given)


@dataclass(slots=True)
class _Reading:
    table: Table
    row: Row
    people: People
    out: Draft = field(init=False)
    beside: list[tuple[Route, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = Draft(self.table.kind, self.row)

    @property
    def heading_of(self) -> dict[Route, str]:
        return self.out.heading_of

    def draft(self, given: Given) -> Draft:
        tree = assembled(self._references(self._cells()))
        read = form(self.table.kind).read
        self.out.stated = read(copy.deepcopy(tree), [])
        added: dict[Route, list[Any]] = {}
        for route, cell in given.items():
            self._read(route, cell, "", added)
        slips: list[Slip] = []
        self.out.values = read(completed(tree, self._references(added), self.table.kind), slips)
        for slip in slips:
            if slip.code[0] == "E":
                self.out.wrong.append(self.out.remark(slip))
        return self.out

    def _cells(self) -> dict[Route, list[Any]]:
        """What each field's cells say; a reference's field may have several."""
        said: dict[Route, list[Any]] = {}
        for route, cell in self.row.constants.items():
            if not self._is_said(route):
                named = as_text(cell) if route == ("class",) else ""
                self._read(route, cell, named, said)
        if self.table.code:
            said[("kind",)] = [self.table.code]
        for n, heading in enumerate(self.table.headings):
            cell = self.row.cells[n] if n < len(self.row.cells) else None
            if heading.route and heading.kind_code in ("", self.table.code) and not is_blank(cell):
                cell = self._person_apart(heading.route, cell, heading.text)
                self._read(heading.route, cell, heading.text, said)
        self._put_beside(said)
        return said

    def _person_apart(self, route: Route, cell: Cell, heading: str) -> Cell:
        """The name alone, where a cell says more of a parent or guardian; the rest is put by."""
        parts = person_in(cell)
        if len(parts) < 2 or route[0] not in _PERSONS or route[-1] != "name":
            return cell
        relations = {
            spelling: choice.const
            for choice in choices(Column(self.table.kind, (route[0], "relation")).node)
            for spelling in choice.spellings
        }
        relation = relations.get(parts.get("relation", ""), "")
        if "relation" in parts and not relation:
            return cell  # 王强（已故）: something else is said of him.
        fixed = PARENTS[route[1]] if route[0] == "parents" and route[1] in (0, 1) else ""
        for name, text in parts.items():
            if name == "relation" and fixed:
                if relation != fixed:
                    self._wrong(Unreadable(NOT_A_NAME), heading)
            elif name != "name":
                self.beside.append(((*route[:-1], name), text, heading))
        return parts["name"]

    def _put_beside(self, said: dict[Route, list[Any]]) -> None:
        """What stood in the cell of a name: taken unless its own column says something else."""
        for route, text, heading in self.beside:
            node = Column(self.table.kind, route).node
            spelled = {one: choice.const for choice in choices(node) for one in choice.spellings}
            known = said.setdefault(route, [text])[0]
            if (spelled.get(known) or re.sub(r"\D", "", known)) != (
                spelled.get(text) or re.sub(r"\D", "", text)
            ):
                self._wrong(Unreadable(NOT_A_NAME), heading)

    def _is_said(self, route: Route) -> bool:
        cells = self.row.cells
        return any(n < len(cells) and not is_blank(cells[n]) for n in self.table.columns_of(route))

    def _read(self, route: Route, cell: Cell, heading: str, said: dict[Route, list[Any]]) -> None:
        self.heading_of.setdefault(route, heading)
        try:
            value = understood(cell, Column(self.table.kind, route).node, str(route[0]))
        except Private:
            self.out.dropped.append(Remark(PRIVATE_CELL, heading=heading))
        except Unreadable as error:
            self._wrong(error, heading)
        else:
            if value is not None:
                said.setdefault(route, []).append(value)

    def _wrong(self, error: Unreadable, heading: str) -> None:
        remark = Remark(error.message, words(**error.words), heading)
        if remark not in self.out.wrong:
            self.out.wrong.append(remark)

    def _references(self, said: dict[Route, list[Any]]) -> dict[Route, Any]:
        """The same with every reference resolved and one value a field."""
        out: dict[Route, Any] = {}
        classes = said.pop(CLASS_OF_CHILD, [])
        for route, values in said.items():
            target = Column(self.table.kind, route).reference
            if target == "class":
                found: Any = self._try(route, partial(self.people.class_of, values))
            elif target == "need":
                needs = [self._try(route, partial(self.people.need, one)) for one in values[0]]
                found = [one for one in needs if one]
            elif target:
                found = self._people(route, target.split("|"), values, classes)
            elif route == ("earlier_classes",):
                found = self._earlier(route, values[0])
            else:
                found = values[0]
            if route == ("peer",) and found not in self.people.of["child"]:
                route = ("peer_name",)
            if found is not None:
                out[route] = found
        return out

    def _people(
        self, route: Route, kinds: Sequence[str], values: Sequence[Any], classes: Sequence[str]
    ) -> Any:
        if self.table.kind == "visit" and route == ("by",):
            kinds = ("staff", "child")
        if route not in (("child",), ("children",)):
            classes = ()  # The column names the child's class: a visitor or a peer has another.
        if not isinstance(values[0], list):
            if route == ("peer",) and not any(self._known(kinds, one) for one in values):
                # A peer needs no archive: then the name stands for itself.
                return values[-1]
            return self._try(route, partial(self.people.who, kinds, values, classes))
        if len({len(one) for one in values}) > 1:
            self._wrong(Unreadable(TWO_PEOPLE), self.heading_of.get(route, ""))
            return None
        together = zip(*values, strict=True)
        found = [self._try(route, partial(self.people.who, kinds, t, classes)) for t in together]
        return [one for one in found if one is not None]

    def _known(self, kinds: Sequence[str], text: str) -> bool:
        try:
            self.people.who(kinds, [text])
        except Unreadable as error:
            return error.message != NO_PERSON
        return True

    def _earlier(self, route: Route, items: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
        """Earlier classes: their names are those of the child's last day in them."""
        out = []
        for item in items:
            day = first_day(item["until"])
            found = self._try(route, partial(self.people.class_of, [item["class"]], day))
            out.append({**item, "class": found or ""})
        return out

    def _try(self, route: Route, resolve: Callable[[], str]) -> str | None:
        try:
            return resolve()
        except Unreadable as error:
            self._wrong(error, self.heading_of.get(route, ""))
            return None


def assembled(said: Mapping[Route, Any]) -> dict[str, Any]:
    """Values by their routes, put together as one record's tree."""
    tree: dict[str, Any] = {}
    slots: dict[str, dict[int, dict[str, Any]]] = {}
    for route, value in said.items():
        name = str(route[0])
        if len(route) == 1:
            tree[name] = value
        elif isinstance(route[1], int):
            slots.setdefault(name, {}).setdefault(route[1], {})[str(route[2])] = value
        else:
            tree.setdefault(name, {})[str(route[1])] = value
    for name, items in slots.items():
        if name == "parents":
            for number, relation in enumerate(PARENTS):
                if number in items:
                    items[number]["relation"] = relation
        listed = [items[number] for number in sorted(items) if _says(items[number])]
        whole = tree.get(name)
        if isinstance(whole, list) and whole and listed:
            # A column of its own for the first day of a spell that another column tells of.
            tree[name] = [{**listed[0], **whole[0]}, *whole[1:]]
        elif whole is None and listed:
            tree[name] = listed
    return tree


def _says(item: Mapping[str, Any]) -> bool:
    """Whether anything is said of a person: that nobody died is nothing said."""
    return any(value != "false" for key, value in item.items() if key != "relation")


def completed(tree: dict[str, Any], given: Mapping[Route, Any], kind: str) -> dict[str, Any]:
    """The tree with what was given for every row, where the row leaves it blank.

    A person or a spell that the row does not speak of is not made up, but for a spell that the
    kind demands (`left_behind`).
    """
    node = schemas()[kind]
    for route, value in given.items():
        name = str(route[0])
        if len(route) == 1:
            tree.setdefault(name, value)
        elif isinstance(route[1], int):
            if name not in tree and name in node.get("required", ()):
                tree[name] = [{}]
            number, key = route[1], str(route[2])
            items = tree.get(name) or []
            spells = bool(properties(node)[name]["items"].get("x-spell"))
            for one in items if spells else items[number : number + 1]:
                one.setdefault(key, value)
        else:
            demanded = properties(node)[name].get("required", ())
            whole = all(name in tree or (name, one) in given for one in demanded)
            if name in tree or whole:
                tree.setdefault(name, {}).setdefault(str(route[1]), value)
    return tree


def as_finding(kind: str, slip: Slip) -> Finding:
    """A slip as a finding of the kind; its file is no file, but says which kind it is."""
    path = f"{KINDS[kind].place}/x.yml"
    return Finding(slip.code, path, None, None, slip.route, slip.words, 0, slip.at_key)


def _heading(route: Route, headings: Mapping[Route, str]) -> str:
    """The heading of the column that a slip is about, or at least of its part."""
    near = [known for known in headings if known[:1] == route[:1] and headings[known]]
    exact = [known for known in near if known[-1:] == route[-1:] or len(known) == 1]
    return headings[(exact or near)[0]] if exact or near else ""
