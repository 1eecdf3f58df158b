"""Writing a notice, changing it, and handing it in for approval."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audit import note_act
from cases.digests import approval_digest, audience_digest, digest_of
from cases.notices.attachments import LONGEST_BODY_UNDER, Attachment
from cases.notices.audience import Audience, chats_of
from cases.notices.errors import BadNotice, NobodyInAudience, NoticeStateForbids
from cases.notices.reading import (
    acting,
    cancel_waiting,
    locked_notice,
    payload_of,
    refuse_when_recalled,
    version_of,
)
from cases.outbox.gate import enter_gate
from cases.rules.access import Action
from cases.rules.waves import waves_of
from cases.salons import salon_of, snapshot
from cases.tables.notices import (
    Notice,
    NoticeEditor,
    NoticeNumber,
    NoticeRecipient,
    NoticeState,
    NoticeVersion,
)
from cases.tables.upsert import insert

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONGEST_TITLE = 60
LONGEST_BODY = 2_000  # one message, with its salon and its number, whatever the channel
CHUNK = 1_000


class Unchanged(enum.Enum):
    """Says that something is left as it is, where None would take it away."""

    UNCHANGED = enum.auto()


UNCHANGED = Unchanged.UNCHANGED

EDITABLE = (
    NoticeState.DRAFT,
    NoticeState.SUBMITTED,
    NoticeState.RETURNED,
    NoticeState.SENDING,
    NoticeState.PAUSED,
    NoticeState.STOPPED,
)


@dataclass(frozen=True)
class Submission:
    """What a second person is asked to approve: exactly these bytes to exactly these chats."""

    notice_id: UUID
    number: str
    version: int
    digest: str
    recipients: int


async def create_draft(
    session: AsyncSession,
    *,
    title: str,
    body: str,
    audience: Audience,
    author: UUID,
    at: datetime,
    salon_id: UUID | None = None,
    attachment: Attachment | None = None,
    send_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> Notice:
    """
    Write a notice that nobody gets yet.

    Args:
        salon_id: The 企业沙龙 it invites to; its particulars become part of the content.
        attachment: A picture or a file, over the text.
        send_at: Nothing is sent before then, however early it is approved; part of what is approved.
        expires_at: Nothing is sent from then on; the start of the salon when absent. Part of it too.

    Raises:
        NotAllowed: Only managers write notices.
        BadNotice: No title or text, or too long; it would be over before it begins, or end after its
            salon has begun.
        SalonNotFound: *salon_id* names none.
    """
    actor = await acting(session, author, Action.DRAFT_NOTICE)
    content = _content(title, body, attachment) | _hour(send_at)
    expires_at = await _expiry(session, salon_id, expires_at, at=at)
    _check_hour(content, expires_at)
    notice = Notice(
        id=uuid4(),
        number=await _next_number(session, at),
        state=NoticeState.DRAFT,
        version=1,
        salon_id=salon_id,
        expires_at=expires_at,
        created_by=author,
        created_at=at,
        updated_at=at,
    )
    session.add(notice)
    await session.flush()
    await _write_version(session, notice, content, audience, editor=author)
    await note_act(session, actor=actor, action="notice.draft", subject=notice.number, at=at)
    return notice


async def edit_draft(
    session: AsyncSession,
    notice_id: UUID,
    *,
    editor: UUID,
    at: datetime,
    title: str | None = None,
    body: str | None = None,
    audience: Audience | None = None,
    attachment: Attachment | Unchanged | None = UNCHANGED,
    expires_at: datetime | None = None,
) -> Notice:
    """
    Change what a notice says or whom it is for; what is not given stays.

    A notice that was handed in or approved becomes a new version in draft: its approval is void, and
    what has not been sent yet is cancelled.

    Raises:
        NotAllowed, BadNotice: As for ``create_draft``.
        NoticeStateForbids: It is over.
        RecalledAlready: It is being recalled.
    """
    actor = await acting(session, editor, Action.DRAFT_NOTICE)
    await enter_gate(session)
    notice = await locked_notice(session, notice_id)
    if notice.state not in EDITABLE:
        raise NoticeStateForbids(notice_id, notice.state)
    await refuse_when_recalled(session, notice_id)
    current = await version_of(session, notice)
    content = _content(
        current.content["title"] if title is None else title,
        current.content["body"] if body is None else body,
        attachment_in(current.content) if attachment is UNCHANGED else attachment,
    )
    content |= {key: current.content[key] for key in ("send_at",) if key in current.content}
    audience = audience or Audience.from_dict(current.audience)
    if expires_at is not None:
        notice.expires_at = await _expiry(session, notice.salon_id, expires_at, at=at)
        _check_hour(content, notice.expires_at)

    if notice.state is NoticeState.DRAFT:
        current.content, current.audience = content, audience.as_dict()
        await _note_editor(session, notice, editor)
    else:
        await cancel_waiting(session, notice_id, reason="通知已修改", at=at)
        notice.state, notice.held_reason = NoticeState.DRAFT, None
        notice.version += 1
        await session.flush()
        await _write_version(session, notice, content, audience, editor=editor)
    notice.updated_at = at
    await note_act(
        session,
        actor=actor,
        action="notice.edit",
        subject=notice.number,
        at=at,
        detail={"version": notice.version},
    )
    await session.flush()
    return notice


async def sample(session: AsyncSession, notice_id: UUID, *, by: UUID) -> dict[str, Any]:
    """
    Return what a message of the current version would carry, for a try on oneself.

    Raises:
        NotAllowed: Only managers try notices out.
        NoticeNotFound: There is none.
    """
    await acting(session, by, Action.DRAFT_NOTICE)
    notice = await locked_notice(session, notice_id)
    version = await version_of(session, notice)
    frozen = version.digest is not None
    content = version.content if frozen else await _whole(session, notice, version.content)
    return payload_of(notice, version.version, content)


async def submit(
    session: AsyncSession, notice_id: UUID, *, submitter: UUID, at: datetime
) -> Submission:
    """
    Hand a draft in: its content and its audience are frozen from here on.

    Raises:
        NotAllowed: The submitter is no manager.
        NoticeStateForbids: It is not a draft.
        NobodyInAudience: The filter matches no chat that can be written to.
        BadNotice: It would be over before it begins.
    """
    actor = await acting(session, submitter, Action.DRAFT_NOTICE)
    notice = await locked_notice(session, notice_id)
    if notice.state is not NoticeState.DRAFT:
        raise NoticeStateForbids(notice_id, notice.state)
    if notice.expires_at is not None and notice.expires_at <= at:
        raise BadNotice("截止时间", "已过，请修改沙龙时间或新建通知")
    version = await version_of(session, notice)
    chats = await chats_of(session, Audience.from_dict(version.audience))
    if not chats:
        raise NobodyInAudience(notice_id)

    version.content = await _whole(session, notice, version.content)
    version.content_digest = digest_of(version.content)
    version.audience_digest = audience_digest(chats)
    version.digest = approval_digest(version.content_digest, version.audience_digest)
    version.recipients = len(chats)
    version.submitted_by, version.submitted_at = submitter, at
    notice.state, notice.updated_at = NoticeState.SUBMITTED, at
    await _note_editor(session, notice, submitter)
    waves = waves_of(chats, seed=version.digest)
    for start in range(0, len(chats), CHUNK):
        await session.execute(
            plain_insert(NoticeRecipient),
            [
                {
                    "notice_id": notice.id,
                    "version": version.version,
                    "chat_id": chat,
                    "wave": waves[chat],
                }
                for chat in chats[start : start + CHUNK]
            ],
        )
    await note_act(
        session,
        actor=actor,
        action="notice.submit",
        subject=notice.number,
        at=at,
        detail={"version": version.version, "digest": version.digest, "recipients": len(chats)},
    )
    await session.flush()
    return Submission(notice.id, notice.number, version.version, version.digest, len(chats))


def attachment_in(content: dict[str, Any]) -> Attachment | None:
    """Return the picture or file that goes out with *content*."""
    found = content.get("attachment")
    return None if found is None else Attachment.from_dict(found)


async def _whole(session: AsyncSession, notice: Notice, content: dict[str, Any]) -> dict[str, Any]:
    """Return *content* with all that is approved besides its words: its salon and its end."""
    salon = None if notice.salon_id is None else await salon_of(session, notice.salon_id)
    return content | {
        "salon": None if salon is None else snapshot(salon),
        "expires_at": None if notice.expires_at is None else notice.expires_at.isoformat(),
    }


async def _expiry(
    session: AsyncSession, salon_id: UUID | None, wanted: datetime | None, *, at: datetime
) -> datetime | None:
    starts_at = None if salon_id is None else (await salon_of(session, salon_id)).starts_at
    expires_at = wanted or starts_at
    if expires_at is None:
        return None
    if expires_at <= at:
        raise BadNotice("截止时间", "应在现在之后")
    if starts_at is not None and expires_at > starts_at:
        raise BadNotice("截止时间", "不应晚于沙龙开始")
    return expires_at


def _content(title: str, body: str, attachment: Attachment | None) -> dict[str, Any]:
    title, body = " ".join(title.split()), body.strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise BadNotice("标题", f"应为 1 到 {LONGEST_TITLE} 个字")
    longest = LONGEST_BODY if attachment is None else LONGEST_BODY_UNDER
    if not 0 < len(body) <= longest:
        raise BadNotice("正文", f"应为 1 到 {longest} 个字")
    if "\x00" in title + body:
        raise BadNotice("正文", "含有无法显示的字符")
    words = {"title": title, "body": body}
    return words if attachment is None else words | {"attachment": attachment.as_dict()}


def _hour(send_at: datetime | None) -> dict[str, Any]:
    return {} if send_at is None else {"send_at": send_at.isoformat()}


def _check_hour(content: dict[str, Any], expires_at: datetime | None) -> None:
    send_at = content.get("send_at")
    if send_at and expires_at and datetime.fromisoformat(send_at) >= expires_at:
        raise BadNotice("发送时间", "应早于截止时间（沙龙通知应早于沙龙开始）")


async def _write_version(
    session: AsyncSession,
    notice: Notice,
    content: dict[str, Any],
    audience: Audience,
    *,
    editor: UUID,
) -> None:
    session.add(
        NoticeVersion(
            notice_id=notice.id,
            version=notice.version,
            content=content,
            audience=audience.as_dict(),
        )
    )
    await session.flush()
    await _note_editor(session, notice, editor)


async def _note_editor(session: AsyncSession, notice: Notice, editor: UUID) -> None:
    await session.execute(
        insert(session, NoticeEditor)
        .values(notice_id=notice.id, version=notice.version, editor_id=editor)
        .on_conflict_do_nothing()
    )


async def _next_number(session: AsyncSession, at: datetime) -> str:
    year = str(at.astimezone(SHANGHAI).year)
    taken = await session.scalars(
        insert(session, NoticeNumber)
        .values(series=year, last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": NoticeNumber.last + 1})
        .returning(NoticeNumber.last)
    )
    return f"{year}-{taken.one():04d}"
