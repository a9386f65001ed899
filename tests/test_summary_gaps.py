"""What a summary says where there is nothing: a gap is named once, and never printed as a nought."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from builder.cli import run
from builder.render import render as pages
from builder.summary.figure import Counted, Figure, Summary
from builder.summary.grid import grids
from builder.summary.markdown import markdown
from builder.summary.public import public
from builder.summary.summary import summarise
from builder.summary.word import word
from builder.views.summary import BasisView, FigureBasis, SummaryView, sheets
from tests.site.schools import EMPTY, SMALL, site, write
from tests.summary_school import DAY, FILES
from tests.test_summary_forms import CHINESE, figure, site_of

BEGUN = {
    **EMPTY,
    "staff/t01.yml": "{name: 王芳, group: teacher}\n",
    "semesters/2026-autumn.yml": """\
        name: 2026年秋季学期
        term: autumn
        start: 2026-08-31
        end: 2027-01-17
        classes:
          - {class: 2024-1, class_teachers: [{staff: t01}], pupils: 0}
        """,
}
"""A school on the day after `init`: nobody has counted its pupils, no child is on record."""


def _summary(tmp_path: Path, files: dict[str, str], semester: str = "2026-autumn") -> Summary:
    one = site(tmp_path, files, day=DAY)
    return summarise(one, next(s for s in one.store.semesters if s.id == semester))


def _figures(summary: Summary) -> dict[str, str]:
    return {figure.id: figure.text(CHINESE) for figure in summary.figures()}


# An empty school.


def test_an_empty_school_names_what_lacks_once(tmp_path: Path) -> None:
    found = _summary(tmp_path, BEGUN)
    words = markdown(found, CHINESE)
    assert words.count("缺：留守儿童档案") == 1
    assert "缺：三1班的学生数" in words
    assert "缺：领导小组" in words and "缺：制度" in words and "缺：媒体报道" in words
    assert "0/0" not in words and "学生0人" not in words and "留守儿童0人" not in words
    assert "留守儿童一人一档" not in words, "there are none"
    # No section is a heading alone.
    assert "本学期没有相关记录。" in words.split("## 三、")[1].split("## 四、")[0]


def test_classes_whose_pupils_nobody_counted_are_named(tmp_path: Path) -> None:
    """Six of seven classes at 0 give no whole school, and no share of it."""
    files = {**FILES}
    file = "semesters/2026-autumn.yml"
    files[file] = files[file].replace("pupils: 28", "pupils: 0").replace("pupils: 30", "pupils: 0")
    found = _summary(tmp_path, files)
    figures = _figures(found)
    assert figures["pupils"] == "缺：二1班、三1班的学生数"
    assert figures["children"] == "6" and figures["school.girls"] == figures["pupils"]
    assert found.sections[0].prose[0].text(CHINESE).startswith("全校现有留守儿童6人。留守儿童中")
    assert any("二1班、三1班的学生数" in gap for gap in found.sections[0].gaps())


def test_a_share_of_nothing_is_said_in_words(tmp_path: Path) -> None:
    """Nobody is without a guardian: no clause in the paragraph, a word in the table."""
    found = _summary(tmp_path, SMALL)
    assert _figures(found)["pairing.unguarded"] == "本学期没有"
    assert "无人监护学生中" not in found.sections[3].prose[0].text(CHINESE)
    assert "0/0" not in markdown(found, CHINESE)


def test_a_first_semester_has_no_half_sentence(tmp_path: Path) -> None:
    words = markdown(_summary(tmp_path, SMALL), CHINESE)
    assert "与上学期末相比" not in words
    assert "| 新增 | 缺：上学期的记录 |" in words


# Noughts that are none.


def test_whose_guardians_came_is_unknown_where_no_session_says(tmp_path: Path) -> None:
    figures = _figures(_summary(tmp_path, SMALL))
    assert figures["training.guardians"] == "21"
    assert figures["training.children"] == "缺：到会监护人的学生"
    assert figures["activity.guardian_training.children"] == "缺：到会监护人的学生"
    # Of two sessions one says.
    figures = _figures(_summary(tmp_path / "both", FILES))
    assert figures["training.children"] == "2/6（33.3%）（另有1次未登记到会监护人的学生）"


def test_a_training_without_its_number_is_no_nought(tmp_path: Path) -> None:
    held = "- {title: 培训, kind: guardian_training, date: 2026-09-18, attendance: 30}\n"
    figures = _figures(_summary(tmp_path, {**SMALL, "activities/2026-09.yml": held}))
    assert figures["training"] == "1" and figures["training.guardians"] == "缺：到会监护人数"


def test_eggs_stand_where_they_are_asked_for_or_given(tmp_path: Path) -> None:
    assert "provision.egg" not in _figures(_summary(tmp_path / "neither", SMALL))
    rule = "  - {id: egg, scope: class, contact: [egg], every: day}\n"
    asked = {**SMALL, "policy.yml": SMALL["policy.yml"].rstrip() + "\n        " + rule}
    assert _figures(_summary(tmp_path / "asked", asked))["provision.egg"].startswith("0/")


# Last semester beside this one.


def test_every_figure_stands_in_a_table(tmp_path: Path) -> None:
    """Only a table has last semester's beside it."""
    for files in (FILES, SMALL):
        found = _summary(tmp_path / str(len(files)), files)
        in_tables = {
            one.id
            for section in found.sections
            for table in section.tables
            for row in table.rows
            for one in row
        }
        assert in_tables == {figure.id for figure in found.figures()}


def _rows(summary: Summary) -> dict[str, tuple[str, ...]]:
    return {
        row[0]: row[1:]
        for section in summary.sections
        for grid in grids(summary, section, CHINESE)
        for row in grid.rows
    }


def test_rows_of_last_semester_alone_are_there_too(tmp_path: Path) -> None:
    rows = _rows(_summary(tmp_path, FILES))
    assert rows["展演"] == ("—\n上学期 1", "—\n上学期 80")
    assert rows["镇商会"] == ("—\n上学期 200", "—\n上学期 2/6（33.3%）")
    assert rows["六年级1班"] == ("—", "1/6（16.7%）")
    assert rows["留守儿童"] == ("6/90（6.7%）", "6/81（7.4%）")
    assert rows["新增"] == ("2", "未登记")


def test_nothing_of_last_semester_is_public(tmp_path: Path) -> None:
    words = markdown(public(_summary(tmp_path, FILES), 10), CHINESE)
    assert (
        "上学期 " not in words
        and "| 上学期" not in words
        and "展演" not in words
        and "镇商会" not in words
    )


def test_a_class_that_has_the_name_of_one_that_left(tmp_path: Path) -> None:
    files = {
        **FILES,
        "semesters/2026-autumn.yml": FILES["semesters/2026-autumn.yml"].replace(
            "          - {class: 2023-1",
            "          - {class: 2021-1, class_teachers: [{staff: t02}], pupils: 9}\n"
            "          - {class: 2023-1",
        ),
        "school.yml": FILES["school.yml"].replace(
            "      - {id: 2023-1",
            "      - {id: 2021-1, entered: 2021, number: 1}\n      - {id: 2023-1",
        ),
    }
    rows = _rows(_summary(tmp_path, files))
    assert rows["六年级1班"] == ("0/6（0.0%）", "—")
    assert rows["上学期的六年级1班"] == ("—", "1/6（16.7%）")


def test_what_has_no_date_is_said_to_be_of_today(tmp_path: Path) -> None:
    titles = lambda summary: [  # noqa: E731
        grid.title for section in summary.sections for grid in grids(summary, section, CHINESE)
    ]
    found = titles(_summary(tmp_path / "autumn", FILES))
    for title in ("户籍", "困难情况", "档案", "按需求"):
        assert f"{title}（无日期的项目，上学期也按现有记录计算）" in found
    assert "年龄" in found
    assert "户籍（无日期的项目按现有记录计算）" in titles(
        _summary(tmp_path / "spring", FILES, "2026-spring")
    )
    assert "户籍" in titles(_summary(tmp_path / "first", SMALL))


def test_a_regulation_counts_from_its_day(tmp_path: Path) -> None:
    found = _summary(tmp_path, FILES)
    assert _figures(found)["regulations"] == "2"
    assert found.before["regulations"].n == 1
    assert "寒假安排" not in markdown(found, CHINESE)


# What a parents' meeting, a teacher and a thousand are.


def test_a_parents_meeting_is_no_activity_of_the_child(tmp_path: Path) -> None:
    figures = {one.id: one for one in _summary(tmp_path, FILES).figures()}
    (left_out,) = figures["activity.children"].others
    assert left_out.id == "c04", "whose class had a parents' meeting and nothing else"  # type: ignore[union-attr]


def test_teachers_are_teachers(tmp_path: Path) -> None:
    figures = {one.id: one for one in _summary(tmp_path, FILES).figures()}
    for id_, groups in (
        ("assessment.sound", {"teacher"}),
        ("assessment.others", {"administration", "support"}),
    ):
        people = [one.what for one in figures[id_].counted] + list(figures[id_].others)
        assert {person.group for person in people} == groups  # type: ignore[union-attr]


def test_numbers_are_written_in_one_way() -> None:
    assert Figure(id="f", label="", counted=()).text(CHINESE) == "0"
    many = figure("f", 1738, 1764)
    assert many.text(CHINESE) == "1738/1764（98.5%）"
    plain = Figure(id="f", label="", counted=(Counted(many.counted[0].what, weight=2952),))
    assert plain.text(CHINESE) == "2952" and plain.spoken(CHINESE, "人次") == "2952人次"


# The records behind a figure.


@pytest.fixture
def bases(tmp_path: Path) -> dict[str, FigureBasis]:
    one = site(tmp_path, FILES, day=DAY)
    views = (s.context for s in sheets(one) if isinstance(s.context, BasisView))
    return {figure.anchor: figure for view in views for figure in view.figures}


def test_a_late_notification_stands_by_itself(bases: dict[str, FigureBasis]) -> None:
    told = bases["f-notified"]
    assert told.text == "2/3（66.7%）"
    assert [(b.what.text, b.weight, b.said) for b in told.counted] == [
        ("摔伤", "2", "学校领导：10分钟（限20分钟内）；教育主管部门：120分钟（限120分钟内）")
    ]
    assert [(link.text, said) for link, said in told.others] == [
        ("摔伤", "委托监护人：25分钟（限20分钟内）")
    ]


def test_class_days_without_an_entry_are_listed(bases: dict[str, FigureBasis]) -> None:
    blank = {link.id: said for link, said in bases["f-provision-egg"].others}
    assert set(blank) == {"2023-1", "2024-1", "2025-1"}
    assert blank["2023-1"].startswith("8月31日、9月2日") and "10月1日" not in blank["2023-1"]
    assert sum(len(said.split("、")) for said in blank.values()) == 168 - 3


def test_every_figure_of_the_page_leads_to_its_records(tmp_path: Path) -> None:
    one = site(tmp_path, FILES, day=DAY)
    found = list(sheets(one))
    known = {
        f"{sheet.path}.html#{figure.anchor}"
        for sheet in found
        if isinstance(sheet.context, BasisView)
        for figure in sheet.context.figures
    }
    (view,) = (s.context for s in found if isinstance(s.context, SummaryView))
    hrefs = {
        shown.href
        for section in view.sections
        for shown in (
            *(said for paragraph in section.prose for said in paragraph),
            *(cell for table in section.tables for row in table.rows for cell in row.cells),
        )
        if shown.href
    }
    assert len(hrefs) > 100 and hrefs == known
    assert all("." not in href.partition("#")[2] for href in hrefs), "a dot selects a class"


def test_many_records_are_folded_and_all_there(tmp_path: Path) -> None:
    entries = "".join(
        f"  - {{date: 2026-09-{day:02d}, children: c01, kind: talk, summary: 好}}\n"
        for day in range(1, 10)
    )
    one = site(tmp_path, {**SMALL, "visits/talks.yml": f"by: t02\nentries:\n{entries}"}, day=DAY)
    views = (s.context for s in sheets(one) if isinstance(s.context, BasisView))
    found = {figure.anchor: figure for view in views for figure in view.figures}
    (basis,) = found["f-kind-talk-children"].counted
    assert basis.folded and len(basis.because) == 9 and all(link.href for link in basis.because)


# Word, and the command.


def test_signatures_do_not_stand_alone(tmp_path: Path) -> None:
    found = _summary(tmp_path, FILES)
    document = Document(io.BytesIO(word(found, CHINESE, DAY)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    first = next(n for n, text in enumerate(texts) if text.startswith("填表人"))
    before = document.paragraphs[first - 1]
    assert before.text and before.paragraph_format.keep_with_next


def test_a_day_before_the_first_semester_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "records", SMALL)
    assert run(["summary", "--records", str(folder), "--as-of", "2026-08-01"]) == 2
    assert "登记的学期都还没有开始" in capsys.readouterr().err
    (page,) = (
        page.html
        for path, page in pages(site_of(folder, date(2026, 8, 1))).items()
        if path == "summary.md"
    )
    assert "登记的学期都还没有开始" in page and "还没有学期记录" not in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--output", "."], "这是一个文件夹"),
        (["--output", "a.docx", "--template", "none.docx"], "找不到这个模板文件"),
    ],
)
def test_command_answers_in_the_readers_language(
    more: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = write(tmp_path / "records", SMALL)
    monkeypatch.chdir(tmp_path)
    assert run(["summary", "--records", str(folder), "--as-of", "2026-11-20", *more]) == 2
    assert said in capsys.readouterr().err
