"""One file without one child: its records go, and in those of several children its name does.

Only the stretches concerned are taken out: remarks, order and spelling of everything else stay.
In the end the reader decides: the file must give the records that the values say it should, or
the file is not touched and a person has to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import yaml

from builder.erasure.marks import CHILD, NAMESAKE, SHORT, Marks
from builder.i18n import Language
from builder.kinds import KINDS, Kind
from builder.read import oneline
from builder.read.form import Mapped, first_day
from builder.read.oneline import Span
from builder.read.records import ENTRIES, Raw, read_records, understood_text
from builder.read.structure import ABSENT
from builder.schema import Node, properties, schemas
from builder.yamledit import Edit, NoFaithfulEdit, entries_of

MAY_BE_BLANK: Final = frozenset({("activity", "children"), ("activity", "guardians_of")})
"""Lists of children that say nothing when they are blank. Of all others a blank means every child,
or is no record at all: with the last child the whole goes."""

_LONG: Final = re.compile("[0-9]{4}")
"""A date that has its year: without a semester no other has one."""
_SEVERAL: Final = re.compile("[，、,]")
GIVEN: Final = "given"
"""Why a place is left to a person: a given name, where others have the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a person must look at: its line in the file as it is, from 1, and why."""

    line: int
    doubt: str


@dataclass(frozen=True, slots=True)
class Erased:
    """A file without the child. `text` is None where nothing is left in it.

    `gone` and `kept` count the records that go and those that only lose the child. `lines` are those
    on which a word in a text or a remark gets a stand-in, from 1, once for each word.
    """

    text: str | None
    gone: int = 0
    kept: int = 0
    lines: tuple[int, ...] = ()
    open: tuple[Place, ...] = ()

    @property
    def words(self) -> int:
        """How many words get a stand-in."""
        return len(self.lines)


def erased(
    text: str,
    kind: Kind,
    stem: str,
    marks: Marks,
    language: Language,
    *,
    semester: Span | None = None,
    everywhere: bool = False,
) -> Erased | None:
    """A file's text without the child; None where there is nothing of it.

    With `everywhere` also where a name may be part of another word. Raises `NoFaithfulEdit`.
    """
    understood = understood_text(text, kind)
    try:
        root = yaml.compose(understood, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise NoFaithfulEdit from error
    work = _Work(understood, kind, marks, language, semester)
    work.file(root, stem)
    if work.empty:
        return Erased(None, gone=work.gone)
    work.stand_ins(everywhere=everywhere)
    if not work.edit.stretches:
        return Erased(text, open=tuple(work.open)) if work.open else None
    done = work.edit.result()
    _hold(work, understood, done, kind, stem, semester, everywhere=everywhere)
    lines = tuple(sorted(work.lines))
    return Erased(done, work.gone, len(work.kept), lines, tuple(work.open))


def worded(text: str, marks: Marks, *, everywhere: bool = False) -> Erased | None:
    """The same for a text that holds no records (a README): only its words."""
    places = list(marks.found(text))
    if not places:
        return None
    sure = [
        text.count("\n", 0, start) + 1
        for start, _, word in places
        if not word.doubt or (everywhere and word.doubt == SHORT)
    ]
    doubtful = [
        Place(text.count("\n", 0, start) + 1, word.doubt)
        for start, _, word in places
        if word.doubt and not (everywhere and word.doubt == SHORT)
    ]
    cleaned = marks.cleaned(text, everywhere=everywhere)
    return Erased(cleaned, lines=tuple(sure), open=tuple(doubtful))


def without(
    values: Mapping[str, Any], schema: Node, kind: str, marks: Marks, day: date | None = None
) -> dict[str, Any] | None:
    """Canonical values without the child; None where the record goes. `day` is that of a record
    from which these are only a part.

    The second way to the same result, by which the edited file is judged.
    """
    out = dict(values)
    day = day or (_day(values.get(KINDS[kind].date_field)) if kind else None)
    if kind == "child" and values.get("id") == marks.id:
        return None
    required = schema.get("required", ())
    for name, node in properties(schema).items():
        value = values.get(name)
        if value is None:
            continue
        items = node.get("items", node)
        if _is_reference(node):
            fate = _fate(_refers(marks, kind, name, values, value, day), kind, schema, name)
            if fate == _GOES:
                return None
            if fate == _RENAMED:
                out[f"{name}_name"] = marks.stand_ins[CHILD]
            if fate:
                del out[name]
        elif _is_reference(items):
            left = [one for one in value if not _refers(marks, kind, name, values, one, day)]
            if len(left) == len(value):
                continue
            if left:
                out[name] = left
            elif (kind, name) in MAY_BE_BLANK:
                del out[name]
            else:
                return None
        elif isinstance(value, list) and properties(items):
            some = [
                without(one, items, "", marks, day) if isinstance(one, Mapping) else one
                for one in value
            ]
            left = [one for one in some if one is not None]
            if not left and value:
                if name in required:
                    return None
                del out[name]
            else:
                out[name] = left
    return out


_GOES, _RENAMED, _DROPPED = "goes", "renamed", "dropped"


def _fate(refers: bool, kind: str, schema: Node, name: str) -> str:
    """What becomes of a field that is one child; empty where it is another one.

    `kind` is empty within a record: an item that is about the child goes.
    """
    if not refers:
        return ""
    if name in schema.get("required", ()) or not kind:
        return _GOES
    return _RENAMED if f"{name}_name" in properties(schema) else _DROPPED


def _is_reference(node: Node) -> bool:
    return "child" in str(node.get("x-ref", "")).split("|")


def _day(value: object) -> date | None:
    """The day that a date, a part of one or a moment is on; None where it cannot be read."""
    try:
        return first_day(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _refers(
    marks: Marks,
    kind: str,
    name: str,
    values: Mapping[str, Any],
    value: object,
    day: date | None,
) -> bool:
    """Whether a value of a field means the child. Who went on a visit is staff before all."""
    if not isinstance(value, str) or not marks.refers(value, day):
        return False
    if (kind, name) != ("visit", "by") or value == marks.id:
        return True
    kinds = values.get("kind") or ()
    return "peer_visit" in kinds and value.replace("\u3000", "") not in marks.staff_too


@dataclass(slots=True)
class _Work:
    """What is done to one file."""

    text: str
    kind: Kind
    marks: Marks
    language: Language
    semester: Span | None
    gone: int = 0
    empty: bool = False
    kept: set[int] = field(default_factory=set)
    spans: list[tuple[int, int]] = field(default_factory=list)
    settled: list[tuple[int, int]] = field(default_factory=list)
    theirs: list[tuple[int, int]] = field(default_factory=list)
    open: list[Place] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    day: date | None = None
    edit: Edit = field(init=False)
    _names: dict[int, Mapped] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.edit = Edit(self.text, self.language)

    def file(self, root: Any, stem: str) -> None:
        """Every record of a file."""
        schema = schemas()[self.kind.name]
        if isinstance(root, yaml.SequenceNode) and not self.kind.one_a_file:
            self._records(root, schema, {}, frozenset())
        elif isinstance(root, yaml.MappingNode):
            entries = None if self.kind.one_a_file else entries_of(root)
            if entries is None:
                fields = self._fields(root, schema)
                if self._goes(fields, schema, stem):
                    self.gone, self.empty = 1, True
                elif self._change(root, fields, schema):
                    self._keep(root)
            else:
                self._log(root, entries, schema)

    def _log(self, root: Any, entries: Any, schema: Node) -> None:
        """A log: what stands at its top holds for each entry that does not say otherwise."""
        top = self._fields(root, schema, without=ENTRIES)
        fatal = frozenset(name for name in top if self._is_fatal(name, top, schema))
        if isinstance(entries, yaml.SequenceNode):
            self._records(entries, schema, top, fatal)
        elif isinstance(entries, yaml.MappingNode):
            own = self._fields(entries, schema)
            if self._goes({**top, **own}, schema, ""):
                self.gone, self.empty = 1, True
            elif self._change(entries, own, schema):
                self._keep(entries)
        if not self.empty:
            dropped = [pair for name, pair in top.items() if name in fatal]
            if dropped:
                self._drop_pairs(root, dropped)
            rest = {name: pair for name, pair in top.items() if name not in fatal}
            if self._change(root, rest, schema):
                self._keep(root)

    def _records(
        self, items: Any, schema: Node, top: Mapping[str, Any], fatal: frozenset[str]
    ) -> None:
        """The items of a list of records."""
        going = []
        shared = self.day
        for node in items.value:
            self.day = shared
            line = self._line(node)
            if line is not None:
                if self._one_line(node, line, fatal):
                    going.append(node)
                continue
            if not isinstance(node, yaml.MappingNode):
                continue
            own = self._fields(node, schema)
            if self._goes({**top, **own}, schema, ""):
                going.append(node)
            elif self._change(node, own, schema):
                self._keep(node)
        self.gone += len(going)
        if going and len(going) == len(items.value):
            self.empty = True
        elif going:
            self._drop_items(items, going)

    def _line(self, node: Any) -> str | None:
        if self.kind.name != oneline.KIND or isinstance(node, yaml.SequenceNode):
            return None
        if isinstance(node, yaml.ScalarNode):
            return str(node.value) if str(node.value).strip() else None
        plain = {key.value: getattr(value, "value", "") for key, value in node.value}
        return oneline.line_of(plain)

    def _one_line(self, node: Any, line: str, fatal: frozenset[str]) -> bool:
        """A visit on one line: whether it goes; else the child is taken from among the children."""
        read = oneline.read_line(line, self.semester or oneline.ANY)
        self.day = _day(read.values.get("date")) if self.semester or _LONG.match(line) else None
        children = read.values.get("children", [])
        if not children:
            return "children" in fatal or ("by" in fatal)
        left = [one for one in children if not self.marks.refers(one, self.day)]
        if not left or "by" in fatal:
            return True
        at, whole = node.start_mark.index, self.edit.end(node)
        if any(self.marks.means_another(one, self.day) for one in left):
            self.theirs.append((at, whole))
        if len(left) < len(children):
            start = node.start_mark.index
            end = self.edit.end(node)
            at = read.places["children",]
            word = re.match(r"[^\s\u3000]+", line[at:])
            if word is None or self.text[start:end] != line or "\n" in line:
                raise NoFaithfulEdit
            self.edit.replace(start + at, start + at + len(word.group()), "、".join(left))
            self._keep(node)
        return False

    def _keep(self, node: Any) -> None:
        """A record that loses the child and stays; its texts may speak of the child."""
        self.kept.add(node.start_mark.index)
        self.spans.append((node.start_mark.index, self.edit.end(node)))

    def _fields(
        self, node: Any, schema: Node, without: Sequence[str] = ()
    ) -> dict[str, tuple[Any, Any]]:
        """Key and value of every field that says something, by its canonical name."""
        names = self._names.setdefault(id(schema), Mapped(schema))
        found = {
            names.canonical(key.value): (key, value)
            for key, value in node.value
            if key.value not in without and not _is_absent(value)
        }
        if schema is schemas()[self.kind.name] and self.kind.date_field in found:
            self.day = self._read_day(found[self.kind.date_field][1])
        for name, (_, value) in found.items():
            field_ = properties(schema).get(name, {})
            if "x-ref" in field_.get("items", field_):
                self._settle(node, value, many=field_.get("type") == "array")
        return found

    def _is_settled(self, text: str) -> bool:
        marks = self.marks
        known = marks.refers(text, self.day) or marks.means_another(text, self.day)
        return known or not any(True for _ in marks.found(text))

    def _read_day(self, value: Any) -> date | None:
        """The day of a record, by which names of classes are understood."""
        reader = Mapped(schemas()[self.kind.name]).inner(self.kind.date_field)
        typed = getattr(value, "value", None)
        return _day(reader(typed, []) if reader and typed else None)

    def _settle(self, node: Any, value: Any, *, many: bool) -> None:
        """A reference is the child's or it is not: no word in it is left to a person.

        One that is no reference (two names where one can be) is a text like any other.
        """
        texts = [text for _, _, text in _parts(value)] if many else [str(value.value)]
        if all(self._is_settled(text) for text in texts):
            self.settled.append((value.start_mark.index, self.edit.end(value)))
        if any(self.marks.undecided(text, self.day) for text in texts):
            self._leave(value.start_mark.index, NAMESAKE)
        if any(self.marks.means_another(text, self.day) for text in texts):
            self.theirs.append((node.start_mark.index, self.edit.end(node)))

    def _goes(self, fields: Mapping[str, tuple[Any, Any]], schema: Node, stem: str) -> bool:
        """Whether a record is about the child and nobody else."""
        if self.kind.name == "child":
            id_ = fields.get("id")
            return (id_[1].value if id_ else stem) == self.marks.id
        return any(self._is_fatal(name, fields, schema) for name in fields)

    def _is_fatal(self, name: str, fields: Mapping[str, Any], schema: Node) -> bool:
        """Whether a field of a record takes the whole record with it."""
        node = properties(schema).get(name)
        if node is None:
            return False
        value, kinds = fields[name][1], self._kinds(fields)
        if _is_reference(node):
            refers = self._means(name, kinds, value)
            return _fate(refers, self.kind.name, schema, name) == _GOES
        if _is_reference(node.get("items", {})):
            found = [self._means(name, kinds, one) for one in _parts(value)]
            return bool(found) and all(found) and (self.kind.name, name) not in MAY_BE_BLANK
        return False

    def _kinds(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The kind of a visit in codes, which decides whom `by` means."""
        if self.kind.name != "visit" or "kind" not in fields:
            return {}
        reader = Mapped(schemas()["visit"]).inner("kind")
        typed = [part for _, _, part in _parts(fields["kind"][1])]
        return {"kind": reader(typed, []) if reader else typed}

    def _means(self, name: str, kinds: Mapping[str, Any], value: Any) -> bool:
        text = value[2] if isinstance(value, tuple) else getattr(value, "value", None)
        return _refers(self.marks, self.kind.name, name, kinds, text, self.day)

    def _change(self, node: Any, fields: Mapping[str, tuple[Any, Any]], schema: Node) -> bool:
        """Take the child out of a mapping that stays; whether anything changed."""
        before = len(self.edit.stretches)
        dropped = []
        for name, (key, value) in fields.items():
            field_ = properties(schema).get(name)
            if field_ is None:
                continue
            items = field_.get("items", {})
            if _is_reference(field_):
                if self._means(name, self._kinds(fields), value):
                    if f"{name}_name" in properties(schema):
                        self._rename(key, value, name, schema)
                    else:
                        dropped.append((key, value))
            elif _is_reference(items):
                if self._shorten(name, value, self._kinds(fields)):
                    dropped.append((key, value))
            elif properties(items) and self._inner(value, items):
                dropped.append((key, value))
        if dropped:
            self._drop_pairs(node, dropped)
        return len(self.edit.stretches) > before

    def _inner(self, value: Any, items: Node) -> bool:
        """The items of a list within a record; whether none of them stays."""
        if isinstance(value, yaml.MappingNode):
            return self._item_goes(value, items)
        if not isinstance(value, yaml.SequenceNode):
            return False
        going = [
            one
            for one in value.value
            if isinstance(one, yaml.MappingNode) and self._item_goes(one, items)
        ]
        if going and len(going) == len(value.value):
            return True
        if going:
            self._drop_items(value, going)
        return False

    def _item_goes(self, node: Any, items: Node) -> bool:
        fields = self._fields(node, items)
        for name, (_, value) in fields.items():
            field_ = properties(items).get(name)
            if field_ is None:
                continue
            if _is_reference(field_) and self.marks.refers(
                str(getattr(value, "value", "")), self.day
            ):
                return True
            if _is_reference(field_.get("items", {})):
                found = [self.marks.refers(text, self.day) for _, _, text in _parts(value)]
                if found and all(found):
                    return True
                if any(found):
                    self._shorten(name, value, {})
        return False

    def _rename(self, key: Any, value: Any, name: str, schema: Node) -> None:
        """`peer: c2301` becomes `peer_name: a pupil`: that there was somebody stays known."""
        title = str(properties(schema)[f"{name}_name"]["title"])
        label = f"{name}_name" if key.value.isascii() else title
        stand_in = self.marks.stand_ins[CHILD]
        self.edit.replace(key.start_mark.index, self.edit.end(value), f"{label}: {stand_in}")

    def _shorten(self, name: str, value: Any, kinds: Mapping[str, Any]) -> bool:
        """Take the child out of a list of references; whether nobody is left in it."""
        parts = _parts(value)
        going = [part for part in parts if self._means(name, kinds, part)]
        if not going:
            return False
        if len(going) == len(parts):
            return True
        if isinstance(value, yaml.ScalarNode):
            self._rejoin(value, going)
            return False
        whole = []
        for node in value.value:
            ours = [part for part in parts if part[0] is node]
            gone = [part for part in ours if part in going]
            if ours and len(gone) == len(ours):
                whole.append(node)
            elif gone:
                self._rejoin(node, gone)
        if whole:
            self._drop_items(value, whole)
        return False

    def _rejoin(self, node: Any, going: Sequence[tuple[Any, int, str]]) -> None:
        """`林小雨、林晓东` without one of them."""
        places = {place for _, place, _ in going}
        left = [text for _, place, text in _parts(node) if place not in places]
        self.edit.replace(node.start_mark.index, self.edit.end(node), "、".join(left))

    def _drop_items(self, sequence: Any, going: Sequence[Any]) -> None:
        """Take items out of a list, of which some stay."""
        nodes = sequence.value
        if sequence.flow_style:
            self._drop_in_brackets(
                [(one.start_mark.index, self.edit.end(one), one in going) for one in nodes]
            )
            return
        for position, node in enumerate(nodes):
            if node in going:
                start = self._dash(node)
                if position:
                    start = self._with_remarks(start, self.edit.end(nodes[position - 1]))
                self.edit.replace(start, self._line_end(self.edit.end(node)), "")

    def _drop_pairs(self, mapping: Any, going: Sequence[tuple[Any, Any]]) -> None:
        """Take fields out of a mapping, of which some stay."""
        keys = {key.start_mark.index for key, _ in going}
        pairs = mapping.value
        if len(keys) == len(pairs):
            raise NoFaithfulEdit
        if mapping.flow_style:
            self._drop_in_brackets(
                [
                    (key.start_mark.index, self.edit.end(value), key.start_mark.index in keys)
                    for key, value in pairs
                ]
            )
            return
        for position, (key, value) in enumerate(pairs):
            start = key.start_mark.index
            if start not in keys:
                continue
            line = self.text.rfind("\n", 0, start) + 1
            if self.text[line:start].strip():
                following = pairs[position + 1] if position + 1 < len(pairs) else None
                if following is None or following[0].start_mark.index in keys:
                    raise NoFaithfulEdit
                self.edit.replace(start, following[0].start_mark.index, "")
            else:
                end = max(self.edit.end(value), self.edit.end(key))
                self.edit.replace(line, self._line_end(end), "")

    def _drop_in_brackets(self, parts: Sequence[tuple[int, int, bool]]) -> None:
        """Take parts out of `[…]` or `{…}`, of which some stay."""
        last = max(n for n, (_, _, goes) in enumerate(parts) if not goes)
        for n, (start, _, goes) in enumerate(parts[:last]):
            if goes:
                self.edit.replace(start, parts[n + 1][0], "")
        if last + 1 < len(parts):
            self.edit.replace(parts[last][1], parts[-1][1], "")

    def _dash(self, node: Any) -> int:
        """Where the line of an item's dash begins."""
        start = node.start_mark.index
        dash = self.text.rfind("-", 0, start)
        line = self.text.rfind("\n", 0, max(dash, 0)) + 1
        if dash < 0 or self.text[line:dash].strip() or self.text[dash + 1 : start].strip():
            raise NoFaithfulEdit
        return line

    def _with_remarks(self, start: int, floor: int) -> int:
        """The remark right above an item is about the item, and goes with it."""
        floor = self._line_end(floor)
        while start > floor:
            above = self.text.rfind("\n", 0, start - 1) + 1
            if above < floor or not self.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def _line_end(self, place: int) -> int:
        """Where the line after a place begins."""
        close = self.text.find("\n", place)
        return len(self.text) if close < 0 else close + 1

    def stand_ins(self, *, everywhere: bool) -> None:
        """Put a stand-in for every word of the child in what stays."""
        cut = list(self.edit.stretches)

        def free(start: int, end: int) -> bool:
            return not any(start < b and a < end for a, b, _ in cut)

        cut += [(start, end, "") for start, end in self.settled]
        for start, end, word in self.marks.found(self.text):
            if not free(start, end):
                continue
            within = _around(self.spans, start)
            if word.doubt == NAMESAKE and not within and _around(self.theirs, start):
                continue
            sure = not word.doubt or (word.doubt == SHORT and (everywhere or within))
            if word.doubt == NAMESAKE and within:
                sure = not self._others_in(within)
            if sure:
                self.edit.replace(start, end, self.marks.stand_ins[word.sort])
                cut.append((start, end, ""))
                self.lines.append(self._line_of(start))
            elif not (word.doubt == NAMESAKE and self.kind.name in ("child", "staff")):
                self._leave(start, word.doubt)
        if self.marks.given is None:
            return
        for span in self.spans:
            for match in self.marks.given.finditer(self.text, *span):
                if not free(*match.span()):
                    continue
                if self._others_in(span):
                    self._leave(match.start(), GIVEN)
                else:
                    self.edit.replace(*match.span(), self.marks.stand_ins[CHILD])
                    cut.append((*match.span(), ""))
                    self.lines.append(self._line_of(match.start()))

    def _others_in(self, span: tuple[int, int]) -> bool:
        """Whether a record also speaks of somebody with the same name or given name."""
        if any(start < span[1] and span[0] < end for start, end in self.theirs):
            return True
        text = self.text[slice(*span)]
        return any(other in text for other in self.marks.others - self.marks.names)

    def _leave(self, place: int, doubt: str) -> None:
        self.open.append(Place(self._line_of(place), doubt))

    def _line_of(self, place: int) -> int:
        return self.text.count("\n", 0, place) + 1


def _around(spans: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The record, of some, in which a place lies."""
    return next(((start, end) for start, end in spans if start <= place < end), None)


def _is_absent(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value in ABSENT and not node.style


def _parts(node: Any) -> list[tuple[Any, int, str]]:
    """Every reference of a list as it is typed, also several in one text: node, place, text."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = []
    for one in nodes:
        if isinstance(one, yaml.ScalarNode):
            texts = [text.strip(" \u3000［］【】") for text in _SEVERAL.split(one.value)]
            found += [(one, n, text) for n, text in enumerate(texts) if text]
    return found


def _hold(
    work: _Work,
    before: str,
    after: str,
    kind: Kind,
    stem: str,
    semester: Span | None,
    *,
    everywhere: bool,
) -> None:
    """Both files through the reader: the records are those that should be left, in their order."""
    first, second = (read_records(text, kind, stem, semester) for text in (before, after))
    expected = list(_expected(first.records, kind, work.marks))
    if len(second.slips) > len(first.slips) or len(second.records) != len(expected):
        raise NoFaithfulEdit
    same = _same_but_for(work.marks, everywhere=everywhere)
    for wanted, found in zip(expected, second.records, strict=True):
        if same(wanted) != same(found.values):
            raise NoFaithfulEdit


def _expected(records: Sequence[Raw], kind: Kind, marks: Marks) -> Iterator[Mapping[str, Any]]:
    for raw in records:
        left = without(
            {**raw.values, **({"id": raw.id} if raw.id else {})},
            schemas()[kind.name],
            kind.name,
            marks,
        )
        if left is not None:
            yield left


def _same_but_for(marks: Marks, *, everywhere: bool) -> Callable[[Any], Any]:
    """Values with every word and given name of the child as its stand-in, whichever it is."""
    blank = marks.stand_ins[CHILD]

    def plain(value: Any) -> Any:
        if isinstance(value, str):
            for _, _, word in list(marks.found(value)):
                value = word.pattern.sub(marks.stand_ins[word.sort], value)
            return marks.given.sub(blank, value) if marks.given else value
        if isinstance(value, Mapping):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value

    return plain
