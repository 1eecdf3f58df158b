"""What waits, indexed in the whole order in which it goes out"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING = sa.text("state IN ('pending', 'retry')")


def upgrade() -> None:
    _index("priority", "not_before", "created_at", "position", "id")


def downgrade() -> None:
    _index("priority", "not_before", "created_at")


def _index(*columns: str) -> None:
    op.drop_index("ix_deliveries_ready", "deliveries")
    op.create_index(
        "ix_deliveries_ready",
        "deliveries",
        list(columns),
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
