"""The shipped template of the summary as Word: A4, in the form of a Chinese school's document.

`python -m tests.factory letterhead site_templates/summary.docx` makes it anew. A school that wants
its own letterhead opens the file in Word; the words in braces are what the program fills in.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from builder.summary.word import pinned

SONG, HEI, FANG = "宋体", "黑体", "仿宋"
_MADE = datetime(2026, 9, 1, tzinfo=UTC)


def write_letterhead(path: Path) -> None:
    """Write the template. The same code gives the same bytes."""
    document = Document()
    _page(document)
    _styles(document)
    document._body.clear_content()
    _say(document, "{{ title }}", "Title")
    _say(document, "{{ dated }}", "Subtitle")
    _say(document, "{%p for section in sections %}")
    _say(document, "{{ section.title }}", "Heading 1")
    for kind, style in (("prose", "Body Text"), ("gaps", "Gap")):
        _say(document, f"{{%p for line in section.{kind} %}}")
        _say(document, "{{ line }}", style)
        _say(document, "{%p endfor %}")
    _say(document, "{%p for text in section.texts %}")
    _say(document, "{{ text.title }}", "Heading 2")
    _say(document, "{%p for line in text.lines %}")
    _say(document, "{{ line }}", "Body Text")
    _say(document, "{%p endfor %}")
    _say(document, "{%p endfor %}")
    _say(document, "{%p for table in section.tables %}")
    _say(document, "{{ table.title }}", "Caption")
    _table(document)
    _say(document, "{%p endfor %}")
    _say(document, "{%p endfor %}")
    _say(document, "{%p for label in signatures %}")
    _say(document, "{{ label }}：________________", "Signature")
    _say(document, "{%p endfor %}")
    document.core_properties.created = document.core_properties.modified = _MADE
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(pinned(written.getvalue(), _MADE))


def _say(document: Any, words: str, style: str = "Normal") -> None:
    document.add_paragraph(words, style=style)


def _page(document: Any) -> None:
    """A4 with the margins of official documents (GB/T 9704-2012), page numbers at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("— ")
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        run = foot.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)
    foot.add_run(" —")


def _styles(document: Any) -> None:
    styles = document.styles
    _font(styles["Normal"], FANG, 16)
    _language(styles)
    _spacing(styles["Normal"], line=28)
    for name, font, size in (
        ("Title", SONG, 22),
        ("Heading 1", HEI, 16),
        ("Heading 2", "楷体", 16),
    ):
        _font(styles[name], font, size, bold=name == "Title")
        _spacing(
            styles[name], line=32 if name == "Title" else 28, before=0 if name == "Title" else 8
        )
        styles[name].paragraph_format.keep_with_next = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)
    _font(styles["Subtitle"], "楷体", 14)
    _spacing(styles["Subtitle"], line=28, after=14)
    styles["Subtitle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(styles["Body Text"], FANG, 16)
    _spacing(styles["Body Text"], line=28)
    styles["Body Text"].paragraph_format.first_line_indent = Pt(32)
    _font(styles["Caption"], HEI, 12)
    _spacing(styles["Caption"], line=22, before=10)
    styles["Caption"].paragraph_format.keep_with_next = True
    gap = styles.add_style("Gap", 1)
    _font(gap, "楷体", 14)
    _spacing(gap, line=26)
    gap.paragraph_format.first_line_indent = Pt(28)
    cell = styles.add_style("Cell", 1)
    _font(cell, SONG, 10.5)
    _spacing(cell, line=15)
    sign = styles.add_style("Signature", 1) if "Signature" not in styles else styles["Signature"]
    _font(sign, FANG, 16)
    _spacing(sign, line=36)
    sign.paragraph_format.left_indent = Mm(80)
    sign.paragraph_format.keep_with_next = True


def _font(style: Any, name: str, size: float, bold: bool = False) -> None:
    style.font.name = "Times New Roman"
    style.font.size = Pt(size)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = None
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if "Theme" in attribute:
            del fonts.attrib[attribute]
    fonts.set(qn("w:eastAsia"), name)
    for tag in ("w:color", "w:spacing", "w:kern"):
        for found in properties.findall(qn(tag)):
            properties.remove(found)


def _language(styles: Any) -> None:
    """Chinese: without it LibreOffice draws Japanese forms of the characters."""
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def _spacing(style: Any, *, line: float, before: float = 0, after: float = 0) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(line)
    form.space_before, form.space_after = Pt(before), Pt(after)


def _table(document: Any) -> None:
    """One table for any number of columns: docxtpl repeats the cell and the row."""
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    head = ("{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}")
    cells = ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")
    for n, texts in enumerate(
        (head, ("{%tr for row in table.rows %}",), cells, ("{%tr endfor %}",))
    ):
        for cell, text in zip(table.rows[n].cells, texts, strict=False):
            cell.paragraphs[0].style = document.styles["Cell"]
            run = cell.paragraphs[0].add_run(text)
            run.font.bold = n == 0
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
