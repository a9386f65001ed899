"""Headings: the schema's words, those of paper rosters, and whose telephone a telephone is."""

from __future__ import annotations

import pytest

from builder.i18n import LOCALES, language
from builder.tables.columns import KINDS, columns
from builder.tables.headings import Heading, recognised


def routes(kind: str, *heads: str | tuple[str, str]) -> list[str]:
    """What some headings mean, as dotted routes; `!` for what must not be kept, `` for unknown."""
    pairs = [head if isinstance(head, tuple) else ("", head) for head in heads]
    return [_shown(heading) for heading in recognised(kind, pairs)]


def _shown(heading: Heading) -> str:
    if heading.private:
        return "!"
    code = f"={heading.kind_code}" if heading.kind_code else ""
    return ".".join(map(str, heading.route)) + code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", LOCALES)
def test_our_own_headings_are_all_understood(kind: str, locale: str) -> None:
    ours = list(columns(kind, guardians=4, parents=3))
    heads = [("", column.heading(language(locale))) for column in ours]
    assert [one.route for one in recognised(kind, heads)] == [column.route for column in ours]


@pytest.mark.parametrize(
    ("kind", "heads", "expected"),
    [
        (
            "child",
            ("序号", "学生姓名★", "姓　名", "性别", "出生年月", "班 级", "就读班级", "民族", "户口性质", "学 号"),
            ["", "name", "", "sex", "born", "class", "class", "ethnicity", "hukou", "student_no"],
        ),
        (
            "child",
            ("姓名（学生）", "入学时间(年月)", "是否留守", "留守时间", "是否住校", "病史", "家庭住址", "备注"),
            ["name", "enrolled", "left_behind", "left_behind.0.since", "boarding", "health.illnesses", "home.address", "notes"],
        ),
        # Whose telephone? The one's whose columns it follows.
        (
            "child",
            ("父亲姓名", "联系电话", "务工地点", "母亲姓名", "手机号码", "监护人", "与学生关系", "联系方式"),
            ["parents.0.name", "parents.0.phone", "parents.0.work_place", "parents.1.name", "parents.1.phone",
             "guardians.0.name", "guardians.0.relation", "guardians.0.phone"],
        ),
        ("child", ("姓名", "监护人姓名", "家庭住址", "联系电话"), ["name", "guardians.0.name", "home.address", "guardians.0.phone"]),
        ("child", ("姓名", "父亲姓名", "母亲姓名", "联系电话"), ["name", "parents.0.name", "parents.1.name", ""]),
        ("child", ("姓名", "联系电话"), ["name", ""]),
        # Never kept.
        (
            "child",
            ("姓名", "身份证号码", "全国学籍号", "银行卡号", "父亲工作单位", "监护人文化程度", "监护人健康状况", "职业"),
            ["name", *["!"] * 7],
        ),
        ("child", ("姓名", "监护人", "关系", "健康状况"), ["name", "guardians.0.name", "guardians.0.relation", "!"]),
        ("child", ("姓名", "健康状况", "监护人"), ["name", "health.condition", "guardians.0.name"]),
        # Two rows of headings.
        (
            "child",
            (("姓名", ""), ("学生基本情况", "性别"), ("父亲", "姓名"), ("父亲", "电话"), ("父亲", "打工单位"),
             ("监护人（一）", "姓名"), ("监护人（一）", "健康状况"), ("第二监护人", "关系"), ("健康状况", "疾病")),
            ["name", "sex", "parents.0.name", "parents.0.phone", "!", "guardians.0.name", "!", "guardians.1.relation", "health.illnesses"],
        ),
        ("staff", ("工号", "教师姓名", "任教学科", "工作单位", "手机"), ["id", "name", "position", "organisation", "phone"]),
        (
            "pairing",
            ("班级", "学生姓名", "帮扶教师", "代理家长", "社会妈妈", "手拉手好朋友", "结对时间"),
            ["@class", "child", "staff=paired_teacher", "staff=proxy_parent", "staff=community_parent", "peer=friend", "since"],
        ),
        (
            "visit",
            ("家访日期", "学生姓名", "家访教师", "家访方式", "被访人", "家访内容", "存在问题", "采取措施", "家长意见和建议"),
            ["date", "children", "by", "kind", "with", "summary", "problem", "action", "guardian_view"],
        ),
    ],
)  # fmt: skip
def test_headings_of_paper_rosters(
    kind: str, heads: tuple[str | tuple[str, str], ...], expected: list[str]
) -> None:
    assert routes(kind, *heads) == expected
