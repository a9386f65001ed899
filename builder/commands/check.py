"""`check`: read, validate, evaluate, and say what was found."""

from __future__ import annotations

import contextlib
from pathlib import Path

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.finding import Severity
from builder.history import NoHistory, NoRecords, at_revision
from builder.inspection import Inspection, inspect
from builder.read.loading import Unusable
from builder.report import FORMATS, Report
from builder.report.github import summary


def run(
    around: Surroundings,
    *,
    format_: str,
    fail_on: str,
    since: str | None,
    names: bool | None,
    job_summary: Path | None,
) -> Status:
    """Print the report; the status says whether anything at or above `fail_on` was found."""
    inspection = around.inspect()
    report = around.report(inspection, names if format_ == "text" else False)
    if since is not None:
        before = _before(around, since)
        report = report.since(before) if before else report
    around.out(FORMATS[format_](report))
    if job_summary is not None and format_ == "github":
        # The table is an extra: a runner that names no writable file still gets its annotations.
        with contextlib.suppress(OSError), job_summary.open("a", encoding="utf-8") as file:
            file.write(summary(report))
    return verdict(report, fail_on)


def verdict(report: Report, fail_on: str) -> Status:
    """Whether what is shown is bad enough to fail."""
    if fail_on == "never":
        return Status.CLEAN
    bad = bool(report.count(Severity.ERROR))
    bad = bad or any(row.rule.severity == "error" for row in report.overdue)
    if fail_on == "overdue":
        bad = bad or bool(report.overdue)
    return Status.FOUND if bad else Status.CLEAN


def _before(around: Surroundings, since: str) -> Inspection | None:
    """The records as they were at a revision, seen on the same day; None where there were none."""
    try:
        folders = [at_revision(path, since) for path in around.records]
    except NoRecords:
        return None
    except NoHistory as error:
        raise Unusable(str(error)) from error
    try:
        return inspect(folders, now=around.now, as_of=around.as_of)
    except Unusable:
        return None
