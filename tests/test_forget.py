"""`shouwang forget`: a child leaves, everybody else stays, and nothing of the child is left."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from git import Repo

from builder.cli import run
from builder.erasure.file import MAY_BE_BLANK, Erased, erased
from builder.erasure.marks import Known, Marks, marks_of
from builder.erasure.records import changes, people
from builder.erasure.traces import is_trace, search
from builder.i18n import language
from builder.inspection import Inspection, inspect
from builder.kinds import KINDS
from builder.read.scan import DiskFolder
from builder.schema import Node, properties, schemas
from builder.yamledit import NoFaithfulEdit
from tests.support import MemoryFolder

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 28, tzinfo=UTC)
CHINESE = language("zh_CN")

SCHOOL = "校名: 测试小学\n班级:\n- {编号: 2023-1, 入学年份: 2023, 班号: 1}\n- {编号: 2022-1, 入学年份: 2022, 班号: 1}\n"


def child(name: str, more: str = "", class_: str = "2023-1") -> str:
    return (
        f"姓名: {name}\n性别: 女\n出生日期: 2016-05-01\n班级: {class_}\n入学日期: 2023-09-01\n"
        f"留守情况: [{{起: 2023-09-01, 类型: 双方外出}}]\n{more}"
    )


FAMILY = """\
父母: [{关系: 父亲, 姓名: 林建国, 电话: 139-0000-1234}, {关系: 母亲, 姓名: 章月娥, 电话: 13900005678}]
监护人: [{姓名: 吴桂香, 关系: 奶奶, 电话: 0576-8888-4321}]
校内学号: YX2023054
离校日期: 2025-07-01
保存至: 2026-07-01
"""

PEOPLE = {
    "school.yml": SCHOOL,
    "children/c2301.yml": child("林小雨", FAMILY),
    "children/c2302.yml": child(
        "林晓东", "父母: [{关系: 母亲, 姓名: 章月娥, 电话: 139 0000 5678}]\n"
    ),
    "children/c2303.yml": child("徐小雨"),
    "children/c2204.yml": child("王芳", class_="2022-1"),
    "staff/t01.yml": "姓名: 陈建国\n类别: 教师\n",
}


def store_of(files: dict[str, str]) -> Inspection:
    return inspect([MemoryFolder(dict(files))], now=NOW, as_of=DAY)


def marks(child_id: str = "c2301", files: dict[str, str] | None = None) -> Marks:
    folder = MemoryFolder(dict(files or PEOPLE))
    found = inspect([folder], now=NOW, as_of=DAY)
    return marks_of(child_id, people([folder], found.store), found.store.calendar, CHINESE)


def without(text: str, kind: str = "visit", *, stem: str = "x", **more: bool) -> Erased | None:
    return erased(textwrap.dedent(text), KINDS[kind], stem, marks(), CHINESE, **more)


def left(text: str, kind: str = "visit", **more: bool) -> str | None:
    found = without(text, kind, **more)
    assert found is not None
    return found.text


# One file


def test_records_of_the_child_go_and_those_of_several_stay() -> None:
    assert left("""\
        # 第九周
        帮扶人: t01
        记录:
        # 先去小雨家
        - 日期: 2026-10-27
          学生: [林小雨]
          方式: 家访
          受访人: 奶奶
          内容: |
            奶奶腰疼。

        # 这一条说的是晓东
        - 日期: 2026-10-28
          学生: [林晓东, c2301, 林小雨]   # 两个一起
          方式: 谈心
          内容: 林小雨和晓东和好了，小雨先道的歉
        - {日期: 2026-10-29, 学生: 林晓东、林小雨, 方式: 谈心, 内容: 好}
        """) == textwrap.dedent("""\
        # 第九周
        帮扶人: t01
        记录:
        # 先去小雨家

        # 这一条说的是晓东
        - 日期: 2026-10-28
          学生: [林晓东]   # 两个一起
          方式: 谈心
          内容: 某学生和晓东和好了，某学生先道的歉
        - {日期: 2026-10-29, 学生: 林晓东, 方式: 谈心, 内容: 好}
        """)


def test_a_remark_right_above_a_record_goes_with_it() -> None:
    text = """\
        - {日期: 2026-10-26, 学生: 林晓东, 方式: 谈心, 内容: 好, 帮扶人: t01}
        # 她哭了
        - {日期: 2026-10-27, 学生: 林小雨, 方式: 谈心, 内容: 好, 帮扶人: t01}

        # 留着
        - {日期: 2026-10-28, 学生: 林晓东, 方式: 谈心, 内容: 好, 帮扶人: t01}
        """
    done = left(text)
    assert done is not None
    assert "她哭了" not in done
    assert "# 留着" in done


def test_what_stands_at_the_top_of_a_log() -> None:
    log = """\
        学生: 林小雨
        记录:
        - {{日期: 2026-10-27, 方面: 学习, 记录人: t01, 内容: 好}}
        {more}
        """
    key = next(iter(schemas()["observation"]["properties"]["by"]["title"].split()))
    only = without(log.format(more="").replace("记录人", key), "observation")
    assert only is not None and only.text is None and only.gone == 1
    other = "- {日期: 2026-10-28, 学生: 林晓东, 方面: 学习, 记录人: t01, 内容: 好}"
    done = left(log.format(more=other).replace("记录人", key), "observation")
    assert done is not None
    assert "林小雨" not in done and "林晓东" in done


def test_visits_on_one_line() -> None:
    assert left("""\
        帮扶人: t01
        记录:
        - 2026-10-27 家访 林小雨 奶奶 好多了
        - 2026-10-27 家访 林晓东、林小雨 奶奶 好多了   # 一起
        - 2026-10-28 电话 c2302、c2301、三1班林小雨 父母 未联系上
        """) == textwrap.dedent("""\
        帮扶人: t01
        记录:
        - 2026-10-27 家访 林晓东 奶奶 好多了   # 一起
        - 2026-10-28 电话 c2302 父母 未联系上
        """)


def test_a_peer_and_a_helper_stay_without_their_name() -> None:
    pairing = "类型: 学习帮手\n学生: 林晓东\n同学: 林小雨\n起: 2026-09-01\n目标: 一起写作业\n"
    assert left(pairing, "pairing") == pairing.replace("同学: 林小雨", "同学姓名: 某学生")
    english = "kind: friend\nchild: c2302\npeer: c2301\nsince: 2026-09-01\n"
    assert left(english, "pairing") == english.replace("peer: c2301", "peer_name: 某学生")


def test_an_activity_keeps_everything_else() -> None:
    assert left(
        """\
        名称: 唱歌比赛
        类型: 比赛
        日期: 2026-10-27
        参加学生: [c2301]
        成绩:
          - {学生: 林小雨, 奖项: 一等奖}
          - {学生: 林晓东, 奖项: 二等奖}
        了解到的情况: [{学生: 林小雨, 问题: 情绪心理}]
        到会监护人的学生:
          - 林小雨
          - 林晓东
        """,
        "activity",
    ) == textwrap.dedent("""\
        名称: 唱歌比赛
        类型: 比赛
        日期: 2026-10-27
        成绩:
          - {学生: 林晓东, 奖项: 二等奖}
        到会监护人的学生:
          - 林晓东
        """)


def test_an_exemption_of_the_child_alone_does_not_become_one_for_all() -> None:
    text = "- {学生: [林小雨], 起: 2026-09-01, 止: 2026-09-30, 原因: 生病, 批准人: t01}\n"
    found = without(text, "exemption")
    assert found is not None and found.text is None


def test_a_notification_for_the_child_alone_does_not_become_one_for_all() -> None:
    done = left(
        """\
        名称: 摔伤
        发生时间: 2026-10-12 14:30
        知悉时间: 2026-10-12 14:31
        类型: 受伤
        学生: [林小雨, 林晓东]
        经过: 两个孩子摔了一跤
        告知:
          - {对象: 委托监护人, 时间: 2026-10-12 14:40, 学生: [林小雨], 方式: 电话}
          - {对象: 委托监护人, 时间: 2026-10-12 14:50, 学生: [林晓东], 方式: 电话}
        """,
        "incident",
    )
    assert done is not None
    assert "14:40" not in done and "14:50" in done and "学生: [林晓东]\n" in done


def test_every_reference_to_a_child_is_known() -> None:
    """A new field that names a child: does a blank one mean nobody, or every child? Decide, then add it."""

    def lists(node: Node) -> set[str]:
        found = set()
        for name, field in properties(node).items():
            items = field.get("items", {})
            if "child" in items.get("x-ref", "").split("|") and name not in node["required"]:
                found.add(name)
            found |= lists(items) if properties(items) else set()
        return found

    optional = {(kind, name) for kind, node in schemas().items() for name in lists(node)}
    all_of_them = {("exemption", "children"), ("incident", "children")}
    assert optional - all_of_them == MAY_BE_BLANK


def test_telephones_and_numbers_in_texts() -> None:
    done = left("""\
        - 日期: 2026-10-27
          学生: [林晓东]
          方式: 电话
          受访人: 父母
          帮扶人: t01
          内容: 打了 139 0000 1234 和 0576-88884321，学号 YX2023054，林建国说好；13900005678 也打了
        """)
    assert done is not None
    assert "内容: 打了 已删去 和 已删去，学号 已删去，某家长说好；13900005678 也打了" in done


def test_a_sister_keeps_the_mother() -> None:
    assert marks().kept == 2
    assert "章月娥" not in [word.pattern.pattern for word in marks().words]


def test_words_within_other_words_stay() -> None:
    """c23011 is another id, 林小雨桐 another child, and 徐小雨 has the same given name."""
    files = {
        **PEOPLE,
        "children/c23011.yml": child("林小雨桐"),
        "children/c2301-2.yml": child("林甲乙"),
    }
    found = marks(files=files)
    assert found.cleaned("c23011 c2301-2 xc2301 林小雨桐 c2301-study 林 小雨") == (
        "c23011 c2301-2 xc2301 林小雨桐 某学生-study 某学生"
    )


def test_a_given_name_that_two_in_one_record_have_is_left_to_a_person() -> None:
    found = without(
        """\
        - 日期: 2026-10-27
          学生: [林小雨, 徐小雨]
          方式: 谈心
          帮扶人: t01
          内容: 小雨好些了
        """
    )
    assert found is not None
    assert [(place.line, place.doubt) for place in found.open] == [(5, "given")]
    assert found.text is not None and "小雨好些了" in found.text


def test_a_name_of_two_characters_may_be_part_of_a_word() -> None:
    files = {**PEOPLE, "children/c2205.yml": child("高兴")}
    found = marks("c2205", files)
    text = "- {日期: 2026-10-27, 学生: [林晓东], 方式: 谈心, 帮扶人: t01, 内容: 高兴得很}\n"
    done = erased(text, KINDS["visit"], "x", found, CHINESE)
    assert done is not None and done.text == text
    assert [place.doubt for place in done.open] == ["short"]
    told = erased(text, KINDS["visit"], "x", found, CHINESE, everywhere=True)
    assert told is not None and told.text is not None and "内容: 某学生得很" in told.text


def test_a_namesake_keeps_everything() -> None:
    files = {**PEOPLE, "children/c2205.yml": child("林小雨", class_="2022-1")}
    found = marks(files=files)
    text = textwrap.dedent("""\
        - {日期: 2026-10-27, 学生: [四1班林小雨], 方式: 谈心, 帮扶人: t01, 内容: 林小雨好}
        - {日期: 2026-10-27, 学生: [三1班林小雨], 方式: 谈心, 帮扶人: t01, 内容: 林小雨好}
        - {日期: 2026-10-28, 学生: [王芳], 方式: 谈心, 帮扶人: t01, 内容: 跟林小雨玩}
        """)
    done = erased(text, KINDS["visit"], "x", found, CHINESE)
    rows = text.splitlines(keepends=True)
    assert done is not None and done.text == rows[1] + rows[2]
    assert [(place.line, place.doubt) for place in done.open] == [(3, "namesake")]


def test_two_names_where_one_can_be_are_words() -> None:
    """The record is an error already; the name goes all the same."""
    text = "类型: 手拉手\n学生: 林晓东、林小雨\n同学: 王芳\n起: 2026-09-01\n"
    assert left(text, "pairing") == text.replace("林小雨", "某学生")


def test_a_request_stays_without_the_child() -> None:
    """That it was asked and done is known; who it was about is not."""
    text = """\
        - 收到日期: 2026-10-01
          学生: 林小雨
          申请人: 父亲 林建国
          类型: 删除
          答复期限: 2026-10-31
        """
    assert left(text, "request") == textwrap.dedent("""\
        - 收到日期: 2026-10-01
          申请人: 父亲 某家长
          类型: 删除
          答复期限: 2026-10-31
        """)


def test_a_file_that_yaml_cannot_read_is_left_to_a_person() -> None:
    with pytest.raises(NoFaithfulEdit):
        without("- 日期: 2026-10-27\n  学生: [林小雨\n")


def test_marks_know_earlier_versions() -> None:
    known = [
        Known("child", "c2301", {"name": "林小雨", "parents": [{"phone": "13911112222"}]}),
        Known("child", "c2301", {"name": "林小玉"}),
    ]
    found = marks_of("c2301", known, store_of(PEOPLE).store.calendar, CHINESE)
    assert found.cleaned("林小玉 林小雨 139-1111-2222") == "某学生 某学生 已删去"


# All records

SAMPLE = ["c2001", "c2201", "c2303", "c2305", "c2308"]
"""A child who left, one with a namesake, one with a plan and a sibling, an incident, a withdrawn consent."""


@pytest.fixture(scope="module")
def demo() -> tuple[MemoryFolder, Inspection]:
    disk = DiskFolder(ROOT / "records")
    folder = MemoryFolder({entry.path: disk.read(entry.path) for entry in disk.entries()})
    return folder, inspect([folder], now=NOW, as_of=DAY)


@pytest.mark.parametrize("child_id", SAMPLE)
def test_the_demo_without_one_child(demo: tuple[MemoryFolder, Inspection], child_id: str) -> None:
    """No trace, no finding that was not there, no record of anybody else's gone."""
    folder, before = demo
    name = before.store.children[child_id].name
    found = marks_of(child_id, people([folder], before.store), before.store.calendar, CHINESE)
    done = changes([folder], before.store, found, CHINESE)
    assert all(one.erased for one in done)
    files = dict(folder.files)
    for one in done:
        del files[one.path]
        if one.after is not None:
            files[one.moved or one.path] = one.after
    after = inspect([MemoryFolder(files)], now=NOW, as_of=DAY)
    assert child_id not in after.store.children
    assert not Counter((one.code, one.path) for one in after.findings) - Counter(
        (one.code, one.path) for one in before.findings
    )
    gone = sum(one.erased.gone for one in done if one.erased)
    assert before.store.records - after.store.records == gone > 0
    same = [one for one in before.store.children.values() if one.name == name]
    for path, content in files.items():
        text = content.decode() if isinstance(content, bytes) else content
        assert child_id not in text and child_id not in path, path
        assert len(same) > 1 or name not in text, path


# The command


def school(folder: Path, files: dict[str, str] | None = None) -> Path:
    for path, text in {**PEOPLE, **MORE, **(files or {})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


MORE = {
    "semesters/2026-autumn.yml": "名称: 秋\n学期类型: 秋季\n开始: 2026-08-31\n结束: 2027-01-17\n班级情况: [{班级: 2023-1, 班主任: [{教职工: t01}], 学生数: 30}]\n",
    "visits/2024-autumn/t01.yml": "帮扶人: t01\n记录:\n- {日期: 2024-10-27, 学生: [林小雨, 林晓东], 方式: 谈心, 内容: 林小雨好}\n",
    "plans/c2301.yml": "学生: 林小雨\n类型: 学习\n教职工: t01\n起: 2024-09-01\n时间安排: 课后\n内容: 算术\n",
    "README.md": "林小雨的联系卡在 c2301。\n",
}


def forget(folder: Path, *more: str, child: str = "c2301", day: str = "2026-11-20") -> int:
    return run(["forget", child, "--records", str(folder), "--as-of", day, *more])


def test_nothing_is_written_until_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = school(tmp_path / "records")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert forget(folder) == 0
    told = capsys.readouterr().out
    assert "children/c2301.yml: 整个文件删去" in told
    assert "visits/2024-autumn/t01.yml: 1 条记录去掉这个孩子、替换 1 处文字（第 3 行）" in told
    assert "林小雨" not in told
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_write_erases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = school(tmp_path / "records")
    assert forget(folder, "--write", child="林小雨") == 0
    assert not (folder / "children/c2301.yml").exists()
    assert not (folder / "plans/c2301.yml").exists()
    assert "林小雨" not in (folder / "README.md").read_text("utf-8")
    told = capsys.readouterr().out
    assert "克隆：" in told and "备份：" in told and "--history" in told
    for path in folder.rglob("*.*"):
        text = path.read_text("utf-8")
        assert "林小雨" not in text and "c2301" not in text and "林建国" not in text
    assert run(["check", "--records", str(folder), "--as-of", "2026-11-20"]) == 0


@pytest.mark.parametrize(
    ("files", "day", "said"),
    [
        ({"children/c2301.yml": child("林小雨")}, "2026-11-20", "还在校"),
        ({}, "2026-06-30", "档案要保存到2026年7月1日"),
        ({"children/c2301.yml": child("林小雨", "离校日期: 2025-07-01\n")}, "2026-11-20", "保存至"),
        (
            {
                "incidents/2025.yml": "名称: 线索\n发生时间: 2025-05-12 14:30\n知悉时间: 2025-05-12 14:31\n类型: 疑似侵害\n学生: [c2301]\n经过: 已报告\n"
            },
            "2026-11-20",
            "可能是证据",
        ),
    ],
)
def test_what_must_be_kept_is_kept_until_somebody_insists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], day: str, said: str
) -> None:
    folder = school(tmp_path / "records", files)
    assert forget(folder, "--write", day=day) == 2
    assert (folder / "children/c2301.yml").exists()
    assert said in capsys.readouterr().out
    assert forget(folder, "--write", "--yes", day=day) == 0
    assert not (folder / "children/c2301.yml").exists()


def test_a_place_for_a_person_is_status_1(tmp_path: Path) -> None:
    visits = "- {日期: 2024-10-27, 学生: [林小雨, 徐小雨], 方式: 谈心, 帮扶人: t01, 内容: 小雨好}\n"
    folder = school(tmp_path / "records", {"visits/2024-autumn/t02.yml": visits})
    assert forget(folder, "--write") == 1


def test_a_file_that_cannot_be_read_stops_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = school(tmp_path / "records", {"visits/2024-autumn/t02.yml": "- 学生: [林小雨\n"})
    assert forget(folder, "--write") == 2
    assert (folder / "children/c2301.yml").exists()
    assert "visits/2024-autumn/t02.yml" in capsys.readouterr().out


def test_nobody_of_that_name(tmp_path: Path) -> None:
    assert forget(school(tmp_path / "records"), child="c9999") == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "school.yml").write_text(SCHOOL, encoding="utf-8")
    assert forget(empty) == 2


# History


def repository(top: Path) -> Repo:
    """Three commits, a tag, a second branch, a stash; the child in texts, paths and messages."""
    folder = top / "records"
    repo = Repo.init(top, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("user", "name", "林小雨的老师")
        config.set_value("user", "email", "t01@example.org")
    (top / "NOTES.txt").write_bytes("林小雨 c2301".encode("gb18030"))
    school(folder, {"children/c2301.yml": child("林小雨", FAMILY.replace("1234", "9999"))})
    repo.git.add("-A")
    repo.git.commit("-m", "林小雨入学 (c2301)\n\n电话 139-0000-9999")
    school(
        folder,
        {
            "visits/2024-autumn/c2301-w1.yml": "- {日期: 2024-10-27, 学生: [林晓东], 方式: 谈心, 帮扶人: t01, 内容: 跟林小雨玩}\n"
        },
    )
    repo.git.add("-A")
    repo.git.commit("-m", "另一个学校的事")
    repo.git.tag("-a", "v1", "-m", "林小雨毕业")
    repo.git.branch("c2301-visits")
    (folder / "visits/2024-autumn/t02.yml").write_text("- 学生: [林小雨\n", encoding="utf-8")
    repo.git.add("-A")
    repo.git.commit("-m", "写错了")
    (folder / "visits/2024-autumn/t02.yml").unlink()
    repo.git.add("-A")
    repo.git.commit("-m", "删去")
    (folder / "README.md").write_text("林小雨", encoding="utf-8")
    repo.git.stash()
    return repo


def test_history_without_the_child(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = repository(tmp_path / "school")
    repo.git.branch("-m", "c2301-visits", "visits")
    head = repo.head.commit.hexsha
    assert forget(tmp_path / "school/records", "--history", "--write") == 0
    told = capsys.readouterr().out
    assert "没有留下痕迹" in told and "GitHub" in told
    assert repo.head.commit.hexsha == head
    copy = Repo(tmp_path / "school-rewritten.git")
    assert sorted(ref.path for ref in copy.refs) == [
        "refs/heads/main",
        "refs/heads/visits",
        "refs/tags/v1",
    ]
    everything = "".join(
        copy.git.cat_file("-p", name)
        for name in copy.git.rev_list("--all", "--objects", "--no-object-names").split()
    )
    for word in ("c2301", "林小雨入学", "林小雨玩", "林建国", "139-0000-9999", "林小雨毕业"):
        assert word not in everything, word
    assert "某学生入学" in everything and "跟某学生玩" in everything
    assert "林小雨的老师" in everything  # Authors are the staff, and stay.
    assert "某学生 某学生" in copy.git.show("main:NOTES.txt", stdout_as_string=False).decode(
        "gb18030"
    )
    paths = copy.git.ls_tree("-r", "--name-only", "main").split()
    assert "records/children/c2302.yml" in paths and "records/children/c2301.yml" not in paths
    assert "records/visits/2024-autumn/former-w1.yml" in paths
    assert copy.git.show("main:records/visits/2024-autumn/t01.yml") == (
        tmp_path / "school/records/visits/2024-autumn/t01.yml"
    ).read_text("utf-8").rstrip("\n")


def test_history_of_a_child_who_is_no_longer_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = repository(tmp_path / "school")
    repo.git.branch("-D", "c2301-visits")
    assert forget(tmp_path / "school/records", "--write") == 0
    repo.git.add("-A")
    repo.git.commit("-m", "删去")
    capsys.readouterr()
    # "Nothing" is of the records alone: it must not be read as of the history.
    assert forget(tmp_path / "school/records", "--history") == 0
    assert "副本" in capsys.readouterr().out
    assert forget(tmp_path / "school/records", "--history", "--write") == 0
    copy = tmp_path / "school-rewritten.git"
    assert not [one for one in search(copy, marks()).traces if is_trace(one)]


def test_a_trace_in_the_name_of_a_branch_or_an_office_file_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import zipfile

    repo = repository(tmp_path / "school")
    with zipfile.ZipFile(tmp_path / "school/总结.docx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("word/document.xml", "<w:t>林小</w:t><w:t>雨</w:t>")
    repo.git.add("-A")
    repo.git.commit("-m", "总结")
    assert (
        forget(
            tmp_path / "school/records", "--history", "--write", "--into", str(tmp_path / "c.git")
        )
        == 1
    )
    told = capsys.readouterr().out
    assert "file " in told and "blob " in told


@pytest.mark.parametrize("how", ["dirty", "shallow", "no repository", "taken", "behind"])
def test_history_is_not_rewritten(tmp_path: Path, how: str) -> None:
    top = tmp_path / "school"
    folder = top / "records"
    if how == "no repository":
        school(folder)
    else:
        repo = repository(top)
    if how == "dirty":
        (folder / "README.md").write_text("林小雨。", encoding="utf-8")
    if how == "taken":
        (tmp_path / "school-rewritten.git").mkdir()
    if how == "shallow":
        Repo.clone_from(top.as_uri(), tmp_path / "shallow", depth=1)
        folder = tmp_path / "shallow/records"
    if how == "behind":
        other = Repo.clone_from(top.as_posix(), tmp_path / "clone")
        (folder / "new.md").write_text("x", encoding="utf-8")
        repo.git.add("-A")
        repo.git.commit("-m", "新")
        other.git.fetch()
        folder = tmp_path / "clone/records"
    assert forget(folder, "--history", "--write") == 2
    assert (folder / "children/c2301.yml").exists()


def test_no_file_comes_to_stand_where_another_one_is(tmp_path: Path) -> None:
    """An earlier child's file is called former already."""
    repo = repository(tmp_path / "school")
    repo.git.branch("-D", "c2301-visits")
    taken = tmp_path / "school/records/visits/2024-autumn/former-w1.yml"
    text = "- {日期: 2024-10-28, 学生: [王芳], 方式: 谈心, 帮扶人: t01, 内容: 别人的}\n"
    taken.write_text(text, encoding="utf-8")
    repo.git.add("-A")
    repo.git.commit("-m", "再一个")
    assert forget(tmp_path / "school/records", "--history", "--write") == 0
    copy = Repo(tmp_path / "school-rewritten.git")
    assert copy.git.show("main:records/visits/2024-autumn/former-w1.yml") == text.strip()
    assert "某学生" in copy.git.show("main:records/visits/2024-autumn/former2-w1.yml")
    assert taken.read_text("utf-8") == text
    assert "某学生" in (taken.parent / "former2-w1.yml").read_text("utf-8")


def test_a_second_repository_of_restricted_records(tmp_path: Path) -> None:
    repository(tmp_path / "school").git.branch("-D", "c2301-visits")
    second = Repo.init(tmp_path / "restricted", initial_branch="main")
    visits = tmp_path / "restricted/visits/t01.yml"
    visits.parent.mkdir()
    visits.write_text(
        "- {日期: 2024-10-27, 学生: [林小雨], 方式: 心理辅导, 帮扶人: t01, 内容: 哭了}\n", "utf-8"
    )
    second.git.add("-A")
    second.git.commit("-m", "林小雨")
    records = tmp_path / "school/records"
    assert forget(records, "--records", str(visits.parents[1]), "--history", "--write") == 0
    assert not visits.exists()
    copy = Repo(tmp_path / "restricted-rewritten.git")
    assert copy.git.ls_tree("-r", "--name-only", "main") == ""
    assert copy.head.commit.message.strip() == "某学生"
    assert (tmp_path / "school-rewritten.git").is_dir()


def test_without_git_filter_repo_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "school")
    monkeypatch.setitem(sys.modules, "git_filter_repo", None)
    records = tmp_path / "school/records"
    assert forget(records, "--history", "--write") == 2
    assert "pip install 'shouwang[history]'" in capsys.readouterr().err
    assert (records / "children/c2301.yml").exists()
    assert not (tmp_path / "school-rewritten.git").exists()
