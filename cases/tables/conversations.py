"""What was asked and answered, what people thought of it, and half-finished forms."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class Vote(enum.StrEnum):
    """Whether an answer helped."""

    UP = "up"
    DOWN = "down"


class HumanRequestState(enum.StrEnum):
    """Whether somebody still waits for a person."""

    OPEN = "open"
    CLOSED = "closed"


class Exchange(Identified, Base):
    """One question and its answer, with the ground it stood on."""

    __tablename__ = "exchanges"
    __table_args__ = (
        Index("ix_exchanges_chat_at", "chat_id", "at"),
        Index("ix_exchanges_at", "at"),
    )

    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))
    question: Mapped[str] = mapped_column(Text)  # as the person wrote it
    standalone: Mapped[str] = mapped_column(Text)  # as it was understood, needing no history
    status: Mapped[str] = mapped_column(String(64))  # the named ending of the answer
    answer: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]]
    candidates: Mapped[list[Any]] = mapped_column(default=list)  # choices offered under the answer
    confidence: Mapped[float]
    item: Mapped[str | None] = mapped_column(String(64))  # slug of the guide it is about
    slot: Mapped[str | None] = mapped_column(String(16))  # kind of fact asked for
    retrieved: Mapped[list[Any]] = mapped_column(default=list)  # passages found: name, score
    model_use: Mapped[dict[str, Any]] = mapped_column(default=dict)  # empty: no model was asked
    at: Mapped[datetime]


class Feedback(Identified, Base):
    """What the person thought of an answer; the last word counts."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("exchange_id"),)

    exchange_id: Mapped[UUID] = mapped_column(ForeignKey("exchanges.id"))
    vote: Mapped[Vote]
    reason: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime]


class Flow(Base):
    """The one half-finished form of a chat."""

    __tablename__ = "flows"

    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class HumanRequest(Identified, Base):
    """Someone asked for a person (转人工)."""

    __tablename__ = "human_requests"
    __table_args__ = (
        Index(
            "uq_human_requests_one_open",
            "chat_id",
            unique=True,
            sqlite_where=text("state = 'open' AND exchange_id IS NULL"),
            postgresql_where=text("state = 'open' AND exchange_id IS NULL"),
        ),
        Index(
            "uq_human_requests_one_open_an_exchange",
            "exchange_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))
    # No foreign key: what was asked may be forgotten while the call stays.
    exchange_id: Mapped[UUID | None] = mapped_column(Uuid())
    question: Mapped[str | None] = mapped_column(Text)
    state: Mapped[HumanRequestState] = mapped_column(default=HumanRequestState.OPEN)
    assigned_to: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str | None] = mapped_column(Text)  # what a person answered, if anything
    answered_as: Mapped[str | None] = mapped_column(String(32))  # their role at that time
