"""No untranslated word: pages and the command line in English and in Chinese.

English is tried on a school whose records are in Latin letters, so that any Chinese is the
program's own; Chinese on the demo and on an empty school, whose records have no English words.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from builder.blank import blank
from builder.cli import run
from builder.codes import CODES
from builder.i18n import language
from builder.kinds import KINDS
from builder.presets import presets
from builder.promises import promises
from builder.render import Page, render
from builder.views.site import Site

from .demo import DAY, RECORDS, demo_pages, demo_site
from .latin import latin_pages, latin_records, words
from .schools import EMPTY, site

HAN: Final = re.compile(r"[⺀-鿿　-〿豈-﫿＀-￯]+")
LATIN: Final = re.compile(r"[A-Za-z]{3,}")

NAMED: Final = {
    # Programs and formats by their names.
    *("shouwang", "Git", "Excel", "Word", "YAML", "UTF", "GBK", "Markdown"),
    # A key of the keyboard, units of measure, a time zone.
    *("Tab", "mmHg", "MiB", "Asia", "Shanghai"),
}
"""Latin words that Chinese pages may hold: nobody says them otherwise."""

TYPED: Final = re.compile(
    r"""[\w./*{}-]*\.(?:ya?ml|docx|md|xlsx?|csv|ics|txt|html)\b  # a file,
    | \b(?:records|semesters|children|visits|staff|policy|pairings|plans|activities|aid|wishes|health|
        incidents|duties|provisions|exemptions|summaries|observations)/[\w./-]*  # a folder,
    | shouwang(?:\ [a-z]+){0,2}(?:\ --?[a-z-]+(?:[ =][^\s，。；）]+)?)*  # a command with its options,
    | \b\d{4}-(?:autumn|spring)\b | --[a-z-]+ | https?://\S* | \{\w+\}  # a semester, an option, an address, a blank,
    | \b[a-z]+(?:\.[a-z_]+)+\b""",  # a field of a record.
    re.VERBOSE,
)


class Shown(HTMLParser):
    """What a reader sees or hears of a page; what is shown as code is typed as it stands."""

    ATTRIBUTES = frozenset(
        [
            "title",
            "aria-label",
            "alt",
            "placeholder",
            "data-label",
            "data-words",
            "data-more",
            "data-copy",
        ]
    )
    VERBATIM = frozenset({"code", "textarea", "script", "style", "kbd", "pre"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if name in self.ATTRIBUTES and value]
        self.inside += tag in self.VERBATIM

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in self.VERBATIM

    def handle_data(self, data: str) -> None:
        if not self.inside and data.strip():
            self.texts.append(data.strip())


def shown(page: Page) -> list[str]:
    """Every text of a page and of its frame."""
    return [page.title, page.description, page.nav, page.section, *Shown(page.html).texts]


def texts(pages: Mapping[str, Page]) -> Iterator[tuple[str, str]]:
    """Every text, each once, with a page that has it."""
    found = {text: path for path, page in pages.items() for text in shown(page)}
    return ((path, text) for text, path in found.items())


def ids(of: Site) -> frozenset[str]:
    """Ids are words of nobody's language."""
    store = of.store
    found = {*store.children, *store.staff, *presets(), *(rule.id for rule in of.policy.rules)}
    found |= {semester.id for semester in store.semesters}
    found |= {name for rule in of.policy.rules for name in rule.windows}
    return frozenset(found)


@cache
def _any_of(known: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, known), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")


def foreign(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The Latin words of a Chinese text that it should not have."""
    if not LATIN.search(text):
        return []
    rest = TYPED.sub(" ", text)
    if known:
        rest = _any_of(known).sub(" ", rest)
    return [word for word in LATIN.findall(rest) if word not in NAMED]


PROMISES: Final = {
    preset: [promise.quote for promise in made] for preset, made in promises().items()
}
SAID_AS_TYPED: Final = ("codes.md",)
"""The catalogue shows slips of a Chinese keyboard and how they are mended."""

MENDED: Final = {"是", "否", "：", "，", "、"}
"""What it is said of in English too, as it stands on the keyboard."""


def test_an_english_page_has_no_chinese_of_ours() -> None:
    found = {
        (path, run_)
        for path, text in texts(latin_pages())
        for run_ in HAN.findall(text)
        if path not in SAID_AS_TYPED
    }
    assert found == set()


def test_the_english_catalogue_has_only_the_chinese_that_is_typed() -> None:
    page = latin_pages()["codes.md"]
    assert {run_ for text in shown(page) for run_ in HAN.findall(text)} == MENDED


def test_the_english_pages_of_the_demo_have_only_the_chinese_of_its_records() -> None:
    """Its records are Chinese; what its rules are taken from is quoted as the documents say it."""
    quoted = [str(value) for given in (presets(), PROMISES) for value in _leaves(given)]
    files = [file.read_text("utf-8") for file in RECORDS.rglob("*.yml")]
    written = "\n".join([*quoted, *files])
    runs = {
        run_: path
        for path, text in texts(demo_pages("en"))
        for run_ in HAN.findall(text)
        if path not in SAID_AS_TYPED
    }
    assert len(runs) > 100
    # A child whose consent is withdrawn is "a pupil" in the texts of others, in the school's words.
    unknown = {
        run_: path
        for run_, path in runs.items()
        if not all(part in written for part in run_.split("某学生"))
    }
    assert unknown == {}


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


@pytest.mark.parametrize("school", ["demo", "empty"])
def test_a_chinese_page_has_no_english_of_ours(school: str, tmp_path: Path) -> None:
    of = demo_site() if school == "demo" else site(tmp_path, EMPTY)
    pages = demo_pages() if school == "demo" else render(of)
    # Who changed the records is told by Git, by whatever name they have there.
    changes = {change.author for change in of.changes or ()}
    known = ids(of)
    found = {
        (path, word, text[:60])
        for path, text in texts(pages)
        if not any(said in text for said in changes)
        for word in foreign(text, known)
    }
    assert found == set()


def test_an_empty_school_speaks_english_too(tmp_path: Path) -> None:
    files = {"school.yml": EMPTY["school.yml"].replace("空白小学", "Blank School")}
    found = {
        (path, run_)
        for path, text in texts(render(site(tmp_path, files, "en")))
        for run_ in HAN.findall(text)
        if path not in SAID_AS_TYPED
    }
    assert found == set()


def test_these_tests_would_notice() -> None:
    assert foreign("截至2026年11月20日 of all children") == ["all", "children"]
    assert foreign("home_visit", frozenset({"c01"})) == ["home", "visit"]
    assert (
        foreign(
            "逾期 teacher-weekly-visit，见 records/policy.yml", frozenset({"teacher-weekly-visit"})
        )
        == []
    )
    assert HAN.findall("Overdue 逾期（1）") == ["逾期（", "）"]
    assert not HAN.search(words("云溪镇中心小学：三年级"))


# The command line:

COMMANDS: Final = (
    ["check", "--names"],
    ["check", "--no-names"],
    ["check", "--format", "junit"],
    ["check", "--format", "github"],
    ["check", "--format", "gitlab"],
    ["overdue", "--names"],
    ["overdue", "--by", "class", "--names"],
    ["overdue", "--by", "rule"],
    ["overdue", "--format", "csv"],
    ["overdue", "--format", "ics"],
    ["policy"],
    ["tidy", "--diff"],
    ["notify"],
)


def said(
    arguments: list[str], records: Path, locale: str, capsys: pytest.CaptureFixture[str]
) -> str:
    """What a command prints, on either stream."""
    common = ["--records", str(records), "--as-of", str(DAY), "--locale", locale]
    status = run([*arguments, *common])
    out = capsys.readouterr()
    assert status in (0, 1), (arguments, out.err)
    return out.out + out.err


@pytest.fixture(scope="module")
def latin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("latin") / "records"
    for path, text in latin_records().files.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(str(text), encoding="utf-8")
    return made


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_english_command_says_nothing_in_chinese(
    command: list[str], latin_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert HAN.findall(said(command, latin_folder, "en", capsys)) == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if "--format" not in c], ids=" ".join)
def test_a_chinese_command_says_nothing_in_english(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    known = ids(demo_site())
    lines = said(command, RECORDS, "zh_CN", capsys).splitlines()
    assert lines
    assert [(line, odd) for line in lines if (odd := foreign(line, known))] == []


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_summary_is_in_one_language(locale: str, latin_folder: Path, tmp_path: Path) -> None:
    records = latin_folder if locale == "en" else RECORDS
    target = tmp_path / "summary.md"
    common = ["--records", str(records), "--as-of", str(DAY), "--locale", locale]
    assert run(["summary", "--output", str(target), *common]) == 0
    text = target.read_text("utf-8")
    if locale == "en":
        assert HAN.findall(text) == []
    else:
        assert [line for line in text.splitlines() if foreign(line, ids(demo_site()))] == []


@pytest.mark.parametrize("kind", [name for name in KINDS if name not in ("school", "policy")])
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_blank_record_is_in_one_language(kind: str, locale: str) -> None:
    text = blank(kind, language(locale))
    if locale == "en":
        assert HAN.findall(text) == []
    else:
        assert [line for line in text.splitlines() if foreign(line)] == []


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_code_is_explained_in_one_language(locale: str) -> None:
    for code in CODES.values():
        words_ = language(locale)
        told = [words_.text(text) for text in (code.message, code.hint) if text]
        if locale == "en":
            assert set(HAN.findall(" ".join(told))) <= MENDED, told
        else:
            assert not [text for text in told if foreign(text, frozenset(presets()))], told


@pytest.fixture(scope="module")
def books(latin_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The registers as workbooks, by language."""
    found = {}
    for locale, records in (("en", latin_folder), ("zh_CN", RECORDS)):
        found[locale] = tmp_path_factory.mktemp(locale) / "roster.xlsx"
        common = ["--records", str(records), "--as-of", str(DAY), "--locale", locale]
        assert run(["roster", "--output", str(found[locale]), "--everything", *common]) == 0
    return found


def test_the_registers_are_in_one_language(books: Mapping[str, Path]) -> None:
    """Sheets, headings, notes and cells."""
    known = ids(demo_site())
    for locale, file in books.items():
        told = set()
        for sheet in load_workbook(file).worksheets:
            told |= {sheet.title, sheet.oddHeader.center.text or ""}
            cells = [cell for row in sheet.iter_rows() for cell in row]
            told |= {str(cell.value) for cell in cells if cell.value is not None}
            told |= {cell.comment.text for cell in cells if cell.comment}
        assert len(told) > 500
        if locale == "en":
            # What stands between several names is read back, so it is what the reader takes.
            assert sorted(text for text in told if set(HAN.findall(text)) - {"、"}) == []
        else:
            assert sorted(text for text in told if foreign(text, known)) == []


MORE: Final = (["import"], ["export", "c2301"], ["forget", "c2301"], ["forget", "c2301", "--write"])


@pytest.mark.parametrize("command", MORE, ids=" ".join)
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_what_changes_records_speaks_one_language(
    command: list[str],
    locale: str,
    latin_folder: Path,
    books: Mapping[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    records = tmp_path / "records"
    shutil.copytree(latin_folder if locale == "en" else RECORDS, records)
    more = {
        "import": [str(books[locale]), "--write", "--overwrite"],
        "export": ["--output", str(tmp_path / "file.html")],
        "forget": ["--yes"],
    }
    told = said([*command, *more[command[0]]], records, locale, capsys)
    told = told.replace(str(tmp_path), "").replace(str(books[locale]), "")
    if command[0] == "export":
        told += "\n".join(Shown((tmp_path / "file.html").read_text("utf-8")).texts)
    assert told
    if locale == "en":
        assert [line for line in told.splitlines() if HAN.search(line)] == []
    else:
        known = ids(demo_site())
        words_ = {word for line in told.splitlines() for word in foreign(line, known)}
        assert words_ <= OF_GIT


OF_GIT: Final = {
    *("Gitea", "Forgejo", "GitHub", "GitLab", "Gitee"),
    *("git", "now", "commit", "map", "filter", "repo"),
}
"""Hosts by their names; `git gc --prune=now`, `commit-map`, `filter-repo` as they are typed."""


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_a_new_school_is_in_one_language(
    locale: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `init` says, the commands to type aside; the README that it writes is in both."""
    name = "Cloud Creek School" if locale == "en" else "云溪小学"
    folder = tmp_path / "school"
    assert run(["init", str(folder), "--locale", locale, "--name", name]) == 0
    told = capsys.readouterr().out.replace(str(folder), "x")
    lines = [line for line in told.splitlines() if not line.startswith("  ")]
    assert len(lines) > 3
    readme = (folder / "README.md").read_text("utf-8")
    assert HAN.search(readme) and LATIN.search(readme)
    if locale == "en":
        assert [line for line in lines if HAN.search(line)] == []
    else:
        typed = re.compile(r"\.\./wheels|放 wheel 的|make wheel")
        assert [line for line in lines if foreign(typed.sub("", line))] == []
