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
    the record's own date.
    """

    name: str
    place: str
    folder: bool = True
    one_a_file: bool = False
    ids: bool = False
    pruned: bool = False
    date_field: str = ""


_ALL: Final = (
    Kind("school", "school", folder=False, one_a_file=True, pruned=True),
    Kind("policy", "policy", folder=False, one_a_file=True, pruned=True),
    Kind("semester", "semesters", one_a_file=True, ids=True, pruned=True, date_field="start"),
    Kind("staff", "staff", ids=True),
    Kind("child", "children", ids=True),
    Kind("pairing", "pairings", date_field="since"),
    Kind("visit", "visits", date_field="date"),
    Kind("activity", "activities", date_field="date"),
    Kind("plan", "plans", date_field="from"),
    Kind("observation", "observations", date_field="date"),
    Kind("aid", "aid", date_field="date"),
    Kind("wish", "wishes", date_field="collected"),
    Kind("health", "health", date_field="date"),
    Kind("incident", "incidents", date_field="occurred"),
    Kind("duty", "duties"),
    Kind("provision", "provisions", date_field="date"),
    Kind("exemption", "exemptions", date_field="from"),
    Kind("summary", "summaries", ids=True),
)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}
BY_PLACE: Final[Mapping[str, Kind]] = {kind.place: kind for kind in _ALL}
