"""Taking a seat, waiting for one, giving it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.outbox import QuietHours
from cases.salons.offers import pass_seat_on, take_offer
from cases.salons.planning import published
from cases.salons.rows import a_nonce, active_registration, locked_salon
from cases.salons.shares import enterprises_of, give_share_back, take_share
from cases.tables.people import Person
from cases.tables.projects import Organization
from cases.tables.salons import Registration, RegistrationState, Salon, SalonState
from cases.tables.upsert import insert

S = RegistrationState


@dataclass(frozen=True)
class Registered:
    """They have a seat."""


@dataclass(frozen=True)
class Waiting:
    """All seats are taken; *position* people including them wait for one."""

    position: int


@dataclass(frozen=True)
class EnterpriseFull:
    """As many people of their enterprise are registered as one may send."""

    enterprise: str
    most: int


@dataclass(frozen=True)
class AlreadyRegistered:
    """They had a seat, or a place in the line, before."""

    state: RegistrationState


@dataclass(frozen=True)
class Closed:
    """The salon takes no registrations (yet, or any more)."""

    state: SalonState


@dataclass(frozen=True)
class Cancelled:
    """The registration is off; who is offered the seat, if somebody is."""

    offered_to: UUID | None


@dataclass(frozen=True)
class NotRegistered:
    """There was nothing to cancel."""


@dataclass(frozen=True)
class Participant:
    """One line of the list at the door."""

    person_id: UUID
    name: str
    enterprise: str | None
    state: RegistrationState
    registered_at: datetime
    checked_in_at: datetime | None
    rating: int | None


async def register(
    session: AsyncSession, salon_id: UUID, *, person_id: UUID, chat_id: UUID, at: datetime
) -> Registered | Waiting | EnterpriseFull | AlreadyRegistered | Closed:
    """
    Take a seat for a person, or a place in the line; pressing the button again changes nothing.

    Somebody to whom a seat is offered takes it by this. Where people of one enterprise are limited, a
    place in the line counts like a seat: who waits may come in the end.

    Args:
        chat_id: Where news of the registration goes.

    Raises:
        SalonNotFound: There is none.
    """
    salon = await locked_salon(session, salon_id)
    known = await active_registration(session, salon_id, person_id)
    if known is not None:
        taken = await take_offer(session, salon, known, at=at)
        return Registered() if taken else AlreadyRegistered(known.state)
    if salon.state is not SalonState.OPEN:
        return Closed(salon.state)
    if salon.deadline <= at or not await _is_published(session, salon_id):
        return Closed(SalonState.CLOSED)

    enterprises = await enterprises_of(session, person_id)
    enterprise = await take_share(session, salon, enterprises)
    if enterprises and enterprise is None:
        return EnterpriseFull(enterprises[0].name, salon.per_enterprise or 0)
    seated = await _take_seat(session, salon_id)
    place = None if seated else await _end_of_line(session, salon_id)
    made = await session.scalar(
        insert(session, Registration)
        .values(
            id=uuid4(),
            salon_id=salon_id,
            person_id=person_id,
            chat_id=chat_id,
            organization_id=None if enterprise is None else enterprise.id,
            state=S.REGISTERED if seated else S.WAITING,
            place_in_line=place,
            registered_at=at,
            changed_at=at,
            checkin_nonce=a_nonce() if seated else None,
        )
        .returning(Registration.id)
    )
    if made is None:
        msg = "an insert that did not fail must return its row"
        raise AssertionError(msg)
    if seated:
        return Registered()
    return Waiting(await _waiting_before(session, salon_id, place or 0) + 1)


async def cancel_registration(
    session: AsyncSession,
    salon_id: UUID,
    *,
    person_id: UUID,
    at: datetime,
    quiet_hours: QuietHours | None = None,
) -> Cancelled | NotRegistered:
    """
    Give a seat or a place in the line back.

    A seat is offered to the first of the line who can be told; to nobody once the salon has begun.

    Raises:
        SalonNotFound: There is none.
    """
    salon = await locked_salon(session, salon_id)
    mine = await active_registration(session, salon_id, person_id)
    if mine is None:
        return NotRegistered()
    had_seat = mine.state is not S.WAITING
    mine.state, mine.changed_at, mine.offer_expires_at = S.CANCELLED, at, None
    await session.flush()
    await give_share_back(session, mine)
    if not had_seat:
        return Cancelled(None)
    return Cancelled(await pass_seat_on(session, salon, at=at, quiet_hours=quiet_hours))


async def registration_of(
    session: AsyncSession, salon_id: UUID, person_id: UUID
) -> RegistrationState | None:
    """Return what a person has: a seat, a place in the line, or nothing."""
    mine = await active_registration(session, salon_id, person_id)
    return None if mine is None else mine.state


async def registrations(session: AsyncSession, salon_id: UUID) -> tuple[Participant, ...]:
    """Return who is offered a seat, who has one, then who waits, each in order of registration."""
    rows = await session.execute(
        select(
            Registration.person_id,
            Person.name,
            Organization.name.label("enterprise"),
            Registration.state,
            Registration.registered_at,
            Registration.checked_in_at,
            Registration.rating,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organization, Organization.id == Registration.organization_id)
        .where(Registration.salon_id == salon_id, Registration.state != S.CANCELLED)
        .order_by(
            Registration.state,  # "offered" sorts before "registered", and that before "waiting"
            Registration.place_in_line,
            Registration.registered_at,
            Registration.id,
        )
    )
    return tuple(Participant(*row) for row in rows)


async def _is_published(session: AsyncSession, salon_id: UUID) -> bool:
    # A manager who tries a notice out on themselves has its button before anybody approved it.
    found = await session.scalar(select(Salon.id).where(Salon.id == salon_id, published()))
    return found is not None


async def _take_seat(session: AsyncSession, salon_id: UUID) -> bool:
    # The condition is the guarantee; the lock only keeps the line in order.
    taken = await session.scalars(
        update(Salon)
        .where(Salon.id == salon_id, Salon.taken < Salon.capacity, Salon.state == SalonState.OPEN)
        .values(taken=Salon.taken + 1)
        .returning(Salon.id)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


async def _end_of_line(session: AsyncSession, salon_id: UUID) -> int:
    last = select(func.max(Registration.place_in_line)).where(Registration.salon_id == salon_id)
    return (await session.scalar(last) or 0) + 1


async def _waiting_before(session: AsyncSession, salon_id: UUID, place: int) -> int:
    before = select(func.count()).where(
        Registration.salon_id == salon_id,
        Registration.state == S.WAITING,
        Registration.place_in_line < place,
    )
    return (await session.scalars(before)).one()
