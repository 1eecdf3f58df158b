"""Sweeping: what crashed workers left behind, what grew too old, what is finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import enter_gate
from cases.outbox.policies import POLICIES, OnUnknown
from cases.tables.base import database_now
from cases.tables.notices import Notice, NoticeState
from cases.tables.outbox import (
    OPEN,
    WAITING,
    Delivery,
    DeliveryState,
    OutboxMessage,
    in_one_of,
)

RESEND_AFTER = timedelta(minutes=5)  # late evidence of an unknown usually comes sooner


@dataclass(frozen=True)
class Swept:
    """How many deliveries (and notices) one sweep moved."""

    unknown: int  # an attempt whose outcome nobody reported
    released: int  # claims that were never opened
    resent: int  # unknown, to go out again marked 可能重复
    expired: int
    notices_done: int


async def sweep(session: AsyncSession, *, at: datetime) -> Swept:
    """
    Put every abandoned delivery where it belongs; sweeping again changes nothing.

    An attempt without an outcome becomes ``unknown``, never ``pending``: it may have arrived. What
    follows is the class's policy. A reply goes out once more, marked, because a person is waiting
    and silence is worse than a repeat; legal notices and staff alerts twice at most; the rest stays
    unknown until a person decides.
    """
    await enter_gate(session)
    lost = Delivery.lease_until < database_now(0)
    unknown = await _move(
        session,
        Delivery.state == DeliveryState.SENDING,
        lost,
        state=DeliveryState.UNKNOWN,
        reason="发送后没有回音，送达情况不明",
        lease_until=None,
        state_at=at,
    )
    released = await _move(
        session,
        Delivery.state == DeliveryState.CLAIMED,
        lost,
        state=DeliveryState.PENDING,
        token=None,
        worker=None,
        lease_until=None,
        state_at=at,
    )
    resent = 0
    for message_class, policy in POLICIES.items():
        if policy.on_unknown is not OnUnknown.RESEND_MARKED:
            continue
        resent += await _move(
            session,
            in_one_of([DeliveryState.UNKNOWN]),
            Delivery.message_id.in_(_of_class(message_class)),
            Delivery.state_at <= at - RESEND_AFTER,
            Delivery.resends < policy.resends,
            or_(Delivery.expires_at.is_(None), Delivery.expires_at > at),
            state=DeliveryState.RETRY,
            resends=Delivery.resends + 1,
            not_before=at,
            token=None,
            state_at=at,
        )
    expired = await _move(
        session,
        in_one_of(WAITING),
        Delivery.expires_at <= at,
        state=DeliveryState.EXPIRED,
        reason="过了有效时间，未发送",
        state_at=at,
    )
    # A relay held it while its notice was cancelled, and a stop may keep it from ever being opened.
    await _move(
        session,
        in_one_of(WAITING),
        Delivery.message_id.in_(_of_cancelled_notices()),
        state=DeliveryState.CANCELLED,
        reason="通知已撤销，未发送",
        state_at=at,
    )
    return Swept(unknown, released, resent, expired, await _finish_notices(session, at=at))


def _of_class(message_class: Any) -> Select[Any]:
    return select(OutboxMessage.id).where(OutboxMessage.message_class == message_class)


def _of_cancelled_notices() -> Select[Any]:
    return (
        select(OutboxMessage.id)
        .join(Notice, Notice.id == OutboxMessage.notice_id)
        .where(Notice.state == NoticeState.CANCELLED)
    )


async def _move(session: AsyncSession, *where: ColumnElement[bool], **values: Any) -> int:
    moved = await session.scalars(
        update(Delivery)
        .where(*where)
        .values(**values)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


async def _finish_notices(session: AsyncSession, *, at: datetime) -> int:
    still_going = (
        exists()
        .where(OutboxMessage.notice_id == Notice.id, Delivery.state.in_(OPEN))
        .where(Delivery.message_id == OutboxMessage.id)
    )
    done = await session.scalars(
        update(Notice)
        .where(Notice.state == NoticeState.SENDING, ~still_going)
        .values(state=NoticeState.DONE, updated_at=at)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())
