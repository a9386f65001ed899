"""The shipped presets: the rhythms that the five seed texts state, one file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from builder.assets import PRESETS
from builder.i18n import N_
from builder.read.form import form
from builder.read.structure import parse

SUMMARIES: Final[Mapping[str, str]] = {
    "pian-1": N_(
        "a rural school: home visits by the administration every month and by the paired teacher "
        "every week, a proxy parent for each child every week; calls, letters, trainings, eggs, books"
    ),
    "pian-2": N_(
        "a township school: parents' meeting at the start; class teachers' visits at the start, "
        "middle and end; each month a letter or call to the parents and a word with the guardian"
    ),
    "pian-3": N_("no rhythm stated; every teacher is paired with a child"),
    "pian-4": N_("no rhythm stated; the school sets its own"),
    "pian-5": N_(
        "a school with community mothers: each month a visit to the guardian, a call to the parents "
        "and a lesson on the mind; two children to a proxy parent"
    ),
}
"""What each preset is, in a line, for whoever chooses one."""


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
