"""Facts: the only truth about a case. Rows are added, never changed (see ``guards``)."""

import enum
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from cases.rules.kinds import FactKind
from cases.rules.states import CaseState
from cases.tables.base import Base, Identified


class FactSource(enum.StrEnum):
    """By which way a fact came."""

    OFFICER = "officer"  # a person's entry: what cannot follow is refused
    IMPORT = "import"  # an outside system's: what cannot follow is kept and marked
    API = "api"
    SYSTEM = "system"


class Fact(Identified, Base):
    """
    One thing that happened to one case.

    ``effective_on`` is the legal day it took effect, ``recorded_at`` the instant we learned of it.
    ``state`` is there exactly when ``kind`` is ``STATE``; ``payload`` holds the terms. ``hash`` chains
    it to the case's fact before it.
    """

    __tablename__ = "facts"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        CheckConstraint("(kind = '状态') = (state IS NOT NULL)", name="state_if_any"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    seq: Mapped[int]
    kind: Mapped[FactKind] = mapped_column(default=FactKind.STATE, server_default="状态")
    state: Mapped[CaseState | None]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    source: Mapped[FactSource]
    legal_basis: Mapped[str] = mapped_column(String(255), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    payload: Mapped[dict[str, Any]]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"), unique=True)
    conflict: Mapped[bool] = mapped_column(default=False)
    idempotency_key: Mapped[str] = mapped_column(String(128), unique=True)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(slots=True)
class FactRow:
    """
    A row of :class:`Fact` outside of any session, attribute for column: what the ledger works on.

    An import makes a hundred thousand of them; mapped objects cost several times as much each.
    """

    id: UUID
    case_id: UUID
    seq: int
    kind: FactKind
    state: CaseState | None
    effective_on: date
    recorded_at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    source: FactSource
    legal_basis: str
    note: str
    payload: dict[str, Any]
    corrects_id: UUID | None
    conflict: bool
    idempotency_key: str
    prev_hash: str
    hash: str

    def as_values(self) -> dict[str, Any]:
        """Return it as a statement takes it."""
        return dict(zip(FACT_COLUMNS, _values_of(self), strict=True))

    @property
    def said(self) -> CaseState | FactKind:
        """What the fact is called."""
        return self.state or self.kind

    def content(self) -> dict[str, Any]:
        """Return everything that the hash covers; a state is covered as it was before kinds were."""
        kind = {} if self.kind is FactKind.STATE else {"kind": self.kind.value}
        return {
            **kind,
            "case": str(self.case_id),
            "seq": self.seq,
            "state": self.state.value if self.state else None,
            "effective_on": self.effective_on.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
            "actor": [self.actor_kind, self.actor_id, self.actor_name],
            "source": self.source.value,
            "legal_basis": self.legal_basis,
            "note": self.note,
            "payload": self.payload,
            "corrects": str(self.corrects_id) if self.corrects_id else None,
            "conflict": self.conflict,
            "idempotency_key": self.idempotency_key,
        }


FACT_COLUMNS = tuple(field.name for field in fields(FactRow))
_values_of = attrgetter(*FACT_COLUMNS)


def select_facts() -> Select[Any]:
    """Return the statement whose every row makes a :class:`FactRow`, in the order of its fields."""
    return select(*(getattr(Fact, name) for name in FACT_COLUMNS))


class DateChange(Identified, Base):
    """An open date that moved, and why: a fact, or a calendar. Never changed (see ``guards``)."""

    __tablename__ = "date_changes"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    legal_effect: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))
    due_before: Mapped[date | None]  # None: the clock stood still
    due_after: Mapped[date | None]
    fact_id: Mapped[UUID | None] = mapped_column(ForeignKey("facts.id"))
    reason: Mapped[str] = mapped_column(String(255))
    recorded_at: Mapped[datetime]
