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
from builder.read.loading import Unusable
from builder.read.scan import Entry
from builder.skeleton import HOSTS, RECORDS, Answers, skeleton
from builder.wording import worded

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
    kept = _write(target, files, language)
    lines = [*_written(target, files, kept, language), *_blanks(inspection, known, language)]
    around.out("\n".join([*lines, *_next_steps(target, known, language)]) + "\n")
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


def _write(target: Path, files: Mapping[str, str], language: Language) -> list[str]:
    """Write every file that is not there yet; the paths of those that are."""
    kept: list[str] = []
    try:
        for path, text in files.items():
            file = target / path
            if os.path.lexists(file) or _led_elsewhere(target, file):
                kept.append(path)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
    return kept


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
        if late or place != _WAIVED:
            yield f"  {place}  {language.text(what)}"


_WAIVED: Final = f"{RECORDS}/exemptions/"
_BY_HAND: Final[Mapping[str, str]] = {
    f"{RECORDS}/children/": N_("the children, a file each"),
    f"{RECORDS}/pairings/": N_("who is paired with which child"),
    _WAIVED: N_("the semester has begun: what was due before today may be waived, see README.md"),
    "README.md": N_("whom the teachers may ask"),
}
"""Blanks that no check can see."""


def _next_steps(target: Path, known: Answers, language: Language) -> Iterator[str]:
    """The commands to go on with. Git is never called by this program."""
    yield ""
    yield language.text(N_("Next:"))
    yield f"  cd {shlex.quote(str(target))}"
    yield "  shouwang check"
    yield "  shouwang build"
    yield ""
    yield language.text(N_("Then, into a private repository:"))
    commit = "git add . && git commit -m 守望"
    start = "" if (target / ".git").exists() else f"git init -b {shlex.quote(known.branch)} && "
    yield f"  {start}{commit}"
    if known.url:
        yield f"  git remote add origin {shlex.quote(known.url.removesuffix('.git'))}.git"
        yield f"  git push -u origin {shlex.quote(known.branch)}"
    if not HOSTS[known.host].path:
        yield language.text(
            N_("Gitee has no CI of this kind: run `shouwang check` every day on a school computer.")
        )
