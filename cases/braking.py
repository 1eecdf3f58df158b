"""The brake for all that is sent: one hand stops everything, and lets it go on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.outbox import EVERYTHING, Stop, engage_stop, release_stop, stops_in_force
from cases.tables.outbox import Delivery, DeliveryState

OF_A_NOTICE = "notice:"


@dataclass(frozen=True)
class Brake:
    """What holds sending back, apart from notices that were stopped, and the calls under way."""

    stops: tuple[Stop, ...]
    in_flight: int  # those still arrive


async def brake(session: AsyncSession) -> Brake:
    """Return what holds everything, a channel or a class back at this moment."""
    under_way = select(func.count()).where(
        Delivery.state == DeliveryState.SENDING, Delivery.carried_by.is_(None)
    )
    return Brake(
        tuple(s for s in await stops_in_force(session) if not s.scope.startswith(OF_A_NOTICE)),
        (await session.scalars(under_way)).one(),
    )


async def stop_everything(session: AsyncSession, *, by: Actor, reason: str, at: datetime) -> Brake:
    """Send nothing more, of whatever kind; stopping twice is stopping once."""
    if await engage_stop(session, EVERYTHING, by=by.name[:64], reason=reason, at=at):
        await note_act(
            session,
            actor=by,
            action="sending.stop",
            subject=EVERYTHING,
            at=at,
            detail={"reason": reason},
        )
    return await brake(session)


async def let_everything_go(session: AsyncSession, *, by: Actor, at: datetime) -> Brake:
    """Release every stop but those of notices, whoever engaged it; somebody has looked at the cause."""
    for stop in (await brake(session)).stops:
        if await release_stop(session, stop.scope, by=by.name[:64], at=at):
            await note_act(
                session,
                actor=by,
                action="sending.resume",
                subject=stop.scope,
                at=at,
                detail={"reason": stop.reason},
            )
    return await brake(session)
