"""Owing a message: the only way in which anything ever gets sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.digests import digest_of
from cases.outbox.policies import POLICIES, QuietHours, not_before_for
from cases.tables.outbox import Delivery, DeliveryState, MessageClass, OutboxMessage
from cases.tables.upsert import insert

CHUNK = 500  # rows a statement; databases limit the parameters of one


async def owe(
    session: AsyncSession,
    *,
    dedupe_key: str,
    message_class: MessageClass,
    kind: str,
    payload: dict[str, Any],
    chats: Sequence[UUID],
    at: datetime,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    notice_id: UUID | None = None,
    quiet_hours: QuietHours | None = None,
) -> int:
    """
    Owe *payload* to *chats*, in the caller's transaction; return how many are newly owed.

    Owing the same *dedupe_key* to the same chat again does nothing. The first snapshot under a key
    stands: a chat added later gets exactly what the others got.

    Args:
        dedupe_key: Names the reason for the message, e.g. ``fact:<id>:milestone``.
        kind: What the renderer turns the payload into.
        payload: All that the text needs, as JSON; rendering never reads the database.
        not_before: Earliest instant to send; computed from *quiet_hours* when absent.
        expires_at: Nothing is sent from then on; by the class's policy when absent.
    """
    if not chats:
        return 0
    policy = POLICIES[message_class]
    message_id = await _message(
        session,
        dedupe_key=dedupe_key,
        message_class=message_class,
        kind=kind,
        payload=payload,
        digest=digest_of({"kind": kind, "payload": payload}),
        notice_id=notice_id,
        created_at=at,
    )
    not_before = not_before or not_before_for(message_class, at, quiet_hours)
    if expires_at is None and policy.lives is not None:
        expires_at = not_before + policy.lives

    owed = 0
    for some in _chunks(dict.fromkeys(chats)):
        positions = await _next_positions(session, some)
        rows = [
            {
                "id": uuid4(),
                "message_id": message_id,
                "chat_id": chat,
                "position": positions.get(chat, 1),
                "state": DeliveryState.PENDING,
                "priority": policy.priority,
                "not_before": not_before,
                "expires_at": expires_at,
                "attempts": 0,
                "resends": 0,
                "state_at": at,
                "created_at": at,
            }
            for chat in some
        ]
        statement = insert(session, Delivery).values(rows).on_conflict_do_nothing()
        owed += len((await session.scalars(statement.returning(Delivery.id))).all())
    return owed


async def _message(session: AsyncSession, **values: Any) -> UUID:
    known = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == values["dedupe_key"])
    statement = insert(session, OutboxMessage).values(id=uuid4(), **values).on_conflict_do_nothing()
    made = await session.scalar(statement.returning(OutboxMessage.id))
    return made or (await session.scalars(known)).one()


async def _next_positions(session: AsyncSession, chats: Sequence[UUID]) -> dict[UUID, int]:
    last = (
        select(Delivery.chat_id, func.max(Delivery.position) + 1)
        .where(Delivery.chat_id.in_(chats))
        .group_by(Delivery.chat_id)
    )
    return dict((await session.execute(last)).all())


def _chunks(chats: Iterable[UUID]) -> Iterable[tuple[UUID, ...]]:
    everyone = tuple(chats)
    return (everyone[start : start + CHUNK] for start in range(0, len(everyone), CHUNK))
