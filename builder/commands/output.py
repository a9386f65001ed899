"""What a command hands out: a new record or document that overwrites nothing unasked, a report that
replaces the last one. Never half a file."""

from __future__ import annotations

import os
from pathlib import Path

from builder.commands.surroundings import Surroundings
from builder.i18n import N_
from builder.read.loading import Unusable


def write(around: Surroundings, text: str, output: Path | None) -> None:
    """Print a text, or write it to a new file and print the file's name.

    Raises `Unusable` where the file exists already or cannot be written.
    """
    if output is None:
        around.out(text)
        return
    if os.path.lexists(output):
        raise Unusable(N_("That file exists already; nothing was written."))
    _put(output, text.encode())
    around.out(f"{output}\n")


def write_document(
    around: Surroundings, output: Path, content: bytes, *, force: bool = False
) -> None:
    """Write a document that somebody may have worked on since: over another only with `force`.

    Raises `Unusable` where the file exists, cannot be written, or would lie among the records.
    """
    _outside_records(around, output)
    if os.path.lexists(output) and not force:
        raise Unusable(N_("That file exists already; nothing was written. (--force replaces it.)"))
    _put(output, content)


def replace_file(around: Surroundings, output: Path, content: bytes) -> None:
    """Put a report in the place of the last one, in one step; print the file's name.

    Whoever fetches it meanwhile (a calendar program, say) gets the old one or the new one. Raises
    `Unusable` where it cannot be written, or would lie among the records.
    """
    _outside_records(around, output)
    _put(output, content)
    around.out(f"{output}\n")


def _outside_records(around: Surroundings, output: Path) -> None:
    """Among the records it would be no record, and an error at the next check."""
    full = output.absolute()
    if any(folder.absolute() in full.parents for folder in around.records):
        raise Unusable(N_("Name a file outside the records folder."))


def _put(output: Path, content: bytes) -> None:
    full = output.absolute()
    fresh = full.with_name(f".{full.name}-new-{os.getpid()}")
    try:
        full.parent.mkdir(parents=True, exist_ok=True)
        try:
            fresh.write_bytes(content)
            fresh.replace(full)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
