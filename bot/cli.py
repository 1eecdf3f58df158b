"""``bangban``: gathers the commands, and says in one line what went wrong."""

import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from bot import logs
from bot.commands import (
    ask,
    audit,
    board,
    broadcast,
    calendar,
    cases,
    database,
    deadline,
    demo,
    doctor,
    evaluate,
    knowledge,
    plan,
    questions,
    sending,
    serve,
    staff,
    tokens,
)
from bot.commands.failures import ending_of
from bot.commands.usage import in_one_line, is_plea_for_help

INTERRUPTED = 130  # 128 + SIGINT, as shells say it
READER_GONE = 141  # 128 + SIGPIPE
BAD_INPUT = 2

log = logging.getLogger("bot.cli")

app = typer.Typer(
    help="帮办：工程建设审批的对话助手。答政策、算期限、跟办件、发通知。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts twice as fast and reads the same everywhere
    pretty_exceptions_enable=False,
)
app.command("demo", help="在沙盒里试用：不需要令牌、模型和网络")(demo.demo)
app.command("serve", help="正式运行：收消息、发消息、网页")(serve.serve)
app.command("doctor", help="逐项检查配置、数据库、索引、日历和令牌")(doctor.doctor)
app.command("ask", help="提一个政策问题")(ask.ask)
app.command("evaluate", help="用一份题目文件评测答案")(evaluate.evaluate)
app.command("deadline", help="计算期限：哪天到期，为什么")(deadline.deadline)
app.command("plan", help="排一个项目的办理计划：要办哪些、先后、日期")(plan.plan)
app.command("board", help="重点项目看板：阶段、立项、行业、街道")(board.board)
app.command("insights", help="办理用时、停表、按时率、久无进展")(board.insights)
app.add_typer(cases.app, name="cases")
app.add_typer(calendar.app, name="calendar")
app.add_typer(audit.app, name="audit")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(staff.app, name="staff")
app.add_typer(broadcast.app, name="broadcast")
app.add_typer(sending.app, name="sending")
app.add_typer(questions.app, name="questions")
app.add_typer(tokens.app, name="api-token")
app.add_typer(database.app, name="db")


@app.callback()
def options(
    verbose: Annotated[bool, typer.Option("--verbose", help="出错时显示详情")] = False,
) -> None:
    """Set up what all commands share."""
    logs.configure(verbose=verbose)


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit status: 0 done, 1 failed, 2 bad input.

    Whatever goes wrong is one line on standard error, never a traceback; ``--verbose`` logs it.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may not be able to show every character
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(arguments)
    except BrokenPipeError:
        return _nobody_reads()
    except SystemExit as ending:  # how Typer puts the same
        if isinstance(ending.__context__, BrokenPipeError):
            return _nobody_reads()
        raise
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED


def _run(arguments: Sequence[str] | None) -> int:
    try:
        status = app(args=arguments, prog_name="bangban", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except typer.TyperException as error:
        if is_plea_for_help(error):
            typer.echo(error.format_message())
            return 0
        return _failed(in_one_line(error), BAD_INPUT)
    except Exception as error:
        log.debug("command.failed", exc_info=error)
        return _failed(*ending_of(error))
    return status if isinstance(status, int) else 0


def _nobody_reads() -> int:
    # What is still buffered has nowhere to go; without this the interpreter complains at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE


def _failed(line: str, status: int) -> int:
    typer.echo(logs.TOKEN.sub(logs.HIDDEN, line), err=True)
    return status
