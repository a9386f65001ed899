"""Annotations for GitHub Actions, and the table for its job summary.

GitHub shows about ten annotations a step, so the most severe come first. Everything is escaped:
a message that began a workflow command of its own would be a way in.
"""

from __future__ import annotations

from typing import Final

from builder.finding import Finding, Severity
from builder.report.report import Report
from builder.report.rows import overdue_sentence, unassigned_sentence

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def text(report: Report) -> str:
    """One workflow command a line."""
    lines = [_annotation(report, finding) for finding in report.of_severity(Severity.ERROR)]
    for row in report.overdue:
        level = _LEVELS[Severity(row.rule.severity)]
        path, line = report.place_of(row.scope, row.unit)
        lines.append(_command(level, path, line, None, "O101", overdue_sentence(report, row)))
    for vacancy in report.unassigned:
        path, line = report.place_of("child", vacancy.unit)
        sentence = unassigned_sentence(report, vacancy)
        lines.append(_command("warning", path, line, None, "O201", sentence))
    for severity in (Severity.WARNING, Severity.INFO):
        lines += [_annotation(report, finding) for finding in report.of_severity(severity)]
    return "".join(f"{line}\n" for line in lines)


def _annotation(report: Report, finding: Finding) -> str:
    message, hint = report.worded(finding)
    level = _LEVELS[finding.severity]
    path = report.path(finding)
    return _command(level, path, finding.line, finding.column, finding.code, f"{message} {hint}")


def _command(
    level: str, path: str, line: int | None, column: int | None, code: str, message: str
) -> str:
    properties = {"file": path, "line": line, "col": column, "title": code}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{level} {shown}::{_data(message)}"


def _data(text_: str) -> str:
    return text_.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


def summary(report: Report) -> str:
    """A Markdown table of who is overdue, by person responsible: ids only."""
    language = report.language
    day = language.day(report.inspection.as_of)
    title = language.text("Overdue on {day}: {n}", day=day, n=len(report.overdue))
    lines = [f"### {title}", ""]
    if report.overdue:
        heads = [
            language.text("Responsible"),
            language.text("Unit"),
            language.text("Rule"),
            language.text("Due"),
            language.text("Days overdue"),
            language.text("Last contact"),
        ]
        lines += [_row(heads), _row(["---"] * len(heads))]
        for row in sorted(report.overdue, key=lambda row: (row.responsible, -row.days_overdue)):
            last = row.last_contact.isoformat() if row.last_contact else "-"
            cells = [
                report.people(row.responsible),
                report.unit(row.scope, row.unit),
                report.rule(row.rule),
                row.due.isoformat(),
                str(row.days_overdue),
                last,
            ]
            lines.append(_row(cells))
        lines.append("")
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    counted = language.text("Errors: {errors}; warnings: {warnings}; unassigned: {unassigned}")
    lines.append(
        counted.format(errors=errors, warnings=warnings, unassigned=len(report.unassigned))
    )
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
