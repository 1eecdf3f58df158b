"""``bangban staff``: who works for the bureau."""

from typing import Annotated

import typer

from bot.commands import arguments
from bot.commands.printing import AsJson, say, say_json
from bot.texts import terminal
from cases.rules.access import Role, is_staff

app = typer.Typer(help="工作人员名单：项目管家、审批人员、管理者", no_args_is_help=True)
ROLES = tuple(role.value for role in Role if is_staff(role))


@app.command("add", help="登记工作人员，或更改其姓名、角色和科室")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="姓名")],
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="|".join(ROLES),
            parser=arguments.one_of("--role", ROLES),
            help="角色：项目管家、审批人员或管理者",
        ),
    ],
    telegram: Annotated[str, typer.Option("--telegram", metavar="ID", help="Telegram 数字编号")],
    department: Annotated[
        str, typer.Option("--department", metavar="NAME", help="科室，企业沙龙的提问据此转办")
    ] = "",
    as_json: AsJson = False,
) -> None:
    from bot.commands.members import line_of, row_of
    from bot.commands.transactions import transact
    from cases.staff import add_staff

    member = transact(
        lambda session, desk: add_staff(
            session,
            name=name,
            role=Role(role),
            address=telegram,
            department=department,
            at=desk.clock.now(),
        )
    )
    if as_json:
        say_json(row_of(member))
    else:
        say(terminal.STAFF_ADDED.format(who=line_of(member)))


@app.command("list", help="列出工作人员")
def list_(as_json: AsJson = False) -> None:
    from bot.commands.members import line_of, row_of
    from bot.commands.transactions import transact
    from cases.staff import list_staff

    members = transact(lambda session, _: list_staff(session))
    if as_json:
        say_json([row_of(member) for member in members])
    else:
        say(*(line_of(member) for member in members) if members else [terminal.NO_STAFF])


@app.command("remove", help="取消工作人员的全部权限")
def remove(
    who: Annotated[str, typer.Argument(metavar="WHO", help="姓名或 Telegram 数字编号")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.members import line_of, row_of
    from bot.commands.transactions import transact
    from cases.staff import remove_staff

    member = transact(lambda session, desk: remove_staff(session, who, at=desk.clock.now()))
    if as_json:
        say_json(row_of(member))
    else:
        say(terminal.STAFF_REMOVED.format(who=line_of(member)))
