"""Late proof: who presses a button has the message that it belongs to, whatever the call said of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import enter_gate
from cases.outbox.outcomes import Delivered, recorded
from cases.tables.outbox import UNSENT, Attempt, Delivery, DeliveryState
from cases.tables.people import Chat

PROVED = "收件人按了这条消息的按钮，确已送达"
MARK_LENGTH = 8

_DELIVERED = recorded(Delivered)


def mark_of(token: UUID) -> str:
    """Return what the buttons of a message carry of the attempt that sent it."""
    return token.hex[:MARK_LENGTH]


async def prove_arrival(
    session: AsyncSession,
    *,
    channel: str = "telegram",
    address: str,
    external_id: str,
    mark: str | None,
    at: datetime,
) -> int:
    """
    Settle as delivered what a press in the chat at *address* proves; return how many deliveries that is.

    The message is the one that the channel knows as *external_id*, or whose buttons carry *mark*. What
    of it is unknown, or waits to be sent again, is delivered; what is being sent again cannot be
    recalled, but is not sent a third time. Proving again changes nothing. To be called before anything
    else in the transaction: it may have to wait for the gate.
    """
    found = await _attempts(session, channel, address, external_id, mark)
    if not found:
        return 0
    await enter_gate(session)
    proved = await session.execute(
        select(Attempt, Delivery)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .where(or_(Attempt.token.in_(found), Attempt.carried_by.in_(found)))
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    settled = 0
    for attempt, delivery in proved.all():
        attempt.outcome, attempt.reason = _DELIVERED, PROVED
        attempt.finished_at = attempt.finished_at or at
        attempt.external_id = external_id
        if _is_open(delivery, attempt):
            _deliver(delivery, external_id, at=at)
            settled += 1
    await session.flush()
    return settled


async def proved_arrivals(
    session: AsyncSession, deliveries: Sequence[UUID]
) -> dict[UUID, str | None]:
    """Return those of *deliveries* of which an attempt is known to have arrived, under which number."""
    rows = await session.execute(
        select(Attempt.delivery_id, Attempt.external_id).where(
            Attempt.delivery_id.in_(deliveries), Attempt.outcome == _DELIVERED
        )
    )
    return {row.delivery_id: row.external_id for row in rows}


async def _attempts(
    session: AsyncSession, channel: str, address: str, external_id: str, mark: str | None
) -> list[UUID]:
    unproved = or_(Attempt.outcome.is_(None), Attempt.outcome != _DELIVERED)
    rows = await session.execute(
        select(func.coalesce(Attempt.carried_by, Attempt.token), Attempt.external_id)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(
            Chat.channel == channel,
            Chat.address == address,
            or_(
                Delivery.state.in_((*UNSENT, DeliveryState.UNKNOWN)),
                and_(Delivery.state == DeliveryState.SENDING, unproved),
            ),
        )
    )
    return [
        carrier  # of the call: what it carried may be open while what it was made for is not
        for carrier, known_as in rows
        if known_as == external_id or (mark is not None and mark_of(carrier) == mark)
    ]


def _is_open(delivery: Delivery, attempt: Attempt) -> bool:
    return delivery.state in (*UNSENT, DeliveryState.UNKNOWN) or (
        delivery.state is DeliveryState.SENDING and delivery.token == attempt.token
    )


def _deliver(delivery: Delivery, external_id: str, *, at: datetime) -> None:
    delivery.state, delivery.state_at, delivery.reason = DeliveryState.DELIVERED, at, None
    delivery.external_id = external_id
    delivery.token = delivery.worker = delivery.lease_until = None
