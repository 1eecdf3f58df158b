"""What came of a notice for each of its recipients: the file that goes into the record."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.membership import Binding
from cases.tables.outbox import Attempt, Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, Person
from cases.tables.projects import Organization, Project

OUTCOME_NAMES = {
    DeliveryState.PENDING: "待发送",
    DeliveryState.CLAIMED: "待发送",
    DeliveryState.RETRY: "待重试",
    DeliveryState.SENDING: "发送中",
    DeliveryState.DELIVERED: "已送达",
    DeliveryState.FAILED: "未送达",
    DeliveryState.UNKNOWN: "情况不明",
    DeliveryState.CANCELLED: "已取消",
    DeliveryState.SUPPRESSED: "未发送",
    DeliveryState.EXPIRED: "已过期未发",
    DeliveryState.WRITTEN_OFF: "情况不明（不再重发）",
}


@dataclass(frozen=True)
class NoticeOutcome:
    """One recipient of one version; *tries* counts the calls that were made."""

    version: int
    name: str
    organizations: tuple[str, ...]
    outcome: str
    at: datetime
    tries: int
    reason: str


async def outcomes(session: AsyncSession, notice_id: UUID) -> tuple[NoticeOutcome, ...]:
    """Return every delivery of a notice, version by version, in the order of names."""
    tries = (
        select(Attempt.delivery_id, func.count().label("tries"))
        .group_by(Attempt.delivery_id)
        .subquery()
    )
    rows = await session.execute(
        select(Delivery, OutboxMessage.payload, Person.id, Person.name, tries.c.tries)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .join(Person, Person.id == Chat.person_id)
        .outerjoin(tries, tries.c.delivery_id == Delivery.id)
        .where(OutboxMessage.notice_id == notice_id)
        .order_by(OutboxMessage.created_at, Person.name, Delivery.id)
    )
    found = rows.all()
    of_person = await _organizations(session)
    return tuple(
        NoticeOutcome(
            version=payload["version"],
            name=name,
            organizations=of_person.get(person_id, ()),
            outcome=OUTCOME_NAMES[delivery.state],
            at=delivery.state_at,
            tries=count or 0,
            reason=delivery.reason or "",
        )
        for delivery, payload, person_id, name, count in found
    )


async def _organizations(session: AsyncSession) -> dict[UUID, tuple[str, ...]]:
    rows = await session.execute(
        select(Binding.person_id, Organization.name)
        .join(Project, Project.id == Binding.project_id)
        .join(Organization, Organization.id == Project.organization_id)
        .where(Binding.ended_at.is_(None))
        .distinct()
        .order_by(Organization.name)
    )
    names: defaultdict[UUID, list[str]] = defaultdict(list)
    for person_id, name in rows:
        names[person_id].append(name)
    return {person: tuple(found) for person, found in names.items()}
