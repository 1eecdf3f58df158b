"""Taking back what waits for somebody who may no longer read it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.digests import digest_of
from cases.rules.identifiers import whole_of
from cases.tables.outbox import WAITING, Delivery, DeliveryState, MessageClass, OutboxMessage
from cases.tables.people import Chat

LOST = "收件人已无权查看，未发送"


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
    await _shorten_reminders(session, person_id, project_code, at=at)


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
) -> None:
    """Put those of *deliveries* that still wait aside, so that they are never sent."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(deliveries), Delivery.state.in_(WAITING))
        .values(state=DeliveryState.SUPPRESSED, reason=reason, state_at=at)
        .execution_options(synchronize_session=False)
    )


async def _withhold(
    session: AsyncSession, person_id: UUID, which: ColumnElement[bool], *, at: datetime
) -> None:
    theirs = (
        select(Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(Delivery.state.in_(WAITING), _is_for(person_id), which)
    )
    await suppress(session, theirs, reason=LOST, at=at)


async def _shorten_reminders(
    session: AsyncSession, person_id: UUID, project_code: str, *, at: datetime
) -> None:
    waiting = await session.execute(
        select(Delivery.id, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.kind == "reminder", Delivery.state.in_(WAITING), _is_for(person_id))
    )
    emptied: list[UUID] = []
    for delivery_id, message in waiting.all():
        said = message.payload["lines"]
        left = [line for line in said if not _is_about(line["project_code"], project_code)]
        if not left:
            emptied.append(delivery_id)
        elif left != said:
            message.payload = {**message.payload, "lines": left}
            message.digest = digest_of({"kind": message.kind, "payload": message.payload})
    await session.flush()
    await suppress(session, emptied, reason=LOST, at=at)


def _is_about(code: str, project_code: str) -> bool:
    return project_code in {code, whole_of(code)}


def _is_for(person_id: UUID) -> ColumnElement[bool]:
    return Delivery.chat_id.in_(select(Chat.id).where(Chat.person_id == person_id))
