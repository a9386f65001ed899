"""What is said of a command line that Click could not read, in the school's language."""

from __future__ import annotations

import click

from builder.i18n import N_, Language


def usage_error(error: click.ClickException, language: Language) -> str:
    """What is wrong with the command line, and where its help is.

    What only a programmer would type keeps Click's own English words.
    """
    message = _message(error, language)
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return message
    see = language.text(N_("See {command} --help."), command=context.command_path)
    return message + ("" if language.chinese else " ") + see


def _message(error: click.ClickException, language: Language) -> str:
    if isinstance(error, click.NoSuchOption):
        message = language.text(N_("There is no option {name}."), name=error.option_name)
        near = sorted(error.possibilities or ())
        if near:
            message += language.text(" Did you mean {word}?", word=language.join(near))
        return message
    # Older versions of Click have no class of its own for this.
    group = _group(error) if type(error).__name__ == "NoSuchCommand" else None
    if group is not None:
        names = sorted(group.commands)
        return language.text(
            N_("There is no such command. Commands: {names}."), names=language.join(names)
        )
    parameter = error.param if isinstance(error, click.BadParameter) else None
    if parameter is not None:
        name = _name(parameter)
        if isinstance(error, click.MissingParameter):
            return language.text(N_("{name} is missing."), name=name)
        if isinstance(parameter.type, click.Choice):
            return language.text(
                N_("{name}: choose from {choices}."),
                name=name,
                choices=language.join([str(choice) for choice in parameter.type.choices]),
            )
        return language.text(N_("{name}: {message}."), name=name, message=error.message.rstrip("."))
    if isinstance(error, click.BadOptionUsage):
        return language.text(N_("{name} needs a value."), name=error.option_name)
    return error.format_message()


def _group(error: click.ClickException) -> click.Group | None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command if context and isinstance(context.command, click.Group) else None


def _name(parameter: click.Parameter) -> str:
    """An option as it is typed, an argument as the help shows it."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.make_metavar(click.Context(click.Command(None)))
