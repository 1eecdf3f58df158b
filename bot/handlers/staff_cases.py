"""/cases and /today: what a steward looks after, and what is due."""

from datetime import timedelta
from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import staff_only
from bot.rendering.html import cut, escape
from bot.rendering.progress import deadline_words
from bot.rendering.times import moment
from bot.texts import staff as texts
from bot.texts.progress import MARKS
from cases import membership
from cases.actors import Actor, ActorKind
from cases.errors import CasesError
from cases.permissions import project_for
from cases.progress import (
    ProjectProgress,
    WorkItem,
    all_progress,
    project_progress,
    projects_of,
    staff_worklist,
)
from cases.rules.access import Action
from cases.tables.people import Role

MOST_PROJECTS = 8  # shown at once; the rest is said to be there
MOST_CASES = 6
SOON = timedelta(days=3)  # how far ahead /today looks


async def on_cases(update: Update, context: Context) -> None:
    """Owe one message for each project of the person, with its running cases."""
    async with context.turn() as turn:
        if not await staff_only(turn):
            return
        projects = await _projects(turn, context)
        if not projects:
            await turn.say(texts.NO_CASES)
        for project in projects[:MOST_PROJECTS]:
            await _show(turn, project)
        if len(projects) > MOST_PROJECTS:
            await turn.say(texts.MORE_CASES.format(count=len(projects) - MOST_PROJECTS))


async def _projects(turn: Turn, context: Context) -> list[ProjectProgress]:
    """A steward sees their own projects; officers and managers see all."""
    calendar = context.services.calendar
    if turn.person.role is not Role.STEWARD:
        return list(await all_progress(turn.session, today=turn.today, calendar=calendar))
    return [
        await project_progress(turn.session, own.code, today=turn.today, calendar=calendar)
        for own in await projects_of(turn.session, turn.person.id)
    ]


async def _show(turn: Turn, shown: ProjectProgress) -> None:
    project = shown.project
    running = [case for case in shown.cases if not case.closed][:MOST_CASES]
    lines = [
        texts.PROJECT_HEAD.format(
            name=escape(project.name),
            code=escape(project.code),
            organization=escape(project.organization),
        ),
        *(_line(case.as_dict(), MARKS["办理中"]) for case in running),
    ]
    if not running:
        lines.append(texts.NOTHING_RUNNING)
    buttons = [
        [(cut(texts.RECORD_BUTTON.format(ref=c.ref), 30), f"r:ref:{c.ref}")] for c in running
    ]
    buttons.append([(texts.INVITE, f"i:{project.code}")])
    await turn.say("\n".join(lines), buttons)


def _line(case: dict[str, Any], mark: str) -> str:
    return texts.CASE_LINE.format(
        mark=mark,
        ref=escape(case["ref"]),
        item=escape(case["item"]),
        state=escape(case["state"]),
        due="；".join(deadline_words(deadline) for deadline in case["deadlines"]),
    )


async def on_invite_button(turn: Turn, context: Context, code: str) -> None:
    """Owe a one-time link that binds one of the enterprise's people to the project."""
    try:
        project = await project_for(turn.session, turn.person, Action.INVITE, code)
        invite = await membership.create_invite(
            turn.session,
            project.code,
            project.organization.uscc,
            at=turn.at,
            created_by=Actor(ActorKind.PERSON, str(turn.person.id), turn.person.name),
        )
    except CasesError as error:
        await turn.say(escape(error))
        return
    await turn.say(
        texts.INVITE_READY.format(
            project=escape(invite.project_name),
            expires=moment(invite.expires_at, context.services.clock.zone),
            link=f"https://t.me/{context.services.bot_username}?start={invite.payload}",
        )
    )


async def on_today(update: Update, context: Context) -> None:
    """Owe what is overdue or due within three days, the most urgent first."""
    async with context.turn() as turn:
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
        lines = [
            _line(item.case.as_dict(), "！" if item.case.overdue else "·") for item in due[:30]
        ]
        await turn.say("\n".join([texts.TODAY_HEAD.format(today=turn.today), *lines]))


def _is_due(item: WorkItem, turn: Turn) -> bool:
    deadline = item.deadline
    return bool(deadline and deadline.due_on and deadline.due_on <= turn.today + SOON)
