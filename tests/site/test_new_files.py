"""The links to a new record: the file they propose is never one that is there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.edit_links import NewFile
from builder.kinds import BY_PLACE
from builder.render import sheets_of
from builder.views.site import Site

from .schools import EMPTY, SMALL, site

MEALS = {
    **SMALL,
    "policy.yml": SMALL["policy.yml"].rstrip()
    + "\n          - {id: egg, title: 每天一个鸡蛋, scope: class, contact: [egg], every: day}\n",
}


def new_files(value: Any) -> Iterator[NewFile]:
    """Every new record that a page's context proposes."""
    if isinstance(value, NewFile):
        yield value
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from new_files(getattr(value, one.name))
    elif isinstance(value, dict):
        yield from new_files(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from new_files(item)


def proposed(of: Site) -> set[str]:
    """The paths of all of them, below the records folder."""
    contexts = [sheet.context for _, sheets in sheets_of(of) for sheet in sheets]
    return {new.path.removeprefix("records/") for new in new_files(contexts)}


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        (MEALS, "visit activity aid wish health incident duty provision"),
        (EMPTY, "semester"),
    ],
    ids=["school", "empty"],
)
def test_a_new_file_never_collides_with_one_that_is_there(
    files: dict[str, str], kinds: str, tmp_path: Path
) -> None:
    """Neither with a sound one nor with one that cannot be read, of any kind that has such a link."""
    first = proposed(site(tmp_path / "a", files))
    assert set(kinds.split()) <= {BY_PLACE[path.partition("/")[0]].name for path in first}
    unreadable = dict.fromkeys(first, "没有写完\n")
    second = proposed(site(tmp_path / "b", {**files, **unreadable}))
    assert second and not second & first
    assert {path.rpartition("-")[0] for path in second} <= {
        path.removesuffix(".yml").removesuffix("-2") for path in first
    }
    other_ending = {path.replace(".yml", ".yaml"): "没有写完\n" for path in first}
    assert proposed(site(tmp_path / "c", {**files, **other_ending})) == second
