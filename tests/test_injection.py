"""The injection matrix: whatever people type comes out as what they typed, in every output.

The tables are in `tests/injection.py`. The last tests break one escape each and see the matrix fail.
"""

import copy
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jinja2 import Environment, FunctionLoader
from jinja2.sandbox import SandboxedEnvironment

from builder import render as rendering
from builder import schema, site_plugin, workbook
from builder.assets import TEMPLATES
from builder.commands import check, overdue
from builder.edit_links import EditLinks
from builder.i18n import Language
from builder.kinds import KINDS
from builder.model import Repository
from builder.read.loading import Unusable
from builder.render import render
from builder.report import FORMATS, report
from builder.summary import markdown as summary_markdown
from builder.summary import word
from builder.views.site import Site
from tests.chromium import served
from tests.full_school import DAY, full_school
from tests.injection import (
    AUDIENCES,
    BLENDS,
    LINES,
    PAYLOADS,
    REFUSED,
    SINKS,
    WHOLE,
    School,
    annotations,
    figures,
    log,
    no_command,
    no_script,
    tags,
    whatever,
)
from tests.site.test_browser import browser  # noqa: F401 (a fixture)
from tests.support import MemoryFolder, folder, look

pytestmark = pytest.mark.xdist_group("injection")


class Schools:
    """The schools of the matrix: each is made once, and so is what is compared with."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.made: dict[str, School] = {}
        self.shapes: dict[tuple[str, str], Any] = {}

    def of(self, text: str) -> School:
        """The school of a text."""
        return self.made.setdefault(text, School(text, self.place / f"{len(self.made)}"))

    def trouble(self, name: str, text: str) -> list[str]:
        """What is wrong with a sink when a text is in every field."""
        sink, school = SINKS[name], self.of(text)
        made = sink.make(school)
        wrong = list(sink.faults(made))[:5]
        if sink.shape is not whatever:
            key = (name, school.harmless())
            if key not in self.shapes:
                self.shapes[key] = sink.shape(sink.make(self.of(school.harmless())))
            if sink.shape(made) != self.shapes[key]:
                wrong.append("the shape depends on the text")
        return wrong


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Schools:
    return Schools(tmp_path_factory.mktemp("injection"))


@pytest.mark.parametrize("name", SINKS)
def test_every_text_in_every_field_comes_out_inert(name: str, schools: Schools) -> None:
    trouble = {text: wrong for text in SINKS[name].texts if (wrong := schools.trouble(name, text))}
    assert trouble == {}


@pytest.mark.parametrize("text", PAYLOADS)
def test_texts_are_in_the_records_as_they_were_typed(text: str, schools: Schools) -> None:
    """What is inert because it is gone would pass the tests above."""
    school = schools.of(text)
    names = {child.name for child in school.inspection.store.children.values()}
    places = {f"{text}{mark}".strip() for mark, p in school.marks.items() if p.kind == "child"}
    assert len(names) == 2 and names <= places


def test_texts_are_shown(schools: Schools) -> None:
    """Nearly every field of a school stands on some page of its leaders, as it was typed."""
    school = schools.of(WHOLE[0])
    site = "".join(SINKS["site, all"].make(school).values())
    unseen = {place.kind for mark, place in school.marks.items() if mark not in site}
    assert unseen <= {"staff", "summary", "semester", "incident"}
    assert "&lt;script&gt;window.__hit=1&lt;/script&gt;" in site and "{{ 7 * 7 }}{% raw %}" in site


def test_the_matrix_is_as_large_as_the_schemas() -> None:
    """Every field that takes free text has a place in it, whatever schemas say of it tomorrow."""
    found = figures()
    assert found["fields"] >= 85 and found["sinks"] == len(SINKS) > 40
    assert found["payloads"] == len(PAYLOADS)
    blended = "\n".join(BLENDS)
    for payload in PAYLOADS:
        assert any(payload in text for text in WHOLE), payload
        assert payload in blended, payload


# ---- What is refused: by every field, and shown by no output.


def _with(sign: str, *, escaped: bool) -> dict[str, str | bytes]:
    """The full school's files with a sign in every text, as itself or by a YAML escape."""
    school = School("甲☃", Path())
    shown = "".join(f"\\U{ord(char):08x}" for char in sign) if escaped else sign
    return {path: str(text).replace("☃", shown) for path, text in school.folder.files.items()}


@pytest.mark.parametrize("escaped", [False, True], ids=["itself", "by an escape"])
@pytest.mark.parametrize("code", REFUSED)
def test_signs_that_nobody_sees_are_refused_in_every_field(code: str, escaped: bool) -> None:
    files = _with(REFUSED[code][0], escaped=escaped)
    for path, text in files.items():
        lines = {
            number
            for number, row in enumerate(str(text).split("\n"), start=1)
            if re.search(r"QX\d{5}", row)
        }
        safe = {other: _with("乙", escaped=False)[other] for other in ("school.yml", "policy.yml")}
        try:
            found = look(MemoryFolder({**safe, path: text}), DAY)
        except Unusable as error:
            assert path in ("school.yml", "policy.yml"), path
            assert not re.search(r"QX\d{5}", error.reason)
            continue
        spoken = {one.line for one in found.findings if one.path == path and one.code == code}
        assert lines <= spoken, path


@pytest.mark.parametrize("code", REFUSED)
def test_no_refused_sign_is_shown(code: str) -> None:
    signs = REFUSED[code]
    files = {**_with("", escaped=False), **_files_of_wrong_names(signs)}
    files |= {path: text for path, text in _with(signs, escaped=False).items() if "/" in path}
    school = School("", Path())
    for format_ in FORMATS:
        said = school.says(
            check.run,
            memory=MemoryFolder(files),
            format_=format_,
            fail_on="never",
            since=None,
            names=False,
            job_summary=None,
        )
        assert code in said
        assert not [sign for sign in signs if sign in said], format_


# ---- Records that are wrong: findings speak of them, and repeat nothing.

WRONG = (
    "::error file=x,line=1::boo ####[error]boo </failure>]]><script>window.__hit=1</script>",
    "=1+1 | `x` ![x](https://evil.example/x.png)\n::error::boo\n##[error]boo",
)


def _routes(node: Any, route: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a schema, those in lists too."""
    for name, field in schema.properties(node).items():
        yield (*route, name)
        inner = field.get("items", field)
        yield from _routes(inner, (*route, name))


def _spoilt(record: Any, route: tuple[str, ...], text: str) -> Any:
    """A record with a text where another value should stand; None where it has no such field."""
    found = copy.deepcopy(record)
    here = found
    for step in route[:-1]:
        here = here.get(step) if isinstance(here, dict) else None
        here = here[0] if isinstance(here, list) and here else here
    if not isinstance(here, dict):
        return None
    was = here.get(route[-1])
    here[route[-1]] = [text] if isinstance(was, list) else text
    here[f"{text}-key"] = text
    return found


def _wrong_schools(text: str) -> Iterator[dict[str, Any]]:
    """Schools in which every field of every kind holds what it cannot hold, beside a key that there
    is not. Records of most kinds can all be wrong at once; a school and its rules are one record."""
    whole = full_school(lambda place: f"甲{place.child}{place.author}{place.variant}")
    number = 0
    many = copy.deepcopy(whole)
    for kind in KINDS:
        for route in _routes(schema.schemas()[kind]):
            number += 1
            given = whole[kind]
            record = given[0] if isinstance(given, list) else given
            spoilt = _spoilt(record, route, f"{text}QX{number:05d}")
            if spoilt is None:
                continue
            if isinstance(given, list):
                many[kind].append({**spoilt, "id": f"x{number}"} if "id" in record else spoilt)
            else:
                yield {**whole, kind: spoilt}
    yield many


@pytest.mark.parametrize("text", WRONG)
def test_what_is_said_of_wrong_records_repeats_none(text: str) -> None:
    codes: set[str] = set()
    fields: set[str] = set()
    for records in _wrong_schools(text):
        try:
            found = look(folder(records), DAY)
        except Unusable as error:
            assert not list(log(error.reason))
            continue
        codes |= {one.code for one in found.findings}
        fields |= {f"{one.path} {re.sub('[0-9]+', '', one.field)}" for one in found.findings}
        about = report.Report.of(found, Language("zh_CN"))
        for name, said in {name: form(about) for name, form in FORMATS.items()}.items():
            faults = annotations if name == "github" else log
            assert list(faults(said)) == [], name
        json.loads(FORMATS["json"](about))
        json.loads(FORMATS["gitlab"](about))
        ET.fromstring(FORMATS["junit"](about))
    pages = render(Site(found, Language("zh_CN"), EditLinks(None)))
    assert not list(no_script({path: page.html for path, page in pages.items()}))
    assert not re.search(r"QX\d{5}", pages["quality.md"].html)
    assert len(fields) > 150 and len(codes) > 10, "they speak of nearly all of them"


def _files_of_wrong_names(signs: str) -> dict[str, str | bytes]:
    names = ("visits/{}.yml", "children/x{}.yml", "{}.yml", "nowhere/{}/x.yml", "staff/{}.txt")
    return {name.format(signs): "{姓名: x}" for name in names}


NAMES = (
    "::error::boo",
    ":::error::boo",
    ":::::error::boo",
    "##[error]boo",
    "####[error]boo",
    "x\n::error::boo",
    "x\r\n##[error]boo",
    "x%0A::error::boo",
    "<script>window.__hit=1<",
    '"><img src=x onerror=window.__hit=1>',
    "javascript:window.__hit=1",
    "`x`|![x](evil.example)",
    "=1+1",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_are_only_names(name: str) -> None:
    """A file name is shown where a finding is; it is typed by many hands too."""
    base = School("甲", Path()).folder.files
    found = look(MemoryFolder({**base, **_files_of_wrong_names(name)}), DAY)
    assert sum(one.code[0] == "E" for one in found.findings) >= 4
    about = report.Report.of(found, Language("zh_CN"))
    said = {format_: form(about) for format_, form in FORMATS.items()}
    for format_, text in said.items():
        faults = annotations if format_ == "github" else no_command
        assert list(faults(text)) == [], format_
    assert {one["file"] for one in json.loads(said["json"])["findings"]} >= set(
        _files_of_wrong_names(name)
    ), "another program is told the name as it is"
    ET.fromstring(said["junit"])


def test_names_of_files_are_only_names_on_a_page() -> None:
    """All of them at once; how findings are sorted depends on them."""
    pages = []
    for names in (NAMES, tuple("甲" * (n + 1) for n in range(len(NAMES)))):
        files = School("甲", Path()).folder.files
        for name in names:
            files |= _files_of_wrong_names(name)
        found = look(MemoryFolder(files), DAY)
        made = {path: page.html for path, page in render(Site(found, Language("zh_CN"))).items()}
        assert not list(no_script(made))
        pages.append(Counter(tags(made["quality.md"])))
    links = {tag: n for tag, n in (pages[0] - pages[1]).items() if tag[0] != "href"}
    assert links == {}


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_repository_that_is_none_leads_nowhere(text: str) -> None:
    """The one address that people type becomes links: to a web address of theirs or not at all."""
    for provider in ("gitea", "forgejo", "github", "gitlab", "gitee"):
        for url, branch in (
            (text, "main"),
            (f"https://git.example.org/{text}", "main"),
            ("https://git.example.org/a", text),
        ):
            links = EditLinks(Repository(provider=provider, url=url, branch=branch))
            for link in (links.edit_path("children/c01.yml"), links.new("visits/x.yml", text).url):
                if not link:
                    continue
                assert re.fullmatch(r"[!-~]+", link) and not set(link) & set("\"'<>`\\{}|"), link
                parts = urlsplit(link)
                assert parts.scheme == "https"
                assert parts.netloc == urlsplit(url).netloc
                assert not parts.fragment
                assert {key for key, _ in parse_qsl(parts.query)} <= {
                    "filename",
                    "file_name",
                    "value",
                }, link


# ---- In a browser.


@pytest.fixture(scope="module")
def address(schools: Schools) -> Iterator[str]:
    """All sites of the matrix, over http."""
    with served(schools.place) as place:
        yield place


OUTLINE = """async paths => {
  const found = {};
  for (const path of paths) {
    const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
    const names = [...page.querySelectorAll("*")].map(e => e.localName + "|" +
      e.getAttributeNames().join());
    found[path.replace(/^\\/\\d+\\//, "")] = names.join(" ");
  }
  return found;
}"""
LIVE = """() => [window.__hit === undefined, document.querySelectorAll("body *").length,
  [...document.querySelectorAll("*")].filter(e => e.getAttributeNames().some(
    n => n.startsWith("on"))).length]"""


@pytest.mark.browser
@pytest.mark.parametrize("text", WHOLE, ids=["on one line", "on many lines"])
def test_a_browser_finds_the_same_elements_and_runs_nothing(  # type: ignore[no-untyped-def]
    text: str,
    browser,  # noqa: F811
    schools: Schools,
    address: str,
) -> None:
    """What a browser makes of every page of every audience, and what happens on those of the leaders."""
    ours = schools.of(text)
    plain = schools.of(ours.harmless())
    context = browser.new_context()
    page = context.new_page()
    heard: list[str] = []
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: said.type == "error" and heard.append(said.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith((address, "blob:")) or heard.append(asked.url),
    )
    page.goto(f"{address}")
    whole: list[dict[str, str]] = []
    for school in (ours, plain):
        found: dict[str, str] = {}
        for audience in AUDIENCES if text == WHOLE[0] else AUDIENCES[:1]:
            site = school.published(audience)
            place = f"/{school.place.name}/{audience.replace(':', '-')}"
            paths = [f"{place}/{f.relative_to(site).as_posix()}" for f in site.rglob("*.html")]
            found |= page.evaluate(OUTLINE, sorted(paths))
        whole.append(found)
    assert len(whole[0]) > 60
    assert [path for path in whole[1] if whole[0].get(path) != whole[1][path]] == []
    if text != WHOLE[0]:
        return
    some = ("index", "overdue", "children/c01", "staff/t02", "aid", "quality", "policy", "404")
    some = (*some, "school", "summary", "activities", "incidents", "print/cards-2023-1", "pairings")
    for name in some:
        live = []
        for school in (ours, plain):
            page.goto(f"{address}{school.place.name}/all/{name}.html")
            page.wait_for_timeout(50)
            live.append(page.evaluate(LIVE))
        assert live[0] == live[1], name
        assert live[0][0] is True and live[0][2] == 0, name
    page.goto(f"{address}{ours.place.name}/all/index.html")
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").fill("hit")
    page.keyboard.press("End")
    page.wait_for_selector(".md-search-result__item h1, .md-search-result__meta")
    page.wait_for_timeout(300)
    assert page.evaluate(LIVE)[0] is True
    assert page.locator(".md-search-result img, .md-search-result script").count() == 0
    assert [one for one in heard if "404 (" not in one] == []
    context.close()


# ---- An escape that is missing is seen.


def _raw(language: Language, real: Callable[[Language], Environment]) -> Environment:
    return real(language).overlay(autoescape=False)


def _one_field_raw(language: Language, real: Callable[[Language], Environment]) -> Environment:
    """Templates in which the sentences of the timeline alone are taken for HTML."""

    def source(name: str) -> str:
        text = Path(TEMPLATES, name).read_text("utf-8")
        return text.replace("{{ child.name }}", "{{ child.name|safe }}").replace(
            "{{ name }}", "{{ name|safe }}", 1
        )

    return real(language).overlay(loader=FunctionLoader(source))


@pytest.mark.parametrize("broken", [_raw, _one_field_raw])
def test_a_page_that_escapes_less_is_seen(
    broken: Callable[..., Environment], schools: Schools, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not schools.trouble("pages", BLENDS[2])
    real = rendering.templates
    monkeypatch.setattr(rendering, "templates", lambda language: broken(language, real))
    assert schools.trouble("pages", BLENDS[2])


def test_a_frame_that_escapes_less_is_seen(
    schools: Schools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_plugin, "escape", str)
    made = School(WHOLE[0], tmp_path)
    for name in ("site, public", "search, public"):
        sink = SINKS[name]
        good = sink.shape(sink.make(schools.of(made.harmless())))
        assert sink.shape(sink.make(made)) != good, name


def _text_as_it_comes(page: Any, row: int, column: int, value: str) -> Any:
    cell = page.cell(row, column)
    cell.value = value
    return cell


def _unescaped_word(**more: Any) -> SandboxedEnvironment:
    return SandboxedEnvironment(**{**more, "autoescape": False})


@pytest.mark.parametrize(
    ("where", "name", "instead", "sink", "text"),
    [
        (overdue, "_FORMULA", (), "overdue, csv with names", "=cmd|' /C calc'!A0"),
        (overdue, "_FORMULA", ("=", "+", "@", "\t", "\r"), "overdue, csv with names", "-1+1"),
        (workbook, "_text", _text_as_it_comes, "overdue, xlsx", "=cmd|' /C calc'!A0"),
        (word, "SandboxedEnvironment", _unescaped_word, "summary, Word", PAYLOADS[11]),
        (summary_markdown, "escaped", str, "summary, Markdown", PAYLOADS[11]),
        (report, "defused", str, "overdue, names", "::error file=x,line=1,title=x::boo"),
        (report, "in_a_line", str, "overdue, names", LINES[0]),
        (report, "in_a_line", str, "check, names", ":::::error::boo"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isidentifier() else "",
)
def test_an_output_that_escapes_less_is_seen(
    where: Any,
    name: str,
    instead: Any,
    sink: str,
    text: str,
    schools: Schools,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not schools.trouble(sink, text)
    monkeypatch.setattr(where, name, instead)
    schools.made[text] = School(text, tmp_path)  # Nothing of it was made before.
    try:
        assert schools.trouble(sink, text)
    except Unusable:
        pass  # The document broke: seen as well.
    finally:
        del schools.made[text]


def test_a_name_in_a_log_is_seen(schools: Schools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        report.Report, "unit", lambda self, scope, unit: self.inspection.store.school.name
    )
    for sink in ("check, github", "check, junit", "overdue, text", "check, job summary"):
        assert schools.trouble(sink, PAYLOADS[0]), sink
