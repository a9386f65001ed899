"""Daily provision: school days with an entry of the school days so far, the missing ones named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builder.render import render
from builder.views.meals import meal_logs
from builder.views.provisions import ClassRow, new_provision, provisions_view, sheets
from builder.views.record_links import record_link
from builder.views.site import Site

from .schools import EMPTY, SMALL, inspected, site, write

DAY = date(2026, 10, 12)
"""A Monday. Since 31 August: 5 weeks of 5 days but for 1 and 2 October; 8 and 9 October; and it."""

SCHOOL_DAYS = 23 + 2 + 1


def log(kind: str, class_: str, by: str, days: dict[str, int]) -> str:
    """A class's log."""
    rows = "\n".join(f"  - {{date: {day}, count: {n}}}" for day, n in days.items())
    return f"kind: {kind}\nclass: {class_}\nby: {by}\nentries:\n{rows}\n"


WEEKDAYS = [f"2026-09-{day:02d}" for day in range(1, 31) if date(2026, 9, day).weekday() < 5]
EGGS = {
    "2026-08-31": 20,
    # Nothing on Thursday 10, Friday 11 and Monday 14 September, and on Tuesday the 22nd.
    **{day: 20 for day in WEEKDAYS if day[-2:] not in ("10", "11", "14", "22")},
    "2026-10-03": 7,  # In the holiday.
    "2026-10-08": 19,
    "2026-10-09": 19,
    "2026-10-12": 18,
    "2026-10-13": 18,  # Tomorrow.
}


def school(tmp_path: Path, rules: str = "", day: date = DAY, **files: str) -> Site:
    """The small school with some logs."""
    given = {**SMALL, **{f"provisions/{name}.yml": text for name, text in files.items()}}
    if rules:
        given["policy.yml"] = rules
    return site(tmp_path, given, day=day)


def rows(of: Site) -> dict[tuple[str, str], ClassRow]:
    """The ledger's rows by kind and class."""
    return {(row.log.kind.id, row.class_.id): row for row in provisions_view(of, of.semester).rows}


def test_days_are_the_calendars_school_days(tmp_path: Path) -> None:
    row = rows(school(tmp_path, a=log("egg", "2024-1", "t02", EGGS)))["egg", "2024-1"]
    assert (row.log.days, row.log.whole) == (SCHOOL_DAYS - 4, SCHOOL_DAYS)
    assert row.log.missing == ("9月10日–9月14日（3个上课日）", "9月22日"), "the weekend is between"
    assert row.log.outside == 1, "the third of October is a holiday"
    assert row.log.meals == 19 * 20 + 7 + 2 * 19 + 18
    assert [(who.id, n) for who, n in row.log.by] == [("t02", 23)]
    assert row.standing == "gaps"


def test_month_by_month(tmp_path: Path) -> None:
    row = rows(school(tmp_path, a=log("egg", "2024-1", "t02", EGGS)))["egg", "2024-1"]
    assert [(m.month, m.days, m.whole, m.meals) for m in row.log.months] == [
        ("2026年8月", 1, 1, 20),
        ("2026年9月", 18, 22, 360),
        ("2026年10月", 3, 3, 7 + 38 + 18),
    ]
    first = row.log.months[0].entries[0]
    assert (first.anchor, first.day, first.count) == ("r-provisions-a-0", "8月31日", 20)


def test_a_makeup_day_is_a_school_day(tmp_path: Path) -> None:
    files = {**SMALL, "provisions/a.yml": log("egg", "2024-1", "t02", EGGS)}
    semester = "semesters/2026-autumn.yml"
    line = "        holidays:"
    files[semester] = files[semester].replace(line, f"        makeup_days: [2026-10-10]\n{line}")
    row = rows(site(tmp_path, files, day=DAY))["egg", "2024-1"]
    assert row.log.whole == SCHOOL_DAYS + 1
    assert row.log.missing[-1] == "10月10日"


def test_totals_are_class_days(tmp_path: Path) -> None:
    both = school(
        tmp_path,
        a=log("egg", "2024-1", "t02", EGGS),
        b=log("egg", "2023-1", "t03", {"2026-09-01": 10}),
        c=log("lunch", "2023-1", "t01", {"2026-09-01": 25, "2026-09-02": 24}),
    )
    totals = {one.kind.id: one for one in provisions_view(both, both.semester).totals}
    egg = totals["egg"]
    assert (egg.days, egg.whole, egg.classes, egg.gaps) == (23, 2 * SCHOOL_DAYS, 2, 2)
    lunch = totals["lunch"]
    assert (lunch.days, lunch.whole, lunch.meals) == (2, SCHOOL_DAYS, 49)
    assert [cls.id for cls in lunch.without] == ["2024-1"], "named, and no gap: nothing asks for it"


def test_a_class_of_which_a_rule_asks_for_eggs_is_there_without_an_entry(tmp_path: Path) -> None:
    bare = school(tmp_path)
    assert provisions_view(bare, bare.semester).rows == ()
    asked = rows(school(tmp_path / "b", rules="extends: [pian-1]\n"))
    assert set(asked) == {("egg", "2024-1"), ("egg", "2023-1")}
    assert asked["egg", "2024-1"].log.missing == (f"8月31日–10月12日（{SCHOOL_DAYS}个上课日）",)


def test_the_class_page_and_the_ledger_say_the_same(tmp_path: Path) -> None:
    given = school(tmp_path, a=log("egg", "2024-1", "t02", EGGS))
    assert meal_logs(given, "2024-1") == (rows(given)["egg", "2024-1"].log,)
    assert [one.name for one in meal_logs(given, "2023-1")] == ["鸡蛋"], "eggs always, lunches not"


def test_an_earlier_semester_is_a_page_of_its_own_and_links_find_it(tmp_path: Path) -> None:
    files = {
        **SMALL,
        "semesters/2026-spring.yml": """\
            name: 2026年春季学期
            term: spring
            start: 2026-03-02
            end: 2026-07-03
            classes: [{class: 2024-1, class_teachers: [{staff: t02}], pupils: 30}]
            """,
        "provisions/old.yml": log("egg", "2024-1", "t02", {"2026-03-02": 30}),
        "provisions/new.yml": log("egg", "2024-1", "t02", {"2026-09-01": 20}),
    }
    given = site(tmp_path, files, day=DAY)
    assert [sheet.path for sheet in sheets(given)] == ["provisions", "provisions/2026-spring"]
    pages = render(given)
    for one in given.store.provisions:
        page, _, anchor = record_link(given, one).href.partition(".html#")
        assert f'id="{anchor}"' in pages[f"{page}.md"].html
    old = provisions_view(given, given.calendar.semesters[0])
    assert [(row.log.days, row.log.whole) for row in old.rows] == [(1, 5 * 17 + 5)]
    assert old.rows[0].class_.text == "二1班", "what it was called then"
    assert old.new is None and old.rows[0].new is None


def test_an_empty_school_says_what_is_missing(tmp_path: Path) -> None:
    html = render(site(tmp_path, EMPTY))["provisions.md"].html
    assert "还没有学期" in html and "records/semesters/" in html
    bare = render(site(tmp_path / "b", SMALL))["provisions.md"].html
    assert "还没有鸡蛋和午餐的登记" in bare and "records/provisions/" in bare


def test_the_missing_days_are_filled_in_and_pass_check(tmp_path: Path) -> None:
    given = school(tmp_path, a=log("egg", "2024-1", "t02", EGGS))
    row = rows(given)["egg", "2024-1"]
    assert row.new is not None
    assert row.new.path == "records/provisions/2026-autumn/egg-2024-1-2026-10-12.yml"
    text = row.new.text.replace("人数: }", "人数: 20}")
    assert text.count("人数: 20") == 4
    files = {**SMALL, "provisions/a.yml": log("egg", "2024-1", "t02", EGGS)}
    files[row.new.path.removeprefix("records/")] = text
    mended = site(tmp_path / "b", files, day=DAY)
    assert not [f for f in mended.inspection.findings if f.code.startswith("E")]
    assert rows(mended)["egg", "2024-1"].log.missing == ()


def test_a_new_log_without_a_class_names_the_kinds(tmp_path: Path) -> None:
    new = new_provision(school(tmp_path))
    assert "鸡蛋、午餐" in new.text
    text = new.text.replace("类型:\n", "类型: 午餐\n").replace("班级:\n", "班级: 2024-1\n")
    text = text.replace("经手人:\n", "经手人: t01\n").replace(
        "{日期: , 人数: }", "{日期: 2026-10-12, 人数: 26}"
    )
    write(tmp_path / "records", {new.path.removeprefix("records/"): text})
    (one,) = inspected(tmp_path / "records", DAY).store.provisions
    assert (one.kind, one.class_, one.count, one.by) == ("lunch", "2024-1", 26, "t01")
