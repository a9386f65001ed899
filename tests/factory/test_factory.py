"""The committed demo is what the factory writes, and it is the school that it claims to be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.factory import write_demo, write_school

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "records"
AS_OF = "2026-11-20"
KINDS = (
    "semesters", "staff", "children", "pairings", "visits", "activities", "plans", "observations",
    "aid", "wishes", "health", "incidents", "duties", "provisions", "exemptions", "requests", "summaries",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, freshly written."""
    target = tmp_path_factory.mktemp("demo")
    write_demo(target)
    return target


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def _load(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)


def _records(folder: Path) -> Iterator[Mapping[str, Any]]:
    """Every record of a kind, shared fields included, read without the project's reader."""
    for path in sorted(folder.rglob("*.yml")):
        body = _load(path)
        if isinstance(body, list):
            yield from body
            continue
        entries = body.get("记录", body.get("entries"))
        if entries is None:
            yield body
        else:
            shared = {key: value for key, value in body.items() if key not in ("记录", "entries")}
            yield from ({**shared, **entry} for entry in entries)


def _of(record: Mapping[str, Any], chinese: str, english: str) -> Any:
    return record.get(chinese, record.get(english, ""))


def _day(text: str) -> str:
    match = re.fullmatch(r"(\d{4})年(\d+)月(\d+)日", text)
    if match:
        return date(*(int(part) for part in match.groups())).isoformat()
    return text + "-01" * ((10 - len(text)) // 3)


def test_the_same_bytes_each_time(demo: Path, tmp_path: Path) -> None:
    write_demo(tmp_path)
    assert _files(tmp_path) == _files(demo)


def test_the_committed_demo_is_what_the_factory_writes(demo: Path) -> None:
    """After a change: `python -m tests.factory demo records`."""
    written, committed = _files(demo), _files(COMMITTED)
    assert sorted(written) == sorted(committed)
    assert [path for path, text in written.items() if committed[path] != text] == []


def test_314_pupils_96_of_them_left_behind(demo: Path) -> None:
    semester = _load(demo / "semesters" / "2026-autumn.yml")
    assert sum(int(cls["学生数"]) for cls in semester["班级情况"]) == 314
    children = list(_records(demo / "children"))
    left_behind = [
        child
        for child in children
        if _day(_of(child, "入学日期", "enrolled")) <= AS_OF
        and (_of(child, "离校日期", "left") or "9999") >= AS_OF
        and any(
            _day(_of(spell, "起", "since")) <= AS_OF <= (_of(spell, "止", "until") or "9999")
            for spell in _of(child, "留守情况", "left_behind")
        )
    ]
    assert len(left_behind) == 96
    assert "林晓东" in {_of(child, "姓名", "name") for child in left_behind}


def test_nothing_is_dated_later(demo: Path) -> None:
    dated = [
        (kind, record)
        for kind in ("visits", "observations", "health", "provisions", "aid", "activities")
        for record in _records(demo / kind)
        if _of(record, "日期", "date") > AS_OF
    ]
    assert dated == []
    done = {
        "回访日期",
        "复查日期",
        "followed_up",
        "征集日期",
        "认领日期",
        "满愿日期",
        "告知监护人日期",
    }
    for kind in ("visits", "health", "wishes"):
        for record in _records(demo / kind):
            assert all(record[key] <= AS_OF for key in done & record.keys()), record


def test_every_kind_is_in_use_and_the_demo_stays_of_a_size(demo: Path) -> None:
    assert all(any((demo / kind).rglob("*.yml")) for kind in KINDS)
    assert len(_files(demo)) <= 1300
    visits = list(_records(demo / "visits"))
    assert 3000 <= len(visits) <= 4000
    assert len({_of(visit, "内容", "summary") for visit in visits}) > 1500


def test_every_kind_of_visit_activity_and_observation_occurs(demo: Path) -> None:
    def seen(folder: str, key: str, english: str) -> set[str]:
        values: set[str] = set()
        for record in _records(demo / folder):
            value = _of(record, key, english)
            values.update([value] if isinstance(value, str) else value)
        return values

    assert {"家访", "面谈", "电话", "视频", "微信短信", "书信", "谈心", "辅导作业", "亲情电话",
            "亲情书信", "家长到校", "心理辅导", "领回家", "同学互访"} <= seen("visits", "方式", "kind")  # fmt: skip
    assert {"未联系上", "谢绝"} <= seen("visits", "是否联系上", "outcome")
    assert {"家长会", "监护人培训", "家长学校", "法治讲座", "安全讲座", "心理讲座", "心理健康课",
            "主题班队会", "比赛", "展演", "节日活动", "读书", "读后感", "有意义的事", "兴趣小组",
            "研讨会", "周边整治", "四级联动"} <= seen("activities", "类型", "kind")  # fmt: skip
    assert {"学习", "活动", "日常行为", "情感", "进步", "成长日记"} <= seen(
        "observations", "方面", "area"
    )
    assert {"帮扶教师", "代理家长", "社会妈妈/爱心人士", "学习帮手", "手拉手"} <= seen(
        "pairings", "类型", "kind"
    )


def test_the_names_of_files_name_nobody(demo: Path) -> None:
    step = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
    for path in demo.rglob("*"):
        if path.name != "README.md":
            assert step.fullmatch(path.name.removesuffix(".yml")), path
    assert (demo / "visits" / "2026-autumn" / "t07-w04.yml").is_file()
    assert not list((demo / "visits" / "2026-autumn").glob("t07-w0[789].yml"))


def test_no_number_that_could_be_an_identity_number(demo: Path) -> None:
    for path, text in _files(demo).items():
        assert not re.search(rb"\d{15}", text), path


def test_a_school_of_any_size(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    count = write_school(first, children=40, weeks=5)
    assert count == write_school(second, children=40, weeks=5) == len(_files(first))
    assert _files(first) == _files(second)
    assert len(list((first / "children").glob("*.yml"))) == 40
    visits = Counter(
        child
        for visit in _records(first / "visits")
        if visit["方式"] == "家访"
        for child in visit["学生"]
    )
    assert len(visits) == 40
    assert sum(visits.values()) == pytest.approx(40 * 5, rel=0.1)
    assert write_school(tmp_path / "other", children=40, weeks=5, seed=2) == count
    assert _files(tmp_path / "other") != _files(first)


def test_children_grow(demo: Path) -> None:
    """Half a year makes a child two to four centimetres taller, and no eye better."""
    heights: dict[str, list[tuple[str, float, float]]] = {}
    for check in _records(demo / "health"):
        sight = min(float(check["左眼视力"]), float(check["右眼视力"]))
        heights.setdefault(check["学生"], []).append((check["日期"], float(check["身高"]), sight))
    twice = [sorted(checks) for checks in heights.values() if len(checks) == 2]
    assert len(twice) >= 5
    for (_, before, saw), (_, after, sees) in twice:
        assert 2 <= round(after - before, 1) <= 4
        assert sees <= saw
