"""``bangban cases``: putting facts on record, and seeing where a project stands."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json, warn
from bot.texts import terminal
from cases.rules.states import parse_state

app = typer.Typer(help="项目与办件：导入、查看、登记、邀请", no_args_is_help=True)
ProjectCode = Annotated[str, typer.Argument(metavar="PROJECT_CODE", help="24 位项目代码")]


@app.command("import", help="导入 CSV 或 XLSX，一行一条记录；默认整个文件要么全写入，要么不写")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV（UTF-8 或 GBK）或 XLSX")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="有误的行跳过，其余写入")] = False,
    quiet_before: Annotated[
        date | None,
        typer.Option(
            "--quiet-before",
            metavar="DATE",
            parser=arguments.day("--quiet-before"),
            help="此日之前发生的旧记录不发消息",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands.importing import import_file

    report = import_file(file, dry_run=dry_run, partial=partial, quiet_before=quiet_before)
    if as_json:
        say_json(report.as_dict())
    else:
        counts = report.as_dict() | {"rejected": len(report.rejected)}
        head = terminal.IMPORTED.format(**counts) + (terminal.DRY_RUN if dry_run else "")
        say(head, *(terminal.REJECTED_ROW.format(**r.as_dict()) for r in report.rejected))
    if report.rejected and not partial:
        warn(terminal.NOTHING_IMPORTED.format(count=len(report.rejected)))
        raise typer.Exit(2)


@app.command("show", help="查看一个项目：阶段、办件、期限与算法")
def show(code: ProjectCode, as_json: AsJson = False) -> None:
    from bot.commands.standing import in_words
    from bot.commands.transactions import transact
    from cases.progress import project_progress

    found = transact(
        lambda session, desk: project_progress(
            session, code, today=desk.clock.today(), calendar=desk.records.calendar
        )
    )
    if as_json:
        say_json(found.as_dict())
    else:
        say(*in_words(found))


@app.command("record", help="登记一个办件的新状态")
def record(
    ref: Annotated[str, typer.Argument(metavar="REF", help="办件编号")],
    state: Annotated[str, typer.Argument(metavar="STATE", help="十五种状态之一，如 已受理")],
    on: Annotated[
        date,
        typer.Option("--on", metavar="DATE", parser=arguments.day("--on"), help="发生日期"),
    ],
    note: Annotated[str, typer.Option("--note", help="备注")] = "",
    as_json: AsJson = False,
) -> None:
    known = parse_state(state)
    from bot.commands.recording import as_dict, in_words
    from bot.commands.transactions import transact
    from cases.actors import COMMAND_LINE
    from cases.casework import FactSource, record_fact

    recorded = transact(
        lambda session, desk: record_fact(
            session,
            ref=ref,
            state=known,
            effective_on=on,
            actor=COMMAND_LINE,
            source=FactSource.OFFICER,
            at=desk.clock.now(),
            calendar=desk.records.calendar,
            note=note,
            quiet_hours=desk.settings.quiet,
        )
    )
    if as_json:
        say_json(as_dict(recorded))
    else:
        say(*in_words(recorded))


@app.command("invite", help="生成一次性绑定邀请，发给企业")
def invite(
    code: ProjectCode,
    uscc: Annotated[str, typer.Option("--uscc", metavar="CODE", help="建设单位统一社会信用代码")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.inviting import make_invite

    made = make_invite(code, uscc)
    said = {
        "payload": made.payload,
        "link": made.link,
        "expires_at": made.expires_at.isoformat(),
    }
    if as_json:
        say_json(said)
    else:
        expires = f"{made.expires_at:%Y-%m-%d %H:%M}"
        say(
            terminal.INVITE.format(
                payload=made.payload, link=made.link or terminal.NO_LINK, expires=expires
            )
        )
    if made.hint:
        warn(made.hint)
