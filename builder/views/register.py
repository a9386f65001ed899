"""The register of children: one row a child, for the class page and the rosters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from builder.model import Child
from builder.views.archive import archive
from builder.views.child import standing_tags
from builder.views.class_numbers import spell_on
from builder.views.contact_card import dial
from builder.views.marks import Tag, with_detail
from builder.views.site import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One child."""

    child: Link
    sex: str
    age: int
    type: str
    tags: tuple[Tag, ...]
    guardian: str
    phone: str
    dial: str
    paired_teacher: tuple[Link, ...]
    proxy_parent: tuple[Link, ...]
    clear: int
    groups: int
    overdue: int
    last: str
    last_sort: str


def register(site: Site, children: Iterable[Child]) -> tuple[RegisterRow, ...]:
    """The rows of some children, in their order, without those who may not be named."""
    return tuple(_row(site, child) for child in children if child.id not in site.withdrawn)


def _row(site: Site, child: Child) -> RegisterRow:
    language = site.language
    main = next((one for one in child.guardians if one.holds(site.as_of)), None)
    relation = language.value("child", "guardians.relation", main.relation) if main else ""
    groups = archive(child, site.policy, site.as_of)
    spell = spell_on(site, child)
    last = site.last_reached.get(child.id)
    return RegisterRow(
        child=site.child_link(child.id),
        sex=language.value("child", "sex", child.sex),
        age=child.age_on(site.as_of),
        type=language.value("child", "left_behind.type", spell.type) if spell else "",
        tags=standing_tags(site, child),
        guardian=with_detail(language, main.name, relation) if main else "",
        phone=main.phone or "" if main else "",
        dial=dial(main.phone) if main else "",
        paired_teacher=site.staff_links(site.holders("paired_teacher", child)),
        proxy_parent=site.staff_links(site.holders("proxy_parent", child)),
        clear=sum(group.clear for group in groups),
        groups=len(groups),
        overdue=len(site.overdue_of.get(f"child:{child.id}", ())),
        last=site.short_day(last.date) if last else "",
        last_sort=last.date.isoformat() if last else "",
    )


def hidden(site: Site, child_id: str) -> bool:
    """Whether a child is counted but on no list, since its consent was withdrawn."""
    return child_id in site.withdrawn
