"""Steps 2 and 3: YAML text to plain mappings, lists and text, in one pass over parse events.

Deciding on events, before anything is built, is what keeps alias bombs and deep nesting harmless:
libyaml composes 25,000 open brackets by crashing. The same pass refuses what a form has no use
for (anchors, tags, several documents, duplicate keys), leaves every scalar as the text that was
typed (`no`, `012`, `12:30`), and remembers the line on which each mapping begins.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from typing import Any, Final

import yaml

from builder.finding import Slip, words
from builder.read.decode import refused_characters
from builder.read.privacy import private_numbers
from builder.schema import typed_keys

MAX_DEPTH: Final = 20
ABSENT: Final = frozenset({"", "~", "null"})

Tree = Any
"""`str`, `None` (absent), `list[Tree]` or `dict[str, Tree]`."""

_LIST_OF_ENTRIES: Final = frozenset({"entries", "记录"})

_Parser: Final = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(slots=True)
class Mark:
    """Where a value stands (line and column from 1), and the marks inside it.

    `text` is that of a scalar that stands on its line as it was typed.
    """

    line: int
    column: int
    keys: dict[str, Mark] | None = None
    items: list[Mark] | None = None
    key_line: int = 0
    key_column: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One file's tree. `lines` gives, by `id()` of a mapping in the tree, the line it begins on.

    `complete` is False when reading stopped at an error: the tree is then of no use.
    """

    tree: Tree
    slips: list[Slip]
    lines: dict[int, int]
    complete: bool
    empty: bool = False
    text: str = ""


class _Stop(Exception):
    """Reading this file cannot go on."""


def parse(text: str) -> Document:
    """Read one YAML document into plain values, with everything refused named by its line."""
    slips: list[Slip] = []
    lines: dict[int, int] = {}
    try:
        tree, empty = _build(text, slips, lines)
    except yaml.YAMLError as error:
        slips.append(explain(error, text))
    except _Stop:
        pass
    else:
        return Document(tree, slips, lines, complete=True, empty=empty, text=text)
    return Document(None, slips, lines, complete=False)


def _build(text: str, slips: list[Slip], lines: dict[int, int]) -> tuple[Tree, bool]:
    """The loop that makes the tree; the hottest code of the reader, so it is one function."""
    parser = _Parser(text)
    get_event = parser.get_event
    stack: list[tuple[Any, Any]] = []
    repeated: list[tuple[dict[str, Any], str, Slip]] = []
    root: Tree = None
    container: Any = None
    key: Any = None
    documents = 0
    scalar_event, start_map, end_map = (
        yaml.ScalarEvent,
        yaml.MappingStartEvent,
        yaml.MappingEndEvent,
    )
    start_list, end_list, alias_event = (
        yaml.SequenceStartEvent,
        yaml.SequenceEndEvent,
        yaml.AliasEvent,
    )
    try:
        while True:
            event = get_event()
            cls = type(event)
            if cls is scalar_event:
                value: Any = event.value
                if event.implicit[0] and value in ABSENT:
                    value = None
                elif event.style == '"' and (found := hidden(value, event)):
                    slips.append(
                        replace(found, line=_at("", event).line, column=_at("", event).column)
                    )
                if event.anchor is not None or event.tag is not None:
                    _refuse_properties(event, slips)
            elif cls is start_map or cls is start_list:
                if len(stack) >= MAX_DEPTH:
                    slips.append(_at("E128", event))
                    raise _Stop
                if event.anchor is not None or event.tag is not None:
                    _refuse_properties(event, slips)
                value = {} if cls is start_map else []
                if cls is start_map:
                    lines[id(value)] = event.start_mark.line + 1
                if type(container) is dict and key is None:
                    slips.append(_at("E130", event))
                    raise _Stop
                stack.append((container, key))
                container, key = value, None
                continue
            elif cls is end_map or cls is end_list:
                value = container
                container, key = stack.pop()
            elif cls is alias_event:
                slips.append(_at("E125", event))
                value = None
            elif cls is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    slips.append(_at("E127", event))
                    raise _Stop
                continue
            elif cls is yaml.StreamEndEvent:
                _tell_records_apart(repeated, slips)
                return root, documents == 0 or root is None
            else:
                continue
            if container is None:
                root = value
            elif type(container) is list:
                container.append(value)
            elif key is None:
                if value is None:
                    slips.append(_at("E131", event))
                    key = _Refused()
                elif value == "<<":
                    slips.append(_at("E125", event))
                    key = _Refused()
                elif value in container:
                    slips.append(_at("E129", event))
                    repeated.append((container, value, slips[-1]))
                    key = _Refused()
                else:
                    key = value
            else:
                if type(key) is str:
                    container[key] = value
                key = None
    finally:
        parser.dispose()


def _tell_records_apart(
    repeated: list[tuple[dict[str, Any], str, Slip]], slips: list[Slip]
) -> None:
    """Where a mapping begins over again, and not one name alone stands twice: a dash is missing."""
    for mapping in {id(found): found for found, _, _ in repeated}.values():
        inside = [(name, slip) for found, name, slip in repeated if found is mapping]
        names = [name for name, _ in inside]
        first = next(iter(mapping))
        if names[0] != first or len(set(names)) == 1 or _LIST_OF_ENTRIES.intersection(names):
            continue
        for name, slip in inside:
            at = slips.index(slip)
            slips[at : at + 1] = [replace(slip, code="E142")] if name == first else []


def hidden(value: str, event: Any) -> Slip | None:
    """What double quotes let in: an invisible character by an escape, or a private number that
    goes on on the next line."""
    if slip := next(refused_characters(value), None):
        return slip
    several = event.end_mark.line > event.start_mark.line
    return next(private_numbers(value.replace("\n", "")), None) if several else None


class _Refused:
    """Stands in for a key whose value is to be read and dropped."""


def _at(code: str, event: Any) -> Slip:
    mark = event.start_mark
    return Slip(code, line=mark.line + 1, column=mark.column + 1)


def _refuse_properties(event: Any, slips: list[Slip]) -> None:
    if event.anchor is not None:
        slips.append(_at("E125", event))
    if event.tag is not None:
        slips.append(_at("E126", event))


def marks(text: str) -> Mark | None:
    """Where everything in a file stands, as far as it can be read; asked only when it matters."""
    root: Mark | None = None
    stack: list[Mark] = []
    pending: Any = None
    try:
        for event in yaml.parse(text, Loader=_Parser):
            if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)):
                parent = stack[-1] if stack else None
                if parent is not None and parent.keys is not None and pending is None:
                    pending = event
                    if isinstance(event, yaml.CollectionStartEvent):
                        break
                    continue
                start: Any = event.start_mark
                mark = Mark(start.line + 1, start.column + 1)
                end: Any = event.end_mark
                if isinstance(event, yaml.ScalarEvent) and not event.style:
                    mark.text = event.value if end.line == start.line else ""
                if parent is None:
                    root = root or mark
                elif parent.items is not None:
                    parent.items.append(mark)
                else:
                    assert parent.keys is not None, "what is open has items or keys"
                    mark.key_line = pending.start_mark.line + 1
                    mark.key_column = pending.start_mark.column + 1
                    parent.keys.setdefault(getattr(pending, "value", ""), mark)
                    pending = None
                if isinstance(event, yaml.MappingStartEvent):
                    mark.keys = {}
                elif isinstance(event, yaml.SequenceStartEvent):
                    mark.items = []
                if isinstance(event, yaml.CollectionStartEvent):
                    stack.append(mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            if len(stack) > MAX_DEPTH:
                break
    except yaml.YAMLError:
        pass
    return root


def key_lines(text: str) -> set[int]:
    """The lines on which a key or an item of a list stands."""
    found: set[int] = set()
    pending = [mark for mark in [marks(text)] if mark]
    while pending:
        mark = pending.pop()
        if mark.key_line:
            found.add(mark.key_line)
        found.update(item.line for item in mark.items or ())
        pending += [*(mark.keys or {}).values(), *(mark.items or [])]
    return found


def plain_lines(text: str) -> tuple[set[int], set[int]]:
    """The lines on which a text without quotation marks begins, and those on which it goes on."""
    begun: set[int] = set()
    gone_on: set[int] = set()
    with contextlib.suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_Parser):
            if isinstance(event, yaml.ScalarEvent) and not event.style:
                start: Any = event.start_mark
                end: Any = event.end_mark
                begun.add(start.line + 1)
                gone_on.update(range(start.line + 2, end.line + 2))
    return begun, gone_on


_WIDE_INDENT: Final = re.compile("^[ -]*\u3000(?=[ \u3000-]*[^\\s:：#]{1,15}[ \u3000]*[:：])")
_NAMED: Final = re.compile(
    r"^\s*(?:- +)*(?P<key>[^\s:：#'\"\[{-][^:：#'\"]{0,20}?) *:(?: +[^\s|>#]|\Z)"
)
_BEGINS: Final = re.compile(
    r"^ *(?P<dash>(?:- +)*)(?P<key>[^\s:：#'\"\[{-][^:：#'\"]{0,20}? *:(?: |\Z)|(?<=- )\S)"
)
_AFTER_QUOTES: Final = re.compile(
    r"""^\s*(?:- +)*[^\s:：#'"]{1,20}: +(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s#'",}\]]"""
)
_WIDE_IN_BRACKETS: Final = re.compile("[，；｛｝［］【】]")
_UNCLOSED: Final = ("found unexpected end of stream", "while scanning a quoted scalar")
_NO_SPACE: Final = re.compile(r"^\s*(?:- )*[^\s:：#'\"\[{][^\s:：]{0,15}:[^\s:/]")
_NO_DASH_SPACE: Final = re.compile(r"^\s*-[^\s\-:：]+[:：]")
_NO_NAME: Final = re.compile(r"^\s*(?:- )*:(?:\s|$)")
_WIDE_COLON: Final = re.compile(r"^\s*(?:- )*[^\s:：#'\"\[{][^\s:：]{0,15}：")


def no_space(text: str) -> Slip | None:
    """The first line without a space after its colon, where all of a file is written so."""
    for number, row in enumerate(text.split("\n"), start=1):
        if _NO_SPACE.match(row):
            return Slip("E132", line=number, column=row.index(":") + 1)
    return None


def _wide_signs(rows: list[str], error: yaml.YAMLError, number: int) -> Slip | None:
    """Full-width brackets, or full-width commas between brackets, on the lines that YAML stumbled on."""
    start = getattr(getattr(error, "context_mark", None), "line", number - 1)
    for line in range(max(start, number - 3), number):
        row = rows[line].split(" #")[0]
        found = _WIDE_IN_BRACKETS.findall(row) if re.search("[\\[{［｛【]", row) else []
        if found:
            signs = words(signs=" ".join(dict.fromkeys(found)))
            return Slip("E136", words=signs, line=line + 1, column=row.index(found[0]) + 1)
    return None


def explain(error: yaml.YAMLError, text: str) -> Slip:
    """The slip behind a YAML error: what people really typed, not what the grammar missed.

    libyaml notices many slips one line late, so the lines before the mark are looked at too.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    rows = text.split("\n")
    if "could not find expected ':'" in problem and getattr(error, "context_mark", None):
        mark = error.context_mark  # type: ignore[attr-defined]
    number = min((mark.line if mark else 0) + 1, max(len(rows), 1))
    column = (mark.column if mark else 0) + 1
    if "\\t" in problem or "'\t'" in problem or rows[number - 1].startswith("\t"):
        return Slip("E121", line=number, column=column)
    if "expected <document start>" in problem and "..." in rows[: number - 1]:
        return Slip("E127", line=rows.index("...") + 1, column=1)
    if any(said in problem for said in _UNCLOSED):
        start = getattr(error, "context_mark", None)
        line = start.line + 1 if start else number
        return Slip("E123", line=line, column=start.column + 1 if start else column)
    for back in range(3):
        line = number - back
        if line < 1:
            break
        row = rows[line - 1]
        if _WIDE_COLON.match(row):
            return Slip("E122", line=line, column=row.index("：") + 1)
        if found := _WIDE_INDENT.match(row):
            return Slip("E135", line=line, column=found.end())
        if found := _AFTER_QUOTES.match(row):
            return Slip("E139", line=line, column=found.end())
        if _NO_SPACE.match(row) and (back == 0 or not row.strip().startswith("#")):
            return Slip("E132", line=line, column=row.index(":") + 1)
        if _NO_DASH_SPACE.match(row):
            return Slip("E134", line=line, column=row.index("-") + 1)
        if _NO_NAME.match(row):
            return Slip("E131", line=line, column=row.index(":") + 1)
    if "scanning an alias" in problem or "scanning an anchor" in problem:
        return Slip("E125", line=number, column=column)
    if "tag" in problem:
        return Slip("E126", line=number, column=column)
    if wide := _wide_signs(rows, error, number):
        return wide
    if (excess := _too_far(rows, number)) and "mapping values are not allowed" in problem:
        return Slip("E137", words=words(n=str(excess)), line=number, column=1)
    if "mapping values are not allowed" in problem:
        before = rows[number - 2].split("#")[0].strip() if number > 1 else ""
        if before and not re.search("[:：]", before):
            return _stray(rows, number - 1, 1)
        return Slip("E124", line=number, column=column)
    if "expected node content" in problem and rows[number - 1][column - 1 : column] == ",":
        return Slip("E144", line=number, column=column)
    if "expected ',' or" in problem or "flow" in problem:
        start = getattr(error, "context_mark", None)
        line = start.line + 1 if start else number
        return Slip("E123", line=line, column=start.column + 1 if start else column)
    if "cannot start any token" in problem:
        return Slip("E133", line=number, column=column)
    return _stray(rows, number, column)


def _too_far(rows: list[str], number: int) -> int:
    """How many blanks a line of `name: value` has more than the one above it; 0 if it is none."""
    above, row = (
        _NAMED.match(rows[line]) if line >= 0 else None for line in (number - 2, number - 1)
    )
    return max(0, row.start("key") - above.start("key")) if above and row else 0


def _stray(rows: list[str], number: int, column: int) -> Slip:
    """A line without a name: below a long text it is the text's next line, at the margin."""
    text = next((row for row in reversed(rows[: number - 1]) if _NAMED.match(row)), "")
    found, first = _NAMED.match(text), rows[number - 1].strip(" -").partition(" ")[0]
    plain = first and not re.search("[:：#]", rows[number - 1]) and first not in typed_keys()
    if found and plain and found["key"] in typed_keys(long=True):
        return Slip("E138", words=words(typed=found["key"]), line=number, column=1)
    return _too_left(rows, number) or Slip("E120", line=number, column=column)


def _too_left(rows: list[str], number: int) -> Slip | None:
    """A name or dash that stands below no other of its record, or a list that nothing leads to."""
    row = rows[number - 1]
    indent = len(row) - len(row.lstrip(" "))
    if not _BEGINS.match(row):
        return None
    columns: list[int] = []
    astray: dict[int, int] = {}
    for place, above in enumerate(rows[: number - 1], start=1):
        found = _BEGINS.match(above)
        if not found:
            continue
        margin = len(above) - len(above.lstrip(" "))
        while columns and columns[-1] > margin:
            columns.pop()
        if found["dash"]:
            astray[margin] = 0
        elif astray.get(margin) == 0:
            # Right below a dash, where the names of its record should stand further in.
            astray[margin] = place
        columns += [margin, *([found.start("key")] if found["dash"] else [])]
    if row.lstrip(" ").startswith("- ") and indent in columns:
        if first := astray.get(indent):
            return Slip("E141", words=words(n="2"), line=first, column=1)
        return None if indent in astray else Slip("E143", line=number, column=indent + 1)
    further = [at for at in columns if at > indent]
    if indent in columns or not further:
        return None
    return Slip("E141", words=words(n=str(min(further) - indent)), line=number, column=1)
