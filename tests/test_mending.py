"""Full-width colons beside another mistake: what is told, and that the file still does not count."""

from __future__ import annotations

import pytest

from builder.kinds import KINDS
from builder.read.loading import Unusable
from builder.read.records import read_records, understood_text
from tests.support import MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files, findings


def test_a_mended_record_with_an_error_beside_it_does_not_count() -> None:
    """What could be read as it stood counts; what was mended for the findings' sake does not."""
    laid = {
        **files(CASES / "base"),
        **files(CASES / "E122-everywhere-leaves-the-other-records/records"),
    }
    store = look(MemoryFolder(laid), AS_OF).store
    assert [v.origin.line for v in store.visits if v.origin.path.endswith("t08-w09.yml")] == [7]


def days(text: str) -> list[tuple[int, int]]:
    """The lines and days of the visits that count of a file of visits."""
    laid = {**files(CASES / "base"), "visits/2026-autumn/t08-w09.yml": text}
    store = look(MemoryFolder(laid), AS_OF).store
    mine = [v for v in store.visits if v.origin.path.endswith("t08-w09.yml")]
    return [(v.origin.line, v.date.day) for v in mine]


ENTRY = (
    "- 日期: 2026-10-{}\n  学生: c2401\n  方式: {}\n  受访人: 爷爷\n  帮扶人: t08\n  内容: 都好\n"
)


def test_a_school_or_policy_that_was_mended_does_not_count() -> None:
    """Of these a part is used where another is wrong, but not of a text that was only guessed."""
    laid = files(CASES / "base")
    laid["school.yml"] = "校名：云溪小学\n班级：\n- {编号: 2023-1, 入学年份: 2023, 班号: 一}\n"
    with pytest.raises(Unusable) as caught:
        look(MemoryFolder(laid), AS_OF)
    found = [(f.code, f.line) for f in caught.value.findings if f.path == "school.yml"]
    assert found == [("E122", 1), ("E122", 2), ("E206", 3)]


def test_a_semester_that_was_mended_is_known() -> None:
    laid = files(CASES / "base")
    semester = bytes(laid["semesters/2026-autumn.yml"]).decode()
    laid["semesters/2026-autumn.yml"] = semester.replace(": ", "：", 4).replace("秋季", "秋天学期")
    laid["duties/a.yml"] = "学期: 2026-autumn\n地点: 活动室\n时段: [{星期: 1, 时间段: 午间}]\n"
    found = look(MemoryFolder(laid), AS_OF)
    assert found.store.semesters == ()
    assert {f.path for f in found.findings if f.code[0] == "E"} == {"semesters/2026-autumn.yml"}


def test_names_that_nobody_knows_are_not_taken_for_good() -> None:
    """A window of the school's own may have any name; with a full-width colon it is refused."""
    text = "名称: 秋\n学期类型: 秋季\n开始: 2026-09-01\n结束: 2027-01-17\n班级情况: []\n"
    windows = "时段:\n  秋收：{起: 2026-10-01, 止: 2026-10-07}\n"
    found = read_records(text + windows, KINDS["semester"], "x")
    assert ("E122", 7) in [(slip.code, slip.line) for slip in found.slips]


def test_lines_stay_where_they_are() -> None:
    for name in ("E122-everywhere-and-a-wrong-key", "E135-after-a-colon-beside-an-error"):
        (content,) = files(CASES / name / "records").values()
        text = bytes(content).decode()
        mended = understood_text(text, KINDS["visit"])
        assert mended != text
        assert mended.count("\n") == text.count("\n")


def test_two_full_width_colons_on_a_line_are_one_finding() -> None:
    _, found = findings("E122-in-brackets-of-an-archive")
    lines = [f.line for f in found]
    assert len(lines) == len(set(lines))


def test_a_field_one_step_too_far_in_makes_no_visit_public() -> None:
    """保密 with a full-width colon, below a text or below a visit on one line, would be a part of the
    text, and the visit shown to everybody who has the child: it does not count till it is mended,
    with another mistake in the file or without."""
    visit = ENTRY.format(20, "谈心").replace("受访人: 爷爷", "时长: 30")
    hidden = visit + "      保密：是\n"
    line = "- 10.20 谈心 c2401 父亲打她\n  保密：是\n"
    other, wrong = ENTRY.format(22, "家访"), ENTRY.format(21, "家仿")
    assert [day for _, day in days(hidden + other)] == [22]
    for text in (hidden, hidden.replace(": ", "：")):
        assert 20 not in [day for _, day in days(text)]
        assert 20 not in [day for _, day in days(text + wrong + other)]
    top = "帮扶人: t08\n记录:\n"
    assert days(f"{top}{line}- 10.21 谈心 c2401 都好\n") == [(5, 21)]
    assert 20 not in [day for _, day in days(f"{top}{line}{wrong}".replace(": ", "："))]
