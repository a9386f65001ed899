"""The numbers that 篇1 and 篇2 published come out of records that state them (S1-01, S1-25, S2-11)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from builder.i18n import language
from builder.inspection import Inspection
from builder.render import render
from builder.report.jsontext import document
from builder.report.report import Report
from builder.views.incidents import incidents_view
from builder.views.site import Site
from tests.support import folder, look

CLASSES = {"2021-1": 79, "2022-1": 78, "2023-1": 79, "2024-1": 78}
"""Four classes with 314 pupils together."""

SEMESTER: dict[str, Any] = {
    "id": "2026-autumn",
    "name": "2026年秋季学期",
    "term": "autumn",
    "start": "2026-08-31",
    "end": "2027-01-17",
    "classes": [
        {"class": id_, "class_teachers": [{"staff": "t01"}], "pupils": pupils}
        for id_, pupils in CLASSES.items()
    ],
}


def child(number: int, class_id: str, **more: Any) -> dict[str, Any]:
    """A left-behind child; no two have one name."""
    return {
        "id": f"c{number:03}",
        "name": f"学生{'甲乙丙丁戊己庚辛壬癸'[number // 10]}{'子丑寅卯辰巳午未申酉'[number % 10]}",
        "sex": "male" if number % 2 else "female",
        "born": "2016-05-12",
        "class": class_id,
        "enrolled": "2024-09-01",
        "left_behind": [{"since": "2024-09-01", "type": "both_parents_away"}],
        "guardians": [{"name": "监护人", "relation": "grandmother", "phone": "0576-88881234"}],
        "consent": {"by": "监护人", "date": "2026-09-01"},
        **more,
    }


def school(day: str, **records: Any) -> Inspection:
    """A school of four classes and one teacher."""
    given: dict[str, Any] = {
        "school": {
            "name": "清溪小学",
            "classes": [
                {"id": id_, "entered": int(id_[:4]), "number": int(id_[-1])} for id_ in CLASSES
            ],
        },
        "policy": {"extends": ["pian-1"], "rules": []},
        "semester": [SEMESTER],
        "staff": [{"id": "t01", "name": "王芳", "group": "teacher"}],
        **records,
    }
    found = look(folder(given), day)
    assert not [finding for finding in found.findings if finding.code.startswith("E")]
    return found


# 篇1: 现有学生314人，其中留守儿童96人，占29%. It is 30.6 %.


def test_96_of_314_are_30_point_6_percent() -> None:
    ids = list(CLASSES)
    children = [child(n, ids[n % 4]) for n in range(96)]
    # Two more on record who do not count: one left in June, of one the mother is back since July.
    children.append(child(96, ids[0], left="2026-06-30", left_reason="transferred"))
    home = [{"since": "2024-09-01", "until": "2026-07-01", "type": "one_parent_away"}]
    children.append(child(97, ids[1], left_behind=home))
    inspection = school("2026-09-15", child=children)
    counts = document(Report.of(inspection, language("zh_CN")))["counts"]
    assert (counts["pupils"], counts["children"]) == (314, 96)
    pages = render(Site(inspection, language("zh_CN")))
    today = pages["index.md"].html
    assert "96/314" in today and "30.6%" in today
    assert "29%" not in today and "29.0%" not in today
    assert "96/314" in pages["school.md"].html and "30.6%" in pages["school.md"].html
    english = render(Site(inspection, language("en")))["index.md"].html
    assert "96/314" in english and "30.6%" in english


# 篇2: 12月22日第三届校园歌手大赛，12名进入，2个组


def test_the_third_singing_contest() -> None:
    contest = {
        "title": "校园歌手大赛",
        "kind": "contest",
        "date": "2026-12-22",
        "edition": 3,
        "finalists": 12,
        "groups": 2,
        "organisers": ["t01"],
        "results": [
            {"name": "学生甲子", "group": "低年级组", "award": "一等奖"},
            {"name": "学生乙丑", "group": "高年级组", "award": "一等奖"},
        ],
    }
    inspection = school("2026-12-31", activity=[contest])
    html = render(Site(inspection, language("zh_CN")))["activities.md"].html
    row = html[html.index('id="r-activities-all-0"') :]
    row = row[: row.index("</tr>")]
    for words in ("校园歌手大赛", "2026年12月22日", "低年级组", "高年级组"):
        assert words in row
    for label, number in (("届次", 3), ("决赛人数", 12), ("组数", 2)):
        assert f"<small>{label}</small> {number}</span>" in row, label


# 篇1: 20分钟内告知学校领导和委托监护人，1小时内告知家长，2小时内报告主管部门和镇党委政府

ALLOWED = {
    "school_leaders": 20,
    "guardian": 20,
    "parents": 60,
    "authority": 120,
    "township": 120,
}
KNOWN = datetime(2026, 10, 12, 14, 30)


def fall(took: dict[str, int], known: datetime = KNOWN) -> dict[str, Any]:
    """An injury of which each party was told so many minutes after the school knew."""
    return {
        "title": "操场摔伤",
        "kind": "injury",
        "occurred": f"{known - timedelta(minutes=5):%Y-%m-%d %H:%M}",
        "known": f"{known:%Y-%m-%d %H:%M}",
        "children": ["c000"],
        "summary": "单杠上摔下",
        "notifications": [
            {"to": to, "at": f"{known + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"}
            for to, minutes in took.items()
        ],
    }


def told(inspection: Inspection) -> list[tuple[str, dict[str, str]]]:
    """The findings about notifications, with their words."""
    return [
        (finding.code, dict(finding.words))
        for finding in inspection.findings
        if finding.code in ("O301", "O302")
    ]


TRIED = [(to, allowed + step) for to, allowed in ALLOWED.items() for step in (-1, 0, 1)]


@pytest.mark.parametrize(("to", "minutes"), TRIED)
def test_a_deadline_holds_to_the_minute(to: str, minutes: int) -> None:
    """19, 20, 21; 59, 60, 61; 119, 120, 121: the findings and the page's figures."""
    took = {**dict.fromkeys(ALLOWED, 1), to: minutes}
    inspection = school("2026-10-13", child=[child(0, "2023-1")], incident=[fall(took)])
    late = minutes in (21, 61, 121)
    expected = [("O301", {"to": to, "deadline": str(minutes - 1), "minutes": str(minutes)})]
    assert told(inspection) == (expected if late else [])
    view = incidents_view(Site(inspection, language("zh_CN")))
    (row,) = view.rows
    assert (row.in_time, row.due) == (view.in_time, view.due) == (4 if late else 5, 5)
    assert (view.late, view.missing) == (int(late), 0)
    name = language("zh_CN").value("incident", "notifications.to", to)
    (notice,) = [one for one in row.notices if one.to == name]
    assert notice.standing.text == f"{minutes}分钟（时限{ALLOWED[to]}分钟）"
    assert notice.standing.tone == ("late" if late else "good")
    assert row.late == ((name,) if late else ())
    html = render(Site(inspection, language("zh_CN")))["incidents.md"].html
    assert notice.standing.text in html


@pytest.mark.parametrize(("to", "minutes"), TRIED)
def test_nobody_told_is_a_lapse_when_the_minutes_are_over(to: str, minutes: int) -> None:
    """The day ends so many minutes after the school knew; this party alone has not been told."""
    known = datetime(2026, 10, 13) - timedelta(minutes=minutes)
    took = {party: 0 for party in ALLOWED if party != to}
    inspection = school("2026-10-12", child=[child(0, "2023-1")], incident=[fall(took, known)])
    over = minutes in (21, 61, 121)
    expected = [("O302", {"to": to, "deadline": str(minutes - 1)})]
    assert told(inspection) == (expected if over else [])
    view = incidents_view(Site(inspection, language("zh_CN")))
    assert (view.in_time, view.due, view.missing) == (4, 5 if over else 4, int(over))


def test_children_told_of_one_by_one_are_judged_by_the_last() -> None:
    """Two children: the parents of one after 30 minutes, of the other after 61."""
    both = fall(dict.fromkeys(ALLOWED, 1))
    both["children"] = ["c000", "c001"]
    both["notifications"] = [one for one in both["notifications"] if one["to"] != "parents"]
    both["notifications"] += [
        {"to": "parents", "at": "2026-10-12 15:00", "children": ["c000"]},
        {"to": "parents", "at": "2026-10-12 15:31", "children": ["c001"]},
    ]
    children = [child(0, "2023-1"), child(1, "2023-1")]
    words = {"to": "parents", "deadline": "60", "minutes": "61"}
    found = told(school("2026-10-13", child=children, incident=[both]))
    assert found == [("O301", words)]
    both["notifications"].pop()
    found = told(school("2026-10-13", child=children, incident=[both]))
    assert found == [("O302", {"to": "parents", "deadline": "60"})]


def test_the_guardian_and_the_parents_need_not_be_told_of_a_suspected_abuse() -> None:
    """Not even by a school whose own policy names the kind."""
    policy = {
        "extends": ["pian-1"],
        "incident_deadlines": [
            {"to": to, "minutes": 30, "kinds": ["abuse"]}
            for to in ("guardian", "parents", "police")
        ],
    }
    abuse = {**fall({}), "kind": "abuse"}
    inspection = school("2026-10-13", child=[child(0, "2023-1")], incident=[abuse], policy=policy)
    assert told(inspection) == [("O302", {"to": "police", "deadline": "30"})]
