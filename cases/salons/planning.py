"""Planning a salon, and closing its registration."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audit import note_act
from cases.errors import BadInput, NotFound
from cases.rights import require
from cases.rules.access import Action
from cases.tables.notices import Decision, Notice, NoticeApproval
from cases.tables.salons import Salon, SalonState

MOST_SEATS = 2_000
LONGEST_PLACE = 200
LONGEST_AGENDA = 1_000  # it is sent with a notice, in one message


class BadSalon(BadInput):
    """A salon that could not take place as described."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}不正确：{reason}")


class SalonNotFound(NotFound):
    def __init__(self, salon_id: UUID) -> None:
        self.salon_id = salon_id
        super().__init__("没有这场沙龙，可能已被撤下")


async def create_salon(
    session: AsyncSession,
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    capacity: int,
    per_enterprise: int | None = None,
    deadline: datetime,
    contact: str,
    agenda: str = "",
    created_by: UUID,
    at: datetime,
) -> Salon:
    """
    Put a salon on the calendar, open for registration.

    Args:
        per_enterprise: How many people of one enterprise may register; any number when absent.

    Raises:
        NotAllowed: Only managers plan salons.
        BadSalon: It would end before it starts, start in the past, have no seat, name or place, or
            take registrations after its start.
    """
    actor = await require(session, created_by, Action.DRAFT_NOTICE)
    _check(title, place, contact, agenda, capacity)
    if per_enterprise is not None and not 0 < per_enterprise <= capacity:
        raise BadSalon("每家企业人数", "应在 1 和名额之间")
    if not at < starts_at < ends_at:
        raise BadSalon("时间", "开始时间应在现在之后、结束时间之前")
    if not at < deadline <= starts_at:
        raise BadSalon("报名截止时间", "应在现在之后，且不晚于开始时间")
    salon = Salon(
        id=uuid4(),
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        capacity=capacity,
        taken=0,
        per_enterprise=per_enterprise,
        deadline=deadline,
        contact=contact.strip(),
        agenda=agenda.strip(),
        state=SalonState.OPEN,
        created_by=created_by,
        created_at=at,
    )
    session.add(salon)
    await session.flush()
    await note_act(session, actor=actor, action="salon.create", subject=str(salon.id), at=at)
    return salon


def _check(title: str, place: str, contact: str, agenda: str, capacity: int) -> None:
    for field, value, most in (
        ("标题", title, 120),
        ("地点", place, LONGEST_PLACE),
        ("联系方式", contact, 120),
    ):
        if not 0 < len(value.strip()) <= most:
            raise BadSalon(field, f"应为 1 到 {most} 个字")
    if len(agenda) > LONGEST_AGENDA:
        raise BadSalon("议程", f"不超过 {LONGEST_AGENDA} 个字")
    if "\x00" in title + place + contact + agenda:
        raise BadSalon("内容", "含有无法显示的字符")
    if not 0 < capacity <= MOST_SEATS:
        raise BadSalon("名额", f"应为 1 到 {MOST_SEATS} 之间的整数")


async def salon_of(session: AsyncSession, salon_id: UUID) -> Salon:
    """
    Return a salon as it stands now.

    Raises:
        SalonNotFound: There is none.
    """
    salon = await session.get(Salon, salon_id, populate_existing=True)
    if salon is None:
        raise SalonNotFound(salon_id)
    return salon


async def open_salons(session: AsyncSession, *, at: datetime) -> tuple[Salon, ...]:
    """
    Return the salons that still take registrations, soonest first.

    One that a notice announces is not open to anybody before a second person has approved that notice.
    """
    rows = await session.scalars(
        select(Salon)
        .where(
            Salon.state == SalonState.OPEN,
            Salon.deadline > at,
            published(),
        )
        .order_by(Salon.starts_at, Salon.id)
        .execution_options(populate_existing=True)
    )
    return tuple(rows)


def published() -> ColumnElement[bool]:
    """Return the condition that no notice of a ``Salon`` still waits for its second person."""
    announced = exists().where(Notice.salon_id == Salon.id)
    approved = exists().where(
        Notice.salon_id == Salon.id,
        NoticeApproval.notice_id == Notice.id,
        NoticeApproval.decision == Decision.APPROVED,
    )
    return or_(~announced, approved)


async def close_salon(session: AsyncSession, salon_id: UUID, *, by: UUID, at: datetime) -> bool:
    """Take no more registrations; return whether it did until now."""
    actor = await require(session, by, Action.DRAFT_NOTICE)
    closed = await session.scalars(
        update(Salon)
        .where(Salon.id == salon_id, Salon.state == SalonState.OPEN)
        .values(state=SalonState.CLOSED)
        .returning(Salon.id)
        .execution_options(synchronize_session=False)
    )
    if closed.one_or_none() is None:
        return False
    await note_act(session, actor=actor, action="salon.close", subject=str(salon_id), at=at)
    return True


def snapshot(salon: Salon) -> dict[str, Any]:
    """Return what a message says about a salon."""
    return {
        "id": str(salon.id),
        "title": salon.title,
        "starts_at": salon.starts_at.isoformat(),
        "ends_at": salon.ends_at.isoformat(),
        "place": salon.place,
        "capacity": salon.capacity,
        "per_enterprise": salon.per_enterprise,
        "deadline": salon.deadline.isoformat(),
        "contact": salon.contact,
        "agenda": salon.agenda,
        "sequence": salon.sequence,
    }
