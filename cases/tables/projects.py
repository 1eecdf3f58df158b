"""Organisations, their projects and the cases of each project."""

import enum
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.tables.base import Base, Identified
from cases.tables.processes import ProcessTemplateRow

MONEY = Numeric(16, 4)  # 万元: four places are single yuan


class Organization(Identified, Base):
    """A 建设单位, known by its 统一社会信用代码."""

    __tablename__ = "organizations"

    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime]


class Project(Identified, Base):
    """A construction project, known by its 项目代码, or a 单位工程 of the project *parent_id*."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("investment >= 0", name="investment_not_negative"),
        CheckConstraint("parent_id <> id", name="not_its_own_part"),
    )

    code: Mapped[str] = mapped_column(String(28), unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(32), default="", server_default="")  # 项目类型
    key_level: Mapped[str] = mapped_column(String(32), default="", server_default="")  # 重点级别
    industry: Mapped[str] = mapped_column(String(64), default="", server_default="")
    street: Mapped[str] = mapped_column(String(64), default="", server_default="")
    investment: Mapped[Decimal | None] = mapped_column(MONEY)  # 总投资, 万元
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), index=True)
    # The name as the outside system writes it; the person once they are known here.
    steward_name: Mapped[str] = mapped_column(String(64), default="", server_default="")
    steward_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    organization: Mapped[Organization] = relationship(lazy="raise")
    cases: Mapped[list["Case"]] = relationship(
        lazy="raise", back_populates="project", order_by="Case.ref"
    )

    __mapper_args__ = {"version_id_col": row_version}


class Case(Identified, Base):
    """
    An application for one item of one project (办件).

    ``state`` is a projection of the case's facts, kept for queries; nothing writes it without a fact.
    """

    __tablename__ = "cases"

    ref: Mapped[str] = mapped_column(String(64), unique=True)  # 办件编号, opaque
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    item: Mapped[str] = mapped_column(String(64), index=True)
    item_name: Mapped[str] = mapped_column(String(128))
    stage: Mapped[Stage] = mapped_column(index=True)
    template_id: Mapped[UUID] = mapped_column(ForeignKey("process_templates.id"))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    state: Mapped[CaseState | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    row_version: Mapped[int] = mapped_column(default=1)

    project: Mapped[Project] = relationship(lazy="raise", back_populates="cases")
    template: Mapped[ProcessTemplateRow] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": row_version}


class PartyRole(enum.StrEnum):
    """What a bound person is to the project."""

    LEGAL = "法人"
    AGENT = "经办"
    DESIGNER = "设计单位"


class MilestoneReached(Identified, Base):
    """The first time that a project reached something; writing the row is the claim to have."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("project_id", "kind", "subject"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(64))  # the case's ref, or the stage's name
    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id"))
    recorded_at: Mapped[datetime]
