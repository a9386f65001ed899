"""A folder on disk: Git's own files are passed over, and nothing else is."""

from __future__ import annotations

import shutil
from pathlib import Path

from builder.read.scan import DiskFolder, Entry, scan


def test_files_of_git_are_no_records(tmp_path: Path) -> None:
    for name in (".git/config", ".gitignore", "visits/.gitkeep", "visits/a.yml", ".notes/a.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = {entry.path for entry in DiskFolder(tmp_path).entries()}
    assert found == {"visits/a.yml", ".notes/a.yml"}


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """E102: its records would otherwise be missing without a word. It may also go meanwhile."""
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "a.yml").write_text("")
    (tmp_path / "school.yml").write_text("")
    entries = DiskFolder(tmp_path).entries()
    first = next(entries)
    shutil.rmtree(tmp_path / "visits")
    assert [first, *entries] == [Entry("school.yml"), Entry("visits", link=True)]
    (not_read,) = scan(DiskFolder(tmp_path / "nowhere"))
    assert not_read.slip and not_read.slip.code == "E102"
