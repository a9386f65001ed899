"""A new record on its way out: printed, or written to a file that was not there before."""

from __future__ import annotations

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
