"""All records without one child: which files go, which lose records, which lose a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from builder.read.scan import ENDINGS, Folder, kind_of, scan
from builder.store import Store
from builder.yamledit import NoFaithfulEdit

PEOPLE: Final = frozenset({"child", "staff"})
"""The kinds whose records say who is who."""

_FORMER: Final = "former"
"""What stands in a file's name in the place of the id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file that has something of the child.

    `erased` is None where the file cannot be edited without risk to what else stands in it. `path`
    is what the file is called, `moved` what it will be called where its name has the id.
    """

    path: str
    before: bytes
    erased: Erased | None
    folder: int = 0
    moved: str = ""

    @property
    def after(self) -> bytes | None:
        """The bytes to be written; None where the file goes."""
        if self.erased is None or self.erased.text is None:
            return None
        return self.before if self.same else self.erased.text.encode()

    @property
    def same(self) -> bool:
        """Whether nothing in the file changes."""
        done = self.erased
        return done is not None and not (done.gone or done.kept or done.words)

    @property
    def edits(self) -> bool:
        """Whether the file is changed at all, or only has places for a person to look at."""
        return not self.same or bool(self.moved)


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
        word = former(paths)
        for path in paths:
            one = change(
                path, folder.read(path), marks, language, store.spans, everywhere=everywhere
            )
            if one is not None:
                gone = one.erased is not None and one.after is None
                moved = "" if gone else renamed(path, marks, word)
                found.append(replace(one, folder=number, moved=moved))
            elif moved := renamed(path, marks, word):
                content = folder.read(path)
                kept = Erased(content.decode("utf-8", "replace"))
                found.append(Change(path, content, kept, folder=number, moved=moved))
    return found


def change(
    path: str,
    before: bytes,
    marks: Marks,
    language: Language,
    spans: Mapping[str, tuple[date, date]],
    *,
    everywhere: bool = False,
) -> Change | None:
    """One file without the child; None where it has nothing of the child in it."""
    kind = kind_of(path)
    decoded = decode(before)
    stem = path.rpartition("/")[2].partition(".")[0]
    if not decoded.usable:
        return Change(path, before, None) if next(marks.found(decoded.text), None) else None
    if kind is None or not path.endswith(ENDINGS):
        found = worded(decoded.text, marks, everywhere=everywhere)
    elif stem != marks.id and not concerns(decoded.text, marks):
        return None
    else:
        try:
            span = span_of(path, spans)
            found = erased(
                decoded.text, kind, stem, marks, language, semester=span, everywhere=everywhere
            )
        except NoFaithfulEdit:
            return Change(path, before, None)
    if found is not None and found.text is not None and b"\r\n" in before:
        found = replace(found, text=found.text.replace("\n", "\r\n"))
    return Change(path, before, found) if found is not None else None


def concerns(text: str, marks: Marks) -> bool:
    """Whether a file may have anything of the child: a word of it, or a reference."""
    return any(reference in text for reference in marks.references) or any(
        True for _ in marks.found(text)
    )


def former(paths: Iterable[str]) -> str:
    """The word that takes the place of an id in file names: one that no path has, so that no file
    comes to stand where another one is."""
    taken = "\n".join(paths)
    number, word = 1, _FORMER
    while word in taken:
        number += 1
        word = f"{_FORMER}{number}"
    return word


def renamed(path: str, marks: Marks, word: str) -> str:
    """A path with a word in the place of the child's id; empty where it has none."""
    new = marks.file_word.sub(word, path)
    return new if new != path else ""
