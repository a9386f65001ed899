"""What the command line knows and the rest is told: folders, day, language, terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from builder.history import path_within, repository_root
from builder.i18n import Language, language
from builder.inspection import Inspection, inspect
from builder.read.loading import Progress
from builder.read.scan import DiskFolder, Folder
from builder.report import Report


@dataclass(frozen=True)
class Surroundings:
    """Everything that comes from outside the records.

    `locale` is None when the school's own is wanted. `out` writes to standard output, `progress`
    is None where nobody watches.
    """

    records: tuple[Path, ...]
    now: datetime
    as_of: date | None
    locale: str | None
    terminal: bool
    colour: bool
    out: Callable[[str], None]
    progress: Progress | None = None

    @property
    def folders(self) -> list[Folder]:
        """The records folders."""
        return [DiskFolder(path) for path in self.records]

    def inspect(self, *, named: bool = False) -> Inspection:
        """Read, evaluate and check the records; `named` as `inspect` has it."""
        return inspect(
            self.folders, now=self.now, as_of=self.as_of, progress=self.progress, named=named
        )

    def language(self, inspection: Inspection | None = None) -> Language:
        """The language asked for, or else the school's."""
        school = inspection.store.school.locale if inspection else "zh_CN"
        return language(self.locale or school)

    def report(self, inspection: Inspection, names: bool | None) -> Report:
        """A report of everything; names of children at a terminal only, unless told."""
        whole = Report.of(inspection, self.language(inspection))
        shown = self.terminal if names is None else names
        return Report(
            inspection,
            whole.language,
            whole.findings,
            whole.overdue,
            whole.unassigned,
            prefixes=tuple(_prefix(path) for path in self.records),
            names=shown,
            colour=self.colour,
        )


def _prefix(folder: Path) -> str:
    """A records folder relative to its repository's root, or else as it was given."""
    root = repository_root(folder)
    return path_within(root, folder) if root else folder.as_posix()
