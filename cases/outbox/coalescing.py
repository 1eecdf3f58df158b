"""
Coalescing: what is ready for a chat when a message of its kind goes out goes along, as one message.

Each keeps its delivery and gets an attempt of its own, which names the attempt whose call carried it: so
an outcome counts for all of them, and the records explain each. A policy says which kinds go together;
replies and legal notices never do.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.checks import TURN
from cases.outbox.held import Held
from cases.outbox.outcomes import Delivered, Rejected, recorded
from cases.outbox.policies import POLICIES
from cases.tables.base import database_now
from cases.tables.outbox import WAITING, Attempt, Delivery, DeliveryState, OutboxMessage

MOST = 10  # messages in one: what a person still reads

Waiting = tuple[Delivery, OutboxMessage]

_ALONE = (recorded(Rejected), recorded(Delivered))


async def take_along(
    session: AsyncSession, leads: Sequence[Held], *, lease: timedelta, at: datetime
) -> Mapping[UUID, tuple[dict[str, Any], ...]]:
    """
    Open an attempt for all that may go along with *leads*; return its payloads by the leads' tokens.

    Only what comes next in the chat's order goes along, so nothing is overtaken. The attempts of
    *leads* are on record, and the caller holds the gate.
    """
    may = [lead for lead in leads if lead.kind in _together(lead)]
    next_up = await _next_up(session, may, at=at) if may else {}
    if not next_up:
        return {}
    alone = await _to_go_alone(session, may, next_up)
    along: dict[UUID, tuple[dict[str, Any], ...]] = {}
    rows = []
    for lead in may:
        run = _run(lead, next_up.get(lead.chat_id, ()), alone)
        if run:
            along[lead.token] = tuple(message.payload for _, message in run)
            rows += [_row(lead, delivery) for delivery, _ in run]
    if rows:
        await _record(session, rows, lease=lease, at=at)
    return along


async def carried_by(session: AsyncSession, tokens: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return the token of each attempt that went along with one of *tokens*, with that token."""
    connection = await session.connection()
    rows = await connection.execute(_CARRIED, {"tokens": list(tokens)})
    return {token: carrier for token, carrier in rows if carrier is not None}


_CARRIED = select(Attempt.token, Attempt.carried_by).where(
    Attempt.carried_by.in_(bindparam("tokens", expanding=True))
)


def _together(lead: Held) -> Collection[str]:
    return () if lead.notice_id else POLICIES[lead.message_class].together


async def _next_up(
    session: AsyncSession, leads: Sequence[Held], *, at: datetime
) -> Mapping[UUID, Sequence[Waiting]]:
    """Return what else is ready in the chats of *leads*, in order, up to what somebody has locked."""
    rows = await session.execute(
        select(Delivery, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(
            Delivery.chat_id.in_([lead.chat_id for lead in leads]),
            Delivery.state.in_(WAITING),
            Delivery.not_before <= at,
            or_(Delivery.expires_at.is_(None), Delivery.expires_at > at),
        )
        .order_by(*(getattr(Delivery, name) for name in TURN))
        .execution_options(populate_existing=True)
    )
    found: defaultdict[UUID, list[Waiting]] = defaultdict(list)
    for delivery, message in rows:
        found[delivery.chat_id].append((delivery, message))
    if not found:
        return {}
    # Not waited for, or whoever takes messages back would hold up everybody.
    ids = [delivery.id for some in found.values() for delivery, _ in some]
    free = set(
        await session.scalars(
            select(Delivery.id)
            .where(Delivery.id.in_(ids), Delivery.state.in_(WAITING))
            .with_for_update(skip_locked=True)
        )
    )
    return {
        chat: list(takewhile(lambda one: one[0].id in free, some)) for chat, some in found.items()
    }


async def _to_go_alone(
    session: AsyncSession, leads: Sequence[Held], next_up: Mapping[UUID, Sequence[Waiting]]
) -> Collection[UUID]:
    """Return what was refused in company, so that only the one at fault fails, or has arrived before."""
    ids = {delivery.id for some in next_up.values() for delivery, _ in some}
    ids |= {lead.delivery_id for lead in leads}
    found = select(Attempt.delivery_id).where(
        Attempt.delivery_id.in_(ids), Attempt.outcome.in_(_ALONE)
    )
    return set(await session.scalars(found))


def _run(lead: Held, next_up: Sequence[Waiting], alone: Collection[UUID]) -> Sequence[Waiting]:
    if lead.delivery_id in alone:
        return ()

    def goes_along(one: Waiting) -> bool:
        delivery, message = one
        return (
            (message.message_class, message.kind) == (lead.message_class, lead.kind)
            and message.notice_id is None
            and delivery.id not in alone
            and (delivery.resends > 0) == (lead.resends > 0)  # 可能重复 is said of all
        )

    return list(takewhile(goes_along, next_up))[: MOST - 1]


def _row(lead: Held, delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": delivery.id,
        "holder": uuid4(),
        "carrier": lead.token,
        "by": lead.worker,
        "again": delivery.resends > 0,
    }


async def _record(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]], *, lease: timedelta, at: datetime
) -> None:
    each = await session.connection()  # not the session: it takes many rows by primary key only
    await each.execute(
        insert(Attempt),
        [
            {
                "id": uuid4(),
                "delivery_id": row["delivery"],
                "token": row["holder"],
                "carried_by": row["carrier"],
                "worker": row["by"],
                "repeated": row["again"],
                "started_at": at,
            }
            for row in rows
        ],
    )
    await each.execute(
        update(Delivery)
        .where(Delivery.id == bindparam("delivery"))
        .values(
            state=DeliveryState.SENDING,
            token=bindparam("holder"),
            carried_by=bindparam("carrier"),
            worker=bindparam("by"),
            lease_until=database_now(lease.total_seconds()),
            state_at=at,
            reason=None,
        ),
        [{key: value for key, value in row.items() if key != "again"} for row in rows],
    )
