"""The documents of a class on paper: what is on them, who is, and who is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from builder.i18n import language
from builder.qr import qr_code, site_address
from builder.render import Page, render, sheets_of
from builder.site_plugin import site_of
from builder.views.prints.archive import archive_view
from builder.views.prints.cards import cards_view
from builder.views.prints.documents import DOCUMENTS, class_documents
from builder.views.prints.pairs import pairs_view
from builder.views.prints.register import register_view
from builder.views.prints.statistics import statistics_view
from builder.views.site import Site

from .prints import OTHERS, Rooms, drawn, part, printed
from .schools import EMPTY, SMALL, inspected, site, write

DEMO = Path(__file__).parents[2] / "records"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site(tmp_path_factory.mktemp("full"), {**SMALL, **OTHERS})


@pytest.fixture(scope="module")
def pages(full: Site) -> dict[str, Page]:
    return printed(full)


# The five documents


@pytest.mark.parametrize("school", ["small", "full", "demo"])
def test_every_class_has_its_five_documents_with_its_children_and_no_others(
    school: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made: dict[str, Callable[[], Site]] = {
        "small": lambda: site(tmp_path, SMALL),
        "full": lambda: request.getfixturevalue("full"),
        "demo": lambda: site_of(inspected(DEMO, date(2026, 11, 20)), [DEMO], language("zh_CN")),
    }
    one = made[school]()
    paths = {sheet.path for _, sheets in sheets_of(one) for sheet in sheets}
    for cls in one.semester_classes:
        links = class_documents(one, cls.class_)
        assert {link.href.removesuffix(".html") for link in links} <= paths
        assert [link.href.split("/")[1].split("-")[0] for link in links] == [*DOCUMENTS]
        children = one.children_of_class[cls.class_]
        named = [child for child in children if child.id not in one.withdrawn]
        assert [sheet.id for sheet in archive_view(one, cls).sheets] == [c.id for c in children]
        assert [card.id for card in cards_view(one, cls).cards] == [c.id for c in named]
        rows = register_view(one, cls).rows
        assert [(row.number, row.name) for row in rows] == [
            (n, child.name) for n, child in enumerate(named, 1)
        ]
        assert statistics_view(one, cls).whole.n == len(children)
        pairs = pairs_view(one, cls)
        texts = [cell.text for card in pairs.cards for cell in card.cells]
        assert pairs.whole == len(children)
        assert len(pairs.alone) <= pairs.whole - pairs.paired <= len(pairs.alone) + pairs.unnamed
        assert pairs.no_card or all(child.name in (*texts, *pairs.alone) for child in named)
        assert set(pairs.alone) <= {child.name for child in named} - set(texts)


def test_what_is_blank_is_a_blank_to_fill_in(pages: dict[str, Page]) -> None:
    rooms = Rooms(part(pages["archive-2024-1"].html, "child-c04")).found
    texts = dict(rooms)
    blank = "民族 户籍 家庭住址 离校公里 性格特征 兴趣爱好 健康状况 健康说明 过敏 体检 代理家长 保存至 备注"
    assert {label for label, text in rooms if not text} >= set(blank.split())
    assert texts["姓名"] == "方圆" and texts["无人监护"] == "是" and texts["困难情况"] == "低保"
    labels = [label for label, _ in rooms]
    whole = [label for label, _ in Rooms(part(pages["archive-2024-1"].html, "child-c01")).found]
    assert labels == whole, "the same form for everybody"
    sheet = part(pages["archive-2024-1"].html, "child-c04")
    assert "<tr><td>父亲</td><td></td><td></td><td></td><td></td><td></td></tr>" in sheet
    assert "<tr><td>母亲</td><td></td>" in sheet


def test_the_archive_says_what_is_on_record(pages: dict[str, Page]) -> None:
    sheet = part(pages["archive-2024-1"].html, "child-c01")
    texts = dict(Rooms(sheet).found)
    assert texts["出生日期"] == "2017年5月6日（9岁）"
    assert texts["留守情况"] == "双方外出（2024年9月1日起）"
    assert texts["家庭住址"] == "上坪村12号"
    assert (texts["性格特征"], texts["兴趣爱好"]) == ("话不多，喜欢画画", "画画")
    assert (texts["帮扶教师"], texts["手拉手"]) == ("李强", "王小雨")
    assert texts["监护人"] == "5次（上次 10月14日）", "counted as the child's page counts"
    father = (
        "<tr><td>父亲</td><td>林大勇</td><td>13800000001</td><td>东莞</td><td></td><td></td></tr>"
    )
    assert father in sheet
    assert "<tr><td>祖母</td><td>陈秀英</td><td>0576-88881234</td>" in sheet
    for words in ("填表人", "监护人签字", "学校盖章", "年　　月　　日"):
        assert words in sheet


def test_a_health_check_has_its_units_and_decimals(tmp_path: Path) -> None:
    check = """\
        - {child: c01, date: 2026-09-20, height_cm: 138.5, weight_kg: 30, vision_left: 5.0, vision_right: 4.9, systolic: 106, diastolic: 71, lung_capacity_ml: 1800, chest_cm: 66, abnormal: [龋齿]}
        - {child: c02, date: 2026-09-20, diastolic: 60}
        """
    found = printed(site(tmp_path, {**SMALL, "health/2026.yml": check}))
    rooms = dict(Rooms(part(found["archive-2024-1"].html, "child-c01")).found)
    assert rooms["体检"] == (
        "2026年9月20日：身高138.5cm、体重30.0kg、左眼视力5.0、右眼视力4.9、肺活量1,800ml、胸围66.0cm、"
        "血压106/71mmHg、异常：龋齿"
    )
    assert rooms["健康状况"] == "良好" and rooms["健康说明"] == ""
    rooms = dict(Rooms(part(found["archive-2023-1"].html, "child-c02")).found)
    assert rooms["体检"] == "2026年9月20日：血压–/60mmHg"


def test_a_community_parent_is_on_the_card_and_in_the_archive_with_the_telephone(
    tmp_path: Path,
) -> None:
    files = {
        **SMALL,
        "staff/t05.yml": "{name: 孙姨, group: outside, phone: '13900000005'}\n",
        "pairings/t05.yml": "{kind: community_parent, child: c01, staff: t05, since: 2026-09-01}\n",
    }
    found = printed(site(tmp_path, files))
    rooms = dict(Rooms(part(found["archive-2024-1"].html, "child-c01")).found)
    assert rooms["社会妈妈/爱心人士"] == "孙姨 13900000005"
    card = part(found["cards-2024-1"].html, "child-c01")
    assert "社会妈妈/爱心人士" in card and "13900000005" in card
    assert "社会妈妈" not in found["cards-2023-1"].html, "no blank for what nobody misses"


LEFT = {
    "children/c05.yml": SMALL["children/c01.yml"].replace("林晓东", "钱走").rstrip()
    + "\n        left: 2026-10-10\n        left_reason: transferred\n",
    "children/c06.yml": OTHERS["children/c03.yml"].replace("周明", "孙离").rstrip()
    + "\n        left: 2026-07-05\n",
    "pairings/left.yml": """\
        - {kind: paired_teacher, child: c05, staff: t03, since: 2026-09-01, until: 2026-10-10}
        - {kind: proxy_parent, child: c05, staff: t01, since: 2026-09-01, until: 2026-10-09}
        - {kind: friend, child: c05, peer: c01, since: 2026-09-07, until: 2026-10-10}
        """,
}


def test_a_child_who_left_has_the_archive_of_the_last_day(tmp_path: Path) -> None:
    """At a transfer it is what has to be handed over; with no more of it than may be kept."""
    school = site(tmp_path, {**SMALL, **OTHERS, **LEFT})
    everything = render(school)
    for child in ("c05", "c06"):
        html = everything[f"children/{child}.md"].html
        assert (
            f'href="../print/left-2024-1.html#child-{child}"' in html and "print/cards" not in html
        )
    assert 'href="../print/left-2024-1.html"' in everything["print/index.md"].html
    page = everything["print/left-2024-1.md"].html
    sheet = part(page, "child-c05")
    rooms = dict(Rooms(sheet).found)
    assert (rooms["离校日期"], rooms["离校原因"]) == ("2026年10月10日", "转学")
    assert (rooms["帮扶教师"], rooms["代理家长"]) == ("赵敏", ""), "as of the last day"
    assert rooms["手拉手"] == "林晓东" and "截至2026年10月10日" in sheet
    assert "本学期已沟通" not in sheet
    gone = part(page, "child-c06")
    assert dict(Rooms(gone).found) == {"姓名": "孙离", "班级": "二年级1班"}
    assert "半山村" not in gone and "2026年7月5日" in gone
    assert "钱走" not in everything["print/archive-2024-1.md"].html
    before = site(tmp_path / "before", {**SMALL, **OTHERS, **LEFT}, day=date(2026, 10, 10))
    assert "离校日期" not in render(before)["print/archive-2024-1.md"].html, "the last day itself"


def test_the_head_of_a_document_is_no_sentence(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if name != "index":
            assert "截至2026年10月28日。" not in page.html, name


def test_a_withdrawn_child_is_in_the_statutory_archive_and_the_counts(
    full: Site, pages: dict[str, Page]
) -> None:
    sheet = part(pages["archive-2024-1"].html, "child-c03")
    assert dict(Rooms(sheet).found) == {"姓名": "周明", "班级": "三年级1班"}
    assert "周老汉" in sheet and "祖父" in sheet and "知情同意已于2026年10月20日撤回" in sheet
    for secret in ("13800000003", "88880003", "义乌", "半山村", "好动", "周母", "一般"):
        assert secret not in sheet
    for name, page in pages.items():
        if name != "archive-2024-1":
            assert "周明" not in page.html and "c03" not in page.html, name
    for name in ("cards-2024-1", "register-2024-1", "pairs-2024-1", "handbook-t02"):
        assert "另有1名学生已撤回知情同意，计入人数，未列名。" in pages[name].html, name
    assert "其中1名学生已撤回知情同意，只计数，不列名。" in pages["statistics-2024-1"].html
    assert statistics_view(full, full.semester_classes[0]).whole.n == 3
    assert "另有1名" not in pages["register-2023-1"].html


def test_the_register_has_its_columns(pages: dict[str, Page]) -> None:
    html = pages["register-2024-1"].html
    first = re.search(r"<tbody>\s*<tr>(.*?)</tr>", html, re.DOTALL)
    assert first is not None
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", first[1], re.DOTALL)
    assert cells == [
        *("1", "林晓东", "男", "2017-05-06", "上坪村12号"),
        *("林大勇", "东莞", "13800000001", "", "", ""),
        *("陈秀英", "祖母", "0576-88881234", "", "双方外出", "否", "李强", "", ""),
    ]
    assert len(re.findall(r"<col ", html)) == len(cells)
    assert "无人监护" in html, "where there is no guardian, the register says why"


def test_the_statistics_add_up(full: Site) -> None:
    for cls in full.semester_classes:
        view = statistics_view(full, cls)
        for section in view.sections:
            assert all(row.n == row.boys + row.girls for row in section.rows), section.title
            assert all(row.whole == view.whole.n for row in section.rows), section.title
        by_title = {section.title: section.rows for section in view.sections}
        for title in ("监护人", "监护情况"):
            assert sum(row.n for row in by_title[title]) == view.whole.n, title
    view = statistics_view(full, full.semester_classes[0])
    by_title = {s.title: {row.label: row for row in s.rows} for s in view.sections}
    assert {label: row.n for label, row in by_title["监护人"].items() if row.n} == {
        "祖父": 1,
        "祖母": 1,
        "未填写": 1,
    }
    study = by_title["需求"]["学习辅导"]
    assert (study.n, study.boys, study.girls) == (1, 0, 1)
    assert by_title["留守情况"]["双方外出"].n == 2
    assert sum(row.n for row in by_title["留守情况"].values()) == view.whole.n
    assert {label: row.n for label, row in by_title["其他情况"].items()} == {
        "寄宿": 1,
        "重点帮扶": 0,
        "无人监护": 1,
    }
    assert by_title["困难情况"]["孤儿"].n == 0, "nobody is a figure too"
    cells = {cell.label: cell.text for cell in view.cells}
    assert cells["学生数"] == "30" and cells["留守儿童"] == "3/30（10.0%）"
    assert cells["女生数"] == "", "what nobody entered is a blank"


def test_a_pair_has_a_card_with_what_they_did(full: Site, pages: dict[str, Page]) -> None:
    card = pairs_view(full, full.semester_classes[0]).cards[0]
    assert [(cell.label, cell.text) for cell in card.cells] == [
        *(("学生", "林晓东"), ("性别", "男"), ("年龄", "9岁"), ("班级", "三年级1班")),
        ("兴趣爱好", "画画"),
        *(("同学", "王小雨"), ("性别", "女"), ("年龄", "10岁"), ("班级", "四年级1班")),
        ("兴趣爱好", ""),
        *(("类型", "手拉手"), ("结对日期", "2026年9月7日"), ("目标", "一起上学")),
    ]
    assert card.visits == (("10月18日", "一起做了风筝"),)
    assert "一起做了风筝" in pages["pairs-2023-1"].html, "on the card of either class"


def test_who_is_paired_with_a_child_that_may_not_be_named_is_paired(
    full: Site, pages: dict[str, Page]
) -> None:
    """Counted with everybody, without a card, and not named among those who have no pair."""
    view = pairs_view(full, full.semester_classes[0])
    assert (view.paired, view.whole, view.alone) == (3, 3, ()), "the friend withdrew"
    assert (len(view.cards), view.no_card, view.unnamed) == (1, 1, 1)
    html = pages["pairs-2024-1"].html
    assert "本班已结对的留守儿童：3/3（100.0%）" in html and "尚未结对" not in html
    assert "另有1对结对的学生已撤回知情同意，计入人数，没有登记卡。" in html
    assert "另有1对" not in pages["pairs-2023-1"].html


# Contact cards and their codes


def test_a_card_carries_the_code_of_its_child(tmp_path: Path) -> None:
    records = write(tmp_path / "records", {**SMALL, **OTHERS})
    address = site_address("https://care.example.cn/yunxi")
    school = site_of(inspected(records), [records], language("zh_CN"), address)
    html = printed(school)["cards-2024-1"].html
    for child in ("c01", "c04"):
        svg = re.search(r"<svg.*?</svg>", part(html, f"child-{child}"), re.DOTALL)
        assert svg is not None
        expected = qr_code(f"https://care.example.cn/yunxi/children/{child}.html", "")
        assert drawn(svg[0]) == drawn(expected)
    assert "--site-url" not in html


def test_a_card_has_parents_and_guardian_with_work_place_and_telephone(tmp_path: Path) -> None:
    """S2-04: names, where the parents work, everybody's telephone; on the child's page as well."""
    mother = ", {relation: mother, name: 周小梅, phone: '13900000002', work_place: 义乌}]"
    files = {
        **SMALL,
        "children/c01.yml": SMALL["children/c01.yml"].replace("东莞}]", "东莞}" + mother),
    }
    school = site(tmp_path, files)
    card = part(printed(school)["cards-2024-1"].html, "child-c01")
    page = render(school)["children/c01.md"].html
    for words in (
        *("林大勇", "东莞", "13800000001"),
        *("周小梅", "义乌", "13900000002"),
        *("陈秀英", "0576-88881234"),
    ):
        assert words in card and words in page, words


def test_without_an_address_there_is_an_id_and_how_to_get_codes(pages: dict[str, Page]) -> None:
    html = pages["cards-2024-1"].html
    assert "<svg" not in html and "--site-url" in html
    card = part(html, "child-c01")
    assert "<small>c01</small>" in card
    for words in ("林大勇", "东莞", "13800000001", "陈秀英（祖母）", "0576-88881234", "李强"):
        assert words in card


def test_a_pairing_with_somebody_whose_record_is_wrong_does_no_harm(tmp_path: Path) -> None:
    files = {**SMALL, "staff/t02.yml": "{name: 李强, group: nothing}\n"}
    html = printed(site(tmp_path, files))["archive-2024-1"].html
    assert dict(Rooms(part(html, "child-c01")).found)["帮扶教师"] == "t02"


# All of them


def test_of_the_pages_for_paper_the_list_alone_is_in_the_navigation_and_the_search(
    pages: dict[str, Page],
) -> None:
    found = {path for path, page in pages.items() if page.nav or page.search is not None}
    assert found == {"index"}
    assert "联系卡" in str(pages["index"].search)
    assert not any(name in str(pages["index"].search) for name in ("林晓东", "王小雨"))


def test_an_empty_school_has_the_blank_form(tmp_path: Path) -> None:
    found = printed(site(tmp_path, EMPTY))
    assert set(found) == {"index", "notice", "visit-form"}
    assert "还没有学期记录，所以没有班级资料可印。" in found["index"].html
    rooms = dict(Rooms(found["visit-form"].html).found)
    assert rooms["学生"] == rooms["内容"] == rooms["帮扶人"] == ""
    assert "□家访" in rooms["方式"] and "□监护人" in rooms["受访人"]
    assert "心理辅导" not in rooms["方式"]


def test_a_class_without_children_has_its_documents(tmp_path: Path) -> None:
    files = {path: text for path, text in SMALL.items() if "c02" not in path}
    found = printed(site(tmp_path, files))
    for document in ("archive", "cards", "register"):
        assert "本班没有留守儿童的记录。" in found[f"{document}-2023-1"].html
    assert "本班还没有同学结对。" in found["pairs-2023-1"].html
    assert "0/28（0.0%）" in found["statistics-2023-1"].html


def test_every_page_for_paper_has_its_button_and_a_way_back(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        if name != "index":
            assert page.html.count("data-print") == 1, name
            assert re.search(r'href="\.\./(classes|staff|print)/', page.html), name
        assert not re.search(r"\son[a-z]+=|style=", page.html), "the CSP forbids these"


def test_ids_of_a_page_stand_once(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = sorted(re.findall(r'\sid="([^"]+)"', page.html))
        assert all(one != other for one, other in pairwise(ids)), name
