"""``bangban deadline``: the last day of a limit, and why it is that day."""

from datetime import date
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json
from bot.rendering.explanations import row_words
from bot.texts import terminal
from cases.rules.clock import DueDate, Stop, Unit, due

UNITS = (Unit.WORKING.value, Unit.CALENDAR.value, Unit.MONTH.value, Unit.YEAR.value)


def deadline(
    start: Annotated[
        date,
        typer.Option(
            "--from", metavar="DATE", parser=arguments.day("--from"), help="起算日，当日不计入"
        ),
    ],
    days: Annotated[
        int,
        typer.Option("--days", metavar="N", parser=arguments.whole("--days"), help="期限的长度"),
    ],
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            metavar="working|calendar|month|year",
            parser=arguments.one_of("--unit", UNITS),
            help="工作日、自然日、月或年",
        ),
    ] = UNITS[0],
    stops: Annotated[
        list[Stop] | None,
        typer.Option(
            "--stop",
            metavar="A..B",
            parser=arguments.stop("--stop"),
            help="停表区间，自 A 日起停，B 日恢复；可重复",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the last day in time and the days that lead to it."""
    from bot.commands.counting import calendar_here

    found = due(start, days, Unit(unit), calendar=calendar_here(), stops=stops or ())
    if as_json:
        say_json(found.as_dict())
    else:
        say(*in_words(found))


def in_words(found: DueDate) -> list[str]:
    """Return the due date and, a row a line, why it is that day."""
    head = terminal.DUE.format(day=terminal.on_day(found.due_on) if found.due_on else "")
    if found.provisional:
        head += terminal.PROVISIONAL
    return [head, *(f"  {row_words(row)}" for row in found.explanation)]
