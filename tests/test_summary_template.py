"""A school's own Word template: filled in whole, or refused in words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from builder.assets import TEMPLATES
from builder.cli import run
from builder.summary.word import NO_PLACE, NO_WORD, UNKNOWN
from tests.messages import translated
from tests.site.schools import SMALL, write

SHIPPED = TEMPLATES / "summary.docx"


@pytest.fixture
def records(tmp_path: Path) -> list[str]:
    return ["--records", str(write(tmp_path / "records", SMALL)), "--as-of", "2026-11-20"]


def _saying(words: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        document = Document()
        document.add_paragraph(words)
        document.save(str(path))

    return make


def _with_part(name: str, content: bytes) -> Callable[[Path], None]:
    """The shipped template with one of its parts replaced."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(SHIPPED) as read, zipfile.ZipFile(path, "w") as written:
            for part in read.namelist():
                written.writestr(part, content if part == name else read.read(part))

    return make


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_saying("某某学校公文"), NO_PLACE),
        (_saying("{{ title }} {{ dated }}"), NO_PLACE),
        (_saying("{{ schol }} {{ sections }}"), UNKNOWN),
        (_saying("{% for section in sections %}{{ section.titel }}{% endfor %}"), UNKNOWN),
        (_saying("{{ sections }}{% if foo %}甲{% endif %}"), UNKNOWN),
        (_saying("{% for x in sections %}{{ title }}"), NO_WORD),
        (_saying("{{ sections }} {{ title.__class__.__mro__ }}"), NO_WORD),
        (_saying("{{ sections }} {{ title / 2 }} "), NO_WORD),
        (_saying("{{ sections }} {{ 1 / 0 }} "), NO_WORD),
        (_with_part("word/document.xml", b"<w:document>"), NO_WORD),
        (_with_part("word/document.xml", b""), NO_WORD),
        (_with_part("word/styles.xml", b"<"), NO_WORD),
        (_with_part("[Content_Types].xml", b"no"), NO_WORD),
        (lambda path: path.write_bytes(b"no Word file"), NO_WORD),
    ],
)
def test_a_template_that_would_lose_something_is_refused(
    make: Callable[[Path], Any],
    reason: str,
    records: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the reader's language, with nothing written; never a file without the summary in it."""
    own, out = tmp_path / "own.docx", tmp_path / "out.docx"
    make(own)
    for locale, message in (("zh_CN", translated()[reason][0]), ("en", reason)):
        arguments = ["summary", *records, "-o", str(out), "--template", str(own)]
        assert run([*arguments, "--locale", locale]) == 2
        assert capsys.readouterr().err.startswith(f"shouwang: {message}")
        assert not out.exists()


def test_a_template_without_word_is_not_passed_over(
    records: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As Markdown there is no letterhead: whoever names one is told."""
    template = ["--template", str(SHIPPED)]
    out = tmp_path / "out.md"
    assert run(["summary", *records, "-o", str(out), *template]) == 2
    assert "--template 只用于 Word" in capsys.readouterr().err
    assert not out.exists()
    assert run(["summary", *records, *template, "--locale", "en"]) == 2
    assert "--template is for Word" in capsys.readouterr().err
    assert run(["summary", *records, "-o", str(tmp_path / "out.docx"), *template]) == 0


def _widths(table: Table) -> list[str | None]:
    return [column.get(qn("w:w")) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]


def test_a_letterheads_own_table_keeps_its_columns(records: list[str], tmp_path: Path) -> None:
    """A badge beside the school's name is a table too. Nor is a mark left in those filled in."""
    document = Document(str(SHIPPED))
    head = document.add_table(rows=1, cols=2)
    for cell, text in zip(head.rows[0].cells, ("校徽", "某某学校"), strict=True):
        cell.text = text
    for column, width in zip(head._tbl.tblGrid.findall(qn("w:gridCol")), (1000, 7845), strict=True):
        column.set(qn("w:w"), str(width))
    cells = [cell.width for cell in head.rows[0].cells]
    document.element.body.insert(0, head._tbl)
    own, out, plain = (tmp_path / name for name in ("own.docx", "out.docx", "plain.docx"))
    document.save(str(own))
    assert run(["summary", *records, "-o", str(out), "--template", str(own)]) == 0
    assert run(["summary", *records, "-o", str(plain)]) == 0
    first, *rest = Document(io.BytesIO(out.read_bytes())).tables
    assert _widths(first) == ["1000", "7845"]
    assert [cell.width for cell in first.rows[0].cells] == cells
    theirs = [_widths(table) for table in Document(io.BytesIO(plain.read_bytes())).tables]
    assert [_widths(table) for table in rest] == theirs
    assert ["5307", "3538"] in theirs
    for path in (out, plain):
        with zipfile.ZipFile(path) as archive:
            assert b"tblCaption" not in archive.read("word/document.xml")
