"""``bangban db``: the schema of the records."""

import typer

from bot.commands.printing import say
from bot.texts import terminal

app = typer.Typer(help="数据库", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Keep ``upgrade`` a command of its own, though it is the only one."""


@app.command("upgrade", help="建立数据库，或升级到最新结构")
def upgrade() -> None:
    from bot.commands.transactions import Desk, transact
    from cases.database import shown

    async def _where(_session: object, desk: Desk) -> str:
        return shown(desk.settings.database)  # opening the records has done the rest

    say(terminal.UPGRADED.format(database=transact(_where)))
