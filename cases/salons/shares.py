"""
How many people of one enterprise may come: a counter for each enterprise, guarded like the seats.

Whoever is bound to no enterprise, or only designs for one, counts for none: nothing on record says where
they belong.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.tables.membership import Binding
from cases.tables.projects import Organization, PartyRole, Project
from cases.tables.salons import Registration, Salon, SalonShare
from cases.tables.upsert import insert

SPEAK_FOR_IT = (PartyRole.LEGAL, PartyRole.AGENT)


async def enterprises_of(session: AsyncSession, person_id: UUID) -> Sequence[Organization]:
    """Return the enterprises that a person belongs to, by name."""
    rows = await session.scalars(
        select(Organization)
        .join(Project, Project.organization_id == Organization.id)
        .join(Binding, Binding.project_id == Project.id)
        .where(
            Binding.person_id == person_id,
            Binding.ended_at.is_(None),
            Binding.role.in_(SPEAK_FOR_IT),
        )
        .distinct()
        .order_by(Organization.name, Organization.id)
    )
    return rows.all()


async def take_share(
    session: AsyncSession, salon: Salon, enterprises: Sequence[Organization]
) -> Organization | None:
    """
    Count one more person for the first of *enterprises* that still may send one; None if none may.

    A registration counts from when it is made to when it ends, with a seat or waiting for one.
    """
    for enterprise in enterprises:
        if salon.per_enterprise is None or await _one_more(session, salon, enterprise.id):
            return enterprise
    return None


async def give_share_back(session: AsyncSession, registration: Registration) -> None:
    """Count one person less for the enterprise of a registration that ended."""
    await session.execute(
        update(SalonShare)
        .where(
            SalonShare.salon_id == registration.salon_id,
            SalonShare.organization_id == registration.organization_id,
        )
        .values(taken=SalonShare.taken - 1)
        .execution_options(synchronize_session=False)
    )


async def _one_more(session: AsyncSession, salon: Salon, organization_id: UUID) -> bool:
    # The condition is the guarantee, and the CHECK of the table stands behind it.
    counted = await session.scalars(
        insert(session, SalonShare)
        .values(
            salon_id=salon.id, organization_id=organization_id, taken=1, most=salon.per_enterprise
        )
        .on_conflict_do_update(
            index_elements=["salon_id", "organization_id"],
            set_={"taken": SalonShare.taken + 1},
            where=SalonShare.taken < SalonShare.most,
        )
        .returning(SalonShare.taken)
    )
    return counted.one_or_none() is not None
