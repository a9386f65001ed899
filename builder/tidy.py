"""Rewriting what the reader understood into the form that it asks for; nothing requires it.

Visits on one line become records of several lines, and the slips that the reader mends (I101 to
I105) are mended in the file. Only the stretches concerned are replaced: remarks, order and all
other spelling stay. In the end the reader decides: the tidied file must give the same records and
nothing left to mend, or it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from builder import yamltext
from builder.finding import Route, Slip
from builder.i18n import Language
from builder.kinds import Kind
from builder.read import oneline
from builder.read.form import Mapped, compiled
from builder.read.oneline import Span, line_of
from builder.read.records import Contents, read_records, understood_text
from builder.read.structure import ABSENT
from builder.schema import Node, properties, schemas
from builder.yamledit import Edit, NoFaithfulEdit, entries_of

MENDED: Final = frozenset({"I101", "I102", "I103", "I104", "I105"})
"""What the reader understood although it was typed otherwise."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """A file's new text, how many lines became records, how many slips were mended."""

    text: str
    lines: int
    slips: int


def tidied(
    text: str, kind: Kind, stem: str, semester: Span | None, language: Language
) -> Tidied | None:
    """The tidied text of a file; None where there is nothing to do.

    New keys are in `language`. Raises `NoFaithfulEdit` where a remark or a record might be lost,
    and for a file with an error: whoever mends that will see the file anyway.
    """
    before = read_records(text, kind, stem, semester)
    slips = [slip for slip in before.slips if slip.code in MENDED]
    lines = sum(raw.on_line for raw in before.records)
    if not slips and not lines:
        return None
    if any(slip.code[0] == "E" for slip in before.slips):
        raise NoFaithfulEdit
    mended = understood_text(text, kind)
    try:
        root = yaml.compose(mended, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise NoFaithfulEdit from error
    work = Edit(mended, language)
    for slip in _once_a_field(slips):
        _mend(work, root, schemas()[kind.name], slip)
    for node, line in _lines(root) if lines else ():
        _unfold(work, node, line, schemas()[kind.name], semester)
    done = work.result()
    _hold(before, read_records(done, kind, stem, semester))
    return Tidied(done, lines, len(slips))


def _hold(before: Contents, after: Contents) -> None:
    """The same records, with nothing left to mend."""
    was, now = ([raw.values for raw in contents.records] for contents in (before, after))
    left = any(slip.code in MENDED for slip in after.slips)
    if was != now or left or any(raw.on_line for raw in after.records):
        raise NoFaithfulEdit


def _once_a_field(slips: list[Slip]) -> Iterator[Slip]:
    """The slips that stand in a value (I101 is mended by the line already), one a field."""
    seen: set[Route] = set()
    for slip in slips:
        route = _to_the_field(slip.route)
        if route and route not in seen:
            seen.add(route)
            yield slip


def _to_the_field(route: Route) -> Route:
    """The way to the innermost field: what is rewritten is the whole of its value."""
    while route and isinstance(route[-1], int):
        route = route[:-1]
    return route


def _mend(work: Edit, root: Any, schema: Node, slip: Slip) -> None:
    """Write one field's value as the reader understood it."""
    node, here = root, schema
    route = _to_the_field(slip.route)
    for step in route[:-1]:
        if step == "entries" and here is schema:
            node = entries_of(node)
        elif isinstance(step, int):
            # One value alone is a list of one.
            node = node.value[step] if isinstance(node, yaml.SequenceNode) else node
        else:
            _, node = _field(node, here, step)
            inner = properties(here)[step]
            here = inner.get("items", inner)
    name = str(route[-1])
    key, value = _field(node, here, name)
    field = properties(here).get(name)
    if field is None:
        raise NoFaithfulEdit
    if key.value != (bare := key.value.strip(" \u3000")):
        work.replace(key.start_mark.index, key.end_mark.index, bare)
        return
    understood = compiled(field)(_plain(value), [])
    work.write(key, value, name, understood, field)


def _field(node: Any, schema: Node, name: str) -> tuple[Any, Any]:
    """The key and the value of a field, however its key is spelled."""
    names = Mapped(schema)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if names.canonical(key.value) == name:
                return key, value
    raise NoFaithfulEdit


def _plain(node: Any) -> Any:
    """A node as the tree that the reader would make of it."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    return None if node.value in ABSENT and not node.style else node.value


def _lines(root: Any) -> Iterator[tuple[Any, str]]:
    """Every item of the file's list that is a visit on one line, with its text."""
    items = entries_of(root) if isinstance(root, yaml.MappingNode) else root
    for node in items.value if isinstance(items, yaml.SequenceNode) else ():
        text = line_of(_plain(node))
        if text and text.strip():
            yield node, text


def _unfold(work: Edit, node: Any, text: str, schema: Node, semester: Span | None) -> None:
    """Write a visit on one line as a record of several."""
    line = oneline.read_line(text, semester)
    if line.untouched:
        return
    column = node.start_mark.column
    # 奶奶 stays 奶奶.
    values = {**line.values, "with": line.people} if line.people else line.values
    rows = "\n".join(yamltext.mapping(values, schema, work.words, column))
    work.replace(node.start_mark.index, work.end(node), rows[column:])
