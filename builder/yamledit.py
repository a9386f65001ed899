"""Changing fields of a record in its file, and nothing else: remarks, order and spelling stay.

An edit is a few replaced or inserted stretches of text, found by the marks of a parsed file. What
cannot be done so without losing a remark is not done: `NoFaithfulEdit`, and a person has to. In
the end the reader decides: the edited file must give the wanted record, and every other record as
it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from builder import yamltext
from builder.finding import Route
from builder.i18n import Language, language
from builder.kinds import Kind
from builder.read.form import Mapped
from builder.read.records import ENTRIES, read_records, understood_text
from builder.schema import Node, properties, schemas


class NoFaithfulEdit(Exception):
    """This change cannot be made in the file without risk to what else stands in it."""


def edited(text: str, kind: Kind, route: Route, changes: Mapping[str, Any]) -> str:
    """The file's text with some fields of the record at `route` changed to canonical values.

    Raises `NoFaithfulEdit`.
    """
    if understood_text(text, kind) != text:
        raise NoFaithfulEdit
    found = (raw for raw in read_records(text, kind, "x").records if raw.route == route)
    record = next(found, None)
    if record is None:
        raise NoFaithfulEdit
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise NoFaithfulEdit from error
    node = _record(root, route)
    work = Edit(text, language("zh_CN" if _speaks_chinese(node) else "en"))
    work.change(node, schemas()[kind.name], record.values, changes)
    done = work.result()
    _hold(text, done, kind, route, {**record.values, **changes})
    return done


def _record(root: Any, route: Route) -> yaml.MappingNode:
    node = root
    for step in route:
        if isinstance(step, int):
            # A log with one entry may hold it without a list.
            node = node.value[step] if isinstance(node, yaml.SequenceNode) else node
        else:
            node = entries_of(node)
    if not isinstance(node, yaml.MappingNode):
        raise NoFaithfulEdit
    return node


def entries_of(node: Any) -> Any:
    """The entries of a log, as a node; None where it has none."""
    return next((value for key, value in node.value if key.value in ENTRIES), None)


def _speaks_chinese(node: yaml.MappingNode) -> bool:
    return any(not key.value.isascii() for key, _ in node.value)


def _hold(before: str, after: str, kind: Kind, route: Route, wanted: Mapping[str, Any]) -> None:
    """Both files through the reader: only this record may differ, and it must be the wanted one."""
    first, second = (read_records(text, kind, "x") for text in (before, after))
    if len(first.records) != len(second.records) or len(second.slips) > len(first.slips):
        raise NoFaithfulEdit
    for was, now in zip(first.records, second.records, strict=True):
        expected = wanted if was.route == route else was.values
        if (now.route, _bare(now.values)) != (was.route, _bare(expected)):
            raise NoFaithfulEdit


def _bare(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without the id, which may be the file's name."""
    return {key: value for key, value in values.items() if key != "id"}


_BLOCKS: Final = ("|", ">")


@dataclass(slots=True)
class Edit:
    """The stretches of a text that are to be replaced, collected and then done at once."""

    text: str
    words: Language
    stretches: list[tuple[int, int, str]] = field(default_factory=list)

    def result(self) -> str:
        """The text with every stretch replaced."""
        out = self.text
        # From the end, so that the places before stay true; of two at one place the later first.
        order = sorted(enumerate(self.stretches), key=lambda one: (*one[1][:2], one[0]))
        for _, (start, end, text) in reversed(order):
            out = out[:start] + text + out[end:]
        return out

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of a stretch."""
        self.stretches.append((start, end, text))

    def end(self, node: Any) -> int:
        """Where a node's last character stands."""
        return _end(self.text, node)

    def change(
        self, node: yaml.MappingNode, schema: Node, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> None:
        """Make a mapping say `new` where it says `old`."""
        names = Mapped(schema)
        fields = properties(schema)
        here = {names.canonical(key.value): (key, value) for key, value in node.value}
        for name in sorted(new, key=list(fields).index):
            value = new[name]
            if old.get(name) == value:
                continue
            if name not in here:
                self._insert(node, here, name, value, fields)
            else:
                self._set(*here[name], name, old.get(name), value, fields[name])

    def _set(self, key: Any, value: Any, name: str, old: Any, new: Any, schema: Node) -> None:
        """Give one key another value, as deep inside it as can be."""
        if isinstance(new, dict) and isinstance(old, dict) and isinstance(value, yaml.MappingNode):
            if old.keys() <= new.keys():
                self.change(value, schema, old, new)
                return
        elif self._set_items(value, schema, old, new):
            return
        self.write(key, value, name, new, schema)

    def _set_items(self, node: Any, schema: Node, old: Any, new: Any) -> bool:
        """Change the items of a list of mappings one by one; False where that won't do."""
        if not (isinstance(node, yaml.SequenceNode) and isinstance(old, list)):
            return False
        mappings = all(isinstance(one, yaml.MappingNode) for one in node.value)
        if not mappings or len(node.value) != len(old) or not 0 < len(old) <= len(new):
            return False
        if not all(was.keys() <= now.keys() for was, now in zip(old, new, strict=False)):
            return False
        for item, was, now in zip(node.value, old, new, strict=False):
            self.change(item, schema["items"], was, now)
        for added in new[len(old) :]:
            self._append(node, added, schema["items"])
        return True

    def write(self, key: Any, value: Any, name: str, new: Any, schema: Node) -> None:
        """Write a value anew, whatever it looked like; what stood beside it must be no remark."""
        colon = self.text.index(":", _end(self.text, key)) + 1
        start, end = value.start_mark.index, max(_end(self.text, value), colon)
        if "#" in self.text[colon:start] or self._has_remark(value, start, end):
            raise NoFaithfulEdit
        if key.start_mark.line != key.end_mark.line:
            raise NoFaithfulEdit
        if self._inside_brackets(key):
            inline = yamltext.flow(new, schema, self.words)
            if inline is None:
                raise NoFaithfulEdit
            self.stretches.append((colon, end, f" {inline}"))
            return
        lines = yamltext.entry(name, new, schema, self.words, key.start_mark.column)
        label = len(yamltext.key(name, schema, self.words)) + 1 + key.start_mark.column
        self.stretches.append((colon, end, "\n".join(lines)[label:]))

    def _has_remark(self, node: Any, start: int, end: int) -> bool:
        """Whether a stretch that is to go may hold a remark."""
        if isinstance(node, yaml.ScalarNode):
            return node.style in _BLOCKS and "#" in self.text[start:end].partition("\n")[0]
        return "#" in self.text[start:end]

    def _insert(
        self,
        node: yaml.MappingNode,
        here: Mapping[str, tuple[Any, Any]],
        name: str,
        value: Any,
        fields: Mapping[str, Node],
    ) -> None:
        """Add a key after the one that comes before it in the schema."""
        order = list(fields)
        if not node.value:
            raise NoFaithfulEdit
        earlier = [
            known for known in here if known in fields and order.index(known) < order.index(name)
        ]
        after = max(earlier, key=order.index) if earlier else next(iter(here))
        if node.flow_style:
            inline = yamltext.flow(value, fields[name], self.words)
            if inline is None:
                raise NoFaithfulEdit
            key = yamltext.key(name, fields[name], self.words)
            place = _end(self.text, node.value[-1][1])
            self.stretches.append((place, place, f", {key}: {inline}"))
            return
        column = node.value[0][0].start_mark.column
        lines = yamltext.entry(name, value, fields[name], self.words, column)
        self._after_line(max(_end(self.text, part) for part in here[after]), "\n".join(lines))

    def _append(self, node: Any, value: Any, schema: Node) -> None:
        """Add an item to the end of a list."""
        if node.flow_style:
            inline = yamltext.flow(value, schema, self.words)
            if inline is None:
                raise NoFaithfulEdit
            place = _end(self.text, node.value[-1])
            self.stretches.append((place, place, f", {inline}"))
            return
        lines = yamltext.item(value, schema, self.words, node.start_mark.column)
        self._after_line(_end(self.text, node), "\n".join(lines))

    def _after_line(self, place: int, lines: str) -> None:
        """Insert whole lines below the one on which something ends."""
        close = self.text.find("\n", place)
        if close < 0:
            close = len(self.text)
        self.stretches.append((close, close, f"\n{lines}"))

    def _inside_brackets(self, key: Any) -> bool:
        """Whether a key stands within `{…}` or `[…]`: then its value must stay on the line."""
        line = self.text.rfind("\n", 0, key.start_mark.index) + 1
        return bool(self.text[line : key.start_mark.index].strip(" -"))


def _end(text: str, node: Any) -> int:
    """Where a node's last character stands; marks of blocks reach into what comes after."""
    if isinstance(node, yaml.ScalarNode):
        if node.style in _BLOCKS:
            return len(text[: node.end_mark.index].rstrip("\n "))
        return int(node.end_mark.index)
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        return max(_end(text, part) for pair in node.value for part in pair)
    return max(_end(text, item) for item in node.value)
