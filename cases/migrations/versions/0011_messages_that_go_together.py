"""Several messages to one chat go out in one call"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ONE_IN_FLIGHT = "uq_deliveries_one_in_flight"


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("carried_by", sa.Uuid(), nullable=True))
    op.add_column("attempts", sa.Column("carried_by", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_attempts_carried_by"), "attempts", ["carried_by"])
    _one_in_flight("state = 'sending' AND carried_by IS NULL")


def downgrade() -> None:
    op.execute(
        "UPDATE deliveries SET state = 'unknown' WHERE state = 'sending' AND carried_by IS NOT NULL"
    )
    _one_in_flight("state = 'sending'")
    op.drop_index(op.f("ix_attempts_carried_by"), "attempts")
    op.drop_column("attempts", "carried_by")
    op.drop_column("deliveries", "carried_by")


def _one_in_flight(condition: str) -> None:
    op.drop_index(ONE_IN_FLIGHT, "deliveries")
    where = sa.text(condition)
    op.create_index(
        ONE_IN_FLIGHT,
        "deliveries",
        ["chat_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
