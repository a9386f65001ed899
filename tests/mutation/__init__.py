"""Mutants of the policy engine and of the audience filter, and how many the tests kill.

`make mutants` lets mutmut change one thing at a time in the files of `GROUPS` and run against each
the tests of this folder and the unit tests of those modules. A mutant that no test tells from the
program has survived; `mutmut show NAME` says what it changed, and README.md here which cannot be told.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "engine": ("obligations", "periods", "contacts", "roles", "calendar", "evaluation"),
    "audiences": ("audience", "withhold", "confidential"),
}

STOPPED: Final = frozenset({24, -24, 36, 152, 255, -9, -11})
"""What mutmut notes of a mutant that never ended or ate up the memory. On a machine that has other
things to do a slow one may be among them, so they are counted apart, too."""

KILLED: Final = frozenset({1, 3}) | STOPPED
"""A mutant that the tests can tell from the program: a test failed or could not be run, or did not
end. Everything else is as good as survived: that no test reaches the changed function, too."""


def run() -> bool:
    """Try all mutants that have not been tried yet; what was tried is in `mutants/`. Whether mutmut
    came to its end."""
    done = subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=ROOT, check=False)
    return done.returncode == 0


def outcomes(group: str) -> Iterator[tuple[str, int | None]]:
    """Every mutant of a group and the exit status of the tests; None where it was not tried."""
    for module in GROUPS[group]:
        noted = ROOT / "mutants/builder" / f"{module}.py.meta"
        if noted.is_file():
            yield from json.loads(noted.read_text("utf-8"))["exit_code_by_key"].items()


@dataclass(frozen=True)
class Tally:
    """How many mutants of a group were killed, of how many; `stopped` of them did not end by
    themselves, `untried` were not tried at all."""

    killed: int
    of: int
    stopped: int
    untried: int

    def __str__(self) -> str:
        share = f"{self.killed}/{self.of}（{self.killed / max(self.of, 1):.1%}）"
        share += f", {self.stopped} of them stopped" if self.stopped else ""
        return f"{share}, {self.untried} untried" if self.untried else share


def tally(group: str) -> Tally:
    """What came of the mutants of a group; those that were not tried are not killed."""
    statuses = [status for _, status in outcomes(group)]
    dead = sum(status in KILLED for status in statuses)
    stopped = sum(status in STOPPED for status in statuses)
    return Tally(dead, len(statuses), stopped, sum(status is None for status in statuses))


def survivors(group: str) -> Mapping[str, int]:
    """How many mutants of each function survived."""
    names = (n for n, status in outcomes(group) if status is not None and status not in KILLED)
    return Counter(re.sub(r"__mutmut_\d+$", "", name) for name in names)
