"""``bangban knowledge``: the policy library."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json, warn
from bot.texts import terminal

app = typer.Typer(help="政策库：增加、查看、停用、同步", no_args_is_help=True)
LEVELS = ("国家", "省", "市", "区")


def _day(option: str, said: str) -> object:
    return typer.Option(option, metavar="DATE", parser=arguments.day(option), help=said)


@app.command("add", help="收录文件（md txt docx pdf html）；任何一个有问题则都不收录")
def add(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="文件或目录")],
    title: Annotated[str | None, typer.Option("--title", help="标题，文件中看不出时填写")] = None,
    short_title: Annotated[str | None, typer.Option("--short-title", help="简称")] = None,
    number: Annotated[str | None, typer.Option("--number", help="文号")] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help="发文机关")] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            metavar="|".join(LEVELS),
            parser=arguments.one_of("--level", LEVELS),
            help="层级",
        ),
    ] = None,
    effective_from: Annotated[date | None, _day("--from", "施行日期")] = None,
    effective_to: Annotated[date | None, _day("--to", "失效日期（当日起不再有效）")] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands.library import add_all, row_of

    added = add_all(
        paths,
        title=title,
        short_title=short_title,
        number=number,
        issuer=issuer,
        level=level,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    if as_json:
        say_json([row_of(document) for document in added])
    else:
        say(*(terminal.ADDED.format(**row_of(document)) for document in added), terminal.SYNC_NEXT)


@app.command("list", help="列出政策库中的文件")
def list_(as_json: AsJson = False) -> None:
    from bot.commands.library import line_of, opened, row_of, today

    holdings, day = opened().read(), today()
    if as_json:
        rows = [row_of(d) | {"in_force": d.in_force(day)} for d in holdings.documents]
        say_json(rows)
    else:
        say(*(line_of(document, day) for document in holdings.documents))
    for refused in holdings.rejected:
        warn(terminal.REJECTED_FILE.format(reason=refused.reason))


@app.command("show", help="查看一个文件的来源、效力和全文")
def show(
    document_id: Annotated[str, typer.Argument(metavar="DOC", help="文件编号，见 list")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.library import details, opened, row_of

    document = opened().show(document_id)
    if as_json:
        say_json(row_of(document) | {"text": document.text})
    else:
        say(*details(document))


@app.command("withdraw", help="停用一个文件：自某日起不再有效，文本保留")
def withdraw(
    document_id: Annotated[str, typer.Argument(metavar="DOC", help="文件编号，见 list")],
    on: Annotated[date, _day("--on", "自哪一天起不再有效")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.library import opened, row_of

    document = opened().withdraw(document_id, on=on)
    if as_json:
        say_json(row_of(document))
    else:
        said = {"title": document.title, "day": document.effective_to}
        say(terminal.WITHDRAWN.format(**said), terminal.SYNC_NEXT)


@app.command("sync", help="让索引与政策库一致")
def sync(as_json: AsJson = False) -> None:
    from bot.commands.library import report_of
    from bot.knowledge_base import synchronise_index
    from bot.settings import read_settings

    report = synchronise_index(read_settings())
    if as_json:
        say_json(report_of(report))
    else:
        counts = {key: len(getattr(report, key)) for key in terminal.SYNC_COUNTS}
        say(terminal.SYNCED.format(generation=report.generation, **counts))
    for refused in report.rejected:
        warn(terminal.REJECTED_FILE.format(reason=refused.reason))
    if report.rejected:
        raise typer.Exit(1)
