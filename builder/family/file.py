"""Everything on record about one child, for the family (个人信息保护法 art. 45: to see and to copy).

It follows the schemas: a new field is in it by itself. Left out are counselling and what is
confidential, suspected abuse, and what is about other people (safety.md). What is said of that is
the same whether or not there is any: that nothing is there may not be told either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from builder import model
from builder.confidential import is_abuse, is_confidential
from builder.i18n import N_
from builder.kinds import KINDS
from builder.read.form import first_day
from builder.schema import Node, choices, properties, schemas
from builder.tables.existing import Existing
from builder.views.site import Site

OTHERS: Final = frozenset(
    {
        ("wish", "donor"),
        ("aid", "donor"),
        ("aid", "received_by"),
        ("pairing", "peer"),
        ("pairing", "peer_name"),
        ("plan", "helper"),
        ("plan", "helper_name"),
        ("activity", "children"),
        ("activity", "guardians_of"),
        ("visit", "children"),
        ("aid", "children"),
        ("incident", "children"),
        ("exemption", "children"),
        ("visit", "confidential"),
    }
)
"""Fields that name other people, or only say again whose record it is. (A visit that is handed out
is never confidential.)"""

_SENTENCE: Final = re.compile(r"[^。！？!?\n]*[。！？!?\n]+|[^。！？!?\n]+\Z")

ABOUT_ANOTHER: Final[Mapping[str, frozenset[str]]] = {
    "pairing": frozenset({"kind", "since", "until"}),
    "plan": frozenset({"kind", "subject", "from", "to"}),
    "visit": frozenset({"date", "kind", "minutes"}),
}
"""What is told of another child's record in which this child helps: that it does."""

LEFT_OUT: Final = (
    N_("Counselling, and talks that are kept confidential."),
    N_("Names, telephones and whatever else is about other pupils and other people."),
    N_("What may not be handed out by law."),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A field's label and what is on record; `text` may have several lines."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: what it is called, and its fields."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """All records of a kind."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFile:
    """The whole file. `officer` is whom to ask, `left_out` what is not in it by which rule."""

    title: str
    school: str
    dated: str
    intro: str
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    rights: str
    officer: str


def family_file(site: Site, existing: Existing, child: model.Child) -> FamilyFile:
    """Everything on record about a child up to the day."""
    say = site.language.text
    writer = _Writer(site, child)
    parts = [writer.archive(existing), *(writer.part(kind) for kind in _SOURCES)]
    return FamilyFile(
        title=say("What is on record about {name}", name=child.name),
        school=site.store.school.name,
        dated=site.language.day(site.as_of),
        intro=say(
            "For the child and the guardian. It holds everything that the school has on record"
            " about the child on this day, in the words of those who wrote it."
        ),
        parts=tuple(part for part in parts if part.entries),
        left_out=tuple(say(one) for one in LEFT_OUT),
        rights=say(
            "You may have mistakes corrected, withdraw your consent, and ask that the data be"
            " deleted. The school answers in time and gives its reasons where it cannot."
        ),
        officer=_officer(site),
    )


def _officer(site: Site) -> str:
    """Whom to ask, with the telephone; empty where nobody is named."""
    person = site.store.staff.get(site.store.school.privacy_officer or "")
    if person is None:
        return ""
    return " ".join(filter(None, [person.name, person.position, person.phone]))


_SOURCES: Final = (
    "pairing",
    "plan",
    "visit",
    "observation",
    "wish",
    "aid",
    "health",
    "activity",
    "incident",
    "exemption",
    "request",
)


@dataclass(frozen=True)
class _Writer:
    """Writes records as labelled texts for one child's family."""

    site: Site
    child: model.Child

    def archive(self, existing: Existing) -> Part:
        """The archive, a part of it under its own heading; partial dates as they were typed."""
        values = existing.values("child", self.child)
        rows = tuple(self._rows(values, schemas()["child"], "child", (), None))
        language = self.site.language
        return Part(language.kind("child"), (Entry(self.child.name, rows),))

    def part(self, kind: str) -> Part:
        """All records of a kind in which the child is, the oldest first."""
        entries = [self._entry(kind, record, own=own) for record, own in self._records(kind)]
        return Part(self.site.language.kind(kind), tuple(entries))

    def _records(self, kind: str) -> Iterator[tuple[Any, bool]]:
        """The records to be handed out, and whether each is the child's own."""
        id_, store, day = self.child.id, self.site.store, self.site.as_of
        for record in _of(store, kind):
            when = getattr(
                record, {"from": "from_"}.get(KINDS[kind].date_field, KINDS[kind].date_field)
            )
            if (when.date() if isinstance(when, datetime) else when) > day:
                continue
            if isinstance(record, model.Visit) and is_confidential(record):
                continue
            if isinstance(record, model.Incident) and is_abuse(record):
                continue
            if id_ in _whose(record):
                yield record, True
            elif id_ in _helpers(record):
                yield record, False

    def _entry(self, kind: str, record: Any, *, own: bool) -> Entry:
        language = self.site.language
        values = _plain(record)
        if not own:
            values = {name: values[name] for name in values if name in ABOUT_ANOTHER[kind]}
        rows = list(self._rows(values, schemas()[kind], kind, (), record))
        if own and (whole := len(_whose(record))) > 1 and kind != "activity":
            rows.append(Row(language.text("Children in all"), language.number(whole)))
        if not own:
            rows.append(Row(language.text("Part"), language.text("helps another pupil")))
        return Entry(self._title(kind, record), tuple(rows))

    def _title(self, kind: str, record: Any) -> str:
        """The day of a record, and what it is called where it has a name."""
        name = {"from": "from_"}.get(KINDS[kind].date_field, KINDS[kind].date_field)
        when = getattr(record, name)
        day = self.site.language.day(when.date() if isinstance(when, datetime) else when)
        return f"{day} {self._masked(getattr(record, 'title', ''), record)}".strip()

    def _rows(
        self,
        values: Mapping[str, Any],
        schema: Node,
        kind: str,
        route: tuple[str, ...],
        record: Any,
    ) -> Iterator[Row]:
        """Every field that says something, in the order of the schema."""
        for name, node in properties(schema).items():
            value = values.get(name)
            if value is None or value == [] or "x-id" in node:
                continue
            if (kind, name) in OTHERS or self._says_whose(node, value):
                continue
            label = self.site.language.field(kind, *route, name)
            text = self._text(value, node, kind, (*route, name), record)
            if text:
                yield Row(label, text)

    def _says_whose(self, node: Node, value: Any) -> bool:
        return node.get("x-ref") == "child" and value == self.child.id

    def _text(self, value: Any, node: Node, kind: str, route: tuple[str, ...], record: Any) -> str:
        language = self.site.language
        if isinstance(value, list):
            items = node["items"]
            if properties(items):
                mine = [one for one in value if self._is_mine(one, items)]
                lines = [self._text(one, items, kind, route, record) for one in mine]
                return "\n".join(filter(None, lines))
            return language.join([self._text(one, items, kind, route, record) for one in value])
        if isinstance(value, Mapping):
            rows = list(self._rows(value, node, kind, route, record))
            return language.join_lists([f"{row.label} {row.text}" for row in rows])
        if isinstance(value, bool):
            return language.text("yes") if value else language.text("no")
        if "x-ref" in node:
            return self._reference(str(value), node, getattr(record, "date", None))
        if choices(node):
            return language.value(kind, route, str(value))
        if isinstance(value, datetime):
            return language.moment(value)
        if isinstance(value, date):
            return language.day(value)
        if node.get("format") == "date":
            return language.day(date.fromisoformat(str(value)))
        if node.get("format") == "partial-date":
            return language.day(first_day(str(value))) if len(str(value)) == 10 else str(value)
        if isinstance(value, int | float):
            return language.number(value)
        return self._masked(str(value), record)

    def _is_mine(self, item: Any, items: Node) -> bool:
        """Whether an item of a list is about the child, or about no child at all."""
        named = [
            name
            for name, node in properties(items).items()
            if "child" in str(node.get("items", node).get("x-ref", "")).split("|")
        ]
        for name in named:
            value = item.get(name)
            if value:
                return self.child.id in (value if isinstance(value, list) else [value])
        # A result without one of our children is somebody else's; a notification is everybody's.
        return not any("items" not in properties(items)[name] for name in named)

    def _reference(self, value: str, node: Node, day: date | None) -> str:
        site, targets = self.site, node["x-ref"].split("|")
        if value == self.child.id:
            return self.child.name
        if "staff" in targets and value in site.store.staff:
            return site.store.staff[value].name
        if "child" in targets:
            return site.language.text("another pupil")
        if "class" in targets:
            return site.class_name(value, day=day)
        if "need" in targets:
            return site.needs.get(value, value)
        found = next((rule for rule in site.policy.rules if rule.id == value), None)
        return site.rule_title(found) if found else value

    def _masked(self, text: str, record: Any) -> str:
        """A text without the names and telephones of other children and their families; in a record
        of several children without their given names too.

        A sentence that speaks of others and not of the child is left out.
        """
        language = self.site.language
        given = self.child.name[-2:]
        others = self._in_record(record)
        out = []
        for sentence in _SENTENCE.findall(text):
            masked = self._others.sub(language.text("another pupil"), sentence)
            if others is not None:
                masked = others.sub(language.text("another pupil"), masked)
            if masked != sentence and self.child.name not in sentence and given not in sentence:
                masked = language.text("(A sentence about others is left out.)")
            out.append(masked)
        return "".join(out)

    def _in_record(self, record: Any) -> re.Pattern[str] | None:
        """The given names of the other children in a record; none that is also the child's own."""
        ids = sorted(_whose(record) - {self.child.id}) if record is not None else ()
        names = [
            self.site.store.children[one].name for one in ids if one in self.site.store.children
        ]
        found = {name[-2:] for name in names if len(name) > 2} - {self.child.name[-2:]}
        return re.compile("|".join(map(re.escape, sorted(found)))) if found else None

    @cached_property
    def _others(self) -> re.Pattern[str]:
        """The names of all other children and of their families, and their telephones.

        A name of two characters may be a part of another word: a relative's is left then.
        """
        own = {self.child.name, *_family(self.child)}
        words = set()
        for one in self.site.store.children.values():
            if one.id != self.child.id:
                words |= {one.name, *(word for word in _family(one) if len(word) > 2)}
        staff = {one.name for one in self.site.store.staff.values()}
        known = sorted(words - own - staff, key=lambda word: (-len(word), word))
        patterns = ["[ -]?".join(word) if word.isdigit() else re.escape(word) for word in known]
        return re.compile("|".join(patterns) or "(?!)")


def _family(child: model.Child) -> Iterator[str]:
    """The names of a child's family, and its telephones, digits alone."""
    people: tuple[model.Parent | model.Guardian, ...] = (*child.parents, *child.guardians)
    for person in people:
        yield person.name
        digits = re.sub("[^0-9]", "", person.phone or "")
        if len(digits) > 6:
            yield digits


def _of(store: Any, kind: str) -> Iterable[Any]:
    groups: Mapping[str, Sequence[Any]] = {
        "pairing": store.pairings,
        "plan": store.plans,
        "visit": store.visits,
        "observation": store.observations,
        "wish": store.wishes,
        "aid": store.aid,
        "health": store.health,
        "activity": store.activities,
        "incident": store.incidents,
        "exemption": store.exemptions,
        "request": store.requests,
    }
    return groups[kind]


def _whose(record: Any) -> frozenset[str]:
    """The children whom a record is about."""
    if isinstance(record, model.Activity):
        awarded = (one.child for one in record.results if one.child)
        found_out = (one.child for one in record.findings)
        return frozenset([*record.children, *record.guardians_of, *awarded, *found_out])
    found = getattr(record, "children", None)
    return frozenset(found if found is not None else [record.child])


def _helpers(record: Any) -> tuple[str, ...]:
    """The children who help in another child's record."""
    if isinstance(record, model.Visit):
        return record.by
    named = (getattr(record, name, None) for name in ("peer", "helper"))
    return tuple(one for one in named if one)


def _plain(value: Any) -> Any:
    """A record as a tree of values by their names in the schema, without what is blank."""
    if is_dataclass(value):
        pairs = ((one.name.rstrip("_"), getattr(value, one.name)) for one in fields(value))
        return {
            name: _plain(one) for name, one in pairs if one not in (None, ()) and name != "origin"
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
