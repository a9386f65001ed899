"""Written YAML: whatever the reader takes comes back as it was, and looks as a teacher would type it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.i18n import language
from builder.kinds import KINDS
from builder.read.decode import decode
from builder.read.records import read_records
from builder.read.structure import parse
from builder.yamltext import document

CHINESE, ENGLISH = language("zh_CN"), language("en")

NASTY = (
    "no", "null", "~", "012", "12:30", "1e3", "true", "=cmd|'/c calc'!A1", "+1", "-", "- x", "-x",
    "? x", "a: b", "a:b", "键: 值", "键：值", "a #b", "#b", "[x]", "{x: y}", "x, y", "&a", "*a", "!x", "| x",
    "> x", "'x'", '"x"', "it's", 'say "hi"', "%x", "@x", "`x`", "---", "...", "--- x", "<<", "<<<<<<< x",
    "a\nb", "a\n\nb", "a\n  b\n c", "a\n# b", "a\n---\nb", "a\n- b", "a: 1\nb: 2", "x\ty", "x  y", "\\n",
    "::error::x", "##[error]x", "{{ 7 * 7 }}", "<script>alert(1)</script>", "![x](y)", "a | b", "😀 小雨",
    "记录: x", "a\n\n\n  \nb", "字" * 60, ("字" * 30 + "\n") * 3 + "完", "1,2", "是", "a　b", "🧒，'：\"#",
)  # fmt: skip


def kept(text: str) -> bool:
    """Whether a text can stand in a record at all: nothing hidden, no blanks round it, and no CRLF,
    which the reader makes LF."""
    read = decode(text.encode())
    return bool(text.strip()) and text == text.strip() and not read.slips and read.text == text


def bare(tree: Any) -> Any:
    """The tree without the line end that a block ends with; the reader's forms take it away."""
    if isinstance(tree, dict):
        return {key: bare(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [bare(value) for value in tree]
    return tree.removesuffix("\n") if isinstance(tree, str) else tree


def again(kind: str, record: dict[str, Any], in_list: bool, lang: Any = CHINESE) -> dict[str, Any]:
    """What the reader makes of a record that was written."""
    text = document(kind, [record] if in_list else record, lang)
    found = read_records(text, KINDS[kind], "c01")
    assert not found.slips, text
    assert len(found.records) == 1
    return {key: value for key, value in found.records[0].values.items() if key != "id"}


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("in_list", [False, True])
def test_nasty_text_comes_back(nasty: str, in_list: bool) -> None:
    record = {
        "date": "2026-11-10",
        "children": ["c01"],
        "kind": ["home_visit"],
        "by": ["t01"],
        "with": ["guardian"],
        "summary": nasty,
        "purpose": nasty,
    }
    assert again("visit", record, in_list) == record


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_items_of_a_list_come_back(nasty: str) -> None:
    interests = [nasty, "画画", nasty]
    record = {"name": "林小雨", "interests": interests, "health": {"illnesses": [nasty]}}
    assert bare(parse(document("child", record, CHINESE)).tree) == {
        "姓名": "林小雨",
        "兴趣爱好": interests,
        "健康状况": {"疾病": [nasty]},
    }


texts = st.text(min_size=1, max_size=60).map(str.strip).filter(kept)
lines = st.lists(
    st.text(st.sampled_from("ab：:#-'\"[]{}&*!|>%@`,? \t字　。"), max_size=12),
    min_size=1,
    max_size=5,
).map(lambda rows: "\n".join(rows).strip())
free = st.one_of(texts, lines.filter(kept), st.sampled_from(NASTY))
days = st.dates().map(lambda day: day.isoformat())


@given(
    free, st.lists(free, min_size=1, max_size=4), st.booleans(), st.sampled_from([CHINESE, ENGLISH])
)
def test_any_text_comes_back(text: str, items: list[str], in_list: bool, lang: Any) -> None:
    record = {
        "notes": text,
        "interests": items,
        "absences": [{"reason": text}, {"reason": items[0]}],
    }
    written = document("child", [record] if in_list else record, lang)
    tree = parse(decode(written.encode()).text)
    assert tree.complete and not tree.slips
    found = bare(tree.tree[0] if in_list else tree.tree)
    assert list(found.values()) == [
        items,
        [{("原因" if lang.chinese else "reason"): one} for one in (text, items[0])],
        text,
    ]


def test_every_kind_of_value_comes_back() -> None:
    child = {
        "name": "林小雨",
        "sex": "female",
        "born": "2017-05-06",
        "class": "2024-1",
        "earlier_classes": [{"class": "2024-2", "until": "2025-07-01"}],
        "enrolled": "2024-09",
        "left_behind": [{"since": "2024", "until": "2025-01-01", "type": "both_parents_away"}],
        "boarding": [{"since": "2025-09-01"}],
        "interests": ["null", "画画"],
        "health": {"condition": "良好", "illnesses": ["无"]},
        "hardship": ["low_income"],
        "home": {"village": "上坪村", "distance_km": 3.25},
        "parents": [
            {"relation": "father", "name": "林大勇", "phone": "012", "deceased": False},
            {"relation": "mother", "name": "王芳", "deceased": True},
        ],
        "consent": {"by": "王芳", "date": "2026-09-01", "scope": ["建档"]},
    }  # fmt: skip
    assert again("child", child, in_list=False) == child
    assert again("child", child, in_list=False, lang=ENGLISH) == child


def test_it_looks_as_a_teacher_would_type_it() -> None:
    record = {
        "summary": "第一段。\n第二段。",
        "kind": ["home_visit", "tutoring"],
        "date": "2026-11-10",
        "children": ["c01"],
        "confidential": True,
        "purpose": "问问：好吗",
        "problem": "早: 晚",
    }
    assert document("visit", [record], CHINESE) == (
        "- 日期: 2026-11-10\n"
        "  学生: [c01]\n"
        "  方式: [家访, 辅导作业]\n"
        "  目的: 问问：好吗\n"
        "  内容: |\n"
        "    第一段。\n"
        "    第二段。\n"
        "  发现的问题: '早: 晚'\n"
        "  保密: 是\n"
    )
