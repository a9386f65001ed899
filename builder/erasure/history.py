"""The Git history of the records without one child: in a fresh copy, never in place.

git-filter-repo rewrites a new bare clone, file by file with the same rules that the records on
disk are edited by; the repository at hand stays as it is until somebody pushes the copy. What a
version of a file that cannot be read as records holds is replaced as plain words.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from builder.erasure.file import worded
from builder.erasure.marks import Known, Marks
from builder.erasure.records import PEOPLE, change, former, people_in
from builder.history import GitFolder, path_within, repository_root, shallow
from builder.i18n import N_, Language
from builder.read.decode import decode
from builder.read.scan import ENDINGS, kind_of

if TYPE_CHECKING:
    from git import Repo

NO_FILTER: Final = N_("Rewriting history needs git-filter-repo: pip install 'shouwang[history]'.")
NO_REPOSITORY: Final = N_("The records are not in a Git repository.")
SHALLOW: Final = N_("This clone is shallow: it does not hold the whole history. Clone it in full.")
NOT_CLEAN: Final = N_("There are changes that are not committed. Commit them or take them back.")
BEHIND: Final = N_("The host has commits that are not here: `git pull` first (branch {branch}).")
THERE: Final = N_("There is something at {path} already; nothing was done.")
FAILED: Final = N_("Git could not make or rewrite the copy; the repository here is as it was.")

_PUSHED: Final = ("refs/heads/", "refs/tags/", "refs/notes/")


class NoRewrite(Exception):
    """The history cannot be rewritten; a message id and its words say why."""

    def __init__(self, reason: str, **words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


@dataclass(frozen=True, slots=True)
class Source:
    """A repository, and the folders of records in it (`""`: the top)."""

    root: Path
    below: tuple[str, ...]

    def inside(self, path: str) -> str | None:
        """A path of the repository as one of a records folder; None for one outside them."""
        for place in self.below:
            if not place:
                return path
            if path.startswith(f"{place}/"):
                return path[len(place) + 1 :]
        return None


def sources_of(folders: Sequence[Path]) -> list[Source]:
    """The repositories of some records folders. Raises `NoRewrite`."""
    found: dict[Path, list[str]] = {}
    for folder in folders:
        root = repository_root(folder)
        if root is None:
            raise NoRewrite(NO_REPOSITORY)
        below = path_within(root, folder)
        found.setdefault(root, []).append("" if below == "." else below)
    return [Source(root, tuple(below)) for root, below in found.items()]


def require_whole(source: Source) -> None:
    """The repository is whole, everything is committed and nothing is newer on the host.

    Raises `NoRewrite`.
    """
    repo = _repo(source.root)
    if shallow(repo):
        raise NoRewrite(SHALLOW)
    if repo.git.status("--porcelain", "--untracked-files=no"):
        raise NoRewrite(NOT_CLEAN)
    heads = {head.name: head for head in repo.heads}
    for remote in repo.remotes:
        for ref in remote.refs:
            head = heads.get(ref.remote_head)
            if head and ref.remote_head != "HEAD" and not repo.is_ancestor(ref.commit, head.commit):
                raise NoRewrite(BEHIND, branch=head.name)


def last_with(source: Source, child_id: str) -> GitFolder | None:
    """The records as they were when the archive of a child was last in its own file."""
    repo = _repo(source.root)
    if not repo.head.is_valid():
        return None
    for below in source.below:
        place = f"{below}/" if below else ""
        paths = [f"{place}children/{child_id}{ending}" for ending in ENDINGS]
        found = str(repo.git.log("-1", "--diff-filter=AM", "--all", "--format=%H", "--", *paths))
        if found:
            tree = repo.commit(found).tree
            return GitFolder(tree / below if below else tree)
    return None


def everybody(source: Source) -> Iterator[Known]:
    """Every version of everybody who was ever on record: old names and telephones are traces too."""
    repo = _repo(source.root)
    if not repo.head.is_valid():
        return
    for line in str(repo.git.rev_list("--all", "--objects")).split("\n"):
        sha, _, path = line.partition(" ")
        inside = source.inside(path)
        kind = kind_of(inside) if inside else None
        if kind is None or kind.name not in PEOPLE or not path.endswith(ENDINGS):
            continue
        content = repo.odb.stream(bytes.fromhex(sha)).read()
        yield from people_in(decode(content).text, kind, _stem(path))


def _stem(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _repo(root: Path) -> Repo:
    from git import Repo

    return Repo(root)


@dataclass(slots=True)
class Rewritten:
    """What the rewriting did: how many versions of files changed, went, or were read as words
    alone, and how many messages changed."""

    changed: int = 0
    gone: int = 0
    as_words: int = 0
    messages: int = 0
    renamed: set[str] = field(default_factory=set)


def rewritten_copy(
    source: Source, target: Path, marks: Marks, language: Language, *, everywhere: bool
) -> Rewritten:
    """Make a bare clone at `target` and take the child out of every commit of it.

    Raises `NoRewrite`; then there is nothing at `target`.
    """
    filter_repo = _filter_repo()
    if target.exists():
        raise NoRewrite(THERE, path=str(target))
    from git import Repo
    from git.exc import GitError

    try:
        copy = Repo.clone_from(source.root.as_posix(), target, mirror=True)
        _branches_only(copy)
        copy.close()
        done = _rewrite(filter_repo, target, source, marks, language, everywhere=everywhere)
        _expire(Repo(target))
    except (GitError, OSError, SystemExit) as error:
        shutil.rmtree(target, ignore_errors=True)
        raise NoRewrite(FAILED) from error
    return done


def _filter_repo() -> Any:
    try:
        import git_filter_repo
    except ImportError as error:
        raise NoRewrite(NO_FILTER) from error
    return git_filter_repo


def _branches_only(copy: Repo) -> None:
    """Branches that only the host had become branches; stashes and the like go."""
    heads = {head.name for head in copy.heads}
    for line in str(copy.git.for_each_ref("--format=%(refname) %(objectname)")).split("\n"):
        name, _, sha = line.partition(" ")
        found = re.match(r"refs/remotes/[^/]+/(?P<branch>.+)", name)
        if found and found["branch"] != "HEAD" and found["branch"] not in heads:
            copy.git.update_ref(f"refs/heads/{found['branch']}", sha)
        if name and not name.startswith(_PUSHED):
            copy.git.update_ref("-d", name)


def _rewrite(
    filter_repo: Any,
    target: Path,
    source: Source,
    marks: Marks,
    language: Language,
    *,
    everywhere: bool,
) -> Rewritten:
    done = Rewritten()
    word = _former(target)
    known: dict[tuple[bytes, bytes], tuple[bytes, bytes | None, Any]] = {}

    def file(name: bytes, mode: bytes, blob: bytes, value: Any) -> tuple[Any, Any, Any]:
        if mode == b"160000":
            return _path(name, marks, word, done), mode, blob
        if (name, blob) not in known:
            content = value.get_contents_by_identifier(blob)
            after = _version(name, content, source, marks, language, done, everywhere=everywhere)
            moved = _path(name, marks, word, done)
            if after is None:
                known[name, blob] = (moved, None, blob)
            elif after == content:
                known[name, blob] = (moved, mode, blob)
            else:
                known[name, blob] = (moved, mode, value.insert_file_with_contents(after))
        moved, fate, made = known[name, blob]
        return moved, mode if fate is not None else None, made

    def commit(one: Any, _: Any) -> None:
        for item in one.file_changes:
            if item.type == b"D":
                item.filename = _path(item.filename, marks, word, done)

    def message(text: bytes) -> bytes:
        after = _message(text, marks, everywhere=everywhere)
        done.messages += after != text
        return after

    arguments = ["--force", "--quiet", "--prune-empty", "never", "--prune-degenerate", "never"]
    arguments += ["--replace-refs", "delete-no-add", "--preserve-commit-hashes"]
    options = filter_repo.FilteringOptions.parse_args(arguments)
    with contextlib.chdir(target), _silence():
        filter_repo.RepoFilter(
            options, file_info_callback=file, commit_callback=commit, message_callback=message
        ).run()
    return done


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What git and git-filter-repo print of their progress goes nowhere: it names paths."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        kept = os.dup(2)
        try:
            os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _version(
    name: bytes,
    content: bytes,
    source: Source,
    marks: Marks,
    language: Language,
    done: Rewritten,
    *,
    everywhere: bool,
) -> bytes | None:
    """One version of a file without the child; None where it goes."""
    path = name.decode("utf-8", "surrogateescape")
    inside = source.inside(path)
    if inside is not None and kind_of(inside) is not None:
        found = change(inside, content, marks, language, {}, everywhere=everywhere)
        if found is None:
            return content
        if found.erased is not None:
            done.gone += found.after is None
            done.changed += found.after not in (None, content)
            return found.after
        done.as_words += 1
    return _as_words(content, marks, everywhere=everywhere)


def _as_words(content: bytes, marks: Marks, *, everywhere: bool) -> bytes:
    """Text of any kind with a stand-in for each word; what is no text stays as it is."""
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError, UnicodeEncodeError):
            text = content.decode(encoding)
            if "\0" in text:
                return content
            found = worded(text, marks, everywhere=everywhere)
            return found.text.encode(encoding) if found and found.text is not None else content
    return content


def _message(text: bytes, marks: Marks, *, everywhere: bool) -> bytes:
    return marks.cleaned(text.decode("utf-8", "surrogateescape"), everywhere=everywhere).encode(
        "utf-8", "surrogateescape"
    )


def _former(copy: Path) -> str:
    """The word for the id in file names, that no path of the whole history has."""
    repo = _repo(copy)
    lines = str(repo.git.rev_list("--all", "--objects")).split("\n")
    repo.close()
    return former(line.partition(" ")[2] for line in lines)


def _path(name: bytes, marks: Marks, word: str, done: Rewritten) -> bytes:
    """A path without the id, and without a name that somebody put there against the rules."""
    path = name.decode("utf-8", "surrogateescape")
    new = marks.file_word.sub(word, path)
    for one in marks.names:
        new = new.replace(one, word) if len(one) > 2 else new
    if new != path:
        done.renamed.add(new)
    return new.encode("utf-8", "surrogateescape")


def _expire(copy: Repo) -> None:
    """Nothing unreachable stays. What git-filter-repo notes are names of objects, which hosts ask for."""
    copy.git.reflog("expire", "--expire=now", "--all")
    copy.git.gc("--prune=now", "--quiet")
    for left in ("FETCH_HEAD", "ORIG_HEAD", "logs"):
        path = Path(copy.git_dir) / left
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    copy.close()
