"""The files that an import writes: where each new record goes, and changed files with their edits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from builder.finding import Finding, Origin, Route
from builder.i18n import Language, language
from builder.kinds import KINDS
from builder.read.decode import decode
from builder.read.scan import kind_of
from builder.tables.existing import Existing
from builder.yamledit import NoFaithfulEdit, edited
from builder.yamltext import document


@dataclass(frozen=True, slots=True, eq=False)
class New:
    """A new record: its canonical values, and the class of its child where it has one."""

    kind: str
    values: Mapping[str, Any]
    class_id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """New values for some fields of a record."""

    kind: str
    origin: Origin
    changes: Mapping[str, Any]


Piece = New | Change


class NotEdited(Exception):
    """A change that cannot be made in its file."""


@dataclass(slots=True)
class Files:
    """New files by path (in the first folder), and changed ones by folder and path."""

    new: dict[str, bytes] = field(default_factory=dict)
    changed: dict[tuple[int, str], tuple[bytes, bytes]] = field(default_factory=dict)
    pieces: dict[tuple[int, str], list[Piece]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[int]] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new or self.changed)

    def by_folder(self) -> dict[int, dict[str, bytes]]:
        """Every file as it would be, by the folder it is in."""
        found: dict[int, dict[str, bytes]] = defaultdict(dict)
        found[0].update(self.new)
        for (folder, path), (_, after) in self.changed.items():
            found[folder][path] = after
        return found

    def path_of(self, piece: Piece) -> str:
        """The file that a piece stands in."""
        return next((path for (_, path), ours in self.pieces.items() if piece in ours), "")

    def behind(self, finding: Finding) -> list[Piece]:
        """The pieces that an error is about; none where its file is not written by us."""
        ours = self.pieces.get((finding.folder, finding.path), [])
        if finding.path in self.starts:
            return ours[:1] if len(ours) == 1 else [self._at(finding, ours)]
        inside: list[Piece] = [
            piece
            for piece in ours
            if isinstance(piece, Change)
            and finding.route[: len(piece.origin.route)] == piece.origin.route
        ]
        return inside or list(ours)

    def _at(self, finding: Finding, ours: Sequence[Piece]) -> Piece:
        """The entry of a new file in which an error stands, by its place or its line."""
        if finding.route and isinstance(finding.route[0], int):
            return ours[finding.route[0]]
        line = finding.line or 1
        starts = self.starts[finding.path]
        return ours[max((n for n, start in enumerate(starts) if start <= line), default=0)]

    def inside(self, piece: Piece, route: Route) -> Route:
        """A route within a file as one within the record."""
        if isinstance(piece, Change):
            return route[len(piece.origin.route) :]
        return route[1:] if route and isinstance(route[0], int) else route


def pieces(wanted: Sequence[Piece], existing: Existing) -> tuple[Files, list[Piece]]:
    """The files of some pieces, and those pieces that could not be put into theirs.

    Records are in the school's language, whoever reads the account in which.
    """
    spoken = language(existing.store.school.locale)
    files = Files()
    taken = existing.paths()
    groups: dict[str, list[New]] = defaultdict(list)
    for piece in wanted:
        if isinstance(piece, New):
            groups[_place(piece, existing)].append(piece)
    for stem, records in groups.items():
        path = _free(stem, taken, alone=KINDS[records[0].kind].ids)
        files.pieces[0, path] = list(records)
        _write(files, path, records, spoken)
    return files, _edit(files, [one for one in wanted if isinstance(one, Change)], existing)


def _place(piece: New, existing: Existing) -> str:
    """The path of a new record's file without its ending."""
    place, values = KINDS[piece.kind].place, piece.values
    if KINDS[piece.kind].ids:
        return f"{place}/{values['id']}"
    if piece.kind == "pairing":
        return f"{place}/{piece.class_id}-import"
    semester = existing.store.calendar.semester_of(date.fromisoformat(values["date"]))
    return f"{place}/{semester.id if semester else 'earlier'}/{values['by'][0]}-import"


_FIRST: Final = 1


def _free(stem: str, taken: set[str], *, alone: bool) -> str:
    """A path that no file has; a number at its end where the first is taken."""
    number = _FIRST
    name = stem
    while name.lower() in taken and not alone:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return f"{name}.yml"


def _write(files: Files, path: str, records: Sequence[New], spoken: Language) -> None:
    kind = records[0].kind
    if KINDS[kind].ids:
        bare = {name: value for name, value in records[0].values.items() if name != "id"}
        text, starts = document(kind, bare, spoken), [1]
    else:
        texts = [document(kind, [record.values], spoken) for record in records]
        text = "".join(texts)
        starts = [1 + sum(one.count("\n") for one in texts[:n]) for n in range(len(texts))]
    files.new[path] = text.encode()
    files.starts[path] = starts


def _edit(files: Files, changes: Sequence[Change], existing: Existing) -> list[Piece]:
    """Make the changes file by file; what cannot be made is handed back."""
    failed: list[Piece] = []
    for piece in changes:
        key = (piece.origin.folder, piece.origin.path)
        before = existing.folders[key[0]].read(key[1])
        now = files.changed[key][1] if key in files.changed else before
        try:
            after = _changed(now, piece)
        except (NoFaithfulEdit, NotEdited):
            failed.append(piece)
            continue
        files.changed[key] = (before, after)
        files.pieces[key].append(piece)
    return failed


def _changed(raw: bytes, piece: Change) -> bytes:
    """A file's bytes with one record changed; its line ends and its mark stay as they were."""
    decoded = decode(raw)
    kind = kind_of(piece.origin.path)
    if decoded.slips or kind is None:
        raise NotEdited
    windows = b"\r\n" in raw
    if windows and raw.count(b"\n") != raw.count(b"\r\n"):
        raise NotEdited
    text = edited(decoded.text, kind, piece.origin.route, piece.changes)
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    return (mark + (text.replace("\n", "\r\n") if windows else text)).encode()
