"""`tidy`: visits on one line and understood slips, rewritten as the records' form has them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.read.decode import decode
from builder.read.loading import Unusable
from builder.read.oneline import Span, span_of
from builder.read.scan import Found, scan
from builder.report.report import defused
from builder.tables.write import NotWritten, write
from builder.tidy import Tidied, tidied
from builder.yamledit import NoFaithfulEdit

LEFT: Final = N_("left as it is: it has an error, or a remark would be lost")


@dataclass(frozen=True, slots=True)
class _File:
    """A file that has something to tidy; `new` is None where it is left as it is."""

    folder: int
    path: str
    old: bytes
    new: Tidied | None


def run(around: Surroundings, *, write_: bool, diff: bool) -> Status:
    """Say what would be rewritten; do it only with `write_`. `diff` shows the lines."""
    inspection = around.inspect()
    language = around.language(inspection)
    say, plural = language.text, language.plural
    found = list(_files(around, inspection, language))
    for file in found:
        around.out(f"{defused(file.path)}: {_what(file.new, language)}\n")
        if diff and file.new is not None:
            around.out(_diff(file, terminal=around.terminal))
    ready = {(one.folder, one.path): (one.old, one.new.text.encode()) for one in found if one.new}
    if not ready:
        around.out(say("There is nothing to tidy.") + "\n" if not found else "")
        return Status.CLEAN
    if not write_:
        around.out(say("Nothing was written; --write does it.") + "\n")
        return Status.CLEAN
    try:
        write(around.records, {}, ready)
    except NotWritten as error:
        raise Unusable(N_("The files could not be written; they are as they were.")) from error
    around.out(plural("{n} file rewritten.", "{n} files rewritten.", len(ready)) + "\n")
    return Status.CLEAN


def _files(around: Surroundings, inspection: Inspection, language: Language) -> Iterator[_File]:
    semesters = inspection.store.spans
    for number, folder in enumerate(around.folders):
        for one in scan(folder):
            if one.kind is None or one.slip:
                continue
            old = folder.read(one.path)
            decoded = decode(old)
            if not decoded.usable or decoded.slips:
                continue
            try:
                new = _tidied(one, decoded.text, span_of(one.path, semesters), language)
            except NoFaithfulEdit:
                yield _File(number, one.path, old, None)
                continue
            if new is not None:
                yield _File(number, one.path, old, new)


def _tidied(found: Found, text: str, semester: Span | None, language: Language) -> Tidied | None:
    assert found.kind is not None
    return tidied(text, found.kind, found.stem, semester, language)


def _what(new: Tidied | None, language: Language) -> str:
    """What was, or would be, done with a file."""
    if new is None:
        return language.text(LEFT)
    plural = language.plural
    parts = [
        plural("{n} visit on one line", "{n} visits on one line", new.lines) if new.lines else "",
        plural("{n} slip", "{n} slips", new.slips) if new.slips else "",
    ]
    return language.join([part for part in parts if part])


def _diff(file: _File, *, terminal: bool) -> str:
    """The lines that change, as a unified diff; in a log none of them is a command to a runner."""
    assert file.new is not None
    before = decode(file.old).text.splitlines(keepends=True)
    after = file.new.text.splitlines(keepends=True)
    path = defused(file.path)
    rows = (row.rstrip("\n") for row in difflib.unified_diff(before, after, path, path, n=1))
    return "".join(f"{row if terminal else defused(row)}\n" for row in rows)
