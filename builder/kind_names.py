"""The kinds of records by what people call them."""

from __future__ import annotations

from builder.i18n import N_, Language
from builder.kinds import BY_PLACE, KINDS
from builder.schema import choices, key_spellings, node_at, schemas


def kind_named(word: str) -> str | None:
    """The kind of a name in any spelling: `visit`, `visits`, 帮扶记录 or 老师."""
    lower = word.lower()
    if lower in BY_PLACE:
        return BY_PLACE[lower].name
    return next(
        (name for name in KINDS if word in key_spellings(name, schemas()[name]) or lower == name),
        None,
    )


def kind_of_value(word: str) -> str | None:
    """The one kind of which this is a sort, by its coded `kind`: 家访 is a visit, 家长会 an activity."""
    found = [
        name
        for name in KINDS
        if (node := node_at(name, ("kind",)))
        and any(word in choice.spellings for choice in choices(node.get("items", node)))
    ]
    return found[0] if len(found) == 1 else None


def no_such_kind(language: Language) -> str:
    """What is said of a word that is no kind's name: which names there are."""
    names = [f"{language.kind(name)} ({name})" if language.chinese else name for name in KINDS]
    return language.text(
        N_("There is no code and no kind of that name. Kinds: {kinds}."),
        kinds=language.join(names),
    )
