"""Facts that are no state, and the journal of dates that moved"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from cases.tables.guards import statements

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = (
    "已接件", "已撤件", "已受理", "不受理", "不予受理", "补正(开始)", "补正(结束)", "部门开始办理",
    "特别程序(开始)", "特别程序(结束)", "办结(通过)", "办结(容缺通过)", "办结(不通过)", "撤回", "撤销",
)  # fmt: skip
SOURCES = ("officer", "import", "api", "system")
KINDS = (
    "状态", "视为受理", "延长期限", "特别程序告知", "送达", "容缺补齐", "告知承诺", "承诺核查", "内部时限",
    "开工", "开工延期", "中止施工", "恢复施工", "竣工验收合格", "企业报送", "有效期延续", "作废",
)  # fmt: skip
STATE_IF_ANY = "(kind = '状态') = (state IS NOT NULL)"
COLUMNS = (
    "case_id, seq, state, effective_on, recorded_at, actor_kind, actor_id, actor_name, source, "
    "legal_basis, note, payload, corrects_id, conflict, idempotency_key, prev_hash, hash, id"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(_fact_columns(states_only=False), _fact_checks(states_only=False))
    else:
        op.add_column("facts", _kind())
        op.alter_column("facts", "state", existing_type=sa.String(32), nullable=True)
        op.create_check_constraint(op.f("ck_facts_factkind"), "facts", _one_of("kind", KINDS))
        op.create_check_constraint(op.f("ck_facts_state_if_any"), "facts", STATE_IF_ANY)
    op.create_table(
        "date_changes",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("legal_effect", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_date_changes_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["facts.id"], name=op.f("fk_date_changes_fact_id_facts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_changes")),
    )
    op.create_index(op.f("ix_date_changes_case_id"), "date_changes", ["case_id"], unique=False)
    for statement in statements("date_changes", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Facts that are no state cannot be kept; this fails while there is one."""
    op.drop_index(op.f("ix_date_changes_case_id"), table_name="date_changes")
    op.drop_table("date_changes")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(_fact_columns(states_only=True), _fact_checks(states_only=True))
        return
    op.drop_constraint(op.f("ck_facts_state_if_any"), "facts")
    op.drop_constraint(op.f("ck_facts_factkind"), "facts")
    op.alter_column("facts", "state", existing_type=sa.String(32), nullable=False)
    op.drop_column("facts", "kind")


def _rebuild(columns: list[sa.Column[Any]], checks: list[sa.CheckConstraint]) -> None:
    """SQLite cannot let a column be empty afterwards: make the table anew and move the rows over."""
    op.create_table(
        "facts_anew",
        *columns,
        *checks,
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_facts_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["facts.id"], name=op.f("fk_facts_corrects_id_facts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_facts_case_id_seq")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_facts_corrects_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_facts_idempotency_key")),
    )
    op.execute(f"INSERT INTO facts_anew ({COLUMNS}) SELECT {COLUMNS} FROM facts")  # noqa: S608
    op.drop_index(op.f("ix_facts_case_id"), table_name="facts")
    op.drop_table("facts")
    op.rename_table("facts_anew", "facts")
    op.create_index(op.f("ix_facts_case_id"), "facts", ["case_id"], unique=False)
    for statement in statements("facts", "sqlite"):
        op.execute(statement)


def _kind() -> sa.Column[Any]:
    return sa.Column("kind", sa.String(length=32), server_default="状态", nullable=False)


def _fact_columns(*, states_only: bool) -> list[sa.Column[Any]]:
    return [
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        *([] if states_only else [_kind()]),
        sa.Column("state", sa.String(length=32), nullable=not states_only),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("legal_basis", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "payload", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=128), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
    ]


def _fact_checks(*, states_only: bool) -> list[sa.CheckConstraint]:
    checks = [
        sa.CheckConstraint(_one_of("state", STATES), name=op.f("ck_facts_casestate")),
        sa.CheckConstraint(_one_of("source", SOURCES), name=op.f("ck_facts_factsource")),
    ]
    if not states_only:
        checks += [
            sa.CheckConstraint(_one_of("kind", KINDS), name=op.f("ck_facts_factkind")),
            sa.CheckConstraint(STATE_IF_ANY, name=op.f("ck_facts_state_if_any")),
        ]
    return checks


def _one_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
