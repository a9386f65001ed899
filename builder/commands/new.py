"""`new`: a record to fill in, from its schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from builder.blank import blank
from builder.commands.output import write
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.kind_names import kind_named, kind_of_value, no_such_kind
from builder.kinds import KINDS
from builder.policy_text import policy_form
from builder.read.loading import Unusable
from builder.schema import key_spellings, properties, schemas
from builder.yaml_text import quoted


def run(around: Surroundings, *, kind: str, filled: Sequence[str], output: Path | None) -> Status:
    """Print the blank record, or write it to a new file; never over an existing one."""
    language, folder = around.language(), around.records[0].as_posix()
    name = kind_named(kind)
    if name is None:
        # `new 家访` is a visit whose way of contact is said already.
        name = kind_of_value(kind)
        filled = [f"kind={kind}", *filled]
    if name is None:
        raise Unusable(no_such_kind(language))
    form = _FORMS.get(name, partial(blank, name))
    given = dict(_field(name, pair, language) for pair in filled)
    text = form(language, {field: _yaml(value) for field, value in given.items()})
    write(around, f"# {place(name, language, folder)}\n{text}", output)
    return Status.CLEAN


def place(kind: str, language: Language, folder: str) -> str:
    """Where a record of a kind goes, for the top of a form."""
    path = f"{folder}/{KINDS[kind].example_path}"
    if not KINDS[kind].folder:
        return language.text(N_("Save it as {path}."), path=path)
    return language.text(
        N_(
            "Save it in the folder {folder}, such as {path}: small letters, digits and hyphens, no names."
        ),
        folder=f"{folder}/{KINDS[kind].place}/",
        path=path,
    )


def semester_fields(filled: Sequence[str], language: Language) -> Mapping[str, str]:
    """What `new semester` takes as `FIELD=VALUE`: the name and the days. Raises `Unusable`."""
    found = dict(_field("semester", pair, language) for pair in filled)
    if set(found) - {"name", "start", "end"}:
        raise Unusable(N_("Of a semester only its name, start and end can be given like this."))
    return found


def _field(kind: str, pair: str, language: Language) -> tuple[str, str]:
    """`日期=2026-10-27` as the field's canonical name and its value."""
    key, _, value = pair.partition("=")
    for name, field in properties(schemas()[kind]).items():
        if key in key_spellings(name, field):
            return name, value
    raise Unusable(
        language.text(
            N_("{kind} has no field {name}. Known names: {fields}."),
            kind=language.kind(kind),
            name=key,
            fields=language.join(
                [language.key(kind, name) for name in properties(schemas()[kind])]
            ),
        )
    )


def _yaml(value: str) -> str:
    """A value as YAML takes it; a list in brackets stays one."""
    return value if _LIST.match(value) else quoted(value) if value else ""


_LIST: Final = re.compile(r"\[[^:#\"'\\{}&*!|>%@`\[\]]*\]\Z")

_FORMS: Final[Mapping[str, Callable[[Language, Mapping[str, str]], str]]] = {
    "policy": policy_form,
}
"""Kinds whose form is more than their schema."""
