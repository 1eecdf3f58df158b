"""What is owed to whom, and every try at delivering it."""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class MessageClass(enum.StrEnum):
    """Why a message is sent; decides its priority and what an unknown outcome means."""

    REPLY = "reply"  # a person wrote and waits
    LEGAL = "legal"  # 补正告知, 不予受理, 特别程序, 延期: accompanies a written notice
    MILESTONE = "milestone"  # 已受理, 办结, 可领证
    STAFF_ALERT = "staff_alert"  # due soon, overdue, applicant answered
    SALON_REMINDER = "salon_reminder"
    BROADCAST = "broadcast"  # an approved notice


class DeliveryState(enum.StrEnum):
    """Where one message to one chat stands."""

    PENDING = "pending"  # owed; goes out once its not_before has come
    CLAIMED = "claimed"  # a worker holds it under a lease; nothing has been sent
    SENDING = "sending"  # an attempt is on record; the call may be under way
    DELIVERED = "delivered"  # the channel accepted it
    RETRY = "retry"  # surely not sent, or to be sent again marked 可能重复; waits for not_before
    FAILED = "failed"  # the channel refused it, or every try was used up
    UNKNOWN = "unknown"  # sent or not sent: nobody can tell; a person or the class policy decides
    CANCELLED = "cancelled"  # withdrawn by us before it was sent
    SUPPRESSED = "suppressed"  # this chat cannot or must not get it
    EXPIRED = "expired"  # its time passed before it could be sent
    WRITTEN_OFF = "written_off"  # unknown, and a person decided to leave it


WAITING = (DeliveryState.PENDING, DeliveryState.RETRY)
UNSENT = (*WAITING, DeliveryState.CLAIMED)  # can still be taken back
OPEN = (*UNSENT, DeliveryState.SENDING)

# The order in which what waits goes out: an index has all of it, so that a claim need not sort.
IN_ORDER = ("priority", "not_before", "created_at", "position", "id")

_WAITING_SQL = text("state IN ('pending', 'retry')")
_CALLED_SQL = text("state = 'sending' AND carried_by IS NULL")
_LEASED_SQL = text("lease_until IS NOT NULL")
_UNKNOWN_SQL = text("state = 'unknown'")


class OutboxMessage(Identified, Base):
    """One thing to say: a kind and the full snapshot of its values, never rendered text."""

    __tablename__ = "outbox_messages"

    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    message_class: Mapped[MessageClass]
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of kind and payload
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("notices.id"), index=True)
    created_at: Mapped[datetime]


class Delivery(Identified, Base):
    """One message owed to one chat."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "chat_id"),
        Index(
            "uq_deliveries_one_in_flight",
            "chat_id",
            unique=True,
            sqlite_where=_CALLED_SQL,
            postgresql_where=_CALLED_SQL,
        ),
        Index(
            "ix_deliveries_ready",
            *IN_ORDER,
            sqlite_where=_WAITING_SQL,
            postgresql_where=_WAITING_SQL,
        ),
        Index("ix_deliveries_chat_position", "chat_id", "position"),
        Index(
            "ix_deliveries_leased",
            "lease_until",
            sqlite_where=_LEASED_SQL,
            postgresql_where=_LEASED_SQL,
        ),
        Index(
            "ix_deliveries_unknown",
            "state_at",
            sqlite_where=_UNKNOWN_SQL,
            postgresql_where=_UNKNOWN_SQL,
        ),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_messages.id"))
    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))
    position: Mapped[int]  # order among all that was ever owed to this chat
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PENDING)
    priority: Mapped[int]  # of the class; smaller goes first
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)  # tries that used up patience; a 429 does not
    resends: Mapped[int] = mapped_column(default=0)  # times it went out again marked 可能重复
    token: Mapped[UUID | None] = mapped_column(unique=True)  # of the claim that holds it
    worker: Mapped[UUID | None]
    carried_by: Mapped[
        UUID | None
    ]  # the token whose call carries it; None: it has a call of its own
    lease_until: Mapped[datetime | None]  # on the database's clock
    external_id: Mapped[str | None] = mapped_column(String(64))  # the channel's own message id
    reason: Mapped[str | None] = mapped_column(Text)  # why it is in this state
    state_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Attempt(Identified, Base):
    """One try at a delivery, written before the call and completed after it."""

    __tablename__ = "attempts"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"), index=True)
    token: Mapped[UUID] = mapped_column(unique=True)
    worker: Mapped[UUID]
    carried_by: Mapped[UUID | None] = mapped_column(index=True)  # the token whose call this was
    repeated: Mapped[bool]  # whether the text said 可能重复
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(String(64))


class RateState(Base):
    """When a channel or a chat may be written to next; shared by every relay."""

    __tablename__ = "rate_state"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)  # channel:… or chat:…
    next_free_at: Mapped[datetime]
    pause_until: Mapped[datetime]  # set by a 429; never moves back


def in_one_of(states: Sequence[DeliveryState]) -> ColumnElement[bool]:
    """
    That a delivery is in one of *states*, written out in the statement instead of bound to it.

    A database takes a partial index only where the statement itself says that its condition holds.
    """
    written: BindParameter[DeliveryState] = bindparam(
        None, states, expanding=True, literal_execute=True
    )
    return Delivery.state.in_(written)


class StopSwitch(Identified, Base):
    """An emergency stop: while a scope has an unreleased row, nothing in it is sent."""

    __tablename__ = "stop_switches"
    __table_args__ = (
        Index(
            "uq_stop_switches_engaged",
            "scope",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    scope: Mapped[str] = mapped_column(String(64))  # all, channel:…, class:… or notice:…
    reason: Mapped[str] = mapped_column(Text)
    engaged_by: Mapped[str] = mapped_column(String(64))
    engaged_at: Mapped[datetime]
    released_by: Mapped[str | None] = mapped_column(String(64))
    released_at: Mapped[datetime | None]
