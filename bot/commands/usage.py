"""A command called the wrong way: the parser's English complaint as one Chinese line."""

import re
from collections.abc import Sequence

import typer

from bot.texts import terminal
from cases.errors import shorten

# The parser says these only in words.
PATTERNS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"No such command '(?P<name>[^']*)'", terminal.NO_SUCH_COMMAND),
        (r"Got unexpected extra arguments?(?:\(s\))? \((?P<names>.*)\)", terminal.EXTRA),
        (r"Option '(?P<name>.*)' requires an argument", terminal.NEEDS_VALUE),
        (r"Option '(?P<name>.*)' does not take a value", terminal.NO_VALUE),
    )
)


def is_plea_for_help(error: typer.TyperException) -> bool:
    """Tell whether a command was called with nothing at all; its help is then what is wanted."""
    return type(error).__name__ == "NoArgsIsHelpError"


def in_one_line(error: typer.TyperException) -> str:
    """Return what was wrong with the call, and where its usage is explained."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "bangban"
    return f"{_complaint(error)}。{terminal.USAGE.format(command=command)}"


def _complaint(error: typer.TyperException) -> str:
    name, possibilities = getattr(error, "option_name", None), getattr(error, "possibilities", None)
    if type(error).__name__ == "NoSuchOption" and name:
        said = terminal.NO_SUCH_OPTION.format(name=shorten(name))
        perhaps = terminal.PERHAPS.format(names="、".join(sorted(possibilities or ())))
        return f"{said}（{perhaps}）" if possibilities else said
    if type(error).__name__ == "MissingParameter":
        return terminal.MISSING.format(name=_parameter(error))
    message = error.format_message()
    for pattern, text in PATTERNS:
        if found := pattern.search(message):
            return text.format(**{key: shorten(said) for key, said in found.groupdict().items()})
    return terminal.BAD_USAGE.format(message=shorten(message, 120))


def _parameter(error: typer.TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    if parameter.param_type_name == "option":
        return f"选项 {max(parameter.opts, key=len)}"
    return f"参数 {parameter.metavar or parameter.name}"
