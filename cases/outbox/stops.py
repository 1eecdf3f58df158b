"""
Emergency stops: one person stops at once, and nothing in that scope is sent until it is released.

Every attempt reads the switches in its own transaction, behind the gate that a stop passes too. So
once a stop has committed, the only calls still to come are those whose attempt was open by then.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.gate import enter_gate
from cases.tables.outbox import MessageClass, StopSwitch
from cases.tables.upsert import insert

EVERYTHING = "all"


def of_class(message_class: MessageClass) -> str:
    """Return the scope of one class of messages."""
    return f"class:{message_class.value}"


def of_channel(channel: str) -> str:
    """Return the scope of one channel."""
    return f"channel:{channel}"


def of_notice(notice_id: UUID) -> str:
    """Return the scope of one notice."""
    return f"notice:{notice_id}"


def notice_of(scope: str) -> UUID | None:
    """Return the notice whose scope *scope* is, if it is one's."""
    kind, _, notice = scope.partition(":")
    return UUID(notice) if kind == "notice" else None


@dataclass(frozen=True)
class Stop:
    """A stop in force."""

    scope: str
    reason: str
    engaged_by: str
    engaged_at: datetime


async def engage_stop(
    session: AsyncSession, scope: str, *, by: str, reason: str, at: datetime
) -> bool:
    """Stop *scope*; return whether it was running until now."""
    await enter_gate(session)
    if scope in await stopped_scopes(session):
        return False
    await session.execute(
        insert(session, StopSwitch).values(scope=scope, reason=reason, engaged_by=by, engaged_at=at)
    )
    return True


async def release_stop(session: AsyncSession, scope: str, *, by: str, at: datetime) -> bool:
    """Let *scope* go on; return whether it was stopped."""
    await enter_gate(session)
    released = await session.scalars(
        update(StopSwitch)
        .where(StopSwitch.scope == scope, StopSwitch.released_at.is_(None))
        .values(released_by=by, released_at=at)
        .returning(StopSwitch.id)
        .execution_options(synchronize_session=False)
    )
    return bool(released.all())


async def stops_in_force(session: AsyncSession) -> tuple[Stop, ...]:
    """Return the stops that hold something back now, oldest first."""
    rows = await session.execute(_IN_FORCE)
    return tuple(Stop(*row) for row in rows)


async def stopped_scopes(session: AsyncSession) -> frozenset[str]:
    """Return the scopes in which nothing is sent now."""
    connection = await session.connection()
    return frozenset((await connection.scalars(_STOPPED)).all())


_STOPPED = select(StopSwitch.scope).where(StopSwitch.released_at.is_(None))
_IN_FORCE = (
    select(StopSwitch.scope, StopSwitch.reason, StopSwitch.engaged_by, StopSwitch.engaged_at)
    .where(StopSwitch.released_at.is_(None))
    .order_by(StopSwitch.engaged_at)
)
