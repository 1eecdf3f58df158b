"""Limits for each enterprise, departments of staff, questions with answers, attachments of recalls"""

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from cases.digests import digest_of

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("persons", sa.Column("department", sa.String(length=32)))
    op.add_column("notice_recalls", sa.Column("attachment", JSON))
    op.add_column("notice_recalls", sa.Column("approved_digest", sa.String(length=64)))
    _sign_what_was_approved()
    _limit_enterprises()
    _keep_questions_apart()


def _sign_what_was_approved() -> None:
    recalls = sa.table(
        "notice_recalls",
        sa.column("id", sa.Uuid()),
        sa.column("words", sa.Text()),
        sa.column("approved_at", INSTANT),
        sa.column("approved_digest", sa.String()),
    )
    approved = sa.select(recalls.c.id, recalls.c.words).where(recalls.c.approved_at.is_not(None))
    for recall_id, words in op.get_bind().execute(approved).all():
        op.get_bind().execute(
            sa.update(recalls)
            .where(recalls.c.id == recall_id)
            .values(approved_digest=digest_of({"words": words, "attachment": None}))
        )


def _limit_enterprises() -> None:
    # With its constraint in one statement, SQLite need not make the table anew.
    op.execute(
        "ALTER TABLE salons ADD COLUMN per_enterprise INTEGER "
        "CONSTRAINT ck_salons_per_enterprise CHECK (per_enterprise >= 1)"
    )
    uuid = sa.Uuid().compile(op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE registrations ADD COLUMN organization_id {uuid} "
        "CONSTRAINT fk_registrations_organization_id_organizations REFERENCES organizations (id)"
    )
    op.create_table(
        "salon_shares",
        sa.Column("salon_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= most", name=op.f("ck_salon_shares_within_limit")
        ),
        sa.ForeignKeyConstraint(
            ["salon_id"], ["salons.id"], name=op.f("fk_salon_shares_salon_id_salons")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_salon_shares_organization_id_organizations"),
        ),
        sa.PrimaryKeyConstraint("salon_id", "organization_id", name=op.f("pk_salon_shares")),
    )


def _keep_questions_apart() -> None:
    questions = op.create_table(
        "salon_questions",
        sa.Column("salon_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("chat_id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.String(length=32), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["salon_id"], ["salons.id"], name=op.f("fk_salon_questions_salon_id_salons")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_salon_questions_person_id_persons")
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_salon_questions_chat_id_chats")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["persons.id"], name=op.f("fk_salon_questions_answered_by_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_salon_questions")),
    )
    op.create_index(op.f("ix_salon_questions_salon_id"), "salon_questions", ["salon_id"])
    registrations = sa.table(
        "registrations",
        sa.column("salon_id", sa.Uuid()),
        sa.column("person_id", sa.Uuid()),
        sa.column("chat_id", sa.Uuid()),
        sa.column("registered_at", INSTANT),
        sa.column("question", sa.Text()),
    )
    asked = op.get_bind().execute(
        sa.select(registrations).where(registrations.c.question.is_not(None))
    )
    kept = [
        {
            "id": uuid4(),
            "salon_id": one.salon_id,
            "person_id": one.person_id,
            "chat_id": one.chat_id,
            "question": one.question,
            "asked_at": one.registered_at,
        }
        for one in asked
    ]
    if kept:
        op.get_bind().execute(sa.insert(questions), kept)
    op.drop_column("registrations", "question")


def downgrade() -> None:
    op.add_column("registrations", sa.Column("question", sa.Text()))
    op.execute(
        "UPDATE registrations SET question = (SELECT min(q.question) FROM salon_questions q "
        "WHERE q.salon_id = registrations.salon_id AND q.person_id = registrations.person_id)"
    )
    op.drop_table("salon_questions")
    op.drop_table("salon_shares")
    op.drop_column("registrations", "organization_id")
    op.drop_column("salons", "per_enterprise")
    op.drop_column("notice_recalls", "approved_digest")
    op.drop_column("notice_recalls", "attachment")
    op.drop_column("persons", "department")
