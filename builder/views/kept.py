"""How far the rules are kept that a ledger's records fulfil."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRule:
    """A rule in force: kept of due this semester, and how many are overdue on the day."""

    rule: Link
    done: int
    due: int
    overdue: int


def kept_rules(site: Site, contact: Iterable[str]) -> tuple[KeptRule, ...]:
    """The rules that any of some kinds of contact fulfils, in the policy's order."""
    wanted = set(contact)
    return tuple(
        KeptRule(
            rule=site.rule_link(kept.rule),
            done=kept.done,
            due=kept.due,
            overdue=sum(row.rule.id == kept.rule.id for row in site.evaluation.overdue),
        )
        for kept in site.evaluation.completion
        if wanted & set(kept.rule.contact)
    )
