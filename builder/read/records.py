"""One file's records: read through their form, with every slip at its own place."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from builder.codes import rule_code
from builder.finding import Route, Slip
from builder.kinds import Kind
from builder.read.form import Form, form
from builder.read.structure import Document, parse
from builder.schema import all_keys

ENTRIES: Final = ("entries", "记录")


@dataclass(slots=True)
class Raw:
    """One record on its way: canonical JSON values, not yet linked.

    `shared` names the fields that stand at the top of the file for all its entries. `broken` holds
    the routes (within the record) of its errors; a record with any is left out of evaluation.
    """

    kind: Kind
    values: dict[str, Any]
    line: int
    route: Route = ()
    shared: frozenset[str] = frozenset()
    broken: list[Route] = field(default_factory=list)
    id: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing in it is an error."""
        return not self.broken

    def route_to(self, *steps: str | int) -> Route:
        """The way from the file's top to a field of this record."""
        return steps if steps and steps[0] in self.shared else self.route + steps


@dataclass(slots=True)
class Contents:
    """What one file held."""

    records: list[Raw] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    readable: bool = True


def read_records(text: str, kind: Kind, stem: str) -> Contents:
    """The records in a file's text, and every slip in it.

    A full-width colon after a known key is mended when the whole file then reads without an error.
    """
    contents = _read(text, kind, stem)
    if "：" in text and _has_errors(contents):
        mended, lines = _with_narrow_colons(text, form(kind.name))
        second = _read(mended, kind, stem) if lines else contents
        if not _has_errors(second):
            second.slips += [Slip("I101", line=line, column=column) for line, column in lines]
            return second
    return contents


def mended_text(text: str, kind: Kind) -> str:
    """The text as `read_records` understood it: the same lines, perhaps with narrower colons."""
    if "：" not in text or not _has_errors(_read(text, kind, "")):
        return text
    mended, _ = _with_narrow_colons(text, form(kind.name))
    return text if _has_errors(_read(mended, kind, "")) else mended


def _has_errors(contents: Contents) -> bool:
    return any(slip.code[0] == "E" for slip in contents.slips)


def _read(text: str, kind: Kind, stem: str) -> Contents:
    document = parse(text)
    contents = Contents(slips=document.slips, readable=document.complete)
    if not document.complete:
        return contents
    if document.empty and not document.slips:
        if kind.name == "policy":
            contents.records.append(Raw(kind, {}, 1))
        else:
            contents.slips.append(Slip("E201"))
        return contents
    spoiled = list(document.slips)
    tree, reader = document.tree, form(kind.name)
    entries = _entries_key(tree) if isinstance(tree, dict) and not kind.one_a_file else None
    if entries is not None:
        contents.records += _entries(tree, entries, kind, reader, document, contents.slips)
    elif isinstance(tree, list) and not kind.one_a_file:
        for position, item in enumerate(tree):
            raw = _one(item, (position,), {}, kind, reader, document, contents.slips)
            contents.records += [raw] if raw else []
    else:
        raw = _one(tree, (), {}, kind, reader, document, contents.slips)
        contents.records += [raw] if raw else []
        if raw and kind.ids:
            raw.id = raw.values.setdefault("id", stem)
    _spoil(contents.records, spoiled)
    for raw in contents.records:
        if kind.ids and not raw.id:
            raw.id = raw.values.get("id", "")
            if not raw.id:
                contents.slips.append(Slip("E204", (*raw.route, "id")))
                raw.broken.append(("id",))
        _judge(raw, reader, contents.slips)
    contents.slips = [
        _of_a_rule(slip) if kind.name == "policy" and slip.route[:1] == ("rules",) else slip
        for slip in dict.fromkeys(contents.slips)
    ]
    return contents


def _of_a_rule(slip: Slip) -> Slip:
    """A slip of form within a rule is the policy's (E6)."""
    return replace(slip, code=rule_code(slip.code)) if slip.code.startswith("E2") else slip


def _entries_key(tree: dict[str, Any]) -> str | None:
    return next((key for key in ENTRIES if key in tree), None)


def _entries(
    tree: dict[str, Any],
    key: str,
    kind: Kind,
    reader: Form,
    document: Document,
    slips: list[Slip],
) -> Iterator[Raw]:
    """The entries of a log: what stands at the top holds for each that does not say otherwise."""
    before = len(slips)
    shared = reader.read({name: value for name, value in tree.items() if name != key}, slips)
    top_errors = [slip for slip in slips[before:] if slip.code[0] == "E"]
    items = tree[key]
    if items is None:
        return
    if isinstance(items, dict):
        items = [items]
    if not isinstance(items, list):
        slips.append(Slip("E201", ("entries",)))
        return
    for position, item in enumerate(items):
        raw = _one(item, ("entries", position), shared, kind, reader, document, slips)
        if raw is None:
            continue
        raw.broken += [
            slip.route
            for slip in top_errors
            if slip.route[0] in raw.shared or slip.route[0] not in raw.values
        ]
        yield raw


def _one(
    item: Any,
    route: Route,
    shared: dict[str, Any],
    kind: Kind,
    reader: Form,
    document: Document,
    slips: list[Slip],
) -> Raw | None:
    if not isinstance(item, dict):
        slips.append(Slip("E201", route))
        return None
    before = len(slips)
    own = reader.read(item, slips)
    broken: list[Route] = []
    if len(slips) > before:
        broken = [slip.route for slip in slips[before:] if slip.code[0] == "E"]
        slips[before:] = [slip.under(*route) for slip in slips[before:]]
    values = {**shared, **own} if shared else own
    raw = Raw(
        kind,
        values,
        document.lines[id(item)],
        route,
        frozenset(shared.keys() - own.keys()) if shared else frozenset(),
        broken,
    )
    if kind.name == "visit" and "date" not in values and "summary" not in values and raw.sound:
        slips.append(Slip("I201", route, line=raw.line, column=1))
        return None
    return raw


def _judge(raw: Raw, reader: Form, slips: list[Slip]) -> None:
    """Hold the record against its schema.

    A wrong key that was meant for a missing one is one slip, and so is a value that YAML refused.
    """
    found = reader.judge(raw.values)
    if not found:
        return
    refused = () in raw.broken
    meant = {
        dict(slip.words).get("near")
        for slip in slips
        if slip.code == "E202" and slip.route[: len(raw.route)] == raw.route
    }
    for slip in found:
        raw.broken.append(slip.route)
        if slip.code == "E204" and (refused or slip.route[-1] in meant):
            continue
        line = None if slip.route else raw.line
        column = None if slip.route else 1
        slips.append(Slip(slip.code, raw.route_to(*slip.route), slip.words, line, column))


def _spoil(records: list[Raw], slips: list[Slip]) -> None:
    """A YAML slip (known by its line) spoils the record it stands in."""
    for slip in slips:
        above = [raw for raw in records if slip.line is not None and raw.line <= slip.line]
        owner = max(above, key=lambda raw: raw.line, default=None)
        for raw in [owner] if owner else records:
            raw.broken.append(())


def pruned(raw: Raw) -> dict[str, Any] | None:
    """The values of a record that stands for the whole school, without what is broken in it.

    An item of a list is replaced by None, so that the positions of the others stay true; outside a
    list, the mapping round the slip goes, or the field. Of a policy the whole rule goes, since half
    a rule says something else. None when what is left is no record.
    """
    values: dict[str, Any] = copy.deepcopy(raw.values)
    for route in raw.broken:
        lists = [position for position, step in enumerate(route) if isinstance(step, int)]
        item = lists[0 if raw.kind.name == "policy" else -1] if lists else 0
        cut = route[: item + 1] if lists else route[: max(1, len(route) - 1)]
        _cut(values, cut)
    return values if not form(raw.kind.name).judge(compact(values)) else None


def _cut(values: Any, route: Route) -> None:
    for step in route[:-1]:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return
    if not route or values is None:
        return
    if isinstance(values, list):
        if int(route[-1]) < len(values):
            values[int(route[-1])] = None
    elif isinstance(values, dict):
        values.pop(route[-1], None)


def compact(values: Any) -> Any:
    """The same values without the None items that `pruned` left in lists."""
    if isinstance(values, dict):
        return {key: compact(value) for key, value in values.items()}
    if isinstance(values, list):
        return [compact(item) for item in values if item is not None]
    return values


_KEY_WITH_WIDE_COLON: Final = re.compile(r"(\s*(?:- +)*)([^\s:：#'\"\[{-][^:：#'\"]{0,20}?)：")
_OPENS_BLOCK: Final = re.compile(r"[:：] *[|>][-+0-9]*\s*(?:#.*)?\Z")


def _with_narrow_colons(text: str, reader: Form) -> tuple[str, list[tuple[int, int]]]:
    """The text with `：` after a known key at the start of a line made `: `, and where that was.

    Lines inside a block of text are left alone.
    """
    known = all_keys(reader.kind) | set(ENTRIES)
    rows, changed, block = text.split("\n"), [], -1
    for number, row in enumerate(rows):
        indent = len(row) - len(row.lstrip(" "))
        if block >= 0 and (indent > block or not row.strip()):
            continue
        block = -1
        found = _KEY_WITH_WIDE_COLON.match(row)
        if found and found.group(2).strip() in known:
            rows[number] = f"{row[: found.end() - 1]}: {row[found.end() :].lstrip(' ')}".rstrip()
            changed.append((number + 1, found.end()))
        if _OPENS_BLOCK.search(rows[number]):
            block = len(found.group(1)) if found else indent
    return "\n".join(rows), changed
