"""What ``bangban broadcast`` does, and how it shows a notice."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.commands.transactions import Desk, transact
from bot.texts import terminal
from cases import notices
from cases.actors import COMMAND_LINE
from cases.database import Session
from cases.notices import NoticeProgress, NoticeView

COUNTS = ("total", "sent", "pending", "in_flight", "failed", "unknown", "suppressed", "expired")
MOST = 200  # notices in a list; the console shows older ones


@dataclass(frozen=True)
class Followed:
    """A notice, and how far it has got."""

    view: NoticeView
    progress: NoticeProgress


def find_all() -> list[Followed]:
    """Return the notices, newest first."""

    async def _find(session: Session, _desk: Desk) -> list[Followed]:
        views = await notices.list_notices(session, limit=MOST)
        return [await _followed(session, view) for view in views]

    return transact(_find)


def find_one(number: str) -> Followed:
    """
    Return the notice with *number*.

    Raises:
        NoticeNotFound: There is none.
    """

    async def _find(session: Session, _desk: Desk) -> Followed:
        return await _followed(session, await notices.find(session, number))

    return transact(_find)


def stop_one(number: str, *, reason: str) -> Followed:
    """
    Stop a notice at once.

    Raises:
        NoticeNotFound, NoticeStateForbids: There is none, or it is not being sent.
    """

    async def _stop(session: Session, desk: Desk) -> Followed:
        view = await notices.find(session, number)
        at = desk.clock.now()
        await notices.stop_notice(session, view.notice_id, by=COMMAND_LINE, reason=reason, at=at)
        return await _followed(session, await notices.view(session, view.notice_id))

    return transact(_stop)


def resume_one(number: str) -> Followed:
    """
    Let a stopped notice go on.

    Raises:
        NoticeNotFound, NoticeStateForbids: There is none, or it is not held.
    """

    async def _resume(session: Session, desk: Desk) -> Followed:
        view = await notices.find(session, number)
        at = desk.clock.now()
        await notices.resume_notice(session, view.notice_id, by=COMMAND_LINE, at=at)
        return await _followed(session, await notices.view(session, view.notice_id))

    return transact(_resume)


async def _followed(session: Session, view: NoticeView) -> Followed:
    return Followed(view, await notices.progress(session, view.notice_id))


def as_dict(notice: Followed) -> dict[str, Any]:
    """Return a notice for programs."""
    view = notice.view
    return {
        "id": view.number,
        "state": view.state.value,
        "title": view.title,
        "body": view.body,
        "version": view.version,
        "recipients": view.recipients,
        "created_by": view.created_by,
        "submitted_by": view.submitted_by,
        "decided_by": view.decided_by,
        "decision": view.decision.value if view.decision else None,
        "reason": view.reason,
        "created_at": view.created_at.isoformat(),
        "updated_at": view.updated_at.isoformat(),
        "progress": {name: getattr(notice.progress, name) for name in COUNTS},
    }


def line_of(notice: Followed) -> str:
    """Return a notice on one line."""
    view, progress = notice.view, notice.progress
    return terminal.NOTICE.format(
        number=view.number,
        state=progress.state_name,
        title=view.title,
        sent=progress.sent,
        total=progress.total,
        failed=progress.failed,
        unknown=progress.unknown,
    )


def details(notice: Followed) -> Iterator[str]:
    """Yield a notice with who did what, and its words."""
    view = notice.view
    yield line_of(notice)
    yield terminal.NOTICE_PEOPLE.format(
        author=view.created_by,
        submitter=view.submitted_by or terminal.NOBODY_YET,
        approver=view.decided_by or terminal.NOBODY_YET,
    )
    if view.reason:
        yield terminal.NOTICE_HELD.format(reason=view.reason)
    yield ""
    yield view.body
