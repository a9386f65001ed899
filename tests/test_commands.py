"""The command line: exit statuses, formats, and what may be printed where."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cli import commands, run
from builder.commands.status import Status

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "records"
ON_THE_DAY = ["--as-of", "2026-11-20"]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A copy of the demo school that a test may damage."""
    return Path(shutil.copytree(DEMO, tmp_path / "records"))


def shouwang(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    status = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_demo_has_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """`check` on the demo: exit 0."""
    status, out, _ = shouwang(capsys, "check", "--records", DEMO, *ON_THE_DAY, "--format", "json")
    counts = json.loads(out)["counts"]
    assert (status, counts["error"]) == (0, 0)
    assert (counts["pupils"], counts["children"]) == (314, 96)
    assert counts["overdue"] > 0


def test_demo_fails_on_overdue(capsys: pytest.CaptureFixture[str]) -> None:
    """`--fail-on overdue`: exit 1."""
    options = ["--records", DEMO, *ON_THE_DAY, "--fail-on"]
    assert shouwang(capsys, "check", *options, "overdue")[0] == Status.FOUND
    assert shouwang(capsys, "check", *options, "never")[0] == Status.CLEAN


def test_without_a_school(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """With school.yml gone: exit 2 and one clear line."""
    (demo / "school.yml").unlink()
    status, out, err = shouwang(capsys, "check", "--records", demo, *ON_THE_DAY)
    assert (status, out) == (2, "")
    assert err.strip() == "shouwang: 记录文件夹里没有可以读取的 school.yml。"


@pytest.mark.parametrize(
    ("damage", "status"),
    [("school.yml", 2), ("policy.yml", 2), ("visits", 1)],
)
def test_unreadable_file(
    capsys: pytest.CaptureFixture[str], demo: Path, damage: str, status: int
) -> None:
    """A school or policy that can't be read at all stops the run; any other file does not."""
    path = demo / damage
    victim = path if path.is_file() else sorted(path.rglob("*.yml"))[0]
    victim.write_bytes("名称: [没有写完\n".encode("gbk"))
    assert shouwang(capsys, "check", "--records", demo, *ON_THE_DAY)[0] == status


def test_no_policy_is_a_warning(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """Without policy.yml nothing is owed, and the report says so."""
    (demo / "policy.yml").unlink()
    shutil.rmtree(demo / "exemptions", ignore_errors=True)
    status, out, _ = shouwang(capsys, "check", "--records", demo, *ON_THE_DAY, "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert "W601" in {finding["code"] for finding in found["findings"]}
    assert found["completion"] == []


def test_missing_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """No such folder: exit 2."""
    assert shouwang(capsys, "check", "--records", tmp_path / "none")[0] == 2


def test_a_defect_says_sorry(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect: exit 3, one line, no traceback and no text of a record."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("林小雨")

    monkeypatch.setattr("builder.commands.surroundings.inspect", broken)
    status, out, err = shouwang(capsys, "check", "--records", DEMO)
    assert (status, out) == (3, "")
    assert len(err.strip().splitlines()) == 1
    assert "林小雨" not in err


def visit(**fields: str) -> str:
    """A visit that is right but for what the test changes."""
    whole = {
        "日期": "2026-11-10",
        "学生": "c2301",
        "方式": "谈心",
        "帮扶人": "t05",
        "内容": "说起了画画",
    }
    whole.update(fields)
    return "".join(f"{key}: {value}\n" for key, value in whole.items())


TWENTY: list[tuple[str, str | bytes, str, int | None]] = [
    ("visits/m/m01.yml", visit(日期="2026-11-31"), "E205", 1),
    ("visits/m/m02.yml", visit(学生="c9999"), "E301", 2),
    ("visits/m/m03.yml", visit(方式="谈新"), "E203", 3),
    ("visits/m/m04.yml", visit(帮扶人="t999"), "E301", 4),
    ("visits/m/m05.yml", visit(时长="很久"), "E206", 6),
    ("visits/m/m06.yml", visit(保密="大概"), "E208", 6),
    ("visits/m/m07.yml", visit().replace("内容", "内荣"), "E202", 5),
    ("visits/m/m08.yml", visit(方式="家访"), "E204", 1),
    ("visits/m/m09.yml", visit() + "日期: 2026-11-11\n", "E129", 6),
    ("visits/m/m10.yml", visit(内容="*好"), "E125", 5),
    ("visits/m/m11.yml", visit(学生="[c2301"), "E123", 2),
    ("visits/m/m12.yml", visit(内容="好\u200b的"), "E113", 5),
    ("visits/m/m13.yml", visit().encode("gbk"), "E110", None),
    ("visits/m/m14.txt", visit(), "E101", None),
    ("visits/m/m15.yml", visit(日期="2019-11-10"), "E402", 1),
    ("visits/m/m16.yml", visit(内容="11010519491231002X"), "E501", 5),
    ("visits/m/m17.yml", visit(回访期限="2026-11-01"), "E405", 6),
    ("visits/m/m18.yml", "今天去了小雨家\n", "E201", None),
    ("wish/m19.yml", visit(), "E104", None),
    ("visits/m/m20.yml", "<<<<<<< HEAD\n" + visit(), "E115", 1),
]


def test_twenty_mistakes_at_once(capsys: pytest.CaptureFixture[str], demo: Path) -> None:
    """All are reported in one run, each at its own file and line, and nothing else is."""
    options = ["--records", demo, *ON_THE_DAY, "--format", "json"]
    _, out, _ = shouwang(capsys, "check", *options)
    before = {(f["code"], f["file"], f["line"]) for f in json.loads(out)["findings"]}
    for path, content, _, _ in TWENTY:
        file = demo / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    child = sorted((demo / "children").glob("*.yml"))[3]
    child.write_bytes(b"\xff\xfe" + child.read_text(encoding="utf-8").encode("utf-16-le"))
    status, out, _ = shouwang(capsys, "check", *options)
    found = {(f["code"], f["file"], f["line"]) for f in json.loads(out)["findings"]}
    wanted = {(code, path, line) for path, _, code, line in TWENTY}
    wanted.add(("E110", f"children/{child.name}", None))
    assert status == 1
    assert {row for row in found - before if row[0][0] == "E"} == wanted
    assert not {row for row in before - found if row[1] != f"children/{child.name}"} - {
        row for row in before if row[0][0] in "WO"
    }


def test_since_reports_only_what_is_new(
    capsys: pytest.CaptureFixture[str], demo: Path, tmp_path: Path
) -> None:
    """`--since HEAD`: what was so before is not said again."""

    def git(*words: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "records")
    git("commit", "-q", "-m", "records")
    (demo / "visits" / "new.yml").write_text(visit(日期="2026-13-01"), encoding="utf-8")
    options = ["--records", demo, *ON_THE_DAY, "--since", "HEAD", "--format", "json"]
    status, out, _ = shouwang(capsys, "check", *options)
    found = json.loads(out)
    assert [(f["code"], f["file"], f["line"]) for f in found["findings"]] == [
        ("E205", "visits/new.yml", 1)
    ]
    assert (status, found["overdue"], found["counts"]["overdue"]) == (1, [], 0)
    assert shouwang(capsys, "check", "--records", demo, "--since", "no-such")[0] == 2


@pytest.mark.parametrize("format_", ["text", "json", "github", "gitlab", "junit"])
def test_no_name_of_a_child_leaves_the_terminal(
    capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    """Elsewhere than at a terminal there are ids only; `--names` is for text alone."""
    options = ["--records", DEMO, *ON_THE_DAY, "--format", format_]
    _, out, _ = shouwang(capsys, "check", *options)
    assert not names() & set(re.findall(r"[\u4e00-\u9fff]{2,4}", out))
    assert not any(name in out for name in names())
    _, out, _ = shouwang(capsys, "check", *options, "--names")
    assert any(name in out for name in names()) == (format_ == "text")


def names() -> set[str]:
    """The names of the demo's children."""
    found = set()
    for path in (DEMO / "children").rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^(?:姓名|name): *(\S+)", text, re.MULTILINE))
    return found


def test_github_annotations(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One workflow command a line, at the child's file; a table in the job summary."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    _, out, _ = shouwang(capsys, "check", "--records", DEMO, *ON_THE_DAY, "--format", "github")
    lines = out.splitlines()
    assert all(re.match(r"::(error|warning|notice) file=[^:]*::", line) for line in lines)
    assert any("title=O101" in line and "file=records/children/" in line for line in lines)
    table = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "| --- |" in table


def test_gitlab_fingerprints_outlive_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    """A row that is still overdue tomorrow keeps its fingerprint."""
    prints = []
    for day in ("2026-11-20", "2026-11-21"):
        options = ["--records", DEMO, "--as-of", day, "--format", "gitlab"]
        _, out, _ = shouwang(capsys, "check", *options)
        rows = json.loads(out)
        assert len({row["fingerprint"] for row in rows}) == len(rows)
        prints.append({row["fingerprint"] for row in rows if row["check_name"] == "O101"})
    assert prints[0] <= prints[1]


def test_junit_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """Well-formed, and as many failures as rows."""
    _, out, _ = shouwang(capsys, "check", "--records", DEMO, *ON_THE_DAY, "--format", "junit")
    root = ET.fromstring(out.partition("\n")[2])
    for suite in root:
        assert int(suite.get("failures", "-1")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("tests", "-1")) == len(suite.findall("testcase"))


def test_overdue_formats_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """The list is the same one in check's JSON, in its own JSON, in CSV and in text."""
    options = ["--records", DEMO, *ON_THE_DAY]
    checked = json.loads(shouwang(capsys, "check", *options, "--format", "json")[1])["overdue"]
    status, out, _ = shouwang(capsys, "overdue", *options, "--format", "json")
    assert (status, json.loads(out)["overdue"]) == (0, checked)
    for by in ("teacher", "class", "rule"):
        table = shouwang(capsys, "overdue", *options, "--format", "csv", "--by", by)[1]
        rows = list(csv.DictReader(io.StringIO(table)))
        assert {(row["unit"], row["rule"], row["due"]) for row in rows} == {
            (row["unit"], row["rule"], row["due"]) for row in checked
        }
        text = shouwang(capsys, "overdue", *options, "--by", by)[1]
        assert all(row["unit"] in text for row in checked if row["scope"] == "child")


def test_language(capsys: pytest.CaptureFixture[str]) -> None:
    """`--locale en` has no Chinese character; without it the school's language is used."""
    options = ["check", "--records", DEMO, *ON_THE_DAY]
    assert not re.search(r"[\u4e00-\u9fff]", shouwang(capsys, *options, "--locale", "en")[1])
    assert "逾期" in shouwang(capsys, *options)[1]


@pytest.mark.parametrize("word", ["E203", "visit", "visits", "帮扶记录", "o101"])
def test_explain(capsys: pytest.CaptureFixture[str], word: str) -> None:
    """A manual page for every code and kind, in any spelling."""
    status, out, _ = shouwang(capsys, "check", "--explain", word)
    assert status == 0
    assert len(out.splitlines()) > 3


def test_explain_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2 for a word that means nothing."""
    assert shouwang(capsys, "check", "--explain", "E999")[0] == 2


def test_policy_shows_the_load(capsys: pytest.CaptureFixture[str]) -> None:
    """Rules in words, their source, and contacts a week."""
    status, out, _ = shouwang(capsys, "policy", "--records", DEMO, *ON_THE_DAY)
    assert status == 0
    assert "pian-1" in out
    assert "每周" in out


def test_new_never_overwrites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A blank record with what was given filled in; an existing file is left alone."""
    target = tmp_path / "visits" / "a.yml"
    assert shouwang(capsys, "new", "家访记录", "-o", target)[0] == 2
    assert shouwang(capsys, "new", "visit", "学生=c2301", "-o", target)[0] == 0
    text = target.read_text(encoding="utf-8")
    assert "学生: c2301" in text
    assert shouwang(capsys, "new", "visit", "-o", target)[0] == 2
    assert target.read_text(encoding="utf-8") == text


def test_bad_option() -> None:
    """A slip on the command line: exit 2."""
    assert run(["check", "--format", "yaml"]) == 2
    assert CliRunner().invoke(commands, ["--help"]).exit_code == 0


def test_clock_is_read_in_one_place() -> None:
    """Only the command line knows what day it is."""
    clocks = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "builder").rglob("*.py"))
        if re.search(r"\b(today\(\)|datetime\.now\(|time\.time\()", path.read_text("utf-8"))
    ]
    assert clocks == ["builder/cli.py"]


def test_build_replaces_nothing_but_a_site(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, demo: Path
) -> None:
    """Whatever else stands where the site is to go is left alone: exit 2."""
    thesis = tmp_path / "papers" / "thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("mine", encoding="utf-8")
    for target in (thesis.parent, thesis, demo, demo / "site", tmp_path):
        status, _, err = shouwang(
            capsys, "build", "--records", demo, *ON_THE_DAY, "--site-dir", target
        )
        assert (status, len(err.strip().splitlines())) == (2, 1)
    assert thesis.read_text(encoding="utf-8") == "mine"
    assert (demo / "school.yml").is_file()


def test_since_survives_moved_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, demo: Path
) -> None:
    """An old mistake is not new because something was written above it."""

    def git(*words: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    log = demo / "visits" / "log.yml"
    row = "- {日期: 2026-11-10, 学生: c2301, 方式: %s, 内容: 好%s}\n"
    log.write_text("帮扶人: t05\n记录:\n" + row % ("谈新", 1), encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "records")
    git("commit", "-q", "-m", "records")
    text = "帮扶人: t05\n记录:\n" + row % ("谈心", 2) + row % ("谈新", 1)
    log.write_text(text, encoding="utf-8")
    options = ["--records", demo, *ON_THE_DAY, "--since", "HEAD", "--format", "json"]
    assert json.loads(shouwang(capsys, "check", *options)[1])["findings"] == []


def test_file_names_are_no_workflow_commands(
    capsys: pytest.CaptureFixture[str], demo: Path
) -> None:
    """A name typed by anybody ends up in logs: it must not begin a command there."""
    (demo / "visits" / "q\n::error::x.yml").write_text(visit(), encoding="utf-8")
    (demo / "visits" / "##[error]y.yml").write_text(visit(), encoding="utf-8")
    for format_ in ("text", "github", "junit", "gitlab"):
        options = ["--records", demo, *ON_THE_DAY, "--format", format_]
        out = shouwang(capsys, "check", *options)[1]
        assert "##[" not in out
        assert not re.search(r"^::error::", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "--formt", "json"], "没有 --formt 这个选项。是不是“--format”？"),
        (["chek"], "没有这个命令。命令有：backup、build、check"),
        (["new"], "缺少 KIND。请看 shouwang new --help。"),
        (["check", "--format", "yaml"], "--format：请从 text、json、github、gitlab、junit 里选。"),
        (["check", "--format"], "--format 后面要写值。"),
        (["check", "--as-of", "x"], "--as-of：write the date as 2026-11-20 / 日期写成"),
        (["check", "--locale", "en", "--zzz"], "There is no option --zzz. See shouwang check"),
    ],
)
def test_a_slip_on_the_command_line_is_named_in_the_schools_language(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Click itself knows English only."""
    assert run(arguments) == Status.UNUSABLE
    assert said in capsys.readouterr().err


def test_every_commands_short_help_is_chinese_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert len(shown) == len(commands.commands)
    for line in shown:
        chinese, _, english = line.split(maxsplit=1)[1].partition("·")
        assert re.search("[\u4e00-\u9fff]", chinese), line
        assert re.search("[A-Za-z]", english), line
