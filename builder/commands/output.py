"""What a command hands out: a new record that overwrites nothing, a report that replaces the last."""

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
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Unusable(N_("That file exists already; nothing was written.")) from error
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
    around.out(f"{output}\n")


def replace_file(around: Surroundings, output: Path, content: bytes) -> None:
    """Put a report in the place of the last one, in one step; print the file's name.

    Whoever fetches it meanwhile (a calendar program, say) gets the old one or the new one. Raises
    `Unusable` where it cannot be written, or among the records, where it would be no record.
    """
    full = output.absolute()
    if any(folder.absolute() in full.parents for folder in around.records):
        raise Unusable(N_("Name a file outside the records folder."))
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
    around.out(f"{output}\n")
