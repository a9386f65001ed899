"""Step 4: a record is a form, and its schema decides every type.

Each kind's schema is compiled once into readers that turn typed keys and values into canonical
JSON; then JSON Schema judges the result. A fast validator says whether, the reference validator
says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jsonschema
import jsonschema_rs

from builder.finding import Route, Slip, Words, words
from builder.read import values
from builder.schema import Node, choices, key_spellings, nearest, properties, schemas

_PARTIAL: Final = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?\Z")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\Z")
_YEARS: Final = (1900, 2200)
"""No record of a school lies outside these years, and no calendar should have to."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")


def first_day(partial: str) -> date:
    """The first day of `2021`, `2021-09` or `2021-09-01`. Raises ValueError for anything else."""
    found = _PARTIAL.match(partial)
    if not found:
        raise ValueError(partial)
    return date.fromisoformat(partial + "-01-01"[len(partial) - 4 :])


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return len(value) == 10 and _YEARS[0] <= date.fromisoformat(value).year <= _YEARS[1]
    except ValueError:
        return False


def _is_partial(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return _YEARS[0] <= first_day(value).year <= _YEARS[1]
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return (
            bool(_MOMENT.match(value))
            and _is_date(value[:10])
            and bool(datetime.fromisoformat(value))
        )
    except ValueError:
        return False


def _is_zone(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return bool(ZoneInfo(value))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


_FORMATS: Final = {
    "date": _is_date,
    "partial-date": _is_partial,
    "local-time": _is_moment,
    "timezone": _is_zone,
}


_HAS_DIGIT: Final = re.compile("[0-9０-９]")
_BEFORE_WIDE: Final = re.compile("(?:^|，|,)[ \u3000]*([^：，,]{1,20})：")
"""The keys in `姓名：李桂兰，关系：祖母`, which YAML takes for one name."""

_ENOUGH: Final = 200
"""After so many slips in a file nobody reads suggestions any more."""


class Mapped:
    """The reader of one mapping: typed keys to canonical names, each value by its own reader."""

    __slots__ = ("fields", "free", "names", "spell")

    def __init__(self, node: Node) -> None:
        self.names: dict[str, str] = {}
        self.fields: dict[str, values.Reader] = {}
        for name, field in properties(node).items():
            self.fields[name] = compiled(field)
            for spelling in key_spellings(name, field):
                self.names.setdefault(spelling, name)
        extra = node.get("additionalProperties")
        self.free = compiled(extra) if isinstance(extra, Mapping) else None
        self.spell = bool(node.get("x-spell"))

    def __call__(self, value: Any, slips: list[Slip]) -> Any:
        if type(value) is not dict:
            day = self.spell and type(value) is str and _HAS_DIGIT.search(value)
            return {"since": values.day(value, slips)} if day else value
        out: dict[str, Any] = {}
        for typed, raw in value.items():
            name = self.names.get(typed)
            if name is None:
                name = self._free_or_unknown(typed, out, slips)
                if name is None:
                    continue
            elif name in out:
                slips.append(Slip("E213", (typed,), at_key=True))
                continue
            if raw is None:
                continue
            before = len(slips)
            reader = self.fields.get(name) or self.free
            found = reader(raw, slips) if reader else raw
            if len(slips) > before:
                slips[before:] = [slip.under(name) for slip in slips[before:]]
            if found is not None:
                out[name] = found
        return out

    def _free_or_unknown(self, typed: str, out: Mapping[str, Any], slips: list[Slip]) -> str | None:
        bare = typed.strip(" \u3000")
        name = self.names.get(bare) or (bare if self.free is not None else None)
        if name in out:
            slips.append(Slip("E213", (typed,), at_key=True))
            return None
        if name is not None:
            if name in self.fields:
                slips.append(Slip("I103", (name,)))
            return name
        meant = [self.names[key] for key in _BEFORE_WIDE.findall(bare) if key in self.names]
        if meant and bare.partition("：")[0] in self.names:
            slips.append(Slip("E122", (typed,), words(near=" ".join(meant)), at_key=True))
            return None
        if typed.startswith("\u3000") and (key := typed.lstrip(" -\u3000")) in self.names:
            slips.append(Slip("E135", (typed,), words(near=self.names[key]), at_key=True))
            return None
        near = nearest(bare, self.names) if len(slips) < _ENOUGH else None
        slips.append(Slip("E202", (typed,), _near(self.names, near), at_key=True))
        return None

    def canonical(self, typed: str) -> str:
        """The canonical name of a typed key (the key itself where it is unknown)."""
        return self.names.get(typed) or self.names.get(typed.strip(" \u3000")) or typed

    def inner(self, name: str) -> values.Reader | None:
        """The reader of the field with this canonical name."""
        return self.fields.get(name) or self.free


def compiled(node: Node) -> values.Reader:
    """The reader of a schema node."""
    if node.get("type") == "array":
        item = node["items"]
        separable = "x-ref" in item or "x-preset" in item or bool(choices(item))
        reader = values.reference if "x-ref" in item else compiled(item)
        return values.Listed(reader, separable=separable)
    if "x-every" in node:
        return _either(values.coded(_spellings(node)), Mapped(node))
    if properties(node) or isinstance(node.get("additionalProperties"), Mapping):
        return Mapped(node)
    if found := _spellings(node):
        return values.coded(found)
    if "x-window" in node:
        names = properties(schemas()["semester"]["properties"]["windows"])
        return values.coded(
            {name: key for key, field in names.items() for name in (key, field["title"])}
        )
    if "x-ref" in node:
        return values.one_reference
    if "x-name" in node:
        return values.name
    if node.get("type") == "string":
        return _BY_FORMAT.get(node.get("format", "x-id" in node and "phone"), values.text)
    return _BY_TYPE[node["type"]]


_BY_FORMAT: Final[Mapping[Any, values.Reader]] = {
    "date": values.day,
    "partial-date": values.day,
    "local-time": values.moment,
    "phone": values.plain,
}
_BY_TYPE: Final[Mapping[str, values.Reader]] = {
    "integer": values.integer,
    "number": values.number,
    "boolean": values.boolean,
}


def _spellings(node: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for choice in choices(node):
        for spelling in choice.spellings:
            found.setdefault(spelling, choice.const)
    return found


def _either(code: values.Reader, mapping: values.Reader) -> values.Reader:
    def read(value: Any, slips: list[Slip]) -> Any:
        return (mapping if type(value) is dict else code)(value, slips)

    return read


class Form:
    """One kind's form: reads a typed mapping and judges the canonical one."""

    def __init__(self, kind: str) -> None:
        node = schemas()[kind]
        self.kind = kind
        self.read = Mapped(node)
        self._fast = jsonschema_rs.Draft202012Validator(
            dict(node), formats=_FORMATS, validate_formats=True
        )
        checker = jsonschema.FormatChecker(formats=())
        for name, test in _FORMATS.items():
            checker.checks(name)(test)
        self._slow = jsonschema.Draft202012Validator(node, format_checker=checker)
        self._node = node

    def judge(self, record: Mapping[str, Any], *, why: bool = True) -> list[Slip]:
        """Why this canonical record is not valid; empty when it is. Without `why`, only that."""
        if self._fast.is_valid(record):
            return []
        if not why:
            return [Slip("E219")]
        errors = list(self._slow.iter_errors(record))
        # What a kind demands is only known when the kind is: a wrong kind is one slip, not two.
        certain = [error for error in errors if "allOf" not in error.absolute_schema_path]
        if any(error.absolute_path and error.absolute_path[0] in _DECIDING for error in certain):
            errors = certain
        return [slip for error in errors for slip in _slips(error)] or [Slip("E219")]


@cache
def form(kind: str) -> Form:
    """The form of a kind, compiled on first use."""
    return Form(kind)


def is_id(value: str) -> bool:
    """Whether a text can be an id or a file name: small letters, digits and hyphens."""
    return bool(_ID.match(value))


_DECIDING: Final = frozenset({"kind", "outcome"})
_TYPE_CODES: Final = {
    "integer": "E206",
    "number": "E207",
    "boolean": "E208",
    "string": "E211",
    "object": "E212",
    "array": "E211",
}
_FORMAT_CODES: Final = {
    "date": "E205",
    "partial-date": "E209",
    "local-time": "E210",
    "timezone": "E218",
}


def _slips(error: jsonschema.ValidationError) -> Iterator[Slip]:
    """What one validator error means for the person who typed the record."""
    route: Route = tuple(error.absolute_path)
    keyword, node = error.validator, error.schema
    if keyword == "required":
        missing = error.message.split("'")[1]
        yield Slip("E204", (*route, missing))
    elif keyword == "type":
        yield Slip(_TYPE_CODES[str(error.validator_value)], route)
    elif keyword == "format":
        yield Slip(_FORMAT_CODES[str(error.validator_value)], route)
    elif keyword in ("oneOf", "anyOf"):
        yield _no_branch(error, route, node)
    elif keyword in ("minimum", "maximum"):
        yield Slip("E214", route, _bounds(cast(Node, node)))
    elif keyword == "minItems":
        yield Slip("E215", route)
    elif keyword == "pattern":
        yield Slip("E216", route)
    elif keyword == "additionalProperties" and isinstance(error.instance, dict):
        known = properties(cast(Node, node))
        for extra in sorted(set(error.instance) - set(known)):
            yield Slip("E202", (*route, extra), at_key=True)
    else:
        yield Slip("E219", route)


def _no_branch(error: jsonschema.ValidationError, route: Route, node: Any) -> Slip:
    known = _spellings(node)
    if not known:
        options = [name for branch in node["anyOf"] for name in branch.get("required", ())]
        return Slip("E217", route, words(options=" ".join(options)))
    if isinstance(error.instance, dict) and "x-every" in node:
        branch = node["anyOf"][1 if "days" in error.instance else 2]
        # It fits no branch, so not this one either.
        inner = next(jsonschema.Draft202012Validator(branch).iter_errors(error.instance))
        return next(_slips(inner)).under(*route)
    near = nearest(error.instance, known) if isinstance(error.instance, str) else None
    return Slip("E203", route, _near(known, near))


def _near(known: Mapping[str, str], near: str | None) -> Words:
    return words(near=known[near]) if near else ()


def _bounds(node: Node) -> Words:
    return words(low=str(node.get("minimum", "…")), high=str(node.get("maximum", "…")))
