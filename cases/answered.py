"""Answering a repeated request of another program as it was answered the first time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.errors import KeyReused
from cases.tables.answered import AnsweredRequest
from cases.tables.upsert import insert


async def earlier_answer(
    session: AsyncSession, client: Actor, key: str, *, sha256: str, at: datetime
) -> dict[str, Any] | None:
    """
    Return what was answered to the request that *client* calls *key*; ``None`` makes it ours.

    Then do it and ``keep_answer`` in the same transaction. Whoever comes with the same key in the
    meantime waits for that transaction.

    Args:
        client: A program, by its API token.
        sha256: Of what is asked, in hexadecimal.

    Raises:
        KeyReused: Something else was asked under that key.
    """
    token_id = UUID(client.id)
    statement = insert(session, AnsweredRequest).values(
        token_id=token_id, key=key, sha256=sha256, answer=None, answered_at=at
    )
    ours = await session.scalar(statement.on_conflict_do_nothing().returning(AnsweredRequest.key))
    if ours is not None:
        return None
    known = (
        await session.execute(
            select(AnsweredRequest.sha256, AnsweredRequest.answer).where(
                AnsweredRequest.token_id == token_id, AnsweredRequest.key == key
            )
        )
    ).one()
    if known.sha256 != sha256:
        raise KeyReused(key)
    return known.answer or {}


async def keep_answer(
    session: AsyncSession, client: Actor, key: str, answer: dict[str, Any]
) -> None:
    """Keep *answer* for whoever asks the same again under *key*."""
    await session.execute(
        update(AnsweredRequest)
        .where(AnsweredRequest.token_id == UUID(client.id), AnsweredRequest.key == key)
        .values(answer=answer)
    )
