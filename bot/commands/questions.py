"""``bangban questions``: what was not answered, and the answers that staff have approved."""

from datetime import date
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json
from bot.texts import terminal

app = typer.Typer(help="没答上的提问，和审定的答复", no_args_is_help=True)


@app.command("list", help="没答上或没解决的提问，按事项、内容、原因归并；不显示是谁问的")
def list_(
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            metavar="DATE",
            parser=arguments.day("--since"),
            help="从哪天起，默认近 90 天",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands.unanswered import gap_as_dict, gap_lines, gaps_since

    found = gaps_since(since)
    if as_json:
        say_json([gap_as_dict(gap) for gap in found])
    else:
        say(*(line for gap in found for line in gap_lines(gap)) if found else [terminal.NO_GAPS])


@app.command("answers", help="列出审定答复，新的在前")
def answers(as_json: AsJson = False) -> None:
    from bot.commands.unanswered import answer_as_dict, answer_lines, approved

    found = approved()
    if as_json:
        say_json([answer_as_dict(row, owner) for row, owner in found])
    else:
        lines = [line for row, owner in found for line in answer_lines(row, owner)]
        say(*lines or [terminal.NO_APPROVED])


@app.command("withdraw", help="撤销一条审定答复")
def withdraw(
    number: Annotated[str, typer.Argument(metavar="ID", help="编号，见 answers")],
    reason: Annotated[str, typer.Option("--reason", help="原因，留档")] = "命令行撤销",
    as_json: AsJson = False,
) -> None:
    from bot.commands.unanswered import answer_as_dict, answer_lines, withdraw_one

    row, owner = withdraw_one(number, reason=reason)
    if as_json:
        say_json(answer_as_dict(row, owner))
    else:
        say(*answer_lines(row, owner))


@app.command(
    "review", help="对照政策库检查审定答复，停用条款已变更、已失效或到期未复核的，并通知负责人"
)
def review(as_json: AsJson = False) -> None:
    from bot.commands.unanswered import lapsed_as_dict, lapsed_line, review_all

    lapsed = review_all()
    if as_json:
        say_json([lapsed_as_dict(row, lapse) for row, lapse in lapsed])
    else:
        lines = [lapsed_line(row, lapse) for row, lapse in lapsed]
        say(*lines or [terminal.NOTHING_LAPSED])
