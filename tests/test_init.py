"""`init`: a new school's repository passes `check`, builds, and overwrites nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
import yaml

from builder import __version__
from builder.cli import run
from builder.commands import init as init_command
from builder.commands.asking import Dialogue, apart
from builder.commands.init_answers import Given
from builder.commands.surroundings import Surroundings
from builder.inspection import Inspection
from builder.kinds import KINDS
from builder.presets import SUMMARIES, presets
from builder.schema import choices, node_at
from builder.skeleton import HOSTS, ci_file
from tests.site.schools import inspected

ROOT = Path(__file__).resolve().parents[1]
ON_THE_DAY = ["--as-of", "2026-11-20"]
SAMPLES = {
    "github": ".github/workflows/shouwang.yml",
    "gitea": ".gitea/workflows/shouwang.yml",
    "gitlab": ".gitlab-ci.yml",
}

Shouwang = tuple[int, str, str]


def shouwang(capsys: pytest.CaptureFixture[str], *arguments: object) -> Shouwang:
    """Exit status, standard output and standard error of one command."""
    status = run([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def new_school(folder: Path, *options: str, name: str = "清溪小学") -> Path:
    """A new school's repository in a folder."""
    assert run(["init", str(folder), "--name", name, *ON_THE_DAY, *options]) == 0
    return folder


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder, as text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def look(folder: Path, day: date = date(2026, 11, 20)) -> Inspection:
    """The records of a repository, inspected."""
    return inspected(folder / "records", day)


def errors(inspection: Inspection) -> list[tuple[str, str, int | None]]:
    return [(f.code, f.path, f.line) for f in inspection.findings if f.code.startswith("E")]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("preset", [*SUMMARIES, "none", "all"])
def test_new_school_passes_check(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, host: str, preset: str
) -> None:
    """Every host with every set of rules: exit 0, no error, and hints at what to fill in."""
    adopted = {"none": [], "all": list(SUMMARIES)}.get(preset, [preset])
    options = [word for name in adopted or ["none"] for word in ("--preset", name)]
    new_school(tmp_path / "s", "--host", host, *options)
    capsys.readouterr()
    records = ["--records", tmp_path / "s/records", *ON_THE_DAY]
    status, out, _ = shouwang(capsys, "check", *records, "--format", "json")
    found = json.loads(out)
    assert (status, found["counts"]["error"], found["semester"]) == (0, 0, "2026-autumn")
    assert {row["code"] for row in found["findings"]} == {"I202", "I203"}
    inspection = look(tmp_path / "s")
    assert inspection.policy.extends == tuple(adopted)
    shipped = [rule["id"] for name in adopted for rule in presets()[name].get("rules", ())]
    assert [rule.id for rule in inspection.policy.rules] == shipped
    ci = {path for path in files(tmp_path / "s") if "shouwang.yml" in path or "gitlab" in path}
    assert ci == ({HOSTS[host].path} if HOSTS[host].path else set())


def test_hosts_are_those_of_the_schema() -> None:
    node = node_at("school", ("repository", "provider"))
    assert node is not None
    assert {choice.const for choice in choices(node)} == set(HOSTS)


def test_new_school_builds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The site of a school without a child says what is missing."""
    school = new_school(tmp_path / "s", "--head", "王立国", "--url", "https://git.example.cn/a/b")
    site = tmp_path / "site"
    capsys.readouterr()
    options = ["--records", school / "records", *ON_THE_DAY, "--site-dir", site]
    status, _, err = shouwang(capsys, "build", *options)
    assert (status, err) == (0, "")
    today = (site / "index.html").read_text(encoding="utf-8")
    assert "清溪小学" in today
    assert "records/children/" in today
    assert (site / "staff/t01.html").is_file()


NASTY = [
    '"A: #1 小学',
    "'单引号小学",
    "- 杠小学",
    "null",
    "~",
    "{{ 7*7 }}小学",
    "[[ name ]] [% if x %]小学",
    "<b>小学</b> & *附属* `园`",
    "反\\斜杠小学",
    "小学：校名: 别的",
    "2026-09-01",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_nothing_but_a_name(tmp_path: Path, name: str) -> None:
    school = new_school(tmp_path / "s", name=name)
    inspection = look(school)
    assert errors(inspection) == []
    assert inspection.store.school.name == name
    assert yaml.safe_load(files(school)["records/school.yml"])["校名"] in (name, date(2026, 9, 1))
    heading = files(school)["README.md"].splitlines()[0]
    bare = re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~&])", r"\1", heading)
    assert bare == f"# {name} · 留守儿童守望记录"


@pytest.mark.parametrize(
    "name", ["坏\u202e小学", "看不\u200b见小学", "两\x07声小学", "", "学" * 61]
)
def test_a_name_that_nobody_could_read_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    status, out, err = shouwang(capsys, "init", tmp_path / "s", "--name", name)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert not (tmp_path / "s").exists()


def test_identity_number_for_a_name_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What `check` would refuse is read back before anything is written."""
    status, _, err = shouwang(capsys, "init", tmp_path / "s", "--name", "11010519491231002X")
    assert status == 2
    assert "school.yml" in err
    assert "1101" not in err
    assert not (tmp_path / "s").exists()


# Classes and days:


def test_classes_by_number_and_by_id_are_the_same(tmp_path: Path) -> None:
    by_number = new_school(tmp_path / "a", "--classes", "2,1,1")
    by_id = new_school(tmp_path / "b", "--classes", "2026-1、2026-2，２０２５-1 2024-1")
    assert files(by_number) == files(by_id)
    inspection = look(by_id)
    assert [cls.id for cls in inspection.store.school.classes] == [
        "2026-1",
        "2026-2",
        "2025-1",
        "2024-1",
    ]
    calendar = inspection.store.calendar
    assert calendar.class_name("2024-1", 2026) == "三年级1班"


def test_middle_school_in_spring(tmp_path: Path) -> None:
    """A semester that begins in spring belongs to the school year that began the autumn before."""
    options = ["--first-grade", "7", "--semester-start", "2027年3月1日"]
    school = new_school(tmp_path / "s", *options, "--semester-end", "2027-07-04")
    store = look(school, date(2027, 3, 2)).store
    [semester] = store.semesters
    assert (semester.id, semester.term, semester.end) == ("2027-spring", "spring", date(2027, 7, 4))
    assert [cls.id for cls in store.school.classes] == ["2026-1", "2025-1", "2024-1"]
    assert store.calendar.class_name("2024-1", 2026) == "九年级1班"


def test_holidays(tmp_path: Path) -> None:
    options = ["--holiday", "国庆节=2026-10-01..2026-10-07", "--holiday", "2027-01-01"]
    [semester] = look(new_school(tmp_path / "s", *options)).store.semesters
    assert [(h.name, h.from_, h.to) for h in semester.holidays] == [
        ("国庆节", date(2026, 10, 1), date(2026, 10, 7)),
        (None, date(2027, 1, 1), date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--first-grade", "零"),
        ("--first-grade", "13"),
        ("--classes", "2,x"),
        ("--classes", "2026"),
        ("--classes", ","),
        ("--classes", "0,0"),
        ("--classes", "2027-1"),
        ("--classes", "2026-0"),
        ("--classes", "2026-1,2026-1"),
        ("--classes", "1,1,1,1,1,1,1,1,1,1,1,1,1"),
        ("--semester-start", "2026-02-30"),
        ("--semester-end", "2026-08-01"),
        ("--semester-end", "2028-01-17"),
        ("--holiday", "国庆节"),
        ("--holiday", "国庆节=2026-10-07..2026-10-01"),
        ("--holiday", "五一=2027-05-01..2027-05-05"),
        ("--host", "gogs"),
        ("--url", "git.example.cn/a/b"),
        ("--url", "https://me:secret@git.example.cn/a/b"),
        ("--url", "https://[::1/a"),
        ("--url", "javascript:alert(1)"),
        ("--branch", "--force"),
        ("--branch", "a..b"),
        ("--branch", "x.lock"),
        ("--branch", "x.lock/y"),
        ("--branch", "x/"),
        ("--preset", "pian-9"),
        ("--head", "王\u202e立国"),
        ("--waive", "maybe"),
    ],
)
def test_wrong_option_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, value: str
) -> None:
    """Exit 2, one line that says why, and no folder."""
    words = ["--name", "清溪小学", "--head", "王立国", *ON_THE_DAY, f"{option}={value}"]
    status, out, err = shouwang(capsys, "init", tmp_path / "s", *words)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "secret" not in err
    assert not (tmp_path / "s").exists()


def test_what_was_due_before_the_first_day_may_be_waived(tmp_path: Path) -> None:
    """Only when it is said: an approval is not taken for granted."""
    plain = look(new_school(tmp_path / "a", "--head", "王立国"))
    waived = look(new_school(tmp_path / "b", "--head", "王立国", "--waive", "是"))
    assert plain.evaluation.overdue
    assert waived.evaluation.overdue == ()
    [exemption] = waived.store.exemptions
    assert (exemption.from_, exemption.to) == (date(2026, 8, 31), date(2026, 11, 19))
    assert errors(waived) == []
    # From the first day on it is owed.
    later = look(tmp_path / "b", date(2026, 11, 24))
    assert {row.rule.id for row in later.evaluation.overdue} == {"daily-egg"}


# A person at a terminal:


def around(as_of: date, said: list[str], locale: str | None = None) -> Surroundings:
    return Surroundings(
        records=(),
        now=datetime(2026, 11, 20, 4, tzinfo=UTC),
        as_of=as_of,
        locale=locale,
        terminal=True,
        colour=False,
        out=said.append,
    )


def test_enter_takes_the_usual(tmp_path: Path) -> None:
    """A wrong answer is asked for again; Enter everywhere else makes the same school as no option."""
    given = ["", "清溪小学", "", "2026-13-01", *[""] * 10]
    asked: list[str] = []
    told: list[str] = []

    def ask(question: str, default: str) -> str:
        asked.append(question)
        return given[len(asked) - 1] or default

    said: list[str] = []
    init_command.run(
        around(date(2026, 11, 20), said),
        tmp_path / "s",
        Given(),
        dialogue=Dialogue(ask, told.append),
        force=False,
    )
    assert len(asked) == 12  # ten questions, two of them twice
    assert any("National Day" in question for question in asked), "the holidays too"
    assert all(" / " in question for question in asked)  # both languages, while none was chosen
    assert any("2026-09-01" in text for text in told)
    assert all(any(name in text for text in told) for name in SUMMARIES)
    assert files(tmp_path / "s") == files(new_school(tmp_path / "t"))


def test_what_was_said_is_not_asked(tmp_path: Path) -> None:
    given = Given(
        name="清溪小学",
        first_grade="1",
        start="2026-08-31",
        end="2027-01-17",
        holidays=("2026-10-01",),
        classes="1",
        host="gitlab",
        url="",
        presets="none",
        head="",
    )

    def ask(question: str, default: str) -> str:
        raise AssertionError(question)

    dialogue = Dialogue(ask, lambda text: None)
    said: list[str] = []
    day = around(date(2026, 8, 1), said, "en")
    init_command.run(day, tmp_path / "s", given, dialogue=dialogue, force=False)
    assert "Next:" in "".join(said)


# What is there already:


def test_folder_with_something_in_it_is_left_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    status, _, err = shouwang(capsys, "init", tmp_path, "--name", "清溪小学")
    assert status == 2
    assert "README.md" in err
    assert ".git" not in err.replace("README.md", "")
    assert files(tmp_path) == {"README.md": "mine"}


def test_force_adds_what_is_missing_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    school = "校名: 老学校\n班级: [{编号: 2020-3, 入学年份: 2020, 班号: 3}]\n"
    mine = {"README.md": "mine", "records/school.yml": school}
    for path, text in mine.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    status, out, _ = shouwang(
        capsys, "init", tmp_path, "--name", "清溪小学", *ON_THE_DAY, "--force"
    )
    assert status == 0
    found = files(tmp_path)
    assert {path: found[path] for path in mine} == mine
    assert all(path in out for path in mine)
    assert set(files(new_school(tmp_path / "other"))) - set(found) == {
        "records/semesters/2026-autumn.yml"
    }, "a semester of classes that the school has not would be an error"
    assert "没有写学期" in out and errors(look(tmp_path)) == []
    assert shouwang(capsys, "init", tmp_path, "--name", "清溪小学", "--force", *ON_THE_DAY)[0] == 0
    assert {path: text for path, text in files(tmp_path).items() if path in found} == found


def test_links_lead_nowhere(tmp_path: Path) -> None:
    """A linked folder is somebody else's; a dangling link is something too."""
    outside = tmp_path / "outside"
    outside.mkdir()
    school = tmp_path / "s"
    school.mkdir()
    (school / "records").symlink_to(outside)
    (school / "README.md").symlink_to(tmp_path / "nowhere")
    new_school(school, "--force")
    assert not list(outside.iterdir())
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "s").write_text("mine", encoding="utf-8")
    status, _, err = shouwang(capsys, "init", tmp_path / "s", "--name", "清溪小学")
    assert (status, len(err.splitlines())) == (2, 1)
    assert (tmp_path / "s").read_text(encoding="utf-8") == "mine"


# CI files:


@pytest.mark.parametrize("host", SAMPLES)
def test_samples_are_made_from_the_same_text(host: str) -> None:
    """This project's own CI files are the templates that a school gets, and the demo's day."""
    assert ci_file(host, own=True) == (ROOT / SAMPLES[host]).read_text(encoding="utf-8")


@pytest.mark.parametrize("host", [host for host, row in HOSTS.items() if row.path])
def test_ci_file_installs_the_package(host: str) -> None:
    text = ci_file(host)
    content = yaml.safe_load(text)
    assert f"shouwang=={__version__}" in text
    assert not re.search(r"builder/|requirements\.lock|2026-11-20|\[\[|\[%|make ", text)
    if host == "gitlab":
        scripts = [*content[".shouwang"]["before_script"]]
        scripts += [line for job in ("records", "overdue") for line in content[job]["script"]]
        assert content["variables"]["SHOUWANG_PACKAGE"] == f"shouwang=={__version__}"
    else:
        jobs = content["jobs"]
        scripts = [step["run"] for job in jobs.values() for step in job["steps"]]
        assert set(jobs) == {"records", "overdue"}
        assert jobs["records"]["steps"][:-1] == jobs["overdue"]["steps"][:-1]
        assert {job["runs-on"] for job in jobs.values()} == {
            "docker" if host == "forgejo" else "ubuntu-latest"
        }
    assert any("pip install" in script for script in scripts)
    assert any("shouwang check --fail-on overdue" in script for script in scripts)
    if shutil.which("sh"):
        for script in scripts:
            done = subprocess.run(
                ["sh", "-n"], input=script, check=False, text=True, capture_output=True
            )
            assert (done.returncode, done.stderr) == (0, ""), script


def test_gitee_is_told_that_nothing_checks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    new_school(tmp_path / "s", "--host", "gitee")
    assert "Gitee" in capsys.readouterr().out
    readme = files(tmp_path / "s")["README.md"]
    assert "Gitee 没有" in readme
    assert "CI 文件里的版本号" not in readme


def test_requirements_name_the_version(tmp_path: Path) -> None:
    lines = files(new_school(tmp_path / "s"))["requirements.txt"].splitlines()
    assert [line for line in lines if not line.startswith("#")] == [f"shouwang=={__version__}"]


# The texts for teachers:


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_school(tmp_path_factory.mktemp("school") / "s", "--head", "王立国")


def test_every_folder_has_a_page(school: Path) -> None:
    """Git keeps no empty folder, and a teacher on the web wants to know what goes there."""
    found = files(school)
    pages = {path for path in found if path.endswith("README.md")}
    places = {f"records/{kind.place}/README.md" for kind in KINDS.values() if kind.folder}
    assert pages == places | {"README.md", "records/README.md"}
    for path in places:
        assert f"]({path.removeprefix('records/')})" in found["records/README.md"]


def examples(text: str) -> list[str]:
    """The YAML blocks of a page."""
    return re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


PEOPLE = ("staff/t02", "children/c2601")
NAMES = {
    "semesters": "2030-autumn",
    "summaries": "2026-autumn",
    "staff": "t02",
    "children": "c2601",
}


@pytest.mark.parametrize("place", [kind.place for kind in KINDS.values() if kind.folder])
def test_examples_in_the_folders_are_sound(school: Path, tmp_path: Path, place: str) -> None:
    """Whoever copies an example gets no error; each is laid over the new school with its people."""
    records = Path(shutil.copytree(school / "records", tmp_path / "records"))
    blocks = examples((records / place / "README.md").read_text(encoding="utf-8"))
    assert blocks
    for path in PEOPLE:
        folder, _, name = path.partition("/")
        [text] = examples((records / folder / "README.md").read_text(encoding="utf-8"))
        (records / folder / f"{name}.yml").write_text(text, encoding="utf-8")
    for n, block in enumerate(blocks):
        name = NAMES.get(place, f"example-{n}")
        (records / place / f"{name}.yml").write_text(block, encoding="utf-8")
    inspection = look(tmp_path)
    assert errors(inspection) == []
    read = {origin.path for origin in _origins(inspection)}
    assert any(path.startswith(f"{place}/") for path in read), "the example is no record"


def _origins(inspection: Inspection) -> list[object]:
    store = inspection.store
    kept = [getattr(store, name) for name in store.__dataclass_fields__]
    groups = [group.values() if isinstance(group, dict) else group for group in kept]
    return [
        row.origin
        for group in groups
        if not isinstance(group, str | int | frozenset)
        for row in (group if hasattr(group, "__iter__") else [group])
        if hasattr(row, "origin")
    ]


def test_readme_example_is_sound(school: Path, tmp_path: Path) -> None:
    records = Path(shutil.copytree(school / "records", tmp_path / "records"))
    for path in PEOPLE:
        folder, _, name = path.partition("/")
        [text] = examples((records / folder / "README.md").read_text(encoding="utf-8"))
        (records / folder / f"{name}.yml").write_text(text, encoding="utf-8")
    readme = (school / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^   ```yaml\n(.*?)^   ```", readme, re.MULTILINE | re.DOTALL)
    visit = "\n".join(line.removeprefix("   ") for line in block.splitlines())
    (records / "visits/v.yml").write_text(visit, encoding="utf-8")
    inspection = look(tmp_path)
    assert errors(inspection) == []
    assert len(inspection.store.visits) == 1


@pytest.mark.parametrize("preset", SUMMARIES)
def test_lines_taken_out_of_comments_are_sound(tmp_path: Path, preset: str) -> None:
    """`# ` taken away, as the files say: what was a comment is a record without an error."""
    new_school(tmp_path, "--head", "王立国", "--preset", preset)
    (tmp_path / "records/staff/t02.yml").write_text("姓名: 王芳\n类别: 教师\n", encoding="utf-8")
    for path in ("school.yml", "policy.yml", "semesters/2026-autumn.yml"):
        file = tmp_path / "records" / path
        text = file.read_text(encoding="utf-8")
        fields = r"^# (?=\S+: |\S+:$| {2,}(?!pian-)\S)"
        file.write_text(re.sub(fields, "", text, flags=re.MULTILINE), encoding="utf-8")
    inspection = look(tmp_path)
    assert errors(inspection) == []
    school, [semester] = inspection.store.school, inspection.store.semesters
    assert school.repository is not None
    assert school.activity_room is not None
    assert (len(school.leading_group), len(school.regulations)) == (2, 1)
    assert len(semester.holidays) == 2
    rules = {rule.id: rule for rule in inspection.policy.rules}
    assert rules["parents-meeting"].windows == ("opening", "midterm")
    if presets()[preset].get("rules"):
        assert sum(not rule.enabled for rule in rules.values()) == 1
        changed = [rule for rule in rules.values() if rule.every == "days" or rule.grace_days]
        assert len(changed) == 1


def test_the_readme_says_what_never_to_write(school: Path) -> None:
    readme = files(school)["README.md"]
    for word in ("身份证号", "私有", "维护人", "shouwang new semester", "CODEOWNERS"):
        assert word in readme


def test_site_and_exports_stay_out_of_git(school: Path, tmp_path: Path) -> None:
    """Asked of Git itself: the site is ignored, records have LF whatever the system."""
    if shutil.which("git") is None:
        pytest.skip("no git here")
    copy = Path(shutil.copytree(school, tmp_path / "s"))

    def git(*words: str) -> str:
        command = ["git", "-c", "core.autocrlf=true", *words]
        done = subprocess.run(command, cwd=copy, check=False, text=True, capture_output=True)
        return done.stdout

    git("init", "-q")
    exports = ["site/index.html", "roster.xlsx", "a.csv", "b.et", "c.doc", "总结.md"]
    kept = ["records/school.yml", "records/children/README.md", "README.md"]
    ignored = git("-c", "core.quotePath=off", "check-ignore", *exports, *kept)
    assert ignored.split() == exports
    assert "eol: lf" in git("check-attr", "eol", "records/children/c2601.yml")


def test_force_writes_nothing_that_makes_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A policy of today beside a semester of classes that school.yml would not have."""
    old = new_school(tmp_path / "s", "--classes", "2026-1,2026-2")
    (old / "records/school.yml").unlink()
    capsys.readouterr()
    before = files(old)
    words = ["--name", "清溪小学", "--classes", "2026-1", "--force", *ON_THE_DAY]
    status, _, err = shouwang(capsys, "init", old, *words)
    assert status == 2 and "semesters/2026-autumn.yml" in err
    assert files(old) == before


def test_force_leaves_what_is_wrong_already_to_its_owner(tmp_path: Path) -> None:
    old = new_school(tmp_path / "s")
    (old / "records/children/x.yml").write_text("姓名: 张三\n", encoding="utf-8")
    (old / "requirements.txt").unlink()
    (old / "records/wishes/README.md").unlink()
    new_school(old, "--force")
    assert (old / "requirements.txt").is_file()


def test_next_steps_name_the_program_and_the_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`shouwang` is nowhere on the path of a new school, and `git add .` would take a roster too."""
    new_school(tmp_path / "s")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    start = lines.index("下一步：") if "下一步：" in lines else lines.index("接下来：")
    steps = lines[start:]
    assert ".venv/bin/shouwang check" in steps
    assert any("--find-links" in line and "requirements.txt" in line for line in steps)
    (add,) = [line for line in steps if "git add" in line]
    assert "git add ." not in add.replace("git add .git", "git add")
    assert {"records", "README.md", ".gitea"} <= set(add.split())


def test_the_readmes_file_name_fits_its_example(tmp_path: Path) -> None:
    options = ["--semester-start", "2027-03-01", "--semester-end", "2027-07-04"]
    readme = files(new_school(tmp_path / "s", *options))["README.md"]
    assert "`2027-spring/t02-0311.yml`" in readme and "日期: 2027-03-11" in readme


def test_holidays_are_still_to_be_filled_in_where_none_was_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    new_school(tmp_path / "a")
    assert "放假和调休" in capsys.readouterr().out
    new_school(tmp_path / "b", "--holiday", "国庆节=2026-10-01..2026-10-07")
    assert "放假和调休" not in capsys.readouterr().out


def test_several_holidays_in_one_answer() -> None:
    given = "National Day=2026-10-01..2026-10-07 2027-01-01，元旦=2027年1月2日 x=2027-01-03"
    assert apart(given) == [
        "National Day=2026-10-01..2026-10-07",
        "2027-01-01",
        "元旦=2027年1月2日",
        "x=2027-01-03",
    ]


@pytest.mark.parametrize("command", [["init", "s"], ["new", "semester"]])
def test_breaking_off_says_that_nothing_was_written(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: list[str],
) -> None:
    new_school(tmp_path)
    before = files(tmp_path)
    capsys.readouterr()
    monkeypatch.chdir(tmp_path)

    def interrupted(*_: object, **__: object) -> str:
        raise click.Abort

    monkeypatch.setattr(click, "prompt", interrupted)
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(getattr(sys, stream), "isatty", lambda: True)
    status, out, err = shouwang(capsys, *command)
    assert (status, out) == (2, "") and "没有写入" in err
    assert files(tmp_path) == before
