"""A whole Git repository as one file, and back again: what `builder.backup` is made of.

The other door to Git beside `builder.history`. It reads a repository and never writes to it; what
it writes is a bundle, and a new repository out of one.

`git bundle verify` looks at a bundle's first lines alone and passes one that is cut off, so nothing
here relies on it: a bundle is sound when a repository has been made of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder.history import NoHistory, shallow
from builder.i18n import N_

if TYPE_CHECKING:
    from git import Git


class Damaged(Exception):
    """A repository or a backup is not whole; the message id says in what way."""


NO_GIT: Final = N_("A backup needs Git, and there is none on this computer.")
INCOMPLETE: Final = N_(
    "This is a clone without its whole history (shallow or partial), and a backup of it would be"
    " none. Clone the repository in full."
)
NO_COMMIT: Final = N_("Nothing has been committed in this repository yet.")
NOT_OURS: Final = N_(
    "Git refuses to read a repository of somebody else. Run the backup as the user who owns it."
)
BROKEN: Final = N_(
    "Git cannot read the repository whole: something in it is missing or damaged (`git fsck` says"
    " what)."
)
MOVED: Final = N_("The repository changed while it was being read. Start again.")
NOT_RESTORED: Final = N_("No repository can be made of the backup: a bundle is cut off or damaged.")
FSCK: Final = N_("The repository that was restored is not sound: `git fsck` finds faults.")


@dataclass(frozen=True, slots=True)
class State:
    """What a repository holds: two that hold the same are equal.

    `branch` is None where HEAD is detached. `refs` are the ids of all branches, tags and other
    references by their full names; `commits` and `objects` are those that can be reached from them
    or from HEAD, `objects` with the commits.
    """

    head: str
    branch: str | None
    refs: Mapping[str, str]
    commits: int
    objects: int


def pack(root: Path, bundle: Path) -> State:
    """Write everything in a repository into a bundle; says what it holds.

    Raises `NoHistory` where there is nothing that could be packed whole, `Damaged` where the
    repository is broken or changes meanwhile, OSError where the bundle cannot be written.
    """
    git = _git(root)
    with _explained(BROKEN, written=bundle.parent):
        before = _refs(git)
        git.bundle("create", "--quiet", str(bundle), *_EVERYTHING)
        packed = _pairs(git.bundle("list-heads", str(bundle)))
        state = state_of(git)
    here = {**state.refs, "HEAD": state.head}
    if packed != here or before != state.refs:
        raise Damaged(MOVED)
    return state


def unpack(bundle: Path, root: Path, state: State) -> State:
    """Make a repository of a bundle at `root` and check it out; says what it holds now.

    `root` must not exist. No hooks, no remote. Raises `Damaged` where that cannot be done, or where
    fsck finds anything; OSError where the disk is full.
    """
    from git import Git

    root.mkdir()
    inside = root / ".git"
    git = Git(str(root))
    # Whoever calls from one of Git's hooks has these set, and they lead to another repository.
    git.update_environment(
        GIT_DIR=str(inside),
        GIT_WORK_TREE=str(root),
        GIT_INDEX_FILE=str(inside / "index"),
        GIT_OBJECT_DIRECTORY=str(inside / "objects"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES="",
    )
    with _explained(NOT_RESTORED, written=root):
        kind = "sha256" if len(state.head) == 64 else "sha1"
        git.init("--quiet", "--template=", f"--object-format={kind}")
        git.fetch("--quiet", "--update-head-ok", str(bundle), "+refs/*:refs/*", "HEAD")
        if state.branch is None:
            git.update_ref("--no-deref", "HEAD", state.head)
        else:
            git.symbolic_ref("HEAD", f"refs/heads/{state.branch}")
        git.reset("--hard", "--quiet")
    with _explained(FSCK, written=root):
        git.fsck("--full", "--strict", "--no-dangling", "--no-progress")
        return state_of(git)


def state_of(git: Git) -> State:
    """What a repository holds. Raises Git's own errors."""
    return State(
        head=git.rev_parse("--verify", "HEAD^{commit}"),
        branch=_branch(git),
        refs=_refs(git),
        commits=int(git.rev_list("--count", *_EVERYTHING)),
        objects=int(git.rev_list("--count", "--objects", *_EVERYTHING)),
    )


def head_of(root: Path) -> str:
    """The id of the commit that is checked out.

    Raises `NoHistory` where there is no Git, none, or only part of the history.
    """
    git = _git(root)
    with _explained(BROKEN):
        found: str = git.rev_parse("--verify", "HEAD^{commit}")
        return found


def not_committed(root: Path, records: Sequence[str]) -> tuple[str, ...]:
    """Files (relative to the root) that no commit holds as they are, in order.

    Of files that Git does not know, those in the `records` folders alone; there also what
    `.gitignore` leaves out, since a record that Git ignores is in no backup.
    """
    git = _git(root)
    with _explained(BROKEN):
        status = ("--porcelain", "-z")
        known = git.status(*status, "--untracked-files=no")
        new = git.status(*status, "--untracked-files=all", "--ignored=matching", "--", *records)
    return tuple(sorted({*_paths(known), *_paths(new)}))


_EVERYTHING: Final = ("--single-worktree", "--all")
"""All references and HEAD; what other work trees have checked out is not in a bundle."""


def _git(root: Path) -> Git:
    """Git in a repository that is whole and has a commit. Raises `NoHistory`, `Damaged`."""
    try:
        from git import Repo
        from git.exc import InvalidGitRepositoryError
    except ImportError as error:  # GitPython says so where there is no git program.
        raise NoHistory(NO_GIT) from error
    with _explained(BROKEN):
        try:
            repo = Repo(root)
        except InvalidGitRepositoryError as error:
            raise Damaged(BROKEN) from error
        git = repo.git
        # Asking for the state of files would otherwise write to the index.
        git.update_environment(GIT_OPTIONAL_LOCKS="0")
        partial = git.config("--get-regexp", _PARTIAL, with_exceptions=False)
        if partial or shallow(repo):
            raise NoHistory(INCOMPLETE)
        # A crash can leave a branch that leads nowhere: Git then takes HEAD for unborn, but
        # stumbles over the branch.
        if not _says(git, "HEAD") and not git.rev_list("--all", "--max-count=1"):
            raise NoHistory(NO_COMMIT)
    return git


_PARTIAL: Final = r"^(extensions\.partialclone|remote\..*\.promisor)$"
"""What Git sets where it fetches files' texts only when they are looked at."""


def _says(git: Git, revision: str) -> str:
    """The id of a revision; empty where there is none."""
    found: str = git.rev_parse("--quiet", "--verify", revision, with_exceptions=False)
    return found


def _branch(git: Git) -> str | None:
    """The branch that is checked out; None where HEAD is detached."""
    found: str = git.symbolic_ref("--quiet", "HEAD", with_exceptions=False)
    return found.removeprefix("refs/heads/") or None


def _refs(git: Git) -> dict[str, str]:
    """The id of every reference, by its full name."""
    return _pairs(git.for_each_ref("--format=%(objectname) %(refname)"))


def _pairs(lines: str) -> dict[str, str]:
    """Ids by name, from lines of “id name”."""
    pairs = (line.partition(" ") for line in lines.split("\n") if line)
    return {name: id_ for id_, _, name in pairs}


def _paths(status: str) -> Iterator[str]:
    """The paths of `git status --porcelain -z`; of a file that was renamed, both."""
    fields = iter(status.split("\0"))
    for field in fields:
        if field:
            yield field[3:]
        if field[:1] in ("R", "C"):
            yield next(fields, "")


@contextlib.contextmanager
def _explained(reason: str, written: Path | None = None) -> Iterator[None]:
    """Git's errors as ours: what the system is to blame for is an OSError, the rest `Damaged`.

    `written` is the folder that Git was writing to, if it was.
    """
    from git.exc import GitCommandError

    try:
        yield
    except GitCommandError as error:
        said = str(error.stderr)
        if "dubious ownership" in said:
            raise NoHistory(NOT_OURS) from error
        if os.strerror(errno.ENOSPC) in said:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        if written is not None:
            _try_to_write(written)
        raise Damaged(reason) from error


def _try_to_write(folder: Path) -> None:
    """Raises OSError where there is no room: Git has many words for that, and some name no cause."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"\0" * (1 << 20))
        file.flush()
