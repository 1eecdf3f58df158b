"""Keys of other programs."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cases.tables.base import Base, Identified


class ApiToken(Identified, Base):
    """A bearer token; only its digest is kept."""

    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(String(64), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
