"""The chained journal of administrative acts, and whether it and the facts are untouched."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.rules.chain import GENESIS, first_break, link
from cases.tables.audit import AuditEntry
from cases.tables.facts import Fact, FactRow, select_facts
from cases.tables.projects import Case

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


@dataclass(frozen=True)
class BrokenCase:
    """A case whose facts were tampered with, from fact number *seq* on."""

    ref: str
    seq: int


@dataclass(frozen=True)
class Verification:
    """
    What recomputing every digest found.

    A chain cannot show that its own end was cut off; *head* is one digest over the ends of all
    chains, to be kept elsewhere and compared.
    """

    cases: int
    facts: int
    acts: int
    broken_cases: tuple[BrokenCase, ...]
    broken_act: int | None
    head: str

    @property
    def intact(self) -> bool:
        return not self.broken_cases and self.broken_act is None

    def as_dict(self) -> dict[str, Any]:
        return {"ok": self.intact, **asdict(self)}


async def verify_records(session: AsyncSession) -> Verification:
    """Recompute the chain of every case and of the journal."""
    cases, facts = 0, 0
    broken: list[BrokenCase] = []
    ends = hashlib.sha256()
    async for ref, chain in _chains(session):
        cases += 1
        facts += len(chain)
        place = first_break((fact.prev_hash, fact.hash, fact.content()) for fact in chain)
        if place is not None:
            broken.append(BrokenCase(ref, chain[place].seq))
        ends.update(f"{ref}\n{chain[-1].hash}\n".encode())
    acts = await session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    last = await session.scalar(select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))
    ends.update((last or GENESIS).encode())
    return Verification(
        cases, facts, acts, tuple(broken), await find_break(session), ends.hexdigest()
    )


async def _chains(session: AsyncSession) -> AsyncIterator[tuple[str, list[FactRow]]]:
    rows = await session.execute(
        select_facts()
        .add_columns(Case.ref)
        .join(Case, Case.id == Fact.case_id)
        .order_by(Case.ref, Fact.seq)
    )
    for ref, group in groupby(rows, key=lambda row: row.ref):
        yield ref, [FactRow(*row[:-1]) for row in group]
