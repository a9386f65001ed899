"""Whatever people type comes out as the text they typed, in every place of the site."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest
from markupsafe import escape

from builder.publish import publish, write_pages
from builder.render import render

from .schools import SMALL, site

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(2)</script>",
    "![x](https://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "{{ 7 * 7 }}{% raw %}",
    '--8<-- "/etc/passwd"',
    "' onmouseover='alert(1)",
    "&lt;script&gt;alert(3)&lt;/script&gt;",
    "a | b | c",
    "{: onclick=alert(1) }",
)


def poisoned(nasty: str) -> dict[str, str]:
    """The small school with one nasty text in every place that people fill in freely."""
    text = json.dumps(nasty, ensure_ascii=False)
    files = dict(SMALL)
    for was in (
        "清溪小学",
        "林晓东",
        "李强",
        "奶奶在家",
        "看手机太久",
        "再去看看",
        "东莞",
        "话不多，喜欢画画",
        "第一次监护人培训会",
        "教师每周家访",
        "篇1 四个一",
        "2026年秋季学期",
        "上坪村12号",
        "陈秀英",
        "画画",
    ):
        files = {path: _replaced(body, was, text) for path, body in files.items()}
    return files


def _replaced(body: str, was: str, text: str) -> str:
    return re.sub(rf"(?<=[ \[]){re.escape(was)}(?=[,\]}}\n])", lambda _: text, body)


class Tags(HTMLParser):
    """Scripts, images, event handlers and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(f"{tag} {name}={value}")
            if name in ("href", "src"):
                self.links.append(value or "")
            if name == "src" and tag in ("img", "script"):
                self.found.append(f"{tag} {value}")


@pytest.mark.parametrize("nasty", NASTY)
def test_record_text_is_only_text(nasty: str, tmp_path: Path) -> None:
    clean, dirty = site(tmp_path / "a", SMALL), site(tmp_path / "b", poisoned(nasty))
    assert dirty.store.school.name == nasty, "the text is in the records as it was typed"
    assert dirty.store.children["c01"].name == nasty
    publish(clean, tmp_path / "clean")
    publish(dirty, tmp_path / "dirty")
    for file in sorted((tmp_path / "dirty").rglob("*.html")):
        ours, theirs = Tags(), Tags()
        theirs.feed((tmp_path / "clean" / file.relative_to(tmp_path / "dirty")).read_text("utf-8"))
        text = file.read_text("utf-8")
        ours.feed(text)
        assert ours.found == theirs.found, file.name
        assert not any(
            re.match(r"\s*(javascript|data|vbscript):", link, re.I) for link in ours.links
        )
        assert "evil.example" not in "".join(ours.links)
        assert "root:" not in text
        assert "alert(1)</script>" not in text and "alert(2)</script>" not in text
    index = json.loads((tmp_path / "dirty/search/search_index.json").read_text("utf-8"))
    for entry in index["docs"]:
        assert not re.search(r"<(?!/?p>)", entry["title"] + entry["text"]), entry


@pytest.mark.parametrize("nasty", NASTY)
def test_what_ledgers_and_the_schools_page_show_is_only_text(nasty: str, tmp_path: Path) -> None:
    """The same nasty text in every free field of incidents, rosters, regulations and the semester."""
    text = json.dumps(nasty, ensure_ascii=False)
    files = {path: _replaced(dedent(body), "全面", text) for path, body in SMALL.items()}
    files["staff/t01.yml"] = (
        f"{{name: 王芳, group: administration, position: {text}, phone: {text}}}"
    )
    files["school.yml"] += f"regulations: [{{title: {text}, text: {text}}}]\n"
    files["semesters/2026-autumn.yml"] = files["semesters/2026-autumn.yml"].replace(
        "name: 国庆", f"name: {text}"
    )
    files["semesters/2026-autumn.yml"] += f"plan: {text}\n"
    files["policy.yml"] = "extends: [pian-1]\n"
    files["incidents/a.yml"] = (
        f"{{title: {text}, occurred: 2026-10-12 14:20, known: 2026-10-12 14:30, place: {text}, "
        f"kind: injury, children: c01, summary: {text}, actions: {text}, "
        f"notifications: [{{to: guardian, at: 2026-10-12 14:40, by: t01, how: {text}}}]}}"
    )
    files["duties/a.yml"] = (
        f"{{semester: 2026-autumn, place: {text}, slots: [{{day: 1, slot: {text}, staff: t01}}]}}"
    )
    made = site(tmp_path, files)
    assert not [f for f in made.inspection.findings if f.code.startswith("E")]
    pages = render(made)
    for name in ("incidents", "incidents-card", "duties", "school"):
        tags = Tags()
        tags.feed(pages[f"{name}.md"].html)
        assert tags.found == [], name
        assert not any(re.match(r"\s*(javascript|data|vbscript):", link) for link in tags.links)
        assert str(escape(nasty)) in pages[f"{name}.md"].html, f"{name} shows it as it was typed"


def test_a_template_in_a_record_stays_as_it_was_typed(tmp_path: Path) -> None:
    dirty = site(tmp_path, poisoned("{{ 7 * 7 }}{% raw %}"))
    publish(dirty, tmp_path / "out")
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert "{{ 7 * 7 }}{% raw %}" in page


def test_pages_for_another_engine_keep_their_front_matter_apart(tmp_path: Path) -> None:
    dirty = site(tmp_path, poisoned("---\ntitle: x"))
    write_pages(dirty, tmp_path / "pages")
    for file in (tmp_path / "pages").rglob("*.md"):
        fence, front, close, blank, *body = file.read_text("utf-8").splitlines()
        assert (fence, close, blank) == ("---", "---", "")
        assert set(json.loads(front)) >= {"title", "description"}
        assert all(line.strip() for line in body), "a blank line would end the HTML block"
