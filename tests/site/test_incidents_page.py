"""Incidents: minutes against deadlines, who is named, what is not said; and the checklist on the wall."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builder.render import render
from builder.views.incidents import IncidentRow, incidents_view, new_incident
from builder.views.incidents_card import card_view
from builder.views.site import Site
from builder.views.today import today_view

from .schools import EMPTY, SMALL, inspected, site, write

DEADLINES = """\
extends: [pian-1]
incident_deadlines:
  - {to: police, minutes: 30, kinds: [missing, abuse]}
"""
"""School leaders and guardian 20, parents 60, authority and township 120; the police for two kinds."""

FALL = """\
title: 操场摔伤
occurred: 2026-10-12 14:20
known: 2026-10-12 14:30
place: 操场
kind: injury
children: [c01, c02]
summary: 单杠上摔下
notifications:
  - {to: school_leaders, at: 2026-10-12 14:50, by: t02, how: 当面}
  - {to: guardian, at: 2026-10-12 14:51, by: t02, how: 电话}
  - {to: parents, at: 2026-10-12 15:00, children: [c01], by: t02}
  - {to: authority, at: 2026-10-12 14:29, by: t01}
actions: 加铺沙子
closed: 2026-10-15
"""
LOST = """\
title: 放学未归
occurred: 2026-10-28 23:00
known: 2026-10-28 23:30
kind: missing
children: c01
summary: 晚饭时还没有到家
"""
ABUSE = """\
title: 秘密标题
occurred: 2026-10-20 09:00
known: 2026-10-20 10:00
place: 秘密地点
kind: abuse
children: c02
summary: 秘密经过
notifications:
  - {to: police, at: 2026-10-20 10:31, by: t03, how: 秘密方式}
actions: 秘密处置
"""


def records(**files: str) -> dict[str, str]:
    """The small school with deadlines and some incidents."""
    return {
        **SMALL,
        "policy.yml": DEADLINES,
        **{f"incidents/{name}.yml": text for name, text in files.items()},
    }


@pytest.fixture
def school(tmp_path: Path) -> Site:
    return site(tmp_path, records(a=FALL, b=LOST, c=ABUSE))


def row(of: Site, name: str) -> IncidentRow:
    """The row of one file."""
    return next(r for r in incidents_view(of).rows if r.anchor == f"r-incidents-{name}")


def standings(of: IncidentRow) -> dict[str, tuple[str, str]]:
    """What is said of each party, and in which tone."""
    return {one.to: (one.standing.text, one.standing.tone) for one in of.notices}


def test_each_notification_stands_against_its_deadline(school: Site) -> None:
    fall = row(school, "a")
    assert standings(fall) == {
        "学校领导": ("20分钟（时限20分钟）", "good"),
        "委托监护人": ("21分钟（时限20分钟）", "late"),
        "外出家长": ("未告知（时限60分钟）", "late"),
        "教育主管部门": ("知悉之前已告知", "good"),
        "镇党委政府": ("未告知（时限120分钟）", "late"),
        "公安": ("此类不要求", "quiet"),
    }
    assert (fall.in_time, fall.due) == (2, 5)
    assert fall.late == ("委托监护人",)
    assert fall.missing == ("外出家长", "镇党委政府")
    parents = next(one for one in fall.notices if one.to == "外出家长")
    assert [child.id for child in parents.untold] == ["c02"], "told of one child only"
    leaders = next(one for one in fall.notices if one.to == "学校领导")
    assert [(one.when, one.by.href, one.how) for one in leaders.told] == [
        ("14:50", "staff/t02.html", "当面")
    ]


def test_what_may_still_be_done_in_time_is_in_no_figure(school: Site) -> None:
    """Known at 23:30: at midnight only the deadlines of 20 minutes have passed."""
    lost = row(school, "b")
    assert standings(lost) == {
        "学校领导": ("未告知（时限20分钟）", "late"),
        "委托监护人": ("未告知（时限20分钟）", "late"),
        "外出家长": ("尚未告知（时限60分钟，未到）", "plain"),
        "教育主管部门": ("尚未告知（时限120分钟，未到）", "plain"),
        "镇党委政府": ("尚未告知（时限120分钟，未到）", "plain"),
        "公安": ("尚未告知（时限30分钟，未到）", "plain"),
    }
    assert (lost.in_time, lost.due) == (0, 2)


def test_the_page_and_the_findings_say_the_same(school: Site) -> None:
    view = incidents_view(school)
    found = [f.code for f in school.inspection.findings if f.code in ("O301", "O302")]
    assert (view.late, view.missing) == (found.count("O301"), found.count("O302")) == (2, 4)
    assert (view.in_time, view.due) == (2, 8)
    parties = {one.to: one for one in view.parties}
    police = parties["公安"]
    assert (police.in_time, police.due, police.late, police.longest) == (0, 1, 1, "31")
    assert sum(one.due for one in view.parties) == view.due


def test_open_ones_come_first_then_the_latest(school: Site) -> None:
    view = incidents_view(school)
    assert [one.anchor[-1] for one in view.rows] == ["b", "c", "a"]
    assert (view.now, view.open, view.before) == (3, 2, 0)
    assert [set(one.marks.split()) for one in view.rows] == [
        {"open", "missing"},
        {"open", "late", "unreported"},
        {"late", "missing"},
    ]


def test_an_incident_closed_later_is_open_on_the_day(tmp_path: Path) -> None:
    before = site(tmp_path, records(a=FALL), day=date(2026, 10, 14))
    assert incidents_view(before).open == 1
    assert row(before, "a").closed == ""
    unknown = site(tmp_path / "b", records(a=FALL), day=date(2026, 10, 11))
    assert incidents_view(unknown).rows == (), "nobody knew of it yet"


def test_a_suspected_abuse_is_a_date_and_no_more(school: Site) -> None:
    abuse = row(school, "c")
    assert abuse.title == "疑似侵害"
    assert abuse.known == abuse.occurred == "2026年10月20日"
    assert abuse.withheld
    assert (abuse.children, abuse.place, abuse.summary, abuse.actions) == ((), "", "", "")
    said = standings(abuse)
    assert said["委托监护人"] == said["外出家长"] == ("此类不要求", "quiet")
    assert said["公安"] == ("31分钟（时限30分钟）", "late")
    html = render(school)["incidents.md"].html
    assert "秘密" not in html
    mine = html[html.index('id="r-incidents-c"') : html.index('id="r-incidents-a"')]
    assert "王小雨" not in mine and "赵敏" not in mine, "neither the child nor who told"
    assert "秘密" not in render(school)["incidents-card.md"].html


def test_a_suspected_abuse_is_to_be_reported_at_once_whatever_the_policy_says(
    tmp_path: Path,
) -> None:
    """Law on the Protection of Minors, article 11. No preset has a deadline for it."""
    alone = ABUSE[: ABUSE.index("notifications")]
    files = {**records(c=alone), "policy.yml": "extends: [pian-1]\n"}
    told = f"{alone}notifications: [{{to: police, at: 2026-10-20 10:31}}]\n"
    untold, reported = (
        site(tmp_path, files),
        site(tmp_path / "b", {**files, "incidents/c.yml": told}),
    )
    at_once = ("尚未报告（应立即）", "late")
    assert standings(row(untold, "c")) == {
        "学校领导": at_once,
        "公安": at_once,
        "教育主管部门": at_once,
        "委托监护人": ("此类不要求", "quiet"),
        "外出家长": ("此类不要求", "quiet"),
        "镇党委政府": ("此类不要求", "quiet"),
    }
    assert row(untold, "c").unreported == ("学校领导", "公安", "教育主管部门")
    assert row(reported, "c").unreported == ("学校领导", "教育主管部门")
    assert standings(row(reported, "c"))["公安"] == ("31分钟（无时限）", "plain")
    html = render(untold)["incidents.md"].html
    mine = html[html.index('id="r-incidents-c"') :].partition("</tr>")[0]
    assert "未报告：学校领导、公安、教育主管部门" in mine and "0/0" not in mine
    assert "此处不写" in mine, "whom it was about"
    assert "疑似侵害未报告" in render(untold)["ledgers.md"].html
    codes = [[f.code for f in one.inspection.findings] for one in (untold, reported)]
    assert ["I302" in found for found in codes] == [True, False]


def test_a_child_whose_consent_was_withdrawn_is_counted_and_not_told_of(tmp_path: Path) -> None:
    files = records(a=FALL)
    consent = "consent: {by: 陈秀英, date: 2026-09-01"
    files["children/c01.yml"] = files["children/c01.yml"].replace(
        consent, f"{consent}, withdrawn: 2026-10-20"
    )
    gone = row(site(tmp_path, files), "a")
    assert (gone.title, gone.unnamed, gone.summary, gone.withheld) == ("受伤", 1, "", True)
    assert [child.id for child in gone.children] == ["c02"]
    assert (gone.in_time, gone.due) == (2, 5)


def test_an_empty_school_says_what_is_missing(tmp_path: Path) -> None:
    empty = site(tmp_path, EMPTY)
    html = render(empty)["incidents.md"].html
    assert "没有突发事件的记录" in html and "records/incidents/" in html
    assert "制度里还没有告知时限" in html and "pian-1" in html
    card = render(empty)["incidents-card.md"].html
    assert "制度里还没有告知时限" in card
    assert "还没有登记领导小组" in card and "领导小组: [{教职工" in card
    assert "疑似侵害" in card, "the rule that needs no policy stays"


def test_the_checklist_has_every_deadline_of_the_policy(tmp_path: Path) -> None:
    files = records()
    files["staff/t01.yml"] = "{name: 王芳, group: administration, phone: 0576-88880001}\n"
    leader = "          - {staff: t01, post: leader, lines: [全面]}\n"
    files["school.yml"] = files["school.yml"].replace(
        leader, leader + "          - {staff: t02, post: member}\n"
    )
    files["staff/t02.yml"] = "{name: 李强, group: teacher, until: 2026-10-01}\n"
    shown = card_view(site(tmp_path, files))
    assert [(line.to, line.minutes, line.kinds) for line in shown.lines] == [
        ("学校领导", 20, ""),
        ("委托监护人", 20, ""),
        ("公安", 30, "失联"),
        ("外出家长", 60, ""),
        ("教育主管部门", 120, ""),
        ("镇党委政府", 120, ""),
    ]
    assert [(line.to, line.minutes) for line in shown.abuse] == [("公安", 30)]
    assert shown.never == ("委托监护人", "外出家长")
    people = [(one.name, one.post, one.lines, one.dial) for one in shown.members]
    assert people == [("王芳", "组长", ("全面",), "tel:057688880001")], (
        "who left is not to be called"
    )


def test_the_checklist_prints_in_one_click(school: Site) -> None:
    page = render(school)["incidents-card.md"].html
    assert "<button" in page and "data-print" in page
    assert "onclick" not in page
    assert 'href="incidents-card.html"' in render(school)["incidents.md"].html


def test_a_new_incident_passes_check_once_its_blanks_are_filled(
    school: Site, tmp_path: Path
) -> None:
    new = new_incident(school)
    folder = tmp_path / "records"
    before = inspected(folder).findings
    text = new.text
    for blank, filled in (
        ("名称:", "名称: 磕破膝盖"),
        ("发生时间:", "发生时间: 2026-10-26 10:00"),
        ("知悉时间:", "知悉时间: 2026-10-26 10:05"),
        ("类型:", "类型: 受伤"),
        ("学生:", "学生: c01"),
        ("经过:", "经过: 跑步摔倒"),
        ("#  - {对象: 学校领导, 时间: ,", "  - {对象: 学校领导, 时间: 2026-10-26 10:10,"),
    ):
        assert text.count(f"{blank}") == 1, blank
        text = text.replace(blank, filled)
    write(folder, {new.path.removeprefix("records/"): text})
    after = inspected(folder)
    fresh = [f for f in after.findings if f not in before]
    assert {f.code for f in fresh} == {"O302"}, "the four who have not been told"
    assert len(fresh) == 4
    assert any(one.title == "磕破膝盖" for one in after.store.incidents)
    for party, minutes in (("学校领导", 20), ("外出家长", 60), ("镇党委政府", 120)):
        line = next(line for line in new.text.splitlines() if f"对象: {party}" in line)
        assert line.startswith("#") and f"{minutes}分钟内" in line
        assert ("疑似侵害不告知" in line) == (party == "外出家长")
    police = next(line for line in new.text.splitlines() if "对象: 公安" in line)
    assert police == "#  - {对象: 公安, 时间: , 告知人: }   # 30分钟内、疑似侵害应立即报告"
    assert "# 时间这样写：2026-10-28 14:30" in new.text


def test_a_link_to_an_incident_says_no_more_than_its_row(school: Site) -> None:
    from builder.views.record_links import record_link

    links = {one.kind: record_link(school, one) for one in school.store.incidents}
    assert links["abuse"].text == "疑似侵害"
    assert links["abuse"].href == "incidents.html#r-incidents-c"
    assert links["injury"].text == "操场摔伤"


def test_today_has_an_open_incident_from_the_day_after_it_became_known(tmp_path: Path) -> None:
    """Not before anybody knew of it, however long ago it happened."""
    late = "{title: 走失, occurred: 2026-10-20 10:00, known: 2026-10-24 09:00, kind: missing, children: c01, summary: 找到了}\n"

    def days(day: int) -> list[int]:
        files = {**SMALL, "incidents/x.yml": late}
        found = site(tmp_path / str(day), files, day=date(2026, 10, day))
        assert len(incidents_view(found).rows) == (day >= 24)
        return [row.days for row in today_view(found).open if row.what == "事件未结案"]

    assert [days(day) for day in (21, 23, 24, 25, 28)] == [[], [], [], [1], [4]]
