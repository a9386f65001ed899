"""Of whom something is so, class by class: how many of how many, and who."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from builder.edit_links import NewFile
from builder.views.site import Link, Site

Blank = Callable[[str, Sequence[str]], NewFile]
"""Makes the form to fill in for some children (by id) of a class (by id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShare:
    """`n` of `whole` children of a class. `unnamed` of the n are on no list (consent withdrawn)."""

    class_: Link
    n: int
    whole: int
    children: tuple[Link, ...]
    unnamed: int
    new: NewFile | None


def by_class(
    site: Site, ids: Collection[str], blank: Blank | None = None
) -> tuple[ClassShare, ...]:
    """The left-behind children among `ids`, by class; classes without any are left out.

    `blank` makes a form for the named children of a class, to be filled in for all of them.
    """
    return tuple(_shares(site, ids, blank))


def _shares(site: Site, ids: Collection[str], blank: Blank | None) -> Iterator[ClassShare]:
    for class_id, children in site.children_of_class.items():
        these = [child.id for child in children if child.id in ids]
        if not these:
            continue
        named = [child for child in these if child not in site.withdrawn]
        yield ClassShare(
            class_=site.class_link(class_id),
            n=len(these),
            whole=len(children),
            children=tuple(site.child_link(child) for child in named),
            unnamed=len(these) - len(named),
            new=blank(class_id, named) if blank and named else None,
        )


def class_options(site: Site, ids: Iterable[str]) -> tuple[Link, ...]:
    """The classes that children are in on the day, to choose from, in the order of the school."""
    seen = {site.class_of("child", child) for child in ids} - {""}
    known = [cls.class_ for cls in site.semester_classes]
    ordered = [cls for cls in known if cls in seen] + sorted(seen - set(known))
    return tuple(Link(site.class_name(cls), "", cls) for cls in ordered)


def class_of(site: Site, child_id: str) -> Link:
    """The class of a child on the day, in short; of one who left, the last one."""
    child = site.store.children.get(child_id)
    if child is None:
        return Link("")
    day = child.here_until(site.as_of)
    return site.class_link(child.class_on(day), short=True, day=day)


def gone(site: Site, child_id: str) -> str:
    """That a child on an old record is not of the school any more; empty for one who is."""
    child = site.store.children.get(child_id)
    if child is None or child.left is None or child.left >= site.as_of:
        return ""
    return site.language.text("left {day}", day=site.language.day(child.left))
