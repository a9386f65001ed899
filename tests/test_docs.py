"""What the documentation says is so: examples, commands, labels, pictures, both languages, reference."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from builder import schema
from builder.cli import commands, run
from builder.codes import CODES
from builder.docs import examples
from builder.docs.command_line import commands_view, spoken
from builder.docs.examples import example
from builder.docs.kinds import kind_view
from builder.docs.site import render
from builder.docs.written import CHAPTERS, FOLDER, headings, images, source
from builder.i18n import LOCALES, language
from builder.kinds import KINDS
from builder.policy import resolve
from builder.presets import presets
from builder.wording import worded
from tests import screenshots
from tests.messages import ROOT, translated
from tests.support import MemoryFolder, look

WRITTEN = tuple(sorted(FOLDER.glob("*.md")))
README = ROOT / "README.md"
RECORDS = ROOT / "records"
PEOPLE = ("school.yml", "policy.yml", "semesters/*.yml", "staff/*.yml", "children/c24*.yml")


def locale_of(page: Path) -> str:
    return "en" if ".en." in page.name else "zh_CN"


# Examples


class Block(NamedTuple):
    """An example: the page and line where it stands, its path, its text, what is said of it."""

    page: Path
    line: int
    path: str
    text: str
    said: str


_BLOCK = re.compile(
    r"^```yaml\n(?P<text># records/(?P<path>\S+)\n(?:(?!```).*\n)*)```\n"
    r"(?:\n```text\n(?P<said>(?:(?!```).*\n)*)```)?",
    re.MULTILINE,
)


def blocks() -> Iterator[Block]:
    for page in (*WRITTEN, README):
        text = page.read_text(encoding="utf-8")
        found = list(_BLOCK.finditer(text))
        assert len(found) == text.count("```yaml"), f"{page.name}: an example names no file"
        for block in found:
            line = text[: block.start()].count("\n") + 1
            yield Block(page, line, block["path"], block["text"], (block["said"] or "").strip())


BLOCKS = tuple(blocks())


@cache
def demo() -> dict[str, bytes]:
    """A class of the demo school without what it did: enough for every example, and soon read."""
    files = [file for pattern in PEOPLE for file in RECORDS.glob(pattern)]
    return {file.relative_to(RECORDS).as_posix(): file.read_bytes() for file in files}


def said_of(block: Block) -> str:
    """What `check` says of an example that stands among the demo's records."""
    laid: dict[str, str | bytes] = {**demo(), block.path: block.text}
    rows = []
    for finding in look(MemoryFolder(laid)).findings:
        if finding.path == block.path:
            message, hint = worded(finding, language(locale_of(block.page)))
            rows.append(f"{finding.line or ''}  {finding.code}  {message}\n→ {hint}".strip())
    return "\n".join(rows)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page.name}:{block.line}")
def test_an_example_does_what_the_page_says(block: Block) -> None:
    """With the message beside it, or without any where there is none beside it."""
    assert said_of(block) == block.said


def test_there_are_examples_of_both_sorts() -> None:
    """The pattern finds what it looks for, in both languages."""
    for name in ("messages.md", "messages.en.md"):
        here = [block for block in BLOCKS if block.page.name == name]
        assert len([block for block in here if block.said]) >= 14
        assert [block for block in here if not block.said]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_example_school_is_sound(locale: str) -> None:
    """Every kind's example, in both languages, together: nothing is said of any of them."""
    files: dict[str, str | bytes] = {
        file.relative_to(examples.EXAMPLES).as_posix(): file.read_bytes()
        for file in examples.EXAMPLES.rglob("*.yml")
    }
    for kind in KINDS.values():
        assert kind.example_path in files
        files[kind.example_path] = example(kind.name, language(locale))
    found = look(MemoryFolder(files))
    assert found.findings == ()
    assert len(found.store.visits) == 2
    assert resolve(found.store, found.as_of).slips == ()


def test_the_english_example_means_the_same() -> None:
    """All of it, record by record."""

    def store(locale: str) -> object:
        files: dict[str, str | bytes] = {
            kind.example_path: example(kind.name, language(locale)) for kind in KINDS.values()
        }
        files["staff/t07.yml"] = (examples.EXAMPLES / "staff/t07.yml").read_bytes()
        found = look(MemoryFolder(files)).store
        return re.sub(r"Origin\([^)]*\)", "", repr(found))

    assert store("en") == store("zh_CN")


# The reference


@cache
def pages(locale: str) -> dict[str, str]:
    """The generated pages by path."""
    return {path: page.html for path, page in render(language(locale), commands).items()}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_and_value_of_a_kind_is_in_the_reference(kind: str, locale: str) -> None:
    html = pages(locale)[f"reference/{kind}.md"]

    def fields(node: schema.Node, route: tuple[str, ...]) -> Iterator[tuple[str, schema.Node]]:
        inner = node["items"] if node.get("type") == "array" else node
        for name, field in schema.properties(inner).items():
            yield ".".join((*route, name)), field
            yield from fields(field, (*route, name))

    wanted = dict(fields(schema.schemas()[kind], ()))
    rows = dict(re.findall(r'<tr id="([\w.-]+)"[^>]*>(.*?)</tr>', html, re.DOTALL))
    assert list(rows) == list(wanted)
    for path, field in wanted.items():
        item = field["items"] if field.get("type") == "array" else field
        words = [path.rpartition(".")[2], *schema.key_spellings(path.rpartition(".")[2], field)]
        for choice in schema.choices(item):
            words += [choice.const, choice.title, *choice.aliases]
        assert [word for word in words if word not in rows[path]] == [], path


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_code_preset_and_command_is_in_the_reference(locale: str) -> None:
    found = pages(locale)
    for kind in KINDS:
        assert f'href="{kind}.html"' in found["reference/kinds.md"]
    assert re.findall(r'<tr id="(\w+)"', found["reference/codes.md"]) == [
        code for family in ("E", "I", "W", "O") for code in sorted(CODES) if code[0] == family
    ]
    for name, values in presets().items():
        assert f'id="{name}"' in found["reference/presets.md"]
        for rule in values.get("rules", ()):
            assert f"<code>{rule['id']}</code>" in found["reference/presets.md"]
    for name, command in commands.commands.items():
        assert f'<h2 id="{name}">' in found["reference/commands.md"]
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.opts[-1] in found["reference/commands.md"]


def test_required_fields_are_marked() -> None:
    rows = {row.id: row.star for row in kind_view(KINDS["visit"], language("zh_CN")).fields}
    assert (rows["date"], rows["summary"], rows["purpose"]) == ("★", "☆", "")


def test_every_help_text_is_in_both_languages() -> None:
    """A command, and each of its options, says what it does in Chinese and in English."""
    for name, command in commands.commands.items():
        texts = {name: " ".join((command.help or "").split())}
        texts |= {
            f"{name} {one.name}": one.help or ""
            for one in command.params
            if isinstance(one, click.Option)
        }
        for where, text in texts.items():
            assert spoken(text, language("zh_CN")) != spoken(text, language("en")), where


def test_help_is_shown_in_one_language() -> None:
    """And nothing of it is lost where there is only one."""
    text = "Where the site goes. 网站放在哪里"
    assert spoken(text, language("zh_CN")) == "网站放在哪里"
    assert spoken(text, language("en")) == "Where the site goes."
    assert spoken("A KIND (visit, 帮扶记录, …) to fill in.", language("en")).startswith("A KIND")
    assert spoken("First day.", language("zh_CN")) == "First day."
    view = commands_view(commands, language("en"))
    [check] = [one for one in view.commands if one.name == "check"]
    assert any(row.typed.startswith("--fail-on") for row in check.options)


# Commands, labels, pictures


def typed(page: Path) -> Iterator[list[str]]:
    """Every `shouwang …` of a page, in words."""
    text = page.read_text(encoding="utf-8")
    spans = re.findall(r"`(shouwang [^`\n]+)`", text)
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        spans += re.findall(r"^ *(?:sudo )?(?:\S*/)?(shouwang [^#\n]+)", block, re.MULTILINE)
    for span in spans:
        yield shlex.split(span.replace("…", ""))[1:]


@pytest.mark.parametrize("page", [*WRITTEN, README], ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path) -> None:
    for words in typed(page):
        if words == ["--help"]:
            continue
        command = commands.commands.get(words[0])
        assert command is not None, f"shouwang {words[0]}"
        known = {
            name for option in command.params for name in (*option.opts, *option.secondary_opts)
        }
        unknown = [word.partition("=")[0] for word in words if word.startswith("-")]
        assert [word for word in unknown if word not in known] == [], f"shouwang {' '.join(words)}"


@pytest.mark.parametrize("page", [*WRITTEN, README], ids=lambda page: page.name)
def test_options_that_stand_alone_exist(page: Path) -> None:
    """`--records` in a sentence: some command has it, or a script that comes with the program."""
    known = {
        name
        for command in commands.commands.values()
        for option in command.params
        for name in (*option.opts, *option.secondary_opts)
    }
    known |= set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shipped_scripts()))
    alone = re.findall(r"`(--[a-z][a-z-]*)", page.read_text(encoding="utf-8"))
    assert set(alone) <= known


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_labels_are_the_sites_own(page: Path) -> None:
    """What a page calls a button or a page of the site is what the site calls it."""
    found = re.findall(_LABEL[locale_of(page)], page.read_text(encoding="utf-8"))
    assert [label for label in found if label not in words_of_the_site(locale_of(page))] == []


@cache
def shipped_scripts() -> str:
    """What a school is given beside the program: hooks, CI files, whatever serves its site."""
    folders = (ROOT / "site_templates" / name for name in ("init", "serving"))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


_LABEL = {"zh_CN": "「([^」]+)」", "en": "“([^”、]+)”"}


@cache
def words_of_the_site(locale: str) -> frozenset[str]:
    """Everything that the program says; test_messages.py sees to it that all of it is in use."""
    known = translated()
    return frozenset(known if locale == "en" else (one for some in known.values() for one in some))


def test_every_picture_is_taken_shown_and_small() -> None:
    """The script makes each, a page shows each, and all of them are less than a megabyte."""
    folder = FOLDER / "images"
    there = {file.name for file in folder.iterdir()}
    assert there == set(screenshots.shots())
    shown = {found.name for page in WRITTEN for found in images(page.read_text(encoding="utf-8"))}
    assert shown == there
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_000_000
    assert all(file.read_bytes()[8:12] == b"WEBP" for file in folder.iterdir())


def test_the_readmes_picture_is_there() -> None:
    found = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert found and all((ROOT / path).is_file() for path in found)


def test_the_readmes_links_lead_somewhere() -> None:
    found = re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert len(found) > 12
    assert [path for path in found if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", [*WRITTEN, README], ids=lambda page: page.name)
def test_variables_exist(page: Path) -> None:
    """`SHOUWANG_…` as the command line, CI or a hook know it."""
    code = [file.read_text(encoding="utf-8") for file in (ROOT / "builder").rglob("*.py")]
    known = "\n".join([*code, shipped_scripts()])
    for name in re.findall(r"SHOUWANG_[A-Z_]+", page.read_text(encoding="utf-8")):
        assert name in known


# Both languages


def test_every_page_is_there_in_both_languages_and_has_its_place() -> None:
    names = {page.name.partition(".")[0] for page in WRITTEN}
    assert names <= {name for name, _ in CHAPTERS}
    for name in names:
        for locale in LOCALES:
            assert source(name, language(locale)).is_file(), f"{name} {locale}"


@pytest.mark.parametrize("name", sorted({page.name.partition(".")[0] for page in WRITTEN}))
def test_both_languages_have_the_same_sections(name: str) -> None:
    chinese, english = (source(name, language(locale)).read_text("utf-8") for locale in LOCALES)
    assert [one.level for one in headings(chinese)] == [one.level for one in headings(english)]
    for pattern in ("```yaml", "```text", "```sh", "!["):
        assert chinese.count(pattern) == english.count(pattern), pattern


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_no_code_block_stands_in_a_list(page: Path) -> None:
    """Markdown there would run its lines together."""
    assert not re.findall(r"^ +```", page.read_text(encoding="utf-8"), re.MULTILINE)


def test_headings_in_code_are_none() -> None:
    found = headings("# A\n\n```yaml\n# records/x.yml\n```\n\n## B\n")
    assert [(one.level, one.text) for one in found] == [(1, "A"), (2, "B")]


# The command


def test_docs_never_replace_a_schools_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "shouwang.css").write_text("")
    assert run(["docs", "--site-dir", str(site)]) == 2
    assert "别的" in capsys.readouterr().err
    assert [file.name for file in site.iterdir()] == ["shouwang.css"]
