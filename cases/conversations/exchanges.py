"""Questions, their answers and what people thought of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.conversations import Exchange, Feedback, Vote
from cases.tables.upsert import insert


async def record_exchange(
    session: AsyncSession,
    *,
    chat_id: UUID,
    question: str,
    standalone: str,
    status: str,
    answer: str,
    citations: Sequence[dict[str, Any]],
    candidates: Sequence[dict[str, Any]] = (),
    confidence: float,
    item: str | None = None,
    slot: str | None = None,
    retrieved: Sequence[dict[str, Any]] = (),
    model_use: dict[str, Any] | None = None,
    at: datetime,
) -> UUID:
    """
    Keep a question with its answer and the ground it stood on; return the exchange's id.

    *retrieved* are the passages found, best first, as ``{"name", "score"}``.
    """
    exchange = Exchange(
        id=uuid4(),
        chat_id=chat_id,
        question=question,
        standalone=standalone,
        status=status,
        answer=answer,
        citations=list(citations),
        candidates=list(candidates),
        confidence=confidence,
        item=item,
        slot=slot,
        retrieved=list(retrieved),
        model_use=model_use or {},
        at=at,
    )
    session.add(exchange)
    await session.flush()
    return exchange.id


async def recent_exchanges(
    session: AsyncSession, chat_id: UUID, *, limit: int = 5, since: datetime | None = None
) -> tuple[Exchange, ...]:
    """Return the last exchanges of a chat, oldest first."""
    statement = (
        select(Exchange)
        .where(Exchange.chat_id == chat_id)
        .order_by(Exchange.at.desc(), Exchange.id)
        .limit(limit)
    )
    if since is not None:
        statement = statement.where(Exchange.at >= since)
    return tuple(reversed((await session.scalars(statement)).all()))


async def exchange_of(session: AsyncSession, exchange_id: UUID, chat_id: UUID) -> Exchange | None:
    """Return an exchange of this chat; None for another chat's, so that nobody reads along."""
    return await session.scalar(
        select(Exchange).where(Exchange.id == exchange_id, Exchange.chat_id == chat_id)
    )


async def record_feedback(
    session: AsyncSession,
    *,
    exchange_id: UUID,
    chat_id: UUID,
    vote: Vote,
    reason: str | None = None,
    at: datetime,
) -> bool:
    """Keep what the asker thinks of an answer, the last word counting; False if it is not theirs."""
    if await exchange_of(session, exchange_id, chat_id) is None:
        return False
    statement = insert(session, Feedback).values(
        id=uuid4(), exchange_id=exchange_id, vote=vote, reason=reason, at=at
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["exchange_id"], set_={"vote": vote, "reason": reason, "at": at}
        )
    )
    return True


async def vote_on(session: AsyncSession, exchange_id: UUID) -> Vote | None:
    """Return what the asker thought of an answer; None when they did not say."""
    return await session.scalar(select(Feedback.vote).where(Feedback.exchange_id == exchange_id))
