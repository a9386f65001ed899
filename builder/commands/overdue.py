"""`overdue`: the overdue list alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from builder.commands.output import replace_file
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.evaluation import Overdue
from builder.i18n import N_
from builder.read.loading import Unusable
from builder.report import Report
from builder.report.jsontext import FORMAT, overdue_row, unassigned_row
from builder.report.plain import grouped, overdue_list
from builder.store import Store

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed: in which order, and for whom (a staff id; None is everybody)."""

    by: str
    whom: str | None = None


def run(
    around: Surroundings,
    *,
    by: str,
    format_: str,
    names: bool | None,
    whom: str | None = None,
    output: Path | None = None,
) -> Status:
    """Print the overdue list in an order and a format, or write it to a file.

    Raises `Unusable` for a person nobody knows, and where the file can't be written.
    """
    form = FORMATS[format_]
    if form.binary and output is None:
        raise Unusable(N_("This format is no text: name a file with --output."))
    inspection = around.inspect()
    # A file is read by others than the person at this terminal: names only when asked for.
    shown = names if output is None and not form.travels else bool(names)
    report = around.report(inspection, shown)
    person = _person(inspection.store, whom) if whom is not None else None
    content = form.write(_of(report, person) if person else report, Wanted(by, person))
    if output is None:
        around.out(content if isinstance(content, str) else "")
        return Status.CLEAN
    replace_file(around, output, content.encode() if isinstance(content, str) else content)
    if left_out := report.left_out():
        around.out(f"{left_out}\n")
    return Status.CLEAN


def _person(store: Store, word: str) -> str:
    """The staff id of an id or a full name. Raises `Unusable`."""
    if word in store.staff:
        return word
    found = [person.id for person in store.staff.values() if person.name == word]
    if len(found) != 1:
        raise Unusable(N_("Nobody on the staff has this id, and no single person this name."))
    return found[0]


def _of(report: Report, person: str) -> Report:
    """The rows that a person is responsible for; nobody is responsible for vacancies."""
    rows = [row for row in report.overdue if person in row.responsible]
    return replace(report, overdue=rows, unassigned=[])


def _text(report: Report, wanted: Wanted) -> str:
    return overdue_list(report, wanted.by)


def _json(report: Report, wanted: Wanted) -> str:
    """The lists of `check --format json`, alone."""
    document = {
        "format": FORMAT,
        "as_of": report.inspection.as_of.isoformat(),
        "overdue": [overdue_row(row) for row in report.overdue],
        "unassigned": [unassigned_row(row) for row in report.unassigned],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _csv(report: Report, wanted: Wanted) -> str:
    """One line a row, in the groups of `by`; a row with two people responsible stands once."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = ["scope", "unit", "rule", "due", "days_overdue", "missed_in_a_row"]
    heads += ["last_contact", "last_any_contact", "responsible"]
    writer.writerow([*heads, "name"] if report.names else heads)
    for row in _in_order(report, wanted):
        flat = {**overdue_row(row), "responsible": " ".join(row.responsible)}
        cells = [flat[head] if flat[head] is not None else "" for head in heads]
        cells += [report.unit(row.scope, row.unit)] if report.names else []
        writer.writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def _in_order(report: Report, wanted: Wanted) -> Iterator[Overdue]:
    """Every row once, in the groups of `by`."""
    done: set[tuple[str, str]] = set()
    for _, rows in grouped(report, wanted.by):
        for row in rows:
            if (row.rule.id, row.unit) not in done:
                done.add((row.rule.id, row.unit))
                yield row


def _xlsx(report: Report, wanted: Wanted) -> bytes:
    # openpyxl and icalendar take a while to import, and most runs need neither.
    from builder.report.overdue_book import overdue_book

    return overdue_book(report, _in_order(report, wanted))


def _ics(report: Report, wanted: Wanted) -> str:
    from builder.report.overdue_calendar import overdue_calendar

    return overdue_calendar(report, wanted.whom)


def safe_cell(cell: object) -> object:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table of formats.

    `binary` formats are no text for a terminal; what `travels` is read elsewhere than here, so
    that it has names only when they are asked for.
    """

    write: Callable[[Report, Wanted], str | bytes]
    binary: bool = False
    travels: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "text": Format(_text),
    "json": Format(_json),
    "csv": Format(_csv),
    "xlsx": Format(_xlsx, binary=True, travels=True),
    "ics": Format(_ics, travels=True),
}
