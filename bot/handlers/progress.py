"""/status and /todo: where the enterprise's projects stand, what is due, and why that date."""

from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.rendering.blocks import cut_blocks
from bot.rendering.html import cut, escape
from bot.rendering.progress import progress
from bot.rendering.progress_words import (
    MOST_UNITS,
    NOTE_LIMIT,
    case_detail,
    current,
    deadline_words,
    explanation_lines,
    state_note,
)
from bot.texts import progress as texts
from bot.texts.start import BUTTON_HUMAN, BUTTON_STATUS
from cases.errors import BadProjectCode, ProjectNotFound
from cases.permissions import progress_for
from cases.progress import ProjectProgress, projects_of
from cases.rules.deadlines import OF_THE_ENTERPRISE
from cases.rules.states import CaseState


async def on_status(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_status(turn, context)


async def on_status_button(turn: Turn, context: Context, rest: str) -> None:
    if rest:
        await show_project(turn, context, rest)
    else:
        await show_status(turn, context)


async def show_status(turn: Turn, context: Context) -> None:
    """Owe the card of the person's project; let them choose when there are several."""
    mine = await projects_of(turn.session, turn.person.id)
    match mine:
        case []:
            await turn.say(texts.NOT_BOUND, [[(BUTTON_HUMAN, "human")]])
        case [only]:
            await show_project(turn, context, only.code)
        case several:
            await turn.say(
                texts.CHOOSE, [[(cut(one.name, 30), f"status:{one.code}")] for one in several[:20]]
            )


async def show_project(turn: Turn, context: Context, code: str) -> None:
    shown = await visible(turn, context, code)
    if shown is not None:
        await turn.reply("progress", **as_payload(turn, shown))


async def on_refresh_button(turn: Turn, context: Context, code: str) -> None:
    """Bring the card itself up to date instead of sending another."""
    shown = await visible(turn, context, code)
    if shown is not None:
        turn.edit = progress(as_payload(turn, shown))
        turn.toast = texts.REFRESHED.format(day=turn.today)


def as_payload(turn: Turn, shown: ProjectProgress) -> dict[str, Any]:
    code = shown.project.code
    buttons = [
        [(texts.BUTTON_WHY, f"why:{code}"), (texts.BUTTON_ALL, f"all:{code}")],
        [(texts.BUTTON_WHO, f"who:{code}"), (texts.BUTTON_REFRESH, f"fresh:{code}")],
        *(
            [
                (
                    texts.BUTTON_UNIT.format(name=cut(unit.project.name, 20)),
                    f"status:{unit.project.code}",
                )
            ]
            for unit in shown.units[:MOST_UNITS]
        ),
    ]
    return {"progress": {**shown.as_dict(), "as_of": turn.today.isoformat()}, "buttons": buttons}


async def progress_of(turn: Turn, context: Context, code: str) -> ProjectProgress:
    """
    Return how the project stands today, as far as this person may see it.

    Raises:
        BadProjectCode, ProjectNotFound: There is none, or none that they may see.
    """
    return await progress_for(
        turn.session, turn.person, code, today=turn.today, calendar=context.services.calendar
    )


async def visible(turn: Turn, context: Context, code: str) -> ProjectProgress | None:
    """Return the project if this person may see it; a stranger hears what anyone would hear."""
    try:
        return await progress_of(turn, context, code)
    except (BadProjectCode, ProjectNotFound):
        await turn.say(texts.NO_SUCH_PROJECT)
        return None


async def on_why_button(turn: Turn, context: Context, code: str) -> None:
    """Owe the rows of every running limit: they add up to its date."""
    shown = await visible(turn, context, code)
    if shown is None:
        return
    blocks = []
    for case in shown.as_dict()["cases"]:
        for deadline in current(case, as_of=turn.today.isoformat()):
            head = texts.WHY_HEAD.format(item=escape(case["item"]), limit=deadline_words(deadline))
            blocks.append("\n".join([head, *map(escape, explanation_lines(deadline))]))
    await turn.say(cut_blocks(blocks) or texts.WHY_NONE)


async def on_all_button(turn: Turn, context: Context, code: str) -> None:
    shown = await visible(turn, context, code)
    if shown is not None:
        as_of = turn.today.isoformat()
        lines = [case_detail(case, as_of=as_of) for case in shown.as_dict()["cases"]]
        await turn.say(cut_blocks(lines) or texts.NO_CASES)


async def on_todo(update: Update, context: Context) -> None:
    """Owe what the enterprise itself has to do, across its projects."""
    async with context.turn() as turn:
        await show_todo(turn, context)


async def on_todo_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_todo(turn, context)


async def show_todo(turn: Turn, context: Context) -> None:
    mine = await projects_of(turn.session, turn.person.id)
    if not mine:
        await turn.say(texts.NOT_BOUND, [[(BUTTON_HUMAN, "human")]])
        return
    lines: list[str] = []
    as_of = turn.today.isoformat()
    for project in mine:
        shown = await progress_of(turn, context, project.code)
        for case in shown.as_dict()["cases"]:
            lines += _todo(project.name, case, as_of=as_of)
    to_status = [[(BUTTON_STATUS, "status")]]
    if lines:
        await turn.say(texts.TODO_HEAD + "\n" + cut_blocks(lines, between="\n"), to_status)
    else:
        await turn.say(texts.TODO_NONE, to_status)


def _todo(project: str, case: dict[str, Any], *, as_of: str) -> list[str]:
    """Return what the enterprise has to do for *case*: complete its papers, and its own duties."""
    said = {
        "project": escape(project),
        "item": escape(case["item"]),
        "ref": escape(case["ref"]),
    }
    lines = []
    if case["state"] == CaseState.SUPPLEMENT_ASKED:
        note = state_note(case)
        note = texts.TODO_NOTE.format(note=escape(cut(note, NOTE_LIMIT))) if note else ""
        lines.append(texts.TODO_SUPPLEMENT.format(**said, note=note))
    lines += [
        texts.TODO_DUTY.format(**said, limit=escape(deadline_words(deadline)))
        for deadline in current(case, as_of=as_of)
        if deadline["kind"] in OF_THE_ENTERPRISE
    ]
    return lines
