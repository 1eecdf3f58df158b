"""What people want to hear of, and how loudly"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("category", _one_of("category", "milestone", "notice", "salon"), nullable=False),
        sa.Column("mode", _one_of("mode", "on", "silent", "off"), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_preferences_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("person_id", "category", name=op.f("pk_preferences")),
    )


def downgrade() -> None:
    op.drop_table("preferences")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
