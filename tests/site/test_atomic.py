"""Publishing under attack: killed, out of room, not allowed to write, records changing underfoot.

Whatever happens, what stands at the target is a whole site: the old one, byte for byte, or the new
one. The disks here are real ones, made for the test; where that is not allowed the test says so.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.cli import run
from builder.publish import NotPublished, publish
from builder.views.site import Site

from .schools import EMPTY, SMALL, site, write
from .test_publish import contents, litter

KILLS = 100
"""Moments at which a build is killed; half of them with a link as the target, half with a folder."""

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Site, Site]:
    """Two tiny schools that differ."""
    other = {**EMPTY, "school.yml": EMPTY["school.yml"].replace("空白小学", "另一所小学")}
    return site(tmp_path / "a", EMPTY), site(tmp_path / "b", other)


@forks
@pytest.mark.parametrize("real", [False, True], ids=["link", "folder"])
def test_killed_at_random_moments_there_is_a_whole_site(
    real: bool, two: tuple[Site, Site], tmp_path: Path
) -> None:
    """SIGKILL, which no program can catch, from before the first file to after the last."""
    moments = random.Random(2026)
    place = tmp_path / "place"
    place.mkdir()
    target = place / "site"
    whole = []
    for number, one in enumerate(two):
        started = time.perf_counter()
        publish(one, tmp_path / f"whole-{number}")
        takes = time.perf_counter() - started
        whole.append(contents(tmp_path / f"whole-{number}"))
    if real:
        shutil.copytree(tmp_path / "whole-0", target)
    else:
        publish(two[0], target)
    killed = swapped = 0
    for turn in range(KILLS // 2):
        before = contents(target)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                publish(two[before == whole[0]], target)
            os._exit(0)
        # Half of the moments lie in the last fifth of a build, where the swap is.
        first = 0.8 if turn % 2 else 0.0
        time.sleep(moments.uniform(first, 1.05) * takes)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        after = contents(target)
        assert after in whole, f"moment {turn}: neither the old site nor the new one"
        swapped += after != before
    publish(two[0], target)
    assert contents(target) == whole[0]
    assert litter(place) == [], "the next run that ends removes what the killed ones left"
    assert killed > KILLS // 8, "most were killed in the middle"
    assert swapped < KILLS // 2


@forks
@pytest.mark.parametrize("real", [False, True], ids=["link", "folder"])
def test_killed_before_every_step_of_the_swap(
    real: bool, two: tuple[Site, Site], tmp_path: Path
) -> None:
    """The moments that matter most, one by one: before each change to the disk after the build."""
    place = tmp_path / "place"
    place.mkdir()
    target = place / "site"
    whole = []
    for number, one in enumerate(two):
        publish(one, tmp_path / f"whole-{number}")
        whole.append(contents(tmp_path / f"whole-{number}"))
    if real:
        shutil.copytree(tmp_path / "whole-0", target)
    else:
        publish(two[0], target)
    steps = 0
    while True:
        before = contents(target)
        child = os.fork()
        if child == 0:
            _die_before(steps, tmp_path)
            with contextlib.suppress(BaseException):
                publish(two[before == whole[0]], target)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert contents(target) in whole, f"step {steps}"
        if not os.WIFSIGNALED(status):
            break
        steps += 1
    assert steps >= (2 if real else 5), "there were steps to die at"
    publish(two[0], target)
    assert litter(place) == []


def _die_before(step: int, place: Path) -> None:
    """Let this process kill itself before so many changes to the disk once the site is whole."""
    counted = -1

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal counted
        if event == "os.chmod" and counted < 0:
            counted = 0  # `publish` opens the finished folder to readers: from here on it swaps.
        elif counted >= 0 and event in _CHANGES and str(place) in str(arguments[0]):
            if counted == step:
                os.kill(os.getpid(), signal.SIGKILL)
            counted += event != "os.remove" or "-gone-" not in str(arguments[0])

    sys.addaudithook(watch)


_CHANGES = ("os.rename", "os.symlink", "os.remove", "os.rmdir", "os.utime", "shutil.rmtree")


@contextlib.contextmanager
def disk(place: Path, *options: str) -> Iterator[Path]:
    """A disk of its own at `place`; the test is skipped where nobody may make one."""
    place.mkdir(exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", *options, "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk")
@pytest.mark.parametrize("part", [0, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_full_disk_leaves_the_old_site(
    part: float, two: tuple[Site, Site], tmp_path: Path
) -> None:
    """Free is that part of what a site needs: the room ends at the first file, or at the last."""
    publish(two[0], tmp_path / "whole")
    before = contents(tmp_path / "whole")
    needed = sum(-(-len(content) // 4096) * 4 for content in before.values())
    with disk(tmp_path / "disk", "-o", "size=64m") as place:
        publish(two[0], place / "site")
        room = os.statvfs(place)
        free = room.f_bavail * room.f_frsize // 1024
        with (place / "filler").open("wb") as filler:
            filler.write(b"\0" * (free - int(part * needed)) * 1024)
        with pytest.raises(NotPublished, match="No space left"):
            publish(two[1], place / "site")
        assert contents(place / "site") == before
        assert litter(place) == []
        (place / "filler").unlink()
        publish(two[1], place / "site")
        assert contents(place / "site") != before, "with room again it goes on"


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a disk")
def test_a_disk_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read-only from below: root ignores what file modes forbid."""
    records = write(tmp_path / "records", EMPTY)
    with disk(tmp_path / "disk", "-o", "size=64m") as place:
        build = ["build", "--records", str(records), "--as-of", "2026-10-28", "--site-dir"]
        assert run([*build, str(place / "site")]) == 0
        before, link = contents(place / "site"), (place / "site").readlink()
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        write(records, SMALL)
        capsys.readouterr()
        assert run([*build, str(place / "site")]) == 2
        assert "原来的网站没有改动" in capsys.readouterr().err
        assert contents(place / "site") == before and (place / "site").readlink() == link
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
        assert litter(place) == []
        assert run([*build, str(place / "site")]) == 0
        assert contents(place / "site") != before


def test_records_that_change_while_they_are_read(tmp_path: Path) -> None:
    """Somebody saves, half-saves, renames and deletes while a build reads: it ends, and its site is
    whole. What was half written is a finding, and not an exception."""
    records = write(tmp_path / "records", SMALL)
    child, gone = records / "children/c01.yml", records / "children/c02.yml"
    first, second = child.read_bytes(), gone.read_bytes()
    done = threading.Event()

    def meddle() -> None:
        turn = random.Random(7)
        while not done.is_set():
            child.write_bytes(first[: turn.randrange(len(first))])
            (records / "children/new.part").write_bytes(first)
            (records / "children/new.part").replace(child)
            gone.unlink(missing_ok=True)
            gone.write_bytes(second)
            time.sleep(0.0005)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        statuses = {
            run(["check", "--records", str(records), "--as-of", "2026-10-28"]) for _ in range(60)
        }
        build = ["build", "--records", str(records), "--as-of", "2026-10-28", "--site-dir"]
        for _ in range(4):
            statuses.add(run([*build, str(tmp_path / "site")]))
            pages = contents(tmp_path / "site")
            assert {"index.html", "overdue.html", "search/search_index.json"} <= set(pages)
            assert all(
                page.rstrip().endswith(b"</html>")
                for name, page in pages.items()
                if name.endswith(".html")
            )
    finally:
        done.set()
        meddler.join()
    assert statuses <= {0, 1}, "never a defect of the program"
    assert litter(tmp_path) == []
