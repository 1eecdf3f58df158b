"""Reminding those who have a seat, and asking those who came how it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox import MessageClass, QuietHours, owe
from cases.salons.planning import snapshot
from cases.tables.salons import Registration, RegistrationState, Salon, SalonState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """
    One reminder.

    Attributes:
        name: Part of its key; each goes once to each person for each time of the salon.
        before: How long before the salon begins.
        late: How long after that moment it is still worth sending; later it is missed, not sent.
    """

    name: str
    before: timedelta
    late: timedelta


RUNGS = (
    Rung("day", DAY, late=timedelta(hours=6)),
    Rung("hours", timedelta(hours=2), late=timedelta(minutes=45)),
)
FEEDBACK_LATE = DAY


async def remind_of_salons(
    session: AsyncSession, *, at: datetime, quiet_hours: QuietHours | None = None
) -> int:
    """
    Owe what is due now; return how many messages are new. Looking again owes nothing more.

    The moment follows from when the salon begins now, so a move moves it. Who got their seat after
    the moment of a reminder is not sent it late: they have just been told.
    """
    owed = 0
    for rung in RUNGS:
        for salon in await _salons(
            session, Salon.starts_at > at, Salon.starts_at <= at + rung.before
        ):
            moment = salon.starts_at - rung.before
            if at > moment + rung.late:
                continue
            chats = await _chats(
                session,
                Registration.salon_id == salon.id,
                Registration.state == RegistrationState.REGISTERED,
                Registration.changed_at < moment,
            )
            owed += await owe(
                session,
                dedupe_key=f"{reminder_key(salon.id)}{rung.name}:{salon.starts_at.isoformat()}",
                message_class=MessageClass.SALON_REMINDER,
                kind="salon_reminder",
                payload={"salon": snapshot(salon)},
                chats=chats,
                at=at,
                expires_at=salon.starts_at,
                quiet_hours=quiet_hours,
            )
    return owed + await _ask_for_feedback(session, at=at, quiet_hours=quiet_hours)


def reminder_key(salon_id: UUID) -> str:
    """Return how the keys of every reminder of a salon begin."""
    return f"salon:{salon_id}:reminder:"


async def _ask_for_feedback(
    session: AsyncSession, *, at: datetime, quiet_hours: QuietHours | None
) -> int:
    owed = 0
    for salon in await _salons(session, Salon.ends_at <= at, Salon.ends_at > at - FEEDBACK_LATE):
        came = await _chats(
            session, Registration.salon_id == salon.id, Registration.checked_in_at.is_not(None)
        )
        owed += await owe(
            session,
            dedupe_key=f"salon:{salon.id}:feedback",
            message_class=MessageClass.SALON_REMINDER,
            kind="salon_feedback",
            payload={"salon": snapshot(salon)},
            chats=came,
            at=at,
            expires_at=salon.ends_at + 3 * DAY,
            quiet_hours=quiet_hours,
        )
    return owed


async def _salons(session: AsyncSession, *where: ColumnElement[bool]) -> Sequence[Salon]:
    rows = await session.scalars(
        select(Salon)
        .where(Salon.state != SalonState.CANCELLED, *where)
        .order_by(Salon.starts_at, Salon.id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _chats(session: AsyncSession, *where: ColumnElement[bool]) -> Sequence[UUID]:
    return (await session.scalars(select(Registration.chat_id).where(*where))).all()
