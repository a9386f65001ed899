"""What a teacher reads who typed something else: the hints that say what to type instead."""

from __future__ import annotations

import pytest

from builder.commands.explain import explain
from builder.i18n import language
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
