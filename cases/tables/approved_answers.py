"""Answers of staff that are kept and given again, each bound to the clauses it cites."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class ApprovalState(enum.StrEnum):
    """Whether an approved answer may be given."""

    IN_FORCE = "in_force"
    INVALIDATED = "invalidated"  # a clause it cites changed, or nobody reviewed it in time
    WITHDRAWN = "withdrawn"  # somebody took it back


class ApprovedAnswer(Identified, Base):
    """
    One question in general words and what the bureau answers to it.

    Nothing in it leads back to who asked first: *request_id* is for making it once and is cleared when
    the asker is forgotten.
    """

    __tablename__ = "approved_answers"

    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]]  # each with the checksum of its passage on the day of approval
    item: Mapped[str | None] = mapped_column(String(64))
    slot: Mapped[str | None] = mapped_column(String(16))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("human_requests.id"), unique=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    approved_on: Mapped[date]
    review_on: Mapped[date]  # from this day on it is given no more, until somebody looks at it
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.IN_FORCE, index=True)
    reason: Mapped[str | None] = mapped_column(String(200))  # why it is no longer in force
    state_at: Mapped[datetime]
