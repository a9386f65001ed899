"""Duty rosters: the week as a table, what is vacant, who stands in two places, who has left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builder.render import render
from builder.views.duties import DutiesView, duties_view, new_duty
from builder.views.site import Site
from builder.views.teacher import sheets as teacher_sheets

from .schools import DAY, EMPTY, SMALL, inspected, site, write

ROOM = """\
semester: 2026-autumn
place: 活动室
slots:
  - {day: 1, slot: 午间, staff: t01}
  - {day: 1, slot: 午间, staff: t02}
  - {day: 2, slot: 午间, staff: t02}
  - {day: 3, slot: 午间}
  - {day: 6, slot: 上午, staff: t03}
"""
DORMITORY = """\
semester: 2026-autumn
place: 宿舍
slots:
  - {day: 2, slot: 午间, staff: t02}
  - {day: 3, slot: 午间, staff: t03}
"""


def school(tmp_path: Path, day: date = DAY, staff: str = "", **files: str) -> Site:
    """The small school with some rosters; `staff` ends the record of t03."""
    given = {**SMALL, **{f"duties/{name}.yml": text for name, text in files.items()}}
    if staff:
        given["staff/t03.yml"] = given["staff/t03.yml"].replace("}", f", {staff}}}")
    return site(tmp_path, given, day=day)


def week(view: DutiesView, place: str) -> dict[str, list[list[str]]]:
    """A place's week: by slot, for each day the ids of who is on duty (empty: a gap)."""
    roster = next(one for one in view.current if one.place == place)
    return {
        row.slot: [[one.person.id for one in cell] for cell in row.cells] for row in roster.rows
    }


def test_the_week_is_a_table_of_slots_and_days(tmp_path: Path) -> None:
    view = duties_view(school(tmp_path, room=ROOM))
    assert view.weekdays[0] == "星期一" and view.weekdays[6] == "星期日"
    assert week(view, "活动室") == {
        "午间": [["t01", "t02"], ["t02"], [""], [], [], [], []],
        "上午": [[], [], [], [], [], ["t03"], []],
    }
    (roster,) = view.current
    assert roster.anchor == "r-duties-room"
    assert roster.edit.endswith("/_edit/main/records/duties/room.yml")
    assert roster.without == ("星期四", "星期五", "星期日")


def test_a_slot_without_a_teacher_is_a_gap_and_a_day_without_slots_is_none(tmp_path: Path) -> None:
    view = duties_view(school(tmp_path, room=ROOM))
    assert [(gap.when, gap.place) for gap in view.gaps] == [("星期三 午间", "活动室")]
    assert (view.filled, view.whole) == (4, 5)
    html = render(school(tmp_path / "b", room=ROOM))["duties.md"].html
    assert "未设时段：星期四、星期五、星期日" in html


def test_one_person_in_two_places_at_once_is_named(tmp_path: Path) -> None:
    view = duties_view(school(tmp_path, room=ROOM, dormitory=DORMITORY))
    assert [(one.person.id, one.when, set(one.places)) for one in view.clashes] == [
        ("t02", "星期二 午间", {"活动室", "宿舍"})
    ]
    tags = [
        (roster.place, one.person.id, tag.text)
        for roster in view.current
        for row in roster.rows
        for cell in row.cells
        for one in cell
        for tag in one.tags
        if one.person.id
    ]
    assert sorted(tags) == [("宿舍", "t02", "同时两处"), ("活动室", "t02", "同时两处")]


def test_the_same_slot_in_different_weeks_is_no_double_booking(tmp_path: Path) -> None:
    first = ROOM.replace("slots:", "to: 2026-11-08\nslots:")
    second = DORMITORY.replace("slots:", "from: 2026-11-09\nslots:")
    apart = duties_view(school(tmp_path, first=first, second=second))
    assert apart.clashes == ()
    assert [one.place for one in apart.current] == ["活动室"]
    assert [(one.place, one.when) for one in apart.ahead] == [
        ("宿舍", "2026年11月9日–2027年1月17日")
    ]
    touching = second.replace("2026-11-09", "2026-11-08")
    assert duties_view(school(tmp_path / "b", first=first, second=touching)).clashes
    elsewhere = DORMITORY.replace("午间", "晚间")
    assert not duties_view(school(tmp_path / "c", room=ROOM, dorm=elsewhere)).clashes


def test_hours_that_overlap_are_at_once(tmp_path: Path) -> None:
    """By the clock where both slots say it; the end of one may be the beginning of the other."""

    def clash(one: str, other: str) -> bool:
        found = []
        for name, slot in (("a", one), ("b", other)):
            found.append(
                f'semester: 2026-autumn\nplace: {name}\nslots:\n  - {{day: 1, slot: "{slot}", staff: t02}}\n'
            )
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        return bool(duties_view(school(folder, a=found[0], b=found[1])).clashes)

    assert clash("12:00-13:00", "12:30-13:30")
    assert clash("午间 12：00～13：00", "12:00—12:10")
    assert not clash("12:00-13:00", "13:00-14:00")
    assert not clash("8:00-9:00", "18:00-19:00")
    assert not clash("午间", "12:00-13:00"), "nobody said when noon is"


def test_two_rosters_of_one_place_are_one_duty_entered_twice(tmp_path: Path) -> None:
    same = DORMITORY.replace("宿舍", "活动室")
    view = duties_view(school(tmp_path, room=ROOM, dorm=same))
    assert [(one.person.id, one.places, one.what.text) for one in view.clashes] == [
        ("t02", ("活动室",), "重复排班")
    ]
    assert [(row.person.id, row.n) for row in view.load] == [("t02", 2), ("t03", 2), ("t01", 1)]
    assert (view.filled, view.whole) == (5, 6)
    twice = ROOM.replace("  - {day: 3, slot: 午间}", "  - {day: 2, slot: 午间, staff: t02}")
    assert [one.what.text for one in duties_view(school(tmp_path / "b", room=twice)).clashes] == [
        "重复排班"
    ]


def test_somebody_who_has_left_is_still_on_duty_and_named(tmp_path: Path) -> None:
    on_the_day = duties_view(school(tmp_path, staff="until: 2026-10-28", room=ROOM))
    assert on_the_day.gone == ()
    view = duties_view(school(tmp_path / "b", staff="until: 2026-10-27", room=ROOM))
    assert [(one.person.id, one.when, one.since) for one in view.gone] == [
        ("t03", "星期六 上午", "2026年10月27日")
    ]
    assert [row.person.id for row in view.load if row.tags] == ["t03"]


def test_load_is_counted_by_person(tmp_path: Path) -> None:
    view = duties_view(school(tmp_path, room=ROOM, dormitory=DORMITORY))
    assert [(row.person.id, row.n) for row in view.load] == [("t02", 3), ("t03", 2), ("t01", 1)]
    assert view.load[1].slots == ("星期三 午间（宿舍）", "星期六 上午（活动室）")
    assert sum(row.n for row in view.load) == view.filled == 6
    assert (view.on_duty, view.teachers, view.idle) == (2, 2, ())
    alone = duties_view(school(tmp_path / "b", dormitory=DORMITORY.replace("t03", "t01")))
    assert [one.id for one in alone.idle] == ["t03"]


def test_rosters_that_are_over_stand_apart_and_flag_nothing(tmp_path: Path) -> None:
    over = ROOM.replace("slots:", "to: 2026-10-27\nslots:")
    view = duties_view(school(tmp_path, over=over, dormitory=DORMITORY))
    assert [one.place for one in view.over] == ["活动室"]
    assert [one.place for one in view.current] == ["宿舍"]
    assert (view.gaps, view.clashes, view.whole) == ((), (), 2)


def test_in_the_vacation_the_last_week_of_the_semester_stands(tmp_path: Path) -> None:
    view = duties_view(school(tmp_path, day=date(2027, 1, 25), room=ROOM))
    assert [one.place for one in view.current] == ["活动室"]


def test_an_empty_school_says_what_is_missing(tmp_path: Path) -> None:
    html = render(site(tmp_path, EMPTY))["duties.md"].html
    assert "还没有值日表" in html and "records/duties/" in html


def test_a_new_roster_passes_check_once_its_blanks_are_filled(tmp_path: Path) -> None:
    given = school(tmp_path)
    new = new_duty(given)
    text = new.text.replace("地点:", "地点: 图书室").replace("时间段: ,", "时间段: 午间,")
    text = text.replace("教师: }", "教师: t02}", 1)
    before = inspected(tmp_path / "records").findings
    write(tmp_path / "records", {new.path.removeprefix("records/"): text})
    after = inspected(tmp_path / "records")
    assert [f for f in after.findings if f not in before] == []
    (duty,) = after.store.duties
    assert (duty.semester, duty.place) == ("2026-autumn", "图书室")
    assert [(slot.day, slot.slot, slot.staff) for slot in duty.slots] == [
        (1, "午间", "t02"),
        *((day, "午间", None) for day in (2, 3, 4, 5)),
    ]


def test_a_persons_page_has_the_rosters_in_force_as_the_page_of_rosters_has(tmp_path: Path) -> None:
    """Neither one that has not begun nor one that is over; the semester's end is not the end."""
    rosters = {
        "room": ROOM.replace("slots:", "from: 2026-12-01\nslots:"),
        "gate": ROOM.replace("活动室", "校门").replace("slots:", "to: 2026-10-27\nslots:"),
        "dormitory": DORMITORY,
    }

    def mine(day: date) -> list[tuple[str, str]]:
        found = school(tmp_path / str(day), day=day, **rosters)
        pages = {sheet.path: sheet.context for sheet in teacher_sheets(found)}
        return [(row.weekday, row.place) for row in pages["staff/t02"].duties]

    assert mine(DAY) == [("星期二", "宿舍")]
    both = [("星期一", "活动室"), ("星期二", "宿舍"), ("星期二", "活动室")]
    assert mine(date(2026, 12, 1)) == both == mine(date(2027, 1, 20))
    assert ("星期二", "校门") in mine(date(2026, 10, 27))
