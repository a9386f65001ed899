"""Git, wrapped once: earlier states of the records, and when a file was last changed.

Read-only, and no option or revision ever comes from a record. Everything else works without Git.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder.i18n import N_
from builder.read.scan import Entry

_LINK_MODE: Final = 0o120000


if TYPE_CHECKING:
    from git import Repo
    from git.objects import Tree


class NoHistory(Exception):
    """There is no Git history to answer from; the message id says why."""


def repository_root(folder: Path) -> Path | None:
    """The folder that holds `.git` at or above a folder; None outside a repository."""
    here = folder.resolve()
    return next((path for path in (here, *here.parents) if (path / ".git").exists()), None)


def path_within(root: Path, folder: Path) -> str:
    """A folder's path in the repository at `root`; `.` for the whole of it."""
    return folder.resolve().relative_to(root).as_posix()


class NoRecords(NoHistory):
    """The records folder did not exist at that revision: everything in it is new."""


@dataclass(frozen=True, slots=True)
class GitFolder:
    """A records folder as it was at a revision."""

    tree: Tree

    def entries(self) -> Iterator[Entry]:
        """Every file of the folder at that revision."""
        start = len(str(self.tree.path)) + 1 if self.tree.path else 0
        for item in self.tree.traverse():
            if item.type == "blob":  # type: ignore[union-attr]
                path = str(item.path)[start:]  # type: ignore[union-attr]
                if not any(step.startswith(".git") for step in path.split("/")):
                    yield Entry(path, link=item.mode & 0o170000 == _LINK_MODE)  # type: ignore[union-attr]

    def read(self, path: str) -> bytes:
        """A file's bytes at that revision."""
        data: bytes = (self.tree / path).data_stream.read()
        return data


def at_revision(folder: Path, revision: str) -> GitFolder:
    """A records folder at a revision. Raises `NoHistory` when there is no such thing."""
    root = repository_root(folder)
    if root is None:
        raise NoHistory(N_("The records are not in a Git repository."))
    # GitPython takes a tenth of a second to import, and most runs ask nothing of Git.
    from git import Repo
    from git.exc import BadName, GitError

    if revision.startswith("-"):
        raise NoHistory(N_("There is no such revision."))
    try:
        tree = Repo(root).commit(revision).tree
        below = path_within(root, folder)
        return GitFolder(tree if below == "." else tree / below)
    except (BadName, GitError, ValueError) as error:
        raise NoHistory(N_("There is no such revision.")) from error
    except KeyError as error:
        raise NoRecords from error


def _whole_history(folder: Path) -> tuple[Repo, str] | None:
    """The repository and the folder's place in it; None without Git, or in a shallow clone."""
    root = repository_root(folder)
    if root is None:
        return None
    try:
        from git import Repo
        from git.exc import GitError
    except ImportError:  # GitPython says so where there is no git program.
        return None
    try:
        repo = Repo(root)
        if shallow(repo):
            return None
    except (GitError, ValueError):
        return None
    return repo, path_within(root, folder)


def shallow(repo: Repo) -> bool:
    """Whether a clone holds only the last commits. Raises Git's own errors."""
    return bool(repo.git.rev_parse("--is-shallow-repository") == "true")


def first_committed(folder: Path) -> Mapping[str, date] | None:
    """When each record file (relative to `folder`) first came into Git; None where that is unknown.

    What came with the very first commit of records was brought in at once and says nothing about
    when it was written; such files are left out.
    """
    whole = _whole_history(folder)
    if whole is None:
        return None
    repo, below = whole
    asked = ["--reverse", "--no-renames", "--diff-filter=A", "--name-only", "-z"]
    told = repo.git.log(*asked, "--format=format:commit %cs", "--", below) if _commits(repo) else ""
    prefix = "" if below == "." else f"{below}/"
    found: dict[str, date] = {}
    for number, commit in enumerate(part for part in told.split("commit ") if part.strip("\0\n")):
        day, _, paths = commit.partition("\n")
        for path in paths.split("\0") if number else ():
            if path.strip():
                found[path.strip().removeprefix(prefix)] = date.fromisoformat(day.strip("\0"))
    return found


def _commits(repo: Repo) -> bool:
    """Whether anything has been committed yet."""
    return repo.head.is_valid()


@dataclass(frozen=True, slots=True)
class Change:
    """One recent commit that touched records: when, who, and which files."""

    day: str
    author: str
    paths: tuple[str, ...]


def recent_changes(folder: Path, limit: int = 20) -> tuple[Change, ...] | None:
    """The last commits that touched the records; None without Git, or in a shallow clone."""
    whole = _whole_history(folder)
    if whole is None:
        return None
    repo, below = whole
    found = []
    for commit in repo.iter_commits(max_count=limit, paths=below) if _commits(repo) else ():
        day = commit.committed_datetime.date().isoformat()
        paths = tuple(sorted(str(path) for path in commit.stats.files))
        found.append(Change(day, str(commit.author.name), paths))
    return tuple(found)
