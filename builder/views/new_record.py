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
    known = filled or {}
    text = "\n".join(_fields(site.language, kind, names, known)) + "\n"
    return site.new_file(_stem(site, kind, suffix), text, site.form(kind, known))


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
    return site.new_file(_stem(site, kind, suffix), "\n".join(rows) + "\n")


def _stem(site: Site, kind: str, suffix: str) -> str:
    folder = KINDS[kind].place
    if site.semester:
        folder = f"{folder}/{site.semester.id}"
    stem = f"{folder}/{site.as_of:%Y-%m-%d}"
    return f"{stem}-{suffix}" if suffix else stem


def _fields(
    language: Language, kind: str, names: Sequence[str], filled: Mapping[str, str]
) -> list[str]:
    return [row for name in names for row in _field(language, kind, name, filled.get(name, ""))]


def _field(language: Language, kind: str, name: str, value: str) -> Iterator[str]:
    """A line for a field; before a coded one that is blank, a comment with what it may hold; after
    a list of mappings, a comment with the form of one."""
    node = schema.node_at(kind, (name,)) or {}
    item = node.get("items", node)
    key = language.key(kind, name)
    if schema.choices(item):
        if value:
            value = language.coded(kind, (name,), value)
        else:
            yield one_of(language, kind, name)
    yield f"{key}: {value}".rstrip()
    if inner := schema.properties(item):
        keys = [language.key(kind, name, one) for one in inner]
        yield f"# - {{{', '.join(f'{one}: ' for one in keys)}}}"


def one_of(language: Language, kind: str, name: str) -> str:
    """A comment that says what a coded field may hold."""
    words = language.choices(kind, name)
    return language.text(_ONE_OF, field=language.key(kind, name), choices=words)
