"""Pages and their templates: every template shows its own context, and every page is sound HTML."""

from collections.abc import Iterator
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from builder.assets import TEMPLATES
from builder.audience import every_audience
from builder.i18n import language
from builder.render import PAGES, PageKind, _words, render, templates
from builder.site_plugin import site_for
from builder.views.site import Site

from .schools import EMPTY, SMALL, site

PIECES = {"ui", "people"}
"""The imported files of macros."""

FRAME = {"root", "here", "siblings", "stale_days"}
"""What every template is given beside its context."""


OLDER = {
    "visits/2025-autumn/t02.yml": """\
        {date: 2025-11-05, children: c01, kind: home_visit, with: child, by: t02, summary: 去年的家访}
        """,
}
"""A visit of long ago: those have pages of their own."""


@pytest.fixture
def small(tmp_path: Path) -> Site:
    return site(tmp_path, {**SMALL, **OLDER})


def asked(environment: Environment, name: str, seen: set[str] | None = None) -> Iterator[str]:
    """The names that a template and those it extends or imports take from outside."""
    seen = set() if seen is None else seen
    seen.add(name)
    tree = environment.parse(Path(TEMPLATES, name).read_text(encoding="utf-8"))
    own = {macro.name for macro in tree.find_all(nodes.Macro)}
    own |= {imported.target for imported in tree.find_all(nodes.Import)}
    yield from meta.find_undeclared_variables(tree) - own
    for other in meta.find_referenced_templates(tree):
        if other and other not in seen:
            yield from asked(environment, other, seen)


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.template)
def test_template_and_context_agree(kind: PageKind, small: Site) -> None:
    contexts: dict[str, set[type]] = {}
    audience = next(
        one for one in every_audience(small.store, small.as_of) if one.kind in kind.seen_by
    )
    for sheet in kind.sheets(site_for(small, audience)):
        contexts.setdefault(sheet.template or kind.template, set()).add(type(sheet.context))
    assert contexts, "the small school has at least one page of every kind"
    environment = templates(language("zh_CN"))
    words = set(_words(language("zh_CN")))
    for template, types in contexts.items():
        assert len(types) == 1, "a template shows one kind of context"
        given = {field.name for field in fields(types.pop())}
        names = set(asked(environment, f"pages/{template}.html.j2"))
        wanted = names - FRAME - words - PIECES
        assert wanted <= given, "the template asks for what the view does not give"
        assert given <= names, "the view gives what the template never shows"


def test_a_column_of_buttons_leaves_paper_with_its_heading(small: Site) -> None:
    """Print leaves out `.sw-act` and `[data-act]`: one without the other is an empty column."""
    tables = [
        table
        for page in render(small).values()
        for table in page.html.split("<table")[1:]
        if 'class="sw-act"' in table.partition("</table>")[0]
    ]
    assert tables
    assert [
        table[:60] for table in tables if "data-act>" not in table.partition("</thead>")[0]
    ] == []


class Sound(HTMLParser):
    """Checks what a browser would silently mend."""

    VOID = frozenset({"br", "hr", "img", "input", "path", "rect", "circle", "wbr", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tables: list[set[str]] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append(set())
        if tag == "caption" or (tag == "th" and given.get("scope")):
            self.tables[-1].add(tag)
        if tag == "th" and not given.get("scope"):
            self.faults.append("th without scope")
        named = given.get("role") == "img" and given.get("aria-label")
        if tag == "svg" and not named and given.get("aria-hidden") != "true":
            self.faults.append(f"svg that says nothing: {given}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


@pytest.mark.parametrize("files", [SMALL, EMPTY], ids=["small", "empty"])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_page_is_sound(files: dict[str, str], locale: str, tmp_path: Path) -> None:
    for path, page in render(site(tmp_path, files, locale)).items():
        sound = Sound()
        sound.feed(page.html)
        assert not sound.faults, path
        assert not sound.open, path
        assert len(sound.ids) == len(set(sound.ids)), f"{path}: the same id twice"
        assert sound.headings[:1] == [1] and sound.headings.count(1) == 1, path
        steps = zip(sound.headings, sound.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), f"{path}: a heading is skipped"
        assert all("caption" in table for table in sound.tables), f"{path}: a table without caption"


def test_english_pages_hold_no_chinese_of_ours(tmp_path: Path) -> None:
    """Names and texts of records stay as they are; everything the program says is English."""
    said = {word for text in SMALL.values() for word in _han(text)}
    presets = "".join(said)
    for path, page in render(site(tmp_path, SMALL, "en")).items():
        if path == "codes.md":
            continue  # Shows Chinese slips and how to mend them.
        for word in _han(page.html):
            known = word in presets or any(word in text for text in SMALL.values())
            assert known, f"{path}: {word}"


def _han(text: str) -> list[str]:
    import re

    return re.findall(r"[\u4e00-\u9fff]+", text)


def test_rendering_is_a_function(small: Site) -> None:
    assert render(small) == render(small)


def test_a_forgotten_semester_is_said_on_every_page(tmp_path: Path) -> None:
    from datetime import date

    late = site(tmp_path, SMALL, day=date(2027, 3, 20))
    for path, page in render(late).items():
        assert "还没有录入新学期" in page.html, path
    early = site(tmp_path / "b", SMALL)
    assert not any("还没有录入新学期" in page.html for page in render(early).values())


def test_a_page_without_anything_says_what_to_do_next(tmp_path: Path) -> None:
    """Of a school that has only its name: what is missing, and how to add it."""
    import re

    pages = render(site(tmp_path, EMPTY))
    for path, page in pages.items():
        if path in ("codes.md", "print/notice.md", "print/visit-form.md"):
            continue  # Whole as they are.
        empty = re.findall(r'<div class="sw-empty">(.*?)</div>', page.html, re.DOTALL)
        assert empty, f"{path} says nothing"
        assert all(block.count("<p>") == 2 for block in empty), f"{path}: and now?"
