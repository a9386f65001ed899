"""What a teacher reads who typed something else: the hints that say what to type instead."""

from __future__ import annotations

import re

import pytest

from builder import schema
from builder.cli import run
from builder.codes import CODES, examples
from builder.commands.explain import explain
from builder.i18n import language
from builder.kinds import KINDS
from builder.wording import worded
from tests.support import MemoryFolder, look
from tests.test_cases import AS_OF, CASES, files

CHILD = "children/c2401.yml"
VISIT = "visits/2026-autumn/t08-w09.yml"


def said(path: str, text: str, locale: str = "zh_CN") -> list[str]:
    """What is said of a file laid over the small school: code, message and hint."""
    found = look(MemoryFolder({**files(CASES / "base"), path: text}), AS_OF).findings
    return [
        f"{finding.code} {' '.join(worded(finding, language(locale)))}"
        for finding in found
        if finding.path == path
    ]


def base(path: str) -> str:
    """A file of the small school."""
    return bytes(files(CASES / "base")[path]).decode()


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("zh_CN", "是不是“2024-1”？ 班级编号有：四年级1班 = 2023-1、三年级1班 = 2024-1。"),
        ("en", "Did you mean 2024-1? Ids of the classes: 四年级1班 = 2023-1, 三年级1班 = 2024-1."),
    ],
)
def test_a_class_is_named_beside_its_id(locale: str, words: str) -> None:
    """Names of classes are nobody's data; a teacher knows no ids."""
    (found,) = said(CHILD, base(CHILD).replace("2024-1", "三年级1班"), locale)
    assert found.startswith("E305")
    assert words in found


def test_a_page_marks_what_is_asked_for_in_some_cases() -> None:
    """内容 is needed when somebody was reached; of a peer the id or the name."""
    page = explain("帮扶记录", language("zh_CN")) or ""
    assert "summary 内容 ☆" in page
    assert "date 日期 ★" in page
    assert page.endswith("★ 必填；☆ 有的情况必填。\n")
    assert "peer_name 同学姓名 ☆" in (explain("结对", language("zh_CN")) or "")
    assert "☆" not in (explain("学生", language("zh_CN")) or "")


@pytest.mark.parametrize(
    ("path", "was", "typed", "words"),
    [
        (
            CHILD,
            "留守情况:\n- {起: 2024-09, 类型: 一方外出}",
            "留守情况: 双方外出",
            "如 {起: 2024-09, 类型: 双方外出}。",
        ),
        (CHILD, "- {姓名: 张大山, 关系: 祖父,", "- {姓名: 张大山，关系: 祖父,", "半角的：，。"),
        ("duties/a.yml", "星期: 1", "星期: 周一", "如 1。（1 是星期一，7 是星期日）"),
        ("duties/a.yml", "2026-autumn", "2026秋", "已登记的有：2026-autumn。"),
        ("health/a.yml", "身高: 128", "身高: 128.5cm", "请只写数字，如 128.5。（厘米）"),
        ("health/a.yml", "视力: 4.8", "视力: 0.6", "小数记录的 0.6 约为 4.8）"),
        (VISIT, "学生: c2401", "学生: 张伟、林小雨", "请写成 [李小雨, 王芳]。"),
        (VISIT, "\n内容: 好", "\n   内容: 好", "多了 3 个空格"),
        (VISIT, "内容: 好", "内容: 好\n奶奶也说好", "请写“内容: |”"),
        (VISIT, "学生: c2401", "学生: ［张伟］", "半角的：［ ］。"),
    ],
)
def test_a_hint_says_what_to_type(path: str, was: str, typed: str, words: str) -> None:
    """Each of these was answered with something beside the point."""
    text = base(path) if path in files(CASES / "base") else TEXTS[path]
    assert was in text
    (found,) = said(path, text.replace(was, typed))
    assert words in found


TEXTS = {
    "duties/a.yml": "学期: 2026-autumn\n地点: 活动室\n时段: [{星期: 1, 时间段: 午间}]\n",
    "health/a.yml": "学生: 张伟\n日期: 2026-10-10\n身高: 128\n左眼视力: 4.8\n",
    VISIT: "日期: 2026-10-27\n学生: c2401\n方式: 家访\n受访人: 奶奶\n帮扶人: t08\n内容: 好\n",
}


def test_examples_are_in_the_readers_language() -> None:
    """No name of a field and no word of the vocabulary is shown in the other language."""
    english = {name for kind in KINDS for name, _ in schema.all_fields(schema.schemas()[kind])}
    for code, row in CODES.items():
        shown = examples(code, chinese=True)
        assert [bool(text) for text in shown] == [bool(row.bad), bool(row.good)], code
        # Of one field under two names one is the English one, and that is the slip.
        keys = set(re.findall(r"\b([a-z_]+):(?= |$)", "\n".join(shown))) & english
        assert keys <= ({"date"} if code in ("E213", "E633") else set()), code
        assert examples(code, chinese=False) == (row.bad, row.good)


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("家访", "帮扶记录 (visit)"),
        ("老师", "教职工 (staff)"),
        ("Visits", "帮扶记录 (visit)"),
        ("家长会", "活动 (activity)"),
        ("e301", "E301"),
    ],
)
def test_a_page_is_found_by_what_people_call_it(word: str, first: str) -> None:
    assert (explain(word, language("zh_CN")) or "").startswith(first)


def test_a_page_has_no_gap_where_a_sentence_may_be_added() -> None:
    page = explain("E301", language("zh_CN")) or ""
    assert "编号。\n" in page
    assert "    学生: [c9999]\n" in page


def test_what_is_no_kind_is_answered_with_the_kinds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On the command line, where nobody can look at a list."""
    for arguments in (["check", "--explain", "嘎"], ["new", "嘎"], ["new", "其他"]):
        assert run(arguments) == 2
        assert "学生 (child)、结对 (pairing)、帮扶记录 (visit)" in capsys.readouterr().err


def test_new_takes_the_sort_for_the_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "家访"]) == 0
    assert "\n方式: 家访 " in capsys.readouterr().out
    assert run(["new", "家访", "方式=电话"]) == 0
    assert "\n方式: 电话 " in capsys.readouterr().out


def test_new_says_which_field_is_not_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "老师", "foo=1"]) == 2
    said = capsys.readouterr().err
    assert "教职工没有“foo”这一项。可用的名称：编号、姓名、类别" in said
