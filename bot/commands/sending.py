"""``bangban sending``: what holds all sending back, and the brake for everything."""

from typing import Annotated

import typer

from bot.commands.printing import AsJson, say, say_json

app = typer.Typer(help="全部发送：查看、停止、恢复", no_args_is_help=True)


@app.command("show", help="查看发送是否被停止、因何停止")
def show(as_json: AsJson = False) -> None:
    from bot.commands.brake import as_dict, lines_of, look

    found = look()
    say_json(as_dict(found)) if as_json else say(*lines_of(found))


@app.command("stop", help="立即停止一切发送；在途的仍可能送达")
def stop(
    reason: Annotated[str, typer.Option("--reason", help="原因，留档")] = "命令行停止",
    as_json: AsJson = False,
) -> None:
    from bot.commands.brake import as_dict, lines_of, pull

    found = pull(reason)
    say_json(as_dict(found)) if as_json else say(*lines_of(found))


@app.command("resume", help="核实之后恢复发送；已停发的通知另用 broadcast resume")
def resume(as_json: AsJson = False) -> None:
    from bot.commands.brake import as_dict, let_go, lines_of

    found = let_go()
    say_json(as_dict(found)) if as_json else say(*lines_of(found))
