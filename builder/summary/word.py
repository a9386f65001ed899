"""The summary as a Word document, from a template that a school may replace by its own."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from builder.assets import TEMPLATES
from builder.i18n import N_, Language
from builder.summary.figure import Section, Summary
from builder.summary.grid import SIGNATURES, dated, gaps, grids, numbered, title

TEMPLATE: Final = TEMPLATES / "summary.docx"
"""The shipped one. A school copies it, puts its letterhead in, and names the copy (`--template`)."""

_WIDTH: Final = 8845
"""Twentieths of a point between the margins of the shipped template: A4, 28 and 26 mm."""


_OURS: Final = "shouwang"
"""The caption by which a table that is filled in is known while the template is."""

_KEPT: Final = 3
"""So many paragraphs or tables stay with the signatures after them."""


LONGEST_PROPERTY: Final = 255
"""Characters; python-docx refuses a longer title or author. The document itself has all of it."""


class BadTemplate(Exception):
    """The template is no Word file, or it has fields that a summary doesn't know, or none for it.

    `reason` is a message id.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


NO_WORD: Final = N_("The template is no Word file that a summary can be put into.")
NO_PLACE: Final = N_(
    "The template has no place for the summary: copy site_templates/summary.docx and put the"
    " letterhead into the copy, with everything in braces left as it is."
)
UNKNOWN: Final = N_(
    "The template has words in braces that a summary does not know. It knows title, dated, school,"
    " semester, sections and signatures, as in site_templates/summary.docx."
)


def word(summary: Summary, language: Language, day: date, template: Path = TEMPLATE) -> bytes:
    """The document. The same summary and template give the same bytes.

    Record text is escaped by the template engine (without that, `A & B` or `体温<37` would break
    the file or vanish), and templates can't reach anything but the texts given to them. Raises
    `BadTemplate` rather than leave anything of the summary out.
    """
    from docx.opc.exceptions import OpcError

    try:
        return _filled(summary, language, day, template)
    except UndefinedError as error:
        raise BadTemplate(UNKNOWN) from error
    except (
        # What no XML raises is a SyntaxError as well.
        *(TemplateError, BadZipFile, zlib.error, SyntaxError, OpcError),
        # What a damaged package or an expression that makes no sense comes to.
        *(LookupError, ValueError, TypeError, ArithmeticError, OSError, RuntimeError),
    ) as error:
        raise BadTemplate(NO_WORD) from error


def _filled(summary: Summary, language: Language, day: date, template: Path) -> bytes:
    from docxtpl import DocxTemplate

    # A word that is not known prints nothing unless it is undefined strictly.
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    context = _context(summary, language)
    document = DocxTemplate(template)
    asked = document.get_undeclared_template_variables(environment)
    if asked - context.keys():
        raise BadTemplate(UNKNOWN)
    if "sections" not in asked:
        raise BadTemplate(NO_PLACE)
    document.init_docx()
    _mark(document)
    document.render(context, environment)
    _set_widths(document)
    _keep_signatures(document, language)
    moment = datetime.combine(day, time.min, UTC)
    properties = document.docx.core_properties
    properties.title = title(summary, language)[:LONGEST_PROPERTY]
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = summary.school[:LONGEST_PROPERTY]
    written = io.BytesIO()
    document.save(written)
    return pinned(written.getvalue(), moment)


def _context(summary: Summary, language: Language) -> dict[str, Any]:
    """What the template sees: texts in lists, nothing else."""
    return {
        "title": title(summary, language),
        "school": summary.school,
        "semester": summary.semester,
        "dated": dated(summary, language),
        "sections": [
            _section(summary, section, numbered(position, language), language)
            for position, section in enumerate(summary.sections, start=1)
        ],
        "signatures": [language.text(label) for label in SIGNATURES],
    }


def _section(summary: Summary, section: Section, number: str, language: Language) -> dict[str, Any]:
    return {
        "title": f"{number}{section.title}",
        "prose": [prose.text(language) for prose in section.prose],
        "tables": [
            {"title": grid.title, "heads": grid.heads, "rows": grid.rows}
            for grid in grids(summary, section, language)
        ],
        "texts": [
            {
                "title": text.title,
                "lines": [line.strip() for line in text.text.splitlines() if line.strip()],
            }
            for text in section.texts
            if text.text
        ],
        "gaps": list(gaps(section, language)),
    }


def _mark(document: Any) -> None:
    """Mark the tables whose columns are filled in: a letterhead may stand in a table of its own."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for table in document.docx.element.body.iter(qn("w:tbl")):
        cells = (cell for row in table.tr_lst for cell in row.tc_lst)
        words = ("".join(text.text or "" for text in _texts(cell)) for cell in cells)
        if any("{%tc" in text for text in words):
            caption = OxmlElement("w:tblCaption")
            caption.set(qn("w:val"), _OURS)
            table.tblPr.append(caption)


def _texts(cell: Any) -> Iterator[Any]:
    """The texts of a cell, not of a table within it."""
    from docx.oxml.ns import qn

    for paragraph in cell.p_lst:
        yield from paragraph.iter(qn("w:t"))


def _set_widths(document: Any) -> None:
    """The first column takes what the others leave: figures are short, labels are not."""
    from docx.oxml.ns import qn

    for table in document.docx.element.body.iter(qn("w:tbl")):
        marks = [
            caption
            for caption in table.tblPr.findall(qn("w:tblCaption"))
            if caption.get(qn("w:val")) == _OURS
        ]
        for mark in marks:
            table.tblPr.remove(mark)
        columns = table.tblGrid.findall(qn("w:gridCol"))
        if not marks or len(columns) < 2:
            continue
        first = {2: 0.6, 3: 0.36, 4: 0.25, 5: 0.22}.get(len(columns), 0.3)
        rest = (1 - first) / (len(columns) - 1)
        shares = [first, *[rest] * (len(columns) - 1)]
        if len(columns) == 5:  # the rules: "1738/1764（98.5%）" must not break within a number
            shares[1:] = [0.36, 0.14, 0.14, 0.14]
        if len(columns) == 6:  # contests: the winners' names are the longest
            shares = [0.24, 0.13, 0.1, 0.08, 0.11, 0.34]
        widths = [int(_WIDTH * share) for share in shares]
        for column, width in zip(columns, widths, strict=True):
            column.set(qn("w:w"), str(width))
        for row in table.tr_lst:
            for cell, width in zip(row.tc_lst, widths, strict=False):
                cell.width = width * 635


def _keep_signatures(document: Any, language: Language) -> None:
    """Signatures alone on a sheet sign nothing: what stands before them goes over with them."""
    from docx.oxml.ns import qn

    first = language.text(SIGNATURES[0])
    blocks = list(document.docx.element.body)
    for position, block in enumerate(blocks):
        words = "".join(run.text or "" for run in block.iter(qn("w:t")))
        if block.tag == qn("w:p") and words.startswith(first):
            for before in blocks[max(0, position - _KEPT) : position]:
                for paragraph in list(before.iter(qn("w:p")))[-_KEPT * 3 :]:
                    paragraph.get_or_add_pPr().get_or_add_keepNext()
            return


def pinned(archive: bytes, moment: datetime) -> bytes:
    """The archive with its members' dates set: they would be the clock's."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as read, ZipFile(out, "w", ZIP_DEFLATED) as write:
        for name in read.namelist():
            member = ZipInfo(name, moment.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            write.writestr(member, read.read(name))
    return out.getvalue()
