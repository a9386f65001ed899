"""The overdue list as a workbook and as a calendar: read back, and without a name unasked."""

from __future__ import annotations

import csv
import io
import re
import textwrap
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from builder.cli import run
from builder.evaluation import State
from tests.site.schools import SMALL, inspected, write

DEMO = Path(__file__).resolve().parents[1] / "records"
ON_THE_DAY = ["--as-of", "2026-11-20"]

Shouwang = tuple[int, str, str]


def shouwang(capsys: pytest.CaptureFixture[str], *arguments: object) -> Shouwang:
    """Exit status, standard output and standard error of one command."""
    status = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def listed(capsys: pytest.CaptureFixture[str], *options: object) -> list[dict[str, str]]:
    """The rows of the list as CSV."""
    status, out, _ = shouwang(capsys, "overdue", *options, "--format", "csv")
    assert status == 0
    return list(csv.DictReader(io.StringIO(out)))


def names() -> set[str]:
    """The names of the demo's children and of its staff."""
    found: set[str] = set()
    for folder in ("children", "staff"):
        for path in (DEMO / folder).rglob("*.yml"):
            text = path.read_text(encoding="utf-8")
            found |= set(re.findall(r"^(?:姓名|name): *(\S+)", text, re.MULTILINE))
    assert len(found) > 100
    return found


def book(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *options: object
) -> tuple[Worksheet, Worksheet]:
    """The two sheets of the list as a workbook, opened again."""
    target = tmp_path / "out" / "overdue.xlsx"
    words = ["overdue", *options, "--format", "xlsx", "-o", target]
    assert shouwang(capsys, *words) == (0, f"{target}\n", "")
    first, second = load_workbook(target).worksheets
    assert isinstance(first, Worksheet)
    assert isinstance(second, Worksheet)
    return first, second


def calendar(
    capsys: pytest.CaptureFixture[str], *options: object
) -> tuple[str, Calendar, list[Event]]:
    """The list as a calendar: its text, itself, and its events."""
    status, out, err = shouwang(capsys, "overdue", *options, "--format", "ics")
    assert (status, err) == (0, "")
    parsed = Calendar.from_ical(out)
    assert isinstance(parsed, Calendar)
    return out, parsed, [event for event in parsed.walk("VEVENT") if isinstance(event, Event)]


# Excel:


def test_workbook_has_the_rows_of_the_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    options = ["--records", DEMO, *ON_THE_DAY]
    sheet, vacancies = book(capsys, tmp_path, *options)
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:M{len(rows) + 1}")
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    expected = listed(capsys, *options)
    assert len(found) == len(expected) == 11
    for row, wanted in zip(found, expected, strict=True):
        assert row["对象编号"] == wanted["unit"]
        assert row["规则编号"] == wanted["rule"]
        scopes = {"child": "学生", "class": "班级", "school": "学校"}
        assert row["范围"] == scopes[wanted["scope"]]
        assert row["责任人编号"] == wanted["responsible"]
        assert row["应完成日"].date().isoformat() == wanted["due"]
        assert str(row["逾期天数"]) == wanted["days_overdue"]
        assert str(row["连续次数"]) == wanted["missed_in_a_row"]
        last = row["上次任何联系"]
        assert (last.date().isoformat() if last else "") == wanted["last_any_contact"]
    by_unit = {row["对象编号"]: row for row in found}
    assert by_unit["c2110"]["规则"] == "其他孩子四周内家访一次"
    assert by_unit["c2110"]["班级"] == "六年级1班"
    assert vacancies.max_row == 4  # three children whom nobody looks after, and the heading
    assert {row[3].value for row in vacancies.iter_rows(min_row=2)} == {"c2307"}


def test_workbook_has_names_only_when_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def texts(*more: str) -> str:
        sheets = book(capsys, tmp_path, "--records", DEMO, *ON_THE_DAY, *more)
        return "\n".join(str(c.value) for s in sheets for row in s.iter_rows() for c in row)

    plain, named = texts(), texts("--names")
    assert not any(name in plain for name in names())
    assert sum(name in named for name in names()) > 10


FORMULA = "=HYPERLINK(1)"


def school(tmp_path: Path) -> Path:
    """The small school with formulas where its people typed text; c01 is overdue on the day."""
    policy = f"""\
        rules:
          - {{id: teacher-weekly-visit, title: '{FORMULA}', contact: [home_visit], by: [paired_teacher], every: week}}
          - {{id: proxy-month, title: "电话; 微信, \\\\n换行", contact: [phone_call], with: [parent], by: [proxy_parent], every: month, grace_days: 5}}
        """
    files = {
        **SMALL,
        "policy.yml": policy,
        "staff/t02.yml": "{name: '@SUM(A1)', group: teacher}\n",
        "children/c01.yml": SMALL["children/c01.yml"].replace("林晓东", "'+林晓东'"),
    }
    return write(tmp_path / "records", files)


def test_formulas_are_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = ["--records", school(tmp_path), "--as-of", "2026-10-28", "--names"]
    sheet, _ = book(capsys, tmp_path, *options)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {"+林晓东 c01", FORMULA, "@SUM(A1)"} <= {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_workbook_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = shouwang(
        capsys, "overdue", "--records", DEMO, *ON_THE_DAY, "--format", "xlsx"
    )
    assert (status, out) == (2, "")
    assert "--output" in err


# The calendar:


def test_calendar_has_an_event_for_each_open_and_each_overdue(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Counted by another way: from the engine's states, and from the CSV."""
    options = ["--records", DEMO, *ON_THE_DAY]
    _, _, events = calendar(capsys, *options)
    inspection = inspected(DEMO, date(2026, 11, 20))
    gone = {
        child.id
        for child in inspection.store.children.values()
        if child not in inspection.store.left_behind_on(inspection.as_of)
    }
    due = sorted(
        obligation.end.toordinal() + track.rule.grace_days
        for track in inspection.evaluation.tracks
        if track.unit not in gone
        for obligation in track.obligations
        if obligation.state is State.OPEN
    )
    late = [event for event in events if "逾期" in str(event["SUMMARY"])]
    on_time = [event for event in events if event not in late]
    assert sorted(event.decoded("DTSTART").toordinal() for event in on_time) == due
    assert {event.decoded("DTSTART") for event in late} == {date(2026, 11, 20)}
    titles = [str(event["SUMMARY"]) for event in late]
    rows = listed(capsys, *options)
    assert len(titles) == len(rows)
    for row in rows:
        day = date.fromisoformat(row["due"])
        shown = {"child": row["unit"], "class": "年级", "school": "全校"}[row["scope"]]
        start = f"已逾期（{day.month}月{day.day}日截止）"
        assert any(t.startswith(start) and shown in t for t in titles)


def test_worked_example(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """c01 of policy.md: last week missed, this week open. c02: September's call missed, October's
    accepted until five days after its end."""
    options = ["--records", school(tmp_path), "--as-of", "2026-10-28"]
    _, _, events = calendar(capsys, *options)
    found = {(str(e["SUMMARY"]), e.decoded("DTSTART").isoformat()) for e in events}
    assert found == {
        (f"已逾期（10月25日截止）：{FORMULA}，c01", "2026-10-28"),
        (f"{FORMULA}：c01", "2026-11-01"),
        ("已逾期（9月30日截止）：电话; 微信, \\n换行，c02", "2026-10-28"),
        ("电话; 微信, \\n换行：c02", "2026-11-05"),
    }


def test_calendar_is_sound(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """RFC 5545: lines folded at 75 bytes, CRLF, what must be there; nothing that blocks a day."""
    text, parsed, events = calendar(
        capsys, "--records", school(tmp_path), "--as-of", "2026-10-28", "--names"
    )
    lines = text.encode().split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert str(parsed["PRODID"]).startswith("-//")
    assert str(parsed["VERSION"]) == "2.0"
    assert "守望" in str(parsed["X-WR-CALNAME"])
    for event in events:
        assert event.decoded("DTSTAMP") == datetime(2026, 10, 28, tzinfo=UTC)
        assert type(event.decoded("DTSTART")) is date
        assert (event.decoded("DTEND") - event.decoded("DTSTART")).days == 1
        assert str(event["TRANSP"]) == "TRANSPARENT"
        assert str(event["CLASS"]) == "PRIVATE"
    assert len({str(event["UID"]) for event in events}) == len(events)


def test_no_name_in_a_calendar_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Not even where the terminal would show them."""
    options = ["--records", DEMO, *ON_THE_DAY]
    unfolded = calendar(capsys, *options)[0].replace("\r\n ", "")
    assert not any(name in unfolded for name in names())
    unfolded = calendar(capsys, *options, "--names")[0].replace("\r\n ", "")
    assert sum(name in unfolded for name in names()) > 50


def test_withdrawn_child_is_named_nowhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    records = school(tmp_path)
    child = records / "children/c01.yml"
    text = child.read_text(encoding="utf-8")
    consent = "consent: {by: 陈秀英, date: 2026-09-01"
    assert consent in text
    child.write_text(text.replace(consent, f"{consent}, withdrawn: 2026-10-01"), encoding="utf-8")
    options = ["--records", records, "--as-of", "2026-10-28", "--names"]
    text, _, events = calendar(capsys, *options)
    assert "林晓东" not in text
    assert any("c01" in str(event["SUMMARY"]) for event in events)
    sheet, _ = book(capsys, tmp_path, *options)
    assert not any("林晓东" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_events_keep_their_uid(capsys: pytest.CaptureFixture[str]) -> None:
    """What is still so tomorrow is the same event: calendar programs go by the UID."""

    def ids(day: str) -> dict[str, str]:
        _, _, events = calendar(capsys, "--records", DEMO, "--as-of", day)
        return {str(event["UID"]): str(event["SUMMARY"]) for event in events}

    today, tomorrow = ids("2026-11-19"), ids("2026-11-20")
    both = set(today) & set(tomorrow)
    assert len(both) > len(tomorrow) * 0.9
    assert all(today[uid] == tomorrow[uid] for uid in both)
    assert all(re.fullmatch(r"[0-9a-f]{32}@shouwang\.invalid", uid) for uid in today)


@pytest.mark.parametrize("format_", ["xlsx", "ics"])
def test_same_records_same_bytes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, format_: str
) -> None:
    written = []
    for n in range(2):
        target = tmp_path / f"{n}.{format_}"
        words = ["--records", DEMO, *ON_THE_DAY, "--format", format_, "-o", target]
        assert shouwang(capsys, "overdue", *words)[0] == 0
        written.append(target.read_bytes())
    assert written[0] == written[1]


# One person, and files:


@pytest.mark.parametrize("word", ["t03", "name"])
def test_one_person(capsys: pytest.CaptureFixture[str], word: str) -> None:
    """By id or by name: the rows that name the person, in every format."""
    if word == "name":
        text = (DEMO / "staff/t03.yml").read_text(encoding="utf-8")
        word = re.findall(r"^姓名: *(\S+)", text, re.MULTILINE)[0]
    options = ["--records", DEMO, *ON_THE_DAY]
    own = [row for row in listed(capsys, *options) if "t03" in row["responsible"].split()]
    assert own
    assert listed(capsys, *options, "--for", word) == own
    text, parsed, events = calendar(capsys, *options, "--for", word)
    assert all("t03" in str(event["DESCRIPTION"]) for event in events)
    late = [event for event in events if "逾期" in str(event["SUMMARY"])]
    assert len(late) == len(own)
    assert len(events) > len(late)
    assert str(parsed["X-WR-CALNAME"]).endswith("t03")


def test_everybody_together_have_every_event(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No obligation that somebody owes is in nobody's calendar; class and school rules are in."""
    policy = "extends: [pian-1, pian-5]\n"
    records = write(tmp_path / "records", {**SMALL, "policy.yml": policy})
    options = ["--records", records, "--as-of", "2026-10-28"]
    _, _, whole = calendar(capsys, *options)
    owed = {str(event["UID"]) for event in whole if "责任人：无" not in str(event["DESCRIPTION"])}
    single: set[str] = set()
    for person in ("t01", "t02", "t03"):
        _, _, events = calendar(capsys, *options, "--for", person)
        single |= {str(event["UID"]) for event in events}
    assert single == owed
    titles = {str(event["SUMMARY"]) for event in whole}
    assert any("全校" in title for title in titles)
    assert any("三年级1班" in title for title in titles)


def test_somebody_whom_nobody_knows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = write(
        tmp_path / "records", {**SMALL, "staff/t04.yml": "{name: 李强, group: teacher}\n"}
    )
    for word in ("t99", "李强", ""):
        words = ["--records", records, "--as-of", "2026-10-28", "--for", word]
        status, out, err = shouwang(capsys, "overdue", *words)
        assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_file_replaces_the_last_one_and_no_record(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A feed is written anew every day; never among the records."""
    records = school(tmp_path)
    target = tmp_path / "feed" / "all.ics"
    for _ in range(2):
        words = ["--records", records, "--as-of", "2026-10-28", "--format", "ics", "-o", target]
        assert shouwang(capsys, "overdue", *words)[0] == 0
    assert [path.name for path in target.parent.iterdir()] == ["all.ics"]
    before = sorted(records.rglob("*"))
    for bad in (records / "all.ics", records / "visits/t02.yml", target.parent):
        words = ["--records", records, "--as-of", "2026-10-28", "--format", "ics", "-o", bad]
        assert shouwang(capsys, "overdue", *words)[0] == 2
    assert sorted(records.rglob("*")) == before
    assert [path.name for path in target.parent.iterdir()] == ["all.ics"]


def test_english_has_no_chinese(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Rules of the school's own keep their titles; everything else is English."""
    policy = "extends: [pian-1]\n"
    records = write(tmp_path / "records", {**SMALL, "policy.yml": textwrap.dedent(policy)})
    options = ["--records", records, "--as-of", "2026-10-28", "--locale", "en"]
    text, _, events = calendar(capsys, *options)
    assert events
    assert not re.search(r"[\u4e00-\u9fff]", text)
    for sheet in book(capsys, tmp_path, *options):
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert not re.search(r"[\u4e00-\u9fff]", "".join([sheet.title, *cells]))


def test_what_has_an_error_is_said_to_be_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A child whose record has an error is owed what it was owed before: it is only not seen."""
    broken = SMALL["children/c01.yml"].replace("sex: male", "sex: x")
    records = write(tmp_path / "records", {**SMALL, "children/c01.yml": broken})
    options = ["--records", records, "--as-of", "2026-10-28"]
    said = "有 1 个记录文件有错误"
    _, parsed, _ = calendar(capsys, *options)
    assert said in str(parsed["X-WR-CALDESC"])
    target = tmp_path / "x.xlsx"
    status, out, _ = shouwang(capsys, "overdue", *options, "--format", "xlsx", "-o", target)
    assert status == 0 and said in out
    assert said in str(load_workbook(target).worksheets[0].oddHeader.center.text)
    assert "X-WR-CALDESC" not in calendar(capsys, "--records", DEMO, *ON_THE_DAY)[1]
