"""The assessment: every figure leads to what it counts, too few are not ranked, nobody is exposed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builder.assessment import Ending
from builder.render import Page, render
from builder.views.assessment import assessment_view
from builder.views.case_lists import CaseLists, both, contact_hrefs
from builder.views.pairing_work import all_work

from .schools import EMPTY, SMALL, inspected, site

VOID = {"br", "hr", "img", "input", "path", "rect", "circle", "wbr"}

WITHDRAWN = SMALL["children/c02.yml"].replace(
    "date: 2026-09-01}", "date: 2025-09-01, withdrawn: 2026-09-15}"
)

BUSY = {
    **SMALL,
    "policy.yml": """\
        rules:
          - {id: teacher-weekly-visit, line: 生活, contact: [home_visit], by: [paired_teacher], every: week, grace_days: 2}
          - {id: proxy-month, line: 学习, contact: [phone_call], with: [parent], by: [proxy_parent], every: month}
          - {id: training, scope: school, contact: [guardian_training], every: half_semester}
          - {id: eggs, scope: class, line: 生活, contact: [egg], every: month}
          - {id: twice, contact: [home_visit, talk], every: month, times: 2}
        """,
    "children/c03.yml": SMALL["children/c01.yml"].replace("林晓东", "周可").replace("2017", "2016"),
    "children/c02.yml": WITHDRAWN,
    "pairings/more.yml": """\
        - {kind: paired_teacher, child: c03, staff: t02, since: 2026-08-31, until: 2026-09-20}
        - {kind: paired_teacher, child: c03, staff: t03, since: 2026-09-28, results: [{date: 2026-10-12, text: 爱说话了, rating: good}]}
        - {kind: paired_teacher, child: c02, staff: t03, since: 2026-08-31, results: [{date: 2026-10-12, text: 好, rating: fair}]}
        - {kind: friend, child: c03, peer: c01, since: 2026-09-01}
        """,
    "plans/c03.yml": "{child: c03, kind: study, staff: t03, from: 2026-09-07, schedule: 周三, content: 拼音, stages: [{date: 2026-10-01, result: 会了}]}\n",
    "visits/2026-autumn/t03.yml": """\
        by: t03
        entries:
          - {date: 2026-10-12, children: c03, kind: home_visit, with: guardian, summary: 爷爷在家}
          - {date: 2026-10-26, children: c03, kind: home_visit, with: guardian, summary: 补上周的}
          - {date: 2026-10-15, children: c02, kind: home_visit, with: guardian, summary: 在家}
          - {date: 2026-10-09, children: [c02, c03], kind: home_visit, with: guardian, outcome: declined}
          - {date: 2026-10-08, children: c02, kind: home_visit, with: guardian, outcome: not_reached}
        """,
    "visits/2026-autumn/late.yml": "{date: 2026-10-06, children: c01, kind: home_visit, with: guardian, by: t02, summary: 补做}\n",
    "exemptions/2026.yml": "- {children: c03, from: 2026-10-05, to: 2026-10-25, reason: 修路, approved_by: t01}\n",
    "provisions/2026.yml": "- {date: 2026-09-03, kind: egg, class: 2024-1, count: 30, by: t02}\n",
}
"""A hand-over with a gap, a late visit, an exemption, attempts, a child on no list, a plan."""


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def find(self, **wanted: str) -> Iterator[Node]:
        """The elements within it that have all these attributes (or that tag), in order."""
        for child in self.children:
            if isinstance(child, Node):
                found = {**child.attributes, "tag": child.tag}
                if all(found.get(name.rstrip("_")) == value for name, value in wanted.items()):
                    yield child
                yield from child.find(**wanted)

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


class Tree(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Node("", {})]
        self.feed(html)
        self.root = self.open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, dict.fromkeys((), "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(pages: dict[str, Page], path: str) -> Node:
    return Tree(pages[path].html).root


def demo() -> dict[str, Page]:
    from builder.i18n import language
    from builder.site_plugin import site_of

    records = Path(__file__).parents[2] / "records"
    school = site_of(inspected(records, date(2026, 11, 20)), [records], language("zh_CN"))
    return render(school)


@pytest.fixture(scope="module", params=["busy", "demo"])
def pages(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Page]:
    if request.param == "demo":
        return demo()
    return render(site(tmp_path_factory.mktemp("busy"), BUSY))


def the_one(node: Node, id_: str) -> Node:
    (found,) = node.find(id=id_)
    return found


def obligations(part: Node) -> int:
    """How many obligations a list holds: a term each, and those of children on no list."""
    terms = sum(
        sum(isinstance(child, Node) and child.tag == "li" for child in terms.children)
        for terms in part.find(class_="sw-terms")
    )
    return terms + sum(
        int(item.attributes["data-unnamed"])
        for item in part.find(tag="li")
        if "data-unnamed" in item.attributes
    )


def number(words: str) -> int:
    return int(words.replace(",", ""))


def rows(table: Node) -> list[Node]:
    (body,) = table.find(tag="tbody")
    return [row for row in body.children if isinstance(row, Node) and row.tag == "tr"]


def owed(page: Node, words: str) -> None:
    """`12/14（85.7%）`: so many obligations in the list, and so many of them kept."""
    done, due = map(int, re.findall(r"\d+", words.replace(",", ""))[:2])
    part = the_one(page, "owed")
    assert obligations(part) == due
    kept = [found for id_ in ("met", "met_late") for found in part.find(id=id_)]
    assert sum(map(obligations, kept)) == done


def results(page: Node, words: str, id_: str) -> None:
    """`2/12`: so many rows in the table, and so many of them with a result."""
    (heading,) = page.find(tag="h2", id=id_)
    nodes = [node for node in page.children if isinstance(node, Node)]
    nodes = [node for box in nodes for node in [box, *box.find()]]
    table = next(node for node in nodes[nodes.index(heading) :] if node.tag == "table")
    given, all_ = map(int, re.findall(r"\d+", words))
    assert len(rows(table)) == all_
    assert sum("—" not in row.children[-1].text for row in rows(table)) == given  # type: ignore[union-attr]


def test_every_figure_leads_to_exactly_what_it_counts(pages: dict[str, Page]) -> None:
    """In both tables of each kind: the page exists, the id on it, and the list holds as many."""
    checked = set()
    for link in tree(pages, "assessment.md").find(tag="a"):
        path, _, anchor = link.attributes["href"].partition("#")
        if not path.startswith("assessment/") or not anchor:
            continue
        page = tree(pages, path.replace(".html", ".md"))
        if anchor == "owed":
            owed(page, link.text)
        elif anchor in ("pairings", "plans"):
            results(page, link.text, anchor)
        elif anchor == "attempts":
            (table,) = the_one(page, anchor).find(tag="table")
            assert len(rows(table)) == number(link.text), link.attributes
        else:
            assert obligations(the_one(page, anchor)) == number(link.text), link.attributes
        checked.add(anchor)
    assert checked == {
        *("owed", "missed", "met_late", "open", "exempted", "vacant", "waived", "attempts"),
        *("pairings", "plans"),
    }


def test_every_figure_of_a_rule_too(pages: dict[str, Page]) -> None:
    checked = 0
    for path in pages:
        if not path.startswith("assessment/"):
            continue
        page = tree(pages, path)
        for link in page.find(tag="a"):
            if link.attributes["href"].startswith("#"):
                part = the_one(page, link.attributes["href"][1:])
                assert obligations(part) == number(link.text), (path, link.attributes)
                checked += 1
    assert checked > 20


def test_every_row_leads_to_a_page_and_every_record_is_where_it_is_said_to_be(
    pages: dict[str, Page],
) -> None:
    ids = {path: set(re.findall(r'id="([^"]+)"', page.html)) for path, page in pages.items()}
    for path, page in pages.items():
        if not path.startswith("assessment"):
            continue
        for href in re.findall(r'href="([^"]+)"', page.html):
            target, _, anchor = href.removeprefix("../").partition("#")
            target = target.replace(".html", ".md") if target else path
            assert target in pages, (path, href)
            if anchor:
                assert anchor in ids[target], (path, href)


def test_what_met_an_obligation_leads_to_the_record(tmp_path: Path) -> None:
    pages = render(site(tmp_path, BUSY))
    page = tree(pages, "assessment/staff-t02.md")
    for path in ("staff-t02", "class-2024-1", "line-1"):
        met = the_one(tree(pages, f"assessment/{path}.md"), "met-teacher-weekly-visit")
        hrefs = [a.attributes["href"] for a in met.find(tag="a")]
        assert "../children/c01.html#r-visits-2026-autumn-t02-0" in hrefs, path
        terms = [term for terms in met.find(class_="sw-terms") for term in terms.find(tag="li")]
        assert terms and all(list(term.find(tag="a")) for term in terms), path
    late = the_one(page, "met_late-teacher-weekly-visit")
    assert "9月28日–10月4日" in late.text and "10月6日" in late.text
    missed = the_one(page, "missed-teacher-weekly-visit")
    assert "10月19日–10月25日 去联系过1次" in missed.text


def test_a_person_answers_for_their_own_time_only(tmp_path: Path) -> None:
    pages = render(site(tmp_path, BUSY))
    before = the_one(tree(pages, "assessment/staff-t02.md"), "missed-teacher-weekly-visit")
    after = the_one(tree(pages, "assessment/staff-t03.md"), "missed-teacher-weekly-visit")
    weeks = {"9月7日–9月13日", "9月14日–9月20日"}
    of_c03 = [li.text for li in before.find(tag="li") if "周可" in li.text]
    assert all(week in of_c03[0] for week in weeks)
    assert not any(week in after.text for week in weeks)
    vacant = the_one(tree(pages, "assessment/nobody.md"), "vacant-teacher-weekly-visit")
    assert "9月21日–9月27日" in vacant.text


def test_fewer_than_five_are_shown_and_not_ranked(tmp_path: Path) -> None:
    """On 28 October t02 answers for more than five, t01 for one: its share can't be sorted."""
    page = tree(render(site(tmp_path, BUSY)), "assessment.md")
    table, few = the_one(page, "staff-table"), the_one(page, "staff-few")
    assert [next(row.find(tag="a")).text for row in rows(table)] == ["李强", "赵敏"]
    assert [next(row.find(tag="th")).text.strip() for row in rows(few)] == ["王芳", "无人负责"]
    assert "data-sortable" in table.attributes and "data-sortable" not in few.attributes
    assert not [head for head in few.find(tag="th") if "data-sort" in head.attributes]
    assert not [cell for cell in few.find(tag="td") if "data-value" in cell.attributes]


@pytest.mark.parametrize(("day", "in_few"), [(date(2026, 10, 4), True), (date(2026, 10, 5), False)])
def test_the_fifth_obligation_makes_a_share_comparable(
    tmp_path: Path, day: date, in_few: bool
) -> None:
    """The fifth week ends on Sunday 4 October; on Monday t02 has five that are over."""
    view = assessment_view(site(tmp_path, SMALL, day=day))
    few = {row.who.id: row.due for row in view.staff.few}
    assert ("staff-t02" in few) is in_few
    assert few.get("staff-t02", 5) == (4 if in_few else 5)


def test_only_parts_of_the_share_can_be_sorted_by(tmp_path: Path) -> None:
    """How many are open or were exempted says nothing that should be ranked."""
    view = assessment_view(site(tmp_path, BUSY))
    assert [column.name for column in view.staff.columns if column.sortable] == ["未完成", "补做"]


def test_a_child_whose_consent_was_withdrawn_is_counted_and_not_named(tmp_path: Path) -> None:
    pages = render(site(tmp_path, BUSY))
    everything = "".join(page.html for path, page in pages.items() if path.startswith("assessment"))
    assert "王小雨" not in everything and "children/c02" not in everything
    assert "data-unnamed" in pages["assessment/staff-t03.md"].html


def test_the_tables_agree_with_the_policy_page(tmp_path: Path) -> None:
    """Classes and lines add up to the school; people to more where several share."""
    school = site(tmp_path, BUSY)
    view, completion = assessment_view(school), school.evaluation.completion
    whole = sum(one.done for one in completion), sum(one.due for one in completion)
    assert (view.done, view.due) == whole
    for table in (view.classes, view.lines):
        found = table.rows + table.few
        assert (sum(row.done for row in found), sum(row.due for row in found)) == whole


def test_the_work_of_pairings_is_of_this_semester(tmp_path: Path) -> None:
    files = {
        **SMALL,
        "pairings/more.yml": """\
            - {kind: paired_teacher, child: c02, staff: t03, since: 2025-09-01, results: [{date: 2026-03-01, text: 好, rating: good}, {date: 2026-10-28, text: 好, rating: poor}, {date: 2026-10-29, text: 好}]}
            - {kind: proxy_parent, child: c01, staff: t03, since: 2025-09-01, until: 2026-08-30}
            - {kind: proxy_parent, child: c01, staff: t03, since: 2026-10-29}
            """,
    }
    work = all_work(site(tmp_path, files)).by_staff["t03"]
    assert [row.child.id for row in work.pairings] == ["c02"]
    assert [result.day.text for result in work.pairings[0].results] == ["10月28日"]
    assert (work.with_result, work.ratings) == (1, (("差", 1),))


def test_the_filters_offer_groups_and_lines(tmp_path: Path) -> None:
    page = tree(render(site(tmp_path, BUSY)), "assessment.md")
    lines = {row.attributes["data-line"] for row in rows(the_one(page, "staff-table"))}
    offered = {option.attributes["value"] for option in page.find(tag="option")}
    assert {word for line in lines for word in line.split()} <= offered
    assert {"teacher", "administration"} <= offered
    (box,) = page.find(**{"data-filters": "staff-table staff-few"})
    assert "各人的数字仍是所有分管线的合计" in box.text, "narrowed, nobody's figures change"


@pytest.mark.parametrize(
    ("files", "day", "said"),
    [
        (EMPTY, date(2026, 10, 28), "shouwang new semester"),
        (SMALL, date(2026, 8, 1), "shouwang new semester"),
        ({**SMALL, "policy.yml": "rules: []\n"}, date(2026, 10, 28), "records/policy.yml"),
        (SMALL, date(2026, 9, 1), "还没有到期的事项"),
        (SMALL, date(2026, 10, 28), "规则里还没有写分管线"),
        (SMALL, date(2027, 1, 20), "假期"),
    ],
    ids=["empty", "before the first semester", "no rules", "nothing due", "no lines", "vacation"],
)
def test_what_is_missing_is_said(
    tmp_path: Path, files: dict[str, str], day: date, said: str
) -> None:
    pages = render(site(tmp_path, files, day=day))
    assert said in pages["assessment.md"].html
    if not any("line:" in text for text in files.values()):
        assert not [path for path in pages if path.startswith("assessment/line-")]


def test_no_page_of_details_is_in_the_search_or_the_navigation(tmp_path: Path) -> None:
    for path, page in render(site(tmp_path, BUSY)).items():
        if path.startswith("assessment/"):
            assert (page.search, page.nav) == (None, "")


def test_the_reason_of_an_exemption_is_that_of_its_days_its_rule_and_its_children(
    tmp_path: Path,
) -> None:
    """Of five exemptions one covers the only exempted week, and is the only reason given for it."""
    exemptions = """\
        - {children: c01, from: 2026-09-28, to: 2026-10-04, reason: 对, approved_by: t01}
        - {children: c01, from: 2026-09-26, to: 2026-09-27, reason: 以前, approved_by: t01}
        - {children: c01, from: 2026-10-05, to: 2026-10-06, reason: 以后, approved_by: t01}
        - {children: c02, from: 2026-09-28, to: 2026-10-04, reason: 别人, approved_by: t01}
        - {children: c01, rules: proxy-month, from: 2026-09-28, to: 2026-10-04, reason: 别的制度, approved_by: t01}
        """
    school = site(tmp_path, {**SMALL, "exemptions/2026.yml": exemptions})
    tally = school.assessment.by_staff["t02"]
    (part,) = CaseLists(school, contact_hrefs(school)).parts(tally, (Ending.EXEMPTED,), both)
    (rule,) = part.rules
    assert (rule.n, [unit.reasons for unit in rule.units]) == (1, [("对",)])


@pytest.mark.parametrize(("first", "last"), [("10-04", "10-10"), ("09-20", "09-30")])
def test_an_exemption_that_shares_a_day_with_the_period_is_its_reason(
    first: str, last: str, tmp_path: Path
) -> None:
    """Also where the other days of the period are another exemption's."""
    one = "{{children: c01, from: 2026-{}, to: 2026-{}, reason: {}, approved_by: t01}}\n"
    exemptions = f"- {one.format('09-28', '10-04', '修路')}- {one.format(first, last, '下雨')}"
    school = site(tmp_path, {**SMALL, "exemptions/2026.yml": exemptions})
    lists = CaseLists(school, contact_hrefs(school))
    (part,) = lists.parts(school.assessment.by_staff["t02"], (Ending.EXEMPTED,), both)
    assert {"修路", "下雨"} <= set(part.rules[0].units[0].reasons)
