"""`import --overwrite`: changed rows of records that are there; remarks stay, or the row is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .sheets import School, counts, outcomes, said_of, snapshot, xlsx
from .site.schools import SMALL

CHILD_FILE = """\
# 联系电话 9 月核对过
姓名: 林晓东   # 小名东东
性别: 男
出生日期: 2017-05-06
班级: 2024-1
入学日期: 2024-09
留守情况:
  - 起: 2024-09   # 奶奶说的
    类型: 双方外出
寄宿: [2025-09-01]
兴趣爱好:
  - 画画   # 最爱
  - 唱歌
父母:
  - 关系: 父亲
    姓名: 林大勇
    电话: "13800000001"   # 晚上打
监护人:
  - {姓名: 陈秀英, 关系: 奶奶, 电话: 0576-88881234}
"""


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> School:
    """The small school, one child's file written by hand."""
    return School(tmp_path, capsys, {**SMALL, "children/c01.yml": CHILD_FILE})


HEADS = [
    "姓名",
    "出生日期",
    "父亲电话",
    "监护人1姓名",
    "监护人1电话",
    "是否住校",
    "留守情况",
    "备注",
]


def row(**over: Any) -> list[list[Any]]:
    """A register of one child, which says what is on record but for what the test says."""
    same = {
        "姓名": "林晓东",
        "出生日期": date(2017, 5, 6),
        "父亲电话": 13800000001,
        "监护人1姓名": "陈秀英",
        "监护人1电话": "0576-88881234",
        "是否住校": "是",
        "留守情况": "双方外出",
        "备注": None,
    }
    return [list(HEADS), [{**same, **over}[head] for head in HEADS]]


def test_what_says_the_same_is_the_same(school: School) -> None:
    status, out = school.takes(row())
    assert (status, outcomes(out)) == (0, ["headings", "same"])


def test_a_changed_row_is_named_and_left(school: School) -> None:
    before = snapshot(school.records)
    status, out = school.takes(row(父亲电话=13900000009, 备注="搬家了"), "--write")
    assert status == 1 and snapshot(school.records) == before
    assert outcomes(out) == ["headings", "changed, left as it is"]
    said = said_of(out, 2)
    assert "c01" in said and "Parents" in said and "Notes" in said
    assert "139" not in out and "搬家" not in out, "fields, not values"


def test_overwriting_is_only_shown_without_write(school: School) -> None:
    before = snapshot(school.records)
    status, out = school.takes(row(父亲电话=13900000009), "--overwrite")
    assert (status, counts(out)["changed"]) == (0, 1)
    assert snapshot(school.records) == before


def test_only_changed_fields_change_and_remarks_stay(school: School) -> None:
    table = row(父亲电话=13900000009, 监护人1电话="0576-1", 备注="搬家: 上坪")
    status, out = school.takes(table, "--overwrite", "--write")
    assert (status, outcomes(out)) == (0, ["headings", "changed, replaced"])
    text = (school.records / "children/c01.yml").read_text(encoding="utf-8")
    assert text == (
        CHILD_FILE.replace('"13800000001"', "'13900000009'".strip("'")).replace(
            "0576-88881234", "0576-1"
        )
        + "备注: '搬家: 上坪'\n"
    )
    assert outcomes(school.takes(table)[1]) == ["headings", "same"]


def test_a_blank_cell_changes_nothing(school: School) -> None:
    table = row(父亲电话=None, 监护人1电话="", 留守情况=None, 是否住校=None)
    assert outcomes(school.takes(table, "--overwrite", "--write")[1]) == ["headings", "same"]
    assert (school.records / "children/c01.yml").read_text(encoding="utf-8") == CHILD_FILE


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (row(是否住校="否"), "give it an end"),
        # A remark stands in what would have to go.
        ([["姓名", "出生日期", "兴趣爱好"], ["林晓东", "2017-05-06", "跑步"]], "by hand"),
    ],
)
def test_what_cannot_be_done_faithfully_is_refused(
    school: School, table: list[list[Any]], why: str
) -> None:
    before = snapshot(school.records)
    status, out = school.takes(table, "--overwrite", "--write")
    assert (status, outcomes(out)) == (1, ["headings", "refused"])
    assert why in said_of(out, 2)
    assert snapshot(school.records) == before


def test_a_change_that_would_be_an_error_is_refused(school: School) -> None:
    before = snapshot(school.records)
    rows = [["编号", "离校日期", "备注"], ["c01", "2026-09-10", None], ["c02", None, "爱画画"]]
    _, out = school.takes(rows, "--overwrite", "--write")
    assert outcomes(out) == ["headings", "refused", "changed, replaced"]
    assert "visits/2026-autumn/t02.yml:5" in said_of(out, 2), "there are visits after that day"
    after = snapshot(school.records)
    assert {path for path in after if after[path] != before[path]} == {"children/c02.yml"}


def test_windows_line_ends_and_the_byte_order_mark_stay(school: School) -> None:
    path = school.records / "children/c01.yml"
    path.write_bytes(b"\xef\xbb\xbf" + CHILD_FILE.replace("\n", "\r\n").encode())
    school.takes(row(父亲电话=13900000009), "--overwrite", "--write")
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf") and b"13900000009" in after
    assert after.count(b"\r\n") == after.count(b"\n") == CHILD_FILE.count("\n")


def test_a_file_with_slips_is_left_to_a_person(school: School) -> None:
    path = school.records / "children/c01.yml"
    path.write_text(CHILD_FILE.replace("性别: 男", "性别：男"), encoding="utf-8")
    before = snapshot(school.records)
    _, out = school.takes(row(父亲电话=13900000009), "--overwrite", "--write")
    assert outcomes(out) == ["headings", "refused"] and "by hand" in said_of(out, 2)
    assert snapshot(school.records) == before


def test_several_rows_in_one_file(school: School) -> None:
    heads = ["日期", "学生", "方式", "帮扶人", "受访人", "内容", "时长"]
    rows = [
        ["2026-09-02", "c01", "家访", "t02", "监护人", "奶奶在家", 30],
        ["2026-09-08", "c01", "家访", "t02", "监护人", "作业都做完了", None],
        ["2026-09-17", "c01", "家访", "t02", "监护人", "一起读书", None],
    ]
    _, out = school.takes([heads, *rows], "--overwrite", "--write")
    assert outcomes(out) == ["headings", "changed, replaced", "changed, replaced", "same"]
    visits = {visit.date.day: visit for visit in school.store.visits if visit.date.month == 9}
    assert (visits[2].minutes, visits[2].summary) == (30, "奶奶在家")
    assert (visits[8].minutes, visits[8].summary) == (None, "作业都做完了")


def test_the_end_of_a_pairing(school: School) -> None:
    rows = [
        ["类型", "学生", "帮扶人", "起", "止"],
        ["帮扶教师", "c01", "t02", "2026-08-31", "2026-10-01"],
    ]
    status, _ = school.takes(rows, "--overwrite", "--write")
    (pairing,) = [one for one in school.store.pairings if one.child == "c01"]
    assert status == 0 and pairing.until == date(2026, 10, 1)


def test_another_guardian_takes_nothing_from_the_one_before(school: School) -> None:
    table = row(监护人1姓名="林老根", 监护人1电话=None)
    table[0].append("监护人1关系")
    table[1].append("爷爷")
    school.takes(table, "--overwrite", "--write")
    (guardian,) = school.store.children["c01"].guardians
    assert (guardian.name, guardian.relation, guardian.phone) == ("林老根", "grandfather", None)


def test_a_record_changed_meanwhile_is_left(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.commands import import_ as command

    path = school.records / "children/c01.yml"
    write = command.write

    def late(*given: Any) -> Any:
        path.write_text(CHILD_FILE + "民族: 汉族\n", encoding="utf-8")
        return write(*given)

    monkeypatch.setattr(command, "write", late)
    table = xlsx(school.folder / "x.xlsx", row(父亲电话=13900000009))
    status, _, err = school.shouwang("import", table, "--overwrite", "--write")
    assert status == 2 and "meanwhile" in err
    assert path.read_text(encoding="utf-8") == CHILD_FILE + "民族: 汉族\n"


PAST = CHILD_FILE.replace("寄宿: [2025-09-01]", "寄宿: [{起: 2024-09-02, 止: 2025-07-10}]")


def spells(school: School) -> list[tuple[str, str]]:
    """The child's time as a boarder."""
    return [(str(one.since), str(one.until)) for one in school.store.children["c01"].boarding]


def test_a_new_spell_comes_after_the_one_that_is_over(school: School) -> None:
    """It neither takes the place of the old one nor ends when that did."""
    (school.records / "children/c01.yml").write_text(PAST, encoding="utf-8")
    rows = [["编号", "寄宿"], ["c01", "2026-09-01起"]]
    assert outcomes(school.takes(rows, "--overwrite", "--write")[1])[1:] == ["changed, replaced"]
    assert spells(school) == [("2024-09-02", "2025-07-10"), ("2026-09-01", "None")]
    assert outcomes(school.takes(rows)[1])[1:] == ["same"]


@pytest.mark.parametrize("since", ["2025-07-10", "2025-02-20", "2024-02-20"])
def test_a_spell_that_reaches_into_one_that_is_over_is_refused(school: School, since: str) -> None:
    (school.records / "children/c01.yml").write_text(PAST, encoding="utf-8")
    before = snapshot(school.records)
    status, out = school.takes([["编号", "寄宿"], ["c01", f"{since}起"]], "--overwrite", "--write")
    assert (status, outcomes(out)[1:]) == (1, ["refused"])
    assert "another stretch of time" in said_of(out, 2)
    assert snapshot(school.records) == before


def test_a_spell_of_the_same_first_day_is_the_same_spell(school: School) -> None:
    """Also one that is over, while another goes on."""
    both = PAST.replace("止: 2025-07-10}]", "止: 2025-07-10}, {起: 2026-09-01}]")
    (school.records / "children/c01.yml").write_text(both, encoding="utf-8")
    rows = [["编号", "寄宿"], ["c01", "2024-09-02至2025-06-30"]]
    assert outcomes(school.takes(rows, "--overwrite", "--write")[1])[1:] == ["changed, replaced"]
    assert spells(school) == [("2024-09-02", "2025-06-30"), ("2026-09-01", "None")]


def test_a_spell_whose_last_day_is_the_day_still_goes_on(school: School) -> None:
    """Yes, they board: that is so today, though it ends today."""
    today = PAST.replace("止: 2025-07-10}]", "止: 2026-10-28}]")
    (school.records / "children/c01.yml").write_text(today, encoding="utf-8")
    assert outcomes(school.takes(row())[1])[1:] == ["same"]
    over = PAST.replace("止: 2025-07-10}]", "止: 2026-10-27}]")
    (school.records / "children/c01.yml").write_text(over, encoding="utf-8")
    _, out = school.takes(row(), "--overwrite")
    assert outcomes(out)[1:] == ["refused"] and "Since when?" in said_of(out, 2)


def test_fewer_entries_than_on_record_take_none_away(school: School) -> None:
    """Two absences on record, another one in the table: what it adds is added, what it leaves out stays."""
    three = "请假离校: [{起: 2026-09-07, 止: 2026-09-08}, {起: 2026-09-14, 止: 2026-09-15}]\n"
    (school.records / "children/c01.yml").write_text(CHILD_FILE + three, encoding="utf-8")
    rows = [["编号", "请假离校"], ["c01", "2026-09-21至2026-09-22"]]
    assert outcomes(school.takes(rows, "--overwrite", "--write")[1])[1:] == ["changed, replaced"]
    days = [one.from_.day for one in school.store.children["c01"].absences]
    assert days == [7, 14, 21]
