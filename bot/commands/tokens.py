"""``bangban api-token``: keys for other programs."""

from typing import Annotated

import typer

from bot.commands.printing import AsJson, say, say_json, warn
from bot.texts import terminal

app = typer.Typer(help="其他系统调用接口用的令牌", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Keep ``create`` a command of its own, though it is the only one."""


@app.command("create", help="新建令牌，只显示这一次")
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="用途，如对接系统的名称")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.transactions import transact
    from cases.tokens import create_token

    token = transact(lambda session, desk: create_token(session, name, at=desk.clock.now()))
    if as_json:
        say_json({"name": name, "token": token})
    else:
        say(token)
    warn(terminal.SHOWN_ONCE)
