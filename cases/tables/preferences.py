"""What people want to hear of, and how loudly."""

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base


class Category(enum.StrEnum):
    """What a person may turn down. What the law or their own wish makes us say is none of these."""

    MILESTONE = "milestone"  # 办件进展
    NOTICE = "notice"  # 群发通知
    SALON = "salon"  # reminders of a salon and the question afterwards


class Mode(enum.StrEnum):
    """How loudly."""

    ON = "on"
    SILENT = "silent"  # arrives without a sound
    OFF = "off"


class Preference(Base):
    """One person's word on one category; without one it is on."""

    __tablename__ = "preferences"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    category: Mapped[Category] = mapped_column(primary_key=True)
    mode: Mapped[Mode]
    set_at: Mapped[datetime]
