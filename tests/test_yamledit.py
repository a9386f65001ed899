"""Editing a record in its file: only what changes changes, remarks stay, or nothing is done."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from builder.kinds import KINDS
from builder.read.records import read_records
from builder.yamledit import NoFaithfulEdit, edited

CHILD = """\
    # 换了电话要当天改
    姓名: 林小雨      # 小名小小
    性别: 女
    出生日期: 2017.5.6
    班级: 三年级1班
    入学日期: 2024-09
    留守情况:
      - 起: 2021-02   # 外婆说的
        类型: 双方外出
    父母:
      # 父亲常换号
      - 关系: 父亲
        姓名: 林大勇
        电话: 13800000001  # 白天打
      - {关系: 母亲, 姓名: 王芳}
    兴趣爱好: [画画, '跳舞, 唱歌']
    备注: |
      第一行
      第二行
    # 结尾
    """


def change(text: str, changes: dict[str, Any], kind: str = "child", route: Any = ()) -> str:
    return edited(textwrap.dedent(text), KINDS[kind], route, changes)


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Lines that went and lines that came, by set."""
    old, new = textwrap.dedent(before).splitlines(), after.splitlines()
    return [("-", line) for line in old if line not in new] + [
        ("+", line) for line in new if line not in old
    ]


PARENTS = [
    {"relation": "father", "name": "林大勇", "phone": "13800000001"},
    {"relation": "mother", "name": "王芳"},
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "林小雪"}, [("-", "姓名: 林小雨      # 小名小小"), ("+", "姓名: 林小雪      # 小名小小")]),
        (
            {"parents": [{**PARENTS[0], "phone": "13900000009"}, PARENTS[1]]},
            [("-", "    电话: 13800000001  # 白天打"), ("+", "    电话: 13900000009  # 白天打")],
        ),
        (
            {"parents": [{**PARENTS[0], "work_place": "东莞: 某镇"}, PARENTS[1]]},
            [("+", "    务工地: '东莞: 某镇'")],
        ),
        (
            {"parents": [PARENTS[0], {**PARENTS[1], "phone": "a, b"}]},
            [("-", "  - {关系: 母亲, 姓名: 王芳}"), ("+", "  - {关系: 母亲, 姓名: 王芳, 电话: 'a, b'}")],
        ),
        ({"notes": "一行"}, [("-", "备注: |"), ("-", "  第一行"), ("-", "  第二行"), ("+", "备注: 一行")]),
        ({"ethnicity": "汉族"}, [("+", "民族: 汉族")]),
        ({"hukou": "rural", "ethnicity": "汉族"}, [("+", "民族: 汉族"), ("+", "户籍: 农村")]),
        ({"interests": ["画画"]}, [("-", "兴趣爱好: [画画, '跳舞, 唱歌']"), ("+", "兴趣爱好: [画画]")]),
        (
            {"left_behind": [{"since": "2021-02", "type": "both_parents_away"}, {"since": "2026-01-01", "type": "other"}]},
            [("+", "  - 起: 2026-01-01"), ("+", "    类型: 其他")],
        ),
        ({"home": {"village": "上坪村"}}, [("+", "家庭住址:"), ("+", "  村组: 上坪村")]),
        ({"personality": "一\n二"}, [("+", "性格特征: |"), ("+", "  一"), ("+", "  二")]),
    ],
)  # fmt: skip
def test_only_what_changes(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    after = change(CHILD, changes)
    assert differences(CHILD, after) == expected
    values = read_records(after, KINDS["child"], "c01").records[0].values
    assert {name: values[name] for name in changes} == changes


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        # A remark stands inside what would have to go.
        (CHILD, {"left_behind": [{"since": "2026-01-01", "type": "other"}][:0]}),
        ("姓名: 林小雨\n兴趣爱好:\n  - 画画 # 最爱\n  - 跳舞\n", {"interests": ["唱歌"]}),
        ("姓名: 林小雨\n父母: # 两位\n  - {关系: 父亲, 姓名: 甲}\n", {"parents": []}),
        ("姓名: 林小雨\n备注: 短 # 说明\n", {"notes": "一\n二"}),
        # The file itself needs mending first.
        ("姓名：林小雨\n性别: 女\n", {"name": "林小雪"}),
        ("姓名: [没有写完\n", {"name": "林小雪"}),
        # Nothing there to change.
        ("{}\n", {"name": "林小雪"}),
        # Several lines do not fit between brackets.
        ("{姓名: 林小雨, 备注: 短}\n", {"notes": "一\n二"}),
    ],
)
def test_what_cannot_be_done_faithfully_is_not_done(text: str, changes: dict[str, Any]) -> None:
    with pytest.raises(NoFaithfulEdit):
        change(text, changes)


LOG = """\
    帮扶人: 徐慧娟
    记录:
      - 日期: 2026-11-10
        学生: [林小雨]
        方式: 谈心
        内容: 说起了画画
      # 第二次
      - 日期: 2026-11-11
        学生: [林小雨]
        方式: 谈心
        内容: 又说起了画画
        是否联系上:
    """


def test_one_entry_of_a_log() -> None:
    after = change(LOG, {"summary": "改了"}, "visit", ("entries", 1))
    assert differences(LOG, after) == [("-", "    内容: 又说起了画画"), ("+", "    内容: 改了")]


def test_a_shared_field_becomes_the_entrys_own() -> None:
    after = change(LOG, {"by": ["t09"]}, "visit", ("entries", 0))
    assert differences(LOG, after) == [("+", "    帮扶人: [t09]")]
    first, second = read_records(after, KINDS["visit"], "x").records
    assert (first.values["by"], second.values["by"]) == (["t09"], ["徐慧娟"])


def test_a_blank_key_is_filled_in() -> None:
    after = change(LOG, {"outcome": "not_reached"}, "visit", ("entries", 1))
    assert differences(LOG, after) == [("-", "    是否联系上:"), ("+", "    是否联系上: 未联系上")]


def test_english_files_stay_english() -> None:
    text = "- name: Li Lei\n  group: teacher\n- {name: Han Mei, group: support}\n"
    with pytest.raises(NoFaithfulEdit):
        change(text, {"phone": "1"}, "staff", (5,))
    after = change(
        "id: t1\nname: Li Lei\ngroup: teacher\n", {"phone": "012", "counsellor": True}, "staff"
    )
    assert after == "id: t1\nname: Li Lei\ngroup: teacher\ncounsellor: true\nphone: 012\n"


def test_without_a_line_end_at_the_end() -> None:
    assert change("姓名: 林小雨\n性别: 女", {"notes": "一"}) == "姓名: 林小雨\n性别: 女\n备注: 一"
