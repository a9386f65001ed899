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
    """One child. Of a child whose consent is withdrawn only name, guardian and that fact."""

    child: Link
    withdrawn: bool
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
    """The rows of some children, in their order."""
    return tuple(_row(site, child) for child in children)


def _row(site: Site, child: Child) -> RegisterRow:
    language = site.language
    main = next((one for one in child.guardians if one.holds(site.as_of)), None)
    relation = language.value("child", "guardians.relation", main.relation) if main else ""
    hidden = child.id in site.withdrawn
    groups = archive(child, site.policy, site.as_of)
    spell = spell_on(site, child)
    last = None if hidden else site.last_reached.get(child.id)
    return RegisterRow(
        child=site.child_link(child.id),
        withdrawn=hidden,
        sex="" if hidden else language.value("child", "sex", child.sex),
        age=0 if hidden else child.age_on(site.as_of),
        type=language.value("child", "left_behind.type", spell.type)
        if spell and not hidden
        else "",
        tags=() if hidden else standing_tags(site, child),
        guardian=with_detail(language, main.name, relation) if main else "",
        phone="" if hidden or main is None else main.phone or "",
        dial="" if hidden or main is None else dial(main.phone),
        paired_teacher=() if hidden else site.staff_links(site.holders("paired_teacher", child)),
        proxy_parent=() if hidden else site.staff_links(site.holders("proxy_parent", child)),
        clear=sum(group.clear for group in groups),
        groups=len(groups),
        overdue=0 if hidden else len(site.overdue_of.get(f"child:{child.id}", ())),
        last=site.short_day(last.date) if last else "",
        last_sort=last.date.isoformat() if last else "",
    )


def hidden(site: Site, child_id: str) -> bool:
    """Whether a child is counted but on no list, since its consent was withdrawn."""
    return child_id in site.withdrawn
