"""The shipped presets: the rhythms that the five seed texts state, one file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from builder.assets import PRESETS
from builder.read.form import form
from builder.read.structure import parse


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Mapping[str, Any]]:
    """Every preset's canonical values by its name, such as `pian-1`."""
    reader = form("policy").read
    return {
        path.stem: reader(parse(path.read_text(encoding="utf-8")).tree, [])
        for path in sorted(PRESETS.glob("*.yml"))
    }


def preset_rule_ids() -> frozenset[str]:
    """The ids of all shipped rules: an exemption may name one that the school does not use."""
    return frozenset(
        rule["id"] for preset in presets().values() for rule in preset.get("rules", ())
    )
