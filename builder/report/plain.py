"""The report for a person: errors first, then who is overdue with whom, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click
from rich.cells import cell_len

from builder.evaluation import Overdue
from builder.finding import Finding, Severity
from builder.i18n import N_
from builder.report.report import Report, in_a_line

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def text(report: Report) -> str:
    """The whole report as aligned lines."""
    lines = [*_head(report), *_findings(report, Severity.ERROR), *_overdue(report)]
    lines += _unassigned(report)
    for severity in (Severity.WARNING, Severity.INFO):
        lines += _findings(report, severity)
    lines += _completion(report)
    return "\n".join([*lines, "", _styled(report, counts(report), bold=True)]) + "\n"


def overdue_list(report: Report, by: str) -> str:
    """The overdue list alone, by teacher, class or rule."""
    language = report.language
    lines = _section(report, language.text("Overdue"), len(report.overdue), "yellow")
    if not report.overdue:
        lines += [language.text("Nobody is overdue.")]
    for title, rows in grouped(report, by):
        lines += ["  " + _styled(report, title, bold=True), *_table(report, rows)]
    lines += _unassigned(report)
    return "\n".join(lines).lstrip("\n") + "\n"


def grouped(report: Report, by: str) -> Iterator[tuple[str, list[Overdue]]]:
    """Overdue rows by who is responsible (under each of them), by class, or by rule."""
    groups: dict[str, list[Overdue]] = {}
    for row in report.overdue:
        for key in _keys(report, row, by):
            groups.setdefault(key, []).append(row)
    yield from sorted(groups.items())


def _keys(report: Report, row: Overdue, by: str) -> Iterable[str]:
    if by == "rule":
        return [report.rule(row.rule)]
    if by == "teacher":
        return [report.people([id_]) for id_ in row.responsible] or [report.people(())]
    store, day = report.inspection.store, report.inspection.as_of
    if row.scope == "school":
        return [report.unit("school", row.unit)]
    class_id = row.unit if row.scope == "class" else store.children[row.unit].class_on(day)
    return [report.unit("class", class_id)]


def _head(report: Report) -> list[str]:
    inspection, language = report.inspection, report.language
    semester = inspection.evaluation.semester
    children = len(inspection.store.left_behind_on(inspection.as_of))
    pupils = sum(cls.pupils for cls in semester.classes) if semester else 0
    first = [in_a_line(inspection.store.school.name)] if report.names else []
    first.append(language.text("as of {day}", day=language.day(inspection.as_of)))
    first.append(semester.id if semester else language.text("no semester on record"))
    share = language.share(children, pupils)
    counted = language.text("Left-behind children: {share}. Records read: {n}.")
    return [
        _styled(report, " · ".join(first), bold=True),
        counted.format(share=share, n=inspection.store.records),
    ]


def _section(report: Report, title: str, n: int, colour: str) -> list[str]:
    return ["", _styled(report, f"{title}  {n}", fg=colour if n else "green", bold=True)]


def _findings(report: Report, severity: Severity) -> list[str]:
    found = report.of_severity(severity)
    if not found:
        return []
    title = report.language.text(_TITLES[severity])
    lines = _section(report, title, len(found), _COLOURS[severity])
    for finding in found:
        lines += _finding(report, finding)
    return lines


_TITLES: Final = {
    Severity.ERROR: N_("Errors"),
    Severity.WARNING: N_("Warnings"),
    Severity.INFO: N_("Hints"),
}


def _finding(report: Report, finding: Finding) -> list[str]:
    message, hint = report.worded(finding)
    place = ":".join(
        str(part) for part in (report.path(finding), finding.line, finding.column) if part
    )
    code = _styled(report, finding.code, fg=_COLOURS[finding.severity])
    return [f"  {_styled(report, place, bold=True)}  {code}  {message}", f"      → {hint}"]


def _overdue(report: Report) -> list[str]:
    language = report.language
    lines = _section(report, language.text("Overdue"), len(report.overdue), "yellow")
    for title, rows in grouped(report, "teacher"):
        lines += ["  " + _styled(report, title, bold=True), *_table(report, rows)]
    return lines


def _table(report: Report, rows: Sequence[Overdue]) -> list[str]:
    language = report.language
    cells = [
        [
            report.unit(row.scope, row.unit),
            report.rule(row.rule),
            language.text("due {day}", day=language.short_day(row.due)),
            language.plural("{n} day late", "{n} days late", row.days_overdue),
            language.plural("{n} in a row", "{n} in a row", row.missed_in_a_row),
            language.text("last {day}", day=language.short_day(row.last_contact))
            if row.last_contact
            else language.text("never yet"),
        ]
        for row in rows
    ]
    return [f"    {line}" for line in aligned(cells)]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells in columns; a Chinese character takes two places."""
    if not rows:
        return []
    widths = [max(cell_len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _unassigned(report: Report) -> list[str]:
    if not report.unassigned:
        return []
    language = report.language
    lines = _section(report, language.text("Unassigned"), len(report.unassigned), "yellow")
    cells = [[report.unit("child", row.unit), report.rule(row.rule)] for row in report.unassigned]
    return lines + [f"    {line}" for line in aligned(cells)]


def _completion(report: Report) -> list[str]:
    language = report.language
    rows = [row for row in report.inspection.evaluation.completion if row.due or row.open]
    if not rows:
        return []
    lines = ["", _styled(report, language.text("Completion"), bold=True)]
    cells = [
        [
            report.rule(row.rule),
            language.share(row.done, row.due),
            language.text("late {late}, missed {missed}, open {open}, waived {waived}").format(
                late=row.met_late, missed=row.missed, open=row.open, waived=row.waived
            ),
        ]
        for row in rows
    ]
    return lines + [f"    {line}" for line in aligned(cells)]


def counts(report: Report) -> str:
    """How much of everything there is, in one line; `build` ends with it too."""
    return report.language.text(
        "Errors: {error}. Overdue: {overdue}. Unassigned: {unassigned}. Warnings: {warning}. Hints: {info}."
    ).format(
        error=report.count(Severity.ERROR),
        warning=report.count(Severity.WARNING),
        info=report.count(Severity.INFO),
        overdue=len(report.overdue),
        unassigned=len(report.unassigned),
    )


def _styled(report: Report, words: str, *, fg: str | None = None, bold: bool = False) -> str:
    return click.style(words, fg=fg, bold=bold) if report.colour else words
