"""Recalls of notices that were sent"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "notice_recalls",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "approved_by <> requested_by", name=op.f("ck_notice_recalls_second_person")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_recalls_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["persons.id"], name=op.f("fk_notice_recalls_requested_by_persons")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["persons.id"], name=op.f("fk_notice_recalls_approved_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_recalls")),
    )
    op.create_index(
        "uq_notice_recalls_one_standing",
        "notice_recalls",
        ["notice_id"],
        unique=True,
        sqlite_where=sa.text("declined_at IS NULL"),
        postgresql_where=sa.text("declined_at IS NULL"),
    )
    op.create_table(
        "recall_edits",
        sa.Column("recall_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "edited",
                "failed",
                name="editoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recall_id"],
            ["notice_recalls.id"],
            name=op.f("fk_recall_edits_recall_id_notice_recalls"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_recall_edits_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("recall_id", "delivery_id", name=op.f("pk_recall_edits")),
    )


def downgrade() -> None:
    op.drop_table("recall_edits")
    op.drop_table("notice_recalls")
