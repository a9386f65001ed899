"""`import`: a school's own table, every row of it accounted for, nothing written unless told."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .sheets import School, counts, outcomes, said_of, snapshot, xlsx
from .site.schools import SMALL
from .site.test_escaping import NASTY


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> School:
    """The small school of the site's tests."""
    return School(tmp_path, capsys, SMALL)


SINCE = ("--set", "留守情况起=2026-09-01")
IDENTITY = "110105194912310003"
"""Passes its check digit; nobody's."""

MESSY: list[list[Any]] = [
    ["清溪小学2026年秋季学期留守儿童花名册"],
    [
        *(
            "序号",
            "学生姓名★",
            "性别",
            "出生年月日",
            "身份证号",
            "班级",
            "学号",
            "入学时间",
            "留守类型",
        ),
        *("父亲", None, None, None, "监护人", None, None, None, "是否住校", "备注"),
    ],
    [
        *[None] * 9,
        *("姓名", "联系电话", "务工地", "工作单位", "姓名", "与学生关系", "联系电话", "文化程度"),
    ],
    [
        *(1, "张　三", "男", date(2017, 5, 6), IDENTITY, "三(1)班", "A012", "2024.9", "双方外出"),
        *(
            "张大山",
            13800000001,
            "广东东莞",
            "某某电子厂",
            "李秀英",
            "奶奶",
            "１３９００００００２２",
        ),
        *("高小毕业", "否", "晚上一个人看书"),
    ],
    [
        *(
            2,
            "李 小四",
            "女",
            "２０１７．６．８",
            None,
            "三年级一班",
            None,
            "2024年9月",
            "父母均外出",
        ),
        *("李大", "13800000003.0", None, None, "王氏", "祖母", "0576-88881234", None, "走读"),
    ],
    [],
    [3, "王五", "男生", 42614, None, "301", None, "2023-09", "一方外出"],
    [4, "张三", "男", "2017年5月6日", None, "3.1", None, "2024-9", "双方外出"],
    [5, "赵六", "男", "2017-01-01", None, "三(9)班", None, "2024-09", "双方外出"],
    [6],
    ["合计", "5人"],
    ["填表人：周老师", None, None, "审核："],
]
TWO_ROWS = ["A1:S1", "J2:M2", "N2:Q2", *(f"{letter}2:{letter}3" for letter in "ABCDEFGHIRS")]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """The issue's roster: merged title, two rows of headings, blank lines, and what people type."""
    return xlsx(tmp_path / "messy.xlsx", {"留守儿童": MESSY}, TWO_ROWS)


def test_a_messy_roster_every_row_accounted_for(school: School, messy: Path) -> None:
    status, out = school.takes(messy, *SINCE)
    assert status == 1, "two rows were refused"
    expected = ["title", "headings", "headings", "new", "new", "blank", "new"]
    expected += ["refused", "refused", "blank", "total or note", "total or note"]
    assert outcomes(out) == expected
    assert counts(out) == {
        "new": 3,
        "same": 0,
        "changed": 0,
        "refused": 2,
        "title": 1,
        "headings": 2,
        "blank": 2,
        "total or note": 2,
    }
    assert "row 4" in said_of(out, 8), "a duplicate names the row of which it is one"
    assert "2024-1" in said_of(out, 9) and "2023-1" in said_of(out, 9), "the classes that there are"
    assert "身份证号 (E)" in out and "父亲 工作单位 (M)" in out and "监护人 文化程度 (Q)" in out
    for never in ("张三", "张大山", IDENTITY, "某某电子厂", "13800000001"):
        assert never not in out, "no record text where nobody sits at a terminal"


def test_a_messy_roster_is_understood(school: School, messy: Path) -> None:
    before = school.store.children
    school.takes(messy, *SINCE, "--write")
    child = school.child("张三")
    assert (child.sex, child.born, child.class_) == ("male", date(2017, 5, 6), "2024-1")
    assert (child.student_no, child.enrolled) == ("A012", date(2024, 9, 1))
    (spell,) = child.left_behind
    assert (spell.since, spell.type) == (date(2026, 9, 1), "both_parents_away")
    (father,) = child.parents
    assert (father.name, father.phone, father.work_place) == ("张大山", "13800000001", "广东东莞")
    (guardian,) = child.guardians
    assert (guardian.relation, guardian.phone) == ("grandmother", "13900000022")
    assert child.notes == "晚上一个人看书" and not child.boarding
    assert school.child("李小四").born == date(2017, 6, 8)
    assert school.child("李小四").parents[0].phone == "13800000003"
    assert school.child("王五").born == date(2016, 9, 1), "a date's number in Excel"
    written = b"".join(snapshot(school.records).values()).decode()
    for never in (IDENTITY, "某某电子厂", "高小毕业"):
        assert never not in written
    assert set(before) < set(school.store.children)


def test_nothing_is_written_without_being_told(school: School, messy: Path) -> None:
    before = snapshot(school.records)
    _, out = school.takes(messy, *SINCE)
    assert snapshot(school.records) == before
    assert "--write" in out


def test_the_second_time_all_is_the_same(school: School, messy: Path) -> None:
    school.takes(messy, *SINCE, "--write")
    before = snapshot(school.records)
    status, out = school.takes(messy, *SINCE, "--write")
    assert counts(out)["same"] == 3 and counts(out)["new"] == 0 and counts(out)["changed"] == 0
    assert counts(out)["refused"] == 2 and status == 1
    assert snapshot(school.records) == before


def test_new_ids_count_on_and_carry_no_names(school: School, messy: Path) -> None:
    _, out = school.takes(messy, *SINCE, "--write")
    ids = set(school.store.children) - {"c01", "c02"}
    assert ids == {"c03", "c04", "c05"}, "this school numbers its children straight on"
    assert "children/c03.yml" in said_of(out, 4)


CHILD = ["张三", "男", "2017-05-06", "三1班", "2024-09-01", "2024-09-01起 双方外出"]
HEADS = ["姓名", "性别", "出生日期", "班级", "入学日期", "留守情况"]


def children(*rows: list[Any], heads: list[str] = HEADS) -> list[list[Any]]:
    """A register with headings; `rows` are laid over a child that is sound."""
    return [heads, *([*row, *CHILD[len(row) :]] for row in rows)]


def test_records_are_in_the_schools_language(school: School) -> None:
    school.takes(children([]), "--write")
    text = (school.records / "children/c03.yml").read_text(encoding="utf-8")
    assert text == (
        "姓名: 张三\n性别: 男\n出生日期: 2017-05-06\n班级: 2024-1\n入学日期: 2024-09-01\n"
        "留守情况:\n  - 起: 2024-09-01\n    类型: 双方外出\n"
    )


def test_ids_follow_the_year_of_the_class_where_they_do_already(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        path: text.replace("c01", "c2401").replace("c02", "c2307") for path, text in SMALL.items()
    }
    files = {
        path.replace("c01", "c2401").replace("c02", "c2307"): text for path, text in files.items()
    }
    school = School(tmp_path, capsys, files)
    third = ["李四", "男", "2016-05-06", "四1班", "2023-09-01"]
    school.takes(children([], ["王五"], third), "--write")
    assert set(school.store.children) == {"c2401", "c2307", "c2402", "c2403", "c2308"}


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_csv_in_any_encoding(school: School, tmp_path: Path, encoding: str, separator: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(children([], ["李四", "女", "2017.6.8"]))
    path = tmp_path / "名册.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    status, out = school.takes(path, "--write")
    assert (status, counts(out)["new"]) == (0, 2)
    assert school.child("李四").sex == "female"


def test_xls(school: School) -> None:
    """A workbook of Excel 97, written by LibreOffice: a merged title, a date, a number as telephone."""
    status, out = school.takes(Path(__file__).parent / "fixtures" / "roster.xls", "--write")
    assert (status, outcomes(out)) == (0, ["title", "headings", "new", "new", "total or note"])
    assert school.child("张三").guardians[0].phone == "13800000001"
    assert school.child("李小四").born == date(2017, 6, 8)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["张三", "中"], "“性别”"),
        (["张三", "男", "2016.9"], "The day is missing"),
        (["张三", "男", 2016.1], "January or October"),
        (["张三", "男", "2017-02-30"], "no date"),
        (["张三", "男", "1990-01-01"], "“出生日期”"),
        (["张三", "男", "2017-05-06", "五(1)班"], "no such class"),
        (["张三", "男", "2017-05-06", ""], "Missing: Class"),
        (["张三", "男", "2017-05-06", "三1班", "2024-09-01", "是"], "Since when"),
        (["张三", "男", "2017-05-06", "三1班", "2024-09-01", "2026-09-01至2024-09-01 双方外出"], "lies before"),
        (["林晓东", "男", "2017-05-07"], "another birth date"),
        ([IDENTITY, None, ""], "Missing: Name, Sex, Born"),
        (["张\u202e三"], "U+202E"),
        (["张三\u200b"], "U+200B"),
    ],
)  # fmt: skip
def test_refused_and_why(school: School, row: list[Any], what: str) -> None:
    before = snapshot(school.records)
    status, out = school.takes(children(row, ["李四"]), "--write")
    assert status == 1
    assert outcomes(out) == ["headings", "refused", "new"], "one bad row hides no other"
    assert what in said_of(out, 2), said_of(out, 2)
    assert len(snapshot(school.records)) == len(before) + 1


def test_an_identity_number_in_another_cell_is_dropped_and_the_row_kept(school: School) -> None:
    heads = [*HEADS, "校内学号", "备注"]
    rows = children([], heads=heads)
    rows[1] += [f"G{IDENTITY}", f"证件 {IDENTITY}"]
    status, out = school.takes(rows, "--write")
    assert status == 0
    assert said_of(out, 2).count("never kept") == 2 and "校内学号" in said_of(out, 2)
    child = school.child("张三")
    assert (child.student_no, child.notes) == (None, None)


@pytest.mark.parametrize(
    "cell", [int(IDENTITY), float(IDENTITY), f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"]
)
def test_a_maimed_identity_number_is_known_too(school: School, cell: Any) -> None:
    rows = children([], heads=[*HEADS, "学号"])
    rows[1].append(cell)
    _, out = school.takes(rows, "--write")
    assert "never kept" in said_of(out, 2)
    assert school.child("张三").student_no is None


def test_digits_that_excel_lost_are_not_guessed(school: School, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    heads = ",".join([*HEADS, "监护人姓名", "监护人关系", "监护人电话"])
    path.write_text(f"{heads}\n{','.join(CHILD)},李秀英,奶奶,1.38E+10\n", encoding="gbk")
    _, out = school.takes(path)
    assert "last digits are lost" in said_of(out, 2)


def test_the_class_may_stand_in_the_title_or_the_sheets_name(
    school: School, tmp_path: Path
) -> None:
    heads = [head for head in HEADS if head != "班级"]
    row = [cell for cell in CHILD if cell != "三1班"]
    sheets = {
        "三(1)班": [heads, row],
        "Sheet2": [["四年级（1）班留守儿童花名册"], heads, ["李四", *row[1:]]],
        "Sheet3": [
            ["三年级1班"], heads, ["王五", *row[1:]],
            ["四年级1班"], heads, ["赵六", *row[1:]],
        ],
    }  # fmt: skip
    status, out = school.takes(xlsx(tmp_path / "x.xlsx", sheets), "--write")
    assert status == 0, out
    found = {name: school.child(name).class_ for name in ("张三", "李四", "王五", "赵六")}
    assert found == {"张三": "2024-1", "李四": "2023-1", "王五": "2024-1", "赵六": "2023-1"}


def test_a_class_merged_over_several_rows(school: School, tmp_path: Path) -> None:
    rows = children([], ["李四", "男", "2017-05-06", None], ["王五", "男", "2017-05-06", None])
    status, _ = school.takes(xlsx(tmp_path / "x.xlsx", {"名册": rows}, ["D2:D4"]), "--write")
    assert status == 0
    assert school.child("王五").class_ == "2024-1"


def test_the_same_child_in_two_sheets(school: School, tmp_path: Path) -> None:
    sheets = {"甲": children([]), "乙": children([])}
    _, out = school.takes(xlsx(tmp_path / "x.xlsx", sheets))
    assert outcomes(out) == ["headings", "new", "headings", "refused"]
    assert "甲!2" in out


def test_two_children_of_one_name_are_never_mixed_up(school: School) -> None:
    heads = ["姓名", "班级", "备注"]
    school.takes(children([], ["张三", "男", "2017-05-07"]), "--write")
    _, out = school.takes([heads, ["张三", "三1班", "爱画画"]], "--write", "--overwrite")
    assert outcomes(out) == ["headings", "refused"]
    assert "several people" in said_of(out, 2)
    school.takes([["编号", "备注"], ["c03", "爱画画"], ["c04", "爱跑步"]], "--overwrite", "--write")
    notes = [child.notes for child in school.store.children.values() if child.name == "张三"]
    assert notes == ["爱画画", "爱跑步"], "an id alone will do"


def test_an_id_under_which_somebody_else_is_on_record(school: School) -> None:
    rows = [
        ["编号", *HEADS],
        ["c01", *CHILD[:2], "2017-05-08", *CHILD[3:]],
        ["c09", *CHILD],
        ["c10", "林晓东", *CHILD[1:]],
    ]
    _, out = school.takes(rows, "--write", "--overwrite")
    assert outcomes(out) == ["headings", "refused", "new", "refused"]
    assert "somebody else" in said_of(out, 2) and "c01" in said_of(out, 4)
    assert school.child("张三").id == "c09", "an id that the table gives is kept"


def test_an_import_that_would_break_another_record_is_refused(school: School) -> None:
    path = school.records / "visits/2026-autumn/by-name.yml"
    path.write_text(
        "{日期: 2026-09-03, 学生: 林晓东, 方式: 谈心, 帮扶人: t02, 内容: 说起了画画}\n",
        encoding="utf-8",
    )
    _, out = school.takes(
        children(["林晓东", "男", "2016-05-06", "四1班", "2023-09-01"], []), "--write"
    )
    assert outcomes(out) == ["headings", "refused", "new"]
    assert "visits/2026-autumn/by-name.yml:1" in said_of(out, 2), "the name would mean two children"
    assert len(school.store.children) == 3


def test_a_mapping_file_for_the_rest(school: School, tmp_path: Path) -> None:
    rows = children([], heads=[*HEADS, "家里管事的", "TA是谁", "打哪个号", "小名", "性格特征"])
    rows[1] += ["李秀英", "奶奶", "0576-1", "小三", "内向"]
    path = tmp_path / "mapping.yml"
    path.write_text(
        "家里管事的: 监护人1姓名\nTA是谁: guardians.1.relation\n打哪个号: 学生.监护人电话\n"
        "小名: 不导入\n性格特征:\n",
        encoding="utf-8",
    )
    _, out = school.takes(rows)
    assert "家里管事的 (G)" in out and "小名 (J)" in out, "what nobody understands is named"
    school.takes(rows, "--mapping", path, "--write")
    child = school.child("张三")
    (guardian,) = child.guardians
    assert (guardian.name, guardian.relation, guardian.phone) == ("李秀英", "grandmother", "0576-1")
    assert child.personality is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("[a, b]", ()),
        ("甲: 没有这个栏目", ()),
        ("甲: [x]", ()),
        ("甲: &a x", ()),
        ("", ("--set", "起")),
        ("", ("--set", "没有=1")),
        ("", ("--set", "入学日期=昨天")),
        ("", ("--kind", "活动")),
        ("", ("--sheet", "没有这个表")),
    ],
)
def test_what_was_asked_for_cannot_be(
    school: School, tmp_path: Path, text: str, options: tuple[str, ...]
) -> None:
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(text or "{}", encoding="utf-8")
    table = xlsx(tmp_path / "x.xlsx", children([]))
    status, _, err = school.shouwang("import", table, "--mapping", mapping, *options, "--write")
    assert status == 2 and err.startswith("shouwang: ") and err.count("\n") == 1
    assert len(school.store.children) == 2


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "none.xlsx", "x.csv"])
def test_not_a_table(school: School, tmp_path: Path, content: bytes, name: str) -> None:
    if name != "none.xlsx":
        (tmp_path / name).write_bytes(content)
    status, _, err = school.shouwang("import", tmp_path / name)
    assert status == 2 and err.count("\n") == 1


def test_sheets_without_a_table_are_named(school: School, tmp_path: Path) -> None:
    sheets = {
        "名册": children([]),
        "填表说明": [["请用正楷"]],
        "Sheet3": [["随便", "写写"]],
        "空": [],
    }
    status, out = school.takes(xlsx(tmp_path / "x.xlsx", sheets))
    assert "填表说明" in out and "Sheet3" in out and "空" not in out
    assert status == 1, "a sheet that nobody understood is no success"
    assert school.takes(tmp_path / "x.xlsx", "--sheet", "名册")[0] == 0


def test_staff_pairings_and_visits(school: School, tmp_path: Path) -> None:
    sheets = {
        "教师": [["姓名", "类别", "任教学科", "联系电话"], ["周梅", "教师", "语文", 13800000009]],
        "结对": [
            ["序号", "班级", "学生姓名", "帮扶教师", "代理家长", "结对时间"],
            [1, "三(1)班", "林晓东", "周梅", "王芳", "2026.9"],
            [2, "四(1)班", "王小雨", "周梅", None, "2026-09-01"],
            [3, "四(1)班", "林晓东", "周梅", None, "2026-09-01"],
        ],
        "家访记录": [
            ["家访时间", "学生姓名", "家访教师", "受访人", "家访内容", "时长（分钟）"],
            ["2026-10-12", "林晓东、王小雨", "周梅", "奶奶（陈秀英）", "=1+1", "约40分钟"],
            ["2026-10-13", "林晓东", "没有此人", "奶奶", "x", None],
            ["2026-10-12", "林晓东、王小雨", "周梅", "奶奶", "=1+1", 40],
        ],
    }
    status, out = school.takes(xlsx(tmp_path / "x.xlsx", sheets), "--write")
    assert status == 1
    assert outcomes(out) == [
        *("headings", "new"),
        *("headings", "new", "new", "refused"),
        *("headings", "new", "blank", "blank"),
        *("headings", "new", "refused", "refused"),
    ], "a column for each kind of partner is a table for each"
    assert "another class" in out
    store = school.store
    added = store.staff["t04"]
    assert (added.name, added.group, added.phone) == ("周梅", "teacher", "13800000009")
    pairs = {(one.kind, one.child, one.staff, one.since) for one in store.pairings}
    assert ("paired_teacher", "c01", "t04", date(2026, 9, 1)) in pairs
    assert ("proxy_parent", "c01", "t01", date(2026, 9, 1)) in pairs
    (visit,) = [one for one in store.visits if one.by == ("t04",)]
    assert (visit.children, visit.kind, visit.with_) == (
        ("c01", "c02"),
        ("home_visit",),
        ("guardian",),
    )
    assert (visit.summary, visit.minutes) == ("=1+1", 40)
    assert (school.records / "visits/2026-autumn/t04-import.yml").is_file()
    assert (school.records / "pairings/2024-1-import.yml").is_file()


def test_files_never_collide(school: School) -> None:
    heads = ["日期", "学生", "方式", "帮扶人", "内容"]
    for day in ("2026-10-12", "2026-10-13", "2026-10-14"):
        school.takes([heads, [day, "c01", "谈心", "t02", "说起了画画"]], "--write")
    names = {path.name for path in (school.records / "visits/2026-autumn").glob("*import*")}
    assert names == {"t02-import.yml", "t02-import-2.yml", "t02-import-3.yml"}
    assert len(school.store.visits) == 9


def test_a_visit_before_the_first_semester(school: School) -> None:
    heads = ["日期", "学生", "方式", "帮扶人", "内容"]
    school.takes([heads, ["2025-10-12", "c01", "谈心", "t02", "说起了画画"]], "--write")
    assert (school.records / "visits/earlier/t02-import.yml").is_file()


def test_dated_entries_in_the_future_or_outside_school_are_refused(school: School) -> None:
    heads = ["日期", "学生", "方式", "帮扶人", "内容"]
    rows = [[day, "c01", "谈心", "t02", "x"] for day in ("2020-01-01", "2026-10-01")]
    _, out = school.takes([heads, *rows], "--write")
    assert outcomes(out) == ["headings", "refused", "new"]


@pytest.mark.parametrize(
    "nasty", [*NASTY, "=cmd|'/c calc'!A1", "@SUM(1)", "-1+1", "::error::x", "##[error]x", "\tx"]
)
def test_nasty_cells_stay_the_text_that_they_are(school: School, nasty: str) -> None:
    heads = [*HEADS, "备注", "家庭住址村组", nasty]
    rows = children([], heads=heads)
    rows[1] += [nasty, nasty, nasty]
    path = school.folder / "x.csv"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    status, out = school.takes(path, "--write")
    assert status == 0, out
    child = school.child("张三")
    assert (child.notes, child.home and child.home.village) == (nasty.strip(), nasty.strip())
    assert "::error" not in out and "##[" not in out


def test_names_only_where_asked_for(school: School) -> None:
    _, out = school.takes(children([]))
    assert "张三" not in out
    _, out = school.takes(children([]), "--names")
    assert "张三" in said_of(out, 2)


def test_the_account_in_chinese(school: School, messy: Path) -> None:
    status, out, _ = school.shouwang("import", messy, *SINCE, "--locale", "zh_CN")
    assert status == 1
    assert "第9行         拒绝  “班级”：没有这个班级。有：三年级1班 (2024-1)" in out
    assert "12 行：新增 3、相同 0、不同 0、拒绝 2、标题 1、表头 2、空行 2、合计或说明 2" in out


def test_a_file_system_that_fails_leaves_nothing_behind(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(school.records)
    calls = []

    def full(source: object, target: object) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        Path(str(target)).write_bytes(Path(str(source)).read_bytes())

    monkeypatch.setattr("builder.tables.write.os.link", full)
    monkeypatch.setattr(Path, "open", _cannot_write)
    table = xlsx(school.folder / "x.xlsx", children([], ["李四"], ["王五"]))
    status, _, err = school.shouwang("import", table, "--write")
    monkeypatch.undo()
    assert status == 2 and "nothing was changed" in err
    assert snapshot(school.records) == before


def _cannot_write(path: Path, mode: str = "r", *_: object, **__: object) -> Any:
    if "x" in mode:
        raise OSError(28, "No space left on device")
    return io.open(path, mode)  # noqa: UP020 (Path.open itself is replaced here)


def test_a_file_that_stands_there_already_is_never_written_over(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.commands import import_ as command

    theirs = "姓名: 别人\n"

    def late(*given: Any) -> Any:
        (school.records / "children/c03.yml").write_text(theirs, encoding="utf-8")
        return write(*given)

    write = command.write
    monkeypatch.setattr(command, "write", late)
    table = xlsx(school.folder / "x.xlsx", children(["李四"], []))
    status, _, _ = school.shouwang("import", table, "--write")
    assert status == 2
    assert (school.records / "children/c03.yml").read_text(encoding="utf-8") == theirs
    assert not (school.records / "children/c04.yml").exists()
    assert not [path for path in school.records.iterdir() if path.name.startswith(".")]


def test_json_is_no_table(school: School, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"姓名": "张三"}), encoding="utf-8")
    assert school.shouwang("import", path)[0] == 2


VISIT_HEADS = ["日期", "班级", "学生", "方式", "受访人", "帮扶人", "内容"]


def test_the_class_of_a_visit_is_the_childs_and_nobody_elses(school: School) -> None:
    """A teacher is in no class, and the child who went to see another may be in any."""
    rows = [
        ["2026-10-12", "三(1)班", "林晓东", "家访", "奶奶", "李强", "奶奶在家"],
        ["2026-10-13", "三(1)班", "林晓东", "互访", None, "王小雨", "一起写作业"],
        ["2026-10-14", "四(1)班", "林晓东", "家访", "奶奶", "李强", "奶奶在家"],
    ]
    _, out = school.takes([VISIT_HEADS, *rows], "--write")
    assert outcomes(out) == ["headings", "new", "new", "refused"]
    assert "another class" in said_of(out, 4)
    assert {visit.by for visit in school.store.visits if visit.date.month == 10} >= {
        ("t02",),
        ("c02",),
    }


def test_a_friend_may_be_in_another_class_than_the_child(school: School) -> None:
    rows = [["班级", "学生", "手拉手", "结对时间"], ["三1班", "林晓东", "王小雨", "2026-09-01"]]
    school.takes(rows, "--write")
    assert [one.peer for one in school.store.pairings if one.kind == "friend"] == ["c02"]


@pytest.mark.parametrize(
    "rows",
    [
        [["日期", "学生", "方式", "帮扶人", "内容"], ["2026-10-12", "c01", "谈心", "t02", "画画"]],
        [["类型", "学生", "帮扶人", "起"], ["代理家长", "c01", "t01", "2026.9"]],
    ],
)
def test_what_was_a_duplicate_stays_one(school: School, rows: list[list[Any]]) -> None:
    """The second time the first of the two is on record; the other is still no second record."""
    table = [*rows, rows[-1]]
    assert outcomes(school.takes(table, "--write")[1]) == ["headings", "new", "refused"]
    before = snapshot(school.records)
    _, out = school.takes(table, "--write")
    assert outcomes(out) == ["headings", "same", "refused"] and "row 2" in said_of(out, 3)
    assert snapshot(school.records) == before


WITHOUT_CLASS = [head for head in HEADS if head != "班级"]
NO_CLASS = [cell for cell in CHILD if cell != "三1班"]


@pytest.mark.parametrize("title", [[], [["留守儿童花名册"]], [["三年级1班留守儿童花名册"]]])
def test_classes_under_their_own_titles(school: School, title: list[list[Any]]) -> None:
    """Below the headings, whatever stands above them; the children of a class that there is not
    are refused with that reason, and never put into the one before."""
    rows = [
        ["三年级1班　班主任：李老师"],
        ["张三", *NO_CLASS[1:]],
        ["小计", "1人"],
        ["四（1）班"],
        ["李四", *NO_CLASS[1:]],
        ["七（1）班留守儿童"],
        ["王五", *NO_CLASS[1:]],
        ["一至六年级"],
        ["赵六", *NO_CLASS[1:]],
        ["三年级"],
        ["钱七", *NO_CLASS[1:]],
    ]
    above = len(title)
    _, out = school.takes([*title, WITHOUT_CLASS, *rows], "--write")
    note = "total or note"
    assert outcomes(out)[above:] == [
        *("headings", note, "new", note, note, "new", note, "refused", note, "refused"),
        *(note, "new"),
    ]
    for number in (8, 10):
        said = said_of(out, above + number)
        assert "no such class" in said and "2024-1" in said
    found = {name: school.child(name).class_ for name in ("张三", "李四", "钱七")}
    assert found == {"张三": "2024-1", "李四": "2023-1", "钱七": "2024-1"}


def test_a_sheet_named_after_a_class_that_there_is_not(school: School, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "x.xlsx", {"九（9）班": [WITHOUT_CLASS, NO_CLASS]})
    _, out = school.takes(path)
    assert outcomes(out) == ["headings", "refused"]
    assert "no such class" in said_of(out, 2)


def test_a_hidden_sheet_is_read_and_said_to_be_hidden(school: School, tmp_path: Path) -> None:
    import openpyxl

    path = xlsx(tmp_path / "x.xlsx", {"甲": children([]), "乙": children(["李四"])})
    book = openpyxl.load_workbook(path)
    book["乙"].sheet_state = "hidden"
    book.save(path)
    _, out = school.takes(path)
    assert outcomes(out) == ["headings", "new", "headings", "new"]
    heads = [line for line in out.splitlines() if line.startswith("Sheet ")]
    assert ["hidden" in line for line in heads] == [False, True]


@pytest.mark.parametrize(
    "row",
    [
        ["2026-10-12", "c01", "累计3天没来上学，奶奶说发烧", "家访", "奶奶", "t02"],
        [None, "c01", "合计花了20元", "家访", "奶奶", "t02"],
    ],
)
def test_a_visit_that_speaks_of_a_sum_is_no_total(school: School, row: list[Any]) -> None:
    heads = ["日期", "学生", "内容", "方式", "受访人", "帮扶人"]
    _, out = school.takes([heads, row, ["合计", "1次"], ["累计", 11, None, "家访11"]])
    assert outcomes(out)[1] in ("new", "refused")
    assert outcomes(out)[2:] == ["total or note"] * 2


def test_a_total_below_a_register(school: School) -> None:
    heads = ["序号", *HEADS]
    totals = [["合计", "7人"], [None, "总人数：7", "男4女3"], ["总计", 7, "男4", "7人"]]
    _, out = school.takes([heads, [1, *CHILD], *totals])
    assert outcomes(out) == ["headings", "new", *["total or note"] * 3]


REST = ",".join(CHILD[1:])


def csv_file(school: School, *lines: str) -> Path:
    path = school.folder / "x.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quotation_mark_that_is_never_closed(school: School, end: str) -> None:
    """It would take everything below into one cell: nothing is read, and its line is said."""
    lines = [",".join([*HEADS, "备注"]), f"张三,{REST},", f'李四,{REST},"爱唱歌', f"赵六,{REST},x"]
    path = csv_file(school, *lines[:-1], lines[-1] + end)
    status, out, err = school.shouwang("import", path, "--write")
    assert (status, out, err.count("\n")) == (2, "", 1) and "line 3" in err
    assert len(school.store.children) == 2


@pytest.mark.parametrize(
    ("lines", "torn"),
    [
        # Closed by the next mark, rows later; by one in the middle of a cell; by a cell's own.
        ([f'张三,{REST},"爱唱歌', f"李四,{REST},", f'王五,{REST},"', f"赵六,{REST},"], "2 to 4"),
        ([f'张三,{REST},"爱唱歌', f'李四,男,"三1班",{REST}', f"赵六,{REST},"], "2 to 3"),
        ([f'张三,{REST},"爱唱歌', f'李四,{REST},"爱跑步"', f"赵六,{REST},"], "2 to 3"),
    ],
)
def test_a_quotation_mark_that_swallows_rows(school: School, lines: list[str], torn: str) -> None:
    path = csv_file(school, ",".join([*HEADS, "备注"]), *lines)
    status, out = school.takes(path, "--write")
    assert status == 1 and outcomes(out) == ["headings", "refused", "new"]
    assert torn in said_of(out, 2)
    assert school.child("赵六") and len(school.store.children) == 3


def test_a_cell_of_several_lines_is_an_ordinary_one(school: School) -> None:
    note = '"爱唱歌,\n说""你好"", 也爱画画\n\n奶奶年纪大了"'
    path = csv_file(school, ",".join([*HEADS, "备注"]), f"张三,{REST},{note}", f"李四,{REST},")
    assert outcomes(school.takes(path, "--write")[1]) == ["headings", "new", "new"]
    assert "奶奶" in str(school.child("张三").notes)


def test_numbers_of_rows_are_no_ids(school: School) -> None:
    """编号 1, 2, 3: the first child of the next class is not the first of this one."""
    heads = ["编号", *HEADS]
    first = [heads, [1, *CHILD], [2, "李四", *CHILD[1:]]]
    other = [heads, [1, "王五", *CHILD[1:3], "四1班", *CHILD[4:]], ["合计", "1人"]]
    _, out = school.takes(first, "--write")
    assert outcomes(out) == ["headings", "new", "new"]
    assert "running numbers" in out and "编号 (A)" in out
    assert {school.child("张三").id, school.child("李四").id} == {"c03", "c04"}
    _, out = school.takes(other, "--write", "--overwrite")
    assert outcomes(out) == ["headings", "new", "total or note"]
    assert {school.child(name).name for name in ("张三", "李四", "王五")}
    assert outcomes(school.takes(first)[1]) == ["headings", "same", "same"]


def test_a_number_among_ids_is_no_new_id(school: School) -> None:
    rows = [["编号", *HEADS], ["c09", *CHILD], [17, "李四", *CHILD[1:]]]
    _, out = school.takes(rows, "--write")
    assert outcomes(out) == ["headings", "new", "new"] and "bare number" in said_of(out, 3)
    assert school.child("李四").id == "c03"


@pytest.mark.parametrize(
    "rows",
    [
        [["编号", "姓名", "出生日期"], ["c01", "林小东", None]],
        [["编号", "姓名", "出生日期"], ["c01", "林小东", "2017-05-06"]],
        [["编号", "姓名", "类别"], ["t02", "李小强", "教师"]],
    ],
)
def test_an_id_never_renames_anybody(school: School, rows: list[list[Any]]) -> None:
    before = snapshot(school.records)
    _, out = school.takes(rows, "--write", "--overwrite")
    assert outcomes(out) == ["headings", "refused"]
    assert "c01" in said_of(out, 2) or "t02" in said_of(out, 2)
    assert snapshot(school.records) == before


def test_a_number_at_the_school_alone_renames_nobody(school: School) -> None:
    """学号 1 in every class: without a birth date that agrees it is somebody else's."""
    with (school.records / "children/c01.yml").open("a", encoding="utf-8") as file:
        file.write('student_no: "1"\n')
    rows = [["学号", "姓名", "班级"], [1, "林小东", "三1班"]]
    assert "somebody else" in said_of(school.takes(rows, "--overwrite")[1], 2)
    rows = [["学号", "姓名", "出生日期"], [1, "林小东", "2017-05-06"]]
    assert outcomes(school.takes(rows, "--overwrite")[1]) == ["headings", "changed, replaced"]


BROKEN = {
    "a wrong field": ("children/c01.yml", "sex: male", "sex: x"),
    "no YAML": ("children/c01.yml", "sex: male", "sex: [male"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_record_stops_only_the_rows_about_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """With its id, by its name, and where a visit names the child; the rest is written."""
    path, good, bad = BROKEN[how]
    school = School(tmp_path, capsys, {**SMALL, path: SMALL[path].replace(good, bad)})
    before = snapshot(school.records)
    sheets = {
        "学生": [
            ["编号", *HEADS],
            ["c01", "林晓东", *CHILD[1:]],
            [None, "林晓东", *CHILD[1:]],
            [None, *CHILD],
        ],
        "帮扶记录": [
            ["日期", "学生", "方式", "帮扶人", "内容"],
            ["2026-10-12", "林晓东", "谈心", "t02", "画画"],
            ["2026-10-12", "张三", "谈心", "t02", "画画"],
        ],
    }
    table = xlsx(tmp_path / "x.xlsx", sheets)
    status, out = school.takes(table, "--write")
    assert status == 1 and out.startswith("1 file of the records has an error")
    assert outcomes(out) == ["headings", "refused", "refused", "new", "headings", "refused", "new"]
    assert out.count("children/c01.yml has an error; mend it first") == 3
    after = snapshot(school.records)
    assert {path for path in after if after[path] != before.get(path)} == {
        "children/c03.yml",
        "visits/2026-autumn/t02-import.yml",
    }
    assert outcomes(school.takes(table, "--write")[1]).count("new") == 0
    assert snapshot(school.records) == after


@pytest.mark.parametrize("slip", ["outcome: gone", "date: 2026-13-01", "minutes: viele"])
def test_a_visit_whose_record_is_broken_is_not_taken_in_again(school: School, slip: str) -> None:
    heads = ["日期", "学生", "方式", "帮扶人", "内容"]
    rows = [
        ["2026-10-12", "林晓东", "谈心", "李强", "说起了画画"],
        ["2026-10-12", "王小雨", "谈心", "李强", "说起了跳绳"],
    ]
    day = "" if slip.startswith("date") else "date: 2026-10-12, "
    path = school.records / "visits/2026-autumn/x.yml"
    path.write_text(
        f"{{{day}{slip}, children: c01, kind: talk, by: 李强, summary: 说起了画画}}\n",
        encoding="utf-8",
    )
    _, out = school.takes([heads, *rows], "--write")
    assert outcomes(out) == ["headings", "refused", "new"]
    assert "visits/2026-autumn/x.yml has an error" in said_of(out, 2)


def test_ids_are_not_used_up_by_rows_that_the_reader_refuses(school: School) -> None:
    rows = children(["张三", "男", "2017-05-06", "三1班", "2016-09-01"], ["李四"], ["王五"])
    _, out = school.takes(rows, "--write")
    assert outcomes(out) == ["headings", "refused", "new", "new"]
    assert set(school.store.children) == {"c01", "c02", "c03", "c04"}


def test_nothing_rests_on_a_row_that_the_reader_refuses(school: School, tmp_path: Path) -> None:
    sheets = {
        "学生": children(["张三", "男", "2017-05-06", "三1班", "2016-09-01"]),
        "结对": [["学生", "帮扶教师", "结对时间"], ["张三", "李强", "2026-09-01"]],
    }
    _, out = school.takes(xlsx(tmp_path / "x.xlsx", sheets), "--write")
    assert outcomes(out) == ["headings", "refused", "headings", "refused"]
    assert "Nobody" in said_of(out.partition("结对")[2], 2)


PERSONS = ["父亲", "监护人", "监护人关系", "监护人电话"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([None, "王桂芳（奶奶）13800001111", None, None], ("王桂芳", "grandmother", "13800001111")),
        ([None, "王桂芳 13800001111", "奶奶", None], ("王桂芳", "grandmother", "13800001111")),
        ([None, "王桂芳（祖母）", "奶奶", "138-0000-1111"], ("王桂芳", "grandmother", "138-0000-1111")),
        (["王强（爸爸）13800002222", "王桂芳", "奶奶", None], ("王桂芳", "grandmother", None)),
    ],
)  # fmt: skip
def test_a_person_in_one_cell_is_taken_apart(
    school: School, cells: list[Any], expected: tuple[Any, ...]
) -> None:
    school.takes([[*HEADS, *PERSONS], [*CHILD, *cells]], "--write")
    child = school.child("张三")
    (guardian,) = child.guardians
    assert (guardian.name, guardian.relation, guardian.phone) == expected
    assert not cells[0] or (child.parents[0].name, child.parents[0].phone) == (
        "王强",
        "13800002222",
    )


@pytest.mark.parametrize(
    "cells",
    [
        [None, "王桂芳（奶奶）13800001111", "爷爷", None],
        [None, "王桂芳（奶奶）13800001111", None, "13800009999"],
        [None, "王桂芳、李大山13800001111", "奶奶", None],
        ["王强（妈妈）13800002222", None, None, None],
    ],
)
def test_a_person_in_one_cell_who_could_be_two(school: School, cells: list[Any]) -> None:
    _, out = school.takes([[*HEADS, *PERSONS], [*CHILD, *cells]])
    assert outcomes(out) == ["headings", "refused"]
    assert "column of its own" in said_of(out, 2) and "1380" not in out


def test_who_is_not_left_behind_is_not_recorded(school: School) -> None:
    """A row of its own in the account: neither refused nor lost. Who is on record stays so."""
    heads = [*HEADS[:-1], "是否留守", "留守时间"]
    rows = [
        [*CHILD[:-1], "否", None],
        ["李四", *CHILD[1:-1], "是", "2024-09"],
        ["林晓东", "男", "2017-05-06", "三1班", "2024-09-01", "否", None],
    ]
    status, out = school.takes([heads, *rows], "--write")
    assert "  row 2       not left-behind and so not recorded" in out.splitlines()
    assert counts(out)["not left-behind and so not recorded"] == 1
    assert "--set LeftbehindType=both_parents_away" in said_of(out, 3)
    assert (status, "changed" in said_of(out, 4)) == (1, True)
    assert len(school.store.children) == 2
    status, out = school.takes([heads, *rows], "--set", "留守情况类型=双方外出", "--write")
    assert school.child("李四").left_behind[0].type == "both_parents_away"


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("父母一方外出", "one_parent_away"),
        ("单留守", "one_parent_away"),
        ("双留守", "both_parents_away"),
        ("父母外出", "both_parents_away"),
    ],
)
def test_kinds_of_being_left_behind_as_rosters_have_them(
    school: School, word: str, type_: str
) -> None:
    school.takes(children([*CHILD[:-1], word]), *SINCE, "--write")
    assert school.child("张三").left_behind[0].type == type_


def test_what_is_missing_and_how_to_give_it(school: School, tmp_path: Path) -> None:
    heads = ["姓名", "性别", "出生日期", "班级"]
    table = xlsx(tmp_path / "x.xlsx", [heads, CHILD[:4]])
    _, out, _ = school.shouwang("import", table, "--locale", "zh_CN")
    (line,) = [line for line in out.splitlines() if "--set" in line]
    assert "缺少：入学日期、留守情况" in out
    options = line.partition("：")[2].split()
    assert options == [
        *("--set", "入学日期=2026-09-01"),
        *("--set", "留守情况起=2026-09-01", "--set", "留守情况类型=双方外出"),
    ]
    assert school.takes(table, *options, "--write")[0] == 0, "what it says can be done"


def test_what_would_be_written_is_shown_where_names_are(school: School) -> None:
    rows = children([*CHILD], heads=[*HEADS, "父亲", "父亲电话", "备注"])
    rows[1] += ["张大山", "13800000001", "爱画画\n也爱::error::唱歌"]
    _, out = school.takes(rows, "--names")
    line = out.splitlines()[out.splitlines().index("  row 1       headings") + 2]
    assert line.startswith("              ")
    for said in (
        "Name 张三",
        "Born 2017-05-06",
        "FatherPhone 13800000001",
        "爱画画 也爱:error:唱歌",
    ):
        assert said in line.replace("Father Phone", "FatherPhone"), line
    assert "张大山" not in school.takes(rows)[1]


def test_a_difference_is_shown_where_names_are_and_how_to_take_it_over(school: School) -> None:
    rows = [
        ["编号", "监护人电话", "父亲务工地", "备注"],
        ["c01", "0576-88881234", "宁波", "爱画画"],
    ]
    _, out = school.takes(rows, "--names")
    lines = [line.strip() for line in out.splitlines()]
    assert "Father Work place  东莞 → 宁波" in lines and "Notes  — → 爱画画" in lines
    assert not any(line.startswith("Guardians1 Phone") for line in lines)
    assert lines[-1].startswith("1 row differs") and "--overwrite" in lines[-1]
    assert "nothing to write" not in out
    _, out = school.takes(rows)
    assert "宁波" not in out and "东莞" not in out and "--names" in out.splitlines()[-1]
    assert "--overwrite" not in school.takes(rows, "--overwrite")[1]


MATRIX = [
    ["班级", "学生", "帮扶教师", "代理家长", "手拉手", "结对时间", "随便"],
    ["三年级1班", "林晓东", "李强", "王芳", "王小雨", "2026-09-01", None],
    ["四年级1班", "王小雨", "赵敏", None, "林晓东", "2026-09-01", None],
    ["合计", 2],
]


def test_a_table_with_a_column_for_each_kind_of_pairing_counts_its_rows_once(
    school: School,
) -> None:
    _, out = school.takes(MATRIX)
    assert "4 rows, read once for each kind of pairing, 12 in all: new 4, same 0, changed 1," in out
    (unread,) = {line for line in out.splitlines() if "Not read" in line}
    assert unread.endswith(": 随便 (G)"), "what another reading reads is read"


def test_pairings_in_a_register_of_children_are_pointed_to(school: School) -> None:
    rows = children([], heads=[*HEADS, "帮扶教师", "随便"])
    rows[1] += ["李强", "x"]
    _, out = school.takes(rows)
    (line,) = [line for line in out.splitlines() if "--kind pairing" in line]
    assert line.endswith(": 帮扶教师 (G)")
    assert "随便 (H)" in out and "帮扶教师 (G), 随便" not in out


def test_what_a_mapping_file_does_not_do_is_said(school: School, tmp_path: Path) -> None:
    rows = children([], heads=[*HEADS, "小名", "生辰"])
    rows[1] += ["小三", "2017-05-07"]
    path = tmp_path / "mapping.yml"
    path.write_text("小名: 不导入\n生辰: 出生日期\n娃名: 姓名\n", encoding="utf-8")
    _, out = school.takes(rows, "--mapping", path)
    assert "小名" not in out, "it was said to be left out"
    assert "already, not read: 生辰 (H)" in out, "the birth date has its column"
    assert "above no column: 娃名" in out
