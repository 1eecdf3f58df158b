"""``bangban cases``: putting facts on record, and seeing where a project stands."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json, warn
from bot.texts import terminal
from cases.rules.kinds import PROCEDURES

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
        counts = report.as_dict() | {"rejected": len(report.rejected), "owed": report.owed}
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


@app.command("record", help="登记一个办件的新状态，或送达、延长期限、开工等一件事")
def record(
    ref: Annotated[str, typer.Argument(metavar="REF", help="办件编号")],
    state: Annotated[
        str, typer.Argument(metavar="STATE", help="十五种状态之一，如 已受理；或 送达、延长期限…")
    ],
    on: Annotated[
        date,
        typer.Option("--on", metavar="DATE", parser=arguments.day("--on"), help="发生日期"),
    ],
    note: Annotated[str, typer.Option("--note", help="备注")] = "",
    basis: Annotated[str, typer.Option("--basis", help="法律依据")] = "",
    until: Annotated[
        date | None,
        typer.Option(
            "--until",
            metavar="DATE",
            parser=arguments.day("--until"),
            help="告知书、承诺或证件写明的截止日期",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(
            "--days", metavar="N", parser=arguments.whole("--days"), help="延长期限的天数"
        ),
    ] = None,
    months: Annotated[
        int | None,
        typer.Option(
            "--months", metavar="N", parser=arguments.whole("--months"), help="开工延期的月数"
        ),
    ] = None,
    approver: Annotated[str, typer.Option("--approver", help="延长期限的批准人")] = "",
    noticed_on: Annotated[
        date | None,
        typer.Option(
            "--noticed-on",
            metavar="DATE",
            parser=arguments.day("--noticed-on"),
            help="书面告知申请人的日期",
        ),
    ] = None,
    procedure: Annotated[
        str | None,
        typer.Option(
            "--procedure",
            metavar="NAME",
            parser=arguments.one_of("--procedure", PROCEDURES),
            help="特别程序的种类，如 专家评审",
        ),
    ] = None,
    corrects: Annotated[
        str | None, typer.Option("--corrects", metavar="FACT_ID", help="更正这一条登记")
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bot.commands import recording
    from cases.rules.kinds import Terms

    recorded = recording.record(
        ref,
        state,
        on,
        terms=Terms(
            until=until,
            days=days,
            months=months,
            approver=approver,
            noticed_on=noticed_on,
            procedure=procedure or "",
        ),
        note=note,
        legal_basis=basis,
        corrects=corrects,
    )
    if as_json:
        say_json(recording.as_dict(recorded))
    else:
        say(*recording.in_words(recorded))


@app.command("void", help="作废一条错误的登记：它仍在案，办件如同从未登记过它")
def void(
    ref: Annotated[str, typer.Argument(metavar="REF", help="办件编号")],
    fact: Annotated[str, typer.Argument(metavar="FACT_ID", help="登记的 id，见 cases show --json")],
    reason: Annotated[str, typer.Option("--reason", help="作废原因")],
    as_json: AsJson = False,
) -> None:
    from bot.commands import recording

    voided = recording.void(ref, fact, reason)
    if as_json:
        say_json(recording.as_dict(voided))
    else:
        say(*recording.in_words(voided, terminal.VOIDED))


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
