"""Handbooks and forms: every visit of a semester, and nothing that was told in confidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builder.render import Page, render
from builder.views.prints.documents import handbooks, periods, printed_visit
from builder.views.prints.handbook import HandbookChild, HandbookView, sheets
from builder.views.site import Site

from .prints import OTHERS, Rooms, part, printed
from .schools import DAY, SMALL, site


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site(tmp_path_factory.mktemp("full"), {**SMALL, **OTHERS})


@pytest.fixture(scope="module")
def pages(full: Site) -> dict[str, Page]:
    return printed(full)


def handbook(school: Site, path: str) -> HandbookView:
    """One handbook by its path."""
    return next(sheet.context for sheet in sheets(school) if sheet.path == f"print/{path}")


def held(child: HandbookChild) -> list[tuple[str, str]]:
    """As what, and from when to when."""
    return [(role.name, role.days) for role in child.roles]


def loads(view: HandbookView) -> dict[str, tuple[int, int]]:
    """By role: the children of the period, and those of its last day."""
    return {load.name: (load.whole, load.last) for load in view.load}


# Handbooks and forms


def test_a_handbook_has_every_visit_of_the_semester_by_date(full: Site) -> None:
    view = handbook(full, "handbook-t02")
    made = [one for one in full.visits_by["t02"] if date(2026, 8, 31) <= one.date]
    assert len(view.contents) + view.left_out == len(made) == 10
    assert [form.number for form in view.forms] == [*range(1, len(view.forms) + 1)]
    days = [row.when for row in view.contents]
    assert days == [full.language.short_day(one.date) for one in made if one.children != ("c03",)]
    assert (view.whole.reached, view.whole.tried) == (8, 9)
    assert {form.title for form in view.forms} == {"家访记录表", "帮扶记录表"}
    since = "2026年8月31日起"
    assert [(child.name, held(child), child.times) for child in view.children] == [
        ("林晓东", [("班主任", since), ("帮扶教师", since)], 6),
        ("方圆", [("班主任", since)], 0),
    ]
    assert loads(view) == {"班主任": (3, 3), "帮扶教师": (2, 2), "代理家长": (0, 0)}


def test_a_child_handed_over_stays_in_the_handbook_with_its_dates(tmp_path: Path) -> None:
    """Whoever gave a child up in the middle of the semester looked after it until then."""
    files = {
        **SMALL,
        "pairings/c01.yml": """\
            - {kind: paired_teacher, child: c01, staff: t02, since: 2026-08-31, until: 2026-09-20}
            - {kind: proxy_parent, child: c01, staff: t01, since: 2026-09-01, until: 2026-09-10}
            - {kind: proxy_parent, child: c01, staff: t01, since: 2026-10-01}
            - {kind: community_parent, child: c01, staff: t01, since: 2026-10-29}
            - {kind: community_parent, child: c02, staff: t04, since: 2025-09-01, until: 2026-08-30}
            - {kind: community_parent, child: c02, staff: t05, since: 2025-09-01, until: 2026-08-31}
            """,
        "staff/t04.yml": "{name: 周姨, group: outside}\n",
        "staff/t05.yml": "{name: 孙姨, group: outside}\n",
        "semesters/2026-autumn.yml": SMALL["semesters/2026-autumn.yml"].replace(
            "[{staff: t02}]", "[{staff: t02, until: 2026-10-09}, {staff: t03, since: 2026-10-10}]"
        ),
    }
    school = site(tmp_path, files)
    view = handbook(school, "handbook-t02")
    assert [(child.name, held(child)) for child in view.children] == [
        (
            "林晓东",
            [
                ("班主任", "2026年8月31日 – 2026年10月9日"),
                ("帮扶教师", "2026年8月31日 – 2026年9月20日"),
            ],
        )
    ]
    assert loads(view) == {"班主任": (1, 0), "帮扶教师": (1, 0), "代理家长": (0, 0)}
    again = handbook(school, "handbook-t01")
    assert [(child.name, held(child)) for child in again.children] == [
        ("林晓东", [("代理家长", "2026年9月1日 – 2026年9月10日"), ("代理家长", "2026年10月1日起")]),
        ("王小雨", [("代理家长", "2026年8月31日起")]),
    ], "what begins after the day is not in it"
    assert loads(again)["代理家长"] == (2, 2), "once, however often it was taken up"
    pages = printed(school)
    assert "2026年8月31日 – 2026年9月20日" in pages["handbook-t02"].html
    assert "handbook-t04" not in pages, "given up before the semester"
    assert "2025年9月1日 – 2026年8月31日" in pages["handbook-t05"].html, "on its first day"


def test_a_form_is_the_record_and_its_blanks(pages: dict[str, Page], full: Site) -> None:
    visit = next(one for one in full.store.visits if one.problem)
    html = pages["handbook-t02"].html
    form = part(html, printed_visit(full, visit).partition("#")[2])
    assert Rooms(form).found == [
        *(("学生", "林晓东"), ("班级", "三年级1班"), ("日期", "2026年10月14日")),
        *(("方式", "家访"), ("受访人", "监护人"), ("时长", "")),
        *(("帮扶人", "李强"), ("是否联系上", "已联系"), ("目的", "")),
        *(("家庭住址", "上坪村12号"), ("监护人", "陈秀英（祖母） 0576-88881234")),
        *(("内容", "晚上睡得晚"), ("家庭情况", ""), ("家长意见", "")),
        *(("发现的问题", "看手机太久"), ("帮扶措施", "")),
        *(("回访事项", "再去看看"), ("回访期限", "2026年10月20日"), ("回访日期", "")),
    ]
    for words in ("帮扶人签字", "监护人签字", "学校审核", "年　　月　　日"):
        assert words in form


def test_who_was_not_there_in_person_does_not_sign(tmp_path: Path) -> None:
    visits = """\
        by: t02
        entries:
          - {date: 2026-10-01, children: c01, kind: home_visit, with: [guardian, parent], summary: 奶奶和父亲}
          - {date: 2026-10-02, children: c01, kind: [school_visit, letter], summary: 母亲来校}
          - {date: 2026-10-03, children: c01, kind: phone_call, with: guardian, summary: 电话}
          - {date: 2026-10-04, children: c01, kind: tutoring}
          - {date: 2026-10-05, children: c01, kind: home_visit, with: child, summary: 只有孩子在家}
          - {date: 2026-10-06, children: c01, kind: home_visit, with: guardian, outcome: not_reached}
        """
    school = site(tmp_path, {**SMALL, "visits/2026-autumn/t02.yml": visits})
    forms = handbook(school, "handbook-t02").forms
    assert [form.signer for form in forms] == ["guardian", "parent", "", "", "", ""]
    html = printed(school)["handbook-t02"].html
    signed = ["监护人签字" in part(html, form.anchor) for form in forms]
    assert signed == [True, False, False, False, False, False]
    assert "父母签字" in part(html, forms[1].anchor)
    assert html.count("帮扶人签字") == 7 and "帮扶教师签字" not in html, "each form, and the cover"


def test_a_home_visit_to_several_has_the_address_of_each(tmp_path: Path) -> None:
    """Once where it is the same; by name where it isn't; of a whole group at school none."""
    sister = SMALL["children/c01.yml"].replace("林晓东", "林晓雨").replace("2017-05", "2018-05")
    visits = """\
        by: t02
        entries:
          - {date: 2026-10-01, children: [c01, c11], kind: home_visit, with: guardian, summary: 姐弟}
          - {date: 2026-10-02, children: [c01, c02], kind: home_visit, with: guardian, summary: 两家}
          - {date: 2026-10-03, children: [c01, c03], kind: home_visit, with: guardian, summary: 一家不列}
          - {date: 2026-10-04, children: [c01, c02], kind: talk, summary: 在校}
          - {date: 2026-10-05, children: [c02, c04], kind: home_visit, with: child, summary: 没有登记}
        """
    more = {"children/c11.yml": sister, "visits/2026-autumn/t02.yml": visits}
    forms = handbook(site(tmp_path, {**SMALL, **OTHERS, **more}), "handbook-t02").forms
    found = {form.summary: (form.home_address, form.guardian) for form in forms}
    mine = "陈秀英（祖母） 0576-88881234"
    assert found["姐弟"] == ("上坪村12号", mine)
    other = "王大山（祖父） 0576-88885678"
    assert found["两家"] == ("林晓东：上坪村12号；王小雨：", f"林晓东：{mine}；王小雨：{other}")
    assert found["一家不列"] == ("林晓东：上坪村12号", f"林晓东：{mine}")
    assert found["在校"] == ("", "")
    assert found["没有登记"] == ("", f"王小雨：{other}；方圆：")


def test_in_english_no_two_fields_of_a_form_have_one_name(tmp_path: Path) -> None:
    html = printed(site(tmp_path, SMALL, "en"))["visit-form"].html
    rooms = Rooms(html).found
    labels = [label for label, _ in rooms]
    assert len(labels) == len(set(labels)), labels
    assert dict(rooms)["Date"] == "____ / ____ / ________"


def test_a_confidential_visit_is_a_day_and_that_somebody_was_reached(
    full: Site, pages: dict[str, Page]
) -> None:
    for path, page in pages.items():
        assert "心里的话" not in page.html and "家里的秘密" not in page.html
        # The notice to parents says who knows of such talks; it is about no child.
        assert "心理辅导" not in page.html or path == "notice"
    secret = [row for row in handbook(full, "handbook-t02").contents if not row.number]
    assert [(row.when, row.outcome) for row in secret] == [
        ("9月12日", "已联系"),
        ("9月13日", "已联系"),
    ]
    assert all(not (row.children or row.what or row.anchor or row.ids) for row in secret)
    assert handbook(full, "handbook-t02").children[0].times == 6, "none may be told by subtraction"
    assert ("保密", 2) in [
        (kind.label, kind.tried) for kind in handbook(full, "handbook-t02").kinds
    ]


def test_a_withdrawn_child_is_counted_on_the_form_of_others(pages: dict[str, Page]) -> None:
    html = pages["handbook-t02"].html
    assert "不该印出来的话" not in html
    assert "另有1次帮扶的学生已撤回知情同意，未列出。" in html
    assert "林晓东（另有1名学生不列名）" in html and "两人一起口算" in html


def test_each_visit_leads_to_its_form(full: Site, pages: dict[str, Page]) -> None:
    """Of this semester and the one before in the handbooks; older ones stand on a page of forms."""
    where = {one.summary: printed_visit(full, one) for one in full.store.visits}
    assert where["晚上睡得晚"].startswith("print/handbook-t02.html#r-")
    assert where["上学期的电话"].startswith("print/earlier-t02.html#r-")
    assert where["暑假家访"].startswith("print/earlier-t02.html#r-"), "the vacation after it"
    assert where["去年的家访"].startswith("print/forms-t02.html#r-"), "before any semester"
    for none in ("心里的话", "家里的秘密", "不该印出来的话", "一起做了风筝"):
        assert where[none] == "", none
    for href in filter(None, where.values()):
        path, _, place = href.removeprefix("print/").partition("#")
        assert f'id="{place}"' in pages[path.removesuffix(".html")].html, href
    everything = render(full)
    assert f'href="../{where["暑假家访"]}"' in everything["children/c01.md"].html
    assert f'href="../{where["晚上睡得晚"]}"' in everything["staff/t02.md"].html
    assert 'href="../print/handbook-t02.html"' in everything["staff/t02.md"].html
    assert 'href="../print/archive-2024-1.html#child-c01"' in everything["children/c01.md"].html
    assert "print/cards" not in everything["children/c03.md"].html, "withdrawn: archive alone"


def test_the_semester_before_has_a_handbook_of_its_own(full: Site) -> None:
    this, before = periods(full)
    assert (this.first, this.last) == (date(2026, 8, 31), DAY)
    assert (before.first, before.last) == (date(2026, 2, 23), date(2026, 8, 30))
    view = handbook(full, "earlier-t02")
    assert [form.summary for form in view.forms] == ["上学期的电话", "暑假家访"]
    assert view.forms[0].minutes == "12分钟"
    assert view.forms[0].class_ == "二年级1班", "the class's name of then"
    then = [("班主任", "2026年2月23日 – 2026年8月30日")]
    assert [held(child) for child in view.children] == [then] * 2, "the roles of then"
    links = [link.href for link in handbooks(full, "t02")]
    assert links == ["print/handbook-t02.html", "print/earlier-t02.html"]


def test_any_older_visit_has_its_form(tmp_path: Path) -> None:
    """A page of forms for each person and semester, also of somebody who is no longer there."""
    older = """\
        name: 2025年秋季学期
        term: autumn
        start: 2025-09-01
        end: 2026-01-18
        classes: [{class: 2024-1, class_teachers: [{staff: t02}], pupils: 30}]
        """
    more = """\
        - {date: 2026-02-22, children: [c01, c03], kind: talk, by: t04, summary: 寒假里}
        - {date: 2025-10-06, children: c03, kind: talk, by: t04, summary: 不该印出来的话}
        - {date: 2025-10-07, children: c01, kind: counselling, by: t04, summary: 心里的话}
        - {date: 2025-08-31, children: c03, kind: talk, by: t04, summary: 不该印出来的话}
        """
    files = {
        **SMALL,
        **OTHERS,
        "semesters/2025-autumn.yml": older,
        "visits/2025-autumn/t04.yml": more,
        "staff/t04.yml": "{name: 吴凡, group: teacher, until: 2026-02-28}\n",
    }
    school = site(tmp_path, files)
    where = {one.summary: printed_visit(school, one) for one in school.store.visits}
    assert where["去年的家访"].startswith("print/forms-2025-autumn-t02.html#r-")
    assert where["寒假里"].startswith("print/forms-2025-autumn-t04.html#r-"), (
        "the vacation after it"
    )
    pages = printed(school)
    assert {name for name in pages if name.startswith("forms-")} == {
        "forms-2025-autumn-t02",
        "forms-2025-autumn-t04",
    }
    page = pages["forms-2025-autumn-t04"].html
    form = part(page, where["寒假里"].partition("#")[2])
    assert dict(Rooms(form).found)["学生"] == "林晓东（另有1名学生不列名）"
    assert "不该印出来的话" not in page and "心里的话" not in page
    assert "另有1次帮扶保密，没有表单。" in page
    assert "另有1次帮扶的学生已撤回知情同意，未列出。" in page
    everything = render(school)
    assert f'href="../{where["去年的家访"]}"' in everything["children/c01.md"].html
    assert 'href="../print/forms-2025-autumn-t04.html"' in everything["print/index.md"].html


def test_who_has_nobody_has_no_handbook(full: Site, pages: dict[str, Page]) -> None:
    found = sorted(name for name in pages if name.startswith(("handbook-", "earlier-")))
    assert found == ["earlier-t02", "handbook-t01", "handbook-t02", "handbook-t03"]
    assert handbook(full, "handbook-t01").forms == (), "a child, and no visit yet"
    assert handbooks(full, "t09") == ()
