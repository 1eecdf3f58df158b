"""Who changed what outside the facts: staff, tokens, invites, projects, imports."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base


class AuditEntry(Base):
    """One administrative act, chained to the one before. Never changed (see ``guards``)."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def content(self) -> dict[str, Any]:
        """Return everything that the hash covers."""
        return {
            "seq": self.seq,
            "at": self.at.isoformat(),
            "actor": [self.actor_kind, self.actor_id, self.actor_name],
            "action": self.action,
            "subject": self.subject,
            "detail": self.detail,
        }
