"""Quotas of pairings, and who may be the proxy of a child without a guardian (S1-16, S5-08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.checks.subject import Subject
from builder.finding import Finding, at
from builder.model import Quota


def _children(subject: Subject, role: str) -> dict[str, set[str]]:
    """The children of each person in a role: those enrolled and left-behind on the day."""
    day = subject.as_of
    present = {child.id for child in subject.store.left_behind_on(day)}
    found: dict[str, set[str]] = defaultdict(set)
    for pairing in subject.store.pairings:
        if pairing.kind != role or not pairing.holds(day):
            continue
        if pairing.staff and pairing.child in present:
            found[pairing.staff].add(pairing.child)
    return found


def per_person(subject: Subject) -> Iterator[Finding]:
    """Every teacher and administrator has as many children as the quota says (O202)."""
    for role, quota in (subject.policy.quotas or {}).items():
        children = _children(subject, role)
        for person in subject.store.staff.values():
            if person.group not in ("teacher", "administration"):
                continue
            if not person.holds(subject.as_of):
                continue
            count = len(children[person.id])
            if quota.over(count) or quota.short(count):
                named = {"who": person.id, "role": role, "quota": _words(quota)}
                yield at(person.origin, "O202", count=str(count), **named)


def per_class(subject: Subject) -> Iterator[Finding]:
    """No class has more children in a role than the quota allows (O202)."""
    semester, day = subject.evaluation.semester, subject.as_of
    for role, quota in (subject.policy.quotas or {}).items():
        if quota.per_class is None or semester is None:
            continue
        paired = {child for group in _children(subject, role).values() for child in group}
        for position, cls in enumerate(semester.classes):
            children = subject.store.children
            count = sum(children[child].class_on(day) == cls.class_ for child in paired)
            if count > quota.per_class:
                named = {"who": cls.class_, "role": role, "quota": f"≤ {quota.per_class}"}
                steps = ("classes", position)
                yield at(semester.origin, "O202", *steps, count=str(count), **named)


def unguarded_proxy(subject: Subject) -> Iterator[Finding]:
    """The proxy parent of an unguarded child is administration or support staff (O203, S1-16)."""
    day, store = subject.as_of, subject.store
    for child in store.left_behind_on(day):
        if not any(spell.holds(day) for spell in child.unguarded):
            continue
        proxies = {
            store.staff[pairing.staff].group
            for pairing in store.pairings_of[child.id]
            if pairing.kind == "proxy_parent"
            and pairing.holds(day)
            and pairing.staff is not None
            and pairing.staff in store.staff
        }
        if proxies and not proxies & {"administration", "support"}:
            yield at(child.origin, "O203")


def _words(quota: Quota) -> str:
    """The quota as a range: `2`, `1-3`, `≥ 1`, `≤ 3`."""
    if quota.max is None:
        return f"≥ {quota.min}"
    if quota.min is None:
        return f"≤ {quota.max}"
    return str(quota.min) if quota.min == quota.max else f"{quota.min}-{quota.max}"
