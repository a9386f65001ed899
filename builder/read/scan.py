"""Which files there are, and whether each stands where a record may stand.

A file silently skipped is a child that vanishes from the overdue list, so everything that is not a
record file in its place is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from builder.finding import Slip, words
from builder.kinds import BY_PLACE, Kind
from builder.read.form import is_id
from builder.schema import nearest

ENDINGS: Final = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file below a records folder; `path` has forward slashes.

    `link` is whatever is no plain file: a symbolic link, a pipe, a folder that cannot be opened.
    """

    path: str
    link: bool = False


class Folder(Protocol):
    """A records folder: on disk, or in a Git revision."""

    def entries(self) -> Iterable[Entry]:
        """Every file in it."""

    def read(self, path: str) -> bytes:
        """A file's bytes. Raises OSError where it cannot be read."""


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A records folder on disk."""

    root: Path

    def entries(self) -> Iterator[Entry]:
        """Every file, links not followed; Git's own files are not records."""
        pending = [""]
        while pending:
            below = pending.pop()
            try:
                found = list(os.scandir(self.root / below))
            except OSError:
                yield Entry(below.rstrip("/"), link=True)
                continue
            for item in found:
                path = f"{below}{item.name}"
                if item.name.startswith(".git"):
                    continue
                if item.is_dir(follow_symlinks=False):
                    pending.append(f"{path}/")
                else:
                    yield Entry(path, link=not item.is_file(follow_symlinks=False))

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        with open(f"{self.root}/{path}", "rb") as file:  # noqa: PTH123 (half the time of Path)
            return file.read()


@dataclass(frozen=True, slots=True)
class Found:
    """A file and the kind it holds; `slip` says why it is not read, where it is not."""

    path: str
    kind: Kind | None
    slip: Slip | None = None

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.path.rpartition("/")[2].partition(".")[0]


def scan(folder: Folder) -> list[Found]:
    """Every file of the folder in path order, each with its kind or what is wrong with its place."""
    seen: dict[str, str] = {}
    out: list[Found] = []
    entries = sorted(folder.entries(), key=lambda entry: entry.path)
    stems = {entry.path.rpartition(".")[0] for entry in entries}
    for entry in entries:
        if entry.path.rpartition("/")[2] == "README.md" and not entry.link:
            continue
        kind = kind_of(entry.path)
        slip = _misplaced(entry, kind)
        stem = entry.path.rpartition(".")[0]
        if stem != stem.lower() and stem.lower() in stems:
            slip = Slip("E103")
        elif slip is None and seen.setdefault(stem, entry.path) != entry.path:
            slip = Slip("E106")
        out.append(Found(entry.path, kind, slip))
    return out


def kind_of(path: str) -> Kind | None:
    """The kind of record that a path (relative to its records folder) holds."""
    first, slash, _ = path.partition("/")
    kind = BY_PLACE.get(first if slash else first.rpartition(".")[0])
    return kind if kind and kind.folder == bool(slash) else None


def _misplaced(entry: Entry, kind: Kind | None) -> Slip | None:
    if entry.link:
        return Slip("E102")
    first, slash, _ = entry.path.partition("/")
    steps = entry.path.split("/")
    stem, _, _ = steps[-1].rpartition(".")
    if not entry.path.endswith(ENDINGS):
        return Slip("E101")
    if kind is None:
        places = [place for place, known in BY_PLACE.items() if known.folder == bool(slash)]
        near = nearest(first if slash else stem, places)
        return Slip("E104", words=words(near=near) if near else ())
    if not all(is_id(step) for step in [*steps[:-1], stem]):
        return Slip("E105")
    return None
