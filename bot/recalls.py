"""Changing what a recalled notice said, message by message, at the pace that everybody shares."""

import asyncio
import logging

from bot.notices import EVERY
from bot.rendering.notices import notice_recalled
from bot.services import Services
from bot.unbroken import unbroken
from cases import notices
from cases.database import DatabaseTrouble
from cases.notices import EditOutcome, ToEdit
from cases.outbox import (
    Delivered,
    Fatal,
    Migrated,
    NotSent,
    Outcome,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
)

log = logging.getLogger(__name__)

TOGETHER = 3  # edits a look; the pace rarely lets out more at once


async def recall_for_ever(services: Services) -> None:
    """Edit until cancelled."""
    while True:
        edited = 0
        try:
            edited = await unbroken(edit_some(services))
        except DatabaseTrouble as error:
            log.warning("recalls.not_edited: %s", type(error).__name__)
        # Right after an edit the next may only wait for its slot; otherwise look rarely.
        pace = services.relay.rates.interval.total_seconds()
        await asyncio.sleep(pace if edited else EVERY)


async def edit_some(services: Services) -> int:
    """Edit what may be edited now; return how many messages are dealt with for good."""
    now = services.clock.now()
    async with services.sessions.begin() as session:
        edits = await notices.next_edits(
            session, limit=TOGETHER, at=now, rates=services.relay.rates
        )
    dealt_with = 0
    for edit in edits:
        message = notice_recalled(
            {
                "number": edit.number,
                "words": edit.words,
                "attachment": edit.attachment.as_dict() if edit.attachment else None,
                "had_attachment": edit.had_attachment,
            }
        )
        outcome = await services.messenger.edit(edit.address, edit.external_id, message)
        dealt_with += await _note(services, edit, outcome)
    return dealt_with


async def _note(services: Services, edit: ToEdit, outcome: Outcome) -> bool:
    """Write down what is final; what may succeed later is simply tried again."""
    now = services.clock.now()
    async with services.sessions.begin() as session:
        match outcome:
            case Delivered():
                await notices.note_edit(session, edit, EditOutcome.EDITED, at=now)
            case Rejected(reason) | Unreachable(reason):
                await notices.note_edit(session, edit, EditOutcome.FAILED, reason=reason, at=now)
            case Migrated(new_address):
                reason = f"moved to {new_address}"
                await notices.note_edit(session, edit, EditOutcome.FAILED, reason=reason, at=now)
            case RateLimited(retry_after):
                await notices.wait_with_edits(session, edit, retry_after, at=now)
                return False
            case NotSent() | Unknown() | Fatal():
                return False
    return True
