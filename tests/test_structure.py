"""Where everything in a file stands: asked of a file that has been refused as well."""

from __future__ import annotations

from builder.read.structure import MAX_DEPTH, marks


def test_marks_go_no_deeper_than_the_reader() -> None:
    """However many brackets there are, what is kept of them is bounded."""
    mark = marks("目的: " + "[" * 5000 + "]" * 5000)
    depth = 0
    while mark:
        inner = [*(mark.keys or {}).values(), *(mark.items or [])]
        mark, depth = (inner[0] if inner else None), depth + 1
    assert depth == MAX_DEPTH + 1
