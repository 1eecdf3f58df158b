"""/cases and /today: what a steward looks after, and what is due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.members import owe_invite
from bot.handlers.progress import progress_of
from bot.handlers.staff_only import staff_only
from bot.rendering.html import cut, escape
from bot.rendering.progress_words import deadline_words
from bot.texts import staff as texts
from bot.texts.members import BUTTON_MEMBERS as MEMBERS
from bot.texts.progress import NO_STATE
from cases.errors import CasesError
from cases.progress import (
    ProjectLoad,
    ProjectProgress,
    WorkItem,
    project_loads,
    projects_of,
    staff_worklist,
)
from cases.tables.people import Role
from cases.tables.projects import PartyRole

FEW_PROJECTS = 3  # are shown whole; more are listed to choose from
MOST_PROJECTS = 20  # in that list; the rest is said to be there
MOST_DUE, MOST_BUTTONS = 20, 6
MOST_CASES = 6
SOON = timedelta(days=3)  # how far ahead /today looks


async def on_cases(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_cases(turn, context)


async def on_cases_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_cases(turn, context)


async def show_cases(turn: Turn, context: Context) -> None:
    """Owe the person's projects with their running cases, or a list when they are many."""
    if not await staff_only(turn):
        return
    loads = await _loads(turn, context)
    if not loads:
        await turn.say(texts.NO_CASES)
    elif len(loads) > FEW_PROJECTS:
        await _list(turn, loads)
    else:
        for load in loads:
            await _show(turn, await progress_of(turn, context, load.code))


async def _list(turn: Turn, loads: Sequence[ProjectLoad]) -> None:
    """Owe a button for each project; those with something overdue come first."""
    rows = [[(_label(one), f"p:{one.code}")] for one in loads[:MOST_PROJECTS]]
    words = texts.CHOOSE_PROJECT.format(count=len(loads))
    if len(loads) > MOST_PROJECTS:
        words += "\n" + texts.MORE_CASES.format(count=len(loads) - MOST_PROJECTS)
    await turn.say(words, rows)


def _label(load: ProjectLoad) -> str:
    words = texts.PROJECT_BUTTON_OVERDUE if load.overdue else texts.PROJECT_BUTTON
    return words.format(name=cut(load.name, 18), running=load.running, overdue=load.overdue)


async def on_project_button(turn: Turn, context: Context, code: str) -> None:
    """Owe one project of the list; what is not theirs is answered like what does not exist."""
    if not await staff_only(turn):
        return
    try:
        shown = await progress_of(turn, context, code)
    except CasesError as error:
        await turn.say(escape(error))
        return
    await _show(turn, shown)


async def _loads(turn: Turn, context: Context) -> list[ProjectLoad]:
    """A steward sees their own projects, also those at rest; others see all with running cases."""
    own = turn.person.id if turn.person.role is Role.STEWARD else None
    work = await staff_worklist(
        turn.session, own, today=turn.today, calendar=context.services.calendar
    )
    loads = list(project_loads(work))
    if own is not None:
        busy = {load.code for load in loads}
        mine = await projects_of(turn.session, own)
        loads += [ProjectLoad(one.code, one.name) for one in mine if one.code not in busy]
    return loads


async def _show(turn: Turn, shown: ProjectProgress) -> None:
    project = shown.project
    running = [case for case in shown.cases if not case.closed][:MOST_CASES]
    lines = [
        texts.PROJECT_HEAD.format(
            name=escape(project.name),
            code=escape(project.code),
            organization=escape(project.organization),
        ),
        *(texts.CASE_LINE.format(**_words(case.as_dict(), "·")) for case in running),
    ]
    if not running:
        lines.append(texts.NOTHING_RUNNING)
    buttons = [[_record_button(case.ref)] for case in running]
    buttons.append([(texts.INVITE, f"i:{project.code}"), (MEMBERS, f"who:{project.code}")])
    await turn.say("\n".join(lines), buttons)


def _words(case: dict[str, Any], mark: str) -> dict[str, str]:
    return {
        "mark": mark,
        "ref": escape(case["ref"]),
        "item": escape(case["item"]),
        "state": escape(case["state"] or NO_STATE),
        "due": "；".join(deadline_words(deadline) for deadline in case["deadlines"]),
    }


async def on_invite_button(turn: Turn, context: Context, code: str) -> None:
    """Owe a one-time link that binds one of the enterprise's people to the project."""
    await owe_invite(turn, context, code, PartyRole.AGENT)


async def on_today(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_today(turn, context)


async def on_today_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_today(turn, context)


async def show_today(turn: Turn, context: Context) -> None:
    """Owe what is overdue or due within three days, the most urgent first."""
    if not await staff_only(turn):
        return
    own = turn.person.id if turn.person.role is Role.STEWARD else None
    items = await staff_worklist(
        turn.session, own, today=turn.today, calendar=context.services.calendar
    )
    due = [item for item in items if _is_due(item, turn)]
    if not due:
        await turn.say(texts.TODAY_NONE)
        return
    lines = [texts.TODAY_HEAD.format(today=turn.today, count=len(due)), *map(_due_line, due)]
    if len(due) > MOST_DUE:
        lines = lines[: MOST_DUE + 1]
        lines.append(texts.TODAY_MORE.format(count=len(due) - MOST_DUE))
    refs = [item.case.ref for item in due[:MOST_BUTTONS]]
    await turn.say("\n".join(lines), [[_record_button(ref)] for ref in refs])


def _due_line(item: WorkItem) -> str:
    mark = "！" if item.case.overdue else "· "
    project = escape(item.project_name)
    return texts.TODAY_LINE.format(project=project, **_words(item.case.as_dict(), mark))


def _record_button(ref: str) -> tuple[str, str]:
    return cut(texts.RECORD_BUTTON.format(ref=ref), 30), f"r:ref:{ref}"


def _is_due(item: WorkItem, turn: Turn) -> bool:
    deadline = item.deadline
    return bool(deadline and deadline.due_on and deadline.due_on <= turn.today + SOON)
