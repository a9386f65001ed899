"""The school's own page: who leads, the regulations, the semester; and what is missing, each by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builder.render import PAGES, render
from builder.views.school import new_semester, school_view
from builder.views.site import Site

from .schools import EMPTY, SMALL, inspected, site, write

FULL = {
    **SMALL,
    "school.yml": """\
        name: 清溪小学
        repository: {provider: gitea, url: "https://git.example.cn/school/records", branch: main}
        classes:
          - {id: 2024-1, entered: 2024, number: 1}
          - {id: 2023-1, entered: 2023, number: 1}
        leading_group:
          - {staff: t01, post: leader, lines: [全面]}
          - {staff: t02, post: deputy, lines: [安全法制, 思想]}
          - {staff: t03, post: member, lines: [思想]}
        regulations:
          - {title: 帮扶制度, date: 2026-02-27, text: "第一条\\n第二条"}
          - {title: 电话室办法, text: 每天午间开放}
        privacy_officer: t02
        """,
    "semesters/2026-autumn.yml": """\
        name: 2026年秋季学期
        term: autumn
        start: 2026-08-31
        end: 2027-01-17
        midpoint: 2026-11-09
        holidays: [{name: 国庆, from: 2026-10-01, to: 2026-10-07}]
        makeup_days: [2026-10-10]
        windows: {opening: {from: 2026-08-31, to: 2026-09-13}}
        plan: |
          一、九月走完新生家访
          二、十一月开家长会
        classes:
          - {class: 2024-1, class_teachers: [{staff: t02}], pupils: 30, girls: 14, boarders: 3}
          - {class: 2023-1, class_teachers: [{staff: t03, until: 2026-10-20}], pupils: 28, girls: 15}
        """,
    "staff/t01.yml": "{name: 王芳, group: administration, position: 校长, phone: 0576-88880001}\n",
    "staff/t03.yml": "{name: 赵敏, group: teacher, until: 2026-10-20}\n",
}


def full(tmp_path: Path, day: date = date(2026, 10, 28)) -> Site:
    return site(tmp_path, FULL, day=day)


def test_it_has_a_place_of_its_own_in_the_navigation() -> None:
    (kind,) = [kind for kind in PAGES if kind.template == "school"]
    assert kind.nav and not kind.section


def test_the_leading_group_with_posts_lines_and_telephones(tmp_path: Path) -> None:
    view = school_view(full(tmp_path))
    found = [(one.person.id, one.post, one.lines, one.phone, one.gone) for one in view.members]
    assert found == [
        ("t01", "组长", ("全面",), "0576-88880001", False),
        ("t02", "副组长", ("安全法制", "思想"), "", False),
        ("t03", "成员", ("思想",), "", True),
    ]
    assert view.lines == 3
    assert view.officer is not None and view.officer.person.id == "t02"


def test_regulations_stand_with_their_text(tmp_path: Path) -> None:
    view = school_view(full(tmp_path))
    assert [(one.title, one.date) for one in view.regulations] == [
        ("帮扶制度", "2026年2月27日"),
        ("电话室办法", ""),
    ]
    html = render(full(tmp_path / "b"))["school.md"].html
    assert "第一条<br>第二条" in html and "每天午间开放" in html


def test_the_semesters_dates(tmp_path: Path) -> None:
    view = school_view(full(tmp_path))
    assert [(row.name, row.when, row.days, row.now) for row in view.dates] == [
        ("2026年秋季学期", "2026年8月31日–2027年1月17日", 140, True),
        ("前半学期", "8月31日–11月8日", 70, True),
        ("后半学期", "11月9日–1月17日", 70, False),
        ("期初", "8月31日–9月13日", 14, False),
        ("期中", "10月30日–11月19日", 21, False),
        ("期末", "12月28日–1月17日", 21, False),
    ]
    assert [(row.name, row.when, row.days) for row in view.holidays] == [
        ("国庆", "10月1日–10月7日", 7)
    ]
    assert view.makeup_days == ("10月10日 星期六",)
    # Twenty weeks of five days, less five in the holiday, and one made up for.
    assert view.school_days == 96
    # Eight weeks, and Monday to Wednesday.
    assert view.school_days_so_far == 8 * 5 + 3 - 5 + 1
    assert "九月走完新生家访" in view.plan


def test_classes_with_teachers_and_numbers(tmp_path: Path) -> None:
    view = school_view(full(tmp_path))
    found = [
        (row.class_.text, [one.person.id for one in row.teachers], row.vacant, row.pupils)
        for row in view.classes
    ]
    assert found == [("三年级1班", ["t02"], False, 30), ("四年级1班", ["t03"], True, 28)]
    assert [(row.girls, row.boarders, row.children) for row in view.classes] == [
        ("14", "3", 1),
        ("15", "", 1),
    ]
    assert (view.pupils, view.children, view.girls) == (58, 2, "29")
    assert view.boarders == "", "one class did not say, so the sum is not known"


def test_an_earlier_plan_is_kept(tmp_path: Path) -> None:
    spring = """\
        name: 2026年春季学期
        term: spring
        start: 2026-03-02
        end: 2026-07-03
        plan: 春天的计划
        classes: []
        """
    view = school_view(site(tmp_path, {**FULL, "semesters/2026-spring.yml": spring}))
    assert [(one.semester, one.text) for one in view.plans] == [("2026年春季学期", "春天的计划")]


def test_each_blank_piece_says_what_is_missing_and_how_to_add_it(tmp_path: Path) -> None:
    html = render(site(tmp_path, EMPTY))["school.md"].html
    for missing, how in (
        ("还没有登记领导小组", "领导小组: [{教职工: 姓名"),
        ("还没有写明家长对个人信息有疑问时找谁", "个人信息负责人: 姓名"),
        ("还没有学期", "records/semesters/"),
        ("本学期没有班级记录", "records/semesters/"),
        ("还没有本学期的工作计划", "工作计划: |"),
        ("还没有登记制度", "“制度”"),
    ):
        assert missing in html, missing
        assert how in html, how
    bare = SMALL["semesters/2026-autumn.yml"].replace(
        "        holidays: [{name: 国庆, from: 2026-10-01, to: 2026-10-07}]\n", ""
    )
    small = render(site(tmp_path / "b", {**SMALL, "semesters/2026-autumn.yml": bare}))
    assert "学期里没有登记放假" in small["school.md"].html
    assert "放假: [{名称: 国庆节" in small["school.md"].html


def test_what_the_page_tells_to_write_is_understood(tmp_path: Path) -> None:
    """The examples of the empty page, put into the files that they name."""
    write(tmp_path, EMPTY)
    write(tmp_path, {"staff/t01.yml": "{name: 王芳, group: administration}\n"})
    added = "领导小组: [{教职工: 王芳, 职务: 组长, 分管: [全面]}]\n个人信息负责人: 王芳\n"
    text = (tmp_path / "school.yml").read_text("utf-8").rstrip() + "\n" + added
    write(tmp_path, {"school.yml": text})
    found = inspected(tmp_path)
    assert not [f for f in found.findings if f.code.startswith("E")]
    assert [one.staff for one in found.store.school.leading_group] == ["t01"]
    assert found.store.school.privacy_officer == "t01"


def test_a_school_without_a_semester_can_open_one(tmp_path: Path) -> None:
    empty = site(tmp_path, EMPTY)
    assert new_semester(empty).path.endswith("semesters/2026-autumn.yml")
    assert "新建学期" in render(empty)["school.md"].html
    assert "新建学期" not in render(site(tmp_path / "b", SMALL))["school.md"].html
