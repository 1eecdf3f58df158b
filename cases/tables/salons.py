"""企业沙龙: the events, and who has a seat or waits for one."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class SalonState(enum.StrEnum):
    """Whether a salon takes registrations."""

    OPEN = "open"
    CLOSED = "closed"  # takes no more registrations; still takes place
    CANCELLED = "cancelled"


class RegistrationState(enum.StrEnum):
    """What a registration is worth."""

    REGISTERED = "registered"  # has a seat
    WAITING = "waiting"
    OFFERED = "offered"  # a seat is kept for them until they take it or the offer ends
    CANCELLED = "cancelled"


_ACTIVE_SQL = text("state <> 'cancelled'")


class Salon(Identified, Base):
    """One 企业沙龙 with a limited number of seats."""

    __tablename__ = "salons"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        CheckConstraint("per_enterprise >= 1", name="per_enterprise"),
    )

    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)  # changed only by guarded updates
    per_enterprise: Mapped[
        int | None
    ]  # how many people of one enterprise may come; None: any number
    deadline: Mapped[datetime]  # registrations end then
    contact: Mapped[str] = mapped_column(String(120))
    agenda: Mapped[str] = mapped_column(Text)
    state: Mapped[SalonState] = mapped_column(default=SalonState.OPEN)
    # Of its entry in calendars: rises with every change of time, place or state (RFC 5545).
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime]


class Registration(Identified, Base):
    """One person's wish to attend one salon."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_one_active",
            "salon_id",
            "person_id",
            unique=True,
            sqlite_where=_ACTIVE_SQL,
            postgresql_where=_ACTIVE_SQL,
        ),
    )

    salon_id: Mapped[UUID] = mapped_column(ForeignKey("salons.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))  # where news of it goes
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    state: Mapped[RegistrationState]
    place_in_line: Mapped[int | None]  # order of those waiting
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    offer_expires_at: Mapped[datetime | None]
    checkin_nonce: Mapped[str | None] = mapped_column(String(32), unique=True)  # in their QR code
    checked_in_at: Mapped[datetime | None]
    rating: Mapped[int | None]  # afterwards: 1 to 3


class SalonShare(Base):
    """How many people of one enterprise are registered for a salon that limits them."""

    __tablename__ = "salon_shares"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= most", name="within_limit"),)

    salon_id: Mapped[UUID] = mapped_column(ForeignKey("salons.id"), primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    taken: Mapped[int]  # changed only by guarded updates
    most: Mapped[int]


class SalonQuestion(Identified, Base):
    """Something that somebody wants answered at a salon, and the one answer to it."""

    __tablename__ = "salon_questions"

    salon_id: Mapped[UUID] = mapped_column(ForeignKey("salons.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    chat_id: Mapped[UUID] = mapped_column(ForeignKey("chats.id"))  # where the answer goes
    department: Mapped[str | None] = mapped_column(String(32))  # None: lies with the planner
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
