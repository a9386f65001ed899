"""The reference of the commands, from the command line's own help.

Help texts there are English with Chinese after them; a page shows the half in its own language,
and the other one where there is only that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from builder.i18n import Language

PROGRAM: Final = "shouwang"

_HALVES: Final = re.compile(r"(?<=[.…)\]]) (?=[\u4e00-\u9fff“（])")
"""Where the Chinese of a help text begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow:
    """An option or an argument, as it is typed; `settings` are its default and its variable."""

    typed: str
    help: str
    default: str
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandView:
    """One command's manual page."""

    name: str
    title: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[OptionRow, ...]


@dataclass(frozen=True, slots=True)
class CommandsView:
    """Every command, in the order of their names."""

    program: str
    commands: tuple[CommandView, ...]


def commands_view(group: click.Group, language: Language) -> CommandsView:
    """The commands of a command line."""
    found = (_command(name, command, language) for name, command in sorted(group.commands.items()))
    return CommandsView(PROGRAM, tuple(found))


def _command(name: str, command: click.Command, language: Language) -> CommandView:
    context = click.Context(command, info_name=f"{PROGRAM} {name}")
    text = re.sub(r"[ \t]*\n(?!\n)[ \t]*", " ", (command.help or "").replace("\n\n", "\0"))
    paragraphs = [spoken(one.strip(), language) for one in text.split("\0")]
    return CommandView(
        name=name,
        title=_title(command.short_help or "", language),
        usage=" ".join([context.command_path, *command.collect_usage_pieces(context)]),
        paragraphs=tuple(one for one in paragraphs if one),
        options=tuple(_options(command, context, language)),
    )


def _title(short_help: str, language: Language) -> str:
    """A short help in one language: the Chinese comes first there."""
    chinese, _, english = (half.strip() for half in short_help.partition("·"))
    return chinese if language.chinese or not english else english


def _options(
    command: click.Command, context: click.Context, language: Language
) -> Iterator[OptionRow]:
    for option in command.params:
        record = option.get_help_record(context)
        if not isinstance(option, click.Option) or record is None:
            continue
        shown = option.show_default and option.default is not None
        defaults = option.default if isinstance(option.default, tuple) else (option.default,)
        yield OptionRow(
            typed=record[0],
            help=spoken(option.help or "", language),
            default=" ".join(str(one) for one in defaults) if shown else "",
            variable=str(option.envvar or ""),
        )


def spoken(text: str, language: Language) -> str:
    """The half of a help text that is in a language; the whole where it has one language only."""
    halves = _HALVES.split(text)
    if len(halves) == 1:
        return text
    return halves[-1] if language.chinese else " ".join(halves[:-1])
