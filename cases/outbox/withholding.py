"""Taking back what has not been sent: it is untrue now, or its reader may no longer read it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.digests import digest_of
from cases.rules.identifiers import whole_of
from cases.tables.outbox import (
    OPEN,
    UNSENT,
    Attempt,
    Delivery,
    DeliveryState,
    MessageClass,
    OutboxMessage,
)
from cases.tables.people import Chat

LOST = "收件人已无权查看，未发送"
TOO_LATE = "撤回时已在发送，收不回：{reason}"


@dataclass(frozen=True)
class Withheld:
    """How many deliveries were taken back, and how many could not be: their calls were under way."""

    taken_back: int
    under_way: int


async def withhold_project(
    session: AsyncSession, person_id: UUID, project_code: str, *, at: datetime
) -> None:
    """
    Take back what waits for a person about a project or its 单位工程; a call under way may still arrive.

    A reminder of other projects too goes out without the lines about this one.
    """
    code = OutboxMessage.payload["project_code"].as_string()
    about = or_(code == project_code, code.startswith(f"{project_code}-"))
    await _withhold(session, person_id, about, at=at)
    await shorten_reminders(
        session,
        lambda line: project_code not in {line["project_code"], whole_of(line["project_code"])},
        _is_for(person_id),
        reason=LOST,
        at=at,
    )


async def withhold_alerts(session: AsyncSession, person_id: UUID, *, at: datetime) -> None:
    """Suppress every alert to staff that waits for a person."""
    await _withhold(
        session, person_id, OutboxMessage.message_class == MessageClass.STAFF_ALERT, at=at
    )


async def suppress(
    session: AsyncSession,
    deliveries: Select[UUID] | Collection[UUID],
    *,
    reason: str,
    at: datetime,
) -> Withheld:
    """
    Put those of *deliveries* that are not being sent yet aside, so that they never are.

    What a relay has claimed is taken out of its hands: it finds nothing to open. A call that is under
    way cannot be recalled; its attempt says that it came too late.
    """
    found = await session.execute(
        select(Delivery.id, Delivery.state, Delivery.token)
        .where(Delivery.id.in_(deliveries), Delivery.state.in_(OPEN))
        .order_by(Delivery.id)  # as attempts are opened, so that neither waits for the other
        .with_for_update()
    )
    rows = found.all()
    unsent = [row.id for row in rows if row.state in UNSENT]
    under_way = [row.token for row in rows if row.state is DeliveryState.SENDING]
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(unsent))
        .values(
            state=DeliveryState.SUPPRESSED,
            reason=reason,
            state_at=at,
            token=None,
            worker=None,
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Attempt)
        .where(Attempt.token.in_(under_way), Attempt.finished_at.is_(None))
        .values(reason=TOO_LATE.format(reason=reason))
        .execution_options(synchronize_session=False)
    )
    return Withheld(len(unsent), len(under_way))


async def shorten_reminders(
    session: AsyncSession,
    keeps: Callable[[Mapping[str, Any]], bool],
    *which: ColumnElement[bool],
    reason: str,
    at: datetime,
) -> Withheld:
    """Take every line that *keeps* rejects out of the unsent reminders; ``suppress`` what is empty then."""
    unsettled = await session.execute(
        select(Delivery.id, Delivery.state, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.kind == "reminder", Delivery.state.in_(OPEN), *which)
    )
    emptied: list[UUID] = []
    for delivery_id, state, message in unsettled.all():
        said = message.payload["lines"]
        left = [line for line in said if keeps(line)]
        if not left:
            emptied.append(delivery_id)
        elif left != said and state in UNSENT:
            message.payload = {**message.payload, "lines": left}
            message.digest = digest_of({"kind": message.kind, "payload": message.payload})
    await session.flush()
    return await suppress(session, emptied, reason=reason, at=at)


async def _withhold(
    session: AsyncSession, person_id: UUID, which: ColumnElement[bool], *, at: datetime
) -> None:
    theirs = (
        select(Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(Delivery.state.in_(OPEN), _is_for(person_id), which)
    )
    await suppress(session, theirs, reason=LOST, at=at)


def _is_for(person_id: UUID) -> ColumnElement[bool]:
    return Delivery.chat_id.in_(select(Chat.id).where(Chat.person_id == person_id))
