"""The record reference: a page a kind, from its schema, and a page that lists the kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder import schema
from builder.docs.examples import example
from builder.i18n import N_, Language
from builder.kinds import KINDS, Kind
from builder.read.oneline import FIELDS
from builder.read.records import ENTRIES


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A coded value: as it is typed in this language, in the other one, and what else is read."""

    typed: str
    other: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of a form. `depth` is how far it stands inside another one."""

    id: str
    typed: str
    other: str
    aliases: tuple[str, ...]
    star: str
    form: str
    help: str
    values: tuple[ValueRow, ...]
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """Everything that may stand in a record of one kind."""

    name: str
    title: str
    help: str
    place: str
    holds: str
    names: tuple[str, ...]
    line: str
    line_order: str
    example_path: str
    example: str
    fields: tuple[FieldRow, ...]
    sometimes: bool


@dataclass(frozen=True, slots=True)
class KindsView:
    """Every kind of record there is."""

    kinds: tuple[KindView, ...]


def kinds_view(language: Language) -> KindsView:
    """Every kind, in the order of the table of kinds."""
    return KindsView(tuple(kind_view(kind, language) for kind in KINDS.values()))


def kind_view(kind: Kind, language: Language) -> KindView:
    """One kind's page."""
    node = schema.schemas()[kind.name]
    title = language.kind(kind.name)
    names = [name for name in schema.key_spellings(kind.name, node) if name != title]
    return KindView(
        name=kind.name,
        title=title,
        help=_help(node, language),
        place=f"records/{kind.place}{'/' if kind.folder else '.yml'}",
        holds=language.text(_holds(kind)).format(
            entries=ENTRIES[language.chinese], name=kind.example
        ),
        names=tuple(dict.fromkeys(names)),
        line=str(node.get("x-line", "")),
        line_order=language.join([language.field(kind.name, name) for name in FIELDS]),
        example_path=f"records/{kind.example_path}",
        example=example(kind.name, language),
        fields=tuple(_fields(kind.name, language)),
        sometimes=bool(schema.sometimes_required(node, either=True)),
    )


_ONE: Final = N_("One file, one record.")
_ONE_NAMED: Final = N_("One file a record; the file's name is its id, such as {name}.yml.")
_SEVERAL_NAMED: Final = N_(
    "One file a record, whose name is the id, such as {name}.yml; or several in a file as a list, "
    "each with its id."
)
_SEVERAL: Final = N_(
    "A file holds one record, a list of them, or “{entries}” with a list and, above it, what "
    "holds for all."
)


def _holds(kind: Kind) -> str:
    """What a file of a kind may hold."""
    if kind.one_a_file:
        return _ONE_NAMED if kind.folder else _ONE
    return _SEVERAL_NAMED if kind.ids else _SEVERAL


def _help(node: schema.Node, language: Language) -> str:
    return str(node.get("description" if language.chinese else "x-description-en", ""))


def _fields(kind: str, language: Language) -> Iterator[FieldRow]:
    for route, field, star in schema.form(kind):
        name = str(route[-1])
        item = field["items"] if field.get("type") == "array" else field
        yield FieldRow(
            id=".".join(map(str, route)),
            typed=language.key(kind, *map(str, route)),
            other=name if language.chinese else str(field.get("title", "")),
            aliases=tuple(field.get("x-aliases", ())),
            star=star,
            form=("" if language.chinese else " ").join(_form(field, language)),
            help=_help(field, language),
            values=tuple(_values(item, language)),
            depth=len(route) - 1,
        )


def _values(node: schema.Node, language: Language) -> Iterator[ValueRow]:
    for choice in schema.choices(node):
        pair = (choice.title, choice.const)
        typed, other = pair if language.chinese else pair[::-1]
        yield ValueRow(typed, other, choice.aliases)


_LIST: Final = N_("One or several:")
_FORMATS: Final = {
    "date": N_("a date, such as 2026-10-27"),
    "partial-date": N_("a date; 2021-09 or 2021 will do"),
    "local-time": N_("a date and time, such as 2026-10-12 14:30"),
    "phone": N_("a telephone number"),
    "timezone": N_("a time zone, such as Asia/Shanghai"),
}
_REFERENCES: Final = {
    "child": N_("a child: id or full name"),
    "staff": N_("a member of staff: id or full name"),
    "staff|child": N_("a member of staff or a child: id or full name"),
    "class": N_("a class: its id, or its name on the record's day"),
    "semester": N_("a semester's id"),
    "need": N_("the id of one of the school's needs"),
    "rule": N_("a rule's id"),
}
_MARKED: Final = {
    "x-preset": N_("a preset, such as pian-1"),
    "x-window": N_("a window of the semester, such as opening"),
    "x-field-path": N_("a field of the child's archive, such as home.address"),
    "x-id": N_("an id: small letters, digits and hyphens"),
}
_TYPES: Final = {
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "boolean": N_("yes or no"),
    "string": N_("text"),
}


def _form(node: schema.Node, language: Language) -> Iterator[str]:
    """What may be written in a field, in words."""
    text = language.text
    if node.get("type") == "array":
        yield text(_LIST)
        yield from _form(node["items"], language)
    elif schema.choices(node) and schema.properties(node):
        yield text(N_("one of these values, or the fields below"))
    elif schema.choices(node):
        yield text(N_("one of these values"))
    elif schema.properties(node):
        spell = "x-spell" in node
        yield text(
            N_("the fields below; the first day alone will do") if spell else N_("the fields below")
        )
    elif node.get("type") == "object":
        yield text(N_("names of the school's own, each with a list of fields"))
    else:
        yield text(_scalar(node))
        yield from _limits(node, language)


def _scalar(node: schema.Node) -> str:
    if "x-ref" in node:
        return _REFERENCES[node["x-ref"]]
    if "format" in node:
        return _FORMATS[node["format"]]
    marked = next((words for mark, words in _MARKED.items() if mark in node), "")
    return marked or _TYPES[node["type"]]


def _limits(node: schema.Node, language: Language) -> Iterator[str]:
    """The smallest and the largest number."""
    least, most = node.get("minimum"), node.get("maximum")
    if least is not None and most is not None:
        yield language.text(N_("({least} to {most})"), least=least, most=most)
    elif least is not None:
        yield language.text(N_("({least} or more)"), least=least)
