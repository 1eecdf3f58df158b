"""``bangban ask``: one question, answered as in the chat."""

from datetime import date
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json, warn

EXITS = {"rejected": 2, "error": 1}  # by the kind of ending; every other ending is a done question


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="要问的问题")],
    history: Annotated[
        list[str] | None,
        typer.Option("--history", metavar="Q", help="之前问过的问题，从早到晚；可重复"),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            "--on", metavar="DATE", parser=arguments.day("--on"), help="按哪一天有效的规定回答"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands.asking import answer_once, as_dict, in_words

    answer, latency_ms = answer_once(question, history=history or (), on=on)
    words = in_words(answer)
    status = EXITS.get(answer.status.group, 0)
    if as_json:
        say_json(as_dict(answer, latency_ms))
    elif not status:
        say(*words)
    if status:
        warn(words[0])
        raise typer.Exit(status)
