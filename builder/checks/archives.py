"""Archives: consent, guardians, retention."""

from __future__ import annotations

from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at


def consent(subject: Subject) -> Iterator[Finding]:
    """Every child at the school has a dated consent (W501) that was not withdrawn (W502)."""
    day = subject.as_of
    for child in subject.store.children.values():
        if not child.enrolled_on(day):
            continue
        if child.consent is None or child.consent.date > day:
            yield at(child.origin, "W501")
        elif child.consent.withdrawn and child.consent.withdrawn <= day:
            yield at(child.origin, "W502", "consent", "withdrawn")


def guardian_with_telephone(subject: Subject) -> Iterator[Finding]:
    """Every child has a guardian who can be called, or is on record as unguarded (W503)."""
    day = subject.as_of
    for child in subject.store.children.values():
        if not child.enrolled_on(day) or any(spell.holds(day) for spell in child.unguarded):
            continue
        if not any(guardian.phone and guardian.holds(day) for guardian in child.guardians):
            yield at(child.origin, "W503")


def retention(subject: Subject) -> Iterator[Finding]:
    """An archive is not kept beyond the day until which it was to be kept (W402)."""
    for child in subject.store.children.values():
        if child.retain_until and child.retain_until < subject.as_of:
            yield at(child.origin, "W402", "retain_until")
