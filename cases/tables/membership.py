"""Who belongs to which project, and the one-time invites by which they came."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified
from cases.tables.projects import PartyRole


class Invite(Identified, Base):
    """One use of one link; only the digest of its secret is kept."""

    __tablename__ = "invites"

    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    uscc: Mapped[str] = mapped_column(String(18))
    role: Mapped[PartyRole]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(64))
    # Whoever made it must still have the right to when it is used; None: the command line.
    maker_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class Binding(Identified, Base):
    """A person speaks for a project's side until ``ended_at``."""

    __tablename__ = "bindings"
    __table_args__ = (
        Index(
            "uq_bindings_live",
            "person_id",
            "project_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    role: Mapped[PartyRole]
    bound_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class InviteFailure(Identified, Base):
    """A try that failed; enough of them close the door for a while."""

    __tablename__ = "invite_failures"
    __table_args__ = (Index("ix_invite_failures_chat_at", "chat_id", "at"),)

    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))
    at: Mapped[datetime]
