"""What is known of each approval item, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class ProcessTemplateRow(Identified, Base):
    """One version of an item's limits and names; frozen, so running cases keep theirs."""

    __tablename__ = "process_templates"
    __table_args__ = (UniqueConstraint("item", "version"),)

    item: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    installed_at: Mapped[datetime]
