"""Who talks to us, and through which chat."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.rules.access import Role
from cases.tables.base import Base, Identified

__all__ = ["Chat", "ChatStatus", "Person", "Role"]


class ChatStatus(enum.StrEnum):
    """Whether a chat can be written to."""

    ACTIVE = "active"
    BLOCKED = "blocked"  # the person stopped the bot; speaks again when they start it
    LEFT = "left"
    MIGRATED = "migrated"


class Person(Identified, Base):
    """Someone known to the bureau, independent of the channel they use."""

    __tablename__ = "persons"

    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role]
    department: Mapped[str | None] = mapped_column(String(32))  # of staff, as people call it
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Chat(Identified, Base):
    """One private conversation of one person on one channel."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: Mapped[str] = mapped_column(String(16), default="telegram")
    address: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    status: Mapped[ChatStatus] = mapped_column(default=ChatStatus.ACTIVE)
    status_at: Mapped[datetime]
