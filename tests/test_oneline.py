"""A visit on one line: means what its long form means, and says at which word it stumbled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import schema
from builder.cli import run
from builder.inspection import inspect
from builder.kinds import KINDS
from builder.read.oneline import is_line, read_line, span_of
from builder.read.records import read_records
from tests.support import NOON, MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files

AUTUMN = (date(2026, 8, 31), date(2027, 1, 17))


def values(text: str) -> dict[str, Any]:
    """What a line says; it must be without a slip."""
    line = read_line(text, AUTUMN)
    assert line.slips == []
    return line.values


def test_the_example() -> None:
    assert values("10.27 家访、辅导作业 李小雨 奶奶 作业有人管了") == {
        "date": "2026-10-27",
        "kind": ["home_visit", "tutoring"],
        "children": ["李小雨"],
        "with": ["guardian"],
        "summary": "作业有人管了",
    }


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("10.27", "2026-10-27"),
        ("10-27", "2026-10-27"),
        ("10/27", "2026-10-27"),
        ("10月27日", "2026-10-27"),
        ("10月27号", "2026-10-27"),
        ("１０.２７", "2026-10-27"),
        ("1.5", "2027-01-05"),  # The semester ends in the next year,
        ("2.9", "2027-02-09"),  # and the winter vacation belongs to it;
        ("8.28", "2026-08-28"),  # a home visit before the first day is of the same summer.
        ("2026.10.27", "2026-10-27"),
        ("2026-10-27", "2026-10-27"),
        ("2026年10月27日", "2026-10-27"),
    ],
)
def test_a_day_is_of_the_semester(typed: str, day: str) -> None:
    assert values(f"{typed} 谈心 李小雨 好")["date"] == day


def test_full_width_blanks_and_colons_in_the_text() -> None:
    found = values("10.27　谈心　李小雨　她说： 想 妈妈")
    assert found["children"] == ["李小雨"]
    assert found["summary"] == "她说： 想 妈妈"


def test_several_of_everything_and_nobody_reached() -> None:
    found = values("10.27 家访 电话 李小雨、c2402 奶奶、父母 未联系上 门锁着")
    assert found["kind"] == ["home_visit", "phone_call"]
    assert found["children"] == ["李小雨", "c2402"]
    assert found["with"] == ["guardian", "parent"]
    assert found["outcome"] == "not_reached"
    assert found["summary"] == "门锁着"


@pytest.mark.parametrize("said", ["没人接", "打不通", "没人在家", "不在家", "没见到人"])
def test_everyday_words_for_nobody_reached(said: str) -> None:
    assert values(f"10.27 电话 李小雨 妈妈 {said}")["outcome"] == "not_reached"
    found = values(f"10.27 电话 李小雨 妈妈 {said} 明天再打")
    assert (found["outcome"], found["summary"]) == ("not_reached", "明天再打")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("没人接，打了三次", "打了三次"),
        ("没人接，打了三次 明天再打", "打了三次 明天再打"),
        ("不在家。", None),
        ("不在家！！门锁着", "门锁着"),
        ("打不通（关机）", "（关机）"),
        ("未联系上: 关机", "关机"),
        ("没人接，明天再说", "明天再说"),
    ],
)
def test_nobody_reached_and_a_mark_behind_it(said: str, text: str | None) -> None:
    """A comma without a blank is how it is typed; counted as a contact, nobody would call again."""
    found = values(f"10.27 电话 李小雨 妈妈 {said}")
    assert (found["outcome"], found.get("summary")) == ("not_reached", text)
    assert found["with"] == ["parent"]


@pytest.mark.parametrize(
    "said",
    [
        *("联系上，她很好", "她说没人接，打了三次", "在家，没人接"),
        *("没人接，晚上爷爷回电说作业有进步", "没打通，改打妈妈，妈妈说寒假回来"),
        *("不在家，在田里找到爷爷，谈了作业", "拒绝：收红包的事，爷爷很高兴", "否，定"),
    ],
)
def test_what_only_begins_like_it_is_what_was_said(said: str) -> None:
    found = values(f"10.27 电话 李小雨 妈妈 {said}")
    assert "outcome" not in found and found["summary"] == said


@pytest.mark.parametrize("said", ["没人接送", "没见好", "没人在校", "不在意"])
def test_a_word_that_is_like_one_of_them_is_what_was_said(said: str) -> None:
    found = values(f"10.27 电话 李小雨 妈妈 {said}")
    assert "outcome" not in found
    assert found["summary"] == said


@pytest.mark.parametrize(
    ("day", "dated"),
    [("2026-02-28", True), ("2026-02-30", False), ("2.29", True), ("2.30", False)],
)
def test_a_line_begins_with_a_day_that_there_is(day: str, dated: bool) -> None:
    assert is_line(f"{day} 家访 李小雨") is dated


def test_which_semester_a_file_is_of() -> None:
    spans = {"2026-autumn": AUTUMN}
    assert span_of("visits/2026-autumn/t07.yml", spans) == AUTUMN
    assert span_of("visits/2026-autumn/week-9/t07.yml", spans) == AUTUMN
    assert span_of("visits/2026-autumn.yml", spans) == AUTUMN
    assert span_of("visits/t07.yml", spans) is None


def test_a_colon_in_somebodys_words_is_no_mistake() -> None:
    """YAML makes a mapping of it; nothing of the text is lost."""
    text = "- 10.27 谈心 林小雨 她说: 想妈妈\n"
    found = read_records(f"帮扶人: 王芳\n记录:\n{text}", KINDS["visit"], "x", AUTUMN)
    assert found.slips == []
    assert found.records[0].values["summary"] == "她说: 想妈妈"


def test_lines_and_blocks_stand_in_one_file() -> None:
    """With their own lines, in one file, whatever stands first in the folder."""
    laid = files(CASES / "base")
    laid["visits/2026-autumn/x.yml"] = (
        "帮扶人: 王芳\n记录:\n"
        "- 10.21 谈心 林小雨 想妈妈\n"
        "- 日期: 2026-10-22\n  学生: 林小雨\n  方式: 谈心\n  内容: 好些了\n"
        "- 10.23 谈心 林小雨 笑了\n"
    )
    got = look(MemoryFolder(laid), AS_OF)
    assert got.findings == ()
    mine = [v for v in got.store.visits if v.origin.path.endswith("/x.yml")]
    assert [(str(v.date), v.origin.line, v.by) for v in mine] == [
        ("2026-10-21", 3, ("t07",)),
        ("2026-10-22", 4, ("t07",)),
        ("2026-10-23", 8, ("t07",)),
    ]


def test_a_slip_is_at_its_word() -> None:
    laid = files(CASES / "base")
    laid["visits/2026-autumn/x.yml"] = "帮扶人: 王芳\n记录:\n- 10.27 谈心 林小雨、林小宇 好\n"
    found = look(MemoryFolder(laid), AS_OF).findings
    assert [(f.code, f.line, f.column) for f in found] == [("E301", 3, 16)]


def test_semesters_of_another_folder_are_known() -> None:
    """`--records` twice: the second folder's visits may be in the first one's semester."""
    second = MemoryFolder(
        {"visits/2026-autumn/s.yml": "帮扶人: t07\n记录:\n- 10.21 心理辅导 林小雨 好\n"}
    )
    folders = [second, MemoryFolder(files(CASES / "base"))]
    got = inspect(folders, now=NOON, as_of=date.fromisoformat(AS_OF))
    assert got.findings == ()
    assert [str(v.date) for v in got.store.visits if v.origin.path.endswith("s.yml")] == [
        "2026-10-21"
    ]


def _words(name: str) -> st.SearchStrategy[tuple[str, str]]:
    node = schema.node_at("visit", (name,)) or {}
    pairs = [
        (spelling, choice.const)
        for choice in schema.choices(node["items"])
        for spelling in choice.spellings
    ]
    return st.sampled_from(sorted(pairs))


@given(
    kinds=st.lists(_words("kind"), min_size=1, max_size=3),
    people=st.lists(_words("with"), max_size=2),
    children=st.lists(
        st.sampled_from(["c2301", "c2401", "李小雨", "欧阳小雪"]), min_size=1, unique=True
    ),
    text=st.sampled_from(["好", "她说“想妈妈”", "3 个苹果", "a b  c"]),
    joined=st.booleans(),
)
def test_every_word_of_the_vocabulary_is_read(
    kinds: list[tuple[str, str]],
    people: list[tuple[str, str]],
    children: list[str],
    text: str,
    joined: bool,
) -> None:
    """Whatever spelling, joined or apart: the codes of the words, in their order."""
    apart = "、" if joined else " "
    spelled = [apart.join(word for word, _ in kinds), "、".join(children)]
    spelled += [apart.join(word for word, _ in people)] if people else []
    found = values(" ".join(["10.27", *spelled, text]))
    assert found["kind"] == list(dict.fromkeys(code for _, code in kinds))
    assert found["children"] == children
    assert found.get("with", []) == list(dict.fromkeys(code for _, code in people))
    assert found["summary"] == text


def test_the_manual_page_shows_a_line_that_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the schema is read in full."""
    assert run(["check", "--explain", "帮扶记录"]) == 0
    shown = capsys.readouterr().out
    line = next(row for row in shown.splitlines() if row.startswith("    - "))
    assert set(values(line.removeprefix("    - "))) == {
        "date", "kind", "children", "with", "summary",
    }  # fmt: skip


def test_a_line_without_a_date_that_says_that_nobody_was_there_is_filled_in() -> None:
    """It lacks its date; as a line that a page filled in beforehand it would be passed over."""
    for said in ("没人接", "没人接。", "未联系上"):
        read = read_line(f"家访 c2401 爷爷 {said}", AUTUMN)
        assert not read.untouched and [slip.code for slip in read.slips] == ["E221"], said
    assert read_line("家访 c2401 爷爷", AUTUMN).untouched


def test_what_stands_behind_nobody_reached_is_text() -> None:
    found = values("10.27 电话 李小雨 妈妈 未联系上 没人接，打了三次")
    assert (found["outcome"], found["summary"]) == ("not_reached", "没人接，打了三次")
    found = values("10.27 电话 李小雨 没人接，爷爷 不在家里")
    assert (found["outcome"], found["summary"]) == ("not_reached", "爷爷 不在家里")
    assert "with" not in found
