"""Taking a few ready deliveries under a lease, so that no other relay takes them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    Integer,
    Select,
    String,
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

from cases.outbox.held import Held, all_of
from cases.outbox.rates import Rates, slots_free
from cases.outbox.stops import EVERYTHING, notice_of, of_channel, of_class, stopped_scopes
from cases.tables.base import database_now
from cases.tables.notices import Notice, NoticeState
from cases.tables.outbox import (
    IN_ORDER,
    WAITING,
    Delivery,
    DeliveryState,
    MessageClass,
    OutboxMessage,
    in_one_of,
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
    await session.flush()
    stopped = await stopped_scopes(session)
    ready = await ready_ones(
        session,
        limit,
        worker=worker,
        stopped=stopped,
        at=at,
        channel=channel,
        rates=rates or Rates(),
    )
    chosen = [Claimed(one.delivery_id, one.token, worker, one.message_class) for one in ready]
    if chosen:
        each = await session.connection()  # not the session: it takes many rows by primary key only
        await each.execute(
            _TAKE,
            [
                {"delivery": one.delivery_id, "holder": one.token, "by": worker, "at": at}
                for one in chosen
            ],
        )
    return chosen


async def ready_ones(
    session: AsyncSession,
    limit: int,
    *,
    worker: UUID,
    stopped: Collection[str],
    at: datetime,
    channel: str,
    rates: Rates,
) -> list[Held]:
    """
    Return up to *limit* ready deliveries of *channel*, at most one for each chat, replies first.

    They are in the hands of *worker*, under fresh tokens: nobody else takes them before the
    transaction ends. It is the caller who puts that on record.
    """
    if not {EVERYTHING, of_channel(channel)}.isdisjoint(stopped):
        return []
    limit = min(limit, await slots_free(session, channel, rates, at=at))
    if limit <= 0:
        return []
    await _walk_in_order(session)
    connection = await session.connection()
    rows = await connection.execute(
        _READY,
        {
            "at": at,
            "channel": channel,
            "stopped_classes": [one for one in MessageClass if of_class(one) in stopped],
            "stopped_notices": [notice for scope in stopped if (notice := notice_of(scope))],
            "looked_at": limit * LOOKED_AT,
        },
    )
    found = (Held(uuid4(), worker, *of_it) for _token, _worker, *of_it in rows)
    first_of_chat: dict[UUID, Held] = {}
    for one in sorted(found, key=Held.turn):
        first_of_chat.setdefault(one.chat_id, one)
    return list(first_of_chat.values())[:limit]


async def next_due(session: AsyncSession, *, channel: str = "telegram") -> datetime | None:
    """Return when the earliest waiting delivery may go out, so that a relay knows how long to rest."""
    return await session.scalar(
        select(func.min(Delivery.not_before))
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(Chat.channel == channel, in_one_of(WAITING))
    )


async def _walk_in_order(session: AsyncSession) -> None:
    """
    Make PostgreSQL walk the index and end at the limit.

    Its statistics of a queue are of another moment: by them it takes the few rows that it expects and
    sorts them, which is everything that waits, at each turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        await (await session.connection()).execute(_NO_SORTING)


_NO_SORTING = select(func.set_config("enable_sort", "off", True))


def _ready() -> Select[*tuple[Any, ...]]:
    """
    Select what may be claimed, as far as it is looked at, with all that a turn needs of it.

    What is looked at comes from one table alone: so SQLite has no other way than to walk the index of
    what waits, and need not sort all of it.
    """
    other = aliased(Delivery)
    busy = exists().where(
        other.chat_id == Delivery.chat_id,
        other.state.in_([DeliveryState.CLAIMED, DeliveryState.SENDING]),
    )
    paused = exists().where(
        Notice.id == OutboxMessage.notice_id,
        Notice.state.in_([NoticeState.PAUSED, NoticeState.STOPPED]),
    )
    stopped_notices = bindparam("stopped_notices", type_=Delivery.id.type, expanding=True)
    not_held = exists().where(
        OutboxMessage.id == Delivery.message_id,
        OutboxMessage.message_class.not_in(bindparam("stopped_classes", expanding=True)),
        or_(
            OutboxMessage.notice_id.is_(None),
            and_(~paused, OutboxMessage.notice_id.not_in(stopped_notices)),
        ),
    )
    of_channel = exists().where(
        Chat.id == Delivery.chat_id, Chat.channel == bindparam("channel", type_=String())
    )
    now = bindparam("at", type_=Delivery.not_before.type)
    looked_at = (
        select(Delivery)
        .where(
            in_one_of(WAITING),
            Delivery.not_before <= now,
            or_(Delivery.expires_at.is_(None), Delivery.expires_at > now),
            of_channel,
            not_held,
            ~busy,
        )
        .order_by(*(getattr(Delivery, column) for column in IN_ORDER))
        .limit(bindparam("looked_at", type_=Integer()))
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return all_of(aliased(Delivery, looked_at.subquery()))


_READY = _ready()
_TAKE = (
    update(Delivery)
    .where(Delivery.id == bindparam("delivery"))
    .values(
        state=DeliveryState.CLAIMED,
        token=bindparam("holder"),
        worker=bindparam("by"),
        lease_until=database_now(CLAIM_LEASE.total_seconds()),
        state_at=bindparam("at"),
    )
)
