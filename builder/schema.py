"""The vocabulary: what the files in `schemas/` say, and nothing beside it.

Chinese keys, labels, headings, forms and the words in messages all come from here. A schema node
is the plain mapping of JSON Schema with every `$ref` filled in, plus these annotations:

`x-aliases`        other ways of writing a key, a coded value or (at the top) a kind's name
`x-ref`            the text is a reference: `child`, `staff`, `class`, `semester`, `need`, `rule`
`x-spell`          the first day alone will do
`x-name`, `x-id`   a person's name; an id
`x-line`           an example of a record on one line, of a kind that may be written so
`x-codes`          an `anyOf` whose branches are all coded values
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from builder.assets import SCHEMAS
from builder.finding import Route

Node = Mapping[str, Any]

_SUFFIX: Final = ".schema.json"
_LONGEST_SLIP: Final = 40
"""No word of the vocabulary is longer; comparing a whole page with it would take minutes."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One coded value: the code itself, its Chinese title, and what else is understood."""

    const: str
    title: str
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> Iterator[str]:
        """Every way of writing this value; a title with a slash may be either half."""
        yield self.const
        yield self.title
        if "/" in self.title and "/" not in self.const:
            yield from self.title.split("/")
        yield from self.aliases


@lru_cache(maxsize=1)
def schemas() -> Mapping[str, Node]:
    """Every kind's schema by name, references filled in. Reads the files once."""
    raw = {
        path.name.removesuffix(_SUFFIX): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(SCHEMAS.glob(f"*{_SUFFIX}"))
    }
    return {name: _filled(schema, name, raw) for name, schema in raw.items() if name != "common"}


def _filled(node: Any, home: str, raw: Mapping[str, Any]) -> Any:
    """The node with every `$ref` replaced by what it points to; words beside a `$ref` win."""
    if isinstance(node, list):
        return [_filled(item, home, raw) for item in node]
    if not isinstance(node, dict):
        return node
    beside = {key: _filled(value, home, raw) for key, value in node.items() if key != "$ref"}
    beside.pop("$defs", None)
    if "$ref" not in node:
        return beside
    file, _, pointer = node["$ref"].partition("#")
    owner = file.removesuffix(_SUFFIX) or home
    target = raw[owner]
    for step in pointer.strip("/").split("/"):
        target = target[step]
    return {**_filled(target, owner, raw), **beside}


def choices(node: Node) -> tuple[Choice, ...]:
    """The coded values of a node: empty where it has none."""
    if "oneOf" in node:
        return tuple(
            Choice(row["const"], row["title"], tuple(row.get("x-aliases", ())))
            for row in node["oneOf"]
            if "const" in row
        )
    if "anyOf" in node:
        return tuple(choice for branch in node["anyOf"] for choice in choices(branch))
    return ()


@lru_cache(maxsize=1024)
def _choice_titles(kind: str, route: Route) -> Mapping[str, str]:
    node = node_at(kind, route)
    return {choice.const: choice.title for choice in choices(_item(node))} if node else {}


def properties(node: Node) -> Mapping[str, Node]:
    """The fields of an object node (those of all branches, where it has several forms)."""
    if "properties" in node:
        found: Mapping[str, Node] = node["properties"]
        return found
    return {
        name: field
        for branch in node.get("anyOf", ())
        for name, field in properties(branch).items()
    }


def _item(node: Node) -> Node:
    inner: Node = node["items"] if node.get("type") == "array" else node
    return inner


def node_at(kind: str, route: Route) -> Node | None:
    """The schema node of a field, by its canonical route; list positions are passed over."""
    node: Node = schemas()[kind]
    for step in route:
        if isinstance(step, int):
            continue
        node = _item(node)
        inner = properties(node).get(step)
        if inner is None and isinstance(node.get("additionalProperties"), Mapping):
            inner = node["additionalProperties"]
        if inner is None:
            return None
        node = inner
    return node


def english(name: str) -> str:
    """The English label of a name: `work_place` is "Work place"."""
    words = name.replace("_", " ").replace("-", " ").replace("/", ": ")
    return words[:1].upper() + words[1:]


def sometimes_required(node: Node, *, either: bool = False) -> frozenset[str]:
    """The fields that a form asks for only in some cases: of a kind of visit, of a pairing.

    With `either` also those of which one or the other is asked for.
    """
    cases = [rule["then"] for rule in _item(node).get("allOf", ())]
    if either:
        cases += [branch for case in cases for branch in case.get("anyOf", ())]
    return frozenset(name for case in cases for name in case.get("required", ()))


def label(kind: str, route: Route, locale: str) -> str:
    """What people call a field (or, with an empty route, a kind): 务工地 or "Work place"."""
    names = [step for step in route if isinstance(step, str)]
    if locale == "en":
        return english(names[-1] if names else kind)
    node = node_at(kind, route)
    return str(node.get("title", names[-1] if names else kind)) if node else names[-1]


def value_label(kind: str, route: Route, code: str, locale: str) -> str:
    """What people call a coded value: 家访 or "Home visit"."""
    if locale == "en":
        return english(code)
    return _choice_titles(kind, route).get(code, code)


def key_spellings(name: str, node: Node) -> Iterator[str]:
    """Every way of writing a field's key."""
    yield name
    if title := node.get("title"):
        yield title
    yield from node.get("x-aliases", ())


@cache
def all_keys(kind: str) -> frozenset[str]:
    """Every spelling of every key of a kind's form, at any depth."""
    fields = all_fields(schemas()[kind])
    return frozenset(word for name, field in fields for word in key_spellings(name, field))


@cache
def own_keys(kind: str) -> frozenset[str]:
    """The same of the fields of a record itself."""
    fields = properties(_item(schemas()[kind])).items()
    return frozenset(word for name, field in fields for word in key_spellings(name, field))


@cache
def must_have(kind: str) -> frozenset[str]:
    """The fields that every record of a kind has."""
    return frozenset(_item(schemas()[kind])["required"])


@cache
def typed_keys(*, long: bool = False) -> frozenset[str]:
    """Every spelling of every key of all kinds; with `long` only of texts of many words."""
    return frozenset(
        spelling
        for node in schemas().values()
        for name, field in all_fields(node)
        if not long or "x-long" in field
        for spelling in key_spellings(name, field)
    )


def all_fields(node: Node) -> Iterator[tuple[str, Node]]:
    """Every field of a form with its name, at any depth."""
    for name, field in properties(_item(node)).items():
        yield name, field
        yield from all_fields(field)


def form(kind: str) -> Iterator[tuple[Route, Node, str]]:
    """Every field of a kind's form in order, at any depth: its route, its node, and the star of one
    that must be filled in (★ always, ☆ in some cases)."""
    return _form(schemas()[kind], ())


def _form(node: Node, route: Route) -> Iterator[tuple[Route, Node, str]]:
    inner = _item(node)
    required = set(inner.get("required", ()))
    sometimes = sometimes_required(inner, either=True)
    for name, field in properties(inner).items():
        yield (*route, name), field, "★" if name in required else "☆" if name in sometimes else ""
        yield from _form(field, (*route, name))


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """The known word that `typed` was probably meant to be, or None where nothing is near."""
    if len(typed) > _LONGEST_SLIP:
        return None
    cutoff = 0.5 if len(typed) <= 3 else 0.65
    # A word of one character is near to whatever holds it: 信 comes after 微信 for 威信.
    words = list(known)
    for some in ([word for word in words if len(word) > 1], words):
        found = difflib.get_close_matches(typed, some, n=3, cutoff=cutoff)
        if near := next((word for word in found if _may_be_meant(typed, word)), None):
            return near
    return None


def _may_be_meant(typed: str, word: str) -> bool:
    """Of two characters one in common says nothing (校长 is no 家长): the other must sound alike."""
    if typed.isascii() or max(len(typed), len(word)) > 2 or typed in word or word in typed:
        return True
    return all(a == b or _sound_alike(a, b) for a, b in zip(typed, word, strict=False))


def one_character_off(typed: str, name: str) -> bool:
    """Whether two names of one length differ in one character; of two, it must sound alike."""
    if len(typed) != len(name) or len(name) < 2:
        return False
    return sum(a != b for a, b in zip(typed, name, strict=True)) == 1 and _may_be_meant(typed, name)


def _sound_alike(one: str, other: str) -> bool:
    """Whether two characters stand close together in the first level of GB 2312, whose order is
    that of the sounds: 访 and 仿, not 校 and 家."""
    places = [character.encode("gb2312", "ignore") for character in (one, other)]
    if not all(len(place) == 2 and 0xB0 <= place[0] <= 0xD7 for place in places):
        return False
    first, second = ((place[0] - 0xB0) * 94 + place[1] for place in places)
    return abs(first - second) <= _NEAR_SOUND


_NEAR_SOUND: Final = 20
"""How far apart characters of one syllable mostly are in GB 2312."""
