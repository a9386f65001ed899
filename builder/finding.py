"""The single currency of the project: what was found, and where.

A stage returns its value and its findings and goes on; it raises only when the run cannot. Inside
the reader a finding is still a `Slip` (a code and a place within one file); `Finding` adds the
file. Neither ever holds text from a record: `words` come from the schemas, the policy or the
calendar, so a message can be printed in a public CI log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

Route = tuple[str | int, ...]
"""The way to a value within a file: canonical keys and list positions, `("entries", 2, "kind")`."""

Words = tuple[tuple[str, str], ...]
"""What fills the `{…}` of a message: pairs, so that findings can be compared and put into sets."""


def words(**pairs: str) -> Words:
    """The words of a message, by the names they have in it."""
    return tuple(sorted(pairs.items()))


class Severity(StrEnum):
    """How much a finding matters. The order of the members is the order of reports."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Slip:
    """Something wrong within one file, at a route or (bytes, YAML) at a line and column from 1."""

    code: str
    route: Route = ()
    words: Words = ()
    line: int | None = None
    column: int | None = None
    at_key: bool = False

    def under(self, *above: str | int) -> Slip:
        """The same slip, seen from further out."""
        return replace(self, route=above + self.route)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record begins: which records folder, which file in it, which line (from 1)."""

    folder: int
    path: str
    line: int
    route: Route = field(default=())


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `path` is relative to its records folder and empty for the store as a whole.

    `line` and `column` count from 1 and are None where the finding is about a whole file, or not
    looked up yet. `at_key` says that the key is meant, not its value.
    """

    code: str
    path: str = ""
    line: int | None = None
    column: int | None = None
    route: Route = ()
    words: Words = ()
    folder: int = 0
    at_key: bool = False

    @property
    def field(self) -> str:
        """The dotted route, such as `entries.2.kind`; a key that nobody knows is not repeated."""
        unknown = self.at_key and self.code in ("E202", "E622", "E122", "E135")
        return ".".join(str(step) for step in (self.route[:-1] if unknown else self.route))

    @property
    def severity(self) -> Severity:
        """The severity is the code's first letter: E error, I info, W and O warning."""
        return _BY_LETTER[self.code[0]]

    @property
    def order(self) -> tuple[str, int, int, int, str, str, Words]:
        """Reports go by file and line; a whole-file finding comes before its lines."""
        line, column = self.line or 0, self.column or 0
        return (self.path, self.folder, line, column, self.code, self.field, self.words)


def at(origin: Origin, code: str, *steps: str | int, **named: str) -> Finding:
    """A finding about a field of a record; its line is looked up when all findings are known."""
    return Finding(
        code,
        origin.path,
        route=origin.route + steps,
        words=words(**named),
        folder=origin.folder,
        line=None if steps else origin.line,
        column=None if steps else 1,
    )


_BY_LETTER: Final = {
    "E": Severity.ERROR,
    "W": Severity.WARNING,
    "O": Severity.WARNING,
    "I": Severity.INFO,
}
