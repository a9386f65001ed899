"""The family's file as a Word document, made without a template: only texts, escaped by the library."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any, Final

from builder.family.file import Entry, FamilyFile
from builder.i18n import Language
from builder.summary.word import LONGEST_PROPERTY, pinned

_LABELS: Final = 32
_TEXTS: Final = 134
"""Millimetres of the two columns; A4 less two margins of 22 mm."""


def word(file: FamilyFile, language: Language, day: date) -> bytes:
    """The document. The same file gives the same bytes."""
    from docx import Document
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    _styles(document)
    document.add_heading(file.title, level=0)
    document.add_paragraph(f"{file.school}  {file.dated}")
    document.add_paragraph(file.intro)
    for part in file.parts:
        document.add_heading(part.title, level=1)
        for entry in part.entries:
            _entry(document, entry)
    document.add_heading(language.text("What is not in it"), level=1)
    for one in file.left_out:
        document.add_paragraph(one, style="List Bullet")
    document.add_paragraph(file.rights)
    if file.officer:
        document.add_paragraph(language.text("Whom to ask: {who}", who=file.officer))
    moment = datetime.combine(day, time.min, UTC)
    properties = document.core_properties
    properties.title = file.title[:LONGEST_PROPERTY]
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = file.school[:LONGEST_PROPERTY]
    properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    return pinned(written.getvalue(), moment)


def _entry(document: Any, entry: Entry) -> None:
    from docx.shared import Mm

    document.add_heading(entry.title, level=2)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (_LABELS, _TEXTS), strict=True):
        column.width = Mm(width)
    for row in entry.rows:
        cells = table.add_row().cells
        for cell, width, text in zip(cells, (_LABELS, _TEXTS), (row.label, row.text), strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].text = text


def _styles(document: Any) -> None:
    """Chinese fonts and language: without them LibreOffice draws Japanese forms of the characters."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 10.5, "Title": 20, "Heading 1": 14, "Heading 2": 11, "List Bullet": 10.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name = "Times New Roman"
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:
                del fonts.attrib[attribute]
        fonts.set(qn("w:eastAsia"), "宋体" if name in ("Normal", "List Bullet") else "黑体")
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
