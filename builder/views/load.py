"""Who has how many children as what, and whether that is what the quotas ask (S3-03, S4-04, S5-08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from builder.model import Quota, Staff
from builder.roles import OF_CHILDREN
from builder.views.site import Link, Site

ROLES: Final = OF_CHILDREN
COUNTED: Final = ("teacher", "administration")
"""The groups to which quotas apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many children somebody has in a role, beside the quota (empty where there is none)."""

    role: str
    name: str
    n: int
    quota: str
    over: bool
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLoad:
    """How many children of a class have somebody in a role, beside the limit for a class."""

    class_: Link
    role: str
    name: str
    n: int
    children: int
    limit: str
    over: bool


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
    """One person's load in every role that they hold or that a quota speaks of.

    A quota speaks of the school's teachers and administrators as long as they are there (O202).
    """
    counted = person.group in COUNTED and person.holds(site.as_of)
    quotas = site.policy.quotas or {}
    found = []
    for role in ROLES:
        n = len(mine[role].get(person.id, ()))
        quota = quotas.get(role, Quota()) if counted else Quota()
        ranged = quota.min is not None or quota.max is not None
        if n or ranged or role in ("paired_teacher", "proxy_parent"):
            found.append(
                Load(
                    role=role,
                    name=site.role_name(role),
                    n=n,
                    quota=quota_words(quota) if ranged else "",
                    over=quota.over(n),
                    short=quota.short(n),
                )
            )
    return tuple(found)


def class_loads(site: Site) -> Iterator[ClassLoad]:
    """The paired and proxied children of each class, and those of any role with a limit a class."""
    quotas = site.policy.quotas or {}
    for role in ROLES[1:]:
        limit = quotas.get(role, Quota()).per_class
        if limit is None and role == "community_parent":
            continue
        for class_id, children in site.children_of_class.items():
            n = sum(bool(site.holders(role, child)) for child in children)
            yield ClassLoad(
                class_=site.class_link(class_id),
                role=role,
                name=site.role_name(role),
                n=n,
                children=len(children),
                limit="" if limit is None else f"≤ {limit}",
                over=limit is not None and n > limit,
            )


def quota_words(quota: Quota) -> str:
    """A quota as a range: 2, 1–3, ≥ 1, ≤ 3."""
    if quota.max is None:
        return f"≥ {quota.min}"
    if quota.min is None:
        return f"≤ {quota.max}"
    return str(quota.min) if quota.min == quota.max else f"{quota.min}–{quota.max}"
