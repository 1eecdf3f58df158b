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
    supersedes: Annotated[
        str | None,
        typer.Option("--supersedes", metavar="DOC", help="它代替的文件，自施行日期起失效"),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="更正已收录的同名文件，不作为新版本")
    ] = False,
    repeal: Annotated[
        bool, typer.Option("--repeal", help="文中写明同时废止的文件，一并停用")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="确认从文中读出的内容（不再询问）")
    ] = False,
    as_json: AsJson = False,
) -> None:
    from bot.commands.adding import confirm, hints, in_words
    from bot.commands.library import propose, take_in

    adding = propose(
        paths,
        correction=replace,
        title=title,
        short_title=short_title,
        number=number,
        issuer=issuer,
        level=level,
        effective_from=effective_from,
        effective_to=effective_to,
        supersedes=supersedes,
    )
    if repeal:
        adding.repeal()
    if yes:
        adding.confirm()
    elif not as_json:
        confirm(adding)
    rows = take_in(adding)
    if as_json:
        say_json(rows)
    else:
        say(*(line for row in rows for line in in_words(row)), terminal.SYNC_NEXT)
    for hint in hints(rows):
        warn(hint)


@app.command("list", help="列出政策库中的文件")
def list_(as_json: AsJson = False) -> None:
    from bot.commands.library import line_of, opened, row_of, standings, today

    holdings, day = opened().read(), today()
    standing = standings(holdings.documents, day)
    if as_json:
        say_json(
            [
                row_of(d) | {"in_force": d.in_force(day), "standing": standing[d.id]}
                for d in holdings.documents
            ]
        )
    else:
        say(*(line_of(document, standing[document.id]) for document in holdings.documents))
    for refused in holdings.rejected:
        warn(terminal.REJECTED_FILE.format(reason=refused.reason))


@app.command("show", help="查看一个文件的来源、效力和全文")
def show(
    document_id: Annotated[str, typer.Argument(metavar="DOC", help="文件编号，见 list")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.library import details, opened, row_of, standings, today

    library, day = opened(), today()
    document = library.show(document_id)
    standing = standings(library.documents(), day)[document_id]
    if as_json:
        force = {"in_force": document.in_force(day), "standing": standing}
        say_json(row_of(document) | force | {"text": document.text})
    else:
        say(*details(document, standing))


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
    from bot.commands.library import contradiction_row, disagreements, report_of
    from bot.knowledge_base import synchronise_index
    from bot.settings import read_settings

    settings = read_settings()
    report = synchronise_index(settings)
    apart = disagreements(settings)
    if as_json:
        said = {"contradictions": [contradiction_row(found) for found in apart]}
        say_json(report_of(report) | said)
    else:
        counts = {key: len(getattr(report, key)) for key in terminal.SYNC_COUNTS}
        say(terminal.SYNCED.format(generation=report.generation, **counts))
    for found in apart:
        warn(terminal.DISAGREEING.format(said=found))
    for refused in report.rejected:
        warn(terminal.REJECTED_FILE.format(reason=refused.reason))
    if report.rejected:
        raise typer.Exit(1)
