"""Putting files onto the disk: each whole or not at all, and never over one that is there.

Everything is first written into a folder beside the records (a name that begins with `.git` is no
record to any reader), so that a full disk shows before anything is in its place; then each file is
linked to where it belongs, which fails where something stands already. If that goes wrong half-way,
what was put in place is taken back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_STAGING: Final = ".git-import-"


class NotWritten(Exception):
    """Nothing was written. `taken` is whether a file stood in the way, or had changed meanwhile."""

    def __init__(self, *, taken: bool) -> None:
        super().__init__()
        self.taken = taken


Replaced = Mapping[tuple[int, str], tuple[bytes, bytes]]
"""By folder and path: the bytes that are there, and those that are to be."""


def write(folders: Sequence[Path], new: Mapping[str, bytes], changed: Replaced) -> list[Path]:
    """Write new files into the first folder and replace changed ones; says which.

    Raises `NotWritten`.
    """
    undo = contextlib.ExitStack()
    done: list[Path] = []
    try:
        with undo, tempfile.TemporaryDirectory(prefix=_STAGING, dir=folders[0]) as place:
            staged = [_stage(Path(place), content) for content in new.values()]
            made = [_stage(Path(place), after) for _, after in changed.values()]
            for (path, content), source in zip(new.items(), staged, strict=True):
                target = folders[0] / path
                _folders(target.parent, undo)
                _put(source, target, content)
                undo.callback(target.unlink, missing_ok=True)
                done.append(target)
            for ((folder, path), (before, _)), source in zip(changed.items(), made, strict=True):
                target = folders[folder] / path
                if target.read_bytes() != before:
                    raise NotWritten(taken=True)
                shutil.copymode(target, source)
                _replace(source, target)
                undo.callback(target.write_bytes, before)
                done.append(target)
            undo.pop_all()
    except FileExistsError as error:
        raise NotWritten(taken=True) from error
    except OSError as error:
        raise NotWritten(taken=False) from error
    return done


def _stage(place: Path, content: bytes) -> Path:
    """A file's bytes, safely on the disk, under a name that means nothing yet."""
    handle, name = tempfile.mkstemp(dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    source = Path(name)
    source.chmod(0o644)
    return source


def _folders(folder: Path, undo: contextlib.ExitStack) -> None:
    """Make a folder and those above it; taken back with the rest."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        undo.callback(_drop, one)


def _drop(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _put(source: Path, target: Path, content: bytes) -> None:
    """Put a staged file where no file is. Raises FileExistsError where one is."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (a USB stick): written in place, and taken back if torn.
        with target.open("xb") as file:
            try:
                file.write(content)
            except OSError:
                target.unlink(missing_ok=True)
                raise


def _replace(source: Path, target: Path) -> None:
    """Put a staged file over the one that it replaces, in one step where the disk allows."""
    if source.stat().st_dev == target.parent.stat().st_dev:
        source.replace(target)
        return
    beside = target.with_name(f"{_STAGING}{target.name}")
    try:
        shutil.copy(source, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
