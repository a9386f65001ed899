"""Statistics of a group of children: each figure as n of N, every value of a field in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from builder.model import Child, LeftBehind
from builder.schema import choices, node_at
from builder.views.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of a statistics table; `whole` is the N it is a share of."""

    label: str
    n: int
    whole: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The rows about one thing."""

    title: str
    rows: tuple[Figure, ...]


def statistics(
    site: Site, children: Sequence[Child], *, every: bool = False
) -> tuple[Figures, ...]:
    """By sex, who is away, boarding and the like, main guardian, monitoring, hardship, concerns.

    With `every` the values that nobody has stand there too, in the order of the vocabulary: the
    rows are then the same for any children, as on a form.
    """
    field = site.language.field
    coded = _every if every else _coded
    sections = (
        (field("child", "sex"), coded(site, children, ("sex",), lambda child: [child.sex])),
        (
            field("child", "left_behind"),
            coded(site, children, ("left_behind", "type"), lambda child: _types(site, child)),
        ),
        (site.language.text("Other circumstances"), _spells(site, children)),
        (
            field("child", "guardians"),
            coded(site, children, ("guardians", "relation"), lambda c: _main(site, c, "relation")),
        ),
        (
            field("child", "guardians", "capacity"),
            coded(site, children, ("guardians", "capacity"), lambda c: _main(site, c, "capacity")),
        ),
        (field("child", "hardship"), coded(site, children, ("hardship",), lambda c: c.hardship)),
        (field("child", "concerns"), coded(site, children, ("concerns",), lambda c: c.concerns)),
    )
    return tuple(Figures(title=title, rows=rows) for title, rows in sections if rows)


def _coded(
    site: Site,
    children: Sequence[Child],
    route: tuple[str, ...],
    values: Callable[[Child], Iterable[str]],
) -> tuple[Figure, ...]:
    """How many children have each value of a coded field; values that nobody has are left out."""
    counts = Counter(value for child in children for value in dict.fromkeys(values(child)))
    return tuple(
        Figure(label=site.language.value("child", route, value), n=n, whole=len(children))
        for value, n in counts.most_common()
    )


def _every(
    site: Site,
    children: Sequence[Child],
    route: tuple[str, ...],
    values: Callable[[Child], Iterable[str]],
) -> tuple[Figure, ...]:
    """The same with every value that there is."""
    counts = Counter(value for child in children for value in dict.fromkeys(values(child)))
    node = node_at("child", route)
    known = choices(node.get("items", node)) if node else ()
    return tuple(
        Figure(
            label=site.language.value("child", route, choice.const),
            n=counts[choice.const],
            whole=len(children),
        )
        for choice in known
    )


def _spells(site: Site, children: Sequence[Child]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            label=site.language.field("child", name),
            n=sum(any(spell.holds(site.as_of) for spell in getattr(c, name)) for c in children),
            whole=len(children),
        )
        for name in ("boarding", "priority", "unguarded")
    )


def spell_on(site: Site, child: Child) -> LeftBehind | None:
    """The spell of being left behind that holds the day."""
    return next((spell for spell in child.left_behind if spell.holds(site.as_of)), None)


def _types(site: Site, child: Child) -> list[str]:
    spell = spell_on(site, child)
    return [spell.type] if spell else []


def _main(site: Site, child: Child, field: str) -> list[str]:
    """A field of the main guardian: the first on record who is so on the day."""
    main = next((one for one in child.guardians if one.holds(site.as_of)), None)
    value = getattr(main, field) if main else None
    return [value] if value else []
