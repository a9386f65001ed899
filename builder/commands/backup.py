"""`backup`: every repository of the records in one file, proved by restoring it; and back again.

Nothing stands under a backup's name that has not been proved: it is written, restored and compared
in a folder beside its place, and moved there in one step. That folder is on the disk of the backup
and not the system's own temporary one, since everything in it is about children.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from builder import __version__, backup
from builder.backup import Manifest, RecordsPlace, Restored, Row, Tally
from builder.bundle import MOVED, Damaged, head_of, not_committed
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.history import NoHistory, at_revision, path_within, repository_root
from builder.i18n import N_, Language
from builder.inspection import Inspection, inspect
from builder.read.form import is_id
from builder.read.loading import Unusable
from builder.report.plain import aligned
from builder.report.report import defused

INSIDE: Final = N_(
    "That folder lies in the repository itself. Name one outside of it, on another disk."
)
EXISTS: Final = N_("That file exists already; nothing was written.")
A_FOLDER: Final = N_("Name a folder, or a new file that ends in .zip.")
KEEP_NEEDS_A_FOLDER: Final = N_(
    "--keep needs a folder: only there backups have names of their own."
)
NOT_EMPTY: Final = N_("Something stands in that folder already. Name a new or empty one.")
NO_FILE: Final = N_("There is no such backup.")
NOT_WRITTEN: Final = N_("The backup could not be written; earlier ones are untouched.")
FULL: Final = N_("The disk is full: nothing was written, earlier backups are untouched.")
NOT_UNPACKED: Final = N_(
    "There was no room, or no permission, to unpack the backup; nothing remains of it."
)
UNCOMMITTED: Final = N_("The records folder is not in the last commit: commit it first.")

_SHOWN: Final = 10
"""So many names of files that are not committed are printed."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What is to be backed up: the repositories, the records folders in them, their state.

    `uncommitted` are files that are not in the last commit as they are, relative to their roots;
    `inspection` is of the commit that is checked out, not of the files as they lie there; None
    where its records cannot be used, `reason` says why.
    """

    roots: tuple[Path, ...]
    records: tuple[RecordsPlace, ...]
    heads: tuple[str, ...]
    uncommitted: tuple[str, ...]
    inspection: Inspection | None
    reason: str


def run(around: Surroundings, target: Path, *, keep: int | None) -> Status:
    """Back up, prove, and then remove all but `keep` backups of the folder (None: none).

    Status 1: files that are not committed are not in it, or the records cannot be used as they are,
    or the proof failed; in that last case alone no backup was written.
    """
    single = target.suffix == backup.ENDING and not target.is_dir()
    source = _source(around)
    language = around.language(source.inspection)
    file = _place(around, source, target, single=single, keep=keep)
    try:
        with _staging(file.parent) as stage:
            manifest, restored = _proved(around, source, stage, stage / file.name)
            around.out(_table(manifest, restored, language))
            backup.verdict(manifest, restored)
            (stage / file.name).replace(file)
    except Damaged as error:
        around.out(
            _failed(language, error, N_("No backup was written; earlier ones are untouched."))
        )
        return Status.FOUND
    except NoHistory as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(FULL if error.errno == errno.ENOSPC else NOT_WRITTEN) from error
    notes = [*_left_out(source, language), *_unusable(source, language)]
    lines = [*notes, *([] if single else _retired(file, keep, language))]
    size = language.number(file.stat().st_size / 1_000_000)
    lines.append(language.text("Proved by restoring it: {file} ({size} MB).", file=file, size=size))
    around.out("\n".join(lines) + "\n")
    return Status.FOUND if notes else Status.CLEAN


def verify(around: Surroundings, file: Path) -> Status:
    """Prove a backup once more, by restoring it into a folder that is then removed."""
    return _again(around, file, None)


def restore(around: Surroundings, file: Path, folder: Path) -> Status:
    """Restore a backup into a new or empty folder, if it proves sound; say how to go on."""
    if folder.is_dir():
        _clear(folder)
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(NOT_EMPTY)
    return _again(around, file, folder)


def _again(around: Surroundings, file: Path, folder: Path | None) -> Status:
    """Restore and compare; keep what was restored where there is a folder for it."""
    language = around.language()
    if not file.is_file():
        raise Unusable(NO_FILE)
    made = folder is not None and not folder.exists()
    try:
        with _staging(folder or file.parent, instead=folder is None) as stage:
            manifest, restored = backup.restore(file, stage)
            around.out(_table(manifest, restored, language))
            backup.verdict(manifest, restored)
            if folder:
                for repository in manifest.repositories:
                    (stage / repository.name).rename(folder / repository.name)
    except Damaged as error:
        around.out(_failed(language, error, N_("Nothing was restored.") if folder else ""))
        return Status.FOUND
    except NoHistory as error:
        raise Unusable(str(error)) from error
    except OSError as error:
        raise Unusable(NOT_UNPACKED) from error
    finally:
        if folder and made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    lines = [] if manifest.same_version else [_other_version(manifest, language)]
    if folder:
        lines += _next_steps(manifest, folder, language)
    day = language.moment(manifest.made)
    lines.append(language.text("Proved by restoring it: the backup of {day} (UTC).", day=day))
    around.out("\n".join(lines) + "\n")
    return Status.CLEAN


def _source(around: Surroundings) -> _Source:
    """What the records folders lead to. Raises `Unusable` where that is nothing that Git keeps."""
    roots: list[Path] = []
    places: list[RecordsPlace] = []
    for folder in around.records:
        root = repository_root(folder)
        if root is None:
            raise Unusable(N_("The records are not in a Git repository."))
        if root not in roots:
            roots.append(root)
        places.append(RecordsPlace(roots.index(root), path_within(root, folder)))
    try:
        heads = tuple(head_of(root) for root in roots)
        uncommitted = [
            path
            for number, root in enumerate(roots)
            for path in not_committed(
                root, [one.path for one in places if one.repository == number]
            )
        ]
        folders = [
            at_revision(folder, heads[place.repository])
            for folder, place in zip(around.records, places, strict=True)
        ]
    except NoHistory as error:
        raise Unusable(str(error) or UNCOMMITTED) from error
    except Damaged as error:
        raise Unusable(str(error)) from error
    reason = ""
    try:
        inspection = inspect(folders, now=around.now, as_of=around.as_of, progress=around.progress)
    except Unusable as error:
        inspection, reason = None, error.reason
    return _Source(tuple(roots), tuple(places), heads, tuple(uncommitted), inspection, reason)


def _place(
    around: Surroundings, source: _Source, target: Path, *, single: bool, keep: int | None
) -> Path:
    """The file that the backup will be. Raises `Unusable` where there can be none."""
    full = target.resolve()
    if any(root in (full, *full.parents) for root in source.roots):
        raise Unusable(INSIDE)
    if single and keep is not None:
        raise Unusable(KEEP_NEEDS_A_FOLDER)
    if single and os.path.lexists(target):
        raise Unusable(EXISTS)
    if not single and target.exists() and not target.is_dir():
        raise Unusable(A_FOLDER)
    zone = source.inspection.store.school.timezone if source.inspection else "Asia/Shanghai"
    name = backup.file_name(backup.names_of(source.roots)[0], around.now.astimezone(ZoneInfo(zone)))
    return target if single else target / name


def _proved(
    around: Surroundings, source: _Source, stage: Path, file: Path
) -> tuple[Manifest, Restored]:
    """Write the backup at `file` and restore it beside; nothing but the file remains."""
    packed = stage / "packed"
    packed.mkdir()
    repositories = backup.bundled(source.roots, packed)
    if tuple(one.state.head for one in repositories) != source.heads:
        raise Damaged(MOVED)
    tally = Tally.of(source.inspection) if source.inspection else None
    manifest = Manifest(around.now, __version__, around.as_of, repositories, source.records, tally)
    backup.seal(manifest, packed, file)
    file.chmod(0o600)
    shutil.rmtree(packed)
    restored = stage / "restored"
    restored.mkdir()
    return backup.restore(file, restored)


@contextlib.contextmanager
def _staging(folder: Path, *, instead: bool = False) -> Iterator[Path]:
    """A folder in `folder` that only its owner may read, and that is gone afterwards.

    With `instead` the system's own temporary folder will do where `folder` can't be written to: a
    backup may lie on a disk that is read only.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear(folder)
    try:
        stage = Path(tempfile.mkdtemp(prefix=f"{_STAGING}{os.getpid()}-", dir=folder))
    except OSError:
        if not instead:
            raise
        stage = Path(tempfile.mkdtemp(prefix=f"{_STAGING}{os.getpid()}-"))
    try:
        yield stage
    finally:
        _remove(stage)


_STAGING: Final = ".shouwang-backup-"


def _clear(folder: Path) -> None:
    """Remove what killed runs left behind: nothing about children may lie about."""
    for found in folder.glob(f"{_STAGING}*"):
        process = re.fullmatch(re.escape(_STAGING) + r"(\d+)-\w+", found.name)
        if process is None or os.name != "posix":
            continue
        try:
            os.kill(int(process[1]), 0)
        except ProcessLookupError:
            _remove(found)
        except OSError:
            continue


def _remove(folder: Path) -> None:
    """Remove a folder with repositories in it, whose files Windows takes for read only."""
    try:
        from git.util import rmtree
    except ImportError:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            rmtree(folder)


def _table(manifest: Manifest, restored: Restored, language: Language) -> str:
    """What was compared, one thing a line."""
    say = language.text
    rows = [("", say("Backed up"), say("Restored"), "")]
    for row in backup.compared(manifest, restored):
        counts_alike = manifest.same_version or row.repository
        mark = "" if row.same or not counts_alike else say("differs")
        rows.append((_what(row, manifest, language), row.before, row.after, mark))
    return "".join(f"{line}\n" for line in aligned(rows))


def _what(row: Row, manifest: Manifest, language: Language) -> str:
    if row.kind:
        return language.kind(row.what)
    several = row.repository and len(manifest.repositories) > 1
    what = language.text(row.what)
    return f"{row.repository} {what}" if several else what


def _failed(language: Language, error: Damaged, so: str) -> str:
    said = [language.text(str(error)), language.text(so) if so else ""]
    return "".join(f"{line}\n" for line in said if line)


def _left_out(source: _Source, language: Language) -> Iterator[str]:
    """That files are not in the backup, because nobody has committed them, and which."""
    paths = source.uncommitted
    if not paths:
        return
    yield language.plural(
        "{n} file is not in the backup as it is now: it has not been committed.",
        "{n} files are not in the backup as they are now: they have not been committed.",
        len(paths),
    )
    yield from (f"  {_shown(path)}" for path in paths[:_SHOWN])
    if len(paths) > _SHOWN:
        yield language.text("  … and {n} more", n=len(paths) - _SHOWN)


def _shown(path: str) -> str:
    """A path in which only ids are readable: a file of a wrong name may be called after a child."""
    steps = path.rstrip("/").split("/")
    return defused("/".join(step if is_id(step.partition(".")[0]) else "…" for step in steps))


def _unusable(source: _Source, language: Language) -> Iterator[str]:
    if source.inspection is None:
        yield language.text(source.reason)
        yield language.text(
            "So the records could not be counted; what Git keeps of them was compared, and is whole."
        )


def _retired(file: Path, keep: int | None, language: Language) -> Iterator[str]:
    """Remove all but the newest, and say what still lies there."""
    older = backup.earlier(file.parent, file)
    gone: Sequence[Path] = older[keep - 1 :] if keep else ()
    removed = 0
    for one in gone:
        with contextlib.suppress(OSError):
            one.unlink()
            removed += 1
    if removed:
        yield language.plural(
            "{n} older backup was removed.", "{n} older backups were removed.", removed
        )
    if left := len(older) - removed:
        yield language.plural(
            "{n} older backup lies beside it. It still holds every child that was erased since.",
            "{n} older backups lie beside it. They still hold every child that was erased since.",
            left,
        )


def _other_version(manifest: Manifest, language: Language) -> str:
    return language.text(
        "It was made by version {other}; this is {this}, which may count differently. What Git keeps"
        " is the same.",
        other=manifest.version,
        this=__version__,
    )


def _next_steps(manifest: Manifest, folder: Path, language: Language) -> Iterator[str]:
    """Where everything is now, and the commands to go on with."""
    say = language.text
    yield say("Restored to {folder}. To go on:", folder=folder)
    records = " ".join(f"--records {_quoted(path)}" for path in _records(manifest, folder))
    yield f"  shouwang check {records}"
    address = say("ADDRESS")
    for repository in manifest.repositories:
        place = _quoted(str(folder / repository.name))
        yield f"  git -C {place} remote add origin {address}"
        yield f"  git -C {place} push origin --all && git -C {place} push origin --tags"


def _records(manifest: Manifest, folder: Path) -> Iterator[str]:
    for one in manifest.records:
        yield str(folder / manifest.repositories[one.repository].name / one.path)


def _quoted(path: str) -> str:
    """A path as a shell takes it."""
    return shlex.quote(path)
