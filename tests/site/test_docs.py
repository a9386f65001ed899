"""The documentation in a browser: whole, quiet, readable, found, and in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

import pytest

from builder.cli import commands
from builder.docs.site import publish_docs
from builder.docs.written import CHAPTERS, source
from builder.i18n import language
from tests.chromium import served

from .test_accessibility import complaints
from .test_browser import Watched, browser  # noqa: F401 (fixture)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WRITTEN = tuple(name for name, _ in CHAPTERS if source(name, language("zh_CN")).is_file())
REFERENCE = tuple(
    f"reference/{name}" for name in ("visit", "codes", "commands", "presets", "kinds")
)


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("docs") / "site-docs"
    publish_docs(commands, target)
    return target.resolve()


@pytest.fixture(scope="module")
def address(docs: Path) -> Iterator[str]:
    with served(docs) as place:
        yield place


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, address: str, docs: Path) -> str:
    return address if request.param == "http" else f"{docs.as_uri()}/"


def pages(docs: Path) -> list[str]:
    """Every page without its ending, but the one for what is not there."""
    found = [file.relative_to(docs).as_posix() for file in docs.rglob("*.html")]
    return sorted(path.removesuffix(".html") for path in found if not path.endswith("404.html"))


def test_the_docs_are_there_in_both_languages(docs: Path) -> None:
    """The same pages, each with its language said, and no Markdown left in a link."""
    found = pages(docs)
    english = {name.removeprefix("en/") for name in found if name.startswith("en/")}
    assert english == {name for name in found if not name.startswith("en/")}
    assert len(english) > 28
    for name in found:
        html = (docs / f"{name}.html").read_text(encoding="utf-8")
        assert f'<html lang="{"en" if name.startswith("en/") else "zh"}"' in html
        assert not re.findall(r'href="(?!https?:)[^"]*\.md[#"]', html)


def test_every_link_leads_somewhere(docs: Path) -> None:
    """Pages, pictures, scripts and anchors, of the frame too."""
    html = {name: (docs / f"{name}.html").read_text(encoding="utf-8") for name in pages(docs)}
    ids = {name: set(re.findall(r'\sid="?([^"\s>]+)', text)) for name, text in html.items()}
    lost = []
    for name, text in html.items():
        for raw in re.findall(r'(?:href|src)="([^"]*)"', text):
            href = unescape(raw)
            if re.match(r"[a-z]+:", href) or href in ("", "."):
                assert not href.startswith("http"), href
                continue
            path, _, anchor = href.partition("#")
            to = (
                normpath(f"{dirname(name)}/{unquote(path)}").lstrip("/") if path else f"{name}.html"
            )
            there = (docs / to).is_file()
            if not there or (anchor and anchor not in ids.get(to.removesuffix(".html"), ())):
                lost.append(f"{name} -> {href}")
    assert lost == []


def test_headings_have_one_id_in_both_languages(docs: Path) -> None:
    """A link to a section holds when the language is switched."""
    for name in ("teacher", "messages", "setup"):
        found = [
            re.findall(r'<h[23] id="([^"]+)"', (docs / f"{at}{name}.html").read_text("utf-8"))
            for at in ("", "en/")
        ]
        assert found[0] == found[1] and len(found[0]) > 8
        assert all(re.fullmatch("[a-z0-9-]+", id_) for id_ in found[0])


def test_nothing_is_asked_of_anybody_else(browser, base: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    watched = Watched(browser)
    for name in (*WRITTEN, *REFERENCE):
        watched.page.goto(f"{base}{name}.html")
        watched.page.goto(f"{base}en/{name}.html")
    watched.page.wait_for_timeout(300)
    elsewhere = [url for url in watched.requests if not url.startswith((base, "data:", "blob:"))]
    assert elsewhere == []
    assert watched.complaints == []


def test_a_visit_is_found(browser, base: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    """In each language by its own words, and a code by itself."""
    watched = Watched(browser)
    watched.page.goto(f"{base}index.html")
    assert any("登记一次帮扶" in title for title in watched.search("家访"))
    watched.page.goto(f"{base}teacher.html")
    assert watched.search("E203")
    watched.page.goto(f"{base}en/index.html")
    assert any("Log a visit" in title for title in watched.search("home visit"))


def test_the_language_is_switched_on_the_same_page(browser, base: str) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    page = Watched(browser, 390).page
    page.goto(f"{base}reference/visit.html")
    page.locator(".sw-language").click()
    page.wait_for_url("**/en/reference/visit.html")
    assert page.locator("h1").inner_text() == "Visit"
    page.locator(".sw-language").click()
    page.wait_for_url(f"{base}reference/visit.html")


def test_nothing_scrolls_sideways_on_a_phone(browser, address: str, docs: Path) -> None:  # type: ignore[no-untyped-def] # noqa: F811
    page = Watched(browser, 390).page
    wide = []
    for name in pages(docs):
        page.goto(f"{address}{name}.html")
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(name)
    assert wide == []


@pytest.mark.parametrize(
    ("names", "width", "scheme"),
    [
        (WRITTEN, 390, "light"),
        ([f"en/{name}" for name in (*REFERENCE, "teacher", "messages")], 1280, "dark"),
    ],
    ids=["phone", "desk"],
)
def test_no_violation_on_any_page(  # type: ignore[no-untyped-def]
    browser,  # noqa: F811
    address: str,
    names: Sequence[str],
    width: int,
    scheme: str,
) -> None:
    """axe-core has nothing to say, contrast included."""
    watched = Watched(browser, width, color_scheme=scheme)
    found = {}
    for name in names:
        if said := complaints(watched, f"{address}{name}.html"):
            found[name] = said
    assert found == {}
