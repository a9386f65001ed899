"""`shouwang tidy`: the same records in the long form, remarks kept; or the file as it was."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path

import pytest

from builder.cli import run
from builder.i18n import language
from builder.kinds import KINDS
from builder.tidy import tidied
from builder.yamledit import NoFaithfulEdit
from tests.test_cases import CASES, files

AUTUMN = (date(2026, 8, 31), date(2027, 1, 17))
CHINESE = language("zh_CN")


def tidy(text: str, kind: str = "visit") -> str | None:
    found = tidied(textwrap.dedent(text), KINDS[kind], "x", AUTUMN, CHINESE)
    return found.text if found else None


def test_lines_become_records_and_remarks_stay() -> None:
    before = """\
        # 第九周
        帮扶人：王芳   # 三班
        记录:
        - 10.27 家访、辅导作业 李小雨 奶奶 作业有人管了   # 补记
        # 周一
        - 10月26日　谈心　李小雨、c2401 和好了: 真的
        - 1.5 家访 李小雨 奶奶 未联系上
        - 家访 c2401 奶奶
        """
    assert tidy(before) == textwrap.dedent("""\
        # 第九周
        帮扶人: 王芳   # 三班
        记录:
        - 日期: 2026-10-27
          学生: [李小雨]
          方式: [家访, 辅导作业]
          受访人: [奶奶]
          内容: 作业有人管了   # 补记
        # 周一
        - 日期: 2026-10-26
          学生: [李小雨, c2401]
          方式: [谈心]
          内容: '和好了: 真的'
        - 日期: 2027-01-05
          学生: [李小雨]
          方式: [家访]
          受访人: [奶奶]
          是否联系上: 未联系上
        - 家访 c2401 奶奶
        """)


def test_understood_slips_are_mended_where_they_stand() -> None:
    before = """\
        - 日期: 2026年10月25日   # 周日
          学生: 李小雨、c2401
          方式: [家访、 辅导作业]   # 两样
          受访人: 奶奶
          帮扶人: 王　芳
          时长: ３０
          内容: 奶奶说“好”，又说：再来。
        """
    assert tidy(before) == textwrap.dedent("""\
        - 日期: 2026-10-25   # 周日
          学生: [李小雨, c2401]
          方式: [家访, 辅导作业]   # 两样
          受访人: 奶奶
          帮扶人: [王芳]
          时长: 30
          内容: 奶奶说“好”，又说：再来。
        """)


def test_deep_inside_an_archive() -> None:
    before = """\
        姓名: 李小雨
        性别: 女
        出生日期: 2017.5.6
        班级: 2024-1
        入学日期: 2024-09
        留守情况:
          - 起: 2021-02   # 外婆说的
            类型: 双方外出
        父母:
          - 关系: 父亲
            姓名: 李大勇
            电话: １３８０００００００１  # 白天打
        """
    after = tidy(before, "child")
    assert after == textwrap.dedent(before).replace("2017.5.6", "2017-05-06").replace(
        "１３８０００００００１", "13800000001"
    )


def test_nothing_to_do() -> None:
    assert tidy("- {日期: 2026-10-25, 学生: 李小雨, 方式: 谈心, 帮扶人: t07, 内容: 好}\n") is None


@pytest.mark.parametrize(
    "text",
    [
        # An error: whoever mends it sees the file anyway.
        "帮扶人: t07\n记录:\n- 10.27 家坊 李小雨 奶奶 好\n- 10.26 谈心 李小雨 好\n",
        # A remark inside the list that would be written anew.
        "- 日期: 2026-10-25\n  学生:\n  - 李小雨、c2401\n  # 表妹\n  - c2402\n  方式: 谈心\n  帮扶人: t07\n  内容: 好\n",
    ],
)
def test_left_alone(text: str) -> None:
    with pytest.raises(NoFaithfulEdit):
        tidy(text)


def test_command_writes_only_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twice: the second time there is nothing to do, and the records are the same throughout."""
    for path, content in files(CASES / "base").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    log = tmp_path / "visits/2026-autumn/x.yml"
    log.write_text("帮扶人: 王芳\r\n记录:\r\n- 10.27 谈心 林小雨 好些了\r\n", encoding="utf-8")
    before = log.read_bytes()
    options = ["--records", str(tmp_path), "--as-of", "2026-10-28"]
    assert run(["tidy", *options]) == 0
    said = capsys.readouterr().out
    assert "visits/2026-autumn/x.yml: 1条一行的记录" in said
    assert "好些了" not in said  # What is printed may end up in a log.
    assert log.read_bytes() == before
    assert run(["tidy", *options, "--write"]) == 0
    assert log.read_text(encoding="utf-8").endswith("  内容: 好些了\n")
    capsys.readouterr()
    assert run(["tidy", *options, "--write"]) == 0
    assert "没有要整理的" in capsys.readouterr().out
