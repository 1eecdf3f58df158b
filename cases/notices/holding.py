"""Stopping a notice at once, letting it go on, calling it off."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.notices.errors import HeldForLong, NoticeStateForbids
from cases.notices.reading import acting, cancel_waiting, locked_notice, refuse_when_recalled
from cases.outbox import engage_stop, of_notice, release_stop
from cases.outbox.gate import enter_gate
from cases.rules.access import Action
from cases.tables.notices import NoticeState

STOPPABLE = (NoticeState.SENDING, NoticeState.PAUSED)
RESUMABLE = (NoticeState.STOPPED, NoticeState.PAUSED)
LONG = timedelta(days=1)  # after it, a second person looks before the notice goes on
OVER = (NoticeState.DONE, NoticeState.REJECTED, NoticeState.CANCELLED)


async def stop_notice(
    session: AsyncSession, notice_id: UUID, *, by: UUID | Actor, reason: str, at: datetime
) -> bool:
    """
    Stop a notice at once; return whether it was going out until now.

    Once this has committed, only the calls already under way still arrive. One person is enough to
    stop, and stopping twice is stopping once.

    Raises:
        NotAllowed: The person is no manager.
        NoticeNotFound: There is no such notice.
        NoticeStateForbids: It is not being sent.
    """
    actor = await acting(session, by, Action.STOP_SENDING)
    await enter_gate(session)
    notice = await locked_notice(session, notice_id)
    if notice.state is NoticeState.STOPPED:
        return False
    if notice.state not in STOPPABLE:
        raise NoticeStateForbids(notice_id, notice.state)
    await engage_stop(session, of_notice(notice_id), by=actor.name, reason=reason, at=at)
    notice.state, notice.held_reason, notice.updated_at = NoticeState.STOPPED, reason, at
    notice.held_by, notice.held_at = actor.id, at
    await note_act(
        session,
        actor=actor,
        action="notice.stop",
        subject=notice.number,
        at=at,
        detail={"reason": reason},
    )
    return True


async def resume_notice(
    session: AsyncSession, notice_id: UUID, *, by: UUID | Actor, at: datetime
) -> bool:
    """
    Let a stopped or paused notice go on where it was; return whether it was held.

    Its approval still stands: only an edit voids it. What went wrong until now counts as accepted:
    only new troubles pause it again.

    Raises:
        NotAllowed, NoticeNotFound, NoticeStateForbids: As for ``stop_notice``.
        RecalledAlready: Somebody asked for its recall, and that is not declined.
        HeldForLong: It was stopped more than a day ago, by the same person.
    """
    actor = await acting(session, by, Action.STOP_SENDING)
    await enter_gate(session)
    notice = await locked_notice(session, notice_id)
    if notice.state is NoticeState.SENDING:
        return False
    if notice.state not in RESUMABLE:
        raise NoticeStateForbids(notice_id, notice.state)
    if notice.held_at is not None and at - notice.held_at > LONG and notice.held_by == actor.id:
        raise HeldForLong(notice_id)
    await refuse_when_recalled(session, notice_id)
    await release_stop(session, of_notice(notice_id), by=actor.name, at=at)
    notice.state, notice.held_reason, notice.updated_at = NoticeState.SENDING, None, at
    notice.held_by, notice.held_at, notice.watched_from = None, None, at
    await note_act(session, actor=actor, action="notice.resume", subject=notice.number, at=at)
    return True


async def cancel(
    session: AsyncSession, notice_id: UUID, *, by: UUID | Actor, reason: str = "", at: datetime
) -> int:
    """
    Call a notice off for good; return how many deliveries were cancelled unsent.

    Raises:
        NotAllowed, NoticeNotFound: As for ``stop_notice``.
        NoticeStateForbids: It is over already.
    """
    actor = await acting(session, by, Action.DRAFT_NOTICE)
    await enter_gate(session)
    notice = await locked_notice(session, notice_id)
    if notice.state in OVER:
        raise NoticeStateForbids(notice_id, notice.state)
    cancelled = await cancel_waiting(session, notice_id, reason="通知已撤销", at=at)
    await release_stop(session, of_notice(notice_id), by=actor.name, at=at)
    notice.state, notice.held_reason, notice.updated_at = NoticeState.CANCELLED, reason, at
    await note_act(
        session,
        actor=actor,
        action="notice.cancel",
        subject=notice.number,
        at=at,
        detail={"reason": reason, "unsent": cancelled},
    )
    return cancelled
