"""Hostile sizes: whatever a file under 1 MiB holds, it is answered in a moment."""

from __future__ import annotations

import time

import pytest

from tests.support import MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files

HUGE = {
    "20,000 unknown keys": "".join(f"k{n}: 1\n" for n in range(20000)),
    "6,000 anchors": "- {日期: &a 2026-10-27, 学生: c2401}\n" * 6000,
    "30,000 lines of dashes": "- - - - - a：\n" * 30000,
    "20,000 full-width colons": "日期：2026-10-27\n" * 20000,
    "30,000 times one key": "日期: 2026-10-27\n" * 30000,
    "one long word": "日期: " + "x" * 1_000_000 + "\n",
    "digits with blanks": "内容: " + "1 " * 400_000 + "\n",
    "10,000 brackets": "日期: " + "[" * 10_000 + "\n",
    "10,000 bad entries": "记录:\n" + "- {日期: 昨天, 学生: c9, 方式: 谈x, 内容: 好}\n" * 10000,
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_huge_file(name: str) -> None:
    """A finding, not a hang: ten seconds of work is far more than any takes on a slow machine."""
    laid = {**files(CASES / "base"), "visits/x.yml": HUGE[name]}
    begun = time.process_time()
    found = look(MemoryFolder(laid), AS_OF).findings
    assert time.process_time() - begun < 10
    assert {finding.path for finding in found} == {"visits/x.yml"}
    assert any(finding.code[0] == "E" for finding in found)
