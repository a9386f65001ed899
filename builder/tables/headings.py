"""What a heading of somebody's table means: the schema's words first, then those of paper rosters.

A heading is compared without blanks, marks and remarks in brackets. `联系电话` alone belongs to the
person whose columns it follows; where that is not sure, nobody guesses: it stays unread, and is
named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from builder.finding import Route
from builder.schema import Node, choices, english, key_spellings, properties, schemas
from builder.tables.columns import CLASS_OF_CHILD, KINDS, PARENTS
from builder.tables.variants import (
    BARE,
    GROUPS,
    INNER,
    LONE_GROUPS,
    PARTNERS,
    PREFIXES,
    PRIVATE,
    PRIVATE_OF_PERSONS,
    SKIP,
    VARIANTS,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column's heading means.

    `route` is empty where the column is not read: `private` says that it must not be, otherwise
    nobody knows it. `kind_code` is the kind of pairing that the heading itself names (代理家长);
    `counts` says that the column would hold ids, but only counts its rows; `twice` that another
    column holds the field already. `mapped` is the word of the mapping file that explains it.
    """

    text: str
    route: Route = ()
    private: bool = False
    kind_code: str = ""
    counts: bool = False
    twice: bool = False
    mapped: str = ""


def bare(text: str, *, brackets: bool = True) -> str:
    """A heading without what may differ: blanks, marks, case; perhaps also what is in brackets."""
    text = unicodedata.normalize("NFKC", text).lower()
    if not brackets:
        text = _IN_BRACKETS.sub("", text)
    return _MARKS.sub("", text)


_IN_BRACKETS: Final = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_MARKS: Final = re.compile(r"[\s_*★☆#:：.·•/\\\-—–()\[\]【】〔〕\"'“”,，、;；?？]+")


@cache
def spellings(kind: str) -> Mapping[str, Route]:
    """Every heading that means a field of a kind, bare."""
    found: dict[str, Route] = {}
    for spelling, route in [*_from_schema(kind), *_from_variants(kind)]:
        found.setdefault(bare(spelling), route)
    return found


def _from_schema(kind: str) -> Iterator[tuple[str, Route]]:
    fields = properties(schemas()[kind])
    for name, field in fields.items():
        # A part alone, such as 监护人, is no value; what it then means is in the variants.
        if field.get("type") != "object" and name not in ("parents", "guardians"):
            yield from ((spelling, (name,)) for spelling in _spellings(name, field))
    for name, field in fields.items():
        for group, steps in _groups(kind, name, field):
            for inner, leaf in properties(_item(field)).items():
                for word in (*_spellings(inner, leaf), *INNER.get((name, inner), ())):
                    yield group + word, (*steps, inner)


def _from_variants(kind: str) -> Iterator[tuple[str, Route]]:
    for route, words in VARIANTS[kind].items():
        yield from ((word, route) for word in words.split())
    for word, route in LONE_GROUPS.get(kind, {}).items():
        yield word, route


def _item(field: Node) -> Node:
    inner: Node = field["items"] if field.get("type") == "array" else field
    return inner


def _spellings(name: str, node: Node) -> Iterator[str]:
    yield from key_spellings(name, node)
    yield english(name)


def _groups(kind: str, name: str, field: Node) -> Iterator[tuple[str, Route]]:
    """What the columns of a part are called together, and the way to it."""
    if not properties(_item(field)):
        return
    if field.get("type") == "object":
        yield from ((word, (name,)) for word in _spellings(name, field))
        return
    if name == "parents":
        relations = choices(properties(_item(field))["relation"])
        for number, relation in enumerate(PARENTS):
            choice = next(one for one in relations if one.const == relation)
            for word in (*choice.spellings, *GROUPS.get(relation, ())):
                yield word, (name, number)
    for number in range(9):
        shift = 2 if name == "parents" else 0
        for word in (*_spellings(name, field), *GROUPS.get(name, ())):
            for shape in _ORDINALS:
                written = shape.format(word=word, n=number + 1, han="一二三四五六七八九"[number])
                yield written, (name, number + shift)
        if number == 0 and name != "parents":
            yield from (
                (word, (name, 0)) for word in (*_spellings(name, field), *GROUPS.get(name, ()))
            )


_ORDINALS: Final = ("{word}{n}", "{word}{han}", "第{han}{word}", "{word}.{n}.")


@cache
def _persons() -> frozenset[str]:
    """Headings of groups of columns that are about one person beside the child."""
    fields = properties(schemas()["child"])
    return frozenset(
        bare(word)
        for name in ("parents", "guardians")
        for word, _ in _groups("child", name, fields[name])
    ) | frozenset(GROUPS["parents"])


def recognised(
    kind: str, texts: Sequence[tuple[str, str]], mapping: Mapping[str, Route] | None = None
) -> list[Heading]:
    """What each column of a table means, from its heading and the group above it, left to right.

    `mapping` has a school's own words, bare, with what they mean to it (nothing: not read).
    """
    found: list[Heading] = []
    for upper, lower in texts:
        found.append(_mapped(upper, lower, mapping or {}) or _heading(kind, upper, lower, found))
    return _unique(found)


def _mapped(upper: str, lower: str, mapping: Mapping[str, Route]) -> Heading | None:
    for attempt in (upper + lower, lower or upper):
        if (word := bare(attempt)) in mapping:
            return Heading(f"{upper} {lower}".strip(), mapping[word], mapped=word)
    return None


def _heading(kind: str, upper: str, lower: str, before: Sequence[Heading]) -> Heading:
    text = " ".join(part for part in (upper.strip(), lower.strip()) if part)
    person = _is_person(upper)
    attempts = [upper + lower] if person or not lower.strip() else [upper + lower, lower]
    if _is_private(kind, attempts, person):
        return Heading(text, private=True)
    for attempt in attempts:
        if code := partner(attempt) if kind == "pairing" else "":
            return Heading(text, ("peer",) if code in _AMONG_CHILDREN else ("staff",), False, code)
        if route := _route(kind, attempt):
            return Heading(text, route)
    if kind == "child" and not person:
        return _bare_person(text, lower or upper, before)
    return Heading(text)


_AMONG_CHILDREN: Final = ("study_helper", "friend")


def _route(kind: str, text: str) -> Route:
    known = spellings(kind)
    for attempt in (bare(text), bare(text, brackets=False)):
        if attempt in SKIP:
            return ()
        if attempt in known:
            return known[attempt]
        for prefix in PREFIXES[kind]:
            if attempt.startswith(prefix) and attempt[len(prefix) :] in known:
                return known[attempt[len(prefix) :]]
    return ()


def partner(text: str) -> str:
    """The kind of pairing that a heading names, where its cells hold the partner."""
    known = {
        bare(spelling): choice.const
        for choice in choices(properties(schemas()["pairing"])["kind"])
        for spelling in choice.spellings
    }
    for attempt in (bare(text), bare(text, brackets=False)):
        for ending in ("", "姓名"):
            stem = attempt.removesuffix(ending)
            if found := known.get(stem) or PARTNERS.get(stem):
                return found
    return ""


def _is_person(upper: str) -> bool:
    return bare(upper) in _persons() or bare(upper, brackets=False) in _persons()


def _is_private(kind: str, attempts: Sequence[str], person: bool) -> bool:
    for attempt in attempts:
        word = bare(attempt)
        if PRIVATE.search(word):
            return True
        if kind == "child" and PRIVATE_OF_PERSONS.search(word):
            about = person or any(word.startswith(one) for one in _persons() if one)
            if about or PRIVATE_ALONE.search(word):
                return True
    return False


PRIVATE_ALONE: Final = re.compile("单位|文化|学历|受教育|职业")
"""In a register of children these can only be about grown-ups."""


def _bare_person(text: str, lower: str, before: Sequence[Heading]) -> Heading:
    """A heading such as 联系电话 that says of whom only by where it stands."""
    word = next(
        (BARE[one] for one in (bare(lower), bare(lower, brackets=False)) if one in BARE), ""
    )
    if not word:
        return Heading(text)
    person = _whose(before)
    if word == "health":
        # Beside a grown-up it may be the grown-up's, and that is never kept.
        return Heading(text, private=True) if person else Heading(text, ("health", "condition"))
    known = {one.route for one in before}
    if person is None:
        persons = {
            one.route[:2] for one in before if one.route[:1] in (("parents",), ("guardians",))
        }
        person = next(iter(persons)) if len(persons) == 1 else None
    if person is None or (*person, word) in known:
        return Heading(text)
    leaf = properties(_item(properties(schemas()["child"])[str(person[0])]))
    return Heading(text, (*person, word)) if word in leaf else Heading(text)


def _whose(before: Sequence[Heading]) -> Route | None:
    """The person whose columns end right here; None where several could be meant."""
    run: list[Route] = []
    for one in reversed(before):
        if one.private:
            continue
        if one.route[:1] not in (("parents",), ("guardians",)):
            break
        run.append(one.route)
    if not run:
        return None
    person = run[0][:2]
    others = {route[:2] for route in run} - {person}
    alone = {other for other in others if sum(route[:2] == other for route in run) == 1}
    # 父亲姓名、母亲姓名、联系电话: whose telephone is it?
    return None if alone and sum(route[:2] == person for route in run) == 1 else person


def _unique(found: list[Heading]) -> list[Heading]:
    """A field stands in one column; only references may stand twice, as id and as name."""
    seen: set[Route] = set()
    out: list[Heading] = []
    for one in found:
        twice = one.route in seen and not _may_stand_twice(one.route)
        out.append(Heading(one.text, twice=True, mapped=one.mapped) if twice else one)
        seen.add(one.route)
    return out


def _may_stand_twice(route: Route) -> bool:
    return route in _TWICE


_TWICE: Final[frozenset[Route]] = frozenset(
    {(), ("class",), ("children",), ("child",), ("staff",), ("by",), ("peer",), CLASS_OF_CHILD}
)
"""A reference, as an id and as a name; a class, as its grade and its number."""

__all__ = ["KINDS", "Heading", "bare", "recognised", "spellings"]
