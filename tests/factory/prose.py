"""Deals sentences from `prose/*.txt`: the least used first, hardly ever twice to one child."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

_PROSE = Path(__file__).parent / "prose"


def rng(*purpose: object) -> random.Random:
    """A generator of its own for each purpose, so that one change moves nothing else."""
    return random.Random(":".join(str(part) for part in purpose))


@cache
def lines(name: str) -> tuple[tuple[str, str], ...]:
    """The (condition, text) rows of one file."""
    rows: list[tuple[str, str]] = []
    for line in (_PROSE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        condition, bar, text = line.partition("|")
        rows.append((condition.strip(), text.strip()) if bar else ("", line.strip()))
    return tuple(rows)


def texts(name: str) -> list[str]:
    """The texts of one file, conditions aside."""
    return [text for _, text in lines(name)]


class Prose:
    """Remembers what was said, about whom."""

    def __init__(self, seed: str) -> None:
        self._rng = rng("prose", seed)
        self._used: Counter[tuple[str, int]] = Counter()
        self._told: Counter[tuple[str, int, str]] = Counter()

    def deal(self, name: str, tags: Collection[str], about: str = "") -> tuple[str, str]:
        """A (condition, text) row whose conditions all hold."""
        choices = [
            (
                3 * self._told[name, number, about]
                + self._used[name, number]
                - (1 if condition else 0)
                + self._rng.random() * 1.6,
                number,
                condition,
                text,
            )
            for number, (condition, text) in enumerate(lines(name))
            if all(word in tags for word in condition.split())
        ]
        _, number, condition, text = min(choices)
        self._used[name, number] += 1
        if about:
            self._told[name, number, about] += 1
        return condition, text

    def say(
        self, name: str, tags: Collection[str], words: Mapping[str, str], about: str = ""
    ) -> str:
        """A sentence with its blanks filled in."""
        return self.deal(name, tags, about)[1].format_map(dict(words))
