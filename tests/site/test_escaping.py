"""What ledgers show with the shipped rules is only text; all else is in `tests/test_injection.py`."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest
from markupsafe import escape

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
