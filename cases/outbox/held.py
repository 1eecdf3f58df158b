"""A delivery in the hands of a relay, read with what is to be sent and where: all that a turn needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.base import database_now
from cases.tables.outbox import Delivery, DeliveryState, MessageClass, OutboxMessage
from cases.tables.people import Chat, ChatStatus


@dataclass(frozen=True, slots=True)
class Held:
    """One delivery under the token of whoever holds it."""

    token: UUID
    worker: UUID
    delivery_id: UUID
    chat_id: UUID
    priority: int
    position: int
    resends: int
    not_before: datetime
    created_at: datetime
    expires_at: datetime | None
    message_id: UUID
    message_class: MessageClass
    kind: str
    payload: dict[str, Any]
    digest: str
    notice_id: UUID | None
    address: str
    channel: str
    chat_status: ChatStatus
    person_id: UUID

    def turn(self) -> tuple[int, datetime, datetime, int]:
        """Return what decides who goes first, as in ``IN_ORDER``."""
        return (self.priority, self.not_before, self.created_at, self.position)


async def held_under(session: AsyncSession, tokens: Collection[UUID]) -> Mapping[UUID, Held]:
    """Return, locked, what was claimed under *tokens* and is held still, by token."""
    connection = await session.connection()
    rows = await connection.execute(_UNDER, {"tokens": list(tokens)})
    return {row[0]: Held(*row) for row in rows}


def all_of(delivery: type[Delivery]) -> Select[*tuple[Any, ...]]:
    """Select what a turn needs of *delivery*: the fields of ``Held`` in their order."""
    return (
        select(
            delivery.token,
            delivery.worker,
            delivery.id,
            delivery.chat_id,
            delivery.priority,
            delivery.position,
            delivery.resends,
            delivery.not_before,
            delivery.created_at,
            delivery.expires_at,
            OutboxMessage.id,
            OutboxMessage.message_class,
            OutboxMessage.kind,
            OutboxMessage.payload,
            OutboxMessage.digest,
            OutboxMessage.notice_id,
            Chat.address,
            Chat.channel,
            Chat.status,
            Chat.person_id,
        )
        .join(OutboxMessage, OutboxMessage.id == delivery.message_id)
        .join(Chat, Chat.id == delivery.chat_id)
    )


_UNDER = (
    all_of(Delivery)
    .where(
        Delivery.token.in_(bindparam("tokens", expanding=True)),
        Delivery.state == DeliveryState.CLAIMED,
        Delivery.lease_until > database_now(0),
    )
    .order_by(Delivery.id)  # who takes messages back locks them in this order too
    .with_for_update(of=Delivery)
)
