"""The account of an import: every row with what became of it, and counts that add up.

Rows are named by sheet, number and id; names of children appear at a terminal only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import click

from builder.finding import Route
from builder.i18n import N_, Language
from builder.report.report import defused
from builder.schema import choices, properties
from builder.tables.columns import Column
from builder.tables.files import New
from builder.tables.grid import Grid
from builder.tables.headings import Heading, bare, partner
from builder.tables.plan import Plan
from builder.tables.results import Outcome, Result
from builder.tables.table import Aside, Table
from builder.tables.values import leaves
from builder.tables.variants import SKIP

_WORDS: Final[Mapping[Outcome, str]] = {
    Outcome.NEW: N_("new"),
    Outcome.SAME: N_("same"),
    Outcome.CHANGED: N_("changed"),
    Outcome.REFUSED: N_("refused"),
    Outcome.ASIDE: N_("no record"),
}
_ASIDES: Final[Mapping[Aside, str]] = {
    Aside.TITLE: N_("title"),
    Aside.HEADING: N_("headings"),
    Aside.BLANK: N_("blank"),
    Aside.NOTE: N_("total or note"),
    Aside.NOT_LEFT_BEHIND: N_("not left-behind and so not recorded"),
}
_COLOURS: Final[Mapping[Outcome, str]] = {
    Outcome.NEW: "green",
    Outcome.CHANGED: "yellow",
    Outcome.REFUSED: "red",
}
_LONGEST: Final = 60
_LONGEST_VALUE: Final = 120
_INDENT: Final = 14


@dataclass(frozen=True, slots=True)
class Unread:
    """A sheet in which no records were looked for or none were found."""

    grid: Grid
    reason: str
    harmless: bool


@dataclass(frozen=True, slots=True)
class Account:
    """Everything that is to be said about an import. `wrong` files of the records have an error."""

    plan: Plan
    unread: Sequence[Unread]
    language: Language
    names: bool
    colour: bool
    overwrite: bool
    wrong: int = 0

    def text(self) -> str:
        """The account as lines."""
        lines = [*self._errors()]
        for table, results in self.plan.tables:
            lines += [*self._head(table, results), *self._rows(results)]
            lines += [*self._settable(table, results), ""]
        for sheet in self.unread:
            lines += [self._unread(sheet), ""]
        lines += self._counts()
        return "\n".join(lines) + "\n"

    def _errors(self) -> Iterator[str]:
        if self.wrong:
            yield self.language.plural(
                "{n} file of the records has an error (shouwang check). Rows about what it holds "
                "are refused, the others go on.",
                "{n} files of the records have errors (shouwang check). Rows about what they hold "
                "are refused, the others go on.",
                self.wrong,
            )
            yield ""

    # ---- A table's head.

    def _head(self, table: Table, results: Sequence[Result]) -> Iterator[str]:
        say = self.language.text
        kind = self.language.kind(table.kind)
        if table.code:
            kind += "·" + self.language.value("pairing", "kind", table.code)
        sheet = defused(table.grid.name)[:_LONGEST]
        head = say("Sheet {sheet}: {kind}", sheet=sheet, kind=kind) if sheet else kind
        if table.grid.hidden:
            head += self.language.text(N_(" (a hidden sheet)"))
        yield self._styled(head, bold=True)
        known = [one for one in table.headings if one.route and one.kind_code in ("", table.code)]
        meant = [
            f"{shown(one.text)} → {name}"
            for one in known
            if (name := Column(table.kind, one.route).name(self.language))
            != one.text.replace("\n", "" if self.language.chinese else " ")
        ]
        yield "  " + say("{n} columns are read.", n=len(known))
        if meant:
            yield "  " + say("Taken for: {columns}", columns=self.language.join(meant))
        told = [
            f"{Column(table.kind, route).name(self.language)} = {shown(str(value))}"
            for route, value in table.constants.items()
        ]
        if told:
            yield "  " + say("From the title: {values}", values=self.language.join(told))
        yield from self._left_out(table)

    def _left_out(self, table: Table) -> Iterator[str]:
        say = self.language.text
        private = [place for place in _places(table) if place[1].private]
        unknown = [
            (letter, one)
            for letter, one in _places(table)
            if not (one.private or one.counts or one.twice or one.mapped or bare(one.text) in SKIP)
        ]
        pairs = [one for one in unknown if table.kind == "child" and partner(one[1].text)]
        unknown = [one for one in unknown if one not in pairs]
        twice = [f"{shown(one.text)} ({letter})" for letter, one in _places(table) if one.twice]
        if pairs:
            named = [f"{shown(one.text)} ({letter})" for letter, one in pairs]
            yield "  " + say(
                "Pairings are not read together with the children; import the file once more with "
                "--kind pairing: {columns}",
                columns=self.language.join(named),
            )
        if twice:
            yield "  " + say(
                "Another column holds this field already, not read: {columns}",
                columns=self.language.join(twice),
            )
        counting = [f"{shown(one.text)} ({letter})" for letter, one in _places(table) if one.counts]
        if counting:
            yield "  " + say(
                "Taken for running numbers, not for ids: {columns}",
                columns=self.language.join(counting),
            )
        if private:
            named = [f"{shown(one.text)} ({letter})" for letter, one in private]
            yield "  " + say("Never kept, left out: {columns}", columns=self.language.join(named))
        if unknown:
            named = [f"{shown(one.text)} ({letter})" for letter, one in unknown]
            yield "  " + say(
                "Not read (say what they are with --mapping): {columns}",
                columns=self.language.join(named),
            )

    # ---- Its rows.

    def _rows(self, results: Sequence[Result]) -> Iterator[str]:
        for group in _runs(results):
            first, last = group[0], group[-1]
            numbers = (
                f"{first.row.number}"
                if first is last
                else (f"{first.row.number}-{last.row.number}")
            )
            place = self.language.text("row {numbers}", numbers=numbers)
            yield f"  {place:<10}  {self._outcome(first)}{self._detail(first, len(group))}"
            if self.names and first is last:
                yield from self._values(first)

    def _outcome(self, result: Result) -> str:
        word = self.language.text(_WORDS[result.outcome])
        if result.row.aside is not None:
            word = self.language.text(_ASIDES[result.row.aside])
        if result.outcome is Outcome.CHANGED:
            word = self.language.text(
                N_("changed, replaced") if self.overwrite else N_("changed, left as it is")
            )
        return self._styled(word, fg=_COLOURS.get(result.outcome))

    def _detail(self, result: Result, rows: int) -> str:
        if rows > 1 or result.outcome is Outcome.ASIDE:
            return ""
        parts = [" ".join(part for part in (result.id, self._name(result)) if part)]
        if result.outcome is Outcome.NEW:
            parts.append(result.path)
        if result.outcome is Outcome.CHANGED:
            kind = result.table.kind
            names = [Column(kind, (name,)).name(self.language) for name in result.fields]
            parts.append(self.language.join(names))
        parts += [remark.text(self.language) for remark in result.remarks]
        parts += [remark.text(self.language) for remark in result.dropped]
        return "".join(f"  {part}" for part in parts if part)

    def _values(self, result: Result) -> Iterator[str]:
        """What a new record would say, and what a changed field says now and would say."""
        kind = result.table.kind
        if isinstance(result.piece, New):
            said = leaves(kind, {**result.piece.values, "id": None}, self.language)
            parts = [f"{name} {_short(text)}" for name, text in said.items()]
            yield " " * _INDENT + ("；" if self.language.chinese else "; ").join(parts)
        before, after = (leaves(kind, one, self.language) for one in (result.old, result.new))
        for name in dict.fromkeys([*before, *after]):
            old, new = before.get(name, ""), after.get(name, "")
            if old != new:
                yield f"{' ' * _INDENT}{name}  {_short(old) or '—'} → {_short(new) or '—'}"

    def _name(self, result: Result) -> str:
        return shown(result.name) if self.names else ""

    def _settable(self, table: Table, results: Sequence[Result]) -> Iterator[str]:
        """How to give what all rows leave blank, where that may be the same for all of them."""
        missing = dict.fromkeys(route for result in results for route in result.missing)
        pairs = [
            f"--set {Column(table.kind, inner).name(self.language).replace(' ', '')}={value}"
            for route in missing
            if str(route[0]) not in _OF_EACH
            for inner, value in _examples(table.kind, route, self.language)
        ]
        if pairs:
            yield "  " + self.language.text(
                "What is missing and the same for all rows can be given: {options}",
                options=" ".join(pairs),
            )

    # ---- What it comes to.

    def _unread(self, sheet: Unread) -> str:
        say = self.language.text
        name = defused(sheet.grid.name)[:_LONGEST]
        head = (
            say("Sheet {sheet}: {kind}", sheet=name, kind=say(sheet.reason))
            if name
            else (say(sheet.reason))
        )
        rows = self.language.plural("{n} row", "{n} rows", len(sheet.grid.rows))
        return f"{head} ({rows})"

    def _counts(self) -> Iterator[str]:
        say = self.language.text
        counts = self.plan.counts()
        parts = [
            f"{say(word)} {counts[outcome]}"
            for outcome, word in _WORDS.items()
            if outcome is not Outcome.ASIDE
        ]
        asides = [result.row.aside for _, rows in self.plan.tables for result in rows]
        others = [
            f"{say(word)} {asides.count(aside)}"
            for aside, word in _ASIDES.items()
            if aside in asides
        ]
        whole = self.language.plural("{n} row", "{n} rows", self.plan.rows())
        if counts.total() > self.plan.rows():
            whole = say(
                "{rows}, read once for each kind of pairing, {n} in all",
                rows=whole,
                n=counts.total(),
            )
        yield self._styled(f"{whole}：" if self.language.chinese else f"{whole}: ", bold=True) + (
            self.language.join([*parts, *others])
        )

    def _styled(self, text: str, *, bold: bool = False, fg: str | None = None) -> str:
        return click.style(text, bold=bold or None, fg=fg) if self.colour else text


_OF_EACH: Final = frozenset({"id", "name", "sex", "born", "date", "child", "children", "summary"})
"""Fields that no two rows share."""


def _examples(kind: str, route: Route, language: Language) -> Iterator[tuple[Route, str]]:
    """A missing field, or what is demanded within it, each with a value that it might have."""
    node = Column(kind, route).node
    items = node.get("items", {})
    for name in items.get("required", ()) if properties(items) else ():
        yield from _examples(kind, (*route, 0, name), language)
    if not properties(items):
        coded = choices(items or node)
        dated = node.get("format") in ("date", "partial-date")
        value = coded[0].title if coded else "2026-09-01" if dated else "…"
        yield route, coded[0].const if coded and not language.chinese else value


def shown(text: str) -> str:
    """Words of a table's head on a terminal or in a log: on one line, and harmless."""
    return defused(" ".join(text.split()))[:_LONGEST]


def _short(text: str) -> str:
    """A value for a terminal: on one line, harmless, and not too long."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    plain = defused(" ".join(plain.split()))
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[:_LONGEST_VALUE]}…"


def _places(table: Table) -> Iterator[tuple[str, Heading]]:
    for number, heading in enumerate(table.headings):
        if not heading.text or heading.route:
            continue  # Of the kinds of pairing that have a column each, every one has its reading.
        yield letters(number), heading


def letters(number: int) -> str:
    """A column's letters as Excel shows them, from 0: A, B, …, AA."""
    out = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(ord("A") + rest) + out
    return out


def _runs(results: Iterable[Result]) -> Iterator[list[Result]]:
    """The rows, with those that follow each other and have nothing of their own to say together."""
    group: list[Result] = []
    for result in results:
        plain = result.outcome in (Outcome.SAME, Outcome.ASIDE) and not result.dropped
        if group and plain and _alike(group[-1], result):
            group.append(result)
            continue
        if group:
            yield group
        group = [result]
    if group:
        yield group


def _alike(one: Result, other: Result) -> bool:
    return (one.outcome, one.row.aside, bool(one.dropped)) == (
        other.outcome,
        other.row.aside,
        False,
    )
