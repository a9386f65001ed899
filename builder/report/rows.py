"""Overdue rows and vacancies as sentences, for every format that has no columns."""

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
