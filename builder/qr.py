"""A page's address on paper: a QR code as inline SVG, and the address of the site that it needs.

The code is drawn black on white with its quiet zone whatever the colours round it, since a camera
that meets it on a card knows nothing of themes. It holds an address and nothing else: ids, no name.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

import segno
from markupsafe import Markup, escape

QUIET: Final = 4
"""Modules of white round a code, as ISO/IEC 18004 asks."""

_PLAIN: Final = re.compile(r"[!-~]+")
"""Printable ASCII: a space or a Chinese character in an address would be escaped differently by
every reader of the code."""


def site_address(text: str) -> str:
    """Where a site is served, ending in `/`: `https://care.example.cn/yunxi/`.

    Raises ValueError for anything but a plain http(s) address: no name or password in it, no query.
    """
    parts = urlsplit(text.strip())
    sound = (
        _PLAIN.fullmatch(text.strip())
        and parts.scheme in ("http", "https")
        and parts.hostname
        and "@" not in parts.netloc
        and not (parts.query or parts.fragment)
        and not set('<>"\\^`{|}') & set(text)
    )
    if not sound:
        raise ValueError
    _ = parts.port  # Reading it checks it.
    return text.strip().rstrip("/") + "/"


def qr_code(text: str, label: str) -> Markup:
    """The code of a text, a path of dark runs row by row; `label` says what it leads to."""
    code = segno.make(text, error="m", micro=False)
    width, height = code.symbol_size(border=QUIET)
    runs = []
    for y, row in enumerate(code.matrix_iter(border=QUIET)):
        x = 0
        for dark, modules in groupby(row):
            n = len(list(modules))
            if dark:
                runs.append(f"M{x} {y}h{n}v1h-{n}z")
            x += n
    return Markup(
        f'<svg class="sw-qr" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
        f'<path d="{"".join(runs)}" fill="#000"/></svg>'
    )
