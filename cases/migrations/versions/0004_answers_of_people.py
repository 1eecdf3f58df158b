"""What was found for a question; calls that staff answer; approved answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("state = 'open'")
OPEN_ABOUT_NOTHING = sa.text("state = 'open' AND exchange_id IS NULL")


def upgrade() -> None:
    op.add_column("exchanges", sa.Column("item", sa.String(length=64), nullable=True))
    op.add_column("exchanges", sa.Column("slot", sa.String(length=16), nullable=True))
    op.add_column(
        "exchanges",
        sa.Column("retrieved", JSON, nullable=False, server_default=sa.text("'[]'")),
    )
    op.add_column(
        "exchanges",
        sa.Column("model_use", JSON, nullable=False, server_default=sa.text("'{}'")),
    )
    op.create_index("ix_exchanges_at", "exchanges", ["at"], unique=False)
    op.add_column("human_requests", sa.Column("exchange_id", sa.Uuid(), nullable=True))
    op.add_column("human_requests", sa.Column("answer", sa.Text(), nullable=True))
    op.add_column("human_requests", sa.Column("answered_as", sa.String(length=32), nullable=True))
    op.drop_index("uq_human_requests_one_open", table_name="human_requests")
    op.create_index(
        "uq_human_requests_one_open",
        "human_requests",
        ["chat_id"],
        unique=True,
        sqlite_where=OPEN_ABOUT_NOTHING,
        postgresql_where=OPEN_ABOUT_NOTHING,
    )
    op.create_index(
        "uq_human_requests_one_open_an_exchange",
        "human_requests",
        ["exchange_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "approved_answers",
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("citations", JSON, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("slot", sa.String(length=16), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "in_force",
                "invalidated",
                "withdrawn",
                name="approvalstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["human_requests.id"],
            name=op.f("fk_approved_answers_request_id_human_requests"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_approved_answers_owner_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_answers")),
        sa.UniqueConstraint("request_id", name=op.f("uq_approved_answers_request_id")),
    )
    op.create_index(op.f("ix_approved_answers_state"), "approved_answers", ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("approved_answers")
    op.drop_index("uq_human_requests_one_open_an_exchange", table_name="human_requests")
    op.drop_index("uq_human_requests_one_open", table_name="human_requests")
    # One call a chat may be open before this; the others count as closed.
    op.execute(
        "UPDATE human_requests SET state = 'closed' WHERE state = 'open' AND exchange_id IS NOT NULL"
    )
    op.create_index(
        "uq_human_requests_one_open",
        "human_requests",
        ["chat_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    for column in ("answered_as", "answer", "exchange_id"):
        op.drop_column("human_requests", column)
    op.drop_index("ix_exchanges_at", table_name="exchanges")
    for column in ("model_use", "retrieved", "slot", "item"):
        op.drop_column("exchanges", column)
