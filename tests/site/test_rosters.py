"""Rosters: who has whom, who has nobody, who has too many, and what was done for each need."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from builder.render import Page, render
from builder.summary.summary import summarise
from builder.views.groups import groups_view
from builder.views.needs import needs_view
from builder.views.pairings import pairings_view
from builder.views.rosters import rosters_view
from builder.views.staff_loads import loads_view
from builder.views.today import today_view

from .test_people_pages import FULL, HOME_VISIT, SCHOOL, SEMESTER, STAFF, WEEKLY, history, school

ROSTERS = ("rosters", "staff-loads", "pairings", "groups", "needs")
SECOND = {**FULL, "id": "c02", "name": "王小雨", "sex": "female"}
WITHDRAWN = {"by": "王大山", "date": "2026-09-01", "withdrawn": "2026-11-01"}
GONE = {**FULL, "id": "c03", "name": "赵不见", "consent": WITHDRAWN}
"""A child that is counted and on no list."""
OUTSIDE = {
    "id": "o01",
    "name": "尤德顺",
    "group": "outside",
    "position": "退休教师",
    "organisation": "云溪镇关工委",
}

LOGISTICS = {"id": "l01", "name": "何秀兰", "group": "support"}


def pair(kind: str, child: str, staff: str) -> dict[str, str]:
    """A pairing since the semester's start."""
    return {"kind": kind, "child": child, "staff": staff, "since": "2026-08-31"}


def vacancies(**records: Any) -> dict[str, tuple[int, int, list[str]]]:
    """By id: n, N, and who."""
    view = rosters_view(school(**records))
    return {v.id: (v.n, v.whole, [who.id for who in v.who]) for v in view.vacancies}


# Vacancies and quotas


def test_vacancies_are_counted_and_named() -> None:
    found = vacancies(child=[FULL, SECOND], pairing=[pair("paired_teacher", "c01", "t01")])
    assert found == {
        "paired_teacher": (1, 2, ["c02"]),
        "proxy_parent": (2, 2, ["c01", "c02"]),
        "unguarded": (0, 0, []),
        "teachers": (1, 2, ["t02"]),
    }


def test_an_ended_pairing_leaves_a_vacancy() -> None:
    ended = {**pair("paired_teacher", "c01", "t01"), "until": "2026-11-19"}
    assert vacancies(pairing=[ended])["paired_teacher"] == (1, 1, ["c01"])


def test_whoever_may_not_be_named_is_counted_and_said_to_be_missing() -> None:
    site = school(child=[FULL, GONE])
    lacking = rosters_view(site).vacancies[0]
    assert (lacking.n, [who.id for who in lacking.who], lacking.unnamed) == (2, ["c01"], 1)
    sheet = today_view(site).vacancies[0]
    assert (sheet.n, len(sheet.who), sheet.more) == (2, 1, 1), "Today counts the same"
    assert "1名不列出（已撤回同意）" in render(site)["rosters.md"].html


@pytest.mark.parametrize(
    ("proxy", "n"), [("t01", 1), ("o01", 1), ("a01", 0), ("l01", 0), (None, 1)]
)
def test_the_proxy_of_an_unguarded_child_is_administration_or_support(
    proxy: str | None, n: int
) -> None:
    alone = {**FULL, "guardians": None, "unguarded": [{"since": "2026-09-01"}]}
    pairings = [pair("proxy_parent", "c01", proxy)] if proxy else []
    site = school(child=[alone], pairing=pairings, staff=[*STAFF, OUTSIDE, LOGISTICS])
    found = next(one for one in rosters_view(site).vacancies if one.id == "unguarded")
    assert (found.n, found.whole) == (n, 1)
    assert [row.flagged for row in pairings_view(site).rows] == [bool(n)]
    (group,) = [one for one in groups_view(site).spells if one.id == "unguarded"]
    assert [row.flagged for row in group.rows] == [bool(n)]
    assert ("应由行政或后勤人员担任" in render(site)["groups.md"].html) == bool(n)


def test_every_gap_in_the_proxy_parents_is_flagged() -> None:
    """S1-16: a child without one, a teacher who is none, an unguarded child whose one is a teacher."""
    alone = {
        **FULL,
        "id": "c04",
        "name": "周可",
        "guardians": None,
        "unguarded": [{"since": "2026-09-01"}],
    }
    pairings = [pair("proxy_parent", "c01", "a01"), pair("proxy_parent", "c04", "t01")]
    found = vacancies(child=[FULL, SECOND, alone], pairing=pairings)
    assert found["proxy_parent"] == (1, 3, ["c02"])
    assert found["teachers"] == (1, 2, ["t02"])
    assert found["unguarded"] == (1, 1, ["c04"])


QUOTA = {"rules": [], "quotas": {"paired_teacher": {"min": 1, "max": 1, "per_class": 1}}}


def test_quotas_both_ways_and_per_class() -> None:
    pairings = [pair("paired_teacher", c, "t01") for c in ("c01", "c02")]
    found = vacancies(policy=QUOTA, child=[FULL, SECOND], pairing=pairings)
    assert found["over"] == (1, 3, ["t01"]), "one has two"
    assert found["short"] == (2, 3, ["a01", "t02"]), "two have none"
    assert found["classes"] == (1, 1, ["2024-1"]), "two of a class where one is allowed"


def test_the_page_and_the_findings_say_the_same_of_quotas() -> None:
    """O202 and the flags of the rosters: as many, whoever has left the school left out of both."""
    left = {"id": "t09", "name": "金雪", "group": "teacher", "until": "2026-10-30"}
    pairings = [pair("paired_teacher", c, "t01") for c in ("c01", "c02")]
    records = {"policy": QUOTA, "child": [FULL, SECOND], "staff": [*STAFF, left]}
    site = school(**records, pairing=pairings)
    flags = {v.id: v.n for v in rosters_view(site).vacancies}
    findings = [one for one in site.inspection.findings if one.code == "O202"]
    assert flags["over"] + flags["short"] + flags["classes"] == len(findings) == 4
    assert "人数不足" not in render(site)["staff/t09.md"].html


def test_no_quota_no_flag() -> None:
    assert not {"over", "short", "classes"} & set(vacancies())


def test_who_has_two_proxy_parents_is_named() -> None:
    """S1-16: one for each child."""
    pairings = [pair("proxy_parent", "c01", who) for who in ("t01", "a01")]
    site = school(child=[FULL, SECOND], pairing=pairings)
    found = {one.id: one for one in rosters_view(site).vacancies}
    assert [who.id for who in found["several"].who] == ["c01"]
    assert [row.several for row in pairings_view(site).rows] == [True, False]
    assert "代理家长多于一名" in render(site)["pairings.md"].html
    assert "several" not in {one.id for one in rosters_view(school()).vacancies}


def test_children_without_a_peer_are_listed_by_class() -> None:
    friends = {"kind": "friend", "child": "c01", "peer_name": "小明", "since": "2026-09-01"}
    view = pairings_view(school(child=[FULL, SECOND, GONE], pairing=[friends]))
    (row,) = view.without_peer
    assert (row.n, row.whole, [who.id for who in row.children], row.unnamed) == (2, 3, ["c02"], 1)


# Staff and loads


def test_a_childs_second_role_counts_once() -> None:
    pairings = [pair("paired_teacher", "c01", "t01"), pair("proxy_parent", "c01", "t01")]
    view = loads_view(school(child=[FULL, SECOND, GONE], pairing=pairings))
    rows = {row.person.id: row for row in view.rows}
    assert (rows["t01"].children, len(rows["t01"].paired), len(rows["t01"].proxied)) == (1, 1, 1)
    assert rows["t02"].vacant and rows["t02"].states == ("teachers",)
    assert (view.caring, view.teachers, view.highest) == (1, 2, 1)
    assert view.fullest == (rows["t01"].person.text,)


def test_a_load_says_when_a_name_is_missing() -> None:
    pairings = [pair("paired_teacher", c, "t01") for c in ("c01", "c03")]
    row = next(
        row
        for row in loads_view(school(child=[FULL, GONE], pairing=pairings)).rows
        if row.person.id == "t01"
    )
    assert (row.children, [one.id for one in row.paired], row.unnamed) == (2, ["c01"], 1)


# Pairings


def test_proxy_parents_from_outside_come_with_their_organisation() -> None:
    visits = [
        {**HOME_VISIT, "by": ["o01"], "with": ["child"], "summary": "见面"},
        {**HOME_VISIT, "by": ["o01"], "with": ["child"], "outcome": "not_reached"},
        {**HOME_VISIT, "date": "2026-05-04", "by": ["o01"], "with": ["child"], "summary": "上学期"},
    ]
    site = school(
        staff=[*STAFF, OUTSIDE], pairing=[pair("proxy_parent", "c01", "o01")], visit=visits
    )
    view = pairings_view(site)
    (outsider,) = view.outsiders
    assert (outsider.organisation, outsider.position) == ("云溪镇关工委", "退休教师")
    assert (outsider.contacts, outsider.last) == (1, "11月18日")
    assert [(row.group.id, row.people, row.children) for row in view.groups] == [("outside", 1, 1)]
    assert render(site)["pairings.md"].html.count("云溪镇关工委") == 2, "in both lists"


def test_what_a_community_parent_did_is_of_this_semester_and_per_child() -> None:
    by = {**HOME_VISIT, "by": ["o01"]}
    visits = [
        {**by, "kind": ["home_stay"], "summary": "过节"},
        {**by, "kind": ["home_visit"], "with": ["child"], "summary": "看望", "date": "2026-11-02"},
        {**by, "kind": ["home_stay"], "summary": "上学期", "date": "2026-05-01"},
        {**by, "kind": ["home_stay"], "children": ["c02"], "summary": "妹妹"},
    ]
    gift = {"kind": "study_costs", "source": "社会妈妈", "donor": "o01"}
    aid = [
        {**gift, "date": "2026-09-07", "children": ["c01", "c02"], "item": "学费", "amount": 600},
        {**gift, "date": "2026-03-09", "children": ["c01"], "item": "学费", "amount": 500},
        {**gift, "date": "2026-09-08", "children": ["c01"], "item": "棉衣"},
    ]
    pairings = [pair("community_parent", c, "o01") for c in ("c01", "c02")]
    site = school(
        staff=[*STAFF, OUTSIDE], child=[FULL, SECOND], pairing=pairings, visit=visits, aid=aid
    )
    (sponsor,) = pairings_view(site).sponsors
    assert (sponsor.visits, sponsor.stays, sponsor.yuan, sponsor.ever) == (3, 2, "600", "1,100")
    first, second = sponsor.rows
    assert (first.child.id, first.visits, first.stays, first.yuan) == ("c01", 2, 1, "300")
    assert first.items == ("学费", "棉衣")
    assert (second.visits, second.stays, second.yuan) == (1, 1, "300")


def test_a_pair_with_a_withdrawn_child_is_only_counted() -> None:
    friends = [
        {"kind": "friend", "child": "c01", "peer": peer, "since": "2026-09-01"}
        for peer in ("c02", "c03")
    ]
    view = pairings_view(school(child=[FULL, SECOND, GONE], pairing=friends))
    assert [row.peer.id for row in view.pairs] == ["c02"]
    assert (view.pairs_unnamed, view.with_peer, view.children) == (1, 3, 3)


# Groups


def test_a_list_that_is_shorter_than_its_count_says_so() -> None:
    boards = {"boarding": [{"since": "2026-09-01"}]}
    site = school(child=[{**FULL, **boards}, {**GONE, **boards}])
    (group,) = [one for one in groups_view(site).spells if one.id == "boarders"]
    assert (group.n, [row.child.id for row in group.rows], group.unnamed) == (2, ["c01"], 1)
    assert rosters_view(site).totals.boarders == 2
    page = render(site)["groups.md"].html
    heading = page[page.index('id="boarders"') :].partition("</h2>")[0]
    assert "2/2" in heading and "1名不列出（已撤回同意）" in heading


def test_an_ended_spell_is_no_group() -> None:
    ended = {**FULL, "priority": [{"since": "2025-09-01", "until": "2026-11-19", "reason": "病"}]}
    (group,) = [one for one in groups_view(school(child=[ended])).spells if one.id == "priority"]
    assert (group.n, group.rows) == (0, ())


def test_both_parents_away_is_a_count_of_its_own() -> None:
    one_away = {**SECOND, "left_behind": [{"since": "2024-09-01", "type": "one_parent_away"}]}
    field = groups_view(school(child=[FULL, one_away])).coded[0]
    assert [(one.title, one.n) for one in field.groups] == [("双方外出", 1), ("一方外出", 1)]


# Needs and concerns


def needs(record: dict[str, Any]) -> dict[str, tuple[int, int, dict[str, dict[str, int]]]]:
    """By need: N, for how many something was done, and by child what."""
    view = needs_view(school(**record))
    return {
        need.id: (
            need.n,
            need.done,
            {row.child.id: {deed.what.id: deed.n for deed in row.deeds} for row in need.rows},
        )
        for need in view.needs
    }


def test_each_need_lists_its_children_and_what_answers_it() -> None:
    record = history()
    wanted = ["safety", "study", "life", "activity"]
    record["child"] = [{**FULL, "needs": wanted}, {**record["child"][1], "needs": ["life"]}]
    record["activity"].append(
        {"title": "防溺水", "kind": "lecture_safety", "date": "2026-09-11", "classes": ["2024-1"]}
    )
    found = needs(record)
    assert found["safety"] == (1, 1, {"c01": {"visits": 2, "lectures": 1}})
    assert found["study"] == (1, 1, {"c01": {"plans": 1}})
    assert found["life"] == (2, 2, {"c01": {"aid": 1}, "c02": {"aid": 1}})
    assert found["activity"] == (1, 1, {"c01": {"activities": 1}}), "as the policy counts"


def test_a_need_without_an_answer_is_flagged() -> None:
    record = {"child": [{**FULL, "needs": ["study"]}], "visit": []}
    assert needs(record)["study"] == (1, 0, {"c01": {}})
    page = render(school(**record))["needs.md"].html
    assert 'data-state="nothing"' in page and "1名学生本学期尚未落实" in page


def test_a_need_of_the_schools_own_is_answered_by_anything() -> None:
    """Nobody told the program what answers it: what was done is listed, without a verdict."""
    own = {**SCHOOL, "needs": [{"id": "mind", "title": "心理疏导"}]}
    visit = {**HOME_VISIT, "kind": ["talk"], "summary": "谈心"}
    record = {"school": own, "child": [{**FULL, "needs": ["mind"]}], "visit": [visit]}
    assert needs(record)["mind"] == (1, 0, {"c01": {"visits": 1}})
    for visits in ([visit], []):
        site = school(**{**record, "visit": visits})
        (row,) = needs_view(site).needs
        assert (row.judged, row.without) == (False, 0)
        page = render(site)["needs.md"].html
        assert "是否落实由学校判断" in page and "尚未落实" not in page
        assert 'data-state="nothing"' not in page


def test_a_closed_incident_counts_only_once_it_is_closed() -> None:
    record = {"child": [{**FULL, "needs": ["safety"]}], "incident": history()["incident"]}
    assert needs(record)["safety"][2] == {"c01": {}}
    record["incident"] = [{**record["incident"][0], "closed": "2026-10-30"}]
    assert needs(record)["safety"][2] == {"c01": {"incidents": 1}}


def test_concerns_come_from_archives_and_meetings() -> None:
    meeting = {
        "title": "期初家长会",
        "kind": "parents_meeting",
        "date": "2026-09-04",
        "findings": [
            {"child": "c01", "concern": "emotional"},
            {"child": "c02", "concern": "emotional"},
            {"child": "c03", "concern": "emotional"},
        ],
    }
    children = [{**FULL, "concerns": ["emotional"]}, SECOND, GONE]
    (row,) = needs_view(school(child=children, activity=[meeting])).concerns
    assert (row.n, row.unnamed) == (3, 1)
    assert [one.id for one in row.archived] == ["c01"]
    (found,) = row.found
    assert (found[0].id, found[1].text) == ("c02", "9月4日")
    assert found[1].href.startswith("activities.html#r-activities-")


# The pages


def test_classes_sort_by_grade_and_number() -> None:
    """By the words 三1班 would come before 二1班, and 10 before 2."""
    classes = [
        {"id": "2021-1", "entered": 2021, "number": 1},
        {"id": "2024-2", "entered": 2024, "number": 2},
        {"id": "2024-10", "entered": 2024, "number": 10},
        {"id": "2025-1", "entered": 2025, "number": 1},
    ]
    semester = {
        **SEMESTER,
        "classes": [
            {"class": one["id"], "class_teachers": [{"staff": "t01"}], "pupils": 20}
            for one in classes
        ],
    }
    children = [
        {**FULL, "id": f"c{n}", "name": f"林小{n}", "class": one["id"], "student_no": str(n)}
        for n, one in enumerate(classes)
    ]
    site = school(school={**SCHOOL, "classes": classes}, semester=[semester], child=children)
    page = render(site)["pairings.md"].html
    table = page[page.index('id="care"') :].partition("</table>")[0]
    shown = re.findall(r'data-value="([0-9-]+)"><a href="classes/([0-9-]+)\.html"', table)
    assert [id_ for _, id_ in shown] == ["2025-1", "2024-2", "2024-10", "2021-1"]
    keys = [key for key, _ in shown]
    assert keys == sorted(keys) and len(set(keys)) == 4


COMING = {"aid", "wishes", "health", "incidents", "duties", "provisions"}
"""Ledgers that records link to; where the site has no such page, no link can be followed."""


def targets(page: Page) -> set[tuple[str, str]]:
    """The pages and the places on them that a page links to."""
    folder = "/".join([".."] * page.path.count("/"))
    found = set()
    for href in re.findall(r'href="([^"]+)"', page.html):
        address, _, place = unescape(href).partition("#")
        address = address.partition("?")[0]
        if not re.match(r"[a-z]+:", href):
            path = address.removeprefix(f"{folder}/") if folder else address
            found.add((path.removesuffix(".html") + ".md" if path else page.path, place))
    return found


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_link_of_these_pages_leads_somewhere(locale: str) -> None:
    record = history()
    record["visit"][0]["problem"] = "怕黑"
    record["pairing"] += [
        pair("proxy_parent", "c01", "o01"),
        pair("community_parent", "c02", "o01"),
        {"kind": "friend", "child": "c01", "peer": "c02", "since": "2026-09-01"},
    ]
    record["child"] = [
        {**one, "needs": ["safety", "study", "life", "activity"], "concerns": ["emotional"]}
        for one in record["child"]
    ]
    pages = render(school(locale, staff=[*STAFF, OUTSIDE], policy={**QUOTA, **WEEKLY}, **record))
    ours = [*(f"{name}.md" for name in (*ROSTERS, "follow-ups", "index")), "children/c01.md"]
    followed = 0
    for name in ours:
        for path, place in targets(pages[name]):
            if path.removesuffix(".md") in COMING and path not in pages:
                continue
            assert path in pages, f"{name}: {path}"
            assert not place or f'id="{place}"' in pages[path].html, f"{name}: {path}#{place}"
            followed += 1
    assert followed > 100


def test_the_rosters_name_each_other(tmp_path: Any) -> None:
    pages = render(school())
    for name in ROSTERS:
        nav = pages[f"{name}.md"].html.partition("<h1>")[0]
        assert [other for other in ROSTERS if f'href="{other}.html"' in nav] == list(ROSTERS)
        assert pages[f"{name}.md"].section == "名册"


@pytest.mark.parametrize("name", ROSTERS)
def test_an_empty_school_is_told_how_to_begin(name: str) -> None:
    from builder.i18n import language
    from builder.views.site import Site
    from tests.support import folder, look

    pages = render(Site(look(folder({"school": SCHOOL}), "2026-11-20"), language("zh_CN")))
    told = "records/staff/" if name == "staff-loads" else "records/children/"
    assert told in pages[f"{name}.md"].html


def test_a_need_is_answered_on_the_page_as_in_the_summary() -> None:
    """Boarding that is over counts for its semester; a meeting of the parents is nothing the child
    took part in."""
    boarded = {**FULL, "needs": ["life", "activity"], "boarding": [BOARDED]}
    meeting = {
        "title": "家长会",
        "kind": "parents_meeting",
        "date": "2026-09-11",
        "classes": ["2024-1"],
        "guardians_of": ["c01"],
    }
    record = {"child": [boarded], "visit": [], "activity": [meeting]}
    found = needs(record)
    assert found["life"] == (1, 1, {"c01": {"boarding": 1}})
    assert found["activity"] == (1, 0, {"c01": {}})
    site = school(**record)
    assert site.semester is not None
    figures = {
        figure.id: (figure.n, figure.of)
        for section in summarise(site, site.semester).sections
        for figure in section.figures()
    }
    assert figures["need.life.done"] == (1, 1)
    assert figures["need.activity.done"] == (0, 1)


BOARDED = {"since": "2026-08-31", "until": "2026-09-20"}
