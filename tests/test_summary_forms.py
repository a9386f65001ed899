"""The summary's written forms: Word, Markdown, the public version, and the command."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown import markdown as render

from builder.assets import TEMPLATES
from builder.cli import run
from builder.i18n import language
from builder.inspection import inspect
from builder.read.scan import DiskFolder
from builder.render import render as pages
from builder.summary.columns import small
from builder.summary.figure import Counted, Figure, Prose, Section, Sum, Summary, Table, key
from builder.summary.markdown import escaped, markdown
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.summary.word import BadTemplate, word
from builder.views.site import Site
from tests.factory.letterhead import write_letterhead
from tests.site.schools import EMPTY, SMALL, write

ROOT = Path(__file__).resolve().parents[1]
CHINESE = language("zh_CN")
DAY = date(2026, 11, 20)

# What may never do anything, wherever it is printed (safety.md).
NASTY = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://example.org/a.png)",
    '--8<-- "records/school.yml"',
    "{{ 7 * 7 }} {% for x in y %}",
    "a | b | c",
    "::error::x ##[error]y",
    "=cmd|' /C calc'!A0",
    "A & B 体温<37",
    "# 一级标题",
    "- 项",
    "1. 项",
)


def site_of(folder: Path, day: date = DAY, locale: str = "zh_CN") -> Site:
    found = inspect([DiskFolder(folder)], now=datetime(2030, 1, 1, tzinfo=UTC), as_of=day)
    return Site(found, language(locale))


@pytest.fixture(scope="module")
def demo() -> Site:
    return site_of(ROOT / "records")


@pytest.fixture(scope="module")
def summary(demo: Site) -> Summary:
    assert demo.semester is not None
    return summarise(demo, demo.semester)


def text_of(document: bytes) -> str:
    """Every word of a Word file, one paragraph a line."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(f"{space}t"))
        for paragraph in tree.iter(f"{space}p")
    )


def test_the_first_sentence_is_computed(summary: Summary) -> None:
    first = summary.sections[0].prose[0].text(CHINESE)
    assert first.startswith("全校现有学生314人，其中留守儿童96人（96/314，30.6%）。")


def test_word_says_what_the_summary_says(summary: Summary) -> None:
    words = text_of(word(summary, CHINESE, DAY))
    assert words.startswith("云溪镇中心小学2026-2027学年第一学期关爱留守儿童工作总结\n")
    for section in summary.sections:
        assert section.title in words
        for prose in section.prose:
            assert prose.text(CHINESE) in words
        for table in section.tables:
            for row in table.rows:
                for figure in row:
                    assert figure.text(CHINESE) in words, figure.id
    # 12: who signs.
    assert all(label in words for label in ("填表人", "复核人", "负责人", "盖章", "日期"))
    assert "{{" not in words and "{%" not in words


def test_every_share_has_both_numbers(summary: Summary) -> None:
    shares = [figure for figure in summary.figures() if figure.of is not None]
    assert len(shares) > 100
    for figure in shares:
        begins = f"{figure.n}/{figure.of}" if figure.of else "本学期没有"
        assert figure.text(CHINESE).startswith(begins), figure.id


def test_percentages_are_rounded_as_a_spreadsheet_does_it() -> None:
    """Who checks 6/96 and 1/2000 by hand finds 6.25 and 0.05, and rounds both up."""
    assert CHINESE.share(6, 96) == "6/96（6.3%）"
    assert figure("f", 6, 96).spoken(CHINESE, "人") == "6人（6/96，6.3%）"
    assert CHINESE.share(1, 2000) == "1/2000（0.1%）"
    assert CHINESE.share(96, 314) == "96/314（30.6%）"


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """No number of girls in one class, no attendance, nothing written by a person."""
    uncounted = "- {title: 整治, kind: environment, date: 2026-10-09}\n"
    files = {**SMALL, "activities/2026-10.yml": uncounted}
    folder = write(tmp_path / "records", files)
    site = site_of(folder)
    assert site.semester is not None
    found = summarise(site, site.semester)
    words = markdown(found, CHINESE)
    assert "缺：四1班、三1班的女生数" in words or "缺：三1班、四1班的女生数" in words
    assert "缺：周边整治的参加人数" in words
    assert "**缺：成效**" in words
    assert "缺：上学期的记录" in words
    gaps = [gap for section in found.sections for gap in section.gaps()]
    assert "工作计划" in gaps


@pytest.mark.parametrize(
    ("fields", "came"),
    [
        ("attendance: 40, guardians: 21", "40"),
        ("children: [c01, c02], guardians: 21", "2"),
        ("guardians: 21", "21"),
        ("guardians_of: [c01]", "1"),
        ("place: 教室", "缺：监护人培训的参加人数"),
    ],
)
def test_who_came_is_counted_in_one_way(fields: str, came: str, tmp_path: Path) -> None:
    """As written down, else as named, else the guardians: on Today and in the summary alike."""
    training = f"- {{title: 培训, kind: guardian_training, date: 2026-10-09, {fields}}}\n"
    folder = write(tmp_path / "records", {**SMALL, "activities/2026-09.yml": training})
    site = site_of(folder)
    assert site.semester is not None
    found = {one.id: one for one in summarise(site, site.semester).figures()}
    assert found["activity.guardian_training.attendance"].text(CHINESE) == came
    (today,) = (page.html for path, page in pages(site).items() if path == "index.md")
    assert (f"{came} 人" in today or f"{came}人" in today) is came.isdigit()


def test_prizes_stand_in_order_each_with_its_winners(tmp_path: Path) -> None:
    contest = (
        "- {title: 征文, kind: contest, date: 2026-10-09, edition: 3, results: ["
        "{name: 甲, award: 鼓励奖}, {name: 乙, award: 二等奖}, {name: 丙, award: 一等奖},"
        " {name: 丁, award: 二等奖}]}\n"
    )
    site = site_of(write(tmp_path / "records", {**SMALL, "activities/2026-10.yml": contest}))
    assert site.semester is not None
    words = markdown(summarise(site, site.semester), CHINESE)
    assert "一等奖：丙；二等奖：乙、丁；鼓励奖：甲" in words
    assert "| 3 | 未填写 | 未填写 |" in words


def test_a_gift_without_an_amount_is_no_nought(tmp_path: Path) -> None:
    gift = "- {date: 2026-09-12, children: [c01], kind: goods, item: 书包, source: 镇政府}\n"
    site = site_of(write(tmp_path / "records", {**SMALL, "aid/2026.yml": gift}))
    assert site.semester is not None
    words = markdown(summarise(site, site.semester), CHINESE)
    assert "| 镇政府 | 缺：镇政府的金额 |" in words


def test_the_semester_before_stands_beside(demo: Site, summary: Summary) -> None:
    spring = next(one for one in demo.store.semesters if one.id == "2026-spring")
    earlier = summarise(demo, spring)
    assert summary.before_name == "2025-2026学年第二学期"
    shown = {figure.id: figure.n for figure in earlier.figures()}
    assert {id_: figure.n for id_, figure in summary.before.items()} == shown
    # A semester that is over is summed up at its end, whatever the day of the command.
    assert earlier.as_of == CHINESE.day(spring.end) and not earlier.running


@pytest.fixture(scope="module")
def spring(demo: Site) -> Summary:
    """The demo's last semester, to which a person has written."""
    return summarise(demo, next(one for one in demo.store.semesters if one.id == "2026-spring"))


def test_what_a_person_wrote_is_in_every_form(demo: Site, spring: Summary) -> None:
    written = demo.store.summaries["2026-spring"]
    printed = text_of(word(spring, CHINESE, DAY))
    marked = html.unescape(markdown(spring, CHINESE))
    for text in (written.achievements, written.difficulties, written.plans):
        assert text
        for line in text.split():
            assert line in printed and line in marked
    assert not list(spring.sections[-1].gaps())


def test_media_coverage_is_listed(demo: Site, spring: Summary) -> None:
    printed = text_of(word(spring, CHINESE, DAY))
    media = demo.store.summaries["2026-spring"].media
    assert len(media) == 2
    for one in media:
        assert CHINESE.day(one.date) in printed and one.outlet in printed and one.title in printed


def test_the_same_bytes_again(tmp_path: Path) -> None:
    """Of another process as well, in which no set has its members in the same order."""
    found = []
    for seed in ("1", "2"):
        out = [tmp_path / f"{seed}{ending}" for ending in (".docx", ".md")]
        for path in out:
            command = ["summary", "--records", "records", "--as-of", str(DAY), "-o", str(path)]
            subprocess.run(
                [sys.executable, "-m", "builder", *command],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
            )
        found.append([path.read_bytes() for path in out])
    assert found[0] == found[1]


def test_record_text_is_text(tmp_path: Path) -> None:
    """The injection list through every field of the summary that a person types."""
    lines = "\n".join(f"  {line}" for line in NASTY)
    files = dict(SMALL)
    files["summaries/2026-autumn.yml"] = f"achievements: |\n{lines}\n"
    title = NASTY[0].replace("'", "''")
    files["activities/2026-09.yml"] = (
        f"- {{title: '{title}', kind: contest, date: 2026-09-18, edition: 3, results: "
        f"[{{name: '{NASTY[4]}', award: '{NASTY[1]}'}}]}}\n"
    )
    files["aid/one.yml"] = (
        f"{{date: 2026-09-20, children: c01, kind: cash, item: 钱, amount: 5, source: '{NASTY[5]}'}}\n"
    )
    site = site_of(write(tmp_path / "records", files))
    assert site.semester is not None and not [
        f for f in site.inspection.findings if f.code[0] == "E"
    ]
    found = summarise(site, site.semester)
    printed = text_of(word(found, CHINESE, DAY))
    for line in NASTY:
        assert line in printed, "nothing is lost, nothing is run"
    assert "49" not in printed.replace("/49", "")
    marked = markdown(found, CHINESE)
    for line in NASTY:
        assert escaped(line) in marked
    page = render(marked, extensions=["tables"])
    for live in ("<script", "<img", "<a ", "<li>", "<h1>一级标题"):
        assert live not in page
    read = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert all(line in read for line in NASTY)
    assert not re.search(r"(?m)^::|\{\{|\{%", marked)
    # A cell's bar is text: every row of a table has as many cells as its head.
    for table in re.findall(r"(?:^\|.*\n)+", marked, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(counts) == 1, table


def test_a_schools_own_template(tmp_path: Path, summary: Summary) -> None:
    own = tmp_path / "own.docx"
    write_letterhead(own)
    # Member by member: the compressed bytes are the machine's zlib's.
    with zipfile.ZipFile(own) as made, zipfile.ZipFile(TEMPLATES / "summary.docx") as shipped:
        assert {n: made.read(n) for n in made.namelist()} == {
            n: shipped.read(n) for n in shipped.namelist()
        }, "the shipped template is what `python -m tests.factory letterhead` writes"
    assert word(summary, CHINESE, DAY, own) == word(summary, CHINESE, DAY)


@pytest.mark.parametrize("content", [b"", b"no Word file", b"PK\x03\x04"])
def test_a_bad_template_is_named(tmp_path: Path, summary: Summary, content: bytes) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(content)
    with pytest.raises(BadTemplate):
        word(summary, CHINESE, DAY, own)


def test_a_template_reaches_nothing(tmp_path: Path, summary: Summary) -> None:
    """A template with a way out of its texts is refused, not run."""
    from docx import Document

    document = Document()
    document.add_paragraph("{{ title.__class__.__mro__ }}")
    own = tmp_path / "own.docx"
    document.save(str(own))
    with pytest.raises(BadTemplate):
        word(summary, CHINESE, DAY, own)


# The public version.


def figure(id_: str, n: int, of: int | None = None) -> Figure:
    one = Site  # Anything will do as a thing counted: these figures are about their numbers.
    return Figure(id=id_, label=id_, counted=(Counted(one, weight=n),), of=of)  # type: ignore[arg-type]


def shown(*tables: Table, sums: tuple[Sum, ...] = (), prose: tuple[Prose, ...] = ()) -> set[str]:
    section = Section(id="s", title="s", tables=tables, sums=sums, prose=prose)
    whole = Summary(
        school="", semester="", semester_id="", as_of="", running=False, sections=(section,)
    )
    return {one.id for one in public(whole, 10).figures() if not one.withheld}


def table(*figures: Figure, partition: bool = False) -> Table:
    rows = tuple((one,) for one in figures)
    return Table(id="t", title="t", heads=("", ""), rows=rows, partition=partition)


@pytest.mark.parametrize(
    ("n", "of", "withheld"),
    [
        (9, None, True),
        (10, None, False),
        (0, None, True),
        (9, 96, True),
        (10, 96, False),
        (87, 96, True),  # nine are left
        (86, 96, False),
        (96, 96, False),  # nobody is left
        (9, 9, True),
    ],
)
def test_small_counts_are_withheld(n: int, of: int | None, withheld: bool) -> None:
    assert small(figure("f", n, of), 10) is withheld
    assert shown(table(figure("f", n, of))) == (set() if withheld else {"f"})


def test_one_gap_in_a_whole_is_never_alone() -> None:
    """30 + 26 + 6 + 34 = 96: with only the 6 withheld, 96 - 30 - 26 - 34 would tell it."""
    parts = [figure("a", 30, 96), figure("b", 26, 96), figure("c", 6, 96), figure("d", 34, 96)]
    assert shown(table(*parts, partition=True)) == {"a", "d"}


def test_two_small_gaps_may_still_be_too_small_together() -> None:
    """90 of 96 are left by the others: what is withheld adds up to six, which is a count too."""
    parts = [figure("a", 50, 96), figure("b", 40, 96), figure("c", 2, 96), figure("d", 4, 96)]
    assert shown(table(*parts, partition=True)) == {"a"}


def test_where_all_are_of_one_kind_nothing_is_said() -> None:
    parts = [figure("rural", 96, 96), figure("urban", 0, 96)]
    assert shown(table(*parts, partition=True)) == set()


def test_a_sum_gives_nothing_away() -> None:
    """65 - 59 would be six: one of the shown two goes."""
    whole, part, rest = figure("whole", 65), figure("part", 59), figure("rest", 6)
    one = Sum(total="whole", parts=("part", "rest"))
    assert shown(table(whole, part, rest), sums=(one,)) == {"whole"}
    # Where the total itself is withheld one hidden part is enough…
    assert shown(table(figure("whole", 9), part, rest), sums=(one,)) == {"part"}
    # …and where every part is shown, so is the total.
    assert shown(
        table(figure("whole", 40), figure("part", 20), figure("rest", 20)), sums=(one,)
    ) == {
        "whole",
        "part",
        "rest",
    }


def test_money_of_few_children_is_withheld() -> None:
    assert small(replace(figure("yuan", 3600), people=6), 10)
    assert not small(replace(figure("yuan", 3600), people=12), 10)


def test_nothing_that_names_anybody(demo: Site, summary: Summary) -> None:
    """No name, no id, no record and nothing that a person wrote, in either form."""
    found = public(summary, demo.policy.suppress_below)
    printed = markdown(found, CHINESE) + text_of(word(found, CHINESE, DAY))
    for child in demo.store.children.values():
        assert child.name not in printed and child.id not in printed
    for person in demo.store.staff.values():
        assert person.name not in printed
    assert demo.semester is not None and demo.semester.plan
    assert demo.semester.plan.splitlines()[0] not in printed
    assert not any(listing for section in found.sections for listing in section.listings)
    assert not found.before


def test_no_small_count_is_printed(demo: Site, summary: Summary) -> None:
    """Every number of every n/N in the printed text, and what is left of N."""
    printed = markdown(public(summary, 10), CHINESE)
    pairs = [(int(n), int(of)) for n, of in re.findall(r"(\d+)/(\d+)", printed)]
    assert len(pairs) > 20
    for n, of in pairs:
        assert n >= 10 and of >= 10 and (of == n or of - n >= 10), (n, of)
    # Single cells of tables.
    cells = re.findall(r"\| (\d+) (?=\|)", printed)
    assert cells and all(int(cell) >= 10 for cell in cells)


def test_the_public_version_can_be_solved_by_no_subtraction(summary: Summary) -> None:
    """Of every table that shares out N: what is hidden is several figures, or none."""
    for section in public(summary, 10).sections:
        for one in section.tables:
            if one.partition:
                hidden = [row[0] for row in one.rows if row[0].withheld]
                assert len(hidden) != 1, one.title


def test_a_withheld_number_has_a_sign_that_is_explained(summary: Summary) -> None:
    """In a sentence it stands before its unit, as in official tables."""
    words = markdown(public(summary, 10), CHINESE)
    assert "列为重点帮扶对象的×人，无人监护的×人" in words
    assert "“×”：小于10、或者可以据此推算出小于10的数，不公开。" in words
    assert "×" not in markdown(summary, CHINESE)


# What a figure knows.


def test_shares_count_nobody_twice(summary: Summary) -> None:
    for one in summary.figures():
        if one.of is not None and one.others:
            counted = [key(c.what) for c in one.counted]
            rest = [key(record) for record in one.others]
            if one.id.startswith(("rule.", "provision.", "notified")):
                continue  # Of these a child, a class or an incident may be both.
            assert len(set(counted)) == len(counted), one.id
            assert not set(counted) & set(rest), one.id
            assert len(counted) + len(rest) == one.of, one.id


# The command.


def test_command_writes_word_and_markdown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = ["--records", str(write(tmp_path / "records", SMALL)), "--as-of", "2026-11-20"]
    out = tmp_path / "out" / "summary.docx"
    assert run(["summary", *records, "-o", str(out)]) == 0
    assert "清溪小学2026年秋季学期关爱留守儿童工作总结" in text_of(out.read_bytes())
    assert re.search(r"^  .+  [1-9]处空缺$", capsys.readouterr().out, re.M), (
        "in a log only how many"
    )
    # Never over another file unasked.
    before = out.read_bytes()
    assert run(["summary", *records, "-o", str(out), "--public"]) == 2
    assert out.read_bytes() == before
    assert run(["summary", *records, "-o", str(out), "--public", "--force"]) == 0
    assert out.read_bytes() != before
    assert run(["summary", *records, "-o", str(tmp_path / "s.md")]) == 0
    assert (tmp_path / "s.md").read_text("utf-8").startswith("# 清溪小学2026年秋季学期")
    assert run(["summary", *records, "--locale", "en"]) == 0
    assert "The school has 58 pupils; 2 (2/58, 3.4%) of them" in capsys.readouterr().out
    assert [p.name for p in out.parent.iterdir()] == ["summary.docx"], (
        "no half-written file is left"
    )


def test_command_refuses_clearly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = ["--records", str(write(tmp_path / "empty", EMPTY)), "--as-of", "2026-11-20"]
    assert run(["summary", *empty]) == 2
    assert "还没有学期记录" in capsys.readouterr().err
    small_ = ["--records", str(write(tmp_path / "records", SMALL)), "--as-of", "2026-11-20"]
    assert run(["summary", *small_, "--semester", "2031-autumn"]) == 2
    assert run(["summary", *small_, "-o", str(tmp_path / "summary.pdf")]) == 2
    assert ".docx" in capsys.readouterr().err
    assert not (tmp_path / "summary.pdf").exists()
