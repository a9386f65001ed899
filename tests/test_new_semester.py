"""`new semester` carries a school into the next one; `new` says where a record goes."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builder.cli import run
from builder.commands import new_semester
from builder.commands.asking import Dialogue
from builder.commands.surroundings import Surroundings
from builder.inspection import Inspection
from builder.kinds import KINDS
from builder.model import Semester
from builder.render import render
from builder.semesters import usual_end, usual_start
from tests.site.schools import EMPTY, SMALL, inspected, site, write

DEMO = Path(__file__).resolve().parents[1] / "records"

Shouwang = tuple[int, str, str]


def shouwang(capsys: pytest.CaptureFixture[str], *arguments: object) -> Shouwang:
    """Exit status, standard output and standard error of one command."""
    status = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "records"))


def carried(
    capsys: pytest.CaptureFixture[str], records: Path, *options: str, day: str = "2026-11-20"
) -> tuple[str, str]:
    """The next semester of some records, printed, and what is to do."""
    words = ["--records", records, "--as-of", day, *options]
    status, out, err = shouwang(capsys, "new", "semester", *words)
    assert status == 0, err
    return out, err


def saved(records: Path, text: str, day: date, fresh: str = "") -> Inspection:
    """The records with the new semester in its place, and the lines that school.yml was to get."""
    place = re.search(r"semesters/[\w-]+\.yml", text)
    assert place
    (records / place[0]).write_text(text, encoding="utf-8")
    if fresh:
        lines = re.findall(r"^  - \{.*\}$", fresh, re.MULTILINE)
        school = (records / "school.yml").read_text(encoding="utf-8")
        head = re.search(r"^(班级|classes):\n", school, re.MULTILINE)
        assert head
        school = school.replace(head[0], head[0] + "\n".join([*lines, ""]), 1)
        (records / "school.yml").write_text(school, encoding="utf-8")
    return inspected(records, day)


def errors(inspection: Inspection) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.path, f.line) for f in inspection.findings if f.code.startswith("E")]


def teachers(semester: Semester) -> dict[str, list[str]]:
    return {cls.class_: [one.staff for one in cls.class_teachers] for cls in semester.classes}


# The demo school, autumn to spring to autumn:


def test_autumn_to_spring_keeps_every_class(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    out, err = carried(capsys, demo, "--holiday", "清明节=2027-04-03..2027-04-05")
    inspection = saved(demo, out, date(2027, 3, 2))
    assert errors(inspection) == []
    _, autumn, spring = inspection.store.semesters
    assert (spring.id, spring.term, spring.name) == (
        "2027-spring",
        "spring",
        "2026-2027学年第二学期",
    )
    assert (spring.start, spring.end) == (date(2027, 3, 1), date(2027, 7, 4))
    numbers = [(cls.class_, cls.pupils, cls.girls, cls.boarders) for cls in autumn.classes]
    assert [(c.class_, c.pupils, c.girls, c.boarders) for c in spring.classes] == numbers
    # 金老师 left in October; whoever took over the class goes on, without October's date.
    assert teachers(spring) == {**teachers(autumn), "2023-1": ["t17"]}
    assert all(one.since is None for cls in spring.classes for one in cls.class_teachers)
    assert [(h.name, h.from_) for h in spring.holidays] == [("清明节", date(2027, 4, 3))]
    assert "2021-1" not in err  # nobody leaves in winter


def test_pairings_of_the_demo_that_need_a_hand(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    """c2307's teacher left and nobody followed; c2604's friend left; c2113 came home, so no more."""
    _, err = carried(capsys, demo)
    rows = re.findall(r"^ +(c\d+)  (\S+)  (\S+)  \S*(pairings/\S+:\d+)$", err, re.MULTILINE)
    assert [(child, other) for child, _, other, _ in rows] == [("c2307", "t07"), ("c2604", "c2605")]
    for _, kind, other, place in rows:
        path, _, line = place.partition(":")
        text = (demo / path).read_text(encoding="utf-8").splitlines()[int(line) - 1 :][:6]
        assert all(word in "\n".join(text) for word in (kind, other))


def test_spring_to_autumn_the_oldest_leave(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    out, _ = carried(capsys, demo)
    saved(demo, out, date(2027, 3, 2))
    out, err = carried(capsys, demo, "--new-classes", "1", day="2027-06-20")
    inspection = saved(demo, out, date(2027, 9, 1), fresh=err)
    assert errors(inspection) == []
    autumn = inspection.store.semesters[-1]
    assert (autumn.id, autumn.start) == ("2027-autumn", date(2027, 8, 30))
    ids = [cls.class_ for cls in autumn.classes]
    assert "2021-1" not in ids
    assert "2021-2" not in ids
    assert ids[-1] == "2027-1"
    assert len(ids) == 11
    assert {f.code for f in inspection.findings if f.path == f"semesters/{autumn.id}.yml"} == {
        "I202",
        "I203",
    }
    # Each child of the leaving classes is named with what to write, and no other child.
    leaving = {
        child.id
        for child in inspection.store.children.values()
        if child.class_ in ("2021-1", "2021-2") and child.left is None
    }
    part = err[err.index("离校日期: 2027-07-04") : err.index("结对")]
    assert set(re.findall(r"c\d{4}", part)) == leaving
    assert "离校原因: 毕业" in part
    open_pairings = {
        (pairing.child, pairing.origin.line)
        for pairing in inspection.store.pairings
        if pairing.child in leaving and pairing.until is None
    }
    rest = err[err.index("请写上止：2027-07-04") :]
    named = {(c, int(n)) for c, n in re.findall(r"^ +(c\d+) .*:(\d+)$", rest, re.MULTILINE)}
    assert named == open_pairings


def test_leaving_children_are_out_when_it_is_written_down(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    """Following the list ends it: no child and no pairing is named twice."""
    out, _ = carried(capsys, demo)
    saved(demo, out, date(2027, 3, 2))
    for path in (demo / "children").glob("c21*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "离校日期: 2027-07-04\n离校原因: 毕业\n", encoding="utf-8")
    for path in (demo / "pairings").glob("2021-*.yml"):
        path.unlink()
    _, err = carried(capsys, demo, day="2027-06-20")
    assert not re.search(r"c21\d\d", err)


# A small school:


def small(tmp_path: Path, **files: str) -> Path:
    """The small school of the pages' tests, with some files replaced (`__` is a slash)."""
    changed = {path.replace("__", "/") + ".yml": text for path, text in files.items()}
    return write(tmp_path / "records", {**SMALL, **changed})


def test_teacher_who_left_is_dropped_and_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    records = small(tmp_path, staff__t02="{name: 李强, group: teacher, until: 2027-01-31}\n")
    out, err = carried(capsys, records)
    inspection = saved(records, out, date(2027, 3, 2))
    assert teachers(inspection.store.semesters[-1]) == {"2024-1": [], "2023-1": ["t03"]}
    assert re.search(r"2024-1 .*t02", err)
    # The same teacher was paired with c01: somebody else is needed.
    assert re.search(r"c01  帮扶教师  t02  \S*pairings/c01\.yml:1", err)


def test_teacher_who_leaves_later_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    records = small(tmp_path, staff__t02="{name: 李强, group: teacher, until: 2027-05-31}\n")
    out, err = carried(capsys, records)
    inspection = saved(records, out, date(2027, 3, 2))
    assert teachers(inspection.store.semesters[-1])["2024-1"] == ["t02"]
    assert "t02" not in err


@pytest.mark.parametrize(
    ("until", "named"), [("2027-01-17", True), ("2026-08-30", False), ("2027-03-01", False)]
)
def test_pairing_that_ended_with_the_semester_is_to_be_renewed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, until: str, named: bool
) -> None:
    """Not one that ended in an earlier semester, nor one still in force when this one begins."""
    pairing = (
        f"{{kind: paired_teacher, child: c01, staff: t02, since: 2026-03-01, until: {until}}}\n"
    )
    _, err = carried(capsys, small(tmp_path, pairings__c01=pairing))
    assert ("c01" in err) == named


def test_pairing_that_was_renewed_is_not_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pairing = (
        "- {kind: paired_teacher, child: c01, staff: t02, since: 2026-08-31, until: 2027-01-17}\n"
        "- {kind: paired_teacher, child: c01, staff: t03, since: 2027-01-18}\n"
    )
    _, err = carried(capsys, small(tmp_path, pairings__c01=pairing))
    assert "c01" not in err


def test_windows_that_rules_ask_for_move_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without them the rule would be an error in the new semester (E605)."""
    records = small(
        tmp_path,
        policy="""\
        rules:
          - {id: harvest-visit, contact: [home_visit], every: {windows: [农忙, opening]}}
        """,
        semesters__2026_autumn="",
    )
    (records / "semesters/2026_autumn.yml").unlink()
    file = records / "semesters/2026-autumn.yml"
    windows = "windows:\n  农忙: {from: 2026-10-12, to: 2026-10-25}\n  不用的: {from: 2026-11-02, to: 2026-11-08}\n"
    file.write_text(file.read_text(encoding="utf-8") + windows, encoding="utf-8")
    out, _ = carried(capsys, records)
    inspection = saved(records, out, date(2027, 3, 2))
    assert errors(inspection) == []
    found = inspection.store.semesters[-1].windows or {}
    assert {name: (w.from_, w.to) for name, w in found.items()} == {
        "农忙": (date(2027, 4, 12), date(2027, 4, 25))
    }


def test_growing_school_names_its_highest_grade(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The last semester's highest grade leaves in autumn, unless the school says that it grows."""
    records = small(tmp_path)
    days = ["--start", "2027-08-30", "--end", "2028-01-16", "--new-classes", "0"]
    out, err = carried(capsys, records, *days)
    assert "2023-1" not in out
    assert re.search(r"2023-1  c02$", err, re.MULTILINE)
    out, err = carried(capsys, records, *days, "--highest-grade", "6")
    assert "2023-1" in out
    assert "c02" not in err


def test_new_classes_are_as_many_as_last_year_unless_said(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    """Those that stand in school.yml already count, and are numbered on."""
    school = demo / "school.yml"
    lines = school.read_text(encoding="utf-8")
    line = "  - {编号: 2027-1, 入学年份: 2027, 班号: 1}\n"
    school.write_text(lines.replace("班级:\n", f"班级:\n{line}", 1), encoding="utf-8")
    days = ["--start", "2027-08-30", "--end", "2028-01-16"]
    out, err = carried(capsys, demo, *days)
    assert [n in out for n in ("2027-1", "2027-2", "2027-3")] == [True, True, False]
    assert re.findall(r"编号: (2027-\d)", err) == ["2027-2"]
    out, err = carried(capsys, demo, *days, "--new-classes", "3")
    assert re.findall(r"编号: (2027-\d)", err) == ["2027-2", "2027-3"]


def test_first_semester_of_a_school(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = small(tmp_path)
    (records / "semesters/2026-autumn.yml").unlink()
    out, _ = carried(capsys, records, day="2026-08-01")
    inspection = saved(records, out, date(2026, 9, 1))
    [semester] = inspection.store.semesters
    assert teachers(semester) == {"2023-1": [], "2024-1": []}
    assert {f.code for f in inspection.findings if "semester" in f.path} == {"I202", "W504"}


# Days that cannot be:


@pytest.mark.parametrize(
    "options",
    [
        ["--start", "2027-01-10"],
        ["--start", "2027-02-30"],
        ["--start", "2027-03-01", "--end", "2027-02-01"],
        ["--start", "2027-03-01", "--end", "2028-07-01"],
        ["--start", "2026-02-01", "--end", "2026-09-15"],
        ["--start", "2026-08-01", "--end", "2027-02-15"],
        ["--holiday", "国庆节=2026-10-01..2026-10-07"],
        ["--holiday", "清明节=2027-04-06..2027-04-04"],
        ["--makeup-day", "2027-04-31"],
        ["--new-classes", "2"],
        ["--start", "2027-08-30", "--new-classes", "x"],
        ["--highest-grade", "13"],
        ["学生数=3"],
        ["--records", "nowhere", "--start", "x"],
    ],
    ids=" ".join,
)
def test_days_that_cannot_be_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str]
) -> None:
    """Exit 2, one line, nothing printed and nothing written."""
    records = small(tmp_path)
    target = tmp_path / "new.yml"
    words = ["--as-of", "2026-11-20", "--records", records, "-o", target, *options]
    status, out, err = shouwang(capsys, "new", "semester", *words)
    if "nowhere" in options:
        # Without records there is nothing to carry: the blank form, as for any kind.
        assert (status, target.is_file()) == (0, True)
        return
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert not target.exists()


def test_overlap_is_said_with_the_other_semester(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["--records", small(tmp_path), "--as-of", "2026-11-20", "--start", "2027-01-17"]
    _, _, err = shouwang(capsys, "new", "semester", *words)
    assert all(word in err for word in ("2026-autumn", "2026-08-31", "2027-01-17"))


def test_options_of_a_semester_are_for_semesters(capsys: pytest.CaptureFixture[str]) -> None:
    assert shouwang(capsys, "new", "visit", "--start", "2027-03-01")[0] == 2


def test_semester_is_written_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = small(tmp_path)
    target = records / "semesters/2027-spring.yml"
    words = ["--records", records, "--as-of", "2026-11-20", "-o", target]
    status, out, _ = shouwang(capsys, "new", "semester", *words, "名称=下学期")
    assert (status, out.strip()) == (0, str(target))
    text = target.read_text(encoding="utf-8")
    assert "名称: 下学期" in text
    assert errors(inspected(records, date(2027, 3, 2))) == []
    # Run again it is already there: the next one would be autumn, and the file is not touched.
    assert shouwang(capsys, "new", "semester", *words)[0] == 2
    assert target.read_text(encoding="utf-8") == text


def test_questions(tmp_path: Path) -> None:
    """Days, holidays and new classes are asked; a wrong answer is asked for again."""
    given = ["2027-01-01", "2027-08-30", "", "国庆节=2027-10-01..2027-10-07 2028-01-01", "", "2"]
    asked: list[str] = []
    told: list[str] = []
    out: list[str] = []

    def ask(question: str, default: str) -> str:
        asked.append(question)
        return given[len(asked) - 1] or default

    around = Surroundings(
        records=(small(tmp_path),),
        now=datetime(2026, 11, 20, 4, tzinfo=UTC),
        as_of=date(2027, 6, 1),
        locale="en",
        terminal=True,
        colour=False,
        out=out.append,
    )
    new_semester.run(
        around,
        new_semester.Given(),
        dialogue=Dialogue(ask, told.append),
        tell=told.append,
        output=None,
    )
    assert len(asked) == len(given)
    assert "overlap" in told[0]
    text = "".join(out)
    assert "end: 2028-01-16" in text
    assert "{name: 国庆节, from: 2027-10-01, to: 2027-10-07}" in text
    assert "2027-2" in text
    assert "{id: 2027-2, entered: 2027, number: 2}" in told[-1]


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2026-08-01", "2026-08-31", "2027-01-17"),
        ("2027-01-17", "2026-08-31", "2027-01-17"),
        ("2027-01-18", "2027-03-01", "2027-07-04"),
        ("2026-07-05", "2026-03-02", "2026-07-05"),
        ("2024-02-29", "2024-03-04", "2024-07-07"),
    ],
)
def test_usual_days(day: str, start: str, end: str) -> None:
    """The demo's own two semesters among them."""
    found = usual_start(date.fromisoformat(day))
    assert (found.isoformat(), usual_end(found).isoformat()) == (start, end)
    assert found.weekday() == 0


@pytest.mark.parametrize(("day", "forgotten"), [("2027-03-03", False), ("2027-03-04", True)])
def test_forgotten_semester_is_announced_everywhere(
    tmp_path: Path, day: str, forgotten: bool
) -> None:
    """46 days after the last semester's end: on every page, and in `check`."""
    school = site(tmp_path, SMALL, day=date.fromisoformat(day))
    pages = render(school)
    assert len(pages) > 10
    told = {path for path, page in pages.items() if "还没有录入新学期" in page.html}
    assert told == (set(pages) if forgotten else set())
    assert ("W401" in {f.code for f in school.inspection.findings}) == forgotten


def test_school_without_a_semester_is_told(tmp_path: Path) -> None:
    school = site(tmp_path, EMPTY)
    assert "I401" in {f.code for f in school.inspection.findings}
    assert "semesters/" in render(school)["index.md"].html


# `new` of the other kinds:


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_form_says_where_it_goes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, locale: str
) -> None:
    words = ["--records", tmp_path / "records", "--locale", locale]
    status, out, _ = shouwang(capsys, "new", kind, *words)
    first = out.splitlines()[0]
    assert status == 0
    assert first.startswith("#")
    place = KINDS[kind].place
    assert (f"records/{place}/" if KINDS[kind].folder else f"records/{place}.yml") in first


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("extends", ["", "[pian-2, pian-5]", "[]"])
def test_new_policy_can_be_used_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, locale: str, extends: str
) -> None:
    records = small(tmp_path)
    (records / "policy.yml").unlink()
    given = [f"采用={extends}"] if extends else []
    words = ["--records", records, "--locale", locale, "-o", records / "policy.yml"]
    assert shouwang(capsys, "new", "policy", *given, *words)[0] == 0
    inspection = inspected(records)
    assert errors(inspection) == []
    wanted = {"": ("pian-1",), "[]": ()}.get(extends, ("pian-2", "pian-5"))
    assert inspection.policy.extends == wanted
    text = (records / "policy.yml").read_text(encoding="utf-8")
    assert all(f"#   pian-{n}  " in text for n in range(1, 6))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--makeup-day", "2027-09-04"), "不在这个学期里"),
        (("--makeup-day", "2027-04-27"), "不是星期六或星期天"),
        (("--new-classes", "1"), "春季学期没有新班"),
    ],
)
def test_what_no_spring_semester_has(
    capsys: pytest.CaptureFixture[str], demo: Path, options: tuple[str, ...], why: str
) -> None:
    words = ["new", "semester", "--records", str(demo), "--as-of", "2027-01-20", *options]
    assert run(words) == 2
    assert why in capsys.readouterr().err
