"""Legal notices that a person has to say by telephone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base


class Call(Base):
    """One notice to one chat that did not arrive in time; writing the row is the claim to have said so."""

    __tablename__ = "calls"

    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("deliveries.id"), primary_key=True)
    opened_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    made_by: Mapped[str | None] = mapped_column(String(64))
