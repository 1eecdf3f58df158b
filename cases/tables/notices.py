"""Broadcast notices: versions, their frozen audiences and the second person's decision."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class NoticeState(enum.StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  # content and audience are frozen; waits for a second person
    SENDING = "sending"  # approved; deliveries are going out
    PAUSED = "paused"  # held because a send was refused as malformed, or too many went wrong
    STOPPED = "stopped"  # held by a person
    DONE = "done"  # nothing is left to send
    RETURNED = "returned"  # sent back to its author for changes
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Decision(enum.StrEnum):
    """What the second person said about one version."""

    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


class NoticeNumber(Base):
    """The last number given out in a series; a number is taken before it is used."""

    __tablename__ = "notice_numbers"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int]


class Notice(Identified, Base):
    """A broadcast, whatever version of it is current."""

    __tablename__ = "notices"

    number: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    salon_id: Mapped[UUID | None] = mapped_column(ForeignKey("salons.id"))
    expires_at: Mapped[datetime | None]
    held_reason: Mapped[str | None] = mapped_column(Text)  # why it is paused or stopped
    held_by: Mapped[str | None] = mapped_column(String(64))  # the actor who stopped it
    held_at: Mapped[datetime | None]
    wave: Mapped[int] = mapped_column(default=0, server_default="0")  # the last one let go
    watched_from: Mapped[datetime | None]  # troubles before then have been accepted by a person
    created_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class NoticeVersion(Base):
    """One wording of a notice for one audience; frozen when it is submitted."""

    __tablename__ = "notice_versions"
    __table_args__ = (UniqueConstraint("notice_id", "version", "submitted_by", "digest"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]
    audience: Mapped[dict[str, Any]]  # the filter, as a value
    content_digest: Mapped[str | None] = mapped_column(String(64))
    audience_digest: Mapped[str | None] = mapped_column(String(64))  # of the frozen recipients
    digest: Mapped[str | None] = mapped_column(String(64))  # of both: what is approved
    recipients: Mapped[int | None]  # how many there are in the frozen audience
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    submitted_at: Mapped[datetime | None]


class NoticeEditor(Base):
    """Who had a hand in a version; none of them may approve the notice."""

    __tablename__ = "notice_editors"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    editor_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)


class NoticeRecipient(Base):
    """One chat in the audience of a version, as frozen at submission."""

    __tablename__ = "notice_recipients"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notice_id", "version"],
            ["notice_versions.notice_id", "notice_versions.version"],
            name="fk_notice_recipients_version",
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"), primary_key=True)
    wave: Mapped[int] = mapped_column(default=0, server_default="0")  # ``cases.rules.waves``


class NoticeApproval(Base):
    """
    The one decision on a version, by someone who did not submit it.

    The composite key binds the decision to exactly the bytes and recipients that were submitted:
    neither the submitter nor the digest can be another one, not even by a forged statement.
    """

    __tablename__ = "notice_approvals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["notice_id", "version", "submitted_by", "digest"],
            [
                "notice_versions.notice_id",
                "notice_versions.version",
                "notice_versions.submitted_by",
                "notice_versions.digest",
            ],
            name="fk_notice_approvals_submission",
        ),
        CheckConstraint("approver_id <> submitted_by", name="second_person"),
    )

    notice_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    submitted_by: Mapped[UUID]
    approver_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    decision: Mapped[Decision]
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]
