"""What is not filled, or filled too full: n of N, and who is meant (S1-16, S3-03, S4-04, S5-08)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.i18n import N_
from builder.model import Child
from builder.views.load import ROLES, Load, children_by, class_loads, load_of
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """One thing that the school asks for: n of N lack it. `href` leads to the roster that shows
    them, where there are any.

    `who` are those who may be named; `unnamed` counts the others (consent withdrawn).
    """

    id: str
    label: str
    n: int
    whole: int
    who: tuple[Link, ...]
    unnamed: int
    href: str


_WITHOUT: Final = {
    "paired_teacher": N_("Children without a paired teacher"),
    "proxy_parent": N_("Children without a proxy parent"),
}


def vacancies(site: Site) -> tuple[Vacancy, ...]:
    """Everything there is to flag; quotas only where the policy sets some."""
    return (*_of_children(site), *_of_staff(site), *_of_classes(site))


def unsuited_proxy(site: Site, child: Child) -> bool:
    """An unguarded child whose proxy is neither administration nor support staff, or who has none."""
    if not any(spell.holds(site.as_of) for spell in child.unguarded):
        return False
    staff = site.store.staff
    proxies = site.holders("proxy_parent", child)
    groups = {staff[one].group for one in proxies if one in staff}
    return not groups & {"administration", "support"}


def _of_children(site: Site) -> Iterator[Vacancy]:
    children = [child for group in site.children_of_class.values() for child in group]
    for role, label in _WITHOUT.items():
        href = f"pairings.html?state={role}#care"
        lacking = [child for child in children if not site.holders(role, child)]
        yield _children(site, role, label, lacking, len(children), href)
    several = [child for child in children if len(site.holders("proxy_parent", child)) > 1]
    if several:
        label = N_("Children with more than one proxy parent")
        href = "pairings.html?state=several#care"
        yield _children(site, "several", label, several, len(children), href)
    unguarded = [c for c in children if any(spell.holds(site.as_of) for spell in c.unguarded)]
    unsuited = [child for child in unguarded if unsuited_proxy(site, child)]
    label = N_("Unguarded children whose proxy parent is not administration or support staff")
    yield _children(site, "unguarded", label, unsuited, len(unguarded), "groups.html#unguarded")


def _children(
    site: Site, id_: str, label: str, children: Sequence[Child], whole: int, href: str
) -> Vacancy:
    named = [child for child in children if child.id not in site.withdrawn]
    return Vacancy(
        id=id_,
        label=site.language.text(label),
        n=len(children),
        whole=whole,
        who=tuple(site.child_link(child.id) for child in named),
        unnamed=len(children) - len(named),
        href=href if children else "",
    )


def _of_staff(site: Site) -> Iterator[Vacancy]:
    """Teachers without a child; people with more or fewer children than the quotas say."""
    mine = {role: children_by(site, role) for role in ROLES}
    teachers = [one.id for one in site.staff_now if one.group == "teacher"]
    caring = {*mine["paired_teacher"], *mine["proxy_parent"]}
    idle = [one for one in teachers if one not in caring]
    yield _people(site, "teachers", N_("Teachers without a child"), idle, len(teachers))
    loads = {one.id: load_of(site, one, mine) for one in site.staff_now}
    counted = [one for one, load in loads.items() if any(row.quota for row in load)]
    limits: tuple[tuple[str, str, Callable[[Load], bool]], ...] = (
        ("over", N_("Staff with more children than the limit"), lambda row: row.over),
        ("short", N_("Staff with fewer children than asked for"), lambda row: row.short),
    )
    for id_, label, fails in limits:
        if counted:
            off = [one for one in counted if any(fails(row) for row in loads[one])]
            yield _people(site, id_, label, off, len(counted))


def _people(site: Site, id_: str, label: str, who: Sequence[str], whole: int) -> Vacancy:
    return Vacancy(
        id=id_,
        label=site.language.text(label),
        n=len(who),
        whole=whole,
        who=site.staff_links(who),
        unnamed=0,
        href=f"staff-loads.html?state={id_}#loads" if who else "",
    )


def _of_classes(site: Site) -> Iterable[Vacancy]:
    """Classes with more children in a role than a class may have."""
    limited = [row for row in class_loads(site) if row.limit]
    over = {row.class_.id: row.class_ for row in limited if row.over}
    if limited:
        yield Vacancy(
            id="classes",
            label=site.language.text("Classes with more children than the limit"),
            n=len(over),
            whole=len({row.class_.id for row in limited}),
            who=tuple(over.values()),
            unnamed=0,
            href="staff-loads.html#per-class" if over else "",
        )
