"""Where a notice stands, recounted from its deliveries every time: no counter can drift."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from cases.notices.audience import Audience
from cases.notices.errors import LAPSED_NAME, STATE_NAMES, NoticeNotFound
from cases.notices.reading import message_key
from cases.tables.notices import (
    Decision,
    Notice,
    NoticeApproval,
    NoticeState,
    NoticeVersion,
)
from cases.tables.outbox import Delivery, DeliveryState, OutboxMessage
from cases.tables.people import Person

S = DeliveryState


@dataclass(frozen=True)
class NoticeView:
    """A notice as its readers need it: the current version and who did what."""

    notice_id: UUID
    number: str
    state: NoticeState
    version: int
    title: str
    body: str
    content: dict[str, Any]
    audience: Audience
    recipients: int  # frozen at submission; 0 before
    digest: str | None
    salon_id: UUID | None
    created_by: str
    submitted_by: str | None
    decided_by: str | None
    decision: Decision | None
    reason: str | None  # of the decision, or why it is held
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True)
class NoticeProgress:
    """How far the current version has got; the parts add up to *total*."""

    notice_id: UUID
    number: str
    state: NoticeState
    total: int
    sent: int
    pending: int  # still to go, including the calls under way
    in_flight: int  # of those: calls under way now, which a stop does not reach
    failed: int
    unknown: int  # arrived or not: a person decides
    suppressed: int
    expired: int
    cancelled: int
    sent_earlier: int  # copies of versions before the current one
    wave: int  # the last one let go, counted from 0
    reason: str | None  # why it is held

    @property
    def state_name(self) -> str:
        """The state as people read it: what ended because its time was over is not called done."""
        over = self.state is NoticeState.DONE and self.expired
        return LAPSED_NAME if over else STATE_NAMES[self.state]


async def view(session: AsyncSession, notice_id: UUID) -> NoticeView:
    """
    Return a notice with its current version.

    Raises:
        NoticeNotFound: There is none.
    """
    views = await _views(session, Notice.id == notice_id)
    if not views:
        raise NoticeNotFound(notice_id)
    return views[0]


async def find(session: AsyncSession, number: str) -> NoticeView:
    """
    Return the notice with a number (``2026-0001``) or an id.

    Raises:
        NoticeNotFound: There is none.
    """
    wanted = number.strip()
    views = await _views(session, Notice.number == wanted)
    if not views:
        try:
            views = await _views(session, Notice.id == UUID(wanted))
        except ValueError:
            raise NoticeNotFound(wanted) from None
    if not views:
        raise NoticeNotFound(wanted)
    return views[0]


async def list_notices(
    session: AsyncSession, *, state: NoticeState | None = None, limit: int = 20
) -> tuple[NoticeView, ...]:
    """Return the notices, newest first."""
    return tuple(
        await _views(session, *(() if state is None else (Notice.state == state,)), limit=limit)
    )


async def progress(session: AsyncSession, notice_id: UUID) -> NoticeProgress:
    """
    Recount the deliveries of a notice.

    Raises:
        NoticeNotFound: There is none.
    """
    notice = await session.get(Notice, notice_id, populate_existing=True)
    if notice is None:
        raise NoticeNotFound(notice_id)
    rows = await session.execute(
        select(OutboxMessage.dedupe_key, Delivery.state, func.count())
        .join(Delivery, Delivery.message_id == OutboxMessage.id)
        .where(OutboxMessage.notice_id == notice_id)
        .group_by(OutboxMessage.dedupe_key, Delivery.state)
    )
    current = message_key(notice_id, notice.version)
    counts = dict.fromkeys(DeliveryState, 0)
    sent_earlier = 0
    for key, state, count in rows:
        if key == current:
            counts[state] = count
        elif state is S.DELIVERED:
            sent_earlier += count
    return NoticeProgress(
        notice_id=notice_id,
        number=notice.number,
        state=notice.state,
        total=sum(counts.values()),
        sent=counts[S.DELIVERED],
        pending=counts[S.PENDING] + counts[S.CLAIMED] + counts[S.RETRY] + counts[S.SENDING],
        in_flight=counts[S.SENDING],
        failed=counts[S.FAILED],
        unknown=counts[S.UNKNOWN] + counts[S.WRITTEN_OFF],
        suppressed=counts[S.SUPPRESSED],
        expired=counts[S.EXPIRED],
        cancelled=counts[S.CANCELLED],
        sent_earlier=sent_earlier,
        wave=notice.wave,
        reason=notice.held_reason,
    )


async def unknown_deliveries(session: AsyncSession, notice_id: UUID) -> tuple[UUID, ...]:
    """Return the deliveries of a notice that somebody has to decide on: send again or leave."""
    rows = await session.scalars(
        select(Delivery.id)
        .join(OutboxMessage, OutboxMessage.id == Delivery.message_id)
        .where(OutboxMessage.notice_id == notice_id, Delivery.state == S.UNKNOWN)
        .order_by(Delivery.id)
    )
    return tuple(rows)


async def _views(session: AsyncSession, *where: Any, limit: int = 1) -> list[NoticeView]:
    author, submitter, decider = aliased(Person), aliased(Person), aliased(Person)
    rows = await session.execute(
        select(
            Notice,
            NoticeVersion,
            NoticeApproval,
            author.name.label("author"),
            submitter.name.label("submitter"),
            decider.name.label("decider"),
        )
        .join(
            NoticeVersion,
            (NoticeVersion.notice_id == Notice.id) & (NoticeVersion.version == Notice.version),
        )
        .outerjoin(
            NoticeApproval,
            (NoticeApproval.notice_id == Notice.id) & (NoticeApproval.version == Notice.version),
        )
        .join(author, author.id == Notice.created_by)
        .outerjoin(submitter, submitter.id == NoticeVersion.submitted_by)
        .outerjoin(decider, decider.id == NoticeApproval.approver_id)
        .where(*where)
        .order_by(Notice.created_at.desc(), Notice.number.desc())
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return [_view(row) for row in rows]


def _view(row: Row[*tuple[Any, ...]]) -> NoticeView:
    notice: Notice = row.Notice
    version: NoticeVersion = row.NoticeVersion
    approval: NoticeApproval | None = row.NoticeApproval
    return NoticeView(
        notice_id=notice.id,
        number=notice.number,
        state=notice.state,
        version=version.version,
        title=version.content["title"],
        body=version.content["body"],
        content=version.content,
        audience=Audience.from_dict(version.audience),
        recipients=version.recipients or 0,
        digest=version.digest,
        salon_id=notice.salon_id,
        created_by=row.author,
        submitted_by=row.submitter,
        decided_by=row.decider,
        decision=None if approval is None else approval.decision,
        reason=notice.held_reason,
        created_at=notice.created_at,
        updated_at=notice.updated_at,
        expires_at=notice.expires_at,
    )
