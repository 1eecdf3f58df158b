"""
Legal notices that did not reach their chat: somebody has to say them by telephone.

A chat message is never the legal service of a notice, but people rely on it; so its loss is work for
a person, not a line in a log.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audience import audiences_of
from cases.audit import note_act
from cases.errors import CallNotFound
from cases.outbox import POLICIES, MessageClass, QuietHours, owe
from cases.outbox.withholding import LOST
from cases.people import role_chats
from cases.rules.access import Role
from cases.tables.calls import Call
from cases.tables.outbox import OPEN, Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Chat, Person
from cases.tables.projects import Project
from cases.tables.upsert import insert

WAITS = timedelta(hours=4)  # how long a legal notice may wait for its channel before somebody calls
NEVER_ARRIVED = (DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.EXPIRED)


@dataclass(frozen=True)
class Unreached:
    """A legal notice that did not arrive, may not have, or has waited too long: what, for whom, why."""

    delivery_id: UUID
    person: str
    project_code: str
    project_name: str
    ref: str
    item: str
    recorded: str
    effective_on: str
    state: DeliveryState
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "delivery_id": self.delivery_id.hex, "state": self.state.value}


async def open_calls(
    session: AsyncSession, *, at: datetime, quiet_hours: QuietHours | None = None
) -> int:
    """
    Tell staff of every legal notice that did not arrive, each once; return how many.

    The project's steward hears of it; whoever manages here where it has none that can be reached.
    """
    rows = await session.execute(
        _unreached()
        .outerjoin(Call, Call.delivery_id == Delivery.id)
        .where(Call.delivery_id.is_(None), _needs_a_call(at))
    )
    found = [_as_unreached(*row) for row in rows]
    claimed = await _claim(session, [one.delivery_id for one in found], at=at)
    mine = [one for one in found if one.delivery_id in claimed]
    hearers = await _hearers(session, {one.project_code for one in mine})
    for one in mine:
        await owe(
            session,
            dedupe_key=f"call:{one.delivery_id}",
            message_class=MessageClass.STAFF_ALERT,
            kind="call_by_phone",
            payload=one.as_dict(),
            chats=hearers[one.project_code],
            at=at,
            quiet_hours=quiet_hours,
        )
    return len(mine)


async def calls_to_make(session: AsyncSession) -> tuple[Unreached, ...]:
    """Return what still has to be said by telephone, oldest first; what has arrived since is left out."""
    rows = await session.execute(
        _unreached()
        .join(Call, Call.delivery_id == Delivery.id)
        .where(Call.made_at.is_(None), Delivery.state != DeliveryState.DELIVERED)
        .order_by(Call.opened_at, Delivery.id)
    )
    return tuple(_as_unreached(*row) for row in rows)


async def call_made(session: AsyncSession, delivery_id: UUID, *, by: Actor, at: datetime) -> None:
    """
    Put on record that somebody has called; a second time changes nothing.

    Raises:
        CallNotFound: There is no such call to make.
    """
    if await session.get(Call, delivery_id) is None:
        raise CallNotFound
    changed = await session.scalar(
        update(Call)
        .where(Call.delivery_id == delivery_id, Call.made_at.is_(None))
        .values(made_at=at, made_by=by.name[:64])
        .returning(Call.delivery_id)
        .execution_options(synchronize_session=False)
    )
    if changed is not None:
        await note_act(session, actor=by, action="call.made", subject=delivery_id.hex, at=at)


def _unreached() -> Select[*tuple[Any, ...]]:
    return (
        select(Delivery, OutboxMessage.payload, Person.name)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .join(Person, Person.id == Chat.person_id)
        .where(OutboxMessage.message_class == MessageClass.LEGAL)
    )


def _needs_a_call(at: datetime) -> Any:
    exhausted = Delivery.resends >= POLICIES[MessageClass.LEGAL].resends
    # Who may no longer read it is not told by telephone either.
    lost = and_(
        Delivery.state.in_(NEVER_ARRIVED), or_(Delivery.reason.is_(None), Delivery.reason != LOST)
    )
    return or_(
        lost,
        and_(Delivery.state == DeliveryState.UNKNOWN, exhausted),
        and_(Delivery.state.in_(OPEN), Delivery.created_at <= at - WAITS),
    )


def _as_unreached(delivery: Delivery, payload: Mapping[str, Any], person: str) -> Unreached:
    return Unreached(
        delivery.id,
        person,
        payload["project_code"],
        payload["project_name"],
        payload["ref"],
        payload["item"],
        payload["recorded"],
        payload["effective_on"],
        delivery.state,
        delivery.reason or "",
    )


async def _claim(
    session: AsyncSession, deliveries: Iterable[UUID], *, at: datetime
) -> Collection[UUID]:
    rows = [{"delivery_id": delivery, "opened_at": at} for delivery in deliveries]
    if not rows:
        return ()
    statement = insert(session, Call).on_conflict_do_nothing().returning(Call.delivery_id)
    return set(await session.scalars(statement, rows))


async def _hearers(session: AsyncSession, codes: Collection[str]) -> Mapping[str, Sequence[UUID]]:
    heads = await role_chats(session, Role.MANAGER) if codes else ()
    found: defaultdict[str, Sequence[UUID]] = defaultdict(lambda: heads)
    rows = (
        await session.execute(select(Project.code, Project.id).where(Project.code.in_(codes)))
    ).all()
    audiences = await audiences_of(session, [row.id for row in rows])
    for row in rows:
        found[row.code] = audiences[row.id].steward or heads
    return found
