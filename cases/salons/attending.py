"""At the door and around it: checking in, asking beforehand, saying how it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.rights import require
from cases.rules.access import Action
from cases.salons.rows import a_nonce, active_registration
from cases.tables.people import Person
from cases.tables.salons import Registration, RegistrationState, Salon, SalonState

RATINGS = (1, 2, 3)


@dataclass(frozen=True)
class CheckedIn:
    """Somebody is in; *first* tells whether it was this scan that let them in."""

    name: str
    title: str
    at: datetime
    first: bool


@dataclass(frozen=True)
class NotThatCode:
    """No seat belongs to that code: made up, given back, or of a salon that is called off."""


async def check_in(
    session: AsyncSession, nonce: str, *, by: UUID, at: datetime
) -> CheckedIn | NotThatCode:
    """
    Let the person with the code *nonce* in, once; a second scan tells when they came.

    Raises:
        NotAllowed: Only staff check people in.
    """
    await require(session, by, Action.SEE_WORKLIST)
    found = (
        await session.execute(
            select(Registration.id, Person.name, Salon.title)
            .join(Person, Person.id == Registration.person_id)
            .join(Salon, Salon.id == Registration.salon_id)
            .where(
                Registration.checkin_nonce == nonce,
                Registration.state == RegistrationState.REGISTERED,
                Salon.state != SalonState.CANCELLED,
            )
        )
    ).one_or_none()
    if found is None:
        return NotThatCode()
    first = await session.scalars(
        update(Registration)
        .where(Registration.id == found.id, Registration.checked_in_at.is_(None))
        .values(checked_in_at=at)
        .returning(Registration.id)
        .execution_options(synchronize_session=False)
    )
    new = first.one_or_none() is not None
    came = await session.scalar(
        select(Registration.checked_in_at).where(Registration.id == found.id)
    )
    return CheckedIn(found.name, found.title, came or at, first=new)


async def code_of(session: AsyncSession, salon_id: UUID, person_id: UUID) -> str | None:
    """Return what a person's QR code says; None without a seat."""
    mine = await active_registration(session, salon_id, person_id)
    if mine is None or mine.state is not RegistrationState.REGISTERED:
        return None
    if mine.checkin_nonce is None:  # registered before there were codes
        mine.checkin_nonce = a_nonce()
        await session.flush()
    return mine.checkin_nonce


async def rate(session: AsyncSession, salon_id: UUID, *, person_id: UUID, rating: int) -> bool:
    """Keep how it was for somebody who came; the last word counts. False for everybody else."""
    mine = await active_registration(session, salon_id, person_id)
    if mine is None or mine.checked_in_at is None or rating not in RATINGS:
        return False
    mine.rating = rating
    await session.flush()
    return True
