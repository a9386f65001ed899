"""`import`: a school's own table as records. Shows what it would write; writes only when told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.kind_names import kind_named
from builder.read.loading import Unusable
from builder.tables.account import Account, Unread
from builder.tables.account import shown as shown_word
from builder.tables.asked import Asked, Misspelled, given, mapping
from builder.tables.columns import KINDS
from builder.tables.grid import Grid, Unclosed, grids
from builder.tables.plan import plan
from builder.tables.results import Conditions, Outcome
from builder.tables.table import Table, Unclear, find, is_statistics, is_summary
from builder.tables.write import NotWritten, write

NO_KIND: Final = N_("Only children, staff, pairings and visits come from a table.")
NO_SHEET: Final = N_("There is no sheet of that name in the file.")
NO_TABLE: Final = N_(
    "No table was found in this file. Its headings are to be words such as 姓名, 班级, 出生日期; say "
    "what others mean with --mapping, and what kind of table it is with --kind."
)
NOT_WRITTEN: Final = N_("The records could not be written; nothing was changed.")
IN_THE_WAY: Final = N_("A record was changed meanwhile; nothing was written. Import again.")
UNCLOSED: Final = N_(
    "The quotation mark that opens in line {line} of the file is never closed: everything below "
    "it would stand in one cell. Take it out, or close it; nothing was read."
)
SEE: Final = N_(" --names shows what is on record and what the table says.")
SUMMARY: Final = N_("figures or notes by its name, not read")
UNKNOWN: Final = N_("no table was recognised, not read; see --kind and --mapping")
SEVERAL: Final = N_("this could be several kinds of table, not read; say which with --kind")


def run(
    around: Surroundings,
    *,
    file: Path,
    kind: str | None,
    sheets: Sequence[str],
    mapping_file: Path | None,
    pairs: Sequence[str],
    write_: bool,
    overwrite: bool,
    names: bool | None,
) -> Status:
    """Account for every row of a file, and write the records if told so."""
    try:
        asked, told = mapping(mapping_file), given(pairs)
    except Misspelled as error:
        around.out(f"{error.word}\n")
        raise
    try:
        found = grids(file)
    except Unclosed as error:
        raise Unusable(around.language().text(UNCLOSED, line=error.line)) from error
    if sheets:
        found = [grid for grid in found if grid.name in sheets]
        if len(found) < len(set(sheets)):
            raise Unusable(NO_SHEET)
    inspection = around.inspect()
    tables, unread = _tables(found, _kinds(kind), inspection, asked)
    if not tables:
        raise Unusable(NO_TABLE)
    language = around.language(inspection)
    planned = plan(
        tables,
        Conditions(
            folders=around.folders,
            store=inspection.store,
            day=inspection.as_of,
            now=None if around.as_of else around.now,
            language=language,
            overwrite=overwrite,
            given=told,
        ),
    )
    shown = around.terminal if names is None else names
    wrong = len(inspection.store.wrong)
    account = Account(planned, unread, language, shown, around.colour, overwrite, wrong)
    around.out(account.text())
    if words := _unused(asked, tables):
        named = language.join([shown_word(word) for word in words])
        around.out(
            language.text("In the mapping, but above no column: {words}", words=named) + "\n"
        )
    files = planned.files
    if write_ and files.anything:
        try:
            done = write(around.records, files.new, files.changed)
        except NotWritten as error:
            raise Unusable(IN_THE_WAY if error.taken else NOT_WRITTEN) from error
        ending = language.plural("{n} file written.", "{n} files written.", len(done))
    elif files.anything:
        wanted = len(files.new) + len(files.changed)
        ending = language.plural(
            "Nothing was written: this is what would be, in {n} file. --write writes it.",
            "Nothing was written: this is what would be, in {n} files. --write writes it.",
            wanted,
        )
    else:
        ending = language.text("There is nothing to write.")
    counts = planned.counts()
    left = counts[Outcome.CHANGED] if not overwrite else 0
    lines = [ending] if files.anything or not left else []
    if left:
        lines += [_left(left, language, shown)]
    around.out("".join(f"{line}\n" for line in lines))
    open_ = any(not sheet.harmless for sheet in unread)
    return Status.FOUND if counts[Outcome.REFUSED] or left or open_ else Status.CLEAN


def _left(rows: int, language: Language, shown: bool) -> str:
    """That rows differ from their records, and how to see the difference and to take it over."""
    said = language.plural(
        "{n} row differs from its record, which is left as it is: --overwrite replaces it.",
        "{n} rows differ from their records, which are left as they are: --overwrite replaces them.",
        rows,
    )
    return said if shown else f"{said}{language.text(SEE)}"


def _unused(asked: Asked, tables: Sequence[Table]) -> list[str]:
    """The words of the mapping file that stand above no column."""
    used = {heading.mapped for table in tables for heading in table.headings}
    words = dict.fromkeys(word for kind in asked.values() for word in kind)
    return [word for word in words if word not in used]


def _kinds(word: str | None) -> Sequence[str]:
    """The kinds to look for: all, or the one named in any spelling."""
    if word is None:
        return KINDS
    found = kind_named(word)
    if found not in KINDS:
        raise Unusable(NO_KIND)
    return (found,)


def _tables(
    found: Sequence[Grid], kinds: Sequence[str], inspection: Inspection, asked: Asked
) -> tuple[list[Table], list[Unread]]:
    """The tables in some sheets, and the sheets in which none was found."""
    tables: list[Table] = []
    unread: list[Unread] = []
    calendar = inspection.store.calendar
    year = calendar.school_year(inspection.as_of)
    for grid in found:
        if all(grid.blank(number) for number in range(len(grid.rows))):
            continue
        if is_statistics(grid):
            unread.append(Unread(grid, SUMMARY, harmless=True))
            continue
        try:
            tables += find(grid, kinds, calendar, year, asked)
        except Unclear as error:
            reason = SEVERAL if error.several else UNKNOWN
            harmless = not error.several and is_summary(grid)
            unread.append(Unread(grid, SUMMARY if harmless else reason, harmless))
    return tables, unread
