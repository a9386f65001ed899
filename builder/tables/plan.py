"""What an import would do: every row with what becomes of it, and the files that would be written.

Nothing here touches the disk. What would be written is read back through the real reader, over
the records as they are, before anybody is told that it can be: a row whose record would be an
error, or would make one of another record, is refused with that reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from builder.finding import Route, Slip, words
from builder.i18n import N_
from builder.kinds import KINDS
from builder.read.form import form
from builder.report.report import defused
from builder.schema import Choice, choices
from builder.tables.columns import KINDS as ORDER
from builder.tables.columns import Column
from builder.tables.draft import Draft, Remark, draft
from builder.tables.existing import Existing, Ids, Unsound
from builder.tables.files import Change, Files, New
from builder.tables.headings import Heading
from builder.tables.identity import (
    KEYS,
    child_keys,
    is_number,
    only_count,
    pairing_since,
    person,
    staff_keys,
)
from builder.tables.merge import SINCE_WHEN, Merged, merged
from builder.tables.people import UNSOUND, People, Person
from builder.tables.results import Conditions, Outcome, Result
from builder.tables.scalars import Unreadable, as_text
from builder.tables.table import Aside, Table, rows
from builder.tables.verify import verified

MISSING: Final = N_("Missing: {fields}.")
DUPLICATE: Final = N_("The same as row {number}.")
SAME_CHILD: Final = N_("The same child as in row {number}.")
SAME_PERSON: Final = N_("The same person as in row {number}.")
TORN: Final = N_(
    "A quotation mark has drawn the lines {first} to {last} of the file into one row. Take out the "
    "mark that is too many, and look at each of them."
)
WHICH: Final = N_("Of which kind? Write it, or give it for all rows with --set {field}={value}.")
NUMBER: Final = N_("A bare number is not taken for an id; the child or person gets one.")
SEVERAL_RECORDS: Final = N_("Several records could be meant; change the right one in its file.")


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows of all tables, and the files: path to text for new ones, bytes for changed ones."""

    tables: Sequence[tuple[Table, Sequence[Result]]]
    files: Files

    def rows(self) -> int:
        """How many rows the sheets have, those that are read for several kinds of pairing once."""
        return sum({id(table.grid): len(found) for table, found in self.tables}.values())

    def counts(self) -> Counter[Outcome]:
        """How many rows have which outcome."""
        return Counter(result.outcome for _, results in self.tables for result in results)


def plan(tables: Sequence[Table], conditions: Conditions) -> Plan:
    """What would become of every row of some tables.

    Ids are given before the reader is asked. Where it then refuses a row, everything is planned
    again without that row, so that no id is used up and nothing rests on a record that is not made.
    """
    existing = Existing(conditions.folders, conditions.store)
    refused: dict[_Place, Sequence[Remark]] = {}
    while True:
        planner = _Planner(conditions, existing, refused)
        made = planner.plan(tables)
        if not planner.late:
            return made
        refused |= planner.late


_Place = tuple[int, int]
"""A row among several tables: the table's number, and the row's."""


class _Planner:
    def __init__(
        self,
        conditions: Conditions,
        existing: Existing,
        refused: Mapping[_Place, Sequence[Remark]],
    ) -> None:
        self._on = conditions
        self._existing = existing
        self._refused = refused
        self.late: dict[_Place, Sequence[Remark]] = {}
        self._people = People.on_record(conditions.store, conditions.day)
        self._unsound = {kind: list(existing.unsound(kind)) for kind in ORDER}
        for kind, known in self._people.unsound.items():
            for one in self._unsound[kind]:
                known |= dict.fromkeys(one.texts("id") | one.texts("name"), one.path)
        self._ids = {kind: Ids(self._existing.ids(kind)) for kind in ("child", "staff")}
        self._records: dict[str, dict[Any, list[Any]]] = {kind: defaultdict(list) for kind in KEYS}
        for kind, key in KEYS.items():
            for record in self._existing.of(kind):
                values = self._existing.values(kind, record)
                self._records[kind][key(values)].append((record, values))
        self._matched: set[int] = set()
        self._seen: dict[tuple[Any, ...], tuple[str, int]] = {}

    def plan(self, tables: Sequence[Table]) -> Plan:
        numbered = [(n, self._without_numbers(table)) for n, table in enumerate(tables)]
        numbered.sort(key=lambda one: ORDER.index(one[1].kind))
        done = {n: (table, self._table(n, table)) for n, table in numbered}
        results = [result for _, found in done.values() for result in found]
        given = [result for result in results if result.piece is not None and result.gets_id]
        files = verified(results, self._on, self._existing)
        for result in results:
            if result.piece is not None:
                result.path = files.path_of(result.piece)
        self.late = {one.place: one.remarks for one in given if one.outcome is Outcome.REFUSED}
        return Plan([done[n] for n in range(len(tables))], files)

    def _without_numbers(self, table: Table) -> Table:
        """The table without a column of ids that only counts its rows."""
        known = self._people.of.get(table.kind)
        columns, names = table.columns_of(("id",)), table.columns_of(("name",))
        if known is None or not columns or not names:
            return table
        ids = [
            text
            for row in table.grid.rows[table.last + 1 :]
            if any(n < len(row) and as_text(row[n]).strip() for n in names)
            for n in columns
            if n < len(row) and (text := as_text(row[n]).strip())
        ]
        if not only_count(ids, known):
            return table
        headings = [
            Heading(one.text, counts=True) if n in columns else one
            for n, one in enumerate(table.headings)
        ]
        return replace(table, headings=tuple(headings))

    # ---- One row after the other.

    def _table(self, number: int, table: Table) -> list[Result]:
        calendar, year = self._people.calendar, self._people.school_year
        return [
            self._row(Result(table, row, Outcome.ASIDE, place=(number, row.number)))
            for row in rows(table, calendar, year)
        ]

    def _row(self, result: Result) -> Result:
        table, row = result.table, result.row
        if row.aside is not None:
            return result
        if lines := table.grid.torn.get(row.number - 1):
            result.refuse(Remark(TORN, words(first=str(lines[0]), last=str(lines[1]))))
            return result
        read = draft(table, row, self._people, self._on.given.get(table.kind, {}))
        result.read = read
        result.dropped = read.dropped
        result.name = self._name(read)
        result.id = str(read.values.get("id", ""))
        try:
            known = self._known(read)
            if known is None:
                self._refuse_unsound(read)
        except Unreadable as error:
            read.wrong.append(Remark(error.message, words(**error.words)))
            known = None
        if known is None and read.values.get("left_behind") == []:
            # These are the records of left-behind children: nobody else has an archive.
            result.row = replace(row, aside=Aside.NOT_LEFT_BEHIND)
        elif read.wrong:
            result.refuse(*read.wrong)
        elif known is not None:
            self._compare(result, read, *known)
        else:
            self._add(result, read)
        return result

    def _name(self, read: Draft) -> str:
        """Who the row is about, for a terminal."""
        if read.kind in ("child", "staff"):
            return str(read.values.get("name", ""))
        ids = read.values.get("children") or [read.values.get("child")]
        children = self._people.of["child"]
        return "、".join(children[id_].name for id_ in ids if id_ in children)

    def _known(self, read: Draft) -> tuple[Any, Mapping[str, Any]] | None:
        """The record that a row is about, with its values. Raises `Unreadable`."""
        if read.kind in KEYS:
            return self._by_key(read)
        found = person(read.kind, read.values, self._people)
        store = self._on.store
        people: Mapping[str, Any] = store.children if read.kind == "child" else store.staff
        if found is None or found not in people:
            return None
        return people[found], self._existing.values(read.kind, people[found])

    def _refuse_unsound(self, read: Draft) -> None:
        """A row about nobody, or nothing, whose record is only not sound. Raises `Unreadable`."""
        for one in self._unsound[read.kind]:
            if _could_be(read, one, self._people):
                raise Unreadable(UNSOUND, file=one.path)

    def _by_key(self, read: Draft) -> tuple[Any, Mapping[str, Any]] | None:
        """The pairing or visit that a row is about: the one that says the same, or the only one."""
        key = KEYS[read.kind](read.values)
        free = [
            (record, values)
            for record, values in self._records[read.kind].get(key, ())
            if id(record) not in self._matched
        ]
        if read.kind == "pairing":
            free = _of_that_time(free, read)
        same = [one for one in free if not self._merged(read, one[1]).fields]
        if not same and len(free) > 1:
            raise Unreadable(SEVERAL_RECORDS)
        if not free:
            return None
        chosen = (same or free)[0]
        self._matched.add(id(chosen[0]))
        return chosen

    def _merged(self, read: Draft, values: Mapping[str, Any]) -> Merged:
        return merged(read.kind, values, read.stated, self._on.day)

    def _compare(self, result: Result, read: Draft, record: Any, values: Mapping[str, Any]) -> None:
        """A row about a record that is there: the same, changed, or the second of two."""
        result.id = str(getattr(record, "id", ""))
        if not self._first(result, read, record):
            return
        self._people.claimed.add(result.id)
        change = self._merged(read, values)
        result.outcome = Outcome.CHANGED if change.fields else Outcome.SAME
        result.fields = [name for name in change.fields if name != "id"]
        result.old = {name: values[name] for name in change.changes if name in values}
        result.new = change.changes
        if not self._on.overwrite or not change.fields:
            return
        if change.stuck:
            result.refuse(*(self._about(read, one.message, one.name) for one in change.stuck))
            return
        result.piece = Change(read.kind, record.origin, dict(change.changes))

    def _first(self, result: Result, read: Draft, record: Any = None) -> bool:
        """Whether no earlier row is about the same person or says the same."""
        keys: list[tuple[Any, ...]]
        if read.kind == "child":
            keys, message = [*child_keys(read.values)], SAME_CHILD
        elif read.kind == "staff":
            keys, message = [*staff_keys(read.values)], SAME_PERSON
        else:
            keys, message = [("values", repr(sorted(read.values.items())))], DUPLICATE
        known = keys
        if record is not None:
            # Of two equal visits on record each may have its row; a third row is a duplicate.
            known = [("record", id(record))] if read.kind in KEYS else [*keys, ("id", record.id)]
            keys = list(dict.fromkeys([*keys, *known]))
        sheet = result.table.grid.name
        for key in known:
            if (read.kind, *key) in self._seen:
                other, number = self._seen[read.kind, *key]
                place = str(number) if other == sheet else f"{defused(other)}!{number}"
                result.refuse(Remark(message, words(number=place)))
                return False
        for key in keys:
            self._seen[read.kind, *key] = (sheet, read.row.number)
        return True

    def _add(self, result: Result, read: Draft) -> None:
        """A row about nobody on record: a new record, if it can be one."""
        kind = read.kind
        values = {name: value for name, value in read.values.items() if value != []}
        # Ids are not used up by mistakes: the row is looked at first.
        stand_in = {"id": "x"} if KINDS[kind].ids else {}
        slips = form(kind).judge({**stand_in, **values})
        if slips:
            self._refuse(result, read, slips)
            return
        if not self._first(result, read):
            return
        if remarks := self._refused.get(result.place):
            result.refuse(*remarks)
            return
        if is_number(str(values.get("id", ""))):
            del values["id"]
            result.dropped.append(Remark(NUMBER, heading=read.heading_of.get(("id",), "")))
        if KINDS[kind].ids and "id" not in values:
            result.gets_id = True
            values["id"] = self._next_id(kind, values)
        result.outcome = Outcome.NEW
        result.id = str(values.get("id", ""))
        if kind in ("child", "staff"):
            facts = [str(values.get(name, "")) for name in ("born", "class", "student_no")]
            self._people.add(kind, Person(result.id, values["name"], *facts))
            self._people.claimed.add(result.id)
        children = values.get("children") or [values.get("child")]
        of_class = {self._people.of["child"][id_].class_id for id_ in children if id_}
        result.piece = New(kind, values, next(iter(sorted(of_class)), ""))

    def _refuse(self, result: Result, read: Draft, slips: Sequence[Slip]) -> None:
        """Say what is wrong with a new record; all that is missing in one sentence."""
        missing: list[str] = []
        for slip in slips:
            if slip.code != "E204":
                result.refuse(read.remark(slip))
            elif slip.route[-1] == "since" and len(slip.route) > 1:
                result.refuse(self._about(read, SINCE_WHEN, str(slip.route[0])))
            elif len(slip.route) > 1 and (found := choices(Column(read.kind, slip.route).node)):
                result.refuse(self._which(read, slip.route, found[0]))
            else:
                missing.append(Column(read.kind, slip.route).name(self._on.language))
                result.missing.append(slip.route)
        if missing:
            fields = self._on.language.join(missing)
            result.refuse(Remark(MISSING, words(fields=fields)))

    def _about(self, read: Draft, message: str, name: str) -> Remark:
        """Something about a spell: at its column, with the name that its first day has here."""
        language = self._on.language
        heading = read.heading_of.get((name,)) or Column(read.kind, (name,)).name(language)
        first = Column(read.kind, (name, 0, "since")).name(language)
        return Remark(message, words(field=first), heading)

    def _which(self, read: Draft, route: Route, choice: Choice) -> Remark:
        """A coded value that is missing, with the way of giving it for all rows."""
        language = self._on.language
        value = choice.title if language.chinese else choice.const
        field = Column(read.kind, route).name(language).replace(" ", "")
        heading = read.heading_of.get(route[:1]) or Column(read.kind, route[:1]).name(language)
        return Remark(WHICH, words(field=field, value=value), heading)

    def _next_id(self, kind: str, values: Mapping[str, Any]) -> str:
        if kind == "staff":
            return self._ids[kind].next_staff()
        return self._ids[kind].next_child(self._people.calendar.classes[values["class"]].entered)


def _could_be(read: Draft, one: Unsound, people: People) -> bool:
    """Whether a row may be about a record that has an error: nothing that is known speaks against.

    Of people an id, a number or the name must speak for it, of visits the day (or, where that is
    the error, the text), of pairings both people.
    """
    values, theirs = read.values, one.values

    def same(name: str) -> bool:
        return bool(values.get(name)) and values.get(name) == theirs.get(name)

    def may(*names: str) -> bool:
        """Whether the row's value, one of several at least, stands there too; or none does."""
        said = one.texts(names[0])
        ours = [value for name in names for value in _listed(values.get(name))]
        return not said or any(spelled & said for spelled in map(people.spellings, ours))

    if read.kind == "staff":
        return same("id") or same("name")
    if read.kind == "child":
        alike = same("name") and ("born" not in values or "born" not in theirs or same("born"))
        return same("id") or same("student_no") or alike
    if read.kind == "pairing":
        partner = may("staff") if theirs.get("staff") else may("peer", "peer_name")
        return bool(theirs.get("child")) and may("child") and may("kind") and partner
    when = same("date") if "date" in theirs else same("summary")
    return when and may("children") and may("by") and may("kind")


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _of_that_time(found: list[Any], read: Draft) -> list[Any]:
    """Of several pairings of the same two, the one that began then or was in force then."""
    since = pairing_since(read.values)
    same = [one for one in found if pairing_since(one[1]) == since]
    if same or not since:
        return same or found
    return [
        (record, values)
        for record, values in found
        if record.until is None or record.until.isoformat() >= since
    ]
