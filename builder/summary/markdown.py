"""The summary as Markdown: for a page elsewhere, or to be edited on.

Words from the records are text, never Markdown: whatever could be taken for markup is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from builder.i18n import Language
from builder.summary.figure import Section, Summary
from builder.summary.grid import SIGNATURES, Grid, dated, gaps, grids, numbered, title

# A backslash only where every Markdown knows it; `\<` is a live tag to some of them.
_MARKUP: Final = re.compile(r"([\\`*_\[\]#!])")
# Braces too: a template engine that reads the Markdown knows no backslash.
_ENTITIES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "{": "&#123;", "}": "&#125;"}
)
_AT_START: Final = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)])|([:=]))", re.MULTILINE)


def escaped(text: str) -> str:
    """A text in which nothing is Markdown, HTML, a template or a workflow command."""
    return _AT_START.sub(_at_start, _MARKUP.sub(r"\\\1", text).translate(_ENTITIES))


def _at_start(found: re.Match[str]) -> str:
    """What would begin a list, a heading's underline or a command at the start of a line."""
    blank, dash, digits, dot, mark = found.groups(default="")
    return f"{blank}&#{ord(mark)};" if mark else f"{blank}{digits}\\{dash}{dot}"


def markdown(summary: Summary, language: Language) -> str:
    """The whole document; ends with a line end."""
    lines = [f"# {escaped(title(summary, language))}", "", escaped(dated(summary, language)), ""]
    for position, section in enumerate(summary.sections, start=1):
        lines += [f"## {numbered(position, language)}{escaped(section.title)}", ""]
        lines += _section(summary, section, language)
    to_sign = "：＿＿＿＿＿＿" if language.chinese else ": ____________"
    lines += [" ".join(escaped(language.text(label) + to_sign) for label in SIGNATURES), ""]
    return "\n".join(lines)


def _section(summary: Summary, section: Section, language: Language) -> Iterator[str]:
    for prose in section.prose:
        yield from (escaped(prose.text(language)), "")
    for grid in grids(summary, section, language):
        yield from _table(grid)
    for text in section.texts:
        if text.text:
            yield from (f"### {escaped(text.title)}", "")
            for paragraph in text.text.splitlines():
                if paragraph.strip():
                    yield from (escaped(paragraph.strip()), "")
    for gap in gaps(section, language):
        yield from (f"**{escaped(gap)}**", "")


def _table(grid: Grid) -> Iterator[str]:
    yield from (f"**{escaped(grid.title)}**", "")
    yield _row(grid.heads)
    yield "|".join(["", *(" --- " for _ in grid.heads), ""])
    yield from (_row(row) for row in grid.rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    joined = (escaped(" ".join(cell.split("\n"))) for cell in cells)
    return "| " + " | ".join(joined) + " |"
