"""Once a week each steward is told of the cases of theirs that nothing was heard of."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.insights.report import reaching
from cases.insights.silence import silent_cases
from cases.outbox import MessageClass, QuietHours, owe
from cases.people import active_chats
from cases.rules.access import Role
from cases.rules.calendar import WorkCalendar
from cases.tables.outbox import OutboxMessage
from cases.tables.people import Person


async def owe_weekly_lists(
    session: AsyncSession,
    *,
    at: datetime,
    today: date,
    calendar: WorkCalendar,
    quiet_hours: QuietHours | None = None,
) -> int:
    """
    Owe each steward their list of silent cases, once an ISO week; return how many are newly owed.

    A week in which nothing ran is made up for on the first day that something does.
    """
    if not calendar.is_working(today):
        return 0
    stewards = await session.scalars(
        select(Person).where(Person.role == Role.STEWARD, Person.active).order_by(Person.id)
    )
    keys = {steward.id: _key(steward, today) for steward in stewards}
    told = set(
        await session.scalars(
            select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.in_(keys.values()))
        )
    )
    days = reaching(today, calendar)
    owed = 0
    for steward_id, key in keys.items():
        if key in told:
            continue
        silence = await silent_cases(session, today=today, workdays=days, steward_id=steward_id)
        if silence.total:
            chats = await active_chats(session, [steward_id])
            owed += await owe(
                session,
                dedupe_key=key,
                message_class=MessageClass.STAFF_ALERT,
                kind="silent_cases",
                payload=silence.as_dict(),
                chats=[chat.id for chat in chats],
                at=at,
                quiet_hours=quiet_hours,
            )
    return owed


def _key(steward: Person, today: date) -> str:
    year, week, _ = today.isocalendar()
    return f"silent:{year}-W{week:02}:{steward.id}"
