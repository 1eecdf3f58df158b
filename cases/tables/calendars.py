"""The yearly 放假安排 as they were announced, and which of them the bureau has adopted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class CalendarVersion(Identified, Base):
    """One reading of one year's notice; a later revision of the year takes its place."""

    __tablename__ = "calendar_versions"
    __table_args__ = (UniqueConstraint("year", "revision"),)

    year: Mapped[int]
    revision: Mapped[int]
    source: Mapped[str] = mapped_column(String(500))  # the address of the notice
    sha256: Mapped[str] = mapped_column(String(64))  # of the file that was read
    days: Mapped[list[Any]]  # [day, off, name]: only what differs from Monday to Friday
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """What people call it, e.g. ``2027.1``."""
        return f"{self.year}.{self.revision}"


class CalendarAdoption(Base):
    """Somebody has compared a version with the notice, and dates are counted by it from then on."""

    __tablename__ = "calendar_adoptions"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("calendar_versions.id"), primary_key=True)
    adopted_by: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[datetime]
