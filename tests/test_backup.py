"""`shouwang backup`: one file, proved by restoring it; whatever is lost on the way is noticed."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from builder import backup, bundle
from builder.bundle import Damaged
from builder.cli import run
from tests.site.schools import SMALL, write

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("林晓东", "王小雨", "陈秀英", "上坪村")
ON_THE_DAY = ("--as-of", "2026-10-28")
RESTRICTED = {
    "visits/2026-autumn/t02.yml": """\
        {date: 2026-10-15, children: c01, kind: counselling, by: t02, summary: 说起爸爸}
        """,
}

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="no Git on this machine")


def git(folder: Path, *words: str) -> str:
    """One command of Git, as somebody."""
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    command = ["git", *identity, *words]
    return subprocess.run(
        command, cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout


def commit(folder: Path, message: str = "记录") -> None:
    """Commit everything."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def repository(folder: Path, files: Mapping[str, str], below: str = "records") -> Path:
    """A repository with a records folder; returns the records folder."""
    records = write(folder / below, dict(files))
    git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    commit(folder)
    return records


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The small school, committed."""
    return repository(tmp_path / "school", SMALL)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "backups"


def shouwang(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `backup`; never with a name in it."""
    status = run(["backup", *(str(word) for word in words)])
    out, err = capsys.readouterr()
    assert not any(name in out + err for name in NAMES)
    return status, out, err


def back_up(
    capsys: pytest.CaptureFixture[str], place: Path, *records: Path, status: int = 0
) -> tuple[Path, str]:
    """Make a backup; the file and what was said."""
    before = set(place.glob("*")) if place.exists() else set()
    options = [word for folder in records for word in ("--records", folder)]
    found, out, err = shouwang(capsys, place, *options, *ON_THE_DAY)
    assert (found, err) == (status, "")
    (file,) = set(place.iterdir()) - before
    return file, out


def row(out: str, label: str) -> list[str]:
    """What a line of the table says of something before and after."""
    return next(line.split()[-2:] for line in out.splitlines() if line.startswith(label))


def checked(capsys: pytest.CaptureFixture[str], *records: Path) -> dict[str, Any]:
    """What `check` says of some folders, in JSON."""
    options = [word for folder in records for word in ("--records", str(folder))]
    run(["check", *options, *ON_THE_DAY, "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def sealed(file: Path, members: Mapping[str, bytes]) -> Path:
    """A backup whose seal is right, whatever is in it: made wrong, not damaged since."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = b"0" * 64
    content = file.read_bytes()[:-64]
    file.write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    return file


def members(file: Path) -> dict[str, bytes]:
    """What is in a backup."""
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_bundle(manifest: bytes, content: bytes, **state: object) -> bytes:
    """A manifest that takes another bundle for its own."""
    told = json.loads(manifest)
    told["repositories"][0]["sha256"] = hashlib.sha256(content).hexdigest()
    told["repositories"][0]["state"].update(state)
    return json.dumps(told).encode()


def test_it_is_proved_by_what_check_says(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """Every count of the table is the one that `check` gives."""
    file, out = back_up(capsys, place, records)
    found = checked(capsys, records)["counts"]
    assert row(out, "读到的记录") == [str(found["records"])] * 2
    assert row(out, "逾期") == [str(found["overdue"])] * 2
    assert row(out, "错误") == [str(found["error"])] * 2
    assert row(out, "学生") == ["2", "2"]
    assert row(out, "帮扶记录") == ["6", "6"]
    assert row(out, "提交") == ["1", "1"]
    assert found["overdue"] > 0
    assert "不一样" not in out
    assert "已经恢复验证" in out.splitlines()[-1]
    assert file.name.startswith("shouwang-school-") and file.suffix == ".zip"
    assert [one.name for one in place.iterdir()] == [file.name]


def test_it_is_for_its_owner_alone(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """The file and a folder that was made for it."""
    file, _ = back_up(capsys, place, records)
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_it_opens_without_shouwang(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Years later there may be unzip and Git, and nothing else."""
    file, _ = back_up(capsys, place, records)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(tmp_path / "by-hand")
    git(tmp_path, "clone", "--quiet", "by-hand/1.bundle", "cloned")
    assert (tmp_path / "cloned/records/school.yml").read_bytes() == (
        records / "school.yml"
    ).read_bytes()


def test_it_comes_back_with_all_branches_and_tags(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Also notes and stashes; and the commands that it prints work."""
    source = records.parent
    git(source, "branch", "分支")
    git(source, "tag", "--annotate", "2026-autumn", "--message", "学期")
    git(source, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(source, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git(source, "notes", "add", "--message", "说明")
    (records / "school.yml").write_text("name: 改了一半\n", encoding="utf-8")
    git(source, "stash")
    file, _ = back_up(capsys, place, records)
    status, out, _ = shouwang(capsys, "--restore", file, "--to", tmp_path / "新 地方")
    assert status == 0
    here = tmp_path / "新 地方/school"
    refs = ("for-each-ref", "--format=%(objectname) %(refname)")
    assert git(here, *refs) == git(source, *refs)
    assert git(here, "symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert git(here, "status", "--porcelain") == ""
    assert checked(capsys, here / "records") == checked(capsys, records)
    git(tmp_path, "init", "--quiet", "--bare", "host")
    for line in out.splitlines():
        if line.startswith("  git "):
            subprocess.run(
                line.replace("新仓库的网址", str(tmp_path / "host")), shell=True, check=True
            )
    assert "2026-autumn" in git(tmp_path / "host", "tag")
    assert "分支" in git(tmp_path / "host", "branch")


def test_two_repositories_are_one_backup(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """The restricted repository's counselling counts in the merged store, there and back."""
    restricted = repository(tmp_path / "restricted/school", RESTRICTED, below=".")
    file, out = back_up(capsys, place, records, restricted)
    merged = checked(capsys, records, restricted)
    assert row(out, "帮扶记录") == ["7", "7"]
    assert row(out, "读到的记录") == [str(merged["counts"]["records"])] * 2
    status, out, _ = shouwang(capsys, "--restore", file, "--to", tmp_path / "back")
    assert status == 0
    assert sorted(one.name for one in (tmp_path / "back").iterdir()) == ["school", "school-2"]
    back = tmp_path / "back"
    assert checked(capsys, back / "school/records", back / "school-2") == merged
    assert f"--records {back}/school/records --records {back}/school-2" in out


def test_two_folders_of_one_repository_are_one_bundle(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """What is in a repository once is in its backup once."""
    write(records.parent / "more", RESTRICTED)
    commit(records.parent)
    file, out = back_up(capsys, place, records, records.parent / "more")
    assert sorted(members(file)) == ["1.bundle", "manifest.json"]
    assert row(out, "帮扶记录") == ["7", "7"]


def test_a_workflow_in_the_root_is_no_record(
    capsys: pytest.CaptureFixture[str], place: Path, tmp_path: Path
) -> None:
    """`.gitea/` is passed over on disk, and just so in a revision."""
    files = {**SMALL, ".gitea/workflows/check.yml": "on: push\n"}
    _, out = back_up(capsys, place, repository(tmp_path / "school", files, below="."))
    assert row(out, "错误") == ["0", "0"]


@pytest.mark.parametrize("left", [0, 1, 63, 64, 90, 0.1, 0.5, 0.9, -65, -1])
def test_a_backup_that_is_cut_off(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, left: float
) -> None:
    """Wherever it ends: so many bytes, such a part of it, or so many too few."""
    file, _ = back_up(capsys, place, records)
    content = file.read_bytes()
    file.write_bytes(content[: int(left * len(content)) if 0 < left < 1 else int(left)])
    status, out, _ = shouwang(capsys, "--verify", file)
    assert (status, out) == (
        1,
        "这个备份不完整：文件被截断了，或者写好以后有字节变了。请用另一份。\n",
    )
    assert list(place.iterdir()) == [file]


def test_no_byte_may_change(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Not even one that zip itself doesn't look at: its seal holds all of them."""
    file, _ = back_up(capsys, place, records)
    content = file.read_bytes()
    wrong = tmp_path / "wrong.zip"
    for position in [*range(0, len(content), 97), len(content) - 1]:
        flipped = bytes([content[position] ^ 1])
        wrong.write_bytes(content[:position] + flipped + content[position + 1 :])
        with pytest.raises(Damaged):
            backup.restore(wrong, tmp_path)
    assert list(tmp_path.glob(".*")) == []
    wrong.write_bytes(content[:3000] + b"x" + content[3001:])
    assert shouwang(capsys, "--verify", wrong)[0] == 1


@pytest.mark.parametrize("part", [0.3, 0.6, 0.99])
def test_a_bundle_that_was_cut_off_before_it_was_packed(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path, part: float
) -> None:
    """The seal and the sums agree, and `git bundle verify` is content: restoring finds it."""
    file, _ = back_up(capsys, place, records)
    inside = members(file)
    whole = inside["1.bundle"]
    header = whole.index(b"PACK") + 12
    cut = whole[: header + int((len(whole) - header) * part)]
    (tmp_path / "cut.bundle").write_bytes(cut)
    git(records.parent, "bundle", "verify", str(tmp_path / "cut.bundle"))
    inside["1.bundle"] = cut
    status, out, _ = shouwang(capsys, "--verify", sealed(tmp_path / "sum.zip", inside))
    assert (status, "这个备份不完整" in out) == (1, True)
    inside["manifest.json"] = with_bundle(inside["manifest.json"], cut)
    status, out, _ = shouwang(capsys, "--verify", sealed(tmp_path / "cut.zip", inside))
    assert (status, out) == (1, "这份备份恢复不出仓库：里面的 bundle 不完整，或者坏了。\n")


def without(source: Path, lost: str) -> bytes:
    """A bundle that lacks one object: Git itself would not write it."""
    listed = git(source, "rev-list", "--objects", "--all").split("\n")
    kept = "\n".join(line.split(" ")[0] for line in listed if line and not line.startswith(lost))
    packed = subprocess.run(
        ["git", "pack-objects", "--stdout", "--quiet"],
        cwd=source,
        input=kept.encode() + b"\n",
        check=True,
        capture_output=True,
    ).stdout
    head = git(source, "rev-parse", "HEAD").strip()
    return f"# v2 git bundle\n{head} refs/heads/main\n{head} HEAD\n\n".encode() + packed


def test_a_bundle_that_lacks_an_object(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """One file's text is gone from the history; nothing that is checked out shows it."""
    (records / "README.md").write_text("很久以前\n", encoding="utf-8")
    commit(records.parent)
    lost = git(records.parent, "rev-parse", "HEAD:records/README.md").strip()
    (records / "README.md").unlink()
    commit(records.parent)
    file, _ = back_up(capsys, place, records)
    inside = members(file)
    content = without(records.parent, lost)
    inside |= {"1.bundle": content, "manifest.json": with_bundle(inside["manifest.json"], content)}
    status, out, _ = shouwang(capsys, "--verify", sealed(tmp_path / "lacks.zip", inside))
    assert status == 1
    assert "恢复不出仓库" in out


def test_an_unsound_object(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """What a clone takes and fsck does not: a folder of which one entry stands twice."""
    source = records.parent
    blob = git(source, "rev-parse", "HEAD:records/school.yml").strip()
    entry = b"100644 a.yml\0" + bytes.fromhex(blob)
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=source,
        input=entry + entry,
        check=True,
        capture_output=True,
    ).stdout.decode()
    made = git(source, "commit-tree", tree.strip(), "-m", "twice").strip()
    git(source, "update-ref", "refs/heads/odd", made)
    status, out, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY)
    assert status == 1
    assert (
        out == "恢复出来的仓库不完好：`git fsck` 查出了问题。\n没有写出备份，以前的备份没有动。\n"
    )
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("commits", 2, "提交"),
        ("objects", 1, "对象"),
        ("refs", {"refs/heads/main": "0" * 40}, "分支和标签"),
    ],
)
def test_what_git_keeps_is_compared(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    tmp_path: Path,
    field: str,
    value: object,
    label: str,
) -> None:
    """A sound repository that is another one."""
    inside = members(back_up(capsys, place, records)[0])
    told = with_bundle(inside["manifest.json"], inside["1.bundle"], **{field: value})
    wrong = sealed(tmp_path / "other.zip", {**inside, "manifest.json": told})
    status, out, _ = shouwang(capsys, "--verify", wrong)
    assert status == 1
    assert next(line for line in out.splitlines() if line.endswith("不一样")).startswith(label)
    assert "恢复出来的和备份前的不一样。" in out
    status, out, _ = shouwang(capsys, "--restore", wrong, "--to", tmp_path / "new")
    assert (status, (tmp_path / "new").exists()) == (1, False)
    assert out.endswith("什么也没有恢复。\n")


@pytest.mark.parametrize("field", ["records", "overdue", "error", "digest", "kinds"])
def test_what_the_records_say_is_compared(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path, field: str
) -> None:
    """Each of the counts; but by another version they may be counted in another way."""
    inside = members(back_up(capsys, place, records)[0])
    told = json.loads(inside["manifest.json"])
    told["tally"][field] = {"kinds": {"child": 3}, "digest": "0" * 64}.get(field, 77)
    inside["manifest.json"] = json.dumps(told).encode()
    status, out, _ = shouwang(capsys, "--verify", sealed(tmp_path / "x.zip", inside))
    assert status == 1
    assert "不一样" in out
    told["shouwang"] = "0.0.9"
    inside["manifest.json"] = json.dumps(told).encode()
    status, out, _ = shouwang(capsys, "--verify", sealed(tmp_path / "y.zip", inside))
    assert status == 0
    assert "0.0.9 版做的" in out
    assert "不一样" not in out


def test_a_backup_of_the_future(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """A form that this version does not know is not called damaged."""
    inside = members(back_up(capsys, place, records)[0])
    told = {**json.loads(inside["manifest.json"]), "format": 2}
    inside["manifest.json"] = json.dumps(told).encode()
    status, _, err = shouwang(capsys, "--verify", sealed(tmp_path / "x.zip", inside))
    assert (status, err) == (2, "shouwang: 这份备份是更新的守望做的，请用新版来读。\n")


@pytest.mark.parametrize(
    ("route", "value"),
    [
        (("repositories", 0, "name"), "../outside"),
        (("repositories", 0, "name"), ".git"),
        (("repositories", 0, "bundle"), "../1.bundle"),
        (("repositories", 0, "state", "head"), "--output=x"),
        (("repositories", 0, "state"), None),
        (("records", 0, "path"), "../../etc"),
        (("records", 0, "path"), "/etc"),
        (("records", 0, "repository"), 7),
        (("made",), "yesterday"),
    ],
)
def test_a_manifest_leads_nowhere_else(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    tmp_path: Path,
    route: tuple[str | int, ...],
    value: object,
) -> None:
    """A file that somebody made up writes and reads nothing outside of its folder."""
    inside = members(back_up(capsys, place, records)[0])
    told = json.loads(inside["manifest.json"])
    *above, last = route
    below = told
    for step in above:
        below = below[step]
    below[last] = value
    inside["manifest.json"] = json.dumps(told).encode()
    wrong = sealed(tmp_path / "made-up.zip", inside)
    status, out, _ = shouwang(capsys, "--restore", wrong, "--to", tmp_path / "deep/new")
    assert (status, "这个备份不完整" in out) == (1, True)
    assert not (tmp_path / "outside").exists()


def test_something_that_is_no_backup(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, records: Path
) -> None:
    """A zip of somebody else, a folder, nothing at all."""
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"x" * 200)
    assert shouwang(capsys, "--verify", tmp_path / "photos.zip")[0] == 1
    assert shouwang(capsys, "--verify", sealed(tmp_path / "x.zip", {"a": b"x"}))[0] == 1
    for none in (tmp_path, tmp_path / "none.zip"):
        status, _, err = shouwang(capsys, "--verify", none)
        assert (status, err) == (2, "shouwang: 没有这个备份文件。\n")
    assert records.is_dir()


def test_a_shallow_clone_is_refused(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Of depth 1 as CI makes them, or without the files' texts: half a history is no backup."""
    (records / "README.md").write_text("说明\n", encoding="utf-8")
    commit(records.parent)
    git(records.parent, "config", "uploadpack.allowFilter", "true")
    for name, option in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        git(tmp_path, "clone", "--quiet", option, records.parent.as_uri(), name)
        status, _, err = shouwang(
            capsys, place, "--records", tmp_path / name / "records", *ON_THE_DAY
        )
        assert (status, "克隆得不完整" in err) == (2, True)
    assert not place.exists()


def test_no_repository(capsys: pytest.CaptureFixture[str], place: Path, tmp_path: Path) -> None:
    """Records that nobody keeps in Git; a repository without a commit, or without the records."""
    lonely = write(tmp_path / "lonely/records", SMALL)
    options = ("--records", lonely, *ON_THE_DAY)
    assert shouwang(capsys, place, *options)[::2] == (2, "shouwang: 记录不在 Git 仓库里。\n")
    git(lonely.parent, "init", "--quiet")
    assert shouwang(capsys, place, *options)[::2] == (
        2,
        "shouwang: 这个仓库还没有提交过任何东西。\n",
    )
    (lonely.parent / "a").write_text("a\n", encoding="utf-8")
    git(lonely.parent, "add", "a")
    git(lonely.parent, "commit", "--quiet", "--message", "a")
    status, _, err = shouwang(capsys, place, *options)
    assert (status, "最后一次提交里没有这个记录文件夹" in err) == (2, True)
    assert not place.exists()


def test_without_git(records: Path, place: Path) -> None:
    """No git program on the PATH: said, not a defect."""
    command = [sys.executable, "-m", "builder", "backup", str(place), "--records", str(records)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PATH": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "shouwang: 备份要用 Git，这台电脑上没有装。\n",
    )


def test_a_damaged_source_is_no_backup(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """A missing object, or a branch that a crash filled with zeros; the earlier backup stays."""
    source = records.parent
    (records / "README.md").write_text("很久以前\n", encoding="utf-8")
    commit(source)
    lost = git(source, "rev-parse", "HEAD:records/README.md").strip()
    git(source, "rm", "--quiet", "records/README.md")
    commit(source)
    earlier, _ = back_up(capsys, place, records)
    kept = earlier.read_bytes()
    options = ("--records", records, *ON_THE_DAY)

    git(source, "branch", "other")
    other = source / ".git/refs/heads/other"
    good = other.read_bytes()
    other.write_bytes(b"\0" * len(good))
    status, out, _ = shouwang(capsys, place, *options)
    assert (status, "读不全" in out) == (1, True)
    other.write_bytes(good)

    object_ = source / ".git/objects" / lost[:2] / lost[2:]
    object_.chmod(0o600)
    object_.unlink()
    status, out, _ = shouwang(capsys, place, *options)
    assert (status, "读不全" in out) == (1, True)
    assert out.endswith("没有写出备份，以前的备份没有动。\n")

    main = source / ".git/refs/heads/main"
    main.write_bytes(b"\0" * 41)
    status, _, err = shouwang(capsys, place, *options)
    assert (status, "读不全" in err) == (2, True)
    assert (list(place.iterdir()), earlier.read_bytes()) == ([earlier], kept)


def test_what_is_not_committed_is_not_in_it(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Changed, new, renamed and ignored files are named by their ids; the backup is of the commit."""
    source = records.parent
    before = checked(capsys, records)
    (records / "staff/t03.yml").unlink()
    (records / "visits/新的 文件夹").mkdir()
    (records / "visits/新的 文件夹/林晓东.yml").write_text("x\n", encoding="utf-8")
    git(source, "mv", "records/children/c02.yml", "records/children/c03.yml")
    (source / ".git/info").mkdir(exist_ok=True)
    (source / ".git/info/exclude").write_text("*.yaml\n", encoding="utf-8")
    (records / "aid").mkdir()
    (records / "aid/2026.yaml").write_text("[]\n", encoding="utf-8")
    (source / "site").mkdir()
    (source / "site/index.html").write_text("x\n", encoding="utf-8")
    os.utime(records / "school.yml", (1, 1))  # Looks changed, and is not.
    index = (source / ".git/index").read_bytes()
    file, out = back_up(capsys, place, records, status=1)
    assert (source / ".git/index").read_bytes() == index
    told = out[out.index("有5个文件现在的内容不在备份里") :].splitlines()
    assert told[1:6] == [
        "  records/aid/2026.yaml",
        "  records/children/c02.yml",
        "  records/children/c03.yml",
        "  records/staff/t03.yml",
        "  records/visits/…/…",
    ]
    assert "已经恢复验证" in told[6]
    shouwang(capsys, "--restore", file, "--to", tmp_path / "back")
    assert checked(capsys, tmp_path / "back/school/records") == before


def test_records_that_cannot_be_used_are_backed_up_all_the_same(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Somebody's slip in school.yml must not cost a night's backup."""
    (records / "school.yml").write_text("名称: [没有写完\n", encoding="utf-8")
    commit(records.parent)
    file, out = back_up(capsys, place, records, status=1)
    assert "没有可以读取的 school.yml" in out
    assert "没法核对记录的数目" in out
    assert row(out, "提交") == ["2", "2"]
    assert shouwang(capsys, "--verify", file)[0] == 0
    assert shouwang(capsys, "--restore", file, "--to", tmp_path / "back")[0] == 0
    assert (tmp_path / "back/school/records/children/c01.yml").is_file()


def test_chinese_paths_and_a_detached_head(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Names that Git quotes come back as they were; so does a commit that is on no branch."""
    source = records.parent
    old = "旧档案/三年级 “甲”\t班.txt"
    write(source, {old: "内容\n"})
    commit(source)
    git(source, "rm", "--quiet", old)
    commit(source)
    git(source, "checkout", "--quiet", "--detach")
    write(source, {"档案/七.txt": "新\n"})
    commit(source)
    file, out = back_up(capsys, place, records)
    assert row(out, "提交") == ["4", "4"]
    assert shouwang(capsys, "--restore", file, "--to", tmp_path / "back")[0] == 0
    back = tmp_path / "back/school"
    assert git(back, "rev-parse", "HEAD") == git(source, "rev-parse", "HEAD")
    assert (back / "档案/七.txt").read_text(encoding="utf-8") == "新\n"
    assert git(back, "show", f"HEAD~2:{old}") == "内容\n"
    detached = subprocess.run(["git", "symbolic-ref", "-q", "HEAD"], cwd=back, check=False)
    assert detached.returncode == 1


def test_another_work_tree(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """Backed up from a linked work tree, while the other one has a commit on no branch."""
    source = records.parent
    git(source, "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    git(source, "checkout", "--quiet", "--detach")
    git(source, "commit", "--quiet", "--allow-empty", "--message", "on no branch")
    file, out = back_up(capsys, place, tmp_path / "side/records")
    assert row(out, "提交") == ["1", "1"]
    assert shouwang(capsys, "--verify", file)[0] == 0


def test_from_within_a_hook(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Git's hooks set GIT_DIR; what is restored must not end up in that repository."""
    file, _ = back_up(capsys, place, records)
    other = repository(tmp_path / "other", {"school.yml": "name: 别的学校\n"}).parent
    refs = git(other, "for-each-ref")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git/objects"))
    assert shouwang(capsys, "--restore", file, "--to", tmp_path / "back")[0] == 0
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    assert git(other, "for-each-ref") == refs
    assert git(other, "status", "--porcelain") == ""
    back = tmp_path / "back/school"
    assert git(back, "show", "HEAD:records/school.yml") == git(
        records.parent, "show", "HEAD:records/school.yml"
    )


def test_restoring_overwrites_nothing(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path, tmp_path: Path
) -> None:
    """A folder with anything in it, or a file, is refused; an empty one will do."""
    file, _ = back_up(capsys, place, records)
    taken = tmp_path / "taken"
    write(taken, {"mine.txt": "我的\n"})
    for target in (taken, taken / "mine.txt"):
        status, _, err = shouwang(capsys, "--restore", file, "--to", target)
        assert (status, "已经有东西了" in err) == (2, True)
    assert [one.name for one in taken.iterdir()] == ["mine.txt"]
    (tmp_path / "empty").mkdir()
    assert shouwang(capsys, "--restore", file, "--to", tmp_path / "empty")[0] == 0
    assert [one.name for one in (tmp_path / "empty").iterdir()] == ["school"]


def test_a_full_disk_leaves_the_earlier_backup(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the middle of the zip, while Git packs, while it is restored: no litter, nothing lost."""
    earlier, _ = back_up(capsys, place, records)
    kept = earlier.read_bytes()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fails(*_: object, **__: object) -> None:
        raise full

    for owner, name in (
        (shutil, "copyfileobj"),
        (backup, "pack"),
        (backup, "unpack"),
        (os, "fsync"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fails)
            status, _, err = shouwang(capsys, place, "--records", records, *ON_THE_DAY)
        assert (status, err) == (2, "shouwang: 磁盘满了：没有写出备份，以前的备份没有动。\n")
        assert (list(place.iterdir()), earlier.read_bytes()) == ([earlier], kept)
    monkeypatch.setattr(backup, "unpack", fails)
    assert shouwang(capsys, "--restore", earlier, "--to", tmp_path / "back")[0] == 2
    assert not (tmp_path / "back").exists()


def git_that_fails(tmp_path: Path, at: str, said: str) -> str:
    """A git that does everything but one thing, and says something of it."""
    fake = tmp_path / "git"
    fake.write_text(
        f'#!/bin/sh\ncase "$*" in *"{at}"*) echo "{said}" >&2; exit 128;; esac\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    fake.chmod(0o755)
    return str(fake)


@pytest.mark.skipif(os.name != "posix", reason="no shell to write a git in")
@pytest.mark.parametrize(
    ("at", "said", "room", "errors"),
    [
        ("bundle create", "fatal: write error: No space left on device", True, OSError),
        ("reset", "error: unable to write file records/a.yml", False, OSError),
        ("fetch", "fatal: write error. Out of diskspace", False, OSError),
        ("fetch", "fatal: early EOF", True, Damaged),
        ("fsck", "error in tree", True, Damaged),
    ],
)
def test_git_on_a_full_disk_is_no_damage(
    records: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    said: str,
    room: bool,
    errors: type[Exception],
) -> None:
    """Git has many words for a full disk, and not all name the cause."""
    real = tempfile.TemporaryFile

    def full(*words: Any, **more: Any) -> Any:
        if room:
            return real(*words, **more)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    fake = git_that_fails(tmp_path, at, said)
    monkeypatch.setattr("git.cmd.Git.GIT_PYTHON_GIT_EXECUTABLE", fake)
    with pytest.raises(errors) as caught:
        state = bundle.pack(records.parent, tmp_path / "x.bundle")
        bundle.unpack(tmp_path / "x.bundle", tmp_path / "restored", state)
    assert not isinstance(caught.value, OSError) or caught.value.errno == errno.ENOSPC


def test_a_repository_of_somebody_else(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Git refuses it when the scheduler runs as another user; that is no damage."""
    if os.name != "posix":
        pytest.skip("no shell to write a git in")
    said = "fatal: detected dubious ownership in repository at '/x'"
    fake = git_that_fails(tmp_path, "rev-parse", said)
    monkeypatch.setattr("git.cmd.Git.GIT_PYTHON_GIT_EXECUTABLE", fake)
    status, _, err = shouwang(capsys, place, "--records", records, *ON_THE_DAY)
    assert (status, "属于另一个系统用户" in err) == (2, True)


def test_a_push_meanwhile_is_noticed(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A backup is of one moment; half of the next one is none."""
    real = bundle.state_of

    def late(of: Any) -> bundle.State:
        git(records.parent, "tag", "meanwhile")
        return real(of)

    with monkeypatch.context() as patch:
        patch.setattr(bundle, "state_of", late)
        status, out, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY)
    assert (status, "备份的时候仓库有了新的提交" in out) == (1, True)
    assert list(place.iterdir()) == []


def named(place: Path, *days: str, school: str = "school") -> list[Path]:
    """Earlier backups by their names."""
    files = [place / f"shouwang-{school}-{day}-030000.zip" for day in days]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"old")
    return files


def test_only_so_many_are_kept(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """The oldest of this school go; another school's, and what is no backup, stay."""
    old = named(place, "2020-01-01", "2020-01-02", "2020-01-03")
    others = named(place, "2020-01-01", school="school-2")
    others += named(place, "2020-01-01", school="other")
    (place / "shouwang-school-notes.zip").write_bytes(b"x")
    others.append(place / "shouwang-school-notes.zip")
    file, out = back_up(capsys, place, records)
    assert "旁边还有3份以前的备份，后来删除了的孩子，资料还在那里面" in out
    assert all(one.exists() for one in old)
    last = file.rename(place / "shouwang-school-2026-01-01-030000.zip")
    status, out, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY, "--keep", "2")
    assert (status, "删掉了3份以前的备份" in out, "旁边还有1份" in out) == (0, True, True)
    assert not any(one.exists() for one in old)
    left = set(place.glob("shouwang-school-20*"))
    assert (len(left), last in left) == (2, True)
    (newest,) = left - {last}
    newest.rename(place / "shouwang-school-2026-01-02-030000.zip")
    status, out, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY, "--keep", "1")
    assert len(list(place.glob("shouwang-school-20*"))) == 1
    assert "旁边还有" not in out
    assert all(one.exists() for one in others)


def test_nothing_is_removed_before_the_proof(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A backup that fails costs none of those that are there."""
    old = named(place, "2020-01-01", "2020-01-02")

    def unsound(*_: object) -> None:
        raise Damaged(bundle.FSCK)

    monkeypatch.setattr(backup, "unpack", unsound)
    status, _, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY, "--keep", "1")
    assert status == 1
    assert sorted(place.iterdir()) == old


def test_what_comes_back_otherwise_is_no_backup(
    capsys: pytest.CaptureFixture[str],
    records: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One record fewer, or one object: the table says which, and no file is left."""
    real = backup.unpack

    def loses_a_record(file: Path, root: Path, state: bundle.State) -> bundle.State:
        found = real(file, root, state)
        (root / "records/children/c02.yml").unlink()
        return found

    def loses_an_object(file: Path, root: Path, state: bundle.State) -> bundle.State:
        found = real(file, root, state)
        return dataclasses.replace(found, objects=found.objects - 1)

    for lossy, label in ((loses_a_record, "学生"), (loses_an_object, "对象")):
        monkeypatch.setattr(backup, "unpack", lossy)
        status, out, _ = shouwang(capsys, place, "--records", records, *ON_THE_DAY)
        assert status == 1
        assert any(line.startswith(label) and line.endswith("不一样") for line in out.splitlines())
        assert out.endswith("没有写出备份，以前的备份没有动。\n")
        assert list(place.iterdir()) == []


def test_a_file_of_ones_own_name(
    capsys: pytest.CaptureFixture[str], records: Path, tmp_path: Path
) -> None:
    """A new file ending in .zip; never one that is there."""
    file = tmp_path / "usb/备份.zip"
    options = ("--records", records, *ON_THE_DAY)
    assert shouwang(capsys, file, *options)[0] == 0
    assert shouwang(capsys, "--verify", file)[0] == 0
    kept = file.read_bytes()
    status, _, err = shouwang(capsys, file, *options)
    assert (status, "已经存在" in err or "已经有" in err) == (2, True)
    assert file.read_bytes() == kept
    assert shouwang(capsys, tmp_path / "b.zip", *options, "--keep", "1")[0] == 2
    assert not (tmp_path / "b.zip").exists()


def test_it_does_not_lie_in_the_repository(
    capsys: pytest.CaptureFixture[str], records: Path
) -> None:
    """There it would be committed, and be in the next one."""
    for target in (records.parent, records / "backups", records.parent / "a.zip"):
        status, _, err = shouwang(capsys, target, "--records", records, *ON_THE_DAY)
        assert (status, "就在仓库里面" in err) == (2, True)
    assert git(records.parent, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--verify", "a.zip", "--restore", "b.zip", "--to", "c"],
        ["--restore", "b.zip"],
        ["--verify", "a.zip", "--to", "c"],
        ["--verify", "a.zip", "--keep", "2"],
        ["folder", "--verify", "a.zip"],
    ],
)
def test_one_thing_at_a_time(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """What does not go together is said, and nothing is done."""
    status, _, err = shouwang(capsys, *words)
    assert (status, err.startswith("shouwang: 请写备份到哪个文件夹")) == (2, True)


def test_what_a_killed_run_left_is_removed(
    capsys: pytest.CaptureFixture[str], records: Path, place: Path
) -> None:
    """Unpacked archives of children must not lie about; those of a run that goes on are left."""
    if os.name != "posix":
        pytest.skip("there is no telling whether a process lives")
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    dead = place / f".shouwang-backup-{done.pid}-abcd"
    alive = place / f".shouwang-backup-{os.getpid()}-abcd"
    for folder in (dead, alive):
        write(folder / "restored", {"c01.yml": "x\n"})
    assert shouwang(capsys, place, "--records", records, *ON_THE_DAY)[0] == 0
    assert (dead.exists(), alive.exists()) == (False, True)


def test_english(capsys: pytest.CaptureFixture[str], records: Path, place: Path) -> None:
    """The same in English."""
    status, out, _ = shouwang(
        capsys, place, "--records", records, *ON_THE_DAY, "--locale", "en", "--keep", "3"
    )
    assert status == 0
    assert row(out, "Overdue")[0] == row(out, "Overdue")[1]
    assert out.splitlines()[-1].startswith("Proved by restoring it: ")


def test_the_demo_school(capsys: pytest.CaptureFixture[str], place: Path, tmp_path: Path) -> None:
    """All 8,768 records of it."""
    shutil.copytree(ROOT / "records", tmp_path / "demo/records")
    git(tmp_path / "demo", "init", "--quiet", "--initial-branch=main", "--template=")
    commit(tmp_path / "demo")
    options = ("--records", tmp_path / "demo/records", "--as-of", "2026-11-20")
    status, out, _ = shouwang(capsys, place, *options)
    assert status == 0
    assert row(out, "学生") == ["113", "113"]
    assert row(out, "逾期") == ["11", "11"]
