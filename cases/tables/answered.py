"""What was answered to other programs' requests, so that a repeated request gets the same answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base


class AnsweredRequest(Base):
    """One request of one API token, known by the key that the program chose for it."""

    __tablename__ = "answered_requests"

    token_id: Mapped[UUID] = mapped_column(ForeignKey("api_tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))  # of what was asked
    answer: Mapped[dict[str, Any] | None]  # set before the row can be seen by anybody else
    answered_at: Mapped[datetime]
