"""What an import would write, held against the real reader before anything is written.

The files are laid over the records as they are, in memory. A row whose record would be an error, or
would make one of a record that is there, is refused with that reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from builder.finding import Finding, Slip, words
from builder.i18n import N_
from builder.read.loading import load
from builder.tables.draft import Remark
from builder.tables.existing import Existing, Overlay
from builder.tables.files import Files, pieces
from builder.tables.results import Conditions, Result

NOT_EDITED: Final = N_(
    "Its file cannot be changed without losing a remark in it; change it there by hand."
)
BREAKS_ANOTHER: Final = N_("With this, {file}:{line} would no longer be right ({code}).")


def verified(results: Sequence[Result], on: Conditions, existing: Existing) -> Files:
    """The files of what can be written: what the reader would refuse is taken out first."""
    before: set[Any] | None = None
    while True:
        files, failed = pieces([one.piece for one in results if one.piece], existing)
        for result in results:
            if result.piece is not None and any(result.piece is one for one in failed):
                result.refuse(Remark(NOT_EDITED))
        if failed:
            continue
        if not files.anything:
            return files
        if before is None:
            before = set(map(_mark, _errors(on, {})))
        after = _errors(on, files.by_folder())
        fresh = [finding for finding in after if _mark(finding) not in before]
        if not fresh:
            return files
        _blame(fresh, files, results, existing)


def _errors(on: Conditions, changed: Mapping[int, Mapping[str, bytes]]) -> list[Finding]:
    folders = [Overlay(folder, changed.get(n, {})) for n, folder in enumerate(on.folders)]
    found = load(folders, now=on.now).findings
    return [finding for finding in found if finding.code[0] == "E"]


def _blame(
    fresh: Sequence[Finding], files: Files, results: Sequence[Result], existing: Existing
) -> None:
    """Refuse the rows behind some errors; each call refuses at least one."""
    writing = [result for result in results if result.piece is not None]
    for finding in fresh:
        ours = files.behind(finding)
        blamed = [one for one in writing if any(one.piece is piece for piece in ours)]
        if blamed:
            said = [_of_record(result, finding, files) for result in blamed]
        else:
            # Another record's error: of those whom it names, or whom the finding does.
            named = {*" ".join(value for _, value in finding.words).split()}
            named |= existing.ids_in(finding)
            blamed = [one for one in writing if one.id and one.id in named] or writing
            place = {"file": finding.path, "line": str(finding.line or 1), "code": finding.code}
            said = [Remark(BREAKS_ANOTHER, words(**place)) for _ in blamed]
        for result, remark in zip(blamed, said, strict=True):
            if remark not in result.remarks:
                result.refuse(remark)


def _mark(finding: Finding) -> tuple[Any, ...]:
    """What makes two errors the same one though lines have moved."""
    return (finding.code, finding.folder, finding.path, finding.route, finding.words)


def _of_record(result: Result, finding: Finding, files: Files) -> Remark:
    """An error in a new or changed record, said as if of the row."""
    assert result.piece is not None and result.read is not None
    route = files.inside(result.piece, finding.route)
    return result.read.remark(Slip(finding.code, route, finding.words, at_key=finding.at_key))
