"""Rows with what becomes of them, and what is the same for a whole import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from builder.finding import Route
from builder.i18n import Language
from builder.read.scan import Folder
from builder.store import Store
from builder.tables.draft import Draft, Given, Remark
from builder.tables.files import Change, New
from builder.tables.table import Row, Table


class Outcome(StrEnum):
    """What becomes of a row; the order of the members is the order of the counts."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    REFUSED = "refused"
    ASIDE = "aside"


@dataclass(slots=True)
class Result:
    """One row, and what becomes of it. `id` is the record's, where it has one.

    `old` and `new` are what a changed field says on record and would say then; `missing` are fields
    without which there is no record. `gets_id` says that this import gave the id. `place` tells
    rows of several tables apart.
    """

    table: Table
    row: Row
    outcome: Outcome
    id: str = ""
    name: str = ""
    path: str = ""
    remarks: list[Remark] = field(default_factory=list)
    dropped: list[Remark] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    piece: New | Change | None = None
    read: Draft | None = None
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    missing: list[Route] = field(default_factory=list)
    gets_id: bool = False
    place: tuple[int, int] = (0, 0)

    def refuse(self, *remarks: Remark) -> None:
        """Take the row out of what is written."""
        if self.outcome is Outcome.NEW:
            self.id = ""  # It was only to be.
        self.outcome = Outcome.REFUSED
        self.piece = None
        self.path = ""
        self.remarks += remarks


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is the same for the whole import. `now` is None where a day was named (see `load`)."""

    folders: Sequence[Folder]
    store: Store
    day: date
    now: datetime | None
    language: Language
    overwrite: bool
    given: Mapping[str, Given]
