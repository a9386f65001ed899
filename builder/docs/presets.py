"""The reference of the shipped presets: what each one asks for, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from builder.i18n import Language
from builder.policy import shipped_rules
from builder.presets import SUMMARIES, presets
from builder.promises import promises
from builder.rule_words import sentence, title


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule of a preset: its id, its name, its sentence, and the passage that asks for it."""

    id: str
    title: str
    sentence: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetView:
    """One preset. `deadlines` and `quotas` are words and numbers, `promises` passages without a date."""

    name: str
    summary: str
    rules: tuple[RuleRow, ...]
    deadlines: tuple[tuple[str, int], ...]
    quotas: tuple[tuple[str, int], ...]
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PresetsView:
    """Every preset that is shipped."""

    presets: tuple[PresetView, ...]


def presets_view(language: Language) -> PresetsView:
    """The presets, in the order of their names."""
    return PresetsView(
        tuple(
            PresetView(
                name=name,
                summary=language.text(SUMMARIES[name]),
                rules=tuple(
                    RuleRow(
                        id=rule.id,
                        title=title(rule, language),
                        sentence=sentence(rule, language),
                        basis=rule.basis or "",
                    )
                    for rule in shipped_rules(name)
                ),
                deadlines=tuple(_deadlines(values, language)),
                quotas=tuple(_quotas(values, language)),
                promises=tuple(one.quote for one in promises().get(name, ())),
            )
            for name, values in presets().items()
        )
    )


def _deadlines(values: Mapping[str, Any], language: Language) -> Iterator[tuple[str, int]]:
    for row in values.get("incident_deadlines", ()):
        yield language.value("policy", "incident_deadlines.to", row["to"]), row["minutes"]


def _quotas(values: Mapping[str, Any], language: Language) -> Iterator[tuple[str, int]]:
    for role, quota in values.get("quotas", {}).items():
        for name, number in quota.items():
            words = [language.field("policy", "quotas", role)]
            words.append(language.field("policy", "quotas", role, name))
            yield ("" if language.chinese else ": ").join(words), number
