"""A seat that becomes free is offered to the first in the line, and to the next when time runs out."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox import MessageClass, QuietHours, not_before_for, owe
from cases.salons.planning import snapshot
from cases.salons.rows import a_nonce, locked_salon
from cases.salons.shares import give_share_back
from cases.tables.people import Chat, ChatStatus
from cases.tables.salons import Registration, RegistrationState, Salon, SalonState

S = RegistrationState
OFFER_LASTS = timedelta(hours=4)  # from when the news of it may arrive


async def pass_seat_on(
    session: AsyncSession, salon: Salon, *, at: datetime, quiet_hours: QuietHours | None
) -> UUID | None:
    """
    Offer a seat that somebody gave back; return to whom, or None and the seat is free.

    The seat stays taken while it is offered. The caller holds the salon.
    """
    heir = await _first_in_line(session, salon, at=at)
    if heir is None:
        await _free_seat(session, salon.id)
        return None
    told = not_before_for(MessageClass.SALON_REMINDER, at, quiet_hours)
    heir.state, heir.changed_at, heir.place_in_line = S.OFFERED, at, None
    heir.offer_expires_at = min(told + OFFER_LASTS, salon.starts_at)
    await session.flush()
    await owe(
        session,
        dedupe_key=f"registration:{heir.id}:offered",
        message_class=MessageClass.SALON_REMINDER,
        kind="salon_offered",
        payload={"salon": snapshot(salon), "until": heir.offer_expires_at.isoformat()},
        chats=[heir.chat_id],
        at=at,
        expires_at=heir.offer_expires_at,
        quiet_hours=quiet_hours,
    )
    return heir.person_id


async def take_offer(
    session: AsyncSession, salon: Salon, registration: Registration, *, at: datetime
) -> bool:
    """Turn an offer that is still open into a seat; return whether there was one."""
    if salon.state is SalonState.CANCELLED:
        return False
    taken = await session.scalars(
        update(Registration)
        .where(
            Registration.id == registration.id,
            Registration.state == S.OFFERED,
            Registration.offer_expires_at > at,
        )
        .values(state=S.REGISTERED, changed_at=at, offer_expires_at=None, checkin_nonce=a_nonce())
        .returning(Registration.id)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


async def expire_offers(
    session: AsyncSession, *, at: datetime, quiet_hours: QuietHours | None = None
) -> int:
    """
    Take back the offers whose time is over, and offer each seat to the next; return how many.

    Who let it pass is told, and may join the line again at its end.
    """
    over = (Registration.state == S.OFFERED, Registration.offer_expires_at <= at)
    lapsed = 0
    for salon_id in await session.scalars(select(Registration.salon_id).where(*over).distinct()):
        salon = await locked_salon(session, salon_id)
        rows = await session.scalars(
            select(Registration)
            .where(Registration.salon_id == salon_id, *over)
            .order_by(Registration.offer_expires_at, Registration.id)
            .execution_options(populate_existing=True)
        )
        for mine in rows.all():
            mine.state, mine.changed_at = S.CANCELLED, at
            await session.flush()
            await give_share_back(session, mine)
            await pass_seat_on(session, salon, at=at, quiet_hours=quiet_hours)
            if salon.starts_at > at and salon.state is not SalonState.CANCELLED:
                await _tell_lapsed(session, salon, mine, at=at, quiet_hours=quiet_hours)
            lapsed += 1
    return lapsed


async def _tell_lapsed(
    session: AsyncSession,
    salon: Salon,
    mine: Registration,
    *,
    at: datetime,
    quiet_hours: QuietHours | None,
) -> None:
    await owe(
        session,
        dedupe_key=f"registration:{mine.id}:lapsed",
        message_class=MessageClass.SALON_REMINDER,
        kind="salon_offer_lapsed",
        payload={"salon": snapshot(salon)},
        chats=[mine.chat_id],
        at=at,
        expires_at=salon.starts_at,
        quiet_hours=quiet_hours,
    )


async def _first_in_line(
    session: AsyncSession, salon: Salon, *, at: datetime
) -> Registration | None:
    if salon.state is SalonState.CANCELLED or salon.starts_at <= at:
        return None
    return await session.scalar(
        select(Registration)
        .join(Chat, Chat.id == Registration.chat_id)
        .where(
            Registration.salon_id == salon.id,
            Registration.state == S.WAITING,
            Chat.status == ChatStatus.ACTIVE,
        )
        .order_by(Registration.place_in_line)
        .limit(1)
        .execution_options(populate_existing=True)
    )


async def _free_seat(session: AsyncSession, salon_id: UUID) -> None:
    await session.execute(
        update(Salon)
        .where(Salon.id == salon_id, Salon.taken > 0)
        .values(taken=Salon.taken - 1)
        .execution_options(synchronize_session=False)
    )
