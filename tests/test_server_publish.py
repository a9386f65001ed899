"""The script that the unit runs: new records, new site; whatever goes wrong, the old one stays."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.cli import build
from tests.server import Server as Running
from tests.server import installed, needed
from tests.site.schools import SMALL, write

ROOT = Path(__file__).parent.parent
VISIT = "日期: 2026-10-27\n学生: c01\n方式: 家访\n受访人: 奶奶\n帮扶人: 李强\n内容: {text}\n"
BROKEN = "日期: 昨天\n学生: c01\n"
TOLD = "内容只有这里有"

pytestmark = pytest.mark.xdist_group("serving")


class School:
    """A bare repository, somebody who writes, and the server that publishes."""

    def __init__(self, place: Path, program_text: str) -> None:
        needed("git", "flock", "timeout", "find")
        self.running: Running = installed(place, "--clone-url", str(place / "school.git"))
        self.clone, self.bare, self.calls = place / "clone", place / "school.git", place / "calls"
        program = place / "shouwang"
        program.write_text(
            (START + program_text).format(python=sys.executable, calls=self.calls),
            encoding="utf-8",
        )
        program.chmod(0o755)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "SHOUWANG"))},
            "PYTHONPATH": str(ROOT),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        settings = self.running.etc / "publish.conf"
        text = settings.read_text(encoding="utf-8")
        assert f"SHOUWANG_REMOTE={self.bare}\n" in text
        settings.write_text(
            re.sub(r"(?m)^SHOUWANG=.*$", f"SHOUWANG={program}", text), encoding="utf-8"
        )
        self.git("init", "-q", "--bare", "-b", "main", str(self.bare), cwd=place)
        self.git("clone", "-q", str(self.bare), str(self.clone), cwd=place)
        self.git("checkout", "-q", "-b", "main")
        write(self.clone / "records", SMALL)
        self.push()

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
        done = subprocess.run(
            ["git", *who, *arguments],
            cwd=cwd or self.clone,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def put(self, path: str, text: str) -> None:
        file = self.clone / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def push(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        self.git("push", "-q", "--force", "origin", "main")

    @property
    def script(self) -> str:
        """What the unit runs, read from the unit itself."""
        unit = (self.running.root / "etc/systemd/system/shouwang.service").read_text("utf-8")
        (found,) = re.findall(r"(?m)^ExecStart=(\S+)$", unit)
        return found

    def begin(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.script, *arguments],
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def publish(self, *arguments: str, **more: str) -> tuple[int, str]:
        """Its exit status and what the journal would hold."""
        process = self.begin(*arguments, **more)
        said, _ = process.communicate(timeout=300)
        return process.returncode, said

    @property
    def builds(self) -> int:
        """How often the program was asked to build."""
        lines = self.calls.read_text().splitlines() if self.calls.exists() else []
        return sum(line.startswith("build ") for line in lines)

    def served(self, path: str = "all/index.html") -> str:
        return (self.running.site / path).read_text(encoding="utf-8")

    def status(self) -> dict[str, str]:
        text = (self.running.root / "srv/shouwang/status.txt").read_text()
        return dict(line.split("=", 1) for line in text.splitlines())


START = """#!/bin/sh
echo "$*" >>{calls}
if [ "$1" = build ] && [ -e {calls}.slow ]; then sleep 1; fi
if [ "$1" = build ] && [ -e {calls}.dies ]; then kill -9 $$; fi
"""
REAL = 'exec "{python}" -m builder "$@"\n'
QUICK = """
if [ "$1" = --version ]; then echo 1; exit; fi
status=0; found=
while [ $# -gt 0 ]; do
  case $1 in
    --records) found="$found $2"; if grep -qr 昨天 "$2"; then status=1; fi ;;
    --site-dir) site=$2 ;;
  esac
  shift
done
mkdir -p "$site/all"
find $found -name '*.yml' -path '*visits*' -exec cat {{}} + >"$site/all/index.html"
exit $status
"""
"""Stands in for the program where the script alone is looked at: the visits as they are, and the
same exit statuses."""


@pytest.fixture
def school(tmp_path: Path) -> School:
    """With a stand-in for the program."""
    return School(tmp_path, QUICK)


@pytest.fixture
def whole(tmp_path: Path) -> School:
    """With the program itself."""
    return School(tmp_path, REAL)


def test_a_new_commit_becomes_a_new_site(whole: School) -> None:
    """For everybody; and whoever left has none any more, though the account may still be there."""
    status, said = whole.publish()
    assert status == 0, said
    assert TOLD not in whole.served("all/children/c01.html")
    first = whole.status()
    assert first["last_status"] == "0"
    assert first["last_good"] == first["published"]
    assert first["built_from"].startswith(whole.git("rev-parse", "--short=12", "HEAD") + "/")
    gone = whole.running.site / ".staff-t88-0123456789ab"
    gone.mkdir()
    (whole.running.site / "staff-t88").symlink_to(gone.name)
    whole.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    whole.push()
    assert whole.publish()[0] == 0
    assert TOLD in whole.served("all/children/c01.html")
    assert TOLD in whole.served("staff-t02/children/c01.html")
    assert not (whole.running.site / "staff-t03/children/c01.html").exists()
    assert not (whole.running.site / "staff-t88").is_symlink()
    assert not gone.exists()


def test_unusable_records_leave_the_old_site(whole: School) -> None:
    """And every later run tries again and fails, until somebody mends them. No name is printed."""
    whole.put("visits/2026-autumn/y.yml", BROKEN)
    whole.push()
    status, published = whole.publish()
    assert status == 1
    good, old = whole.status(), whole.served()
    whole.put("school.yml", "{\n")
    whole.push()
    said = ""
    for _ in range(2):
        status, said = whole.publish()
        assert status == 2
        assert "仍是以前的" in said
    assert whole.served() == old
    now = whole.status()
    assert (now["last_status"], now["last_good"]) == ("2", good["last_good"])
    assert now["last_run"] >= good["last_run"]
    for name in ("林晓东", "王小雨", "王芳", "李强", "赵敏"):
        assert name not in published + said


def test_where_nothing_is_new_nothing_is_built(school: School) -> None:
    """Every quarter of an hour; but a new day is a new site, and so is one that was asked for."""
    school.publish()
    before = school.status()
    time.sleep(1.1)
    status, said = school.publish()
    assert (status, school.builds) == (0, 1)
    assert "没有新的记录" in said
    after = school.status()
    assert after["last_good"] > before["last_good"]
    assert after["published"] == before["published"]
    school.publish("--force")
    assert school.builds == 2
    file = school.running.root / "srv/shouwang/status.txt"
    file.write_text(re.sub(r"/\d{4}-\d\d-\d\d/", "/2026-01-01/", file.read_text()))
    school.publish()
    assert school.builds == 3


def test_records_with_errors_are_published_and_said(school: School) -> None:
    school.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    school.put("visits/2026-autumn/y.yml", BROKEN)
    school.push()
    status, said = school.publish()
    assert status == 1
    assert "数据质量" in said
    assert TOLD in school.served()
    assert school.status()["last_status"] == "1"
    assert school.publish()[0] == 1
    assert school.builds == 1
    unit = (school.running.root / "etc/systemd/system/shouwang.service").read_text("utf-8")
    assert "SuccessExitStatus=1\n" in unit


def test_a_program_that_dies_leaves_the_old_site(school: School) -> None:
    school.publish()
    old = school.served()
    school.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    school.push()
    dies = Path(f"{school.calls}.dies")
    dies.touch()
    assert school.publish()[0] == 3
    assert school.served() == old
    dies.unlink()
    assert school.publish()[0] == 0
    assert TOLD in school.served()


def test_records_out_of_reach_leave_the_old_site(school: School) -> None:
    school.publish()
    old = school.served()
    away = school.bare.rename(school.bare.with_name("away.git"))
    status, said = school.publish()
    assert status == 4
    assert "取不到记录" in said
    assert school.served() == old
    assert school.status()["last_status"] == "4"
    away.rename(school.bare)
    assert school.publish()[0] == 0


def test_no_password_of_an_address_is_printed(school: School) -> None:
    address = "http://somebody:hidden-password@127.0.0.1:9/school.git"
    status, said = school.publish(
        SHOUWANG_REMOTE=address,
        SHOUWANG="/bin/true",
        SHOUWANG_SITE=str(school.running.site),
        SHOUWANG_STATE=str(school.running.root / "var/lib/shouwang"),
    )
    assert status == 4
    assert "127.0.0.1" in said
    assert "hidden-password" not in said and "somebody" not in said


def test_two_runs_do_not_mix(school: School) -> None:
    """The second waits, fetches afresh and so finds the commit that came meanwhile."""
    slow = Path(f"{school.calls}.slow")
    slow.touch()
    first = school.begin()
    for _ in range(100):
        if school.builds:
            break
        time.sleep(0.05)
    school.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    school.push()
    second = school.begin()
    third, said = school.publish(SHOUWANG_WAIT_SECONDS="0")
    assert third == 5
    assert "还没有结束" in said
    assert first.wait(300) == 0
    assert second.wait(300) == 0
    assert TOLD in school.served()
    assert school.builds == 2


def test_what_a_killed_run_left_stops_nobody(school: School) -> None:
    school.publish()
    clone = school.running.root / "var/lib/shouwang/records"
    (clone / ".git/index.lock").touch()
    (clone / "records/left-over.yml").write_text("x: 1\n")
    school.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    school.push()
    assert school.publish()[0] == 0
    assert TOLD in school.served()
    assert not (clone / "records/left-over.yml").exists()


def test_a_rewritten_history_is_followed(school: School) -> None:
    """What was taken out of the repository, a name in a wrong place say, leaves the site too."""
    first = school.git("rev-parse", "HEAD")
    school.put("visits/2026-autumn/x.yml", VISIT.format(text=TOLD))
    school.push()
    school.publish()
    assert TOLD in school.served()
    school.git("reset", "-q", "--hard", first)
    school.put("visits/2026-autumn/z.yml", VISIT.format(text="另一次"))
    school.push()
    assert school.publish()[0] == 0
    assert TOLD not in school.served() and "另一次" in school.served()


def test_a_restricted_repository_is_merged(school: School, tmp_path: Path) -> None:
    second = tmp_path / "restricted"
    school.git("init", "-q", "-b", "main", str(second), cwd=tmp_path)
    write(second / "records", {"visits/2026-autumn/secret.yml": VISIT.format(text=TOLD)})
    school.git("add", "-A", cwd=second)
    school.git("commit", "-q", "-m", "x", cwd=second)
    settings = school.running.etc / "publish.conf"
    text = settings.read_text("utf-8")
    settings.write_text(
        re.sub(
            r"(?m)^SHOUWANG_RESTRICTED_REMOTE=.*$", rf"SHOUWANG_RESTRICTED_REMOTE={second}", text
        ),
        encoding="utf-8",
    )
    assert school.publish()[0] == 0
    assert TOLD in school.served()
    assert "+" in school.status()["built_from"]


def test_a_link_in_the_repository_leads_nowhere(school: School) -> None:
    """It is checked out as a file of text: nothing of the server's can be read through it."""
    (school.clone / "records/children/c77.yml").symlink_to("/etc/passwd")
    school.push()
    school.publish()
    copied = school.running.root / "var/lib/shouwang/records/records/children/c77.yml"
    assert not copied.is_symlink()
    assert copied.read_text() == "/etc/passwd"


def test_settings_that_are_missing_are_named(school: School) -> None:
    settings = school.running.etc / "publish.conf"
    settings.write_text("SHOUWANG_REMOTE=\n")
    status, said = school.publish()
    assert status == 6
    assert "SHOUWANG_REMOTE" in said


def test_the_site_is_readable_to_the_web_server_alone(school: School) -> None:
    """Files may be read by whoever gets there; the folder above lets in its owner and its group."""
    school.publish()
    assert (school.running.root / "srv/shouwang").stat().st_mode & 0o777 == 0o750
    assert (school.running.root / "var/lib/shouwang").stat().st_mode & 0o777 == 0o700
    assert (school.running.site / "all/index.html").stat().st_mode & 0o777 == 0o644


def test_the_runner_may_start_the_update_and_nothing_else() -> None:
    """The sample workflow asks for exactly what the sample of sudo allows."""
    import yaml

    folder = ROOT / "site_templates/serving/runner"
    text = (folder / "publish.yml").read_text("utf-8").replace("[[ branch ]]", "main")
    (job,) = yaml.safe_load(text)["jobs"].values()
    (step,) = job["steps"]
    allowed = (folder / "sudoers").read_text("utf-8").splitlines()[-1]
    assert step["run"] == f"sudo -n {allowed.partition('NOPASSWD: ')[2]}"
    assert json.dumps(yaml.safe_load(text)["permissions"]) == "{}"


def test_the_command_of_the_script_exists() -> None:
    """`build` takes what the script asks of it."""
    assert "audiences" in {option.name for option in build.params}
