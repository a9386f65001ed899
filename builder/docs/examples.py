"""An example of every kind of record: a school of one child, in `site_templates/docs/example/`.

The files are typed in Chinese; the English form is made of them through the schemas, so that both
mean the same. All people are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from builder.docs.written import FOLDER
from builder.i18n import Language
from builder.kinds import KINDS
from builder.read.form import form
from builder.read.records import ENTRIES
from builder.read.structure import parse

EXAMPLES: Final = FOLDER / "example"


def example(kind: str, language: Language) -> str:
    """The YAML text of an example record."""
    text = (EXAMPLES / KINDS[kind].example_path).read_text(encoding="utf-8")
    return text if language.chinese else in_english(kind, text)


def in_english(kind: str, text: str) -> str:
    """The same records with canonical keys and values. Names and sentences stay as they are."""
    tree = parse(text).tree
    read = form(kind).read
    written: Any
    if isinstance(tree, list):
        written = [read(one, []) for one in tree]
    elif (entries := ENTRIES[1]) in tree:
        shared = {key: value for key, value in tree.items() if key != entries}
        written = {**read(shared, []), ENTRIES[0]: [read(one, []) for one in tree[entries]]}
    else:
        written = read(tree, [])
    return yaml.dump(
        _texts(written), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100
    ).strip("\n")


def _texts(value: Any) -> Any:
    """Values as the text that a person would type; what is blank is left out."""
    if isinstance(value, Mapping):
        return {key: _texts(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return _texts(value[0]) if _alone(value) else [_texts(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _alone(value: list[Any]) -> bool:
    """Whether a list is better typed as its one value."""
    return len(value) == 1 and not isinstance(value[0], Mapping)


class _Plain(yaml.SafeDumper):
    """Dates and numbers without quotation marks: in a record every value is text."""

    yaml_implicit_resolvers: Mapping[str, Any] = {}  # type: ignore[assignment]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "default_flow_style": None})
