"""Moving a salon to another time or place, or calling it off."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audit import note_act
from cases.outbox import MessageClass, QuietHours, owe
from cases.outbox.withholding import suppress
from cases.rights import require
from cases.rules.access import Action
from cases.salons.planning import LONGEST_PLACE, BadSalon, salon_of, snapshot
from cases.salons.reminding import reminder_key
from cases.salons.rows import locked_salon
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.salons import Registration, RegistrationState, Salon, SalonState

SUPERSEDED = "沙龙已改期，原提醒不再发送"


async def move_salon(
    session: AsyncSession,
    salon_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None = None,
    by: UUID,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> int:
    """
    Give a salon another time, and perhaps another place; return to how many that is news.

    Everybody registered, offered a seat or waiting is told, with an entry that replaces the one in
    their calendar. Reminders of the old time that still wait are never sent. Moving it to where it
    is changes nothing.

    Raises:
        NotAllowed: Only managers move salons.
        SalonNotFound: There is none.
        BadSalon: It is called off or has begun, or the new time is no time for it.
    """
    actor = await require(session, by, Action.DRAFT_NOTICE)
    salon = await locked_salon(session, salon_id)
    place = salon.place if place is None else place.strip()
    if salon.state is SalonState.CANCELLED or salon.starts_at <= at:
        raise BadSalon("时间", "沙龙已取消或已开始，不能改期")
    if not at < starts_at < ends_at:
        raise BadSalon("时间", "开始时间应在现在之后、结束时间之前")
    if not 0 < len(place) <= LONGEST_PLACE or "\x00" in place:
        raise BadSalon("地点", f"应为 1 到 {LONGEST_PLACE} 个字")
    if (salon.starts_at, salon.ends_at, salon.place) == (starts_at, ends_at, place):
        return 0
    before = snapshot(salon)
    # Registration closes as long before the start as it did.
    salon.deadline = max(min(starts_at - (salon.starts_at - salon.deadline), starts_at), at)
    salon.starts_at, salon.ends_at, salon.place = starts_at, ends_at, place
    salon.sequence += 1
    await session.execute(
        update(Registration)
        .where(
            Registration.salon_id == salon_id,
            Registration.state == RegistrationState.OFFERED,
            Registration.offer_expires_at > starts_at,
        )
        .values(offer_expires_at=starts_at)
        .execution_options(synchronize_session=False)
    )
    await session.flush()
    await note_act(
        session,
        actor=actor,
        action="salon.move",
        subject=str(salon_id),
        at=at,
        detail={"before": before["starts_at"], "after": starts_at.isoformat(), "place": place},
    )
    await drop_reminders(session, salon_id, reason=SUPERSEDED, at=at)
    return await owe(
        session,
        dedupe_key=f"salon:{salon_id}:moved:{salon.sequence}",
        message_class=MessageClass.SALON_REMINDER,
        kind="salon_moved",
        payload={"salon": snapshot(salon), "before": before},
        chats=await _concerned(session, salon_id),
        at=at,
        expires_at=starts_at,
        quiet_hours=quiet_hours,
    )


async def cancel_salon(
    session: AsyncSession,
    salon_id: UUID,
    *,
    by: UUID,
    reason: str,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> int:
    """Call a salon off and owe the news to everybody registered or waiting; return how many."""
    actor = await require(session, by, Action.DRAFT_NOTICE)
    called_off = await session.scalars(
        update(Salon)
        .where(Salon.id == salon_id, Salon.state != SalonState.CANCELLED)
        .values(state=SalonState.CANCELLED, sequence=Salon.sequence + 1)
        .returning(Salon.id)
        .execution_options(synchronize_session=False)
    )
    if called_off.one_or_none() is None:
        return 0
    await note_act(
        session,
        actor=actor,
        action="salon.cancel",
        subject=str(salon_id),
        at=at,
        detail={"reason": reason},
    )
    await drop_reminders(session, salon_id, reason="沙龙已取消，不再提醒", at=at)
    salon = await salon_of(session, salon_id)
    return await owe(
        session,
        dedupe_key=f"salon:{salon_id}:cancelled",
        message_class=MessageClass.SALON_REMINDER,
        kind="salon_cancelled",
        payload={"salon": snapshot(salon), "reason": reason},
        chats=await _concerned(session, salon_id),
        at=at,
        expires_at=salon.starts_at,
        quiet_hours=quiet_hours,
    )


async def _concerned(session: AsyncSession, salon_id: UUID) -> Sequence[UUID]:
    """Return the chats of everybody registered or waiting."""
    chats = await session.scalars(
        select(Registration.chat_id).where(
            Registration.salon_id == salon_id,
            Registration.state != RegistrationState.CANCELLED,
        )
    )
    return chats.all()


async def drop_reminders(
    session: AsyncSession, salon_id: UUID, *, reason: str, at: datetime
) -> None:
    """Put aside every reminder of a salon that has not been sent."""
    waiting = (
        select(Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.dedupe_key.startswith(reminder_key(salon_id)))
    )
    await suppress(session, waiting, reason=reason, at=at)
