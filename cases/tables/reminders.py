"""Which rungs of the reminder ladder have been dealt with; writing the row is the claim to have."""

import enum
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from cases.rules.ladder import RungOutcome
from cases.tables.base import Base

__all__ = ["RungFire", "RungOutcome", "Sweep", "SweepName"]


class RungFire(Base):
    """One rung of one date. A date that moves has another ``due_on``, and its rungs come anew."""

    __tablename__ = "rung_fires"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    deadline: Mapped[str] = mapped_column(String(128), primary_key=True)
    rung: Mapped[str] = mapped_column(String(64), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[RungOutcome]
    fired_at: Mapped[datetime]


class SweepName(enum.StrEnum):
    """Work that is done again and again over everything that is open."""

    REMINDERS = "reminders"


class Sweep(Base):
    """When a sweep last came to its end; an operator looks here when reminders stay away."""

    __tablename__ = "sweeps"

    name: Mapped[SweepName] = mapped_column(primary_key=True)
    done_at: Mapped[datetime]
