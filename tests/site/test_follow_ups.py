"""Follow-ups: what is open, since when it is late, who answers for it, and how it is closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from builder.follow_ups import Standing, follow_up
from builder.render import render
from builder.views.child import child_view
from builder.views.follow_ups import FollowUpsView, follow_ups_view
from builder.views.peers import peer_rows
from builder.views.site import Site
from builder.views.teacher import sheets as teacher_sheets
from builder.views.today import today_view

from .schools import EMPTY, SMALL, site
from .test_people_pages import FULL, HOME_VISIT, STAFF, school

VISIT = {**HOME_VISIT, "date": "2026-11-10", "with": ["guardian"], "summary": "在家"}
CHECK = {"child": "c01", "date": "2026-10-20", "abnormal": ["视力低下"]}
CONSENT = {"by": "王大山", "date": "2026-09-01", "withdrawn": "2026-11-01"}


def listed(**records: Any) -> FollowUpsView:
    """The list of a school of 20 November 2026."""
    return follow_ups_view(school(**records))


# Where a follow-up stands


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, None),
        ({"follow_up": "再去", "follow_up_by": "2026-11-19"}, Standing.LATE),
        ({"follow_up": "再去", "follow_up_by": "2026-11-20"}, Standing.DUE),
        ({"follow_up_by": "2026-11-19"}, Standing.LATE),
        ({"follow_up": "再去"}, Standing.UNDATED),
        ({"problem": "怕黑"}, Standing.UNDATED),
        ({"problem": "怕黑", "action": "装了灯", "follow_up": "再看"}, Standing.UNDATED),
        ({"problem": "怕黑", "action": "装了灯"}, Standing.SETTLED),
        ({"problem": "怕黑", "action": "装了灯", "followed_up": "2026-11-12"}, Standing.DONE),
        ({"follow_up_by": "2026-11-12", "followed_up": "2026-11-20"}, Standing.DONE),
        ({"follow_up_by": "2026-11-12", "followed_up": "2026-11-21"}, Standing.LATE),
        ({"date": "2026-11-21", "follow_up_by": "2026-11-30"}, None),
    ],
)
def test_where_a_visits_follow_up_stands(fields: dict[str, Any], standing: Standing | None) -> None:
    """On its day it is not late; what is to be done or was done after today is not done yet."""
    (visit,) = school(visit=[{**VISIT, **fields}]).store.visits
    found = follow_up(visit, date(2026, 11, 20))
    assert (found and found.standing) == standing


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, Standing.UNDATED),
        ({"follow_up_by": "2026-11-19"}, Standing.LATE),
        ({"follow_up_by": "2026-11-20"}, Standing.DUE),
        ({"follow_up_by": "2026-11-19", "followed_up": "2026-11-20"}, Standing.DONE),
        ({"abnormal": []}, None),
        ({"followed_up": "2026-11-20"}, Standing.DONE),
    ],
)
def test_where_a_health_checks_follow_up_stands(
    fields: dict[str, Any], standing: Standing | None
) -> None:
    record = {name: value for name, value in {**CHECK, **fields}.items() if value != []}
    (check,) = school(health=[record]).store.health
    found = follow_up(check, date(2026, 11, 20))
    assert (found and found.standing) == standing


SEVERAL: dict[str, Any] = {
    "visit": [
        {**VISIT, "problem": "无日期"},
        {**VISIT, "follow_up": "晚到", "follow_up_by": "2026-11-15"},
        {**VISIT, "follow_up": "未到", "follow_up_by": "2026-11-22"},
        {**VISIT, "follow_up": "办过", "follow_up_by": "2026-11-15", "followed_up": "2026-11-18"},
        {**VISIT, "problem": "当场", "action": "换了"},
    ],
    "health": [
        {**CHECK, "follow_up_by": "2026-11-01"},
        {**CHECK, "date": "2026-10-21", "follow_up_by": "2026-11-30", "followed_up": "2026-11-02"},
    ],
}


def test_the_list_has_the_latest_first_and_counts_of_all() -> None:
    view = listed(**SEVERAL)
    assert [(row.state, row.follow_up or row.problem, row.days) for row in view.rows] == [
        ("late", "视力低下", 19),
        ("late", "晚到", 5),
        ("due", "未到", 0),
        ("undated", "无日期", 0),
    ]
    assert (view.late, view.due_this_week, view.undated, view.open) == (2, 1, 1, 4)
    assert (view.closed, view.in_time, view.dated) == (2, 1, 2)
    assert [(row.done, row.days) for row in view.done] == [("11月18日", 3), ("11月2日", 0)]
    assert [row.problem for row in view.settled] == ["当场"]


@pytest.mark.parametrize(
    ("by", "n"), [("2026-11-19", 0), ("2026-11-20", 1), ("2026-11-22", 1), ("2026-11-23", 0)]
)
def test_due_this_week_is_from_the_day_to_sunday(by: str, n: int) -> None:
    """What was due yesterday is late, what is due on the day itself is still to be done."""
    view = listed(visit=[{**VISIT, "follow_up": "再去", "follow_up_by": by}])
    assert (view.due_this_week, view.late) == (n, int(by < "2026-11-20"))


def test_everybody_judges_alike() -> None:
    """The findings, the list, Today, the teacher's and the child's page: the same two are late."""
    place = school(**SEVERAL)
    findings = [one for one in place.inspection.findings if one.code == "O401"]
    assert len(findings) == follow_ups_view(place).late == 2
    assert [row.days for row in today_view(place).open] == [19, 5]
    body = child_view(place, place.store.children["c01"]).body
    assert body is not None
    mine = next(sheet.context for sheet in teacher_sheets(place) if sheet.path == "staff/t01")
    for rows in (body.follow_ups, mine.follow_ups):
        assert [row.state for row in rows] == ["late", "late", "due", "undated"]
    assert (mine.open_follow_ups, mine.follow_ups_late) == (4, 2)


def test_last_years_follow_up_shows_its_year() -> None:
    view = listed(visit=[{**VISIT, "date": "2025-12-20", "follow_up_by": "2025-12-30"}])
    assert (view.rows[0].due, view.rows[0].when) == ("2025年12月30日", "2025年12月20日")


# Who answers for it


def responsible(record: dict[str, Any], **more: Any) -> list[str]:
    """The ids of whoever is to see to the one follow-up."""
    (row,) = listed(**record, **more).rows
    return [who.id for who in row.responsible]


PAIRING = [{"kind": "paired_teacher", "child": "c01", "staff": "t02", "since": "2026-08-31"}]
OPEN = {"visit": [{**VISIT, "follow_up": "再去"}]}


def test_whoever_promised_answers_for_it() -> None:
    assert responsible(OPEN, pairing=PAIRING) == ["t01"]


def test_when_they_have_left_the_paired_teacher_does() -> None:
    gone = [{**STAFF[0], "until": "2026-11-15"}, *STAFF[1:]]
    assert responsible(OPEN, staff=gone, pairing=PAIRING) == ["t02"]


def test_a_health_check_is_the_class_teachers() -> None:
    check = {"health": [{**CHECK, "follow_up_by": "2026-11-30"}]}
    assert responsible(check, pairing=PAIRING) == ["t01"]


def test_the_list_can_be_narrowed_to_a_person_a_class_and_a_state() -> None:
    page = render(school(**SEVERAL))["follow-ups.md"].html
    table = page[page.index('id="follow-ups"') :].partition("</table>")[0]
    assert table.count('data-person="t01" data-class="2024-1" data-state="late"') == 2
    for key, option in (("person", "t01"), ("class", "2024-1"), ("state", "undated")):
        select = page[page.index(f'data-filter="{key}"') :].partition("</select>")[0]
        assert f'value="{option}"' in select


# What may not be shown


SECRET = {"problem": "不可说的事", "action": "不可说的办法", "follow_up": "不可说的约定"}


@pytest.mark.parametrize("marked", [{"confidential": True}, {"kind": ["counselling"]}])
def test_a_confidential_visits_text_is_not_on_the_list(marked: dict[str, Any]) -> None:
    place = school(visit=[{**VISIT, **SECRET, **marked, "follow_up_by": "2026-11-19"}])
    pages = render(place)
    assert len(follow_ups_view(place).rows) == 1
    for path in ("follow-ups.md", "index.md", "staff/t01.md"):
        assert "不可说" not in pages[path].html, path
        assert "林晓东" in pages[path].html, path
    section = pages["children/c01.md"].html.partition('id="follow-ups"')[2].partition("<h2")[0]
    assert "不可说" not in section and "保密" in section


def test_a_child_whose_consent_was_withdrawn_is_counted_and_not_listed() -> None:
    gone = {**FULL, "id": "c02", "name": "赵不见", "consent": CONSENT}
    visits = [
        {**VISIT, "children": ["c02"], "follow_up": "独自", "follow_up_by": "2026-11-15"},
        {**VISIT, "children": ["c01", "c02"], "follow_up": "一起", "follow_up_by": "2026-11-16"},
    ]
    place = school(child=[FULL, gone], visit=visits)
    view = follow_ups_view(place)
    assert (view.late, view.open, view.unnamed) == (2, 2, 1)
    assert [[one.id for one in row.children] for row in view.rows] == [["c01"]]
    pages = render(place)
    assert "赵不见" not in pages["follow-ups.md"].html and "独自" not in pages["follow-ups.md"].html
    assert "1项不列出（已撤回同意）" in pages["follow-ups.md"].html


def test_a_child_that_has_left_ends_its_follow_ups() -> None:
    """Nobody can do them any more: not late, in no count, and kept apart from those that are open."""
    promised = {"visit": [{**VISIT, "follow_up": "再去", "follow_up_by": "2026-11-12"}]}
    left = {**FULL, "left": "2026-11-15", "left_reason": "transferred"}
    last_day = follow_ups_view(school(child=[left], day="2026-11-15", **promised))
    assert [(row.state, row.days) for row in last_day.rows] == [("late", 3)]
    place = school(child=[left], **promised)
    view = follow_ups_view(place)
    assert (view.rows, view.late, view.open) == ((), 0, 0)
    assert [(row.state, row.left, row.tags[0].text) for row in view.ended] == [
        ("left", True, "离校未办")
    ]
    assert not [one for one in place.inspection.findings if one.code == "O401"]
    pages = render(place)
    assert "离校未办" in pages["follow-ups.md"].html
    assert (
        "离校未办" in pages["children/c01.md"].html and "逾期" not in pages["children/c01.md"].html
    )
    second = {**FULL, "id": "c02", "name": "赵还在", "student_no": "2"}
    both = {"visit": [{**promised["visit"][0], "children": ["c01", "c02"]}]}
    assert follow_ups_view(school(child=[left, second], **both)).late == 1, "one is still here"


def test_an_abnormal_finding_without_a_day_is_on_every_list() -> None:
    place = school(health=[CHECK])
    assert [(row.state, row.problem) for row in follow_ups_view(place).rows] == [
        ("undated", "视力低下")
    ]
    pages = render(place)
    for path in ("index.md", "staff/t01.md", "children/c01.md"):
        assert "视力低下" in pages[path].html, path
    (today,) = today_view(place).open
    assert (today.due, today.dated) == ("未定期限", False)
    child = pages["children/c01.md"].html.partition('id="follow-ups"')[2].partition("<h2")[0]
    assert "视力低下" in child and "未定期限" in child


def test_what_was_done_late_is_not_overdue() -> None:
    done = {**VISIT, "follow_up_by": "2026-11-12", "followed_up": "2026-11-17"}
    (row,) = listed(visit=[done]).done
    assert [tag.text for tag in row.tags] == ["晚了5天"]


# Closing


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_line_of_the_hint_closes_the_follow_up(locale: str, tmp_path: Path) -> None:
    """What the page says to type, typed into the record, moves the row to the closed ones."""
    check = "health/2026.yml"
    files = {**SMALL, check: "child: c01\ndate: 2026-09-20\nfollow_up_by: 2026-10-20\n"}
    visit = "visits/one.yml"
    files[visit] = (
        "date: 2026-10-13\nchildren: c01\nkind: talk\nby: t02\nsummary: 好\nfollow_up: 再去\n"
    )
    before = follow_ups_view(site(tmp_path / "a", files, locale))
    assert (before.open, before.closed) == (3, 0)
    lines = {hint.label: hint.text for hint in before.hints}
    assert len(lines) == 2, "one for visits, one for health checks"
    typed: Site = site(tmp_path / "a", files, locale)
    for path, kind in ((visit, "visit"), (check, "health")):
        files[path] += f"{lines[typed.language.kind(kind)]}\n"
    after = site(tmp_path / "b", files, locale)
    assert not [one for one in after.inspection.findings if one.code.startswith("E")]
    view = follow_ups_view(after)
    assert (view.open, view.closed) == (1, 2)
    assert {row.edit for row in view.done} == {
        row.edit for row in before.rows if "2026-autumn" not in row.edit
    }


def test_a_hint_names_only_what_is_open() -> None:
    (hint,) = listed(**OPEN).hints
    assert hint.text == "回访日期: 2026-11-20"
    (hint,) = listed(health=[{**CHECK, "follow_up_by": "2026-11-30"}]).hints
    assert hint.text == "复查日期: 2026-11-20"


def test_an_empty_school_says_what_will_be_listed(tmp_path: Path) -> None:
    page = render(site(tmp_path, EMPTY))["follow-ups.md"].html
    assert "还没有回访事项" in page and "data-filters" not in page


# Who has left


def test_who_left_is_in_no_pair_and_lacks_nobody() -> None:
    """A pair whose other child has left is over; the page of who left calls no role vacant, and
    the class bears the name that it had on the last day."""
    left = {**FULL, "left": "2026-06-30", "left_reason": "graduated"}
    here = {**FULL, "id": "c02", "name": "赵还在", "student_no": "2"}
    pair = {"kind": "friend", "child": "c02", "peer": "c01", "since": "2025-09-01"}
    place = school(child=[left, here], pairing=[pair], visit=[])
    assert place.pairings_now == ()
    assert [row.now for row in peer_rows(place, "c02")] == [False]
    gone = child_view(place, place.store.children["c01"])
    assert gone.body is not None
    assert gone.class_.text == gone.body.card.class_ == "二年级1班"
    assert gone.body.roles == ()
    assert [tag.text for tag in gone.body.tags[:1]] == ["2026年6月30日离校"]
    page = render(place)["children/c01.md"].html
    assert "空缺" not in page
