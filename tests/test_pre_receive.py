"""The server's own check: refuses a push for what it breaks itself, and for nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.skeleton import HOSTS
from tests.test_cases import AS_OF, CASES, files

ROOT = Path(__file__).parent.parent
HOOK = ROOT / "site_templates/init/pre-receive"
GOOD = "帮扶人: 王芳\n记录:\n- 10.27 谈心 林小雨 好些了\n"
BAD = "帮扶人: 王芳\n记录:\n- 10.27 家坊 林小雨 奶奶 好些了\n"

pytestmark = pytest.mark.skipif(
    not shutil.which("sh") or not shutil.which("git"), reason="no shell or no Git on this machine"
)


class Server:
    """A bare repository with the hook, and a clone of it."""

    def __init__(self, place: Path, laid: Mapping[str, str | bytes]) -> None:
        self.clone, self.bare = place / "clone", place / "school.git"
        place.mkdir(exist_ok=True)
        program = place / "shouwang"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m builder "$@"\n')
        program.chmod(0o755)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "PYTHONPATH": str(ROOT),
            "SHOUWANG": str(program),
            "SHOUWANG_AS_OF": AS_OF,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.git("init", "-q", "--bare", "-b", "main", str(self.bare), cwd=place)
        self.git("clone", "-q", str(self.bare), str(self.clone), cwd=place)
        self.git("checkout", "-q", "-b", "main")
        for path, content in laid.items():
            self.put(path, content)
        self.commit()
        assert self.push() == ""
        hook = self.bare / "hooks/pre-receive"
        shutil.copy(HOOK, hook)
        hook.chmod(0o755)

    def git(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        who = ["-c", "user.name=t", "-c", "user.email=t@localhost"]
        return subprocess.run(
            ["git", *who, *arguments],
            cwd=cwd or self.clone,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def put(self, path: str, content: str | bytes) -> None:
        file = self.clone / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self) -> None:
        self.git("add", "-A")
        assert self.git("commit", "-q", "-m", "x").returncode == 0

    def push(self, *refs: str) -> str:
        """What the server said when it refused; empty when it took the push."""
        done = self.git("push", "-q", "origin", *(refs or ("main",)))
        return "" if done.returncode == 0 else done.stderr


def laid() -> dict[str, str | bytes]:
    return files(CASES / "base")


def test_a_good_push_is_taken(tmp_path: Path) -> None:
    server = Server(tmp_path, laid())
    server.put("visits/2026-autumn/x.yml", GOOD)
    server.commit()
    assert server.push() == ""


def test_what_the_push_breaks_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    """File, line, what to type, in Chinese; no name of a child; and the mend goes through."""
    server = Server(tmp_path, laid())
    before = server.git("rev-parse", "origin/main").stdout
    server.put("visits/2026-autumn/x.yml", BAD)
    server.commit()
    said = server.push()
    assert "records/visits/2026-autumn/x.yml:3:9" in said
    assert "是不是“家访”" in said
    assert "再保存一次" in said
    assert "林小雨" not in said
    assert server.git("ls-remote", "origin", "main").stdout.split()[0] == before.strip()
    server.put("visits/2026-autumn/x.yml", GOOD)
    server.commit()
    assert server.push() == ""


def test_an_older_mistake_of_somebody_else_stops_nobody(tmp_path: Path) -> None:
    server = Server(tmp_path, {**laid(), "visits/2026-autumn/old.yml": BAD})
    server.put("visits/2026-autumn/x.yml", GOOD)
    server.commit()
    assert server.push() == ""
    server.put("visits/2026-autumn/y.yml", BAD)
    server.commit()
    said = server.push()
    assert "y.yml" in said and "old.yml" not in said


def test_a_missed_visit_is_no_mistake_of_the_push(tmp_path: Path) -> None:
    """Taking out a visit that was made up leaves somebody overdue; even under a rule of weight."""
    rules = "规则:\n- id: weekly\n  contact: [home_visit]\n  every: week\n  severity: error\n"
    server = Server(tmp_path, {**laid(), "policy.yml": rules})
    visits = next((server.clone / "records/visits").rglob("*.yml"))
    visits.write_text("帮扶人: 王芳\n记录:\n- 10.20 电话 林小雨 父母 好\n", encoding="utf-8")
    server.commit()
    assert server.push() == ""


@pytest.mark.parametrize("broken", ["school.yml", "policy.yml"])
def test_a_store_that_nobody_can_use(tmp_path: Path, broken: str) -> None:
    """Refused; but where it was so before, a push that does not mend it is not held up."""
    server = Server(tmp_path / "a", laid())
    server.put(broken, "{\n")
    server.commit()
    assert server.push() != ""
    other = Server(tmp_path / "b", {**laid(), broken: "{\n"})
    other.put("visits/2026-autumn/x.yml", GOOD)
    other.commit()
    assert other.push() == ""


def test_other_branches_and_removed_ones_are_no_business_of_it(tmp_path: Path) -> None:
    server = Server(tmp_path, laid())
    server.git("checkout", "-q", "-b", "draft")
    server.put("visits/2026-autumn/x.yml", BAD)
    server.commit()
    assert server.push("draft") == ""
    assert server.push(":draft") == ""


def test_all_records_gone_is_refused(tmp_path: Path) -> None:
    server = Server(tmp_path, laid())
    server.git("rm", "-rq", "records")
    (server.clone / "README.md").write_text("x")
    server.commit()
    assert "records" in server.push()


def test_without_the_program_nobody_is_stopped(tmp_path: Path) -> None:
    """And whoever looks after the server is told."""
    server = Server(tmp_path, laid())
    server.environment["SHOUWANG"] = str(tmp_path / "none")
    server.put("visits/2026-autumn/x.yml", BAD)
    server.commit()
    done = server.git("push", "origin", "main")
    assert done.returncode == 0
    assert "not checked" in done.stderr


def test_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    litter = tmp_path / "tmp"
    litter.mkdir()
    server = Server(tmp_path, laid())
    server.environment["TMPDIR"] = str(litter)
    server.put("visits/2026-autumn/x.yml", BAD)
    server.commit()
    assert server.push() != ""
    assert list(litter.iterdir()) == []


def test_hosts_that_a_school_runs_itself_come_with_it() -> None:
    assert {name for name, host in HOSTS.items() if host.hook} == {"gitea", "forgejo"}
