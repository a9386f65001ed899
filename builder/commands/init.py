"""`init`: a new school's repository in one command."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.commands.asking import Dialogue
from builder.commands.init_answers import Given, answers
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.finding import Severity
from builder.i18n import N_, Language
from builder.inspection import Inspection, inspect
from builder.kinds import KINDS
from builder.read.loading import Unusable
from builder.read.scan import DiskFolder, Entry
from builder.skeleton import HOSTS, RECORDS, Answers, skeleton
from builder.wording import worded

_WHEELS: Final = "../wheels"
_MOST_NAMED: Final = 12
"""So many files in the way are named, the rest is counted."""


def run(
    around: Surroundings, target: Path, given: Given, *, dialogue: Dialogue | None, force: bool
) -> Status:
    """Write the repository's files; what exists already is never touched.

    Raises `Unusable` where something is in the way, an option is wrong, or a file can't be written.
    """
    language = around.language()
    _refuse_occupied(target, force, language)
    known = answers(around, given, dialogue)
    files = skeleton(known)
    inspection = _sound(around, files, language)
    begun = _has_begun(target)
    if begun:
        files = {path: text for path, text in files.items() if not _of_a_semester(path)}
        inspection = _together(around, target, files, language) or inspection
    kept = _write(target, files)
    lines = [*_written(target, files, kept, language), *_blanks(inspection, known, language)]
    if begun:
        lines.insert(2 if kept else 1, language.text(NO_SEMESTER))
    around.out("\n".join([*lines, *_next_steps(target, files, known, language)]) + "\n")
    return Status.CLEAN


def _refuse_occupied(target: Path, force: bool, language: Language) -> None:
    """An existing folder is taken only when it is empty (but for Git's own), or when told to."""
    try:
        found = sorted(item.name for item in target.iterdir()) if target.exists() else []
    except OSError as error:
        raise Unusable(N_("That is no folder to write into.")) from error
    found = [name for name in found if name != ".git"]
    if found and not force:
        raise Unusable(
            language.text(
                N_(
                    "{folder} is not empty: {names}. Nothing was written. "
                    "With --force what is there is kept and only what is missing is added."
                ),
                folder=target,
                names=_some(found, language),
            )
        )


def _some(names: Sequence[str], language: Language) -> str:
    more = len(names) - _MOST_NAMED
    shown = language.join(list(names[:_MOST_NAMED]))
    return f"{shown} (+{more})" if more > 0 else shown


@dataclass(frozen=True, slots=True)
class _Unwritten:
    """The records that are to be written, as a folder to be read."""

    files: Mapping[str, str]

    def entries(self) -> Iterator[Entry]:
        """Every file in it."""
        yield from (Entry(path) for path in self.files)

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        return self.files[path].encode()


NO_SEMESTER: Final = N_(
    "There is a school on record already: no semester was written. `shouwang new semester` does."
)


def _has_begun(target: Path) -> bool:
    """Whether there is a school on record: its semesters and exemptions are its own business."""
    records = target / RECORDS
    semesters = records / KINDS["semester"].place
    return (records / "school.yml").exists() or any(semesters.glob("*.y*ml"))


def _of_a_semester(path: str) -> bool:
    places = tuple(f"{RECORDS}/{KINDS[kind].place}/" for kind in ("semester", "exemption"))
    return path.startswith(places) and not path.endswith(".md")


@dataclass(frozen=True, slots=True)
class _Completed:
    """The records that are there, with those that are to be written beside them."""

    there: DiskFolder
    files: Mapping[str, str]

    def entries(self) -> Iterator[Entry]:
        """Every file, the new ones last."""
        yield from self.there.entries()
        yield from (Entry(path) for path in self.files)

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        return self.files[path].encode() if path in self.files else self.there.read(path)


def _together(
    around: Surroundings, target: Path, files: Mapping[str, str], language: Language
) -> Inspection | None:
    """The records as they would be. What is wrong already stays so; nothing is to be added to it.

    None where no record is to be written. Raises `Unusable` for an error that is new.
    """
    start = f"{RECORDS}/"
    there = DiskFolder(target / RECORDS)
    added = {
        path.removeprefix(start): files[path]
        for path in files
        if path.startswith(start) and not _stands(target, target / path)
    }
    if not added:
        return None
    try:
        before = _errors(inspect([there], now=around.now, as_of=around.as_of))
    except Unusable:
        before = set()
    inspection = inspect([_Completed(there, added)], now=around.now, as_of=around.as_of)
    for finding in inspection.findings:
        if finding.severity is Severity.ERROR and (finding.path, finding.code) not in before:
            message, _ = worded(finding, language)
            wrong = N_("Together with what is there {path} would have an error: {message}")
            raise Unusable(language.text(wrong, path=finding.path, message=message))
    return inspection


def _errors(inspection: Inspection) -> set[tuple[str, str]]:
    return {
        (finding.path, finding.code)
        for finding in inspection.findings
        if finding.severity is Severity.ERROR
    }


def _sound(around: Surroundings, files: Mapping[str, str], language: Language) -> Inspection:
    """The records read back before anything is written: what `check` will refuse is not begun."""
    start = f"{RECORDS}/"
    records = {
        path.removeprefix(start): text for path, text in files.items() if path.startswith(start)
    }
    inspection = inspect([_Unwritten(records)], now=around.now, as_of=around.as_of)
    for finding in inspection.findings:
        if finding.severity is Severity.ERROR:
            message, _ = worded(finding, language)
            wrong = N_("With these answers {path} would have an error: {message}")
            raise Unusable(language.text(wrong, path=finding.path, message=message))
    return inspection


def _write(target: Path, files: Mapping[str, str]) -> list[str]:
    """Write every file that is not there yet; the paths of those that are."""
    kept: list[str] = []
    try:
        for path, text in files.items():
            file = target / path
            if _stands(target, file):
                kept.append(path)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
    return kept


def _stands(target: Path, file: Path) -> bool:
    """Whether something is in a file's place, or its place is not ours."""
    return os.path.lexists(file) or _led_elsewhere(target, file)


def _led_elsewhere(target: Path, file: Path) -> bool:
    """Whether a folder on the way to a file is a link: what it leads to is not ours to fill."""
    above = [folder for folder in file.parents if target in folder.parents]
    return any(folder.is_symlink() for folder in above)


# What is said at the end:


def _written(
    target: Path, files: Mapping[str, str], kept: Sequence[str], language: Language
) -> Iterator[str]:
    yield language.plural(
        "{n} file written to {folder}.",
        "{n} files written to {folder}.",
        len(files) - len(kept),
        folder=target,
    )
    if kept:
        yield language.text(N_("Kept as they were: {names}"), names=_some(kept, language))


def _blanks(inspection: Inspection, known: Answers, language: Language) -> Iterator[str]:
    """What `check` will ask for first, and what it can't ask for."""
    yield ""
    yield language.text(N_("Still to be filled in:"))
    for finding in inspection.findings:
        yield f"  {RECORDS}/{finding.path}  {worded(finding, language)[0]}"
    late = known.start < inspection.as_of and not known.waived_until
    for place, what in _BY_HAND.items():
        if (late or place != _WAIVED) and not (known.holidays and place == _SEMESTERS):
            yield f"  {place}  {language.text(what)}"


_WAIVED: Final = f"{RECORDS}/exemptions/"
_SEMESTERS: Final = f"{RECORDS}/semesters/"
_BY_HAND: Final[Mapping[str, str]] = {
    _SEMESTERS: N_("the holidays, and the weekend days with lessons"),
    f"{RECORDS}/children/": N_("the children, a file each"),
    f"{RECORDS}/pairings/": N_("who is paired with which child"),
    _WAIVED: N_("the semester has begun: what was due before today may be waived, see README.md"),
    "README.md": N_("whom the teachers may ask"),
}
"""Blanks that no check can see."""


def _next_steps(
    target: Path, files: Mapping[str, str], known: Answers, language: Language
) -> Iterator[str]:
    """The commands to go on with. Git is never called by this program."""
    yield ""
    yield language.text(N_("Next:"))
    yield f"  cd {shlex.quote(str(target))}"
    yield "  python3 -m venv .venv"
    yield f"  .venv/bin/pip install --no-index --find-links {_WHEELS} -r requirements.txt"
    yield "  .venv/bin/shouwang check"
    yield "  .venv/bin/shouwang build"
    yield language.text(
        N_(
            "{folder} is the folder of wheels from whoever gave you Shouwang (there: make wheel). A "
            "school with a package index of its own takes --index-url. See README.md."
        ),
        folder=_WHEELS,
    )
    yield ""
    yield language.text(N_("Then, into a private repository:"))
    # By name: what else lies in the folder, a roster from Excel say, is not for the repository.
    ours = sorted({path.partition("/")[0] for path in files})
    commit = f"git add {' '.join(ours)} && git commit -m 守望"
    start = "" if (target / ".git").exists() else f"git init -b {shlex.quote(known.branch)} && "
    yield f"  {start}{commit}"
    if known.url:
        yield f"  git remote add origin {shlex.quote(known.url.removesuffix('.git'))}.git"
        yield f"  git push -u origin {shlex.quote(known.branch)}"
    if not HOSTS[known.host].path:
        yield language.text(
            N_("Gitee has no CI of this kind: run `shouwang check` every day on a school computer.")
        )
