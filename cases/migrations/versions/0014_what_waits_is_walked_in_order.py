"""What is under a lease or unknown, each indexed alone: no index of the state tempts a claim to sort"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEASED = sa.text("lease_until IS NOT NULL")
UNKNOWN = sa.text("state = 'unknown'")


def upgrade() -> None:
    op.drop_index("ix_deliveries_state", "deliveries")
    op.create_index(
        "ix_deliveries_leased",
        "deliveries",
        ["lease_until"],
        sqlite_where=LEASED,
        postgresql_where=LEASED,
    )
    op.create_index(
        "ix_deliveries_unknown",
        "deliveries",
        ["state_at"],
        sqlite_where=UNKNOWN,
        postgresql_where=UNKNOWN,
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_unknown", "deliveries")
    op.drop_index("ix_deliveries_leased", "deliveries")
    op.create_index("ix_deliveries_state", "deliveries", ["state", "lease_until"])
