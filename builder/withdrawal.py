"""Withdrawn consent, in the words of others: a child who is on no list is not named in a text either.

Records of several children stay on the pages of those others. Where such a text names the child it
says "a pupil"; a given name alone is taken out only where the record is about the child and no other
child in it has the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from builder.erasure.marks import CHILD, SHORT, Known, Marks, marks_of
from builder.finding import Origin
from builder.i18n import language
from builder.store import Store

T = TypeVar("T")

_SPEAKING = (
    "pairings",
    "visits",
    "activities",
    "plans",
    "observations",
    "aid",
    "wishes",
    "health",
    "incidents",
    "exemptions",
    "summaries",
)
"""The groups of a store whose records may speak of a child in words."""


def unnamed(store: Store, day: date) -> Store:
    """The store with no word in it that names a child whose consent is withdrawn on `day`.

    The records of the children themselves stay as they are; pages show what may be shown of them.
    """
    gone = [child.id for child in store.children.values() if child.withdrawn_on(day)]
    if not gone:
        return store
    people = [Known("child", one.id, {"name": one.name}) for one in store.children.values()]
    people += [Known("staff", one.id, {"name": one.name}) for one in store.staff.values()]
    spoken = language(store.school.locale)
    marks = [marks_of(child, people, store.calendar, spoken) for child in gone]
    changed: dict[str, Any] = {}
    for name in _SPEAKING:
        group = getattr(store, name)
        if isinstance(group, Mapping):
            changed[name] = {key: _without(one, marks) for key, one in group.items()}
        else:
            changed[name] = tuple(_without(one, marks) for one in group)
    return replace(store, **changed)


def _without(record: T, marks: Iterable[Marks]) -> T:
    """One record without the names; itself where it has none."""
    for one in marks:
        words = set(_words(record))
        about = one.id in words
        alone = about and not words & (one.others - {one.id})
        record = _replaced(record, one, about=about, alone=alone)
    return record


def _words(value: Any) -> Iterable[str]:
    """Every text in a record, ids and all."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _words(one)
    elif is_dataclass(value) and not isinstance(value, Origin):
        for field in fields(value):
            yield from _words(getattr(value, field.name))


def _replaced(value: Any, marks: Marks, *, about: bool, alone: bool) -> Any:
    if isinstance(value, str):
        return value if value == marks.id else _text(value, marks, about=about, alone=alone)
    if isinstance(value, tuple):
        made = tuple(_replaced(one, marks, about=about, alone=alone) for one in value)
        return value if made == value else made
    if is_dataclass(value) and not isinstance(value, (Origin, type)):
        found = {
            field.name: _replaced(getattr(value, field.name), marks, about=about, alone=alone)
            for field in fields(value)
        }
        new = {name: one for name, one in found.items() if one is not getattr(value, name)}
        return replace(value, **new) if new else value
    return value


def _text(text: str, marks: Marks, *, about: bool, alone: bool) -> str:
    places = [
        (start, end)
        for start, end, word in marks.found(text)
        if not word.doubt or (word.doubt == SHORT and about) or alone
    ]
    for start, end in sorted(places, reverse=True):
        text = text[:start] + marks.stand_ins[CHILD] + text[end:]
    if alone and marks.given:
        text = marks.given.sub(marks.stand_ins[CHILD], text)
    return text
