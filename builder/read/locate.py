"""From a route to a line: only asked of files that have a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from builder.finding import Finding, Route
from builder.kinds import Kind
from builder.read import oneline
from builder.read.decode import decode
from builder.read.form import Mapped, form
from builder.read.records import ENTRIES, understood_text
from builder.read.scan import Folder, kind_of
from builder.read.structure import Mark, marks

_MISSING: Final = frozenset({"E204", "E225", "E624"})
"""A field is missing: two of them in one record are two findings at one place."""


def located(findings: Iterable[Finding], folders: Sequence[Folder]) -> list[Finding]:
    """The findings, each at its line and column, in the order of files and lines."""
    locators: dict[tuple[int, str], Locator | None] = {}
    out: list[Finding] = []
    for finding in findings:
        if finding.line is None and finding.route and finding.path:
            key = (finding.folder, finding.path)
            if key not in locators:
                locators[key] = _locator(finding, folders[finding.folder])
            if locator := locators[key]:
                # A missing field is reported where its record begins, though its key may stand blank.
                missing = finding.code in _MISSING and finding.code != "E225"
                route = finding.route[:-1] if missing else finding.route
                line, column = locator.place(route, at_key=finding.at_key, inside=missing)
                finding = replace(finding, line=line, column=column)
        out.append(finding)
    return sorted(_once_a_place(out), key=lambda finding: finding.order)


def _locator(finding: Finding, folder: Folder) -> Locator | None:
    kind = kind_of(finding.path)
    if kind is None:
        return None
    try:
        text = decode(folder.read(finding.path)).text
    except OSError:
        return None
    return Locator(text, kind)


def _once_a_place(findings: Iterable[Finding]) -> Iterator[Finding]:
    """A slip in a field that entries share is one finding, not one an entry."""
    seen: set[tuple[object, ...]] = set()
    for finding in sorted(findings, key=lambda finding: finding.order):
        # Brackets with several full-width colons on a line are one slip of the keyboard.
        column = None if finding.code == "E122" else finding.column
        place = (finding.code, finding.folder, finding.path, finding.line, column)
        last = finding.route[-1:] if finding.code in _MISSING else finding.words
        last = () if finding.code == "E122" else last
        if finding.line is None or (*place, last) not in seen:
            seen.add((*place, last))
            yield finding


class Locator:
    """Finds the places of slips in one file's text."""

    def __init__(self, text: str, kind: Kind) -> None:
        self._typed = text.split("\n")
        understood = understood_text(text, kind)
        self._understood = understood.split("\n")
        self._root = marks(understood)
        self._lines = kind.name == oneline.KIND
        self._form = form(kind.name).read

    def place(
        self, route: Route, *, at_key: bool = False, inside: bool = False
    ) -> tuple[int | None, int | None]:
        """Line and column (from 1) of a value; where the route ends early, of what it reached.

        `inside` asks for where a mapping's own lines begin, not for the key before it.
        """
        line, column = self._place(route, at_key=at_key, inside=inside)
        if line is None or column is None or line > len(self._typed):
            return line, column
        # A mended line is longer or shorter than the typed one, but ends as it does.
        typed, understood = self._typed[line - 1], self._understood[line - 1]
        rest = understood[column - 1 :]
        if typed != understood and rest and typed.endswith(rest):
            column = len(typed) - len(rest) + 1
        return line, column

    def _place(self, route: Route, *, at_key: bool, inside: bool) -> tuple[int | None, int | None]:
        if self._root is None:
            return None, None
        reader: object = self._form
        mark, rest = self._root, route
        while rest and (inner := self._inside(mark, reader, rest[0])) is not None:
            (mark, reader), rest = inner, rest[1:]
        complete = not rest
        if not complete and mark.items is None and mark.keys is None:
            words = oneline.places(mark.text) if self._lines else {}
            return mark.line, mark.column + words.get(rest, 0)
        if complete and at_key and mark.key_line:
            return mark.key_line, mark.key_column
        container = mark.keys is not None or mark.items is not None
        if complete and container and mark.key_line and not inside:
            return mark.key_line, mark.key_column
        return mark.line, mark.column

    def _inside(self, mark: Mark, reader: object, step: str | int) -> tuple[Mark, object] | None:
        """The mark of one step further in, and the reader that knows the keys there."""
        if isinstance(step, int):
            if mark.items is None:
                return (mark, reader) if mark.keys is not None else None
            return (mark.items[step], reader) if step < len(mark.items) else None
        if mark.keys is None:
            return None
        names = reader if isinstance(reader, Mapped) else None
        exact = [step] if step in mark.keys else []
        for typed in [*exact, *mark.keys]:
            if typed == step or (names and names.canonical(typed) == step):
                inner = names.inner(names.canonical(typed)) if names else None
                return mark.keys[typed], _items(inner)
        if step == "entries":
            found = next((mark.keys[key] for key in ENTRIES if key in mark.keys), None)
            return (found, reader) if found else None
        return None


def _items(reader: object) -> object:
    """The reader of a list's items; any other reader itself."""
    return getattr(reader, "item", reader)
