"""The browser that tests open pages in, where the machine has one.

Debian's headless shell is the same engine without a window round it, and opens a page in a third of
the time; any other Chromium will do.
"""

from __future__ import annotations

import shutil
from typing import Final

CHROMIUM: Final = next(
    (
        found
        for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
"""Its path; None where there is none."""
