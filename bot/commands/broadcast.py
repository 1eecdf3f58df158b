"""``bangban broadcast``: the notices, and the emergency brake."""

from typing import Annotated

import typer

from bot.commands.printing import AsJson, say, say_json
from bot.texts import terminal

app = typer.Typer(help="群发通知：查看、停发、继续", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="ID", help="通知编号，见 list")]


@app.command("list", help="列出通知，新的在前")
def list_(as_json: AsJson = False) -> None:
    from bot.commands.notices import as_dict, find_all, line_of

    found = find_all()
    if as_json:
        say_json([as_dict(notice) for notice in found])
    else:
        say(*(line_of(notice) for notice in found) if found else [terminal.NO_NOTICES])


@app.command("show", help="查看一份通知的内容和发送进度")
def show(number: Number, as_json: AsJson = False) -> None:
    from bot.commands.notices import as_dict, details, find_one

    found = find_one(number)
    if as_json:
        say_json(as_dict(found))
    else:
        say(*details(found))


@app.command("stop", help="立即停发一份通知")
def stop(
    number: Number,
    reason: Annotated[str, typer.Option("--reason", help="原因，留档")] = "命令行停发",
    as_json: AsJson = False,
) -> None:
    from bot.commands.notices import as_dict, line_of, stop_one

    found = stop_one(number, reason=reason)
    if as_json:
        say_json(as_dict(found))
    else:
        say(line_of(found))


@app.command("resume", help="继续发送已停发的通知")
def resume(number: Number, as_json: AsJson = False) -> None:
    from bot.commands.notices import as_dict, line_of, resume_one

    found = resume_one(number)
    if as_json:
        say_json(as_dict(found))
    else:
        say(line_of(found))
