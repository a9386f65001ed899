"""Overdue: who has not been contacted as the policy asks, who owes it, and who owes nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from builder.edit_links import NewFile
from builder.evaluation import Overdue
from builder.views.home_visits import HomeVisitRow, home_visit_rows
from builder.views.log_visit import loggable, visit_to_log
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list. The ids are what the filters compare."""

    unit: Link
    class_: Link
    rule: Link
    severity: str
    due: str
    due_sort: str
    days: int
    in_a_row: int
    last: str
    last_sort: str
    last_any: str
    last_any_sort: str
    failed: int
    responsible: tuple[Link, ...]
    log: NewFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows of one class, person or rule, counted."""

    head: Link
    anchor: str
    rows: tuple[Row, ...]
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A child to whom a rule applies that nobody owes."""

    child: Link
    class_: Link
    rules: tuple[Link, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueView:
    """The whole list and its three groupings."""

    as_of: str
    rules_in_force: int
    rows: tuple[Row, ...]
    children_overdue: int
    children: int
    by_class: tuple[Group, ...]
    by_person: tuple[Group, ...]
    by_rule: tuple[Group, ...]
    nobody: str
    unassigned: tuple[Vacancy, ...]
    can_log: bool
    home_visits: tuple[HomeVisitRow, ...]
    home_classes: tuple[Link, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the overdue list."""
    view = overdue_view(site)
    yield Sheet(
        path="overdue",
        title=site.language.text("Overdue"),
        context=view,
        description=site.language.text(
            "Contacts that are owed and late, as of {day}", day=view.as_of
        ),
        search="",
    )


def overdue_view(site: Site) -> OverdueView:
    """The overdue list as the page shows it."""
    rows = tuple(_row(site, row) for row in site.evaluation.overdue)
    children = {row.unit for row in site.evaluation.overdue if row.scope == "child"}
    nobody = site.language.text("Nobody")
    home_visits = home_visit_rows(site)
    return OverdueView(
        as_of=site.language.day(site.as_of),
        rules_in_force=len(site.policy.enabled),
        rows=rows,
        children_overdue=len(children),
        children=len(site.children),
        by_class=_groups(rows, lambda row: (row.class_,), "class"),
        by_person=_groups(rows, lambda row: row.responsible or (Link(nobody),), "person"),
        by_rule=_groups(rows, lambda row: (row.rule,), "rule"),
        nobody=nobody,
        unassigned=tuple(_vacancies(site)),
        can_log=any(row.log for row in rows),
        home_visits=home_visits,
        home_classes=tuple(
            site.class_link(cls.class_, short=True)
            for cls in site.semester_classes
            if any(row.class_.id == cls.class_ for row in home_visits)
        ),
    )


def _row(site: Site, row: Overdue) -> Row:
    since = row.last_contact if row.scope == "child" else None
    class_id = site.class_of(row.scope, row.unit)
    hidden = row.scope == "child" and row.unit in site.withdrawn
    can_log = loggable(row.rule) and not hidden
    return Row(
        unit=site.unit_link(row.scope, row.unit),
        class_=site.class_link(class_id, short=True) if class_id and not hidden else Link(""),
        rule=site.rule_link(row.rule),
        severity=row.rule.severity,
        due=site.short_day(row.due),
        due_sort=row.due.isoformat(),
        days=row.days_overdue,
        in_a_row=row.missed_in_a_row,
        last=site.short_day(row.last_contact),
        last_sort=row.last_contact.isoformat() if row.last_contact else "",
        last_any=site.short_day(row.last_any_contact),
        last_any_sort=row.last_any_contact.isoformat() if row.last_any_contact else "",
        failed=site.failed_since(row.unit, since) if row.scope == "child" else 0,
        responsible=site.staff_links(row.responsible),
        log=visit_to_log(site, row.unit, rule=row.rule, by=row.responsible) if can_log else None,
    )


def _groups(
    rows: tuple[Row, ...], heads: Callable[[Row], tuple[Link, ...]], name: str
) -> tuple[Group, ...]:
    """The rows by class, person or rule; the group with most rows first."""
    found: dict[Link, list[Row]] = {}
    for row in rows:
        for head in heads(row):
            found.setdefault(head, []).append(row)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0].id))
    return tuple(
        Group(
            head=head,
            anchor=f"{name}-{head.id or 'none'}",
            rows=tuple(members),
            children=len({row.unit.id for row in members}),
        )
        for head, members in ordered
    )


def _vacancies(site: Site) -> Iterator[Vacancy]:
    """Children to whom a rule applies that nobody owes, each once with all such rules."""
    for child_id, rows in sorted(site.unassigned_of.items()):
        roles = dict.fromkeys(role for row in rows for role in row.rule.by)
        class_id = site.class_of("child", child_id)
        yield Vacancy(
            child=site.listed_link(child_id),
            class_=site.class_link(class_id, short=True) if class_id else Link(""),
            rules=tuple(site.rule_link(row.rule) for row in rows),
            roles=tuple(site.role_name(role) for role in roles),
        )
