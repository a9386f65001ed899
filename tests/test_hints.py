"""What a teacher reads who typed something else: the hints that say what to type instead."""

from __future__ import annotations

import pytest

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
