"""`summary`: the semester summary as Word or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from builder.commands.output import write_document
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.inspection import Inspection
from builder.model import Semester
from builder.read.loading import Unusable
from builder.report.report import in_a_line
from builder.summary.figure import Summary
from builder.summary.markdown import markdown
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.summary.word import TEMPLATE, BadTemplate, word
from builder.views.site import Site


def run(
    around: Surroundings,
    *,
    semester: str | None,
    output: Path | None,
    template: Path | None,
    for_public: bool,
    force: bool,
) -> Status:
    """Write the summary, or print it as Markdown; say what is still missing in it."""
    if output is not None and output.is_dir():
        raise Unusable(N_("That is a folder. Name a file that ends in .docx or .md."))
    if template is not None and not template.is_file():
        raise Unusable(N_("There is no file of the template's name."))
    if template is not None and (output is None or output.suffix.lower() != ".docx"):
        raise Unusable(N_("--template is for Word: name a file that ends in .docx, with --output."))
    inspection = around.inspect()
    language = around.language(inspection)
    site = Site(inspection, language)
    chosen = _semester(inspection, semester)
    if chosen.start > inspection.as_of:
        raise Unusable(N_("That semester has not begun."))
    summary = summarise(site, chosen)
    if for_public:
        summary = public(summary, site.policy.suppress_below)
    if output is None:
        around.out(markdown(summary, language))
        return Status.CLEAN
    write = _FORMS.get(output.suffix.lower())
    if write is None:
        raise Unusable(N_("Name a file that ends in .docx or .md."))
    day = min(inspection.as_of, chosen.end)
    content = write(summary, language, day, template or TEMPLATE)
    write_document(around, output, content, force=force)
    around.out(language.text("The summary is ready: {file}", file=output) + "\n")
    if for_public and summary.running:
        around.out(f"  {language.text(_ONCE)}\n")
    for section in summary.sections:
        for lacking in _lacking(list(section.gaps()), language, terminal=around.terminal):
            around.out(f"  {section.title}  {lacking}\n")
    return Status.CLEAN


_ONCE: Final = N_(
    "The semester is still running: publish one version of it, at its end. Two of different days"
    " show together what has changed in between."
)


def _lacking(gaps: Sequence[str], language: Language, *, terminal: bool) -> Iterator[str]:
    """What a section lacks; in a log only how much: a gap may be named after a donor."""
    if gaps and not terminal:
        yield language.plural("{n} gap", "{n} gaps", len(gaps))
        return
    for gap in gaps:
        yield language.text("missing: {what}", what=in_a_line(gap))


def _semester(inspection: Inspection, wanted: str | None) -> Semester:
    """The semester asked for by id, or the one that counts on the day."""
    if wanted is None:
        found = inspection.evaluation.semester
        if found is None and inspection.store.semesters:
            raise Unusable(N_("No semester on record had begun by that day."))
        if found is None:
            raise Unusable(N_("No semester is on record, so there is nothing to sum up."))
        return found
    for semester in inspection.store.semesters:
        if semester.id == wanted:
            return semester
    raise Unusable(N_("There is no semester of that id in records/semesters/."))


def _as_markdown(summary: Summary, language: Language, day: date, template: Path) -> bytes:
    return markdown(summary, language).encode("utf-8")


def _as_word(summary: Summary, language: Language, day: date, template: Path) -> bytes:
    try:
        return word(summary, language, day, template)
    except BadTemplate as error:
        raise Unusable(error.reason) from error


_FORMS: Final[Mapping[str, Callable[[Summary, Language, date, Path], bytes]]] = {
    ".docx": _as_word,
    ".md": _as_markdown,
}
