"""Overdue rows and vacancies as sentences, and whom they are about, for every format."""

from __future__ import annotations

from builder.codes import CODES
from builder.evaluation import Overdue, Unassigned
from builder.report.report import Report


def overdue_sentence(report: Report, row: Overdue) -> str:
    """One overdue row in a sentence, beginning with whom it is about."""
    code = CODES["O101"]
    message = report.language.text(
        code.message,
        days=row.days_overdue,
        rule=report.rule(row.rule),
        responsible=report.people(row.responsible),
    )
    return f"{report.unit(row.scope, row.unit)}: {message}"


def unassigned_sentence(report: Report, row: Unassigned) -> str:
    """One vacancy in a sentence, beginning with the child."""
    code = CODES["O201"]
    message = report.language.text(code.message, rule=report.rule(row.rule))
    return f"{report.unit('child', row.unit)}: {message}"


def unit(report: Report, scope: str, id_: str) -> str:
    """A child by name or id, as the report has it; a class by its name, which is nobody's."""
    return class_of(report, scope, id_) if scope == "class" else report.unit(scope, id_)


def class_of(report: Report, scope: str, id_: str) -> str:
    """The name of the class of a row; empty for the school."""
    store, day = report.inspection.store, report.inspection.as_of
    child = store.children.get(id_) if scope == "child" else None
    class_id = child.class_on(day) if child else id_ if scope == "class" else ""
    return report.class_name(class_id) if class_id else ""
