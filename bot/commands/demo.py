"""``bangban demo``: everything on one page, with nothing outside this machine."""

import asyncio
from typing import Annotated

import typer

from bot.commands import arguments
from bot.errors import BadInput
from bot.texts import terminal

HIGHEST_PORT = 65535
FOLDER = "sandbox"  # below the data directory: the demo never meets real records


def demo(
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", parser=arguments.whole("--port"), help="网页端口"),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不自动打开浏览器")] = False,
) -> None:
    if port is not None and port > HIGHEST_PORT:
        raise BadInput(terminal.BAD_PORT.format(value=port))
    from bot.commands.signals import until_stopped
    from bot.demo import PORT, run_demo
    from bot.settings import read_settings

    directory = read_settings().data_dir / FOLDER
    chosen = PORT if port is None else port
    asyncio.run(until_stopped(run_demo(directory, port=chosen, open_browser=not no_browser)))
