"""The statistics table of a class: every value of every field, boys and girls apart (S3-02)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.model import Child, SemesterClass
from builder.views.class_numbers import Figure, Figures, statistics
from builder.views.prints.documents import Cell, Heading, class_heading, class_sheets, listed
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: how many of the class's left-behind children, and how many boys and girls."""

    label: str
    n: int
    whole: int
    boys: int
    girls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows about one thing."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsView:
    """The table, and the class's own numbers above it. Children counted but named nowhere are in."""

    heading: Heading
    back: Link
    cells: tuple[Cell, ...]
    whole: Row
    sections: tuple[Section, ...]
    unnamed: int


def sheets(site: Site) -> Iterator[Sheet]:
    """One table for every class of the semester."""
    return class_sheets(site, "statistics", statistics_view)


def statistics_view(site: Site, cls: SemesterClass) -> StatisticsView:
    """The table of a class on the day."""
    children = site.children_of_class.get(cls.class_, ())
    boys = [child for child in children if child.sex == "male"]
    girls = [child for child in children if child.sex == "female"]
    groups = [_figures(site, some) for some in (children, boys, girls)]
    return StatisticsView(
        heading=class_heading(site, "statistics", cls),
        back=site.class_link(cls.class_),
        cells=_cells(site, cls, len(children)),
        whole=Row(
            label=site.language.text("Left-behind children"),
            n=len(children),
            whole=len(children),
            boys=len(boys),
            girls=len(girls),
        ),
        sections=tuple(_sections(*groups)),
        unnamed=listed(site, cls)[1],
    )


def _cells(site: Site, cls: SemesterClass, n: int) -> tuple[Cell, ...]:
    """The class beside its left-behind children; numbers that nobody entered are blanks."""
    language = site.language
    found = [
        Cell(language.field("semester", "classes", "pupils"), language.number(cls.pupils), 3),
        Cell(language.text("Left-behind children"), language.share(n, cls.pupils), 3),
    ]
    for name, number in (("girls", cls.girls), ("boarders", cls.boarders)):
        words = "" if number is None else language.share(number, cls.pupils)
        found.append(Cell(language.field("semester", "classes", name), words, 3))
    return tuple(found)


def _sections(
    everybody: Sequence[Figures], boys: Sequence[Figures], girls: Sequence[Figures]
) -> Iterator[Section]:
    """The same figures of three groups side by side."""
    for three in zip(everybody, boys, girls, strict=True):
        rows = zip(*(one.rows for one in three), strict=True)
        yield Section(
            title=three[0].title,
            rows=tuple(
                Row(label=a.label, n=a.n, whole=a.whole, boys=b.n, girls=g.n) for a, b, g in rows
            ),
        )


def _figures(site: Site, children: Sequence[Child]) -> tuple[Figures, ...]:
    """The class page's figures with every value, needs beside them; boys and girls are columns.

    Everybody has one main guardian or none on record: a row says how many, so that the rows add up.
    """
    language = site.language
    named = {
        language.field("child", "guardians"),
        language.field("child", "guardians", "capacity"),
    }
    found = []
    for figures in statistics(site, children, every=True):
        if figures.title == language.field("child", "sex"):
            continue
        rows = figures.rows
        if figures.title in named:
            missing = len(children) - sum(row.n for row in rows)
            rows = (*rows, _figure(language.text("not on record"), missing, children))
        found.append(Figures(title=figures.title, rows=rows))
    needs = tuple(
        _figure(title, sum(need in child.needs for child in children), children)
        for need, title in site.needs.items()
    )
    return (*found, Figures(title=language.field("child", "needs"), rows=needs))


def _figure(label: str, n: int, children: Sequence[Child]) -> Figure:
    return Figure(label=label, n=n, whole=len(children))
