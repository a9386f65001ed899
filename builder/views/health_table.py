"""A child's health checks: a table of what was measured, and small charts of what grows (S2-12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from builder.charts import line_chart
from builder.i18n import N_, Language
from builder.model import HealthCheck
from builder.views.marks import CHECK_AGAIN, Tag, follow_up_tag, with_detail
from builder.views.site import Site

MEASURES: Final = (
    "height_cm",
    "weight_kg",
    "vision_left",
    "vision_right",
    "systolic",
    "diastolic",
    "lung_capacity_ml",
    "chest_cm",
)
CHARTED: Final = ("height_cm", "weight_kg", "vision_left", "vision_right")

UNITS: Final = {
    "height_cm": "cm",
    "weight_kg": "kg",
    "systolic": "mmHg",
    "diastolic": "mmHg",
    "lung_capacity_ml": "ml",
    "chest_cm": "cm",
}

LEAST: Final = {"height_cm": 12, "weight_kg": 8, "vision_left": 0.8, "vision_right": 0.8}
"""What the height of a chart stands for at the least: about what two years bring."""

_TENTHS: Final = frozenset({"height_cm", "weight_kg", "chest_cm", "vision_left", "vision_right"})
"""Printed with one decimal, so that a column's figures stand under each other."""

EYES: Final = ("vision_left", "vision_right")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One check; `values` go with the table's columns, empty where not measured."""

    when: str
    values: tuple[str, ...]
    ent: str
    abnormal: str
    tags: tuple[Tag, ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthTable:
    """All checks, newest first, with the columns that any of them has."""

    columns: tuple[str, ...]
    rows: tuple[CheckRow, ...]
    charts: tuple[tuple[str, Markup], ...]


def health_table(site: Site, child_id: str) -> HealthTable | None:
    """The checks of a child up to the day; None where there are none."""
    child = site.store.children.get(child_id)
    checks = [check for check in site.store.health_of[child_id] if check.date <= site.as_of]
    if not checks:
        return None
    shown = [name for name in MEASURES if any(getattr(c, name) is not None for c in checks)]
    return HealthTable(
        columns=tuple(heading(site.language, name) for name in shown),
        rows=tuple(
            _row(site, check, shown, child.left if child else None) for check in reversed(checks)
        ),
        charts=tuple(_charts(site, checks)),
    )


def measured(language: Language, check: HealthCheck, name: str) -> str:
    """A measure as it is printed; empty where it was not taken."""
    value = getattr(check, name)
    if value is None:
        return ""
    tenths = name in _TENTHS and round(value, 1) == value
    return f"{value:.1f}" if tenths else language.number(value)


_IN_WORDS: Final = {
    "height_cm": N_("height {n} cm"),
    "weight_kg": N_("weight {n} kg"),
    "vision_left": N_("left eye {n}"),
    "vision_right": N_("right eye {n}"),
    "lung_capacity_ml": N_("lung capacity {n} ml"),
    "chest_cm": N_("chest {n} cm"),
}


def check_words(language: Language, check: HealthCheck) -> Iterator[str]:
    """What was measured in words, with units; blood pressure as it is written, 106/71."""
    for name, words in _IN_WORDS.items():
        if number := measured(language, check, name):
            yield language.text(words, n=number)
    high, low = (measured(language, check, name) or "–" for name in ("systolic", "diastolic"))
    if (high, low) != ("–", "–"):
        yield language.text("blood pressure {high}/{low} mmHg", high=high, low=low)


def heading(language: Language, name: str) -> str:
    """What a measure is called, with its unit where the name does not say it."""
    label, unit = language.field("health", name), UNITS.get(name, "")
    return label if label.endswith(f" {unit}") else with_detail(language, label, unit)


def _row(site: Site, check: HealthCheck, shown: list[str], left: date | None) -> CheckRow:
    language = site.language
    return CheckRow(
        when=language.day(check.date),
        values=tuple(measured(language, check, name) for name in shown),
        ent=check.ent or "",
        abnormal=language.join(check.abnormal),
        tags=follow_up_tag(
            language, check.follow_up_by, check.followed_up, site.as_of, CHECK_AGAIN, left
        ),
        edit=site.links.edit(check.origin),
    )


def _charts(site: Site, checks: list[HealthCheck]) -> list[tuple[str, Markup]]:
    """A line for each measure that was taken at least twice: one point shows no change."""
    found = []
    for name in CHARTED:
        points = [
            (check.date, float(value))
            for check in checks
            if (value := getattr(check, name)) is not None
        ]
        if len(points) > 1:
            label = heading(site.language, name)
            found.append((label, line_chart(points, label, least=LEAST[name])))
    return found
