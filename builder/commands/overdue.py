"""`overdue`: the overdue list alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Final

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.report import Report
from builder.report.jsontext import FORMAT, overdue_row, unassigned_row
from builder.report.plain import grouped, overdue_list

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def run(around: Surroundings, *, by: str, format_: str, names: bool | None) -> Status:
    """Print the overdue list in an order and a format."""
    inspection = around.inspect()
    report = around.report(inspection, names)
    around.out(FORMATS[format_](report, by))
    return Status.CLEAN


def _json(report: Report, by: str) -> str:
    """The lists of `check --format json`, alone."""
    document = {
        "format": FORMAT,
        "as_of": report.inspection.as_of.isoformat(),
        "overdue": [overdue_row(row) for row in report.overdue],
        "unassigned": [unassigned_row(row) for row in report.unassigned],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _csv(report: Report, by: str) -> str:
    """One line a row, in the groups of `by`; a row with two people responsible stands once."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = ["scope", "unit", "rule", "due", "days_overdue", "missed_in_a_row"]
    heads += ["last_contact", "last_any_contact", "responsible"]
    writer.writerow([*heads, "name"] if report.names else heads)
    done: set[tuple[str, str]] = set()
    for _, rows in grouped(report, by):
        for row in rows:
            if (row.rule.id, row.unit) in done:
                continue
            done.add((row.rule.id, row.unit))
            flat = {**overdue_row(row), "responsible": " ".join(row.responsible)}
            cells = [flat[head] if flat[head] is not None else "" for head in heads]
            cells += [report.unit(row.scope, row.unit)] if report.names else []
            writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def safe_cell(cell: object) -> object:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


FORMATS: Final[Mapping[str, Callable[[Report, str], str]]] = {
    "text": overdue_list,
    "json": _json,
    "csv": _csv,
}
