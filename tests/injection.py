"""The injection matrix of safety.md: every payload in every text field into every sink.

`School` is a school (`tests.full_school`) whose text fields all hold one payload, each with a mark
of its own behind it. A sink makes something of a school; its `shape` is what must not depend on
what people typed, and `faults` is what must never be in it. The same school with harmless words of
as many lines gives the shape to compare with: a payload that comes out as anything but text has
changed it.

A new field is covered because the schemas drive the school; a new output is a line in `SINKS`.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit
from zipfile import ZipFile

import markdown
import yaml
from icalendar import Calendar
from openpyxl import load_workbook

from builder.audience import audience_of
from builder.commands import (
    check,
    export,
    forget,
    import_,
    notify,
    overdue,
    policy,
    roster,
    summary,
    tidy,
)
from builder.commands.surroundings import Surroundings
from builder.edit_links import EditLinks
from builder.forms import page as form_page
from builder.forms.config import config
from builder.forms.links import Forms
from builder.i18n import Language
from builder.inspection import Inspection
from builder.publish import publish, write_pages
from builder.read.scan import Folder
from builder.render import render
from builder.site_plugin import site_for
from builder.views.site import Site
from tests.full_school import DAY, Place, full_school
from tests.support import NOON, MemoryFolder, folder, look

MARK: Final = re.compile(r"QX\d{5}")
HIT: Final = "window.__hit=1"

AT_THE_START: Final = (
    f"javascript:{HIT}//",
    f"data:text/html,<script>{HIT}</script>",
    "https://evil.example/x?a=1&b=2#c",
    "//evil.example/x",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "::error file=x,line=1,title=x::boo",
    '--8<-- "/etc/passwd"',
)
"""What can only work where a text begins, or a line of it."""

ANYWHERE: Final = (
    f"<script>{HIT}</script>",
    f'"><img src=x onerror="{HIT}">',
    f"' onmouseover='{HIT}' autofocus onfocus='{HIT}",
    f"</title></textarea></style></script></select></svg>--><svg onload={HIT}>",
    f"<![CDATA[<b>]]><!--&lt;script&gt;{HIT}&lt;/script&gt;&#x3c;b>&quot;&amp",
    "![x](https://evil.example/x.png)",
    f"[x](javascript:{HIT})<javascript:{HIT}>",
    "{{ 7 * 7 }}{% raw %}{# x #}${7*7}",
    "{%tc for x in y %}{{r x }}{%p if x %}{_{x}_}",
    f"{{: onclick={HIT} .x }}",
    "a | b | c `d` **e** _f_ # g",
    "##[error]boo ####[error]boo ##vso[task.setvariable variable=x]y",
    ":::::error::boo",
    '</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>x',
    '_x000D__x0041_&P&[Date]&"Arial"',
    "a, \"b\"; 'c' \\n \\; %0A%0D& %s {0}",
)
"""What works wherever it stands."""

LINES: Final = (
    "甲\n---\n\n# 一\n=1+1\n- x\n```\n<b>\n::error::boo ",
    "甲\nEND:VEVENT\nBEGIN:VEVENT\nATTACH:https://evil.example/x",
)
"""Texts of several lines."""

PAYLOADS: Final = (*AT_THE_START, *ANYWHERE, *LINES)
"""What must come out as the text that it is. What the reader refuses is in `REFUSED`."""

BLENDS: Final = tuple(
    " ".join([first, *ANYWHERE[place::4], LINES[place % len(LINES)] if place > 6 else ""])
    for place, first in enumerate(AT_THE_START)
)
"""All of them in fewer texts, for what is slower to make: each beginning has a text of its own, and
four of these in a row hold the rest. One escape that is missing shows in all of them, since none of
the signs that have a meaning in an output is left out of any for the others to hide."""

WHOLE: Final = (
    " ".join([AT_THE_START[0], *ANYWHERE]),
    "\n".join([AT_THE_START[1], *AT_THE_START[2:], *ANYWHERE, *LINES]),
)
"""All of them in two texts, on one line and on many, for a whole site. An address begins each."""

LOGGED: Final = (*WHOLE, BLENDS[AT_THE_START.index("::error file=x,line=1,title=x::boo")])
"""The same for what prints lines of a text."""

REFUSED: Final = {
    "E111": "\x1b\x07\x00",
    "E112": "\u202e\u2066\u200f",
    "E113": "\u200b\u2060\ufeff\U000e0041",
    "E114": "\x85\u2028\u2029",
}
"""Characters that the reader refuses, by the code of the finding that says so."""


@dataclass
class School:
    """A school with a payload in every text field. Everything made of it lies below `place`."""

    payload: str
    place: Path
    marks: dict[str, Place] = field(default_factory=dict)

    @cached_property
    def folder(self) -> MemoryFolder:
        """The records as files."""

        def say(place: Place) -> str:
            mark = f"QX{len(self.marks):05d}"
            self.marks[mark] = place
            return f"{self.payload}{mark}"

        return folder(full_school(say))

    @cached_property
    def inspection(self) -> Inspection:
        """The records as they were read: without an error, and every text as it was typed."""
        found = look(self.folder, DAY)
        assert not [one for one in found.findings if one.code.startswith("E")], self.payload
        return found

    def harmless(self) -> str:
        """Words with which outputs have the same shape: as many lines, blank or long where these are."""
        return "\n".join(
            # A tab is one in Word too.
            "\t" * row.startswith("\t") + "甲乙丙丁" * (1 + 39 * (len(row) > 24))
            if row.strip()
            else ""
            for row in self.payload.split("\n")
        )

    @cached_property
    def site(self) -> Site:
        """What its pages are made of."""
        links = EditLinks(self.inspection.store.school.repository, ("records",))
        return Site(self.inspection, Language("zh_CN"), links, site_url="https://care.example.cn/")

    def file(self, name: str) -> Path:
        """A new file's path."""
        self.place.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.place)) / name

    @cached_property
    def book(self) -> Path:
        """The registers as a workbook."""
        output = self.file("roster.xlsx")
        around = self.around()[0]
        roster.run(around, output=output, force=False, semester="all", everything=True)
        return output

    def around(self, memory: MemoryFolder | None = None) -> tuple[Surroundings, list[str]]:
        """What a command line would know, and what the command prints; no terminal."""
        said: list[str] = []
        looked = self.inspection if memory is None else look(memory, DAY)
        around = _Around(
            records=(Path("records"),),
            now=NOON,
            as_of=date.fromisoformat(DAY),
            locale="zh_CN",
            terminal=False,
            colour=False,
            out=said.append,
            looked=looked,
            memory=memory or self.folder,
        )
        return around, said

    def says(self, command: Callable[..., object], **options: Any) -> str:
        """What a command prints."""
        around, said = self.around(options.pop("memory", None))
        command(around, **options)
        return "".join(said)

    def published(self, audience: str) -> Path:
        """The site of an audience on disk, built once."""
        target = self.place / audience.replace(":", "-")
        if not target.exists():
            whom = audience_of(audience, self.inspection.store, self.inspection.as_of)
            publish(site_for(self.site, whom), target)
        return target.resolve()


@dataclass(frozen=True)
class _Around(Surroundings):
    """Surroundings whose records are in memory and were read already."""

    looked: Inspection | None = None
    memory: MemoryFolder | None = None

    @property
    def folders(self) -> list[Folder]:
        return [self.memory] if self.memory else []

    def inspect(self, *, named: bool = False) -> Inspection:
        assert self.looked is not None
        return self.looked


@dataclass(frozen=True)
class Sink:
    """One output: how it is made, what of it may not depend on texts, what may never be in it."""

    make: Callable[[School], Any]
    shape: Callable[[Any], Hashable]
    faults: Callable[[Any], Iterable[str]] = lambda made: ()
    texts: Sequence[str] = PAYLOADS


# ---- What may not depend on what people typed.


def itself(made: str) -> Hashable:
    """Nothing that anybody typed is in it: every byte is the same."""
    return made


def whatever(made: str) -> Hashable:
    """What becomes of a text depends on it here: a cell that names two people is two people."""
    return None


def rows(made: str) -> Hashable:
    """A text for people: so many lines."""
    return len(made.split("\n"))


def cells(made: str) -> Hashable:
    """CSV: rows by columns."""
    return tuple(len(row) for row in csv.reader(io.StringIO(made)))


def keys(made: str) -> Hashable:
    """JSON: every key and kind of value, in order; texts aside."""

    def outline(value: Any) -> Hashable:
        if isinstance(value, dict):
            return tuple((key, outline(inner)) for key, inner in value.items())
        if isinstance(value, list):
            return tuple(outline(inner) for inner in value)
        return type(value).__name__ if isinstance(value, str) else repr(value)

    return outline(json.loads(made))


def elements(made: str) -> Hashable:
    """XML: elements and names of attributes. Raises where it is not well-formed."""
    root = ET.fromstring(made)
    return tuple((one.tag, tuple(one.attrib)) for one in root.iter())


def components(made: str) -> Hashable:
    """A calendar, read back: its components, and the properties of each."""
    parsed = Calendar.from_ical(made)
    return tuple((one.name, tuple(sorted(one.keys()))) for one in parsed.walk())


def package(made: bytes) -> Hashable:
    """A Word document: its parts, and in each the elements; relations whole."""
    found: list[Hashable] = []
    with ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith(".rels"):
                found.append((name, content))
            elif name.endswith(".xml"):
                # Not every core property is there when the school's name is blank: none is here.
                found.append((name, tuple(one.tag for one in ET.fromstring(content).iter())))
            else:
                found.append(name)
    return tuple(found)


def sheets(made: bytes) -> Hashable:
    """A workbook, read back: its parts, and of each sheet the type of every cell."""
    with ZipFile(io.BytesIO(made)) as parts:
        names = tuple(parts.namelist())
    book = load_workbook(io.BytesIO(made))
    return names, tuple(
        (page.title, tuple(tuple(cell.data_type for cell in row) for row in page.iter_rows()))
        for page in book.worksheets
    )


_DIGEST: Final = re.compile(r"-[0-9a-f]{8}(?=\Z|-)")
"""A donor without an id has a digest in the place of one, in anchors."""


class Tags(HTMLParser):
    """The tags of a page: names, names of attributes, and where links lead but for texts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Hashable] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        for name, value in attrs:
            if name in ("href", "src", "action", "formaction", "srcdoc", "poster", "data"):
                self.found.append((name, _DIGEST.sub("-…", value or "")))
                self.links.append(value or "")
            elif name.startswith("on") or name in ("id", "style", "class", "for", "name"):
                self.found.append((name, _DIGEST.sub("-…", value or "")))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"!{data.strip()}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"!{decl}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"?{data}")


def tags(made: str) -> Hashable:
    """HTML: its tags, and every link, which never holds a text."""
    parser = Tags()
    parser.feed(made)
    parser.close()
    return tuple(parser.found)


def tags_of_pages(made: dict[str, str]) -> Hashable:
    """The tags of several pages, by path."""
    return tuple((path, tags(html)) for path, html in sorted(made.items()))


def tags_of_markdown(made: str) -> Hashable:
    """Markdown as an engine with everything switched on would have it, as tags."""
    extensions = ["tables", "attr_list", "md_in_html", "fenced_code", "footnotes", "def_list"]
    return tags(markdown.markdown(made, extensions=extensions))


# ---- What may never be in it.


def no_mark(made: str) -> Iterator[str]:
    """No record text at all: not in a log, not in an address."""
    yield from set(MARK.findall(unquote(made)))


def no_command(made: str) -> Iterator[str]:
    """Nothing that a CI system or a terminal takes for a command.

    A runner takes `::` at a line's start, blanks before it or not, and `##[` wherever it stands.
    """
    for row in re.split(r"[\r\n]", made):
        if row.lstrip().startswith("::") or "##[" in row or "##vso[" in row:
            yield row
    yield from (char for char in made if not (char.isprintable() or char in "\n\u3000"))


def log(made: str) -> Iterator[str]:
    """A log of ids."""
    yield from no_mark(made)
    yield from no_command(made)


def annotations(made: str) -> Iterator[str]:
    """Workflow commands, and only our own: each line is one."""
    yield from no_mark(made)
    for row in made.splitlines():
        if not re.match(r"::(error|warning|notice) file=[^:]*::(?!.*##\[)", row):
            yield row


def no_formula(made: str) -> Iterator[str]:
    """No cell of the CSV that a spreadsheet computes."""
    for row in csv.reader(io.StringIO(made)):
        yield from (cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r")))


def only_text(made: bytes) -> Iterator[str]:
    """A workbook in which nothing is computed, linked or fetched."""
    book = load_workbook(io.BytesIO(made))
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f" or cell.hyperlink:
                    yield f"{page.title} {cell.coordinate}"
        header = page.oddHeader.center.text or ""
        yield from re.findall(r"&[^PN]", header.replace("&P", "").replace("&N", ""))
    with ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if "external" in name.lower() or b'TargetMode="External"' in parts.read(name):
                yield name


def no_field(made: bytes) -> Iterator[str]:
    """A Word document that fetches nothing."""
    with ZipFile(io.BytesIO(made)) as parts:
        for name in parts.namelist():
            if b'TargetMode="External"' in parts.read(name) or "embeddings" in name:
                yield name


def no_script(made: dict[str, str]) -> Iterator[str]:
    """Pages without a link that runs or leads to where a text says."""
    for path, html in made.items():
        if "root:x:0" in html or "evil.example" in "".join(_links(html)):
            yield path
        for link in _links(html):
            if re.match(r"\s*(javascript|data|vbscript):", link, re.I) or MARK.search(
                unquote(unquote(link))
            ):
                yield f"{path}: {link[:80]}"


def _links(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    return parser.links


# ---- How the outputs are made.


def _checked(format_: str, names: bool = False) -> Callable[[School], str]:
    def make(school: School) -> str:
        return school.says(
            check.run, format_=format_, fail_on="never", since=None, names=names, job_summary=None
        )

    return make


def _job_summary(school: School) -> str:
    output = school.file("summary.md")
    school.says(
        check.run, format_="github", fail_on="never", since=None, names=False, job_summary=output
    )
    return output.read_text("utf-8")


def _overdue(format_: str, names: bool = False, by: str = "teacher") -> Callable[[School], str]:
    def make(school: School) -> str:
        return school.says(overdue.run, by=by, format_=format_, names=names)

    return make


def _overdue_book(school: School) -> bytes:
    output = school.file("overdue.xlsx")
    school.says(overdue.run, by="class", format_="xlsx", names=True, output=output)
    return output.read_bytes()


def _roster(school: School) -> bytes:
    return school.book.read_bytes()


def _summarise(school: School, ending: str, public: bool) -> tuple[bytes, str]:
    """The document, and what the command says of it, its path aside."""
    output = school.file(f"summary{ending}")
    said = school.says(
        summary.run,
        semester="2026-autumn",
        output=output,
        template=None,
        for_public=public,
        force=False,
    )
    return output.read_bytes(), said.replace(str(output), "")


def _summary(ending: str, public: bool = False) -> Callable[[School], bytes]:
    return lambda school: _summarise(school, ending, public)[0]


def _summary_said(school: School) -> str:
    return _summarise(school, ".md", public=False)[1]


def _summary_text(public: bool) -> Callable[[School], str]:
    return lambda school: _summary(".md", public)(school).decode()


def _exported(school: School, ending: str) -> tuple[bytes, str]:
    """A family's file, and what the command says of it, its path aside."""
    output = school.file(f"c01{ending}")
    said = school.says(export.run, child="c01", output=output, force=False)
    return output.read_bytes(), said.replace(str(output), "")


def _export_page(school: School) -> dict[str, str]:
    return {"c01.html": _exported(school, ".html")[0].decode()}


def _forget(school: School) -> str:
    asked = forget.Asked("c01", write=False, history=False, everywhere=True, yes=False, into=None)
    return school.says(forget.run, asked=asked)


FORMS: Final = Forms("form-id")


def _form_config(school: School) -> str:
    return json.dumps(config(school.site, FORMS))


def _form_page(school: School) -> dict[str, str]:
    return {"index.html": form_page.html(school.site, FORMS)}


def _policy(school: School) -> str:
    return school.says(policy.run, names=True)


def _notify(school: School) -> str:
    return school.says(
        notify.run, channels=None, send=False, site_url="https://care.example.cn/", sender=None
    )


class _Blocks(yaml.SafeDumper):
    """YAML as people write it: a text of several lines as a block."""


_Blocks.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def _tidy(school: School) -> str:
    """The lines that change where a slip stands beside texts."""
    files = {
        path: yaml.dump(
            json.loads(str(text).replace('"2026-11-10"', '"2026年11月10日"')),
            Dumper=_Blocks,
            allow_unicode=True,
            sort_keys=False,
            width=10**6,
        )
        for path, text in school.folder.files.items()
    }
    said = school.says(tidy.run, write_=False, diff=True, memory=MemoryFolder(dict(files)))
    assert len(MARK.findall(said)) >= 10, "texts stand beside what changes"
    return said


def _imported(names: bool) -> Callable[[School], str]:
    """What an import says of a workbook of payloads: into a school that has none of its people."""

    def make(school: School) -> str:
        kept = ("school", "policy", "semesters")
        files = {path: text for path, text in school.folder.files.items() if path.startswith(kept)}
        return school.says(
            import_.run,
            memory=MemoryFolder(files),
            file=school.book,
            kind=None,
            sheets=(),
            mapping_file=None,
            pairs=(),
            write_=False,
            overwrite=False,
            names=names,
        )

    return make


def _rendered(school: School) -> dict[str, str]:
    return {path: page.html for path, page in render(school.site).items()}


def _pages_alone(school: School) -> dict[str, str]:
    """The pages for another engine, as Markdown makes them; asserts their front matter."""
    folder = school.file("pages")
    write_pages(school.site, folder)
    found = {}
    for file in sorted(folder.rglob("*.md")):
        fence, front, close, blank, *body = file.read_text("utf-8").split("\n")
        assert (fence, close, blank) == ("---", "---", "")
        known = yaml.safe_load(front)
        assert known == json.loads(front) and set(known) <= {"title", "description", "search"}
        assert not any("<" in str(value) or '"' in str(value) for value in known.values())
        assert all(row.startswith("<") for row in body[:-1]), "no line begins with a text"
        html = "\n".join(body)
        # Markdown is slow with so much HTML: some pages stand for the others.
        path = file.relative_to(folder).as_posix()
        some = ("school.md", "activities.md", "children/c01.md")
        found[path] = _by_markdown(html) if path in some else html
    return found


def _by_markdown(html: str) -> str:
    """Another engine, with what is common there: also what includes files."""
    snippets = {"base_path": "/", "restrict_base_path": False}
    extensions = ["tables", "fenced_code", "attr_list", "pymdownx.snippets"]
    return markdown.markdown(
        html, extensions=extensions, extension_configs={"pymdownx.snippets": snippets}
    )


def _published(audience: str) -> Callable[[School], dict[str, str]]:
    def make(school: School) -> dict[str, str]:
        site = school.published(audience)
        return {
            file.relative_to(site).as_posix(): file.read_text("utf-8")
            for file in sorted(site.rglob("*.html"))
        }

    return make


def _search(audience: str) -> Callable[[School], dict[str, str]]:
    """What the theme puts into its list of results as HTML: titles and texts of the index."""

    def make(school: School) -> dict[str, str]:
        index = json.loads((school.published(audience) / "search/search_index.json").read_text())
        assert {key for one in index["docs"] for key in one} <= {"location", "title", "text"}
        return {
            one["location"]: f"<a href='{one['location']}'>{one['title']}</a>{one['text']}"
            for one in index["docs"]
        }

    return make


def _site_map(school: School) -> str:
    return (school.published("all") / "sitemap.xml").read_text("utf-8")


def _addresses(school: School) -> str:
    """Every link to the Git host, what it fills in taken apart."""
    found = []
    for path, html in _published("all")(school).items():
        for link in re.findall(r'(?:href|src|action)="(https?://[^"]*)"', html):
            parts = urlsplit(unescape(link))
            if parts.netloc in ("", "care.example.cn"):
                continue
            query = parse_qsl(parts.query, strict_parsing=bool(parts.query))
            value = yaml.safe_load(dict(query).get("value", ""))
            found.append(f"{path} {parts.scheme}://{parts.netloc}{parts.path} {query} {value}")
    assert sum("'value'" in one for one in found) > 10, "links that fill a record in"
    assert all("https://git.example.org/school/records/" in one for one in found)
    return "\n".join(found)


AUDIENCES: Final = ("all", "staff:t02", "staff:o01", "class:2023-1", "public")


def _texts_of(audience: str) -> Sequence[str]:
    """Sites of the other audiences are of the same templates: one text is enough there."""
    return WHOLE if audience == "all" else WHOLE[:1]


SINKS: Final = {
    # A command of a run in CI has ids only: not a byte of it depends on a text.
    "check, text": Sink(_checked("text"), itself, log),
    "check, json": Sink(_checked("json"), itself, log),
    "check, github": Sink(_checked("github"), itself, annotations),
    "check, job summary": Sink(_job_summary, itself, log),
    "check, gitlab": Sink(_checked("gitlab"), itself, log),
    "check, junit": Sink(_checked("junit"), itself, log),
    "overdue, text": Sink(_overdue("text"), itself, log),
    "overdue, json": Sink(_overdue("json"), itself, log),
    "overdue, csv": Sink(_overdue("csv"), itself, log),
    "overdue, ics": Sink(_overdue("ics"), components),
    "notify": Sink(_notify, itself, log),
    "import": Sink(_imported(False), whatever, log, LOGGED),
    "export, what is said": Sink(lambda s: _exported(s, ".html")[1], itself, log, BLENDS),
    "forget": Sink(_forget, itself, log, BLENDS),
    "summary, what is said": Sink(_summary_said, itself, log, BLENDS),
    # With names, for the person who asked for them.
    "check, names": Sink(_checked("text", True), rows, no_command),
    "overdue, names": Sink(_overdue("text", True), rows, no_command),
    "overdue, names by rule": Sink(_overdue("text", True, "rule"), rows, no_command),
    "overdue, csv with names": Sink(_overdue("csv", True), cells, no_formula),
    "overdue, ics with names": Sink(_overdue("ics", True), components),
    "overdue, xlsx": Sink(_overdue_book, sheets, only_text, BLENDS),
    "import, names": Sink(_imported(True), whatever, no_command, LOGGED),
    "policy": Sink(_policy, rows, no_command),
    "tidy --diff": Sink(_tidy, whatever, no_command, LOGGED),
    "roster": Sink(_roster, sheets, only_text, BLENDS),
    "summary, Word": Sink(_summary(".docx"), package, no_field, WHOLE),
    "summary, Word, public": Sink(_summary(".docx", True), package, no_field, WHOLE),
    "summary, Markdown": Sink(_summary_text(False), tags_of_markdown, no_command, BLENDS),
    "summary, Markdown, public": Sink(_summary_text(True), tags_of_markdown, no_command, BLENDS),
    "export, Word": Sink(lambda s: _exported(s, ".docx")[0], package, no_field, BLENDS),
    "export, page": Sink(_export_page, tags_of_pages, no_script, BLENDS),
    "form page": Sink(_form_page, tags_of_pages, no_script, BLENDS),
    "form page, what it is told": Sink(_form_config, keys, texts=BLENDS),
    "pages": Sink(_rendered, tags_of_pages, no_script, BLENDS[2:4]),
    **{
        f"site, {who}": Sink(_published(who), tags_of_pages, no_script, _texts_of(who))
        for who in AUDIENCES
    },
    **{
        f"search, {who}": Sink(_search(who), tags_of_pages, no_script, _texts_of(who))
        for who in AUDIENCES
    },
    "site map": Sink(_site_map, itself, no_mark, WHOLE),
    "links to the Git host": Sink(_addresses, itself, no_mark, WHOLE),
    "pages for another engine": Sink(_pages_alone, tags_of_pages, no_script, WHOLE),
}
"""Every output, by name. A new one is a line here."""


def figures() -> dict[str, int]:
    """How large the matrix is. `fields` are those of the schemas, `texts` all places of a school."""
    school = School("甲", Path())
    assert school.folder
    places = school.marks.values()
    fields = len({(place.kind, place.route) for place in places})
    # Not every sink takes every payload: sites of the smaller audiences are given one text.
    pushed = sum(
        any(one in text for text in sink.texts) for sink in SINKS.values() for one in PAYLOADS
    )
    return {
        "fields": fields,
        "texts": len(places),
        "payloads": len(PAYLOADS),
        "sinks": len(SINKS),
        "pushed": fields * pushed,
    }
