"""References: ids and names to ids.

Names are looked up among everything whose id is known, also records with an error and files that
could not be read, so that one mistake is reported once and where it was made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from builder.calendar import Calendar
from builder.finding import Route, Slip, Words, words
from builder.kinds import KINDS
from builder.read.form import first_day, is_id
from builder.read.records import Raw
from builder.schema import Node, one_character_off, properties, schemas

_LABELLED: Final = re.compile(
    r"(?:^|[{,])\s*(?:- +)?\{?\s*(id|编号|name|姓名)\s*[:：]\s*[\"']?([^\s\"'#,}][^\"'#,}\n]*)"
)
_LISTED: Final = re.compile(r"^ {0,2}- ")
_UNDER_A_DASH: Final = re.compile(r"^ {2,4}[^ \-]")
_AT_THE_TOP: Final = re.compile(r"^[^ \-]")


@dataclass(slots=True)
class Registry:
    """Which ids and names there are, by kind."""

    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    child_classes: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, kind: str, id_: str, name: str | None = None) -> None:
        """Make an id known, and the name that stands for it."""
        self.ids[kind].add(id_)
        if name and id_ not in self.names[kind][name]:
            self.names[kind][name].append(id_)

    def salvage(self, kind: str, stem: str, text: str) -> None:
        """Whatever can be told of a file that could not be read: its name, and ids and names in it."""
        self.add(kind, stem)
        rows = [row for row in text.split("\n") if row.strip() and not row.startswith("#")]
        listed = bool(rows) and (rows[0].startswith("-") or "记录" in text or "entries" in text)
        current = stem
        for row in rows:
            # Only the record's own keys: a guardian's name is not the child's.
            own = (
                _LISTED.match(row) or _UNDER_A_DASH.match(row) if listed else _AT_THE_TOP.match(row)
            )
            if not own:
                continue
            if _LISTED.match(row):
                current = f"{stem}-{len(self.ids[kind])}"
            for key, value in _LABELLED.findall(row):
                if key in ("id", "编号"):
                    current = value.strip()
                    self.add(kind, current)
                else:
                    self.add(kind, current, value.strip().replace("\u3000", ""))


@dataclass(frozen=True, slots=True)
class _Reference:
    """One field of a form that refers to something."""

    name: str
    targets: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """The references within one mapping of a form, and the mappings inside it that have some."""

    references: tuple[_Reference, ...]
    inside: tuple[tuple[str, bool, _Part], ...]


@cache
def _references(kind: str) -> _Part:
    return _part(schemas()[kind])


def _part(node: Node) -> _Part:
    found: list[_Reference] = []
    inside: list[tuple[str, bool, _Part]] = []
    for name, field_ in properties(node).items():
        many = field_.get("type") == "array"
        item = field_["items"] if many else field_
        if "x-ref" in item:
            found.append(_Reference(name, tuple(item["x-ref"].split("|")), many))
        elif properties(item):
            part = _part(item)
            if part.references or part.inside:
                inside.append((name, many, part))
    return _Part(tuple(found), tuple(inside))


class Linker:
    """Turns the references of canonical records into ids, in place."""

    def __init__(
        self,
        registry: Registry,
        calendar: Calendar,
        needs: Mapping[str, str],
        rules: Iterable[str],
        today: date | None = None,
    ) -> None:
        self._registry = registry
        self._calendar = calendar
        last = calendar.semesters[-1].start if calendar.semesters else None
        self._today = today or last
        self._meant: dict[tuple[str, ...], str | None] = {}
        registry.ids["class"] |= set(calendar.classes)
        registry.ids["rule"] |= set(rules)
        for id_, title in needs.items():
            registry.add("need", id_, title)

    def link(self, raw: Raw) -> list[Slip]:
        """Resolve every reference of a record; what does not resolve is a slip within it."""
        if raw.kind.name == "summary" and raw.id and raw.id not in self._registry.ids["semester"]:
            return [Slip("E301", ("id",), words(folder=KINDS["semester"].place))]
        part = _references(raw.kind.name)
        if not part.references and not part.inside:
            return []
        return list(self._link(raw.values, part, (), raw))

    def astray(self, raw: Raw) -> Iterator[Slip]:
        """A visit on one line whose text begins with a child: a second name that stands apart
        would count for nobody."""
        known = self._registry
        if raw.after in known.names["child"] or raw.after in known.ids["child"]:
            yield Slip("E224", ("summary",))

    def _link(self, values: dict[str, Any], part: _Part, route: Route, raw: Raw) -> Iterator[Slip]:
        for ref in part.references:
            value = values.get(ref.name)
            if value is None:
                continue
            targets = self._targets(ref, raw)
            if not ref.many:
                if not isinstance(value, str):
                    continue
                answer = self._resolve(value, targets, raw, values)
                if isinstance(answer, str):
                    values[ref.name] = answer
                else:
                    yield answer.under(*route, ref.name)
                continue
            ids = self._registry.ids[targets[0]]
            if len(targets) == 1 and all(isinstance(item, str) and item in ids for item in value):
                continue
            linked = []
            for position, item in enumerate(value):
                if not isinstance(item, str):
                    continue  # `- c01:` made a mapping of it, which its form has found already.
                answer = self._resolve(item, targets, raw, values)
                if isinstance(answer, str):
                    linked.append(answer)
                else:
                    typed = getattr(value, "positions", range(len(value)))[position]
                    yield answer.under(*route, ref.name, typed)
            values[ref.name] = list(dict.fromkeys(linked))
        for name, many, inner in part.inside:
            value = values.get(name)
            if many and isinstance(value, list):
                for position, item in enumerate(value):
                    if isinstance(item, dict):
                        yield from self._link(item, inner, (*route, name, position), raw)
            elif isinstance(value, dict):
                yield from self._link(value, inner, (*route, name), raw)

    def _targets(self, ref: _Reference, raw: Raw) -> tuple[str, ...]:
        """Whom a reference may name: `by` is staff, and for visits among peers a child."""
        if len(ref.targets) == 1:
            return ref.targets
        kinds = raw.values.get("kind", [])
        if "peer_visit" not in kinds:
            return ("staff",)
        return ("child", "staff") if kinds == ["peer_visit"] else ("staff", "child")

    def _resolve(
        self, text: str, targets: tuple[str, ...], raw: Raw, values: Mapping[str, Any]
    ) -> str | Slip:
        for target in targets:
            if text in self._registry.ids[target]:
                return text
        if any(text in self._registry.broken[target] for target in targets):
            return Slip("")
        day = _day(raw, values)
        # Where the date itself is wrong, nobody can tell which class `三1班` was.
        undated = day is None and (raw.kind.date_field,) in raw.broken
        for target in targets:
            if target == "class":
                return Slip("") if undated else self._class(text, day)
            if target in ("child", "staff", "need"):
                holders = self._registry.names[target].get(text, [])
                if not holders and target == "child":
                    holders = self._with_class(text, day)
                if len(holders) == 1:
                    return holders[0]
                if holders:
                    ids = " ".join(sorted(id_ for id_ in holders if is_id(id_)))
                    return Slip("E302", words=words(ids=ids))
        if undated and "child" in targets and self._ends_in_a_name(text):
            return Slip("")
        folder = KINDS[targets[0]].place if targets[0] in KINDS else targets[0]
        if targets == ("semester",):
            known = " ".join(sorted(filter(is_id, self._registry.ids["semester"])))
            return Slip("E301", words=words(folder=folder, known=known))
        meant = self._misspelt(text, targets)
        return Slip("E301", words=words(folder=folder, **({"near": meant} if meant else {})))

    def _misspelt(self, text: str, targets: tuple[str, ...]) -> str | None:
        """The id of the one person who is meant by a name that differs a little from theirs."""
        key = (text, *targets)
        if key not in self._meant:
            known = [
                (name, id_)
                for target in targets
                if target in ("child", "staff")
                for name, holders in self._registry.names[target].items()
                for id_ in holders
            ]
            found = ([id_ for name, id_ in known if meant(text, name)] for meant in _SLIPS_OF_NAMES)
            ids = next(filter(None, found), [])
            self._meant[key] = ids[0] if len(ids) == 1 and is_id(ids[0]) else None
        return self._meant[key]

    def _class(self, text: str, day: date | None) -> str | Slip:
        year = self._calendar.school_year(day) if day else None
        if year is not None and (found := self._calendar.names(year).get(text)):
            return found
        if year is None:
            return Slip("E305", words=self._classes(text))
        return Slip("E301", words=words(folder="school.yml"))

    def _classes(self, text: str) -> Words:
        """The ids of all classes with their names in this school year, and whose name it was."""
        ids = list(self._calendar.classes)
        if self._today is None:
            return words(ids=" ".join(ids))
        year = self._calendar.school_year(self._today)
        named = [f"{self._calendar.class_name(id_, year)}={id_}" for id_ in ids]
        meant = self._calendar.names(year).get(text)
        return words(ids=" ".join(named), **({"near": meant} if meant else {}))

    def _with_class(self, text: str, day: date | None) -> list[str]:
        """`三1班张伟`: the children of that name who were in that class on the record's date."""
        if day is None:
            return []
        for prefix, class_id in self._calendar.names(self._calendar.school_year(day)).items():
            if text.startswith(prefix):
                holders = self._registry.names["child"].get(text[len(prefix) :], [])
                return [id_ for id_ in holders if self._class_of(id_, day) in (class_id, None)]
        return []

    def _ends_in_a_name(self, text: str) -> bool:
        """`三1班张伟`, whatever class that is."""
        return any(text.endswith(f"班{name}") for name in self._registry.names["child"])

    def _class_of(self, child: str, day: date) -> str | None:
        for until, written in self._registry.child_classes.get(child, ()):
            if day <= until:
                if written in self._calendar.classes or until == date.max:
                    return written if written in self._calendar.classes else None
                return self._calendar.names(self._calendar.school_year(until)).get(written)
        return None


def _without_surname(text: str, name: str) -> bool:
    """子轩 for 周子轩."""
    return len(text) > 1 and name[1:] == text


def _in_another_order(text: str, name: str) -> bool:
    return len(text) > 2 and sorted(text) == sorted(name)


def _with_a_word_more(text: str, name: str) -> bool:
    """周子轩同学, 陈静老师."""
    return len(name) > 1 and name in text


_SLIPS_OF_NAMES: Final = (
    one_character_off,
    _without_surname,
    _in_another_order,
    _with_a_word_more,
)
"""How a typed name may differ from the one that is meant, the likeliest first."""


def _day(raw: Raw, values: Mapping[str, Any]) -> date | None:
    """The record's date, by which class names are understood; an item's own end goes first."""
    text = values.get("until") if raw.kind.name == "child" else None
    text = text or raw.values.get(raw.kind.date_field)
    try:
        return first_day(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None
