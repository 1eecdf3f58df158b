"""Reading a salon under lock, and one person's registration for it."""

import secrets
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.salons.planning import SalonNotFound
from cases.tables.salons import Registration, RegistrationState, Salon


async def locked_salon(session: AsyncSession, salon_id: UUID) -> Salon:
    """
    Return a salon that nobody else changes until the transaction ends.

    Raises:
        SalonNotFound: There is none.
    """
    salon = await session.scalar(
        select(Salon)
        .where(Salon.id == salon_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if salon is None:
        raise SalonNotFound(salon_id)
    return salon


async def active_registration(
    session: AsyncSession, salon_id: UUID, person_id: UUID
) -> Registration | None:
    """Return what a person has of a salon: a seat, an offer or a place in the line."""
    return await session.scalar(
        select(Registration)
        .where(
            Registration.salon_id == salon_id,
            Registration.person_id == person_id,
            Registration.state != RegistrationState.CANCELLED,
        )
        .execution_options(populate_existing=True)
    )


def a_nonce() -> str:
    """Return what a QR code at the door says: 128 random bits, good for one registration."""
    return secrets.token_urlsafe(16)
