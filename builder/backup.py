"""A backup: every repository of a school in one file, and the proof that it can be restored.

The file is a plain zip, so that it can be opened without this program: `manifest.json` says what
was in the repositories, and each repository is a Git bundle that `git clone` reads. The zip's
comment is the SHA-256 of all bytes before it: whatever is cut off or changed is seen at once.

A backup is proved by making the repositories of it again, asking `git fsck` about them, reading
their records, and holding all of that against what the manifest says of the source.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from builder import __version__
from builder.bundle import Damaged, State, pack, unpack
from builder.finding import Severity
from builder.i18n import N_
from builder.inspection import Inspection, inspect
from builder.kinds import KINDS
from builder.read.loading import Unusable
from builder.read.scan import DiskFolder
from builder.report.jsontext import overdue_row, unassigned_row

FORMAT: Final = 1
ENDING: Final = ".zip"

CUT_OFF: Final = N_(
    "This is no whole backup: the file is cut off, or bytes in it have changed since it was"
    " written. Use another one."
)
NEWER: Final = N_("This backup was made by a newer version of shouwang, which can read it.")
DIFFERENT: Final = N_("What was restored is not what was backed up.")


@dataclass(frozen=True, slots=True)
class Tally:
    """What an inspection counts, to be held against another one. No names, no text of records.

    `kinds` are the sound records of each kind, `digest` a SHA-256 over every finding, overdue row,
    missing person and completion.
    """

    as_of: str
    records: int
    kinds: Mapping[str, int]
    error: int
    warning: int
    info: int
    overdue: int
    unassigned: int
    digest: str

    @classmethod
    def of(cls, inspection: Inspection) -> Tally:
        """The tally of an inspection."""
        evaluation, store = inspection.evaluation, inspection.store
        return cls(
            as_of=inspection.as_of.isoformat(),
            records=store.records,
            kinds={
                name: len(getattr(store, kind.place)) for name, kind in KINDS.items() if kind.folder
            },
            error=inspection.count(Severity.ERROR),
            warning=inspection.count(Severity.WARNING),
            info=inspection.count(Severity.INFO),
            overdue=len(evaluation.overdue),
            unassigned=len(evaluation.unassigned),
            digest=_digest_of(inspection),
        )


def _digest_of(inspection: Inspection) -> str:
    evaluation = inspection.evaluation
    found = {
        "findings": [
            (one.code, one.folder, one.path, one.line, one.column, one.field, one.words)
            for one in inspection.findings
        ],
        "overdue": [overdue_row(row) for row in evaluation.overdue],
        "unassigned": [unassigned_row(row) for row in evaluation.unassigned],
        "completion": [
            (row.rule.id, row.met, row.met_late, row.missed, row.open, row.waived, row.future)
            for row in evaluation.completion
        ],
    }
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository in a backup: its folder's name, its bundle with its SHA-256, what it holds."""

    name: str
    bundle: str
    sha256: str
    state: State


@dataclass(frozen=True, slots=True)
class RecordsPlace:
    """A records folder: in which repository (from 0), and where in it; `.` is the whole of it."""

    repository: int
    path: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    `records` are in the order in which they were merged. `tally` is None where the records could
    not be used as they stood; `made` and `as_of` (None: nobody said) are what they were inspected
    with, so that another inspection can be made in the same way.
    """

    made: datetime
    version: str
    as_of: date | None
    repositories: tuple[Repository, ...]
    records: tuple[RecordsPlace, ...]
    tally: Tally | None

    @property
    def same_version(self) -> bool:
        """Whether this version made it; another one may count differently."""
        return self.version == __version__

    def text(self) -> str:
        """The manifest as JSON."""
        return json.dumps(
            {
                "format": FORMAT,
                "made": self.made.isoformat(),
                "shouwang": self.version,
                "as_of": self.as_of.isoformat() if self.as_of else None,
                "repositories": [asdict(one) for one in self.repositories],
                "records": [asdict(one) for one in self.records],
                "tally": asdict(self.tally) if self.tally else None,
            },
            ensure_ascii=False,
            indent=1,
        )


def parsed(text: str) -> Manifest:
    """The manifest of a JSON text. Raises `Damaged` where it is none, `Unusable` where it is newer."""
    try:
        told: Any = json.loads(text)
        if isinstance(told["format"], int) and told["format"] > FORMAT:
            raise Unusable(NEWER)
        manifest = Manifest(
            made=datetime.fromisoformat(told["made"]).astimezone(UTC),
            version=str(told["shouwang"]),
            as_of=date.fromisoformat(told["as_of"]) if told["as_of"] else None,
            repositories=tuple(
                Repository(**{**one, "state": State(**one["state"])})
                for one in told["repositories"]
            ),
            records=tuple(RecordsPlace(**one) for one in told["records"]),
            tally=Tally(**told["tally"]) if told["tally"] else None,
        )
        if all(_safe(one) for one in manifest.repositories) and all(
            0 <= one.repository < len(manifest.repositories)
            and not PurePosixPath(one.path).is_absolute()
            and ".." not in PurePosixPath(one.path).parts
            for one in manifest.records
        ):
            return manifest
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(CUT_OFF) from error
    raise Damaged(CUT_OFF)


_NAME: Final = re.compile(r"[^/\\:\x00-\x1f.][^/\\:\x00-\x1f]*")
_BUNDLE: Final = re.compile(r"[0-9]+\.bundle")


def _safe(repository: Repository) -> bool:
    """Whether what will be a folder's name, a file's name and a revision is nothing else."""
    return bool(
        _NAME.fullmatch(repository.name)
        and _BUNDLE.fullmatch(repository.bundle)
        and re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", repository.state.head)
    )


@dataclass(frozen=True, slots=True)
class Restored:
    """What has been made of a backup: what each repository holds, and a tally of their records."""

    states: tuple[State, ...]
    tally: Tally | None


def names_of(roots: Sequence[Path]) -> tuple[str, ...]:
    """What each repository is called in a backup: by its folder, and no two alike."""
    found: list[str] = []
    for root in roots:
        plain = re.sub(r"[/\\:\x00-\x1f]", "", root.name).lstrip(".") or "repository"
        taken = {name.lower() for name in found}
        same = (f"{plain}-{n}" for n in range(2, len(roots) + 2))
        found.append(
            plain
            if plain.lower() not in taken
            else next(name for name in same if name.lower() not in taken)
        )
    return tuple(found)


def file_name(repository: str, moment: datetime) -> str:
    """What a backup is called: by its first repository and the moment, in the zone that it has."""
    return f"shouwang-{repository}-{moment:%Y-%m-%d-%H%M%S}{ENDING}"


def earlier(folder: Path, file: Path) -> tuple[Path, ...]:
    """The other backups of the same repository in a folder, the newest first."""
    pattern = re.compile(
        re.escape(file.name[: -len(_STAMP_FORM)]) + r"\d{4}-\d{2}-\d{2}-\d{6}" + re.escape(ENDING)
    )
    found = [
        one
        for one in folder.iterdir()
        if pattern.fullmatch(one.name)
        and one.name != file.name
        and one.is_file()
        and not one.is_symlink()
    ]
    return tuple(sorted(found, key=lambda one: one.name, reverse=True))


_STAMP_FORM: Final = "2026-11-20-120000" + ENDING


def bundled(roots: Sequence[Path], place: Path) -> tuple[Repository, ...]:
    """A bundle of every repository in `place`. Raises as `builder.bundle.pack` does."""
    found = []
    for number, (root, name) in enumerate(zip(roots, names_of(roots), strict=True), start=1):
        bundle = place / f"{number}.bundle"
        state = pack(root, bundle)
        found.append(Repository(name, bundle.name, _sha256(bundle), state))
    return tuple(found)


def seal(manifest: Manifest, bundles: Path, file: Path) -> None:
    """Write the backup. Raises OSError."""
    with zipfile.ZipFile(file, "w") as archive:
        with archive.open(_member("manifest.json"), "w") as out:
            out.write(manifest.text().encode())
        for repository in manifest.repositories:
            source = bundles / repository.bundle
            member = _member(repository.bundle)
            member.file_size = source.stat().st_size
            with source.open("rb") as content, archive.open(member, "w") as out:
                shutil.copyfileobj(content, out, _BLOCK)
        archive.comment = b"0" * _SEAL
    with file.open("r+b") as written:
        digest = _sealed_digest(written)
        written.seek(-_SEAL, 2)
        written.write(digest)
        written.flush()
        os.fsync(written.fileno())  # Before it is moved to its name, or a crash leaves it empty.


_SEAL: Final = 64
"""The length of the zip's comment: a SHA-256 in hexadecimal digits."""
_BLOCK: Final = 1 << 20


def _member(name: str) -> zipfile.ZipInfo:
    """A file in the zip, without a moment of its own. A bundle is packed already."""
    member = zipfile.ZipInfo(name)
    member.external_attr = 0o600 << 16
    return member


def restore(file: Path, place: Path) -> tuple[Manifest, Restored]:
    """Make the repositories of a backup again, each at `place/NAME`.

    Raises `Damaged` where the file or what is in it is not whole, `Unusable` where a newer version
    made it, OSError where something cannot be read or written.
    """
    with file.open("rb") as sealed:
        digest = _sealed_digest(sealed)
        if sealed.read(_SEAL) != digest:
            raise Damaged(CUT_OFF)
    states = []
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = parsed(archive.read("manifest.json").decode())
            for repository in manifest.repositories:
                bundle = place / f".{repository.bundle}"
                with archive.open(repository.bundle) as content, bundle.open("wb") as out:
                    shutil.copyfileobj(content, out, _BLOCK)
                if _sha256(bundle) != repository.sha256:
                    raise Damaged(CUT_OFF)
                states.append(unpack(bundle, place / repository.name, repository.state))
                bundle.unlink()
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Damaged(CUT_OFF) from error
    return manifest, Restored(tuple(states), _tally(manifest, place))


def _tally(manifest: Manifest, place: Path) -> Tally | None:
    """The tally of restored records; None where they cannot be used."""
    folders = [
        DiskFolder(place / manifest.repositories[one.repository].name / one.path)
        for one in manifest.records
    ]
    try:
        return Tally.of(inspect(folders, now=manifest.made, as_of=manifest.as_of))
    except Unusable:
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was compared: of which repository or kind of records, before and after.

    `what` is a message id, or a kind of record where `kind` says so.
    """

    what: str
    before: str
    after: str
    kind: bool = False
    repository: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing was lost."""
        return self.before == self.after


def compared(manifest: Manifest, restored: Restored) -> Iterator[Row]:
    """Everything that a backup is held against, row by row."""
    for one, after in zip(manifest.repositories, restored.states, strict=True):
        before = one.state
        for what, old, new in (
            (N_("Newest commit"), before.head[:8], after.head[:8]),
            (N_("Commits"), str(before.commits), str(after.commits)),
            (N_("Objects"), str(before.objects), str(after.objects)),
            (N_("Branches and tags"), _refs(before), _refs(after)),
        ):
            yield Row(what, old, new, repository=one.name)
    if manifest.tally is not None:
        yield from _counts(manifest.tally, restored.tally)


def _counts(before: Tally, after: Tally | None) -> Iterator[Row]:
    if after is None:
        yield Row(N_("Records read"), str(before.records), "0")
        return
    yield Row(N_("Records read"), str(before.records), str(after.records))
    for kind in [*before.kinds, *(kind for kind in after.kinds if kind not in before.kinds)]:
        old, new = before.kinds.get(kind, 0), after.kinds.get(kind, 0)
        if old or new:
            yield Row(kind, str(old), str(new), kind=True)
    for what, old, new in (
        (N_("Errors"), before.error, after.error),
        (N_("Warnings"), before.warning, after.warning),
        (N_("Hints"), before.info, after.info),
        (N_("Overdue"), before.overdue, after.overdue),
        (N_("Unassigned"), before.unassigned, after.unassigned),
    ):
        yield Row(what, str(old), str(new))
    yield Row(N_("The lists themselves"), before.digest[:8], after.digest[:8])


def verdict(manifest: Manifest, restored: Restored) -> None:
    """Raises `Damaged` where what was restored is not what was backed up.

    Another version may count differently, and says nothing of the backup by that.
    """
    if restored.states != tuple(one.state for one in manifest.repositories):
        raise Damaged(DIFFERENT)
    if manifest.same_version and restored.tally != manifest.tally:
        raise Damaged(DIFFERENT)


def _refs(state: State) -> str:
    """How many references there are, and a mark of where they lead; their names are typed by hand."""
    told = json.dumps(sorted(state.refs.items())).encode()
    return f"{len(state.refs)} {hashlib.sha256(told).hexdigest()[:8]}"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sealed_digest(file: IO[bytes]) -> bytes:
    """The SHA-256 of all but the seal, in hexadecimal; leaves the file at the seal."""
    left = file.seek(0, 2) - _SEAL
    digest = hashlib.sha256()
    file.seek(0)
    while left > 0:
        block = file.read(min(left, _BLOCK))
        if not block:
            break
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode()
