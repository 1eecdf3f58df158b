"""``bangban evaluate``: how a file of questions ends."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json, warn
from bot.texts import terminal


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="题目，一行一个 JSON 对象")],
    knowledge: Annotated[
        Path | None,
        typer.Option(
            "--knowledge",
            metavar="DIR|ARTICLES.jsonl.gz",
            help="只用这个目录或条文文件建立索引；不写则用已安装的政策库",
        ),
    ] = None,
    known_questions: Annotated[
        Path | None,
        typer.Option("--known-questions", metavar="FILE.jsonl", help="已知问法，并入索引"),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option("--on", metavar="DATE", parser=arguments.day("--on"), help="按哪一天回答"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands.evaluating import evaluate_file
    from bot.commands.figures import table_of

    found, rejected = evaluate_file(
        file, knowledge=knowledge, known_questions=known_questions, on=on
    )
    for refused in rejected:
        warn(terminal.REJECTED_FILE.format(reason=refused.reason))
    if as_json:
        say_json(found.as_dict())
    else:
        say(*table_of(found))
