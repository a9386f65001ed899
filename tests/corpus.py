"""The corpus of bad input: one folder a case, and what is said of each.

`tests/cases/base` is a small school with nothing to say about it, `village` adds a class of eight
for whole weeks' logs. Every other folder is a case: `records/` is laid over a school, and
`expected.json` says what comes of it:

- `findings`: every finding, each with `code`, `file`, `line` and `column` (null for a whole file);
  `says`, where it is given, is a part of the Chinese sentences;
- `as_of`: the day of which is spoken, or `now`: the moment, where no day is given;
- `school`: what it is laid over (`["base"]`), `removed`: files of that school which are not there;
- `made`: files that a folder could not hold, or not well: texts or bytes (`hex:…`) with how often
  each stands there;
- `links`: paths that are symbolic links, `locked`: files that cannot be opened;
- `unusable`: the store as a whole cannot be used;
- `family`: for a case without a finding, or one that belongs elsewhere than its first code does.

`python -m tests.corpus` prints how many cases there are of each family.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from builder.finding import Finding
from builder.inspection import Inspection
from builder.read.loading import Unusable
from builder.read.scan import Entry
from tests.support import MemoryFolder, look

CASES: Final = Path(__file__).parent / "cases"
SCHOOLS: Final = frozenset({"base", "village"})
NAMES: Final = sorted(path.name for path in CASES.iterdir() if path.name not in SCHOOLS)
AS_OF: Final = "2026-10-28"

FAMILIES: Final = {
    "bytes": "E110 E111 E114 E116 E117",
    "keyboard": "E112 E113 E122 E135 E136 E140 E228 E229 I101 I102 I103 I104 I105",
    "typing": "E206 E207 E208 E211 I106",
    "structure": "E12 E13 E14 E226 E230",
    "bombs": "E115 E125 E126 E128",
    "schema": "E2 I2",
    "paths": "E10 E118",
    "references": "E3 I3 W3",
    "dates": "E205 E209 E210 E218 E4 I4 W4",
    "privacy": "E5 W5",
    "policy": "E6 I6 W6 O",
    "weeks": "",
}
"""The families, each with the codes (or how they begin) that belong to it; the longest fits best."""


@dataclass
class Trouble(MemoryFolder):
    """A records folder that also holds links, and files that cannot be opened."""

    links: frozenset[str] = field(default=frozenset())
    locked: frozenset[str] = field(default=frozenset())

    def entries(self) -> list[Entry]:
        """Every file in it."""
        return [*super().entries(), *(Entry(path, link=True) for path in sorted(self.links))]

    def read(self, path: str) -> bytes:
        """A file's bytes. Raises OSError for a locked one."""
        if path in self.locked:
            raise PermissionError(path)
        return super().read(path)


@dataclass(frozen=True)
class Outcome:
    """What came of a case. Without an inspection the store could not be used."""

    findings: tuple[Finding, ...]
    inspection: Inspection | None
    reason: str = ""


def files(folder: Path) -> dict[str, str | bytes]:
    """Every file below a folder."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@cache
def _school(name: str) -> dict[str, str | bytes]:
    return files(CASES / name)


@cache
def expected(name: str) -> dict[str, Any]:
    """What a case expects."""
    found: dict[str, Any] = json.loads((CASES / name / "expected.json").read_text("utf-8"))
    return found


def laid(name: str) -> Trouble:
    """The records folder of a case."""
    wanted = expected(name)
    found: dict[str, str | bytes] = {}
    for school in wanted.get("school", ["base"]):
        found |= _school(school)
    found |= files(CASES / name / "records")
    for path, parts in wanted.get("made", {}).items():
        found[path] = b"".join(_bytes(part) * times for part, times in parts)
    for path in wanted.get("removed", ()):
        del found[path]
    return Trouble(found, frozenset(wanted.get("links", ())), frozenset(wanted.get("locked", ())))


def _bytes(part: str) -> bytes:
    return bytes.fromhex(part[4:]) if part.startswith("hex:") else part.encode()


def outcome(name: str) -> Outcome:
    """What is found in a case."""
    wanted = expected(name)
    day = None if "now" in wanted else wanted.get("as_of", AS_OF)
    more = {"now": datetime.fromisoformat(wanted["now"])} if "now" in wanted else {}
    try:
        inspection = look(laid(name), day, **more)
    except Unusable as unusable:
        return Outcome(unusable.findings, None, unusable.reason)
    return Outcome(inspection.findings, inspection)


def family(name: str) -> str:
    """The family of a case: the one it names, or that of its first finding."""
    wanted = expected(name)
    if "family" in wanted:
        return str(wanted["family"])
    code = wanted["findings"][0]["code"]
    fits = [
        (len(start), one)
        for one, starts in FAMILIES.items()
        for start in starts.split()
        if code.startswith(start)
    ]
    return max(fits)[1]


def count() -> dict[str, int]:
    """How many cases there are of each family, in the order of `FAMILIES`."""
    found = Counter(family(name) for name in NAMES)
    return {one: found[one] for one in FAMILIES}


def harmless() -> dict[str, int]:
    """How many of them look wrong and are right: nothing is said of them."""
    found = Counter(family(name) for name in NAMES if not expected(name)["findings"])
    return {one: found[one] for one in FAMILIES}


if __name__ == "__main__":
    right = harmless()
    for one, cases in count().items():
        print(f"{one:12}{cases:4}   of which right {right[one]:3}")
    print(f"{'all':12}{len(NAMES):4}   of which right {sum(right.values()):3}")
