"""The stable JSON of `interface.md`, for other programs."""

from __future__ import annotations

import json
from typing import Any

from builder.evaluation import Completion, Overdue, Unassigned
from builder.finding import Finding, Severity
from builder.read.decode import replaced
from builder.report.report import Report

FORMAT = 1


def text(report: Report) -> str:
    """The whole report as one JSON object."""
    parts = [f"{json.dumps(key)}: {_value(value)}" for key, value in document(report).items()]
    return _quiet("{\n  " + ",\n  ".join(parts) + "\n}\n")


def _quiet(document: str) -> str:
    """The same JSON with escapes for what is no plain text in a log: a file may be called anything,
    `##[error]x.yml` too, and a runner reads commands anywhere in a line."""
    escaped = replaced(document, lambda sign: json.dumps(sign)[1:-1])
    return escaped.replace("##[", r"#\u0023[")


def _value(value: Any) -> str:
    """JSON with one row of a list on a line: to be read, and quick to write."""
    if isinstance(value, list) and value:
        rows = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in value)
        return f"[\n    {rows}\n  ]"
    return json.dumps(value, ensure_ascii=False)


def document(report: Report) -> dict[str, Any]:
    """The report's JSON object."""
    inspection = report.inspection
    semester, store = inspection.evaluation.semester, inspection.store
    return {
        "format": FORMAT,
        "as_of": inspection.as_of.isoformat(),
        "semester": semester.id if semester else None,
        "counts": {
            "pupils": sum(cls.pupils for cls in semester.classes) if semester else 0,
            "children": len(store.left_behind_on(inspection.as_of)),
            "records": store.records,
            "error": report.count(Severity.ERROR),
            "warning": report.count(Severity.WARNING),
            "info": report.count(Severity.INFO),
            "overdue": len(report.overdue),
            "unassigned": len(report.unassigned),
        },
        "findings": [_finding(report, finding) for finding in report.findings],
        "overdue": [overdue_row(row) for row in report.overdue],
        "unassigned": [unassigned_row(row) for row in report.unassigned],
        "completion": [_completion(row) for row in inspection.evaluation.completion],
    }


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    message, hint = report.worded(finding)
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "file": finding.path,
        "line": finding.line,
        "column": finding.column,
        "field": finding.field,
        "message": message,
        "hint": hint,
    }


def overdue_row(row: Overdue) -> dict[str, Any]:
    """One overdue row; dates are ISO text, `responsible` a list of staff ids."""
    return {
        "scope": row.scope,
        "unit": row.unit,
        "rule": row.rule.id,
        "due": row.due.isoformat(),
        "days_overdue": row.days_overdue,
        "missed_in_a_row": row.missed_in_a_row,
        "last_contact": row.last_contact.isoformat() if row.last_contact else None,
        "last_any_contact": row.last_any_contact.isoformat() if row.last_any_contact else None,
        "responsible": list(row.responsible),
    }


def unassigned_row(row: Unassigned) -> dict[str, str]:
    """A child and the rule for which it has nobody."""
    return {"unit": row.unit, "rule": row.rule.id}


def _completion(row: Completion) -> dict[str, Any]:
    return {
        "rule": row.rule.id,
        "met": row.met,
        "met_late": row.met_late,
        "missed": row.missed,
        "open": row.open,
        "waived": row.waived,
        "future": row.future,
    }
