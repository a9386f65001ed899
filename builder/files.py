"""Writing a file that somebody asked for: never half of it, and never over another unasked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from builder.i18n import N_
from builder.read.loading import Unusable


def write_new(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file whole or not at all. One that exists is replaced only with `force`.

    Raises `Unusable` where the file exists or the place can't be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not force:
            raise FileExistsError(path)
        # Beside it, so that the last step is a rename within one file system.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".shouwang-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except FileExistsError as error:
        raise Unusable(
            N_("That file exists already; nothing was written. (--force replaces it.)")
        ) from error
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
