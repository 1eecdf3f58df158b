"""Taking a few ready deliveries under a lease, so that no other relay takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.outbox.rates import Rates, slots_free
from cases.outbox.stops import EVERYTHING, of_channel, stops_in_force
from cases.tables.base import database_now
from cases.tables.notices import Notice, NoticeState
from cases.tables.outbox import (
    IN_ORDER,
    WAITING,
    Delivery,
    DeliveryState,
    MessageClass,
    OutboxMessage,
)
from cases.tables.people import Chat

CLAIM_LEASE = timedelta(seconds=15)  # longer than a small batch takes to be opened
LOOKED_AT = 4  # rows looked at for each one taken: one chat may own many of the first


@dataclass(frozen=True)
class Claimed:
    """A delivery that *worker* may open until the lease ends."""

    delivery_id: UUID
    token: UUID
    worker: UUID
    message_class: MessageClass


async def claim(
    session: AsyncSession,
    *,
    worker: UUID,
    limit: int,
    at: datetime,
    channel: str = "telegram",
    rates: Rates | None = None,
) -> list[Claimed]:
    """
    Claim up to *limit* ready deliveries of *channel*, at most one for each chat, replies first.

    No more is claimed than the channel's pace lets out now, and nothing that a stop or a paused
    notice holds back. A claim promises nothing: every check is made again when it is opened.

    Args:
        worker: The incarnation of the relay, a fresh id each time a process starts.
        at: Now, by which ``not_before`` and ``expires_at`` are judged.
    """
    held = {stop.scope for stop in await stops_in_force(session)}
    if held & {EVERYTHING, of_channel(channel)}:
        return []
    limit = min(limit, await slots_free(session, channel, rates or Rates(), at=at))
    if limit <= 0:
        return []

    ready = (
        select(Delivery.id, Delivery.chat_id, OutboxMessage.message_class)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(Chat.channel == channel, *_ready(at), _not_held(held), ~_chat_is_busy())
        .order_by(*(getattr(Delivery, column) for column in IN_ORDER))
        .limit(limit * LOOKED_AT)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    await _walk_in_order(session)
    first_of_chat: dict[UUID, tuple[UUID, MessageClass]] = {}
    for delivery_id, chat_id, message_class in await session.execute(ready):
        first_of_chat.setdefault(chat_id, (delivery_id, message_class))
    chosen = [
        Claimed(delivery_id, uuid4(), worker, message_class)
        for delivery_id, message_class in list(first_of_chat.values())[:limit]
    ]
    await _take(session, chosen, worker=worker, at=at)
    return chosen


async def next_due(session: AsyncSession, *, channel: str = "telegram") -> datetime | None:
    """Return when the earliest waiting delivery may go out, so that a relay knows how long to rest."""
    return await session.scalar(
        select(func.min(Delivery.not_before))
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(Chat.channel == channel, Delivery.state.in_(WAITING))
    )


async def _walk_in_order(session: AsyncSession) -> None:
    """
    Make PostgreSQL walk the index and end at the limit.

    Its statistics of a queue are of another moment: by them it takes the few rows that it expects and
    sorts them, which is everything that waits, at each turn. And a plan made for any values cannot use
    the index of what waits at all.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            select(
                func.set_config("enable_sort", "off", True),
                func.set_config("plan_cache_mode", "force_custom_plan", True),
            )
        )


async def _take(
    session: AsyncSession, chosen: Sequence[Claimed], *, worker: UUID, at: datetime
) -> None:
    if not chosen:
        return
    each = await session.connection()  # not the session: it takes many rows by primary key only
    await each.execute(
        update(Delivery)
        .where(Delivery.id == bindparam("delivery"))
        .values(
            state=DeliveryState.CLAIMED,
            token=bindparam("holder"),
            worker=worker,
            lease_until=database_now(CLAIM_LEASE.total_seconds()),
            state_at=at,
        ),
        [{"delivery": one.delivery_id, "holder": one.token} for one in chosen],
    )


def _ready(at: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        Delivery.state.in_(WAITING),
        Delivery.not_before <= at,
        or_(Delivery.expires_at.is_(None), Delivery.expires_at > at),
    )


def _not_held(held: set[str]) -> ColumnElement[bool]:
    classes = [member for member in MessageClass if f"class:{member.value}" in held]
    notices = [UUID(scope.removeprefix("notice:")) for scope in held if scope.startswith("notice:")]
    paused = exists().where(
        Notice.id == OutboxMessage.notice_id,
        Notice.state.in_([NoticeState.PAUSED, NoticeState.STOPPED]),
    )
    return and_(
        OutboxMessage.message_class.not_in(classes),
        or_(
            OutboxMessage.notice_id.is_(None),
            and_(~paused, OutboxMessage.notice_id.not_in(notices)),
        ),
    )


def _chat_is_busy() -> ColumnElement[bool]:
    other = aliased(Delivery)
    return exists().where(
        other.chat_id == Delivery.chat_id,
        other.state.in_([DeliveryState.CLAIMED, DeliveryState.SENDING]),
    )
