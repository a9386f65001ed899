"""Rosters: boarders, priority children, children without a guardian, and other groups (S1-08, S1-09)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from builder import schema
from builder.model import Child
from builder.views.class_numbers import spell_on
from builder.views.record_forms import RosterForms, roster_forms
from builder.views.site import Link, Sheet, Site
from builder.views.vacancies import unsuited_proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellChild:
    """A child in a spell, since when and why, and who looks after it; `flagged` as S1-16 has it."""

    child: Link
    class_: Link
    since: str
    since_sort: str
    reason: str
    teachers: tuple[Link, ...]
    proxies: tuple[Link, ...]
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellGroup:
    """The children in one kind of spell. `n` counts those who may not be named too."""

    id: str
    title: str
    n: int
    unnamed: int
    rows: tuple[SpellChild, ...]
    nobody: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedGroup:
    """The children with one value of a coded field of the archive."""

    title: str
    n: int
    unnamed: int
    who: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedField:
    """A coded field and its groups (S4-01: both parents away is a count of its own)."""

    title: str
    groups: tuple[CodedGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsView:
    """The groups of the day."""

    as_of: str
    semester: str
    children: int
    spells: tuple[SpellGroup, ...]
    coded: tuple[CodedField, ...]
    classes: tuple[Link, ...]
    new: RosterForms


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of groups."""
    view = groups_view(site)
    yield Sheet(
        path="groups",
        title=site.language.text("Groups"),
        context=view,
        search="",
        description=site.language.text(
            "Boarders, priority children and other groups, as of {day}", day=view.as_of
        ),
    )


def groups_view(site: Site) -> GroupsView:
    """The page as it is shown."""
    text = site.language.text
    spells = (
        ("boarding", "boarders", text("No child boards at present.")),
        ("priority", "priority", text("No child is on the priority list at present.")),
        ("unguarded", "unguarded", text("No child is without a guardian at present.")),
    )
    fields = (("left_behind", "type"), ("hardship",))
    return GroupsView(
        as_of=site.language.day(site.as_of),
        semester=site.semester.name if site.semester else "",
        children=len(site.children),
        spells=tuple(_group(site, field, id_, nobody) for field, id_, nobody in spells),
        coded=tuple(_coded(site, route) for route in fields),
        classes=tuple(site.class_link(id_, short=True) for id_ in site.children_of_class),
        new=roster_forms(site),
    )


def _group(site: Site, field: str, id_: str, nobody: str) -> SpellGroup:
    language = site.language
    here = [
        child
        for children in site.children_of_class.values()
        for child in children
        if any(spell.holds(site.as_of) for spell in getattr(child, field))
    ]
    named = [child for child in here if child.id not in site.withdrawn]
    key = language.key("child", field)
    return SpellGroup(
        id=id_,
        title=language.field("child", field),
        n=len(here),
        unnamed=len(here) - len(named),
        rows=tuple(_row(site, child, field) for child in named),
        nobody=nobody,
        how=language.text(
            "The child's record says since when: {example}",
            example=f"{key}: {site.as_of.isoformat()}",
        ),
    )


def _row(site: Site, child: Child, field: str) -> SpellChild:
    spell = next(one for one in getattr(child, field) if one.holds(site.as_of))
    return SpellChild(
        child=site.child_link(child.id),
        class_=site.class_link(child.class_on(site.as_of), short=True),
        since=site.language.day(spell.since),
        since_sort=spell.since.isoformat(),
        reason=getattr(spell, "reason", None) or "",
        teachers=site.staff_links(site.holders("paired_teacher", child)),
        proxies=site.staff_links(site.holders("proxy_parent", child)),
        flagged=unsuited_proxy(site, child),
    )


def _coded(site: Site, route: tuple[str, ...]) -> CodedField:
    """The values of a field that anybody has, in the order of the schema."""
    node = schema.node_at("child", route) or {}
    found: dict[str, list[str]] = {}
    for child in site.children:
        for value in _values(site, child, route):
            found.setdefault(value, []).append(child.id)
    groups = []
    for choice in schema.choices(node.get("items", node)):
        ids = found.get(choice.const, [])
        named = [id_ for id_ in ids if id_ not in site.withdrawn]
        if ids:
            groups.append(
                CodedGroup(
                    title=site.language.value("child", route, choice.const),
                    n=len(ids),
                    unnamed=len(ids) - len(named),
                    who=tuple(site.child_link(id_) for id_ in named),
                )
            )
    return CodedField(title=site.language.field("child", route[0]), groups=tuple(groups))


def _values(site: Site, child: Child, route: tuple[str, ...]) -> tuple[str, ...]:
    if route[0] == "hardship":
        return tuple(dict.fromkeys(child.hardship))
    spell = spell_on(site, child)
    return (spell.type,) if spell else ()
