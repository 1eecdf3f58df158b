"""Looking after the notices that go out: their waves, and the progress that managers watch."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.rendering.notices import notice_progress
from bot.rendering.outgoing import Outgoing
from bot.services import Services
from bot.unbroken import unbroken
from cases import notices
from cases.database import DatabaseTrouble, Session
from cases.outbox import Delivered

log = logging.getLogger(__name__)

EVERY = 3.0  # seconds between looks; a chat may be edited about once a second
RECENT = timedelta(minutes=10)  # a notice that came to rest is shown so once more
HELD = (notices.NoticeState.PAUSED, notices.NoticeState.STOPPED)

Shown = dict[tuple[str, str], Outgoing]  # what each progress message says now


@dataclass(frozen=True)
class _Edit:
    channel: str
    address: str
    external_id: str
    message: Outgoing


async def follow_notices(services: Services) -> None:
    """Let waves go, pause what goes wrong and keep progress messages true, until cancelled."""
    shown: Shown = {}
    while True:
        try:
            await unbroken(watch(services))
            await unbroken(show_progress(services, shown))
        except DatabaseTrouble as error:
            log.warning("notices.not_followed: %s", type(error).__name__)
        await asyncio.sleep(EVERY)


async def watch(services: Services) -> notices.Watched:
    """Look at every notice that is going out once."""
    async with services.sessions.begin() as session:
        watched = await notices.watch_notices(
            session, at=services.clock.now(), quiet_hours=services.quiet_hours
        )
    if watched.let_go or watched.paused:
        services.relay.wake()
        log.info("notices.watched: %d waves, %d paused", watched.let_go, watched.paused)
    return watched


async def show_progress(services: Services, shown: Shown) -> int:
    """Edit the progress messages whose words are not true any more; return how many that were."""
    async with services.sessions.begin() as session:
        edits = await _edits(session, shown, since=services.clock.now() - RECENT)
    edited = 0
    for edit in edits:
        # An edit that fails is made again at the next look, or no longer matters.
        outcome = await services.messenger.edit(edit.address, edit.external_id, edit.message)
        if isinstance(outcome, Delivered):
            shown[edit.address, edit.external_id] = edit.message
            edited += 1
    return edited


async def _edits(session: Session, shown: Shown, *, since: Any) -> list[_Edit]:
    edits = []
    for view in await notices.list_notices(session, limit=50):
        if view.state not in (notices.NoticeState.SENDING, *HELD) and view.updated_at < since:
            continue
        places = await notices.progress_messages(session, view.notice_id)
        if not places:
            continue
        message = notice_progress(await progress_of(session, view.notice_id))
        edits += [
            _Edit(channel, address, external_id, message)
            for channel, address, external_id in places
            if shown.get((address, external_id)) != message
        ]
    return edits


async def progress_of(session: Session, notice_id: UUID) -> dict[str, Any]:
    """
    Return how far a notice is, as its progress message says it.

    Raises:
        NoticeNotFound: There is none.
    """
    counted = await notices.progress(session, notice_id)
    recall = await notices.recall_progress(session, notice_id)
    return {
        "notice_id": str(notice_id),
        "number": counted.number,
        "state": counted.state_name,
        "sending": counted.state is notices.NoticeState.SENDING,
        "held": counted.state in HELD,
        "reason": counted.reason,
        "wave": counted.wave,
        "recall": None if recall is None else _recall(recall),
        "total": counted.total,
        "sent": counted.sent,
        "pending": counted.pending,
        "in_flight": counted.in_flight,
        "failed": counted.failed,
        "unknown": counted.unknown,
        "expired": counted.expired,
        "unsent": counted.suppressed + counted.cancelled,
    }


def _recall(recall: notices.RecallProgress) -> dict[str, int]:
    return {"edited": recall.edited, "failed": recall.failed, "left": recall.left}
