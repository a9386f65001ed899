"""The whole way in: what a caller hears of it besides the store and the findings."""

from __future__ import annotations

from builder.read.loading import load
from tests.support import MemoryFolder
from tests.test_cases import CASES, files


def test_progress_is_told_every_fifty_files_and_at_the_end() -> None:
    laid = files(CASES / "base")
    more = {f"notes/{n}.txt": "" for n in range(120 - len(laid))}
    said: list[tuple[int, int]] = []
    load([MemoryFolder({**laid, **more})], progress=lambda done, of: said.append((done, of)))
    assert said == [(50, 120), (100, 120), (120, 120)]
