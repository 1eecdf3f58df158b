"""Recalls of notices: the words that replace what was sent, and every message that was changed."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified

_STANDING_SQL = text("declined_at IS NULL")


class EditOutcome(enum.StrEnum):
    """What came of changing one message."""

    EDITED = "edited"
    FAILED = "failed"  # deleted by its reader, or its chat is gone


class NoticeRecall(Identified, Base):
    """One wish to change what a notice said, and the second person's consent."""

    __tablename__ = "notice_recalls"
    __table_args__ = (
        CheckConstraint("approved_by <> requested_by", name="second_person"),
        Index(
            "uq_notice_recalls_one_standing",
            "notice_id",
            unique=True,
            sqlite_where=_STANDING_SQL,
            postgresql_where=_STANDING_SQL,
        ),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"))
    words: Mapped[str] = mapped_column(Text)
    attachment: Mapped[dict[str, Any] | None]  # what takes the place of the picture or file sent
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    requested_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    approved_at: Mapped[datetime | None]
    approved_digest: Mapped[str | None] = mapped_column(String(64))  # of words and attachment
    declined_at: Mapped[datetime | None]


class RecallEdit(Base):
    """One message that a recall has dealt with."""

    __tablename__ = "recall_edits"

    recall_id: Mapped[UUID] = mapped_column(ForeignKey("notice_recalls.id"), primary_key=True)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    outcome: Mapped[EditOutcome]
    reason: Mapped[str] = mapped_column(Text)
    edited_at: Mapped[datetime]
