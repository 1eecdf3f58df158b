"""Who a notice is for: a filter while it is a draft, a list of chats once it is submitted."""

from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audience import BELONGS
from cases.preferences import Category, turned_off
from cases.rules.access import Role
from cases.rules.stages import Stage
from cases.rules.states import CLOSED
from cases.tables.membership import Binding
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.projects import Case, Organization, Project

SAMPLE = 5


@dataclass(frozen=True)
class Audience:
    """
    A filter over the projects whose people are meant.

    Several values of one kind widen it, several kinds narrow it. With no value at all it means
    nobody, unless it says everyone.

    Attributes:
        streets: 街道 of the project.
        stages: A stage in which the project has a case that is not closed.
        industries: 行业 of the project.
        key_levels: 重点级别 of the project.
        everyone: Every enterprise user, with or without a project.
        listed: 统一社会信用代码 of enterprises and 办件编号 of cases, from a list.
    """

    streets: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    key_levels: tuple[str, ...] = ()
    everyone: bool = False
    listed: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the filter as JSON."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """Read what ``as_dict`` wrote."""
        return cls(
            streets=tuple(value.get("streets", ())),
            stages=tuple(value.get("stages", ())),
            industries=tuple(value.get("industries", ())),
            key_levels=tuple(value.get("key_levels", ())),
            everyone=bool(value.get("everyone", False)),
            listed=tuple(value.get("listed", ())),
        )


@dataclass(frozen=True)
class AudiencePreview:
    """How many would get it, and a few of their enterprises."""

    chats: int
    people: int
    organizations: int
    sample: tuple[str, ...]


async def preview_audience(session: AsyncSession, audience: Audience) -> AudiencePreview:
    """Return what *audience* amounts to at this moment."""
    chats = (await session.execute(_chats(audience, Chat.id, Chat.person_id))).all()
    people = {person for _, person in chats}
    bound = (
        select(Organization.name)
        .join(Project, Project.organization_id == Organization.id)
        .where(
            *_matching(audience),
            exists().where(
                BELONGS,
                Binding.ended_at.is_(None),
                Binding.person_id.in_(_chats(audience, Chat.person_id)),
            ),
        )
        .distinct()
        .order_by(Organization.name)
    )
    names = (await session.scalars(bound)).all() if people else []
    return AudiencePreview(len(chats), len(people), len(names), tuple(names[:SAMPLE]))


async def chats_of(session: AsyncSession, audience: Audience) -> list[UUID]:
    """Return the chats of *audience* that can be written to, in a stable order."""
    return sorted((await session.scalars(_chats(audience, Chat.id))).all(), key=str)


async def values_in_use(session: AsyncSession) -> dict[str, tuple[str, ...]]:
    """Return what can be chosen: the streets, industries and key levels on record, and the stages."""
    columns = {
        "streets": Project.street,
        "industries": Project.industry,
        "key_levels": Project.key_level,
    }
    found = {
        name: tuple(
            (
                await session.scalars(
                    select(column).where(column != "").distinct().order_by(column)
                )
            ).all()
        )
        for name, column in columns.items()
    }
    return found | {"stages": tuple(stage.value for stage in Stage)}


def _chats(audience: Audience, *columns: Any) -> Select[Any]:
    return meant(audience, *columns).where(
        Chat.status == ChatStatus.ACTIVE, Person.id.not_in(turned_off(Category.NOTICE))
    )


def meant(audience: Audience, *columns: Any) -> Select[Any]:
    """Select *columns* of the chats of *audience*, whether they can be written to or not."""
    known = (
        select(*columns)
        .select_from(Chat)
        .join(Person, Person.id == Chat.person_id)
        .where(Person.active, Person.role == Role.ENTERPRISE)
    )
    if audience.everyone:
        return known
    return known.where(
        exists().where(
            Binding.person_id == Person.id,
            Binding.ended_at.is_(None),
            BELONGS,
            *_any(audience),
        )
    )


def projects_meant(audience: Audience) -> list[ColumnElement[bool]]:
    """Return the conditions on ``Project`` by which *audience* means it."""
    return [] if audience.everyone else _any(audience)


def _any(audience: Audience) -> list[ColumnElement[bool]]:
    # Without a single value the filter means nobody.
    conditions = _matching(audience)
    return conditions or [Project.id.is_(None)]


def _matching(audience: Audience) -> list[ColumnElement[bool]]:
    plain = (
        (Project.street, audience.streets),
        (Project.industry, audience.industries),
        (Project.key_level, audience.key_levels),
    )
    conditions: list[ColumnElement[bool]] = [
        column.in_(values) for column, values in plain if values
    ]
    if audience.listed:
        enterprises = select(Organization.id).where(Organization.uscc.in_(audience.listed))
        conditions.append(
            or_(
                Project.organization_id.in_(enterprises),
                exists().where(Case.project_id == Project.id, Case.ref.in_(audience.listed)),
            )
        )
    if audience.stages:
        conditions.append(
            exists().where(
                Case.project_id == Project.id,
                Case.stage.in_([Stage(stage) for stage in audience.stages]),
                or_(Case.state.is_(None), Case.state.not_in(CLOSED)),
            )
        )
    return conditions
