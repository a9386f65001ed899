"""Publishing: the old site is there until the new one is whole, and the same records give the same bytes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import publish as module
from builder.publish import NotPublished, publish
from builder.views.site import Site

from .schools import EMPTY, SMALL, site, write


@pytest.fixture
def small(tmp_path: Path) -> Site:
    return site(tmp_path, SMALL)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    root = folder.resolve()
    return {f.relative_to(root).as_posix(): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def litter(folder: Path, target: str = "site") -> list[str]:
    """What lies beside the target and is not what it points to."""
    current = (folder / target).resolve().name
    return sorted(p.name for p in folder.glob(f".{target}-*") if p.name != current)


def test_the_same_records_give_the_same_bytes(small: Site, tmp_path: Path) -> None:
    publish(small, tmp_path / "one")
    publish(small, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_second_build_takes_the_place_of_the_first(small: Site, tmp_path: Path) -> None:
    publish(small, tmp_path / "site")
    first = contents(tmp_path / "site")
    publish(site(tmp_path / "b", EMPTY), tmp_path / "site")
    assert "空白小学" in contents(tmp_path / "site")["index.html"].decode()
    assert contents(tmp_path / "site") != first
    assert litter(tmp_path) == []
    publish(small, tmp_path / "site")
    assert contents(tmp_path / "site") == first


def test_building_again_without_a_change_is_no_change(small: Site, tmp_path: Path) -> None:
    publish(small, tmp_path / "site")
    before = (tmp_path / "site").readlink()
    publish(small, tmp_path / "site")
    assert (tmp_path / "site").readlink() == before
    assert litter(tmp_path) == []


def test_a_real_folder_is_swapped_too(small: Site, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.html").write_text("old", encoding="utf-8")
    (tmp_path / "site/shouwang.css").write_text("", encoding="utf-8")
    publish(small, tmp_path / "site")
    assert "index.html" in contents(tmp_path / "site")
    assert "old.html" not in contents(tmp_path / "site")
    assert litter(tmp_path) == []


def failing(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["_build", "_digest", "_swap"])
def test_whatever_fails_the_old_site_stays(
    step: str, small: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(small, tmp_path / "site")
    before = contents(tmp_path / "site")
    monkeypatch.setattr(module, step, failing)
    with pytest.raises(NotPublished, match="No space left"):
        publish(site(tmp_path / "b", EMPTY), tmp_path / "site")
    assert contents(tmp_path / "site") == before
    assert litter(tmp_path) == []


def test_whatever_fails_a_real_folder_stays(
    small: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.html").write_text("old", encoding="utf-8")
    rename: Callable[..., Path] = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if "-new-" in self.name:
            failing()
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    monkeypatch.setattr(module, "_exchange", lambda *_: False)
    with pytest.raises(NotPublished):
        publish(small, tmp_path / "site")
    assert contents(tmp_path / "site") == {"old.html": b"old"}
    assert litter(tmp_path) == []


def test_a_killed_build_leaves_the_old_site_and_the_next_one_tidies(
    small: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(small, tmp_path / "site")
    before = contents(tmp_path / "site")
    child = os.fork() if hasattr(os, "fork") else pytest.skip("needs fork")
    if child == 0:
        monkeypatch.setattr(module, "_swap", lambda *_: os._exit(9))
        publish(site(tmp_path / "b", EMPTY), tmp_path / "site")
        os._exit(0)
    os.waitpid(child, 0)
    assert contents(tmp_path / "site") == before
    assert litter(tmp_path) != []
    publish(small, tmp_path / "site")
    assert litter(tmp_path) == []


def test_a_half_removed_old_site_is_not_taken_for_whole(small: Site, tmp_path: Path) -> None:
    publish(small, tmp_path / "site")
    whole, folder = contents(tmp_path / "site"), (tmp_path / "site").resolve()
    publish(site(tmp_path / "b", EMPTY), tmp_path / "site")
    folder.mkdir()
    (folder / "index.html").write_text("half", encoding="utf-8")
    publish(small, tmp_path / "site")
    assert contents(tmp_path / "site") == whole


def test_a_build_that_goes_on_is_left_alone(small: Site, tmp_path: Path) -> None:
    other = tmp_path / f".site-new-{os.getppid()}-abc"
    other.mkdir()
    publish(small, tmp_path / "site")
    assert other.is_dir()


def test_a_killed_swap_of_real_folders_is_undone(small: Site, tmp_path: Path) -> None:
    aside = tmp_path / ".site-old-xyz/site"
    aside.mkdir(parents=True)
    (aside / "old.html").write_text("old", encoding="utf-8")
    module._tidy(tmp_path / "site", now=0.0)
    assert contents(tmp_path / "site") == {"old.html": b"old"}


def test_the_environment_is_as_it_was(small: Site, tmp_path: Path) -> None:
    before = dict(os.environ)
    publish(small, tmp_path / "site")
    assert dict(os.environ) == before


def test_a_target_that_cannot_be_written(small: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(NotPublished):
        publish(small, tmp_path / "file" / "site")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("real", [False, True], ids=["link", "folder"])
@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4, 0.6, 0.8])
def test_killed_at_any_moment_there_is_a_whole_site(
    seconds: float, real: bool, small: Site, tmp_path: Path
) -> None:
    other = site(tmp_path / "b", EMPTY)
    if real:
        (tmp_path / "site").mkdir()
    publish(small, tmp_path / "site")
    publish(other, tmp_path / "elsewhere")
    old, new = contents(tmp_path / "site"), contents(tmp_path / "elsewhere")
    child = os.fork()
    if child == 0:
        publish(other, tmp_path / "site")
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert contents(tmp_path / "site") in (old, new)
    publish(small, tmp_path / "site")
    assert contents(tmp_path / "site") == old
    assert [name for name in litter(tmp_path) if "-new-" in name or "-old-" in name] == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_two_builds_at_once_do_not_mix(small: Site, tmp_path: Path) -> None:
    other = site(tmp_path / "b", EMPTY)
    publish(small, tmp_path / "one")
    publish(other, tmp_path / "two")
    children = []
    for which in (small, other):
        child = os.fork()
        if child == 0:
            publish(which, tmp_path / "site")
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert contents(tmp_path / "site") in (contents(tmp_path / "one"), contents(tmp_path / "two"))


def test_the_preview_reads_a_changed_record_again(tmp_path: Path) -> None:
    records = write(tmp_path / "records", SMALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (
        "import sys; from pathlib import Path; from datetime import date; from builder.publish import serve;"
        f"serve([Path(sys.argv[1])], date(2026, 10, 28), None, '127.0.0.1:{port}')"
    )
    preview = subprocess.Popen(
        [sys.executable, "-c", code, str(records)], stderr=subprocess.DEVNULL
    )

    def until(words: str) -> bool:
        for _ in range(150):
            time.sleep(0.2)
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.html") as answer:
                    if words in answer.read().decode():
                        return True
            except OSError:
                continue
        return False

    try:
        assert until("清溪小学")
        time.sleep(1)
        school = records / "school.yml"
        school.write_text(
            school.read_text("utf-8").replace("清溪小学", "大溪小学"), encoding="utf-8"
        )
        assert until("大溪小学")
    finally:
        preview.terminate()
        preview.wait()


def test_a_site_leaves_its_neighbours_alone(small: Site, tmp_path: Path) -> None:
    """`site-en` beside `site`, and somebody's own hidden folder, are not this site's litter."""
    publish(small, tmp_path / "site-en")
    notes = tmp_path / ".site-notes"
    notes.mkdir()
    for path in tmp_path.iterdir():
        if not path.is_symlink():
            os.utime(path, (0, 0))
    publish(small, tmp_path / "site")
    assert (tmp_path / "site-en" / "index.html").is_file()
    assert notes.is_dir()
