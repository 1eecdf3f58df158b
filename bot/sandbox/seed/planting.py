"""Filling an empty database through the same verbs that the bureau uses."""

from datetime import datetime, timedelta
from importlib.resources import as_file, files

from bot.sandbox.seed.people import BOUND, PROJECT, STAFF
from bot.sandbox.seed.portfolio import portfolio_rows
from cases import membership, people, staff
from cases.actors import COMMAND_LINE
from cases.database import Session, Sessions
from cases.imports import import_rows, read_table
from cases.projects import find_project
from cases.rules.calendar import WorkCalendar


async def plant(sessions: Sessions, *, at: datetime, calendar: WorkCalendar) -> str:
    """Add staff, projects and bindings; return the payload of an unused invite to ``PROJECT``."""
    async with sessions.begin() as session:
        for colleague in STAFF:
            await staff.add_staff(
                session,
                name=colleague.name,
                role=colleague.role,
                address=str(colleague.user_id),
                department=colleague.department,
                at=at,
            )
    tomorrow = at.date() + timedelta(days=1)  # all of it happened before anybody was bound
    with as_file(files("bot.sandbox.seed") / "projects.csv") as path:
        rows = (*read_table(path), *portfolio_rows(calendar))
    async with sessions.begin() as session:
        report = await import_rows(session, rows, at=at, calendar=calendar, quiet_before=tomorrow)
        if report.rejected:
            msg = f"the sandbox's own projects were rejected: {report.rejected[0]}"
            raise RuntimeError(msg)
    async with sessions.begin() as session:
        for user_id, (name, code) in BOUND.items():
            chat, _ = await people.register_chat(session, address=str(user_id), name=name, at=at)
            payload = await _invite(session, code, at=at)
            await membership.accept_invite(session, payload, chat_id=chat.id, at=at)
        return await _invite(session, PROJECT, at=at)


async def _invite(session: Session, code: str, *, at: datetime) -> str:
    project = await find_project(session, code)
    invite = await membership.create_invite(
        session, code, project.organization.uscc, at=at, created_by=COMMAND_LINE
    )
    return invite.payload
