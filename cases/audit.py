"""The chained journal of administrative acts."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.rules.chain import GENESIS, first_break, link
from cases.tables.audit import AuditEntry

LOCK = 0x6175646974  # "audit": the journal is one chain, so writers take turns


async def note_act(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    subject: str,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one act to the journal, in the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = await session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id[:64],
        actor_name=actor.name[:64],
        action=action,
        subject=subject[:64],
        detail=detail or {},
        prev_hash=last.hash if last else GENESIS,
    )
    entry.hash = link(entry.prev_hash, entry.content())
    session.add(entry)
    await session.flush()
    return entry


async def find_break(session: AsyncSession) -> int | None:
    """Return the number of the first entry that was tampered with, or ``None``."""
    entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))).all()
    broken = first_break((entry.prev_hash, entry.hash, entry.content()) for entry in entries)
    return None if broken is None else entries[broken].seq
