"""
The second person: approving, returning, rejecting.

That nobody approves their own notice does not rest on this code: the approval's composite key and
CHECK (``cases.tables.notices``) refuse it whoever writes the row.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import Actor
from cases.audit import note_act
from cases.digests import approval_digest, audience_digest, digest_of
from cases.notices.errors import (
    NoticeLapsed,
    NoticeStateForbids,
    NotWhatWasSubmitted,
    SamePerson,
)
from cases.notices.reading import acting, locked_notice, message_key, payload_of, version_of
from cases.notices.watching import NOT_YET, first_instant
from cases.outbox import MessageClass, QuietHours, of_notice, owe, release_stop
from cases.outbox.approvals import last_instant
from cases.outbox.gate import enter_gate
from cases.rules.access import Action
from cases.tables.notices import (
    Decision,
    Notice,
    NoticeApproval,
    NoticeEditor,
    NoticeRecipient,
    NoticeState,
    NoticeVersion,
)
from cases.tables.people import Chat, ChatStatus, Person, Role

SHORTEST_DIGEST = 12  # hex digits that a button may carry instead of all 64


async def approve(
    session: AsyncSession,
    notice_id: UUID,
    *,
    approver: UUID,
    digest: str,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> int:
    """
    Approve exactly what the approver was shown, and owe it to its audience; return to how many.

    Args:
        approver: The authenticated person, never a value from a request's body.
        digest: Of the version that the approver saw; its first 12 digits will do.

    Raises:
        NotAllowed: The approver is no manager at this moment.
        NoticeStateForbids: It does not wait for approval, or somebody decided already.
        NotWhatWasSubmitted: The digest is another one, or the stored content or audience is.
        SamePerson: The approver wrote, changed or submitted it.
        NoticeLapsed: Its time is over, or will be before the night is.
    """
    await enter_gate(session)
    pending = await _pending(session, notice_id, approver, digest)
    notice, version = pending.notice, pending.version
    recipients = await _recipients(session, version)
    _check_unchanged(notice, version, recipients)
    first = first_instant(version.content, at=at, quiet_hours=quiet_hours)
    expires_at = last_instant(version.content) or notice.expires_at
    if expires_at is not None and expires_at <= first:
        raise NoticeLapsed(notice_id)
    await _decide(session, pending, Decision.APPROVED, at=at)
    # What was stopped was an earlier version: to approve this one is to decide that it goes out.
    await release_stop(session, of_notice(notice.id), by=pending.actor.name, at=at)
    notice.state, notice.held_reason = NoticeState.SENDING, None
    notice.held_by, notice.held_at = None, None
    notice.wave, notice.watched_from = 0, at
    await session.flush()
    owed = 0
    for wave, chats in sorted(recipients.items()):
        owed += await owe(
            session,
            dedupe_key=message_key(notice.id, version.version),
            message_class=MessageClass.BROADCAST,
            kind="notice",
            payload=payload_of(notice, version.version, version.content),
            chats=chats,
            at=at,
            not_before=first if wave == 0 else NOT_YET,
            expires_at=expires_at,
            notice_id=notice.id,
        )
    return owed


async def return_(
    session: AsyncSession,
    notice_id: UUID,
    *,
    approver: UUID,
    digest: str,
    reason: str,
    at: datetime,
) -> None:
    """Send a notice back for changes; raises as ``approve`` does."""
    pending = await _pending(session, notice_id, approver, digest)
    await _decide(session, pending, Decision.RETURNED, reason=reason, at=at)
    pending.notice.state, pending.notice.held_reason = NoticeState.RETURNED, reason
    await session.flush()


async def reject(
    session: AsyncSession,
    notice_id: UUID,
    *,
    approver: UUID,
    digest: str,
    reason: str,
    at: datetime,
) -> None:
    """Refuse a notice for good; raises as ``approve`` does."""
    pending = await _pending(session, notice_id, approver, digest)
    await _decide(session, pending, Decision.REJECTED, reason=reason, at=at)
    pending.notice.state, pending.notice.held_reason = NoticeState.REJECTED, reason
    await session.flush()


async def approvers_of(session: AsyncSession, notice_id: UUID) -> tuple[UUID, ...]:
    """Return the chats of everybody who may decide on a notice now, to ask them."""
    had_a_hand = exists().where(
        NoticeEditor.notice_id == notice_id, NoticeEditor.editor_id == Person.id
    )
    rows = await session.scalars(
        select(Chat.id)
        .join(Person, Person.id == Chat.person_id)
        .where(
            Person.role == Role.MANAGER,
            Person.active,
            Chat.status == ChatStatus.ACTIVE,
            ~had_a_hand,
        )
        .order_by(Chat.id)
    )
    return tuple(rows)


@dataclass(frozen=True)
class _Pending:
    """A submission, locked, and the person who may decide on it."""

    notice: Notice
    version: NoticeVersion
    approver: UUID
    actor: Actor


async def _pending(session: AsyncSession, notice_id: UUID, approver: UUID, digest: str) -> _Pending:
    actor = await acting(session, approver, Action.APPROVE_NOTICE)
    notice = await locked_notice(session, notice_id)
    if notice.state is not NoticeState.SUBMITTED:
        raise NoticeStateForbids(notice_id, notice.state)
    version = await version_of(session, notice)
    if len(digest) < SHORTEST_DIGEST or not (version.digest or "").startswith(digest):
        raise NotWhatWasSubmitted(notice_id)
    hand = exists().where(NoticeEditor.notice_id == notice_id, NoticeEditor.editor_id == approver)
    if version.submitted_by == approver or await session.scalar(select(hand)):
        raise SamePerson(notice_id, approver)
    return _Pending(notice, version, approver, actor)


async def _decide(
    session: AsyncSession,
    pending: _Pending,
    decision: Decision,
    *,
    reason: str = "",
    at: datetime,
) -> None:
    notice, version = pending.notice, pending.version
    session.add(
        NoticeApproval(
            notice_id=notice.id,
            version=version.version,
            digest=version.digest,
            submitted_by=version.submitted_by,
            approver_id=pending.approver,
            decision=decision,
            reason=reason,
            decided_at=at,
        )
    )
    notice.updated_at = at
    await session.flush()
    await note_act(
        session,
        actor=pending.actor,
        action=f"notice.{decision.value}",
        subject=notice.number,
        at=at,
        detail={"version": version.version, "digest": version.digest, "reason": reason},
    )


async def _recipients(session: AsyncSession, version: NoticeVersion) -> dict[int, list[UUID]]:
    """Return the frozen audience, wave by wave."""
    rows = await session.execute(
        select(NoticeRecipient.wave, NoticeRecipient.chat_id)
        .where(
            NoticeRecipient.notice_id == version.notice_id,
            NoticeRecipient.version == version.version,
        )
        .order_by(NoticeRecipient.chat_id)
    )
    waves: dict[int, list[UUID]] = {}
    for wave, chat in rows:
        waves.setdefault(wave, []).append(chat)
    return waves


def _check_unchanged(
    notice: Notice, version: NoticeVersion, recipients: dict[int, list[UUID]]
) -> None:
    everybody = [chat for chats in recipients.values() for chat in chats]
    now = approval_digest(digest_of(version.content), audience_digest(everybody))
    if now != version.digest:
        raise NotWhatWasSubmitted(notice.id)
