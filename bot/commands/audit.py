"""``bangban audit``: are the facts and the journal as they were written?"""

import typer

from bot.commands.printing import AsJson, say, say_json
from bot.texts import terminal

app = typer.Typer(help="校验记录是否被改动", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keep ``verify`` a sub-command though it is the only one."""


@app.command("verify", help="重新计算每个办件和操作日志的哈希链；有改动则列出并以 1 退出")
def verify(as_json: AsJson = False) -> None:
    from bot.commands.transactions import transact
    from cases.audit import verify_records

    found = transact(lambda session, _desk: verify_records(session))
    if as_json:
        say_json(found.as_dict())
    else:
        words = terminal.INTACT if found.intact else terminal.TAMPERED
        say(words.format(facts=found.facts, cases=found.cases, acts=found.acts))
        if found.broken_act is not None:
            say(terminal.BROKEN_ACT.format(number=found.broken_act))
        for broken in found.broken_cases:
            say(terminal.BROKEN_CASE.format(ref=broken.ref, number=broken.seq))
        say(terminal.CHAIN_HEAD.format(head=found.head))
    if not found.intact:
        raise typer.Exit(1)
