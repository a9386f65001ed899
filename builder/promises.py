"""Promises without a date: passages that say "regularly", "often" or "at any time" and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Promise:
    """One passage: its requirement's id, its words, and what a rule made of it could count."""

    row: str
    quote: str
    contact: tuple[str, ...]


@lru_cache(maxsize=1)
def promises() -> Mapping[str, tuple[Promise, ...]]:
    """The passages of every preset that has any, by the preset's name."""
    text = Path(__file__).with_name("promises.yml").read_text(encoding="utf-8")
    return {
        preset: tuple(Promise(row["row"], row["quote"], tuple(row["contact"])) for row in rows)
        for preset, rows in yaml.safe_load(text).items()
    }
