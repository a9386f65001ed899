"""`roster`: the registers as a workbook, which `import` reads back as the same records."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from builder.cli import run
from builder.read.loading import load
from builder.read.scan import DiskFolder
from builder.store import Store

from .sheets import School, counts, outcomes, snapshot
from .site.schools import EMPTY, SMALL

DEMO = Path(__file__).resolve().parents[1] / "records"
DEMO_DAY = ("--as-of", "2026-11-20", "--locale", "en")


@pytest.fixture
def school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> School:
    """The small school of the site's tests."""
    return School(tmp_path, capsys, SMALL)


@pytest.fixture(scope="module")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything in the demo's registers, and the visits of its semester."""
    path = tmp_path_factory.mktemp("roster") / "demo.xlsx"
    assert run(["roster", "--records", str(DEMO), *DEMO_DAY, "-o", str(path), "--everything"]) == 0
    return path


def stored(folder: Path) -> Store:
    return load([DiskFolder(folder)]).store


def as_set(records: Iterable[Any]) -> list[str]:
    """Records without their order and their files, for comparison."""
    return sorted(
        repr([getattr(one, name) for name in one.__slots__ if name != "origin"]) for one in records
    )


def test_every_row_of_the_demo_is_the_same(
    demo_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(DEMO)
    assert (
        run(["import", str(demo_book), "--records", str(DEMO), *DEMO_DAY, "--write", "--overwrite"])
        == 0
    )
    found = counts(capsys.readouterr().out)
    store = stored(DEMO)
    (semester,) = [one for one in store.semesters if one.id == "2026-autumn"]
    visits = sum(semester.holds(visit.date) for visit in store.visits)
    whole = len(store.children) + len(store.staff) + len(store.pairings) + visits
    assert found == {"new": 0, "same": whole, "changed": 0, "refused": 0, "headings": 4}
    assert snapshot(DEMO) == before


def test_into_an_empty_store_the_same_records(
    demo_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = tmp_path / "records"
    for name in ("school.yml", "policy.yml", "semesters"):
        copy = shutil.copytree if (DEMO / name).is_dir() else shutil.copy
        records.mkdir(exist_ok=True)
        copy(DEMO / name, records / name)
    assert run(["import", str(demo_book), "--records", str(records), *DEMO_DAY, "--write"]) == 0
    ours, theirs = stored(records), stored(DEMO)
    (semester,) = [one for one in theirs.semesters if one.id == "2026-autumn"]
    assert ours.children == theirs.children and ours.staff == theirs.staff
    assert as_set(ours.pairings) == as_set(theirs.pairings)
    assert as_set(ours.visits) == as_set(v for v in theirs.visits if semester.holds(v.date))
    assert run(["check", "--records", str(records), *DEMO_DAY]) == 0


EVERY_FIELD = """\
name: 方 小圆
sex: female
born: 2017-05-06
class: 2024-1
earlier_classes: [{class: 2023-1, until: 2025-07-01}]
enrolled: 2023-09
left: 2027-01-01
left_reason: transferred
ethnicity: 畲族
hukou: rural
student_no: "012"
left_behind: [{since: "2021", until: 2022-01-01, type: other}, {since: 2024-09, type: both_parents_away}]
boarding: [{since: 2024-09-01, until: 2025-01-10}, 2025-09]
priority: [{since: 2025-09-01, reason: "情绪低；2026 年再看\\n第二行"}]
unguarded: [2026-10-01]
needs: [study, life]
concerns: [emotional]
personality: 无
interests: ["画画、唱歌", "=跳舞", "a,b"]
health: {condition: 良好, illnesses: ["无"], allergies: [花粉, 虾], disability: 无, notes: "-"}
hardship: [low_income, orphan]
home: {village: 上坪村, address: 12号, distance_km: 3.25}
parents:
  - {relation: mother, name: 王芳, phone: "0576-88881234", deceased: true}
  - {relation: father, name: 方大, phone: 13800000001, work_place: 东莞, away_since: 2020-02, best_time: 晚上}
  - {relation: father, name: 方二}
guardians:
  - {name: 李秀英, relation: grandmother, phone: "1e3", address: 邻村, capacity: poor, entrusted: 2025-09-01, since: 2024, until: 2026-01-01}
  - {name: 李秀英, relation: other, since: 2026-02-01}
  - {name: 方三, relation: relative}
absences: [{from: 2026-09-01, to: 2026-09-05, reason: 去父母那里}]
consent: {by: 王芳, relation: 母亲, date: 2026-09-01, scope: [建档, 结对]}
retain_until: 2030-01-01
notes: |
  第一行
    缩进
  +1
"""


def test_every_field_of_a_child_goes_out_and_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path, capsys, {**SMALL, "children/c99.yml": EVERY_FIELD})
    book = tmp_path / "x.xlsx"
    assert school.shouwang("roster", "-o", book)[0] == 0
    assert set(outcomes(school.takes(book)[1])) == {"headings", "same"}
    before = school.store.children
    for kind in ("children", "pairings", "visits"):
        shutil.rmtree(school.records / kind)
    _, out = school.takes(book, "--write")
    assert (counts(out)["new"], counts(out)["same"]) == (3 + 2 + 6, 3)
    assert school.store.children == before


def test_the_workbook_is_one_to_work_with(school: School, tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    status, out, _ = school.shouwang("roster", "-o", path, "--locale", "zh_CN")
    assert status == 0 and "学生: 2 行" in out
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["学生", "教职工", "结对", "帮扶记录", "统计表"]
    children = book["学生"]
    heads = [str(cell.value).replace("\n", "") for cell in children[1]]
    assert heads[:5] == ["编号", "姓名", "现在班级", "性别", "出生日期"]
    assert "父亲务工地" in heads and "监护人2电话" in heads and "健康状况过敏" in heads
    assert children.freeze_panes == "D2" and children.auto_filter.ref.endswith("3")
    phone = {str(cell.value) for line in children.iter_rows() for cell in line}
    assert "0576-88881234" in phone
    figures = {tuple(line[:2]): line for line in book["统计表"].iter_rows(values_only=True)}
    assert figures["留守儿童", None][2:] == (1, 1, 2, "2/58（3.4%）")
    assert figures["性别", "女"][2:] == (0, 1, 1, "1/2（50.0%）")


def test_the_same_records_give_the_same_bytes(school: School, tmp_path: Path) -> None:
    school.shouwang("roster", "-o", tmp_path / "a.xlsx")
    school.shouwang("roster", "-o", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_never_over_another_file_unless_told(school: School, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"mine")
    status, _, err = school.shouwang("roster", "-o", path)
    assert status == 2 and "--force" in err and path.read_bytes() == b"mine"
    assert school.shouwang("roster", "-o", path, "--force")[0] == 0
    assert path.read_bytes()[:2] == b"PK"


def test_a_folder_that_cannot_be_written(school: School, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    status, _, err = school.shouwang("roster", "-o", tmp_path / "file" / "x.xlsx")
    assert status == 2 and err.count("\n") == 1


RESTRICTED = {
    **SMALL,
    "children/c03.yml": """\
        name: 撤回的
        sex: male
        born: 2017-01-01
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: other}]
        consent: {by: 家长, date: 2026-09-01, withdrawn: 2026-10-01}
        """,
    "pairings/c03.yml": "{kind: friend, child: c01, peer: c03, since: 2026-08-31}\n",
    "visits/secret.yml": """\
        - {date: 2026-10-05, children: c01, kind: counselling, by: t02, summary: 不外传甲}
        - {date: 2026-10-06, children: c01, kind: talk, by: t02, summary: 不外传乙, confidential: true}
        - {date: 2026-10-07, children: [c01, c03], kind: talk, by: t02, summary: 不外传丙}
        """,
}


def test_what_is_confidential_stays_out_unless_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path, capsys, RESTRICTED)
    path = tmp_path / "x.xlsx"
    _, out, _ = school.shouwang("roster", "-o", path)
    assert "5 records are left out" in out
    assert not [word for word in ("撤回的", "不外传", "c03") if word in _everything(path)]
    _, out, _ = school.shouwang("roster", "-o", path, "--force", "--everything")
    assert "left out" not in out
    assert all(word in _everything(path) for word in ("撤回的", "不外传甲", "不外传乙", "不外传丙"))


def _everything(path: Path) -> str:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return "\n".join(
        str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row
    )


def test_visits_of_a_semester(school: School, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    _, out, _ = school.shouwang("roster", "-o", path, "--semester", "all")
    assert "Visit: 6 rows" in out
    status, _, err = school.shouwang("roster", "-o", path, "--force", "--semester", "2020-autumn")
    assert status == 2 and err.count("\n") == 1


def test_an_empty_school_gets_a_form_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path, capsys, EMPTY)
    path = tmp_path / "x.xlsx"
    assert school.shouwang("roster", "-o", path, "--locale", "zh_CN")[0] == 0
    book = openpyxl.load_workbook(path)
    page = book["学生"]
    filled = {
        "姓名": "张三",
        "性别": "男",
        "出生日期": "2017-05-06",
        "班级": "2024-1",
        "入学日期": "2024-09",
        "留守情况": "2024-09起 双方外出",
    }
    page.append([filled.get(str(cell.value)) for cell in page[1]])
    book.save(path)
    status, out = school.takes(path, "--write")
    assert (status, counts(out)["new"]) == (0, 1)
    assert school.child("张三").id == "c2401"


def test_names_that_a_list_would_take_apart_come_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comma or a slash in a name, and in the title of a need of the school's own."""
    files = {
        **SMALL,
        "school.yml": SMALL["school.yml"]
        + 'needs: [{id: life, title: 生活照顾}, {id: art, title: "音乐、美术"}]\n',
        "children/c02.yml": SMALL["children/c02.yml"].replace("name: 王小雨", 'name: "王/小雨"')
        + "needs: [life, art]\n",
        "staff/t02.yml": "{name: 'Li, Qiang', group: teacher}\n",
        "visits/x.yml": "{date: 2026-10-12, children: [c01, c02], kind: talk, by: [t02, t03], summary: x}\n",
    }
    school = School(tmp_path, capsys, files)
    book = tmp_path / "x.xlsx"
    school.shouwang("roster", "-o", book, "--locale", "zh_CN")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    needs = {row[0]: row[heads.index("需求")] for row in rows}
    assert needs["c02"] == "生活照顾、art", "people read titles"
    assert set(outcomes(school.takes(book)[1])) == {"headings", "same"}


def test_what_has_an_error_is_said_to_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = SMALL["children/c01.yml"].replace("sex: male", "sex: x")
    school = School(tmp_path, capsys, {**SMALL, "children/c01.yml": broken})
    _, out, _ = school.shouwang("roster", "-o", tmp_path / "x.xlsx")
    assert "1 file of the records has an error and is left out (shouwang check)." in out
    good = School(tmp_path / "good", capsys, SMALL)
    assert "left out" not in good.shouwang("roster", "-o", tmp_path / "y.xlsx")[1]


def test_boarding_is_no_kind_of_being_left_behind(school: School, tmp_path: Path) -> None:
    book = tmp_path / "x.xlsx"
    school.shouwang("roster", "-o", book, "--locale", "zh_CN")
    rows = list(openpyxl.load_workbook(book)["统计表"].iter_rows(values_only=True))
    kinds = {row[1] for row in rows if row[0] == "留守情况"}
    assert kinds == {"双方外出", "一方外出"}
    assert {"寄宿", "重点帮扶", "无人监护"} <= {row[0] for row in rows}


def test_the_class_now_is_the_same_on_every_sheet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That of the day, for a child whose move is still to come; of one who left, the last one."""
    moving = SMALL["children/c01.yml"].replace(
        "class: 2024-1",
        "class: 2023-1\n        earlier_classes: [{class: 2024-1, until: 2026-11-30}]",
    )
    left = (
        SMALL["children/c02.yml"]
        .replace("2023-1", "2020-1")
        .replace("2023-09-01", "2020-09-01")
        .replace("2016-03-02", "2014-03-02\n        left: 2026-07-05")
    )
    over = "{kind: proxy_parent, child: c02, staff: t01, since: 2025-08-31, until: 2026-07-05}\n"
    classes = SMALL["school.yml"].replace(
        "classes:\n", "classes:\n          - {id: 2020-1, entered: 2020, number: 1}\n"
    )
    files = {"children/c01.yml": moving, "children/c02.yml": left, "pairings/c02.yml": over}
    school = School(tmp_path, capsys, {**SMALL, **files, "school.yml": classes})
    path = tmp_path / "roster.xlsx"
    status, *_ = school.shouwang("roster", "-o", path, "--locale", "zh_CN", "--everything")
    assert status == 0
    book = openpyxl.load_workbook(path)
    for sheet, key in (("学生", "编号"), ("结对", "学生")):
        rows = book[sheet].iter_rows(values_only=True)
        heads = [str(cell).replace("\n", "") for cell in next(rows)]
        now = {row[heads.index(key)]: row[heads.index("现在班级")] for row in rows}
        assert now == {"c01": "三1班", "c02": "六1班"}, sheet
