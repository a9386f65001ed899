"""GitLab's code-quality report: a JSON list, with fingerprints that outlive moved lines."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any, Final

from builder.finding import Severity
from builder.report.report import Report
from builder.report.rows import overdue_sentence, unassigned_sentence

_LEVELS: Final = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def text(report: Report) -> str:
    """Every finding, overdue row and vacancy as an issue of code quality."""
    seen: Counter[str] = Counter()
    issues: list[dict[str, Any]] = []

    def add(code: str, level: str, description: str, path: str, line: int, identity: str) -> None:
        key = f"{code}\n{path}\n{identity}"
        seen[key] += 1
        issues.append(
            {
                "description": description,
                "check_name": code,
                # Neither line nor day count: a finding that stays must keep its fingerprint.
                "fingerprint": hashlib.sha256(f"{key}\n{seen[key]}".encode()).hexdigest(),
                "severity": level,
                "location": {"path": path, "lines": {"begin": line}},
            }
        )

    for finding in sorted(
        report.findings, key=lambda f: (list(Severity).index(f.severity), f.order)
    ):
        message, hint = report.worded(finding)
        level, path = _LEVELS[finding.severity], report.path(finding)
        identity = ".".join(step for step in finding.route if isinstance(step, str))
        add(finding.code, level, f"{message} {hint}", path, finding.line or 1, identity)
    for row in report.overdue:
        level = _LEVELS[Severity(row.rule.severity)]
        path, line = report.place_of(row.scope, row.unit)
        identity = f"{row.unit} {row.rule.id}"
        add("O101", level, overdue_sentence(report, row), path, line, identity)
    for vacancy in report.unassigned:
        path, line = report.place_of("child", vacancy.unit)
        identity = f"{vacancy.unit} {vacancy.rule.id}"
        add("O201", "minor", unassigned_sentence(report, vacancy), path, line, identity)
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
