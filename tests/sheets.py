"""Tables as schools have them, and the import of them into a small school on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builder.cli import run
from builder.model import Child
from builder.read.loading import load
from builder.read.scan import DiskFolder
from builder.store import Store

from .site.schools import write

ON_THE_DAY = ("--as-of", "2026-10-28", "--locale", "en")


def xlsx(
    path: Path,
    sheets: Mapping[str, Iterable[Sequence[Any]]] | Iterable[Sequence[Any]],
    merged: Iterable[str] = (),
) -> Path:
    """A workbook of rows; `merged` are ranges of its first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    for name, rows in named.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
        for cells in page.iter_rows():
            for cell in cells:
                if cell.data_type == "f":  # openpyxl's guess; what somebody typed is text.
                    cell.data_type = "s"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, byte for byte, and every folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"/"
        for path in sorted(folder.rglob("*"))
    }


class School:
    """A school on disk, and what the commands said."""

    def __init__(
        self, folder: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str]
    ) -> None:
        self.folder = folder
        self.records = write(folder / "records", files)
        self._capsys = capsys

    def shouwang(self, *arguments: object) -> tuple[int, str, str]:
        """One command on these records: status, standard output, standard error."""
        given = [str(argument) for argument in arguments]
        status = run([given[0], "--records", str(self.records), *ON_THE_DAY, *given[1:]])
        out, err = self._capsys.readouterr()
        return status, out, err

    def takes(self, table: Path | Iterable[Sequence[Any]], *options: object) -> tuple[int, str]:
        """Import a file, or rows as a workbook: status and account."""
        path = table if isinstance(table, Path) else xlsx(self.folder / "table.xlsx", table)
        status, out, err = self.shouwang("import", path, *options)
        assert status in (0, 1), err
        return status, out

    @property
    def store(self) -> Store:
        """What the reader makes of the records; they must be without an error."""
        loaded = load([DiskFolder(self.records)])
        assert not [finding for finding in loaded.findings if finding.code[0] == "E"]
        return loaded.store

    def child(self, name: str) -> Child:
        """The one child of a name."""
        (found,) = [child for child in self.store.children.values() if child.name == name]
        return found


_ROW = re.compile(
    r"^  row (\d+)(?:-(\d+))? +(changed, left as it is|changed, replaced|total or note|\w+)(.*)$"
)


def outcomes(account: str) -> list[str]:
    """What became of each row, in order; a run of rows counts as often as it is long."""
    found: list[str] = []
    for line in account.splitlines():
        if match := _ROW.match(line):
            first, last, word, _ = match.groups()
            found += [word] * (int(last or first) - int(first) + 1)
    return found


def said_of(account: str, row: int) -> str:
    """What is said of one row."""
    for line in account.splitlines():
        match = _ROW.match(line)
        if match and int(match[1]) <= row <= int(match[2] or match[1]):
            return match[3] + match[4]
    raise AssertionError(f"row {row} is not accounted for")


def counts(account: str) -> dict[str, int]:
    """The numbers of the last line but one; they must add up."""
    head = r"(\d+) rows?(?:, read once for each kind of pairing, (\d+) in all)?: (.*)"
    found_line = next(filter(None, (re.match(head, line) for line in account.splitlines())))
    whole, rest = found_line[2] or found_line[1], found_line[3]
    parts = dict(re.findall(r"([a-z -]+) (\d+)(?:,|$)", rest))
    found = {name.strip(): int(number) for name, number in parts.items()}
    assert sum(found.values()) == int(whole)
    return found
