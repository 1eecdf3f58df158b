"""Approved answers between the records and retrieval: read for a question, reviewed against the index."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from bot.clock import Clock
from bot.serving_index import ServingIndex
from bot.unbroken import unbroken
from cases import approved_answers as records
from cases import outbox
from cases.actors import SYSTEM
from cases.database import DatabaseTrouble, Session, Sessions
from cases.people import role_chats
from cases.tables.people import Role
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from retrieval.answers import Citation
from retrieval.approved import ApprovedAnswer, Ground, Lapse, checksum_of, lapse_of
from retrieval.citing import cite

REVIEW_AFTER = timedelta(days=183)  # half a year after approval somebody looks at it again
REVIEW_EVERY = 3600.0  # seconds between looks at all of them

log = logging.getLogger(__name__)


async def in_force(session: Session, on: date) -> tuple[ApprovedAnswer, ...]:
    """Return the approved answers that may be given on that day, if their clauses stand."""
    return tuple(map(approved_of, await records.answers_in_force(session, on=on)))


def approved_of(row: records.ApprovedAnswer) -> ApprovedAnswer:
    """Return a kept answer as retrieval reads it."""
    return ApprovedAnswer(
        id=row.id.hex,
        question=row.question,
        text=row.answer,
        grounds=tuple(map(_ground_of, row.citations)),
        approved_on=row.approved_on,
        review_on=row.review_on,
        item=row.item,
        slot=row.slot,
    )


def citation_of(passage: Passage, quote: str) -> dict[str, Any]:
    """Return a citation as it is kept with an approved answer: with the checksum of its passage."""
    citation = asdict(cite(passage, quote))
    since = citation["in_force_from"]
    citation["in_force_from"] = since.isoformat() if since else None
    return {**citation, "checksum": checksum_of(passage)}


def cited(row: records.ApprovedAnswer) -> list[str]:
    """Return what people call the clauses that a kept answer rests on."""
    return [f"{citation['document']}{citation['article']}" for citation in row.citations]


def _ground_of(kept: dict[str, Any]) -> Ground:
    said = {key: value for key, value in kept.items() if key != "checksum"}
    since = said["in_force_from"]
    said["in_force_from"] = date.fromisoformat(since) if since else None
    return Ground(Citation(**said), kept["checksum"])


async def review(
    session: Session, index: KnowledgeIndex, clock: Clock
) -> Sequence[tuple[records.ApprovedAnswer, Lapse]]:
    """Take out of use what may no longer be given, tell its owners, and return what that was."""
    lapsed = []
    for row, _ in await records.approved_answers(session, records.ApprovalState.IN_FORCE):
        lapse = lapse_of(approved_of(row), index, clock.today())
        if lapse is None:
            continue
        at = clock.now()
        if await records.invalidate(session, row.id, reason=lapse.value, actor=SYSTEM, at=at):
            await _tell_owner(session, row, lapse, clock)
            lapsed.append((row, lapse))
    return lapsed


async def _tell_owner(
    session: Session, row: records.ApprovedAnswer, lapse: Lapse, clock: Clock
) -> None:
    chats = await records.owner_chats(session, row) or await role_chats(session, Role.MANAGER)
    await outbox.owe(
        session,
        dedupe_key=f"approved:{row.id}:{row.approved_on}:{lapse.value}",
        message_class=outbox.MessageClass.STAFF_ALERT,
        kind="approved_lapsed",
        payload={
            "id": row.id.hex,
            "question": row.question,
            "answer": row.answer,
            "approved_on": row.approved_on.isoformat(),
            "lapse": lapse.value,
            "citations": cited(row),
        },
        chats=chats,
        at=clock.now(),
    )


async def review_for_ever(sessions: Sessions, serving: ServingIndex, clock: Clock) -> None:
    """Review at once and then every hour, until cancelled."""
    while True:
        try:
            lapsed = await unbroken(review_now(sessions, serving, clock))
        except DatabaseTrouble as error:
            # What has lapsed is given to nobody meanwhile; its owner hears of it an hour later.
            log.warning("approved.not_reviewed: %s", type(error).__name__)
        else:
            log.info("approved.reviewed: %d lapsed", lapsed)
        await asyncio.sleep(REVIEW_EVERY)


async def review_now(sessions: Sessions, serving: ServingIndex, clock: Clock) -> int:
    """Review against the index that answers at this moment; return how many went out of use."""
    index = serving.now()
    async with sessions.begin() as session:
        return len(await review(session, index, clock))
