"""Archives: consent, guardians, retention."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
        elif child.withdrawn_on(day):
            yield at(child.origin, "W502", "consent", "withdrawn")


OWN_CONSENT: Final = 14
"""From this age a child consents for itself, below it the guardian does (个人信息保护法 art. 31)."""
_ITSELF: Final = frozenset(
    {"本人", "学生本人", "学生", "自己", "孩子本人", "child", "self", "pupil"}
)


def whose_consent(subject: Subject) -> Iterator[Finding]:
    """Under 14 the guardian consents (W506), from 14 the child itself (W505).

    A consent that the guardian gave before the fourteenth birthday holds until then.
    """
    day = subject.as_of
    for child in subject.store.children.values():
        given = child.consent
        if given is None or given.date > day or not child.enrolled_on(day):
            continue
        if child.withdrawn_on(day):
            continue
        itself = given.by == child.name or (given.relation or "").lower() in _ITSELF
        if itself and child.age_on(given.date) < OWN_CONSENT:
            yield at(child.origin, "W506", "consent", "date")
        elif not itself and child.age_on(day) >= OWN_CONSENT:
            yield at(child.origin, "W505", "consent", "by")


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
            yield at(child.origin, "W402", "retain_until", id=child.id)
