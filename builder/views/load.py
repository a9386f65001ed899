"""Who has how many children as what, and whether that is what the quotas ask (S3-03, S4-04, S5-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from builder.model import Quota, Staff
from builder.views.site import Site

ROLES: Final = ("class_teacher", "paired_teacher", "proxy_parent", "community_parent")
COUNTED: Final = ("teacher", "administration")
"""The groups to which quotas apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many children somebody has in a role. `fits` is None where no quota says anything."""

    role: str
    name: str
    n: int
    quota: str
    fits: bool | None


def children_by(site: Site, role: str) -> dict[str, list[str]]:
    """The children of the day of each person in a role, in the order of the classes."""
    found: dict[str, list[str]] = {}
    for children in site.children_of_class.values():
        for child in children:
            for staff in site.holders(role, child):
                found.setdefault(staff, []).append(child.id)
    return found


def load_of(
    site: Site, person: Staff, mine: Mapping[str, Mapping[str, Sequence[str]]]
) -> tuple[Load, ...]:
    """One person's load in every role that they hold or that a quota speaks of."""
    quotas = site.policy.quotas or {}
    found = []
    for role in ROLES:
        n = len(mine[role].get(person.id, ()))
        quota = quotas.get(role) if person.group in COUNTED else None
        ranged = quota if quota and (quota.min is not None or quota.max is not None) else None
        if n or ranged or role in ("paired_teacher", "proxy_parent"):
            found.append(
                Load(
                    role=role,
                    name=site.role_name(role),
                    n=n,
                    quota=quota_words(ranged) if ranged else "",
                    fits=fits(n, ranged) if ranged else None,
                )
            )
    return tuple(found)


def fits(n: int, quota: Quota) -> bool:
    """Whether a number of children is within a quota."""
    return (quota.min or 0) <= n and (quota.max is None or n <= quota.max)


def quota_words(quota: Quota) -> str:
    """A quota as a range: 2, 1–3, ≥ 1, ≤ 3."""
    if quota.max is None:
        return f"≥ {quota.min}"
    if quota.min is None:
        return f"≤ {quota.max}"
    return str(quota.min) if quota.min == quota.max else f"{quota.min}–{quota.max}"
