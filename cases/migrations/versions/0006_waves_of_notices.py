"""Notices go out in waves, and who stopped one is kept"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for table in ("notices", "notice_recipients"):
        wave = sa.Column("wave", sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, wave)
    op.add_column("notices", sa.Column("watched_from", sa.DateTime(timezone=True)))
    op.add_column("notices", sa.Column("held_by", sa.String(length=64)))
    op.add_column("notices", sa.Column("held_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("notice_recipients", "wave")
    for column in ("held_at", "held_by", "watched_from", "wave"):
        op.drop_column("notices", column)
