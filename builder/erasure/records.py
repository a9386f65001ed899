"""All records without one child: which files go, which lose records, which lose a name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from builder.erasure.file import Erased, erased, worded
from builder.erasure.marks import Known, Marks
from builder.i18n import Language
from builder.kinds import Kind
from builder.model import Child
from builder.read.decode import decode
from builder.read.oneline import span_of
from builder.read.records import read_records
from builder.read.scan import Folder, kind_of, scan
from builder.store import Store
from builder.yamledit import NoFaithfulEdit

PEOPLE: Final = frozenset({"child", "staff"})
"""The kinds whose records say who is who."""

FORMER: Final = "former"
"""What stands in a file's name in the place of the id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that has something of the child.

    `erased` is None where the file cannot be edited without risk to what else stands in it. `path`
    is what the file is called, `moved` what it will be called where its name has the id.
    """

    folder: int
    path: str
    before: bytes
    erased: Erased | None
    moved: str = ""

    @property
    def after(self) -> bytes | None:
        """The bytes to be written; None where the file goes."""
        return self.erased.text.encode() if self.erased and self.erased.text is not None else None

    @property
    def edits(self) -> bool:
        """Whether the file is changed at all, or only has places for a person to look at."""
        return self.after != self.before or bool(self.moved)


def people_in(text: str, kind: Kind, stem: str) -> Iterator[Known]:
    """The children or members of the staff that a file holds, sound or not."""
    for raw in read_records(text, kind, stem).records:
        if raw.id:
            yield Known(kind.name, raw.id, raw.values)


def people(folders: Sequence[Folder], store: Store) -> Iterator[Known]:
    """Everybody on record. A class is told by its id, however it was typed."""
    for folder in folders:
        for one in scan(folder):
            if one.slip or one.kind is None or one.kind.name not in PEOPLE:
                continue
            for known in people_in(decode(folder.read(one.path)).text, one.kind, one.stem):
                child = store.children.get(known.id) if known.kind == "child" else None
                yield Known(known.kind, known.id, {**known.values, **_classes(child)})


def _classes(child: Child | None) -> Mapping[str, Any]:
    if child is None:
        return {}
    earlier = [{"class": one.class_} for one in child.earlier_classes]
    return {"class": child.class_, "earlier_classes": earlier}


def changes(
    folders: Sequence[Folder],
    store: Store,
    marks: Marks,
    language: Language,
    *,
    everywhere: bool = False,
) -> list[Change]:
    """Every file that has something of the child, in the order of folders and paths."""
    found = []
    for number, folder in enumerate(folders):
        paths = sorted(entry.path for entry in folder.entries() if not entry.link)
        for path in paths:
            one = change(
                number, path, folder.read(path), marks, language, store.spans, everywhere=everywhere
            )
            if one is not None:
                found.append(one)
    return found


def change(
    folder: int,
    path: str,
    before: bytes,
    marks: Marks,
    language: Language,
    spans: Mapping[str, tuple[date, date]],
    *,
    everywhere: bool = False,
) -> Change | None:
    """One file without the child; None where it has nothing of the child."""
    kind = kind_of(path)
    decoded = decode(before)
    stem = path.rpartition("/")[2].partition(".")[0]
    moved = renamed(path, marks)
    if not decoded.usable or kind is None or not path.endswith((".yml", ".yaml")):
        found = worded(decoded.text, marks, everywhere=everywhere) if decoded.usable else None
        if not decoded.usable and next(marks.found(decoded.text), None):
            return Change(folder, path, before, None)
    elif not (stem == marks.id or concerns(decoded.text, marks)):
        found = None
    else:
        try:
            span = span_of(path, spans)
            found = erased(
                decoded.text, kind, stem, marks, language, semester=span, everywhere=everywhere
            )
        except NoFaithfulEdit:
            return Change(folder, path, before, None)
    if found is None:
        unchanged = Erased(decoded.text) if moved and decoded.usable else None
        return Change(folder, path, before, unchanged, moved) if moved else None
    if found.text == decoded.text:
        found = Erased(decode_back(before), open=found.open)
    elif found.text is not None and b"\r\n" in before:
        found = Erased(
            found.text.replace("\n", "\r\n"), found.gone, found.kept, found.words, found.open
        )
    return Change(folder, path, before, found, moved if found.text is not None else "")


def decode_back(raw: bytes) -> str:
    """The text of bytes, its line ends and its mark as they are."""
    return raw.decode("utf-8")


def concerns(text: str, marks: Marks) -> bool:
    """Whether a file may have anything of the child: a word of it, or a reference."""
    return any(reference in text for reference in marks.references) or any(
        True for _ in marks.found(text)
    )


def renamed(path: str, marks: Marks) -> str:
    """A path without the id of the child; empty where it has none."""
    new = marks.file_word.sub(FORMER, path)
    return new if new != path else ""
