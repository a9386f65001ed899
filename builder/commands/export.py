"""`export`: everything on record about one child, for the family, as Word or HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from builder.commands.one_child import child_named
from builder.commands.output import write_document
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.erasure.marks import Known
from builder.family.file import FamilyFile, family_file
from builder.family.page import page
from builder.family.word import word
from builder.i18n import N_, Language
from builder.read.loading import Unusable
from builder.tables.existing import Existing
from builder.views.site import Site

NO_CHILD: Final = N_("No child of this id or full name is on record without an error.")
NO_FORM: Final = N_("Name a file that ends in .docx or .html, with --output.")


def run(around: Surroundings, *, child: str, output: Path, force: bool) -> Status:
    """Write the file; never over another one unless told. Raises `Unusable`."""
    write = _FORMS.get(output.suffix.lower())
    if write is None or output.is_dir():
        raise Unusable(NO_FORM)
    # A family whose consent is withdrawn may still have all that is on record, in its own words.
    inspection = around.inspect(named=True)
    language = around.language(inspection)
    site = Site(inspection, language)
    known = [Known("child", one.id, {"name": one.name}) for one in site.store.children.values()]
    child_id = child_named(child, known)
    if child_id is None:
        raise Unusable(NO_CHILD)
    existing = Existing(around.folders, inspection.store)
    file = family_file(site, existing, site.store.children[child_id])
    write_document(around, output, write(file, language, inspection.as_of), force=force)
    say, plural = language.text, language.plural
    around.out(say("{file} written.", file=output) + "\n")
    for part in file.parts:
        around.out(f"  {part.title}: {plural('{n} record', '{n} records', len(part.entries))}\n")
    if inspection.store.wrong:
        around.out(
            plural(
                "{n} file of the records has an error and is left out (shouwang check).",
                "{n} files of the records have errors and are left out (shouwang check).",
                len(inspection.store.wrong),
            )
            + "\n"
        )
    around.out(
        say(
            "Read it before it is handed out: free text may speak of other people in ways that no"
            " program sees. Make sure that it goes to the guardian; where the child may have to"
            " fear somebody at home, ask the head of the school first."
        )
        + "\n"
    )
    return Status.CLEAN


def _as_page(file: FamilyFile, language: Language, day: date) -> bytes:
    return page(file, language)


_FORMS: Final[Mapping[str, Callable[[FamilyFile, Language, date], bytes]]] = {
    ".docx": word,
    ".html": _as_page,
}
