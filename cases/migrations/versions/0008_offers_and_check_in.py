"""Seats are offered to those who wait; salons move, check in, collect questions and feedback"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CHECK = "ck_registrations_registrationstate"
BEFORE = "state IN ('registered', 'waiting', 'cancelled')"
AFTER = "state IN ('registered', 'waiting', 'offered', 'cancelled')"


def upgrade() -> None:
    op.add_column("salons", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    _check_states(AFTER)
    with op.batch_alter_table("registrations") as table:
        table.add_column(sa.Column("offer_expires_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("checkin_nonce", sa.String(length=32)))
        table.add_column(sa.Column("checked_in_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("question", sa.Text()))
        table.add_column(sa.Column("rating", sa.Integer()))
        table.create_unique_constraint(op.f("uq_registrations_checkin_nonce"), ["checkin_nonce"])


def downgrade() -> None:
    op.execute("UPDATE registrations SET state = 'registered' WHERE state = 'offered'")
    with op.batch_alter_table("registrations") as table:
        table.drop_constraint(op.f("uq_registrations_checkin_nonce"), type_="unique")
        for column in ("rating", "question", "checked_in_at", "checkin_nonce", "offer_expires_at"):
            table.drop_column(column)
    _check_states(BEFORE)
    op.drop_column("salons", "sequence")


def _check_states(condition: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(CHECK), "registrations", type_="check")
        op.create_check_constraint(op.f(CHECK), "registrations", condition)
        return
    # SQLite makes the table anew; a CHECK is not among what it takes along.
    with op.batch_alter_table("registrations", recreate="always") as table:
        table.create_check_constraint(op.f(CHECK), condition)
