"""Which child a word on the command line means."""

from __future__ import annotations

from collections.abc import Iterable

from builder.erasure.marks import Known
from builder.i18n import N_
from builder.read.loading import Unusable


def child_named(word: str, people: Iterable[Known]) -> str | None:
    """The id of the child with this id or full name; None where there is none.

    Raises `Unusable` where several have the name.
    """
    children = [one for one in people if one.kind == "child"]
    if any(one.id == word for one in children):
        return word
    found = {one.id for one in children if one.name == word}
    if len(found) > 1:
        raise Unusable(N_("Several children have this name: give the id of the one you mean."))
    return next(iter(found), None)
