"""What people sent us, kept before anything else happens to it."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base


class UpdateState(enum.StrEnum):
    """Whether an update has been dealt with."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"  # given up after several tries; kept for a person to look at


_RECEIVED_SQL = text("state = 'received'")


class InboxUpdate(Base):
    """One update, exactly as the channel delivered it."""

    __tablename__ = "inbox_updates"
    __table_args__ = (
        Index(
            "ix_inbox_updates_unfinished",
            "chat_key",
            "update_id",
            sqlite_where=_RECEIVED_SQL,
            postgresql_where=_RECEIVED_SQL,
        ),
    )

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_key: Mapped[str] = mapped_column(String(64))  # updates with one key are handled in order
    payload: Mapped[dict[str, Any]]
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]  # on the database's clock
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
