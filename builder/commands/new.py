"""`new`: a record to fill in, from its schema."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from builder.blank import blank
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_
from builder.kinds import BY_PLACE, KINDS
from builder.read.loading import Unusable
from builder.schema import key_spellings, properties, schemas


def kind_named(word: str) -> str | None:
    """The kind of a name in any spelling: `visit`, `visits` or 帮扶记录."""
    if word in KINDS:
        return word
    if word in BY_PLACE:
        return BY_PLACE[word].name
    return next((name for name in KINDS if schemas()[name]["title"] == word), None)


def run(around: Surroundings, *, kind: str, filled: Sequence[str], output: Path | None) -> Status:
    """Print the blank record, or write it to a new file; never over an existing one."""
    name = kind_named(kind)
    if name is None:
        raise Unusable(N_("There is no code and no kind of that name."))
    text = blank(name, around.language(), dict(_pair(name, pair) for pair in filled))
    if output is None:
        around.out(text)
        return Status.CLEAN
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise Unusable(N_("That file exists already; nothing was written.")) from error
    except OSError as error:
        raise Unusable(N_("The file could not be written.")) from error
    around.out(f"{output}\n")
    return Status.CLEAN


def _pair(kind: str, pair: str) -> tuple[str, str]:
    """`日期=2026-10-27` as the field's canonical name and its value."""
    key, _, value = pair.partition("=")
    for name, field in properties(schemas()[kind]).items():
        if key in key_spellings(name, field):
            return name, _yaml(value)
    raise Unusable(N_("This kind has no field of that name."))


def _yaml(value: str) -> str:
    """A value as YAML takes it: quoted where it holds anything that YAML would read otherwise."""
    plain = not re.search(r"[:#\"'\\{}&*!|>%@`\n]|^[-?\[\]]|^\s|\s$", value) or _LIST.match(value)
    return value if plain else json.dumps(value, ensure_ascii=False)


_LIST: Final = re.compile(r"\[[^:#\"'\\{}&*!|>%@`\[\]]*\]\Z")
