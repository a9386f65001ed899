"""Arbitrary bytes for the reader: what a fuzzer makes of valid records, and what must hold then.

`python -m tests.fuzz 100000` runs so many inputs from a seed and says how many gave a record, how
many a finding, and how long the slowest took. `tests/test_fuzz.py` runs a few thousand each time.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from textwrap import dedent

import yaml

from builder.i18n import language
from builder.kinds import KINDS
from builder.obligations import evaluate
from builder.policy import resolve
from builder.read.loading import Unusable, load
from builder.wording import worded
from tests.full_school import full_school
from tests.site.schools import SMALL
from tests.support import NOON, MemoryFolder, folder

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 20)
_NO_ENTRIES = re.compile("^(?:entries|记录) *: *(?:#.*)?$".encode(), re.MULTILINE)
"""A log that was only begun: what at its top is no record says nothing (see the corpus)."""

MOST_SECONDS = 2.0
"""Of the processor's time for one input, reading the school round it included: on a machine that has
other things to do the clock on the wall says nothing about us."""

TOKENS = (
    b"\n", b"\r\n", b"\r", b"\t", b" ", b"- ", b": ", b":", b"\xef\xbc\x9a", b"{", b"}", b"[", b"]",
    b"'", b'"', b"|\n", b">\n", b"&a ", b"*a", b"<<: *a", b"!!python/object ", b"---\n", b"...\n", b"%YAML 1.2\n",
    b"#", b"?", b"~", b"null", b"\x00", b"\x1b", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xb0\xa1", b"2026-02-30",
    b"25:00:00", b"1e999", b"-0", b"9" * 40, b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> b\n", b"[" * 30, b"{a: " * 30,
    "：".encode(), "，".encode(), "、".encode(), "　".encode(), "“".encode(), "昨天".encode(), "１２".encode(),
    "记录:\n".encode(), "日期: ".encode(), b"c01", b"t02", "家访".encode(), "未联系上".encode(), b"::error::", b"=1+1",
    b"[x]", b"[]", b"{x: y}", b"[[x]]", "保密：是\n".encode(), "\n  内容：".encode(),
)  # fmt: skip
"""What slips, editors and attackers put into a file."""


def _school() -> dict[str, bytes]:
    """A small school with a record of every kind and every field, as people write YAML."""
    made = folder(full_school(lambda place: f"某{place.route[-1]}"))
    return {
        path: yaml.safe_dump(json.loads(text), allow_unicode=True, sort_keys=False).encode()
        for path, text in made.files.items()
    }


SCHOOL = _school()


def seeds() -> tuple[tuple[str, bytes], ...]:
    """Valid records of every kind with the places where they stand, and a visit on one line."""
    found = [*SCHOOL.items(), *((path, dedent(text).encode()) for path, text in SMALL.items())]
    for kind in KINDS.values():
        below = ROOT / "records" / kind.place
        files = sorted(below.rglob("*.yml")) if kind.folder else [below.with_suffix(".yml")]
        for file in files[:2]:
            text = b"\n".join(file.read_bytes().split(b"\n")[:30])
            found.append((file.relative_to(ROOT / "records").as_posix(), text + b"\n"))
    line = "帮扶人: t02\n记录:\n- 10.20 家访、辅导作业 c01 奶奶 作业有人管了\n- 10.21 电话 c02 父母 未联系上\n"
    found.append(("visits/2026-autumn/t02-fuzz.yml", line.encode()))
    return tuple(found)


@dataclass(frozen=True)
class Input:
    """A file to put beside the small school, or in place of one of its files."""

    path: str
    content: bytes


def mutated(turn: random.Random, known: tuple[tuple[str, bytes], ...]) -> Input:
    """A valid file with one change or several; once in twenty just bytes."""
    path, content = turn.choice(known)
    if turn.random() < 0.05:
        return Input(path, turn.randbytes(turn.randrange(0, 400)))
    for _ in range(1 + int(turn.expovariate(0.7))):
        at = turn.randrange(len(content) + 1)
        to = min(len(content), at + turn.randrange(1, 24))
        match turn.randrange(7):
            case 0:
                content = content[:at] + content[to:]
            case 1:
                content = content[:at] + turn.choice(TOKENS) + content[at:]
            case 2:
                content = content[:at] + turn.randbytes(1) + content[at + 1 :]
            case 3:
                content = content[:to] + content[at:to] * turn.randrange(1, 4) + content[to:]
            case 4:
                other = turn.choice(known)[1]
                start = turn.randrange(len(other) + 1)
                content = content[:at] + other[start : start + 80] + content[to:]
            case 5:
                rows = content.split(b"\n")
                turn.shuffle(rows) if turn.random() < 0.2 else rows.insert(
                    turn.randrange(len(rows)), b" " * turn.randrange(6) + turn.choice(rows)
                )
                content = b"\n".join(rows)
            case _:
                content = content[:at] + turn.choice(TOKENS) + content[to:]
    return Input(path, content)


def outcome(one: Input) -> str:
    """What the reader makes of a file: `record`, `finding`, both, or that nothing can be done.

    Raises AssertionError where it breaks its promise; any other exception is a broken one too.
    """
    files: dict[str, str | bytes] = {**SCHOOL, one.path: one.content}
    begun = time.process_time()
    try:
        loaded = load([MemoryFolder(files)], now=NOON)
    except Unusable as error:
        assert one.path in ("school.yml", "policy.yml"), "only these stop everything"
        assert error.reason
        return "unusable"
    resolved = resolve(loaded.store, DAY)
    evaluate(loaded.store, resolved.policy, DAY)
    took = time.process_time() - begun
    assert took < MOST_SECONDS, f"{took:.1f} s"
    own = [finding for finding in loaded.findings if finding.path == one.path]
    read = loaded.store.records - _known(one.path)
    begun_only = _NO_ENTRIES.search(one.content)
    assert own or read > 0 or begun_only, "neither a record nor a finding: a child that vanishes"
    for finding in own:
        for speaking in (language("zh_CN"), language("en")):
            message, hint = worded(finding, speaking)
            assert message and hint, finding.code
    return "both" if own and read else "finding" if own else "record"


def _known(path: str) -> int:
    """How many records the school has without that file."""
    return _WHOLE - _EACH.get(path, 0)


def _counted(files: Mapping[str, bytes]) -> int:
    return load([MemoryFolder(dict(files))], now=NOON).store.records


_WHOLE = _counted(SCHOOL)
_EACH = {"school.yml": 1} | {
    path: _WHOLE - _counted({other: text for other, text in SCHOOL.items() if other != path})
    for path in SCHOOL
    if path != "school.yml"
}


def inputs(seed: int | str) -> Iterator[Input]:
    """Endlessly many, the same for a seed."""
    turn, known = random.Random(seed), seeds()
    while True:
        yield mutated(turn, known)


def run(runs: int, seed: int | str) -> tuple[Counter[str], float]:
    """So many inputs: how they ended, and the slowest in seconds. Raises on a broken promise."""
    ended: Counter[str] = Counter()
    slowest = 0.0
    for _, one in zip(range(runs), inputs(seed), strict=False):
        begun = time.process_time()
        try:
            ended[outcome(one)] += 1
        except BaseException:
            print(f"{one.path}\n{one.content!r}", file=sys.stderr)
            raise
        slowest = max(slowest, time.process_time() - begun)
    return ended, slowest


SHARES = 64
"""Into so many parts a run on all cores is cut, each with a seed of its own."""


def run_on_all_cores(runs: int, seed: int) -> tuple[Counter[str], float]:
    """The same on every core; on any number of cores the same inputs."""
    shares = [runs // SHARES + (n < runs % SHARES) for n in range(SHARES)]
    ended: Counter[str] = Counter()
    slowest = 0.0
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for more, took in pool.map(run, shares, (f"{seed}-{n}" for n in range(SHARES))):
            ended += more
            slowest = max(slowest, took)
    return ended, slowest


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    found, longest = run_on_all_cores(wanted, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    ends = ", ".join(f"{name} {n}" for name, n in sorted(found.items()))
    print(f"{wanted} inputs: {ends}; the slowest took {longest:.2f} s")
