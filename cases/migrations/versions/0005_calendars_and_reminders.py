"""Versions of the holiday calendar, and the ladder of reminders"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from cases.tables.guards import statements

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

GUARDED = ("calendar_versions", "calendar_adoptions", "rung_fires")


def upgrade() -> None:
    op.create_table(
        "calendar_versions",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("days", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_versions")),
        sa.UniqueConstraint("year", "revision", name=op.f("uq_calendar_versions_year_revision")),
    )
    op.create_table(
        "calendar_adoptions",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("adopted_by", sa.String(length=64), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["calendar_versions.id"],
            name=op.f("fk_calendar_adoptions_version_id_calendar_versions"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_calendar_adoptions")),
    )
    op.create_table(
        "rung_fires",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("deadline", sa.String(length=128), nullable=False),
        sa.Column("rung", sa.String(length=64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "sent",
                "skipped",
                "missed",
                name="rungoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_rung_fires_case_id_cases")
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "deadline", "rung", "due_on", name=op.f("pk_rung_fires")
        ),
    )
    op.create_table(
        "sweeps",
        sa.Column(
            "name",
            sa.Enum(
                "reminders",
                name="sweepname",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweeps")),
    )
    for table in GUARDED:
        for statement in statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("sweeps")
    op.drop_table("rung_fires")
    op.drop_table("calendar_adoptions")
    op.drop_table("calendar_versions")
