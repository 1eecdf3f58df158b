"""``bangban serve``: the assistant in production, whole or one part of it."""

import asyncio
from typing import Annotated

import typer

from bot.commands.printing import warn
from bot.errors import BadInput
from bot.texts import terminal
from cases.errors import shorten

PARTS = ("intake", "relay", "web")


def parts(text: str) -> tuple[str, ...]:
    """Read the parts named by ``--only``, in the order in which they are started."""
    named = {part.strip().lower() for part in text.split(",")}
    if not named <= set(PARTS):
        said = {"value": shorten(text), "allowed": "、".join(PARTS)}
        raise BadInput(terminal.BAD_PART.format(**said))
    return tuple(part for part in PARTS if part in named)


def serve(
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="intake,relay,web", help="只运行这些部分，逗号隔开"),
    ] = None,
) -> None:
    chosen = PARTS if only is None else parts(only)
    from bot.settings import read_settings

    settings = read_settings()
    from bot.bootstrap import assistant
    from bot.clock import SystemClock
    from bot.commands.signals import until_stopped

    async def _serve() -> None:
        async with assistant(settings, SystemClock(settings.zone)) as built:
            warn(terminal.SERVING.format(parts="、".join(chosen)))
            await built.run(chosen)

    asyncio.run(until_stopped(_serve()))
    warn(terminal.STOPPED)
