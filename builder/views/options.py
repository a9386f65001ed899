"""Free text to choose from: a filter compares ids, and a donor's name may stand in no address."""

from __future__ import annotations

from collections.abc import Iterable

from builder.views.site import Link


def numbered(texts: Iterable[str | None], letter: str) -> dict[str, Link]:
    """Each text once, in its order, with an id made of a letter and its place; blanks left out."""
    known = sorted({text for text in texts if text})
    return {text: Link(text, "", f"{letter}{n}") for n, text in enumerate(known, 1)}
