"""Which record a row is about: one on record, a new one, or nobody can tell.

A child is known by its id, else by its number at the school, else by name and birth date, else by
name and class where that is one child. A wrong guess would mix two children's archives, so a row
that could be two children is refused.

Many a table has a column 编号 that only counts its rows. Numbers are no ids: the first child of the
next class would be taken for the first of this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from builder.i18n import N_
from builder.read.form import first_day
from builder.tables.people import People, Person
from builder.tables.scalars import Unreadable

Values = Mapping[str, Any]

SEVERAL: Final = N_("This could be several people on record ({choices}); write the id.")
SOMEBODY_ELSE: Final = N_("On record this id or number is somebody else's ({choices}).")
OTHER_NAME: Final = N_(
    "On record this id has another name ({choices}). Where only the name is wrong, correct it in "
    "the record’s file."
)
OTHER_BIRTHDAY: Final = N_(
    "A child of this name and class is on record with another birth date ({choices}). Write its id "
    "where it is the same child."
)
OTHER_ID: Final = N_("This child is on record already, as {choices}.")


def person(kind: str, values: Values, people: People) -> str | None:
    """The id of the child or member of the staff that a row is about; None for a new one.

    Raises `Unreadable` when that cannot be told.
    """
    known = people.of[kind]
    id_ = values.get("id")
    if id_ in known:
        holder = known[str(id_)]
        if kind == "child":
            _hold_same(holder, values)
        if values.get("name", holder.name) != holder.name:
            raise Unreadable(OTHER_NAME, choices=holder.id)
        return holder.id
    found = _child(values, people) if kind == "child" else _named(kind, values, people)
    if found is not None and id_:
        raise Unreadable(OTHER_ID, choices=found)
    return found


def _named(kind: str, values: Values, people: People) -> str | None:
    return _only(people.named[kind].get(str(values.get("name")), []))


def _only(ids: Iterable[str]) -> str | None:
    found = sorted(ids)
    if len(found) > 1:
        raise Unreadable(SEVERAL, choices="、".join(found))
    return found[0] if found else None


def _hold_same(known: Person, values: Values) -> None:
    """An id or number under which the name is another child's, and the birth date too or unsaid."""
    if values.get("name", known.name) != known.name and values.get("born") != known.born:
        raise Unreadable(SOMEBODY_ELSE, choices=known.id)


def _child(values: Values, people: People) -> str | None:
    known = people.of["child"]
    number, name, born = values.get("student_no"), values.get("name"), values.get("born")
    if number:
        found = _only(people.numbered.get(str(number), []))
        if found:
            _hold_same(known[found], values)
            return found
    same_name = [known[id_] for id_ in people.named["child"].get(str(name), [])]
    if born:
        found = _only(one.id for one in same_name if one.born == born)
        if found:
            return found
    in_class = [one.id for one in same_name if one.class_id == values.get("class")]
    if born:
        # Of whom there is a row of their own, they are not this one.
        others = sorted(set(in_class) - people.claimed)
        if others:
            raise Unreadable(OTHER_BIRTHDAY, choices="、".join(others))
        return None
    return _only(in_class)


_NUMBER: Final = re.compile(r"[0-9]+\Z")


def is_number(id_: str) -> bool:
    """Whether an id would be a bare number, which is never taken for a new one."""
    return bool(_NUMBER.match(id_))


def only_count(ids: Sequence[str], known: Iterable[str]) -> bool:
    """Whether the ids of a column are numbers of rows: 1, 2, 3, or numbers that nobody has."""
    if not ids or not all(map(is_number, ids)):
        return False
    numbers = [int(one) for one in ids]
    runs = all(b in (1, a + 1) for a, b in zip([0, *numbers], numbers, strict=False))
    return runs or not set(ids) & set(known)


def child_keys(values: Values) -> list[tuple[str, ...]]:
    """By what two rows of one table are the same child."""
    keys: list[tuple[str, ...]] = [
        (name, str(values[name])) for name in ("id", "student_no") if values.get(name)
    ]
    # A name and a class are two children's as soon as birth dates tell them apart.
    second = "born" if values.get("born") else "class"
    if values.get("name") and values.get(second):
        keys.append((second, str(values["name"]), str(values[second])))
    return keys


def staff_keys(values: Values) -> Sequence[tuple[str, ...]]:
    """By what two rows of one table are the same member of the staff."""
    given = (name for name in ("id", "name") if values.get(name))
    return [(name, str(values[name])) for name in given][:1]


def pairing_key(values: Values) -> tuple[Any, ...]:
    """Who is paired with whom, as what."""
    partner = values.get("staff") or values.get("peer") or values.get("peer_name")
    return (values.get("kind"), values.get("child"), partner)


def visit_key(values: Values) -> tuple[Any, ...]:
    """Who was with whom, on which day, and how."""
    several = (frozenset(values.get(name) or ()) for name in ("children", "by", "kind"))
    return (values.get("date"), *several)


def pairing_since(values: Values) -> str:
    """The first day of a pairing, as far as it is known."""
    try:
        return first_day(str(values.get("since"))).isoformat()
    except ValueError:
        return ""


KEYS: Final[Mapping[str, Callable[[Values], tuple[Any, ...]]]] = {
    "pairing": pairing_key,
    "visit": visit_key,
}
