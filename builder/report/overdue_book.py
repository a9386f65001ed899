"""The overdue list as an Excel workbook: what people read first, then the ids of the CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.evaluation import Overdue
from builder.i18n import Language
from builder.report.report import Report
from builder.report.rows import class_of, unit
from builder.rule_words import title
from builder.workbook import Cell, as_bytes, sheet, workbook


def overdue_book(report: Report, rows: Iterable[Overdue]) -> bytes:
    """Two sheets: overdue rows in the order given, and rules that nobody owes to a child.

    Names of people stand in it only where the report has them.
    """
    language, day = report.language, report.inspection.as_of
    book = workbook()
    as_of = language.text("as of {day}", day=language.day(day))
    if left_out := report.left_out():
        as_of = f"{as_of} · {left_out}"
    overdue, unassigned = language.text("Overdue"), language.text("Unassigned")
    sheet(
        book,
        overdue,
        _heads(language),
        (list(_overdue(report, row)) for row in rows),
        heading=f"{overdue} · {as_of}",
    )
    sheet(
        book,
        unassigned,
        _vacancy_heads(language),
        (
            [
                report.unit("child", row.unit),
                class_of(report, "child", row.unit),
                title(row.rule, language),
                row.unit,
                row.rule.id,
            ]
            for row in report.unassigned
        ),
        heading=f"{unassigned} · {as_of}",
    )
    return as_bytes(book, day)


def _heads(language: Language) -> list[str]:
    return [
        language.text("Unit"),
        language.field("child", "class"),
        language.text("Rule"),
        language.text("Due"),
        language.text("Days"),
        language.text("In a row"),
        language.text("Last such contact"),
        language.text("Last contact of any kind"),
        language.text("Responsible"),
        language.field("policy", "rules", "scope"),
        language.text("Unit id"),
        language.text("Rule id"),
        language.text("Ids of those responsible"),
    ]


def _vacancy_heads(language: Language) -> list[str]:
    heads = _heads(language)
    return [*heads[:3], *heads[10:12]]


def _overdue(report: Report, row: Overdue) -> Iterator[Cell]:
    yield unit(report, row.scope, row.unit)
    yield class_of(report, row.scope, row.unit)
    yield title(row.rule, report.language)
    yield row.due
    yield row.days_overdue
    yield row.missed_in_a_row
    yield row.last_contact
    yield row.last_any_contact
    yield report.people(row.responsible)
    yield report.language.value("policy", ("rules", "scope"), row.scope)
    yield row.unit
    yield row.rule.id
    yield " ".join(row.responsible)
