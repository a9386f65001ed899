"""The records on disk as the import needs them: their values as typed, their files, what ids there are."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Final

from builder.finding import Finding, Origin
from builder.kinds import KINDS
from builder.read.decode import decode
from builder.read.linking import Registry
from builder.read.oneline import span_of
from builder.read.records import Raw, read_records
from builder.read.scan import Entry, Folder, kind_of
from builder.report.report import defused
from builder.schema import properties, schemas
from builder.store import Store

_IDS: Final = re.compile(
    r"^\s*(?:- +)?\{?\s*(?:id|编号)\s*[:：]\s*[\"']?([a-z0-9-]+)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A records folder with some files as they would be after the import."""

    base: Folder
    files: Mapping[str, bytes]

    def entries(self) -> Iterable[Entry]:
        """Every file, the new ones last."""
        known = [entry for entry in self.base.entries() if entry.path not in self.files]
        return [*known, *(Entry(path) for path in self.files)]

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        return self.files[path] if path in self.files else self.base.read(path)


@dataclass(frozen=True, slots=True)
class Unsound:
    """A record that has an error: what of it is no part of the error, references as typed."""

    path: str
    values: Mapping[str, Any]

    def texts(self, name: str) -> frozenset[str]:
        """The values of a field that may be a list."""
        value = self.values.get(name) or ()
        return frozenset(_texts(tuple(value) if isinstance(value, list) else value))


@dataclass(slots=True)
class Existing:
    """The records of some folders."""

    folders: Sequence[Folder]
    store: Store
    _read: dict[tuple[int, str], list[Raw]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Any]:
        """The sound records of a kind."""
        found: Mapping[str, Iterable[Any]] = {
            "child": self.store.children.values(),
            "staff": self.store.staff.values(),
            "pairing": self.store.pairings,
            "visit": self.store.visits,
        }
        return list(found[kind])

    def values(self, kind: str, record: Any) -> dict[str, Any]:
        """A record's canonical values: as typed, but for references, which are ids."""
        raw = self._raw(record.origin)
        values = copy.deepcopy(dict(raw.values))
        for name, node in properties(schemas()[kind]).items():
            inner = node["items"] if node.get("type") == "array" else node
            if name in values and "x-ref" in inner:
                linked = getattr(record, {"class": "class_"}.get(name, name))
                values[name] = list(linked) if isinstance(linked, tuple) else linked
        for item, earlier in zip(
            values.get("earlier_classes", ()), getattr(record, "earlier_classes", ()), strict=True
        ):
            item["class"] = earlier.class_
        return values

    def _raw(self, origin: Origin) -> Raw:
        found = self._raws(origin.folder, origin.path)
        return next(raw for raw in found if raw.route == origin.route)

    def _raws(self, folder: int, path: str) -> list[Raw]:
        key = (folder, path)
        if key not in self._read:
            kind = kind_of(path)
            text = self._text(folder, path)
            semester = span_of(path, self.store.spans)
            read = read_records(text, kind, _stem(path), semester) if kind else None
            self._read[key] = read.records if read else []
        return self._read[key]

    def _text(self, folder: int, path: str) -> str:
        try:
            return decode(self.folders[folder].read(path)).text
        except OSError:
            return ""

    def unsound(self, kind: str) -> Iterator[Unsound]:
        """The records of a kind that have an error, as far as they can be read at all."""
        sound = {(one.origin.folder, one.origin.path, one.origin.route) for one in self.of(kind)}
        links = {
            (number, entry.path)
            for number, folder in enumerate(self.folders)
            for entry in folder.entries()
            if entry.link
        }
        for folder, path in sorted(self.store.wrong - links):
            if not path.startswith(f"{KINDS[kind].place}/"):
                continue
            shown = defused(path)
            raws = self._raws(folder, path)
            for raw in raws:
                if (folder, path, raw.route) not in sound:
                    wrong = {route[0] for route in raw.broken if route}
                    values = {name: raw.values[name] for name in raw.values if name not in wrong}
                    yield Unsound(shown, {**values, **({"id": raw.id} if raw.id else {})})
            if not raws:
                known = Registry()
                known.salvage(kind, _stem(path), self._text(folder, path))
                named = [(id_, name) for name, ids in known.names[kind].items() for id_ in ids]
                yield from (Unsound(shown, {"id": id_, "name": name}) for id_, name in named)
                yield from (Unsound(shown, {"id": id_}) for id_ in known.ids[kind])

    def ids_in(self, finding: Finding) -> set[str]:
        """Everybody whom the record names, in which an error was found, as far as it was sound."""
        groups = (getattr(self.store, item.name) for item in fields(self.store))
        records = (
            record
            for group in groups
            if isinstance(group, (Mapping, tuple))
            for record in (group.values() if isinstance(group, Mapping) else group)
        )
        found: set[str] = set()
        for record in records:
            origin = getattr(record, "origin", None)
            if origin and (origin.folder, origin.path) == (finding.folder, finding.path):
                start = finding.route[: len(origin.route)]
                if start == origin.route or finding.line == origin.line:
                    found |= set(_texts(record))
        return found

    def ids(self, kind: str) -> set[str]:
        """Every id of a kind that is taken, also by records that have an error."""
        place = f"{KINDS[kind].place}/"
        taken = {record.id for record in self.of(kind)}
        for folder in self.folders:
            for entry in folder.entries():
                if entry.path.startswith(place) and not entry.link:
                    taken.add(_stem(entry.path).lower())
                    taken |= set(_IDS.findall(decode(folder.read(entry.path)).text))
        return taken

    def paths(self) -> set[str]:
        """Every path of the first folder without its ending, in small letters."""
        return {entry.path.rpartition(".")[0].lower() for entry in self.folders[0].entries()}


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _texts(getattr(value, item.name))


@dataclass(slots=True)
class Ids:
    """The next free ids, after the pattern that the school's own have.

    A child's is `c`, the year in which its class entered, and a running number (c2301), unless the
    school numbers them another way. Ids carry no names.
    """

    taken: set[str]

    def next_child(self, entered: int) -> str:
        """A free id for a child of a class."""
        year = f"{entered % 100:02d}"
        prefix = self._usual(re.compile(rf"([a-z]+){year}[0-9]{{2,}}\Z")) or "c"
        by_year = re.compile(r"[a-z]+[0-9]{4,}\Z")
        other = [id_ for id_ in self.taken if _RUNNING.match(id_) and not by_year.match(id_)]
        if other and not any(by_year.match(id_) for id_ in self.taken):
            return self._next(self._usual(_RUNNING) or "c")
        return self._next(f"{prefix}{year}", width=2)

    def next_staff(self) -> str:
        """A free id for a member of the staff."""
        return self._next(self._usual(_RUNNING) or "t")

    def _usual(self, pattern: re.Pattern[str]) -> str | None:
        found = [match.group(1) for id_ in self.taken if (match := pattern.match(id_))]
        return max(sorted(set(found)), key=found.count) if found else None

    def _next(self, prefix: str, width: int = 0) -> str:
        used = [
            id_[len(prefix) :]
            for id_ in self.taken
            if id_.startswith(prefix) and id_[len(prefix) :].isdigit()
        ]
        widths = [len(number) for number in used]
        width = width or max(set(widths), key=widths.count, default=2)
        # Only numbers of the usual width count on: c2301 is no 23rd hundred of c.
        number = max((int(one) for one in used if len(one) == width), default=0)
        while True:
            number += 1
            id_ = f"{prefix}{number:0{width}d}"
            if id_ not in self.taken:
                self.taken.add(id_)
                return id_


_RUNNING: Final = re.compile(r"([a-z]+)[0-9]+\Z")
