"""Whether anything of a child is left in a repository: every object is looked at, reachable or not.

Blobs, commits, tags, names of files and branches, and the files of the Git folder itself. Office
files are opened. The names of authors and committers are not looked at: they are the staff's.
"""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.erasure.marks import NAMESAKE, Marks

_OFFICE: Final = b"PK\x03\x04"
_LARGEST: Final = 20 * 1024 * 1024
"""Bytes of one part of an office file that are looked at; a summary has a hundredth of it."""
_PERSON: Final = re.compile(rb"^(author|committer|tagger) .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trace:
    """Something of the child that is still there. `sort` is blob, commit, tag, tree, ref or file,
    `where` the object's name or the file's; `doubt` as in `marks.Word`."""

    sort: str
    where: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked at, by sort, and what was found."""

    looked_at: Mapping[str, int]
    traces: tuple[Trace, ...]


def search(repository: Path, marks: Marks) -> Search:
    """Look through a bare repository. Raises OSError where git cannot be run."""
    looked: Counter[str] = Counter()
    found: list[Trace] = []
    for sort, name, content in _objects(repository):
        looked[sort] += 1
        doubts = set(_doubts(sort, content, marks, len(name) // 2))
        found += [Trace(sort, name[:12], doubt) for doubt in sorted(doubts)]
    for path in sorted(repository.rglob("*")):
        if path.is_file() and "objects" not in path.relative_to(repository).parts:
            looked["file"] += 1
            text = f"{path.relative_to(repository)}\n{_text(path.read_bytes())}"
            found += [
                Trace("file", str(path.relative_to(repository)), doubt)
                for doubt in sorted({word.doubt for *_, word in marks.found(text)})
            ]
    return Search(dict(looked), tuple(found))


def _objects(repository: Path) -> Iterator[tuple[str, str, bytes]]:
    """Every object of a repository: sort, name, bytes."""
    command = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"]
    with subprocess.Popen([*command, "--unordered"], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        while header := run.stdout.readline():
            name, sort, size = header.decode().split()
            content = run.stdout.read(int(size))
            run.stdout.read(1)
            yield sort, name, content


def _doubts(sort: str, content: bytes, marks: Marks, width: int) -> Iterator[str]:
    """The doubt of everything in one object that is a word of the child; empty for none.

    `width` is how many bytes the name of an object has.
    """
    for text in _texts(sort, content, width):
        for _, _, word in marks.found(text):
            yield word.doubt


def _texts(sort: str, content: bytes, width: int) -> Iterator[str]:
    if sort == "tree":
        yield "\n".join(_entries(content, width))
    elif sort in ("commit", "tag"):
        yield _text(_PERSON.sub(b"", content))
    elif content.startswith(_OFFICE):
        with contextlib.suppress(zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
            yield from _parts(content)
    else:
        yield _text(content)
        if not content.isascii():
            for encoding in ("gb18030", "utf-16"):
                with contextlib.suppress(UnicodeError):
                    yield content.decode(encoding)


def _parts(office: bytes) -> Iterator[str]:
    """The text of each part of an office file; Word splits a name where its formatting changes."""
    with zipfile.ZipFile(io.BytesIO(office)) as parts:
        for part in parts.infolist():
            with parts.open(part) as file:
                yield re.sub("<[^>]*>", "", _text(file.read(_LARGEST)))


def _entries(tree: bytes, width: int) -> Iterator[str]:
    """The names in a tree object: mode, blank, name, NUL, the bytes of an object's name."""
    place = 0
    while (blank := tree.find(b" ", place)) >= 0 and (end := tree.find(b"\0", blank)) >= 0:
        yield _text(tree[blank + 1 : end])
        place = end + 1 + width


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def is_trace(trace: Trace) -> bool:
    """Whether something is certainly or probably the child's: a namesake's name is not."""
    return trace.doubt != NAMESAKE
