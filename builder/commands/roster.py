"""`roster`: the registers as one Excel workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from builder import workbook
from builder.commands.output import write_document
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.confidential import is_confidential
from builder.i18n import N_
from builder.kinds import KINDS
from builder.model import Pairing, Visit
from builder.read.loading import Unusable
from builder.tables.existing import Existing
from builder.tables.registers import Register, registers
from builder.tables.statistics import statistics_table
from builder.views.site import Site

NO_SEMESTER: Final = N_("There is no semester of that name in records/semesters/.")
ALL: Final = "all"


def run(
    around: Surroundings, *, output: Path, force: bool, semester: str | None, everything: bool
) -> Status:
    """Write the workbook; never over another file without being told to."""
    inspection = around.inspect()
    language = around.language(inspection)
    site = Site(inspection, language)
    chosen = _chosen(site, semester)
    kept = chosen if everything else _shareable(site, chosen)
    existing = Existing(around.folders, inspection.store)
    tables = [*registers(site, existing, kept), statistics_table(site)]
    book = workbook.workbook()
    for table in tables:
        heading = f"{site.store.school.name} {table.title} {site.as_of.isoformat()}"
        workbook.sheet(
            book,
            table.title,
            table.heads,
            table.rows,
            frozen=table.frozen,
            heading=heading,
            widths=table.widths,
            pages_wide=table.pages_wide,
        )
    write_document(around, output, workbook.as_bytes(book, site.as_of), force=force)
    say, plural = language.text, language.plural
    around.out(say("{file} written.", file=output) + "\n")
    for table in tables[:-1]:
        around.out(f"  {table.title}: {plural('{n} row', '{n} rows', len(table.rows))}\n")
    places = tuple(f"{KINDS[kind].place}/" for kind in chosen)
    if wrong := sum(path.startswith(places) for _, path in inspection.store.wrong):
        around.out(
            plural(
                "{n} file of the records has an error and is left out (shouwang check).",
                "{n} files of the records have errors and are left out (shouwang check).",
                wrong,
            )
            + "\n"
        )
    left = sum(len(chosen[kind]) - len(kept[kind]) for kind in chosen)
    if left:
        around.out(
            plural(
                "{n} record is left out: confidential, or consent was withdrawn (--everything).",
                "{n} records are left out: confidential, or consent was withdrawn (--everything).",
                left,
            )
            + "\n"
        )
    cut = sum(_too_long(table) for table in tables)
    if cut:
        around.out(
            plural(
                "{n} text is longer than a cell can be, and ends early in the workbook.",
                "{n} texts are longer than a cell can be, and end early in the workbook.",
                cut,
            )
            + "\n"
        )
    around.out(say("It holds children's personal data: keep it where the records are kept.") + "\n")
    return Status.CLEAN


def _chosen(site: Site, semester: str | None) -> Mapping[str, Sequence[Any]]:
    """All records of each kind, those of today first; of the visits a semester's."""
    store, day = site.store, site.as_of
    order = {cls.id: (-cls.entered, cls.number) for cls in store.school.classes}
    return {
        "child": sorted(
            store.children.values(),
            key=lambda child: (
                not child.enrolled_on(day),
                order.get(child.class_on(day), (0, 0)),
                child.id,
            ),
        ),
        "staff": sorted(store.staff.values(), key=lambda one: (not one.holds(day), one.id)),
        "pairing": sorted(
            store.pairings, key=lambda one: (not one.holds(day), one.kind, one.child, one.since)
        ),
        "visit": _visits(site, semester),
    }


def _visits(site: Site, semester: str | None) -> Sequence[Visit]:
    if semester == ALL:
        return site.store.visits
    found = site.semester
    if semester is not None:
        found = next((one for one in site.store.semesters if one.id == semester), None)
        if found is None:
            raise Unusable(NO_SEMESTER)
    return [visit for visit in site.store.visits if found is not None and found.holds(visit.date)]


def _shareable(site: Site, chosen: Mapping[str, Sequence[Any]]) -> Mapping[str, Sequence[Any]]:
    """Without what is confidential and without children whose consent was withdrawn (safety.md)."""
    hidden = site.withdrawn

    def of_hidden(pairing: Pairing) -> bool:
        return pairing.child in hidden or pairing.peer in hidden

    return {
        "child": [one for one in chosen["child"] if one.id not in hidden],
        "staff": chosen["staff"],
        "pairing": [one for one in chosen["pairing"] if not of_hidden(one)],
        "visit": [
            one
            for one in chosen["visit"]
            if not is_confidential(one) and not hidden & {*one.children, *one.by}
        ],
    }


def _too_long(table: Register) -> int:
    return sum(
        isinstance(cell, str) and len(cell) > workbook.LONGEST_CELL
        for row in table.rows
        for cell in row
    )
