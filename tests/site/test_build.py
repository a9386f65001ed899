"""The built site: every link leads somewhere, nothing is asked of anybody else."""

import os
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from builder.publish import publish

from .schools import DAY, EMPTY, SMALL, site, write

ROOT = Path(__file__).parents[2]
REPOSITORY = "https://git.example.cn/school/records/"


class Refs(HTMLParser):
    """What a page points to, what it loads, and the places in it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name == "href" and tag == "a":
                self.links.append(value or "")
            elif name in ("href", "src", "srcset", "poster", "action", "data", "xlink:href"):
                self.loads.append(value or "")


def pages(folder: Path) -> dict[Path, Refs]:
    """Every page of a built site."""
    found = {}
    for file in sorted(folder.resolve().rglob("*.html")):
        found[file] = Refs()
        found[file].feed(file.read_text("utf-8"))
    return found


@pytest.fixture(
    scope="module",
    params=[("small", SMALL, "zh_CN"), ("small", SMALL, "en"), ("empty", EMPTY, "zh_CN")],
    ids=["small", "english", "empty"],
)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, files, locale = request.param
    folder = tmp_path_factory.mktemp(name)
    publish(site(folder, files, locale), folder / "site")
    return folder / "site"


def test_every_link_leads_somewhere(built: Path) -> None:
    everything = pages(built)
    for file, refs in everything.items():
        if file.name == "404.html":
            continue  # Its addresses are from the server's root.
        for link in refs.links + refs.loads:
            parts = urlsplit(link)
            if parts.scheme == "tel":
                assert re.fullmatch(r"tel:\+?[0-9-]+", link), link
                continue
            if parts.scheme:
                assert link.startswith(REPOSITORY), f"{file.name}: {link}"
                continue
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if target.is_dir():
                target /= "index.html"
            assert target.is_file(), f"{file.name}: {link}"
            if parts.fragment and target in everything:
                assert parts.fragment in everything[target].ids, f"{file.name}: {link}"


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    for file, refs in pages(built).items():
        for load in refs.loads:
            assert not re.match(r"(https?:)?//", load), f"{file.name}: {load}"
    for file in built.rglob("*.css"):
        if "assets" not in file.relative_to(built).parts:
            assert "url(" not in file.read_text("utf-8"), file.name
            assert "@import" not in file.read_text("utf-8"), file.name
    for name in ("shouwang.js", "iframe-worker.js"):
        text = (built / name).read_text("utf-8")
        assert (
            "fetch(" not in text
            and "XMLHttpRequest" not in text
            and "http" not in text.replace("https://", "")
        )


def test_every_page_asks_not_to_be_indexed(built: Path) -> None:
    for file in pages(built):
        text = file.read_text("utf-8")
        assert '<meta name="robots" content="noindex, nofollow">' in text, file.name
        assert '<meta name="referrer" content="no-referrer">' in text, file.name
        assert "generator" not in text.split("</head>")[0], file.name


def test_names_are_in_no_address(built: Path) -> None:
    for file, refs in pages(built).items():
        for link in refs.links:
            words = unquote(link)
            assert not any(name in words for name in ("林晓东", "王小雨", "李强", "陈秀英")), (
                file.name
            )
        assert re.fullmatch(r"[a-z0-9.-]+", file.name)


def test_what_another_page_says_is_not_searched_twice(built: Path) -> None:
    import json

    docs = json.loads((built / "search/search_index.json").read_text("utf-8"))["docs"]
    assert not any(doc["location"].startswith("codes") for doc in docs)
    lists = [doc for doc in docs if doc["location"] in ("", "index.html", "overdue.html")]
    assert len(lists) == 2
    assert not any(name in str(lists) for name in ("林晓东", "王小雨", "李强"))


def test_the_mkdocs_command_builds_the_same_pages(tmp_path: Path) -> None:
    records = write(tmp_path / "records", SMALL)
    environment = {
        **os.environ,
        "SHOUWANG_RECORDS": str(records),
        "SHOUWANG_AS_OF": DAY.isoformat(),
        "SHOUWANG_LOCALE": "zh_CN",
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--quiet",
            "--strict",
            "--site-dir",
            str(tmp_path / "mk"),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    publish(site(tmp_path, SMALL), tmp_path / "ours")
    ours = {
        f.relative_to((tmp_path / "ours").resolve())
        for f in (tmp_path / "ours").resolve().rglob("*.html")
    }
    theirs = {f.relative_to(tmp_path / "mk") for f in (tmp_path / "mk").rglob("*.html")}
    assert ours == theirs
    for name in ("index.html", "overdue.html", "policy.html"):
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "mk" / name).read_bytes()


def test_the_mkdocs_command_says_in_a_line_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    environment = {
        **os.environ,
        "SHOUWANG_RECORDS": str(tmp_path / "none"),
        "NO_MKDOCS_2_WARNING": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "mk")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) <= 2


def test_the_page_that_is_not_found_says_that_a_semester_was_forgotten(tmp_path: Path) -> None:
    """Like every other page: a link that leads nowhere may be the first thing that is opened."""
    publish(site(tmp_path, SMALL, day=date(2027, 3, 20)), tmp_path / "site")
    assert "还没有录入新学期" in (tmp_path / "site/404.html").read_text(encoding="utf-8")
