"""Half-finished forms: one for each chat, in the database, so that any process can go on with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.conversations import Flow
from cases.tables.upsert import insert


@dataclass(frozen=True)
class FlowState:
    """Where a chat is in its form."""

    name: str
    step: str
    data: dict[str, Any]
    updated_at: datetime


async def get_flow(session: AsyncSession, chat_id: UUID) -> FlowState | None:
    """Return the form that the chat is in the middle of."""
    row = await session.get(Flow, chat_id, populate_existing=True)
    return None if row is None else FlowState(row.name, row.step, dict(row.data), row.updated_at)


async def set_flow(
    session: AsyncSession,
    chat_id: UUID,
    *,
    name: str,
    step: str,
    data: dict[str, Any],
    at: datetime,
) -> None:
    """Put the chat into a form, in place of whatever it was in."""
    values = {"name": name, "step": step, "data": data, "updated_at": at}
    await session.execute(
        insert(session, Flow)
        .values(chat_id=chat_id, **values)
        .on_conflict_do_update(index_elements=["chat_id"], set_=values)
    )


async def clear_flow(session: AsyncSession, chat_id: UUID) -> bool:
    """Leave the form; return whether there was one."""
    cleared = await session.scalars(
        delete(Flow)
        .where(Flow.chat_id == chat_id)
        .returning(Flow.chat_id)
        .execution_options(synchronize_session=False)
    )
    return cleared.one_or_none() is not None
