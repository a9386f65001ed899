"""What a person tells an import about a table: what its headings mean, and values for every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from builder.finding import Route
from builder.i18n import N_
from builder.read.decode import decode
from builder.read.loading import Unusable
from builder.read.structure import parse
from builder.schema import schemas
from builder.tables.cells import understood
from builder.tables.columns import CLASS_OF_CHILD, KINDS, Column
from builder.tables.draft import Given
from builder.tables.grid import Cell
from builder.tables.headings import bare, spellings
from builder.tables.scalars import Private, Unreadable

NO_MAPPING: Final = N_(
    "The mapping file cannot be read. It is lines of “heading: field”, in UTF-8; “heading: skip” "
    "leaves a column out."
)
NO_FIELD: Final = N_(
    "No such field. A field is named as at the head of a roster’s columns, such as 监护人1电话, or "
    "学生.留守情况起 with its kind before it."
)
NO_VALUE: Final = N_("Write --set as FIELD=VALUE, with a value that the field can have.")

_SKIP: Final = frozenset({"不导入", "不读", "跳过", "skip", "-"})

Asked = Mapping[str, Mapping[str, Route]]
"""By kind: bare headings, and the fields they mean."""


class Misspelled(Unusable):
    """Something asked for that cannot be; `word` is what was typed."""

    def __init__(self, reason: str, word: str) -> None:
        super().__init__(reason)
        self.word = word


def mapping(path: Path | None) -> Asked:
    """The headings that a mapping file explains. Raises `Unusable`."""
    found: dict[str, dict[str, Route]] = {kind: {} for kind in KINDS}
    if path is None:
        return found
    try:
        decoded = decode(path.read_bytes())
    except OSError as error:
        raise Unusable(NO_MAPPING) from error
    document = parse(decoded.text)
    if decoded.slips or not document.complete or not isinstance(document.tree, dict):
        raise Unusable(NO_MAPPING)
    for heading, field in document.tree.items():
        if not isinstance(field, (str, type(None))):
            raise Unusable(NO_MAPPING)
        skipped = field is None or field in _SKIP
        for kind, route in [(kind, ()) for kind in KINDS] if skipped else fields(str(field)):
            found[kind][bare(heading)] = route
    return found


def given(pairs: Iterable[str]) -> dict[str, Given]:
    """The values for every row, by kind. Raises `Unusable`."""
    found: dict[str, dict[Route, Cell]] = {kind: {} for kind in KINDS}
    for pair in pairs:
        word, equals, value = pair.partition("=")
        if not equals or not value.strip():
            raise Misspelled(NO_VALUE, pair)
        for kind, route in fields(word.strip()):
            try:
                understood(value, Column(kind, route).node, str(route[0]))
            except (Unreadable, Private) as error:
                raise Misspelled(NO_VALUE, pair) from error
            found[kind][route] = value
    return dict(found)


def fields(word: str) -> Iterator[tuple[str, Route]]:
    """Every field that a word means: `监护人1电话`, `guardians.1.phone`, `结对.起`.

    Raises `Unusable` where it means none.
    """
    before, dot, after = word.partition(".")
    named = [kind for kind in KINDS if dot and before in (kind, schemas()[kind]["title"])]
    attempts = [(kind, after) for kind in named] or [(kind, word) for kind in KINDS]
    found = [
        (kind, route)
        for kind, text in attempts
        if (route := spellings(kind).get(bare(text))) and route != CLASS_OF_CHILD
    ]
    if not found:
        raise Misspelled(NO_FIELD, word)
    yield from found
