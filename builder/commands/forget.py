"""`forget`: a child leaves the records, and with `--history` the history of a copy of them.

Says what would go; does it only with `--write`. What it must not be sure of it leaves to a person.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.commands.one_child import child_named
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.confidential import is_abuse
from builder.erasure import history, traces
from builder.erasure.file import GIVEN
from builder.erasure.marks import NAMESAKE, SHORT, Known, Marks, marks_of
from builder.erasure.records import Change, changes, people
from builder.i18n import N_, Language
from builder.i18n import language as spoken
from builder.inspection import Inspection
from builder.read.loading import Unusable, load
from builder.tables.write import NotWritten, write

NO_CHILD: Final = N_("There is no child of this id or full name, on record or in the history.")
HELD: Final = N_("Nothing was written. Where it must be so all the same, add --yes.")
BY_HAND: Final = N_("Nothing was written: in these files a person has to take the child out first.")
NOT_WRITTEN: Final = N_("The files could not be written; they are as they were.")

DOUBTS: Final = {
    SHORT: N_("the name may be part of another word (--everywhere replaces it)"),
    NAMESAKE: N_("somebody else has this name too"),
    GIVEN: N_("another child in this record has the same given name"),
}
_MOST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `into` is where the rewritten copy goes; None: beside the repository."""

    child: str
    write: bool
    history: bool
    everywhere: bool
    yes: bool
    into: Path | None


def run(around: Surroundings, asked: Asked) -> Status:
    """Say what would go, and with `write` take it out.

    Status 1 where something is left for a person to look at. Raises `Unusable`.
    """
    inspection = around.inspect()
    language = around.language(inspection)
    say = language.text
    with _told(language):
        sources = history.sources_of(around.records) if asked.history else []
        known = list(people(around.folders, inspection.store))
        for source in sources:
            known += _once_known(source, asked.child, known)
    child_id = child_named(asked.child, known)
    if child_id is None:
        raise Unusable(NO_CHILD)
    # Stand-ins go into the records, so they are in the school's language.
    school = spoken(inspection.store.school.locale)
    marks = marks_of(child_id, known, inspection.store.calendar, school)
    found = changes(around.folders, inspection.store, marks, school, everywhere=asked.everywhere)
    around.out("".join(f"{row}\n" for row in _listed(child_id, found, marks, language)))
    held = list(_held(inspection, child_id, language))
    around.out("".join(f"{row}\n" for row in held))
    by_hand = [one for one in found if one.erased is None]
    if not asked.write:
        if asked.history:
            around.out(say("With --write the history is rewritten in a copy, and searched.") + "\n")
        around.out(say("Nothing was written; --write does it.") + "\n")
        return Status.FOUND if by_hand else Status.CLEAN
    if by_hand:
        raise Unusable(BY_HAND)
    if held and not asked.yes:
        raise Unusable(HELD)
    clean = True
    for source in sources:
        with _told(language):
            clean = (
                _rewrite(around, source, marks, asked, language, alone=len(sources) == 1) and clean
            )
    _apply(around, found)
    around.out(_done(found, language))
    if found:
        around.out(
            say("Figures of past semesters change: a summary made anew counts without this child.")
            + "\n"
        )
    around.out("".join(f"{row}\n" for row in _elsewhere(language, rewritten=bool(sources))))
    left = any(one.erased and one.erased.open for one in found)
    return Status.FOUND if left or not clean else Status.CLEAN


@contextlib.contextmanager
def _told(language: Language) -> Iterator[None]:
    """What stops the rewriting of history, as the command line says it."""
    try:
        yield
    except history.NoRewrite as error:
        raise Unusable(language.text(error.reason, **error.words)) from error


def _once_known(source: history.Source, word: str, known: Sequence[Known]) -> Iterator[Known]:
    """Every earlier version of everybody, where the child is on record or ever was."""
    history.require_whole(source)
    yield from history.everybody(source)
    if not any(word in (one.id, one.name) for one in known):
        # Already out of the records: the classes are those of the last version that had the child.
        with contextlib.suppress(Unusable):
            if then := history.last_with(source, word):
                yield from people([then], load([then]).store)


def _held(inspection: Inspection, child_id: str, language: Language) -> Iterator[str]:
    """Why the child's records may have to stay."""
    store, day, say = inspection.store, inspection.as_of, language.text
    child = store.children.get(child_id)
    if child is not None:
        if not child.gone_on(day):
            yield say("Wait: this child is still a pupil of the school.")
        elif child.retain_until is None:
            yield say("Wait: until when the archive is kept is not on record (retain_until).")
        elif child.retain_until >= day:
            until = language.day(child.retain_until)
            yield say("Wait: the archive is to be kept until {day}.", day=until)
    if any(is_abuse(one) for one in store.incidents_of[child_id]):
        yield say("Wait: an incident of this child may be evidence. Ask who is responsible for it.")


def _listed(
    child_id: str, found: Sequence[Change], marks: Marks, language: Language
) -> Iterator[str]:
    """What is on record of the child, file by file."""
    say, plural = language.text, language.plural
    yield say("{id}: what is on record", id=child_id)
    for one in found:
        if one.erased is None:
            yield f"  {one.path}: " + say("cannot be read or changed safely; a person has to")
        elif one.edits:
            yield f"  {one.path}: {_what(one, language)}"
    if not found:
        yield "  " + say("Nothing.")
    gone = sum(one.erased.gone for one in found if one.erased)
    kept = sum(one.erased.kept for one in found if one.erased)
    words = sum(one.erased.words for one in found if one.erased)
    yield language.join_lists(
        [
            plural("{n} record goes", "{n} records go", gone),
            plural("{n} stays without the child", "{n} stay without the child", kept),
            plural("{n} word is replaced", "{n} words are replaced", words),
        ]
    )
    if any(one.path.startswith("aid/") and one.erased and one.erased.kept for one in found):
        yield say("Amounts of shared aid stay as they are, so the shares of the others grow.")
    if marks.kept:
        yield plural(
            "{n} name or telephone of the family is somebody else's too (a sister's, say); it stays there.",
            "{n} names or telephones of the family are somebody else's too (a sister's, say); they "
            "stay there.",
            marks.kept,
        )
    yield from _places(found, language)


def _what(one: Change, language: Language) -> str:
    """What is done with a file."""
    assert one.erased is not None
    plural = language.plural
    if one.after is None:
        return language.text("the whole file goes")
    parts = [
        plural("{n} record goes", "{n} records go", one.erased.gone) if one.erased.gone else "",
        plural("{n} stays without the child", "{n} stay without the child", one.erased.kept)
        if one.erased.kept
        else "",
        plural(
            "{n} word is replaced (line {lines})",
            "{n} words are replaced (lines {lines})",
            one.erased.words,
            lines=language.join([str(line) for line in dict.fromkeys(one.erased.lines)]),
        )
        if one.erased.words
        else "",
        language.text("renamed to {path}", path=one.moved) if one.moved else "",
    ]
    return language.join([part for part in parts if part])


def _places(found: Sequence[Change], language: Language) -> Iterator[str]:
    """The places that a person has to look at."""
    rows = [
        f"  {one.path}:{place.line}  {language.text(DOUBTS[place.doubt])}"
        for one in found
        if one.erased
        for place in one.erased.open
    ]
    if rows:
        yield language.plural(
            "{n} place to look at: it may be about this child, or not.",
            "{n} places to look at: they may be about this child, or not.",
            len(rows),
        )
        yield from rows


def _apply(around: Surroundings, found: Sequence[Change]) -> None:
    """Write the files, each whole; then take away those that go. Raises `Unusable`."""
    changed = {
        (one.folder, one.path): (one.before, one.after)
        for one in found
        if one.after is not None and one.after != one.before
    }
    try:
        write(around.records, {}, changed)
        for one in found:
            path = around.records[one.folder] / one.path
            if one.erased is not None and one.after is None:
                path.unlink()
            elif one.moved:
                target = _free(around.records[one.folder] / one.moved)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.rename(target)
    except (NotWritten, OSError) as error:
        raise Unusable(NOT_WRITTEN) from error


def _free(path: Path) -> Path:
    """A path that nothing has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _done(found: Sequence[Change], language: Language) -> str:
    plural = language.plural
    removed = sum(one.erased is not None and one.after is None for one in found)
    edited = sum(one.after is not None and one.edits for one in found)
    return (
        language.join(
            [
                plural("{n} file removed", "{n} files removed", removed),
                plural("{n} file changed", "{n} files changed", edited),
            ]
        )
        + "\n"
    )


def _rewrite(
    around: Surroundings,
    source: history.Source,
    marks: Marks,
    asked: Asked,
    language: Language,
    *,
    alone: bool,
) -> bool:
    """Make the copy without the child and look through it; whether nothing is left.

    `alone` says that it is the only one: then `--into` names it, else the folder that holds all.
    """
    say, plural = language.text, language.plural
    name = f"{source.root.name}-rewritten.git"
    target = (
        (asked.into if alone else asked.into / name) if asked.into else source.root.with_name(name)
    )
    done = history.rewritten_copy(source, target, marks, language, everywhere=asked.everywhere)
    around.out(say("History without this child: {path}", path=target) + "\n")
    parts = [
        plural("{n} version of a file changed", "{n} versions of files changed", done.changed),
        plural("{n} version gone", "{n} versions gone", done.gone),
        plural("{n} message changed", "{n} messages changed", done.messages),
    ]
    around.out(f"  {language.join(parts)}\n")
    if done.as_words:
        around.out(
            "  "
            + plural(
                "{n} version could not be read as records: only names and numbers were replaced in it.",
                "{n} versions could not be read as records: only names and numbers were replaced in them.",
                done.as_words,
            )
            + "\n"
        )
    search = traces.search(target, marks)
    sorts = Counter(search.looked_at)
    around.out(
        "  "
        + say(
            "Looked at every object: {blobs} file versions, {trees} folders, {commits} commits, {tags} tags.",
            blobs=sorts["blob"],
            trees=sorts["tree"],
            commits=sorts["commit"],
            tags=sorts["tag"],
        )
        + "\n"
    )
    left = [one for one in search.traces if traces.is_trace(one)]
    same = len(search.traces) - len(left)
    if same:
        around.out(
            "  "
            + plural(
                "{n} object has this name, which is somebody else's too; whose it is there, only a "
                "person can tell.",
                "{n} objects have this name, which is somebody else's too; whose it is there, only a "
                "person can tell.",
                same,
            )
            + "\n"
        )
    if not left:
        around.out("  " + say("No trace is left in it.") + "\n")
    else:
        around.out("  " + plural("{n} trace is left:", "{n} traces are left:", len(left)) + "\n")
        for one in left[:_MOST_PLACES]:
            why = f"  {say(DOUBTS[one.doubt])}" if one.doubt else ""
            around.out(f"    {one.sort} {one.where}{why}\n")
        around.out(
            "  "
            + say("Where it stands: git -C {path} log --all --find-object=…", path=target)
            + "\n"
        )
    for row in _push(target, language):
        around.out(row + "\n")
    return not left


def _push(target: Path, language: Language) -> Iterator[str]:
    say = language.text
    yield say("Look at the copy, then put it in the place of the old history:")
    yield f"  git -C {target} push --force --all URL"
    yield f"  git -C {target} push --force --tags URL"
    yield say(
        "URL is the repository's address on the host; lift the protection of its branches meanwhile."
    )


ELSEWHERE: Final = (
    N_(
        "Clones: everybody deletes theirs, this one too, and clones again. One push from an old "
        "clone brings all back."
    ),
    N_(
        "Gitea, Forgejo: an administrator runs “Garbage collect all repositories” (git gc "
        "--prune=now); delete pull requests and their branches."
    ),
    N_(
        "GitHub: pull requests and forks keep old commits; ask GitHub Support to remove cached "
        "views and run garbage collection."
    ),
    N_(
        "GitLab: Settings > Repository > Repository cleanup with filter-repo/commit-map of the "
        "copy, then housekeeping; Gitee: Manage > repository GC."
    ),
    N_("CI: delete old runs with their logs, caches and artefacts."),
    N_("Sites: build again, and delete older builds on the server and on every computer."),
    N_(
        "Papers and files: summaries in Word, rosters in Excel, exports, printed archives and "
        "cards, messages in chat groups."
    ),
    N_("Backups: every one keeps the child until it is overwritten; note when the last one is."),
)


def _elsewhere(language: Language, *, rewritten: bool) -> Iterator[str]:
    """What no program can clean."""
    say = language.text
    if not rewritten:
        yield say(
            "The history of the repository still has everything: --history rewrites a copy of it."
        )
    yield say("What else must be cleaned:")
    for row in ELSEWHERE:
        yield f"  - {say(row)}"
