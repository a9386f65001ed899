"""The same records give the same bytes: whatever the machine, its language, its clock's zone."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.full_school import DAY, full_school
from tests.support import folder

ROOT = Path(__file__).resolve().parents[2]

HERE = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

ELSEWHERE = {
    "PYTHONHASHSEED": "4711",
    "LC_ALL": "C",
    "LANG": "zh_CN.GBK",
    "TZ": "Pacific/Kiritimati",
    "COLUMNS": "40",
    "TERM": "dumb",
}

SITES = ("build", *(f"--audience={who}" for who in ("all", "staff:t01", "staff:o01", "public")))

OUTPUTS: Mapping[str, tuple[str, ...]] = {
    "check.json": ("check", "--format", "json"),
    "check.gitlab": ("check", "--format", "gitlab"),
    "check.junit": ("check", "--format", "junit"),
    "overdue.csv": ("overdue", "--format", "csv", "--output"),
    "overdue.xlsx": ("overdue", "--format", "xlsx", "--output"),
    "overdue.ics": ("overdue", "--format", "ics", "--output"),
    "summary.md": ("summary", "--output"),
    "summary.docx": ("summary", "--output"),
    "roster.xlsx": ("roster", "--output"),
}
"""Every file that a command writes, beside the site."""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a school in which every field is filled in."""
    count = iter(range(10**6))
    made = folder(full_school(lambda place: f"{place.route[-1]}{next(count)}"))
    return {path: str(content).encode() for path, content in made.files.items()}


def _laid_out(place: Path, files: Mapping[str, bytes], *, backwards: bool = False) -> None:
    """The files on disk, made in this order or in the other one."""
    for path in sorted(files, reverse=backwards):
        file = place / "records" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files[path])


def _digests(place: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What every file that the program makes of the records in a place holds."""
    out = place / "out"
    out.mkdir()
    told = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    common = ("--as-of", DAY, "--locale", "zh_CN")

    def shouwang(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "builder", *arguments, *common]
        done = subprocess.run(command, env=told, cwd=place, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr.decode()
        return done.stdout

    found = {}
    for name, command in OUTPUTS.items():
        said = shouwang(*command, str(out / name)) if "--output" in command else shouwang(*command)
        content = (out / name).read_bytes() if "--output" in command else said
        found[name] = hashlib.sha256(content).hexdigest()
    shouwang(*SITES, "--site-dir", str(out / "sites"))
    for site in sorted(path for path in (out / "sites").iterdir() if path.name[0] != "."):
        for file in sorted(site.resolve().rglob("*")):
            if file.is_file():
                name = f"{site.name}/{file.relative_to(site.resolve()).as_posix()}"
                found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


@pytest.fixture(scope="module")
def expected(school: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    place = tmp_path_factory.mktemp("here")
    _laid_out(place, school)
    found = _digests(place, HERE)
    assert {"all/index.html", "public/index.html", "staff-t01/index.html"} <= set(found)
    return found


def test_another_machine_changes_nothing(
    school: dict[str, bytes], expected: dict[str, str], tmp_path: Path
) -> None:
    """Another hash seed, locale, time zone and terminal, one core, and a disk that lists its files
    the other way round: in some file systems that is the order in which they were made."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if cores:
        os.sched_setaffinity(0, {min(cores)})
    try:
        _laid_out(tmp_path, school, backwards=True)
        found = _digests(tmp_path, ELSEWHERE)
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
    assert found == expected
