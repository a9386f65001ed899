"""The table of record kinds: where each is kept, and what its files may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    `place` is a folder below `records/`, or the stem of a single file. `one_a_file` files hold one
    mapping and nothing else. Records of a kind with `ids` have an id: the field, or the file name.
    `pruned` kinds stand for the whole school: what is wrong in one item of a list takes that item
    out, not the record, since a slip in one rule must not silence all the others. `date_field` is
    the record's own date, `example` a file's name below the folder, without ending.
    """

    name: str
    place: str
    folder: bool = True
    one_a_file: bool = False
    ids: bool = False
    pruned: bool = False
    date_field: str = ""
    example: str = ""

    @property
    def example_path(self) -> str:
        """A file of this kind as it may be called, relative to the records folder."""
        return f"{self.place}/{self.example}.yml" if self.folder else f"{self.place}.yml"


_ALL: Final = (
    Kind("school", "school", folder=False, one_a_file=True, pruned=True),
    Kind("policy", "policy", folder=False, one_a_file=True, pruned=True),
    Kind(
        "semester",
        "semesters",
        one_a_file=True,
        ids=True,
        pruned=True,
        date_field="start",
        example="2026-autumn",
    ),
    Kind("staff", "staff", ids=True, example="t01"),
    Kind("child", "children", ids=True, example="c2601"),
    Kind("pairing", "pairings", date_field="since", example="c2601"),
    Kind("visit", "visits", date_field="date", example="2026-autumn/t07-w09"),
    Kind("activity", "activities", date_field="date", example="2026-autumn/lectures"),
    Kind("plan", "plans", date_field="from", example="c2601-study"),
    Kind("observation", "observations", date_field="date", example="2026-autumn/t07"),
    Kind("aid", "aid", date_field="date", example="2026-11"),
    Kind("wish", "wishes", date_field="collected", example="2026-autumn"),
    Kind("health", "health", date_field="date", example="2026-10"),
    Kind("incident", "incidents", date_field="occurred", example="2026-10-12"),
    Kind("duty", "duties", example="2026-autumn"),
    Kind("provision", "provisions", date_field="date", example="2026-autumn/2026-10"),
    Kind("exemption", "exemptions", date_field="from", example="2026-10"),
    Kind("request", "requests", date_field="received", example="2026"),
    Kind("summary", "summaries", ids=True, example="2026-autumn"),
)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
BY_PLACE: Final[Mapping[str, Kind]] = {kind.place: kind for kind in _ALL}
