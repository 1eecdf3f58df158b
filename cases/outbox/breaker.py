"""
The breaker: when every chat in a row refuses us, it is we who are shut out, not they who left.

Blocking each of them would silence everybody because of one fault of the channel.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox.outcomes import Unreachable
from cases.outbox.stops import engage_stop, of_channel
from cases.tables.outbox import Attempt, Delivery, DeliveryState
from cases.tables.people import Chat, ChatStatus

IN_A_ROW = 10  # refusals by different chats, with nothing delivered in between

_UNREACHABLE = Unreachable.__name__.lower()


async def stop_if_everybody_refuses(session: AsyncSession, channel: str, *, at: datetime) -> bool:
    """
    Stop *channel* when the last calls all met a refusal; return whether that happened.

    The chats of that run are active again and their messages wait for the release. The caller holds
    the gate.
    """
    latest = (
        select(Attempt.outcome, Attempt.started_at, Delivery.id, Delivery.chat_id)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .join(Chat, Chat.id == Delivery.chat_id)
        .where(Chat.channel == channel, Attempt.finished_at.is_not(None))
        .order_by(Attempt.finished_at.desc(), Attempt.id)
        .limit(IN_A_ROW)
    )
    run = (await session.execute(latest)).all()
    chats = {row.chat_id for row in run}
    if len(chats) < IN_A_ROW or any(row.outcome != _UNREACHABLE for row in run):
        return False

    await session.execute(
        update(Chat)
        .where(Chat.id.in_(chats), Chat.status == ChatStatus.BLOCKED)
        .values(status=ChatStatus.ACTIVE, status_at=at)
        .execution_options(synchronize_session="fetch")
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_([row.id for row in run]), Delivery.state == DeliveryState.FAILED)
        .values(state=DeliveryState.RETRY, not_before=at, state_at=at, token=None)
        .execution_options(synchronize_session="fetch")
    )
    reason = f"连续 {IN_A_ROW} 个会话都拒收，可能是通道整体故障；核实后再恢复"
    return await engage_stop(session, of_channel(channel), by="system", reason=reason, at=at)
