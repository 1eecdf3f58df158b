"""Units of projects, and who made an invite"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("projects") as table:
        table.alter_column("code", existing_type=sa.String(24), type_=sa.String(28))
        table.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_projects_parent_id_projects"), "projects", ["parent_id"], ["id"]
        )
        table.create_check_constraint(op.f("ck_projects_not_its_own_part"), "parent_id <> id")
        table.create_index(op.f("ix_projects_parent_id"), ["parent_id"])
    with op.batch_alter_table("invites") as table:
        table.add_column(sa.Column("maker_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_invites_maker_id_persons"), "persons", ["maker_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("invites") as table:
        table.drop_constraint(op.f("fk_invites_maker_id_persons"), type_="foreignkey")
        table.drop_column("maker_id")
    with op.batch_alter_table("projects") as table:
        table.drop_index(op.f("ix_projects_parent_id"))
        table.drop_constraint(op.f("ck_projects_not_its_own_part"), type_="check")
        table.drop_constraint(op.f("fk_projects_parent_id_projects"), type_="foreignkey")
        table.drop_column("parent_id")
        table.alter_column("code", existing_type=sa.String(28), type_=sa.String(24))
