"""``bangban doctor``: is everything here that the assistant needs?"""

import typer

from bot.commands.printing import AsJson, say, say_json
from bot.texts import terminal


def doctor(as_json: AsJson = False) -> None:
    from bot.commands.checks import examine

    findings = examine()
    healthy = all(finding.ok for finding in findings)
    if as_json:
        say_json({"ok": healthy, "checks": [finding.as_dict() for finding in findings]})
    else:
        for finding in findings:
            mark = terminal.PASSED if finding.ok else terminal.TROUBLE
            say(f"{mark} {finding.name}：{finding.detail}")
            if finding.todo:
                say(terminal.TO_DO.format(todo=finding.todo))
    if not healthy:
        raise typer.Exit(1)
