"""One file's records: read through their form, with every slip at its own place."""

from __future__ import annotations

import copy
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from builder.codes import rule_code
from builder.finding import Route, Slip
from builder.kinds import Kind
from builder.read import mending, oneline
from builder.read.cut import cut_texts
from builder.read.form import Form, form
from builder.read.oneline import Span
from builder.read.structure import Document, Mark, marks, no_space, parse
from builder.schema import all_keys, must_have, own_keys

ENTRIES: Final = ("entries", "记录")
MOST_SLIPS: Final = 500
"""So many slips of one file are told; whoever mends them will see the rest."""


@dataclass(slots=True)
class Raw:
    """One record on its way: canonical JSON values, not yet linked.

    `shared` names the fields that stand at the top of the file for all its entries. `broken` holds
    the routes (within `values`) of its errors; a record with any is left out of evaluation.
    `on_line` says that it is a visit on one line, `after` then is the first word of its text: it
    may be a child's name astray.
    """

    kind: Kind
    values: dict[str, Any]
    line: int
    route: Route = ()
    shared: frozenset[str] = frozenset()
    broken: list[Route] = field(default_factory=list)
    id: str = ""
    on_line: bool = False
    after: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing in it is an error."""
        return not self.broken

    def typed_route(self, route: Route) -> Route:
        """The way from the file's top to a field, by the positions that its lists have there."""
        value: Any = self.values
        typed: list[str | int] = []
        for step in route:
            positions = getattr(value, "positions", None)
            typed.append(positions[step] if positions and isinstance(step, int) else step)
            value = _inside(value, step)
        steps = tuple(typed)
        return steps if steps and steps[0] in self.shared else self.route + steps


def _inside(value: Any, step: str | int) -> Any:
    """What stands one step further in; None where nothing does."""
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _kept_route(values: Any, typed: Route) -> Route:
    """The way to a field by the positions that the lists of a record's values have.

    It ends past the end of a list that did not keep the item.
    """
    route: list[str | int] = []
    for step in typed:
        positions = getattr(values, "positions", None)
        if positions is not None and isinstance(step, int):
            if step not in positions:
                return (*route, len(positions))
            step = positions.index(step)
        route.append(step)
        values = _inside(values, step)
    return tuple(route)


@dataclass(slots=True)
class Contents:
    """What one file held. The routes of its slips are those of `text`, which may be mended."""

    records: list[Raw] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    readable: bool = True
    text: str = ""


def read_records(text: str, kind: Kind, stem: str, semester: Span | None = None) -> Contents:
    """The records in a file's text, and every slip in it.

    `semester` is the one whose folder holds the file: dates without a year are of it. A full-width
    colon or space after a known key is mended when the whole file then reads without an error;
    where it does not, the mended text still tells best what else is wrong.
    """
    first = _read(text, kind, stem, semester)
    if not mending.possible(text) or not _has_errors(first):
        return first
    known = all_keys(kind.name) | set(ENTRIES)
    for keys in (known, None) if text.count("\n") < _MANY_ROWS else (known,):
        mended = mending.mended(text, keys)
        if not mended.slips:
            continue
        second = _read(mended.text, kind, stem, semester)
        if keys and not _has_errors(second) and not any(s.code[0] == "E" for s in mended.slips):
            second.slips += mended.slips
            return second
        if _clearer(first, second):
            return _refused(first, second, mended.slips)
    return first


def understood_text(text: str, kind: Kind) -> str:
    """The text as `read_records` understood it: the same lines, perhaps with narrower colons."""
    possible = mending.possible(text)
    return read_records(text, kind, "x", oneline.ANY).text if possible else text


_MANY_ROWS: Final = 2000
"""In longer files names that nobody knows are not mended: it takes time, and nobody reads so much."""

_MISPLACED: Final = frozenset({"E122", "E201", "E211", "E212", "E221"})
"""What is said where text stands in the place of names and values, or the other way round."""


def _clearer(first: Contents, second: Contents) -> bool:
    """Whether the mended text makes forms of what was none before, and none of them worse.

    Where neither can be read to its end, the one that can be read further is clearer.
    """
    after = {slip.route for slip in second.slips if slip.code in _MISPLACED and slip.code != "E122"}
    if not second.readable:
        return not first.readable and _stopped_at(second) > _stopped_at(first)
    if () in after:
        return False
    if not first.readable:
        return True
    before = {slip.route for slip in first.slips if slip.code in _MISPLACED}
    gone = before - after
    return bool(gone) and all(
        any(route[: len(above)] == above for above in before) for route in after
    )


def _stopped_at(contents: Contents) -> int:
    """The line at which reading stopped."""
    return max((slip.line or 0 for slip in contents.slips), default=0)


def _refused(first: Contents, second: Contents, mends: list[Slip]) -> Contents:
    """The slips of a mended text that still has some, and of every line that was mended.

    Only what could be read as it stood counts.
    """
    slips = [*second.slips, *mending.refused(mends)]
    if not second.readable:
        slips = [slip for slip in slips if (slip.line or 0) <= _stopped_at(second)]
    if second.records and second.records[0].kind.pruned:
        return Contents(first.records, slips, bool(first.records), second.text)
    sound = {raw.line for raw in first.records if raw.sound}
    for raw in second.records:
        if raw.line not in sound:
            raw.broken.append(())
    return Contents(second.records, slips, second.readable, second.text)


def _has_errors(contents: Contents) -> bool:
    return _errors(contents.slips) > 0


def _read(text: str, kind: Kind, stem: str, semester: Span | None = None) -> Contents:
    document = parse(text)
    contents = Contents(slips=document.slips, readable=document.complete, text=text)
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
    lines = _Lines(document.text, semester) if kind.name == oneline.KIND else None
    entries = _entries_key(tree) if isinstance(tree, dict) and not kind.one_a_file else None
    if entries is not None:
        contents.records += _entries(tree, entries, kind, reader, document, lines, contents.slips)
    elif isinstance(tree, list) and not kind.one_a_file:
        for position, item in enumerate(tree):
            raw = _one(item, (position,), {}, kind, reader, document, lines, contents.slips)
            contents.records += [raw] if raw else []
    else:
        raw = _one(tree, (), {}, kind, reader, document, None, contents.slips)
        contents.records += [raw] if raw else []
        if raw and kind.ids:
            own = raw.values.setdefault("id", stem)
            raw.id = own if isinstance(own, str) else stem
    lost = mending.swallowed(document.text, own_keys(kind.name))
    lost += mending.run_together(document.text) if lines else []
    contents.slips += lost
    spoiled += lost
    contents.slips += cut_texts(document.text, kind.name)
    _spoil(contents.records, spoiled, document)
    errors = _errors(contents.slips)
    for raw in contents.records:
        before = len(contents.slips)
        if kind.ids and not raw.id:
            own = raw.values.get("id", "")
            raw.id = own if isinstance(own, str) else ""
            if not raw.id:
                if own == "" and not _meant_for_id(raw, contents.slips):
                    contents.slips.append(Slip("E204", (*raw.route, "id")))
                raw.broken.append(("id",))
        _judge(raw, reader, contents.slips, why=errors <= MOST_SLIPS)
        errors += _errors(contents.slips[before:])
    contents.slips = [
        _of_a_rule(slip) if kind.name == "policy" and slip.route[:1] == ("rules",) else slip
        for slip in dict.fromkeys(contents.slips)
    ]
    return contents


def _meant_for_id(raw: Raw, slips: list[Slip]) -> bool:
    """Whether a wrong key of this record was meant for its id."""
    return any(
        slip.code == "E202"
        and slip.route[:-1] == raw.route
        and dict(slip.words).get("near") == "id"
        for slip in slips
    )


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
    lines: _Lines | None,
    slips: list[Slip],
) -> Iterator[Raw]:
    """The entries of a log: what stands at the top holds for each that does not say otherwise."""
    before = len(slips)
    shared = reader.read({name: value for name, value in tree.items() if name != key}, slips)
    top_errors = [slip for slip in slips[before:] if slip.code[0] == "E"]
    items = tree[key]
    if items is None:
        # With nothing below, it would vanish.
        if _is_a_record(shared, kind):
            slips.append(Slip("E201", ("entries",)))
        return
    if isinstance(items, dict) or (lines and isinstance(items, str)):
        items = [items]
    if not isinstance(items, list):
        slips.append(Slip("E201", ("entries",)))
        return
    for position, item in enumerate(items):
        route = ("entries", position)
        raw = _one(item, route, shared, kind, reader, document, lines, slips)
        if raw is None:
            continue
        raw.broken += [
            slip.route
            for slip in top_errors
            if slip.route[0] in raw.shared or slip.route[0] not in raw.values
        ]
        yield raw


def _is_a_record(shared: Mapping[str, Any], kind: Kind) -> bool:
    """Whether the top of a file says what only one record would: somebody's name, a day and a child,
    or everything that a record must have."""
    dated = kind.date_field in shared
    of_a_child = dated and not shared.keys().isdisjoint(("child", "children"))
    return "name" in shared or of_a_child or shared.keys() >= must_have(kind.name)


def _one(
    item: Any,
    route: Route,
    shared: dict[str, Any],
    kind: Kind,
    reader: Form,
    document: Document,
    lines: _Lines | None,
    slips: list[Slip],
) -> Raw | None:
    if lines and (written := oneline.line_of(item)) is not None:
        return _on_one_line(written, route, shared, kind, lines, slips)
    if not isinstance(item, dict):
        crowded = no_space(document.text) if isinstance(item, str) and not route else None
        slips.append(crowded or Slip("E201", route))
        return None
    before = len(slips)
    own = reader.read(item, slips)
    broken: list[Route] = []
    if len(slips) > before:
        broken = [_kept_route(own, slip.route) for slip in slips[before:] if slip.code[0] == "E"]
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


class _Lines:
    """The visits on one line of a file: their texts, and where each stands."""

    def __init__(self, text: str, semester: Span | None) -> None:
        self._text = text
        self.semester = semester

    def number(self, route: Route) -> int:
        """The line of the file on which an item stands, from 1."""
        mark = self._root
        for step in route:
            if isinstance(step, int):
                mark = mark.items[step] if mark.items is not None else mark
            else:
                keys = mark.keys or {}
                mark = next((keys[key] for key in ENTRIES if key in keys), mark)
        return mark.line

    @cached_property
    def _root(self) -> Mark:
        # A text that holds a visit has a beginning.
        return marks(self._text) or Mark(1, 1)


def _on_one_line(
    text: str, route: Route, shared: dict[str, Any], kind: Kind, lines: _Lines, slips: list[Slip]
) -> Raw | None:
    """A visit on one line, with what stands at the top of the file for all."""
    read, number = oneline.read_line(text, lines.semester), lines.number(route)
    if read.untouched:
        slips.append(Slip("I201", route, line=number, column=1))
        return None
    slips += [slip.under(*route) for slip in read.slips]
    broken = [slip.route for slip in read.slips]
    own = frozenset(shared.keys() - read.values.keys())
    return Raw(
        kind, {**shared, **read.values}, number, route, own, broken, on_line=True, after=read.after
    )


def _errors(slips: Iterable[Slip]) -> int:
    return sum(slip.code[0] == "E" for slip in slips)


def _judge(raw: Raw, reader: Form, slips: list[Slip], *, why: bool) -> None:
    """Hold the record against its schema; without `why` it is only told from a sound one.

    A wrong key that was meant for a missing one is one slip, and so is a value that YAML refused.
    """
    found = reader.judge(raw.values, why=why)
    if not found:
        return
    if not why:
        raw.broken.append(())
        return
    refused = () in raw.broken
    meant = {
        (slip.route[:-1], near)
        for slip in slips
        if slip.code in _OF_A_KEY
        for near in dict(slip.words).get("near", "").split()
    }
    told = set(raw.broken)
    for slip in found:
        raw.broken.append(slip.route)
        if slip.code in ("E204", "E215") and any(
            route[: len(slip.route)] == slip.route for route in told
        ):
            continue
        if refused and slip.code in _OF_ABSENCE:
            continue
        above = {raw.typed_route(slip.route)[:-1], slip.route[:-1]}
        if slip.code == "E204" and any((route, slip.route[-1]) in meant for route in above):
            continue
        if slip.code == "E204" and raw.on_line and slip.route[0] in oneline.FIELDS:
            # Behind a word that was not understood, what is missing cannot be told.
            slips += [] if told else [Slip("E225", raw.typed_route(slip.route))]
            continue
        line = None if slip.route else raw.line
        column = None if slip.route else 1
        slips.append(Slip(slip.code, raw.typed_route(slip.route), slip.words, line, column))


_OF_A_KEY: Final = frozenset({"E202", "E122", "E135"})
_OF_ABSENCE: Final = frozenset({"E204", "E215", "E217", "E219"})
"""What is said when something is not there: no news where YAML itself refused a value."""


def _spoil(records: list[Raw], slips: list[Slip], document: Document) -> None:
    """A YAML slip (known by its line) spoils the record it stands in; in a policy, the rule."""
    starts = [raw.line for raw in records]
    for slip in slips:
        position = bisect(starts, slip.line or 0) - 1
        for raw in [records[position]] if position >= 0 else records:
            raw.broken.append(_rule_at(document, slip.line or 0) if raw.kind.pruned else ())


def _rule_at(document: Document, line: int) -> Route:
    """The rule of a policy that stands at a line; the whole record where there is none."""
    rules = document.tree.get("rules") or document.tree.get("规则") or ()
    starts = [document.lines.get(id(rule), 0) for rule in rules if isinstance(rule, dict)]
    position = bisect(starts, line) - 1
    return ("rules", position) if position >= 0 and len(starts) == len(rules) else ()


def pruned(raw: Raw) -> dict[str, Any] | None:
    """The values of a record that stands for the whole school, without what is broken in it.

    An item of a list is replaced by None, so that the positions of the others stay true; outside a
    list, the mapping round the slip goes, or the field. Of a policy the whole rule goes, since half
    a rule says something else. None when what is left is no record.
    """
    if ("id",) in raw.broken:
        return None
    values: dict[str, Any] = copy.deepcopy(raw.values)
    for route in raw.broken:
        lists = [position for position, step in enumerate(route) if isinstance(step, int)]
        item = lists[0 if raw.kind.name == "policy" else -1] if lists else 0
        cut = route[: item + 1] if lists else route[: max(1, len(route) - 1)]
        _cut(values, cut)
    return values if not form(raw.kind.name).judge(compact(values)) else None


def _cut(values: Any, route: Route) -> None:
    for step in route[:-1]:
        values = _inside(values, step)
    if not route or values is None:
        return
    if isinstance(values, dict):
        values.pop(route[-1], None)
    elif int(route[-1]) < len(values):
        values[int(route[-1])] = None


def compact(values: Any) -> Any:
    """The same values without the None items that `pruned` left in lists."""
    if isinstance(values, dict):
        return {key: compact(value) for key, value in values.items()}
    if isinstance(values, list):
        return [compact(item) for item in values if item is not None]
    return values
