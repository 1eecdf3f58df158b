"""``bangban plan``: the route of a project, with its items, dates and papers."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="项目情况，YAML，一行一项")],
    route: Annotated[
        str, typer.Option("--route", metavar="NAME", help="路线名称，几条用 + 连接；默认标准并联")
    ] = "",
    start: Annotated[
        date | None,
        typer.Option(
            "--start", metavar="DATE", parser=arguments.day("--start"), help="开始办理的日期"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the cases of a project in order, with dates, grounds, the critical path and days saved."""
    from bot.commands.planning import in_words, plan_of_file
    from cases.rules.planning.listing import plan_as_dict

    made = plan_of_file(file, route=route, start=start)
    if as_json:
        say_json(plan_as_dict(made))
    else:
        say(*in_words(made))
