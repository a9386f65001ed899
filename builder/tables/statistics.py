"""The statistics table of the workbook: a column a class, and the school, every count of its N."""

from __future__ import annotations

from collections.abc import Sequence

from builder.i18n import N_
from builder.model import Child
from builder.tables.registers import Register
from builder.tables.table import STATISTICS
from builder.views.archive import clear_counts, group_name
from builder.views.class_numbers import statistics
from builder.views.site import Site
from builder.workbook import Cell


def statistics_table(site: Site) -> Register:
    """Counts of the children enrolled and left-behind on the day (S3-02)."""
    say, field, language = site.language.text, site.language.field, site.language
    classes = [(cls, site.children_of_class.get(cls.class_, ())) for cls in site.semester_classes]
    names = [site.class_name(cls.class_) for cls, _ in classes]
    heads = [
        say(N_("What")),
        say(N_("Of which")),
        *names,
        say(N_("Whole school")),
        say(N_("Share")),
    ]
    teachers = [
        language.join([link.text for link in site.staff_links(site.class_teachers(cls.class_))])
        for cls, _ in classes
    ]
    left_behind = say(N_("Left-behind children"))
    whole = len(site.children)
    rows: list[list[Cell]] = [
        [field("semester", "classes", "class_teachers"), "", *teachers, "", ""],
        [
            field("semester", "classes", "pupils"),
            "",
            *(cls.pupils for cls, _ in classes),
            site.pupils,
            "",
        ],
        [
            left_behind,
            "",
            *(len(children) for _, children in classes),
            whole,
            language.share(whole, site.pupils),
        ],
    ]
    per_class = [_counts(site, children) for _, children in classes]
    for key, n in _counts(site, site.children).items():
        counted = (counts.get(key, 0) for counts in per_class)
        rows.append([*key, *counted, n, language.share(n, whole)])
    return Register(say(STATISTICS), heads, rows, 2)


def _counts(site: Site, children: Sequence[Child]) -> dict[tuple[str, str], int]:
    """How many children have what: by the thing and its value, in the order of the class page."""
    # Boarding, priority and unguarded are things of their own, no kinds of being left behind.
    alone = {site.language.field("child", name) for name in ("boarding", "priority", "unguarded")}
    found = {
        (row.label, "") if row.label in alone else (figures.title, row.label): row.n
        for figures in statistics(site, children)
        for row in figures.rows
    }
    paired = site.language.kind("pairing")
    for role in ("paired_teacher", "proxy_parent"):
        n = sum(bool(site.holders(role, child)) for child in children)
        found[paired, site.role_name(role)] = n
    clear = site.language.text(N_("Archive clear"))
    for name, n in clear_counts(children, site.policy, site.as_of):
        found[clear, group_name(site.language, name)] = n
    return found
