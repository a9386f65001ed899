"""Mutants of the policy engine and of the audience filter, and how many the tests kill.

`make mutants` lets mutmut change one thing at a time in the files of `GROUPS` and run the tests of
this folder and tests/test_withhold.py against each. A mutant that no test tells from the program
has survived; `mutmut show NAME` says what it changed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "engine": ("obligations", "periods", "contacts", "roles", "calendar", "evaluation"),
    "audiences": ("audience", "withhold", "confidential"),
}

SURVIVED: Final = 0
UNTESTED: Final = 33
"""What mutmut notes where no test reaches the changed function: as good as survived."""


def run() -> None:
    """Try all mutants that have not been tried yet; what was tried is in `mutants/`."""
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, check=False)


def outcomes(group: str) -> Iterator[tuple[str, int | None]]:
    """Every mutant of a group and the exit status of the tests; None where it was not tried."""
    for module in GROUPS[group]:
        noted = ROOT / "mutants/builder" / f"{module}.py.meta"
        if noted.is_file():
            yield from json.loads(noted.read_text("utf-8"))["exit_code_by_key"].items()


def killed(group: str) -> tuple[int, int]:
    """How many mutants of a group were killed, of how many that were tried."""
    tried = [status for _, status in outcomes(group) if status is not None]
    return sum(status not in (SURVIVED, UNTESTED) for status in tried), len(tried)


def survivors(group: str) -> Mapping[str, int]:
    """How many mutants of each function survived."""
    names = (name for name, status in outcomes(group) if status in (SURVIVED, UNTESTED))
    return Counter(re.sub(r"__mutmut_\d+$", "", name) for name in names)
