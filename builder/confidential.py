"""Which records are for the school's leaders and their author alone (safety.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from builder.model import Incident, Visit

KINDS: Final = frozenset({"counselling"})
"""Kinds of visit that are confidential whether or not the record says so (S1-15)."""

ABUSE: Final = "abuse"
"""The kind of incident of which the guardian may be the one to fear."""


def is_confidential(visit: Visit) -> bool:
    """Whether a visit's contents are not for everybody who may see that it took place."""
    return visit.confidential or counsels(visit.kind)


def counsels(kinds: Iterable[str]) -> bool:
    """Whether one of some kinds of contact is confidential by itself."""
    return bool(KINDS & set(kinds))


def is_abuse(incident: Incident) -> bool:
    """Whether an incident is a suspected abuse."""
    return incident.kind == ABUSE
