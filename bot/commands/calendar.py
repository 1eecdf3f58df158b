"""``bangban calendar``: the yearly 放假安排, proposed, looked at, and then counted by."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.printing import AsJson, say, say_json
from bot.rendering.progress_words import limit_name
from bot.texts import calendar as texts

if TYPE_CHECKING:
    from cases.calendars import Preview

app = typer.Typer(help="放假安排：提交、预览、采用", no_args_is_help=True)
MOST_SHOWN = 50


@app.command("propose", help="提交下一年的放假安排，预览哪些期限会变；还不影响任何期限")
def propose(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="holiday-cn 的 JSON，或 YAML、CSV、XLSX")
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="URL", help="国务院办公厅通知的网址")
    ] = "",
    as_json: AsJson = False,
) -> None:
    from bot.commands.transactions import transact
    from cases import calendars
    from cases.actors import COMMAND_LINE
    from cases.calendar_files import read_notice

    read = read_notice(file)
    preview = transact(
        lambda session, desk: calendars.propose(
            session, read, source=source, actor=COMMAND_LINE, at=desk.clock.now()
        )
    )
    if as_json:
        say_json(preview.as_dict())
    else:
        say(*_in_words(preview), texts.APPLY_NEXT.format(version=preview.version.name))


@app.command("apply", help="与通知核对后采用一个版本：重算期限，记录原因，每个受影响的办件通知一次")
def apply(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="版本，如 2027.1")],
    as_json: AsJson = False,
) -> None:
    from bot.commands.transactions import transact
    from cases import calendars
    from cases.actors import COMMAND_LINE

    adopted = transact(
        lambda session, desk: calendars.adopt(
            session,
            version,
            actor=COMMAND_LINE,
            at=desk.clock.now(),
            quiet_hours=desk.settings.quiet,
        )
    )
    if as_json:
        say_json(adopted.as_dict())
    else:
        say(*_in_words(adopted), texts.APPLIED.format(owed=adopted.owed))


@app.command("list", help="列出提交过的版本")
def list_(as_json: AsJson = False) -> None:
    from bot.commands.transactions import transact
    from cases import calendars

    found = transact(lambda session, _desk: calendars.versions(session))
    rows = [
        {
            "version": one.name,
            "year": one.year,
            "source": one.source,
            "sha256": one.sha256,
            "adopted_at": one.adopted_at.isoformat() if one.adopted_at else None,
        }
        for one in found
    ]
    if as_json:
        say_json(rows)
    else:
        said = [
            texts.VERSION.format(state=texts.STATES[one.adopted_at is not None], **row)
            for one, row in zip(found, rows, strict=True)
        ]
        say(*(said or [texts.NO_VERSIONS]))


def _in_words(preview: "Preview") -> list[str]:
    said = preview.as_dict()
    lines = [texts.HEAD.format(**said, days=len(preview.changed))]
    if not preview.version.source:
        lines.append(texts.NO_SOURCE)
    if missing := said["missing"]:
        lines.append(texts.MISSING.format(names="、".join(missing)))
    lines.append(texts.MOVED.format(cases=len(preview.moved)))
    shown = said["moved"][:MOST_SHOWN]
    lines += [texts.MOVE.format(**{**move, "name": limit_name(move)}) for move in shown]
    if len(said["moved"]) > MOST_SHOWN:
        lines.append(texts.MORE.format(count=len(said["moved"]) - MOST_SHOWN))
    return lines
