"""A record that is yet to be written, of any kind: the file's path, and its text with blanks.

A visit that a rule asks for has a form of its own (log_visit.py). Values that are filled in are
ids and codes, never names: the text may travel in an address (safety.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from builder import schema
from builder.edit_links import NewFile
from builder.i18n import N_, Language
from builder.kinds import KINDS
from builder.read.records import ENTRIES
from builder.views.site import Site

_ONE_OF: Final = N_("# {field}: one of {choices}")
_SPARE: Final = N_("# Take out the entries that are not needed.")


def new_record(
    site: Site,
    kind: str,
    names: Sequence[str],
    filled: Mapping[str, str] | None = None,
    suffix: str = "",
) -> NewFile:
    """The host's page for one new record: the fields `names`, those in `filled` with their value.

    Coded values are given by their code and written as the school's language writes them. The
    file is named after the semester and the day; `suffix` (an id) sets several of one page apart.
    """
    rows = _fields(site.language, kind, names, filled or {})
    return site.links.new(_path(site, kind, suffix), "\n".join(rows) + "\n")


def new_records(
    site: Site,
    kind: str,
    shared: Sequence[str],
    each: Sequence[str],
    entries: Sequence[Mapping[str, str]],
    suffix: str = "",
) -> NewFile:
    """The same for several records at once: `shared` fields said once, an entry for each mapping."""
    language = site.language
    rows = [language.text(_SPARE), *_fields(language, kind, shared, {})]
    rows.append(f"{ENTRIES[language.chinese]}:")
    for filled in entries:
        lines = _fields(language, kind, each, filled)
        rows += [f"{'    ' if n else '  - '}{line}" for n, line in enumerate(lines)]
    return site.links.new(_path(site, kind, suffix), "\n".join(rows) + "\n")


def _path(site: Site, kind: str, suffix: str) -> str:
    folder = KINDS[kind].place
    if site.semester:
        folder = f"{folder}/{site.semester.id}"
    stem = f"{folder}/{site.as_of:%Y-%m-%d}"
    return f"{stem}-{suffix}.yml" if suffix else f"{stem}.yml"


def _fields(
    language: Language, kind: str, names: Sequence[str], filled: Mapping[str, str]
) -> list[str]:
    return [row for name in names for row in _field(language, kind, name, filled.get(name, ""))]


def _field(language: Language, kind: str, name: str, value: str) -> Iterator[str]:
    """A line for a field; before a coded one that is blank, a comment with what it may hold; after
    a list of mappings, a comment with the form of one."""
    node = schema.node_at(kind, (name,)) or {}
    item = node.get("items", node)
    choices = schema.choices(item)
    key = language.field(kind, name) if language.chinese else name
    if choices and not value:
        words = [choice.title if language.chinese else choice.const for choice in choices]
        yield language.text(_ONE_OF, field=key, choices=language.join(words))
    if choices and value and language.chinese:
        value = language.value(kind, (name,), value)
    yield f"{key}: {value}".rstrip()
    if inner := schema.properties(item):
        keys = [language.field(kind, name, one) if language.chinese else one for one in inner]
        yield f"# - {{{', '.join(f'{one}: ' for one in keys)}}}"
