"""Seats are offered for a while, reminders follow the salon, and a code lets somebody in once."""

from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from cases.database import Sessions
from cases.outbox import Delivered, DeliveryState, Opened, QuietHours, Refusal, Refused
from cases.rights import NotAllowed
from cases.salons import (
    AlreadyRegistered,
    BadSalon,
    CheckedIn,
    NotThatCode,
    Registered,
    RegistrationState,
    Waiting,
    cancel_registration,
    cancel_salon,
    check_in,
    code_of,
    expire_offers,
    move_salon,
    rate,
    registrations,
    remind_of_salons,
    salon_of,
)
from cases.tables.outbox import Attempt
from cases.tables.people import Role
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    a_person,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    settle_one,
)
from tests.cases.test_salons import (
    DAY,
    a_salon,
    a_salon_with_guests,
    give_up,
    guests,
    owed,
    seats,
    sign_up,
)

HOUR = timedelta(hours=1)
STARTS = NOON + 3 * DAY
Guest = tuple[UUID, UUID]


async def offers_end(sessions: Sessions, at) -> int:
    async with sessions.begin() as session:
        return await expire_offers(session, at=at)


async def remind(sessions: Sessions, at) -> int:
    async with sessions.begin() as session:
        return await remind_of_salons(session, at=at)


async def send_what_waits(sessions: Sessions, at=NOON) -> list[tuple[str, bool]]:
    """Deliver all that is ready; return the kind of each, and whether it was marked as a repeat."""
    sent = []
    while claimed := await claim_some(sessions, at=at):
        for one in claimed:
            opened = await open_one(sessions, one, at=at)
            assert isinstance(opened, Opened)
            sent.append((opened.kind, opened.repeated))
            await settle_one(sessions, opened.token, Delivered("1"), at=at)
    return sent


async def a_managed_salon(sessions: Sessions, count: int = 2) -> tuple[UUID, UUID, list[Guest]]:
    async with sessions.begin() as session:
        manager = await a_person(session, "张主任", Role.MANAGER)
        salon = await a_salon(session, capacity=5, created_by=manager)
        people = await guests(session, count)
    for guest in people:
        await sign_up(sessions, salon, guest)
    return manager, salon, people


async def move(sessions: Sessions, salon: UUID, by: UUID, starts, at=NOON, **more) -> int:
    async with sessions.begin() as session:
        return await move_salon(
            session, salon, starts_at=starts, ends_at=starts + 2 * HOUR, by=by, at=at, **more
        )


class TestOffers:
    async def a_full_salon(self, sessions: Sessions) -> tuple[UUID, list[Guest]]:
        """One seat, just given back, and two who wait for it."""
        salon, people = await a_salon_with_guests(sessions, capacity=1, count=3)
        for guest in people:
            await sign_up(sessions, salon, guest)
        await give_up(sessions, salon, people[0])
        return salon, people

    async def test_whoever_takes_the_offer_in_time_has_the_seat(self, sessions: Sessions):
        """The seat is nobody else's meanwhile; pressing again changes nothing."""
        salon, people = await self.a_full_salon(sessions)
        assert await sign_up(sessions, salon, people[0]) == Waiting(2)

        assert await sign_up(sessions, salon, people[1], at=NOON + HOUR) == Registered()

        assert await sign_up(sessions, salon, people[1]) == AlreadyRegistered(
            RegistrationState.REGISTERED
        )
        assert await offers_end(sessions, NOON + DAY) == 0
        assert await seats(sessions, salon) == (1, 1)

    async def test_an_offer_that_ends_goes_to_the_next(self, sessions: Sessions):
        """Fault 37: looking twice passes it on once; who let it pass is told, and may join at the end."""
        salon, people = await self.a_full_salon(sessions)

        assert await offers_end(sessions, NOON + 5 * HOUR) == 1
        assert await offers_end(sessions, NOON + 5 * HOUR) == 0

        assert ("salon_offer_lapsed", people[1][1]) in await owed(sessions)
        assert ("salon_offered", people[2][1]) in await owed(sessions)
        assert await sign_up(sessions, salon, people[1], at=NOON + 5 * HOUR) == Waiting(1)
        assert await seats(sessions, salon) == (1, 1)

    @on_sqlite
    async def test_when_nobody_wants_it_the_seat_is_free_again(self, sessions: Sessions):
        salon, people = await self.a_full_salon(sessions)
        await give_up(sessions, salon, people[2])

        await offers_end(sessions, NOON + 5 * HOUR)

        assert await seats(sessions, salon) == (0, 0)

    @on_sqlite
    async def test_the_time_of_an_offer_begins_when_it_can_be_read(self, sessions: Sessions):
        """One made at night lasts until noon, and none lasts beyond the start of the salon."""
        salon, people = await a_salon_with_guests(sessions, capacity=1, count=2)
        for guest in people:
            await sign_up(sessions, salon, guest)
        night = NOON + 12 * HOUR
        async with sessions.begin() as session:
            quiet = QuietHours.parse("21:00-08:00", ZoneInfo("Asia/Shanghai"))
            await cancel_registration(
                session, salon, person_id=people[0][0], at=night, quiet_hours=quiet
            )

        assert await offers_end(sessions, night + 11 * HOUR) == 0
        assert await offers_end(sessions, night + 12 * HOUR) == 1


class TestReminders:
    @on_sqlite
    async def test_each_reminder_goes_once_to_everybody_with_a_seat(self, sessions: Sessions):
        await a_managed_salon(sessions)

        sent = [
            await remind(sessions, at)
            for at in (STARTS - 25 * HOUR, STARTS - DAY, STARTS - 23 * HOUR, STARTS - 2 * HOUR)
        ]

        assert sent == [0, 2, 0, 2]

    @on_sqlite
    async def test_nobody_is_reminded_of_what_they_were_just_told(self, sessions: Sessions):
        """Who registers after the moment of a reminder does not get it late."""
        async with sessions.begin() as session:
            salon = await a_salon(session, capacity=5, deadline=STARTS)
            early, late = await guests(session, 2)
        await sign_up(sessions, salon, early)
        await sign_up(sessions, salon, late, at=STARTS - 23 * HOUR)

        assert await remind(sessions, STARTS - 23 * HOUR) == 1

        assert await owed(sessions) == [("salon_reminder", early[1])]

    @on_sqlite
    async def test_after_a_downtime_a_reminder_is_missed_and_not_sent_late(
        self, sessions: Sessions
    ):
        await a_managed_salon(sessions)

        assert await remind(sessions, STARTS - 12 * HOUR) == 0
        assert await remind(sessions, STARTS - HOUR) == 0

    async def test_a_move_moves_the_reminders(self, sessions: Sessions):
        """Fault 38: what waits for the old time is never sent; the new time has reminders of its own."""
        manager, salon, people = await a_managed_salon(sessions)
        await remind(sessions, STARTS - DAY)

        told = await move(sessions, salon, manager, STARTS + 2 * DAY, at=STARTS - DAY)

        assert told == len(people)
        states = [row.state for row in await deliveries(sessions)]
        assert states.count(DeliveryState.SUPPRESSED) == 2
        assert await remind(sessions, STARTS - 2 * HOUR) == 0
        assert await remind(sessions, STARTS + DAY) == 2

    async def test_a_reminder_that_is_being_sent_is_followed_by_the_correction(
        self, sessions: Sessions
    ):
        """Fault 38: one is on its way, one a relay holds, one waits; only the first still arrives."""
        manager, salon, people = await a_managed_salon(sessions, count=3)
        await send_what_waits(sessions)
        at = STARTS - DAY
        await remind(sessions, at)
        on_its_way, held = await claim_some(sessions, at=at, limit=2)
        opened = await open_one(sessions, on_its_way, at=at)
        assert isinstance(opened, Opened)

        assert await move(sessions, salon, manager, STARTS + 2 * DAY, at=at) == len(people)

        assert await open_one(sessions, held, at=at) == Refused(Refusal.LOST)
        await settle_one(sessions, opened.token, Delivered("1"), at=at)
        later = at + SECOND
        told = await send_what_waits(sessions, at=later)
        assert told == [("salon_moved", False)] * len(people)
        async with sessions.begin() as session:
            (attempt,) = await session.scalars(select(Attempt).where(Attempt.token == opened.token))
        assert attempt.reason is not None
        assert "收不回" in attempt.reason

    @on_sqlite
    async def test_a_salon_that_is_called_off_reminds_nobody(self, sessions: Sessions):
        manager, salon, _ = await a_managed_salon(sessions)
        await remind(sessions, STARTS - DAY)
        async with sessions.begin() as session:
            await cancel_salon(session, salon, by=manager, reason="停办", at=STARTS - DAY)

        assert await remind(sessions, STARTS - 2 * HOUR) == 0
        states = [row.state for row in await deliveries(sessions)]
        assert states.count(DeliveryState.SUPPRESSED) == 2


class TestMoving:
    @on_sqlite
    async def test_every_change_raises_the_sequence_and_no_change_does_not(
        self, sessions: Sessions
    ):
        """Registration closes as long before the start as it did."""
        manager, salon, _ = await a_managed_salon(sessions)

        await move(sessions, salon, manager, STARTS + DAY)
        assert await move(sessions, salon, manager, STARTS + DAY) == 0
        await move(sessions, salon, manager, STARTS + DAY, place="四楼")

        async with sessions.begin() as session:
            moved = await salon_of(session, salon)
            assert (moved.sequence, moved.place) == (2, "四楼")
            assert moved.starts_at - moved.deadline == DAY
            await cancel_salon(session, salon, by=manager, reason="", at=NOON)
            assert (await salon_of(session, salon)).sequence == 3

    @on_sqlite
    async def test_what_cannot_be_moved_says_why(self, sessions: Sessions):
        """Into the past, after it began, or by a steward."""
        manager, salon, people = await a_managed_salon(sessions)

        with pytest.raises(BadSalon, match="时间"):
            await move(sessions, salon, manager, NOON - DAY)
        with pytest.raises(BadSalon, match="已开始"):
            await move(sessions, salon, manager, STARTS + DAY, at=STARTS)
        with pytest.raises(NotAllowed):
            await move(sessions, salon, people[0][0], STARTS + DAY)


class TestAtTheDoor:
    async def scan(self, sessions: Sessions, code: str, by: UUID, at=STARTS):
        async with sessions.begin() as session:
            return await check_in(session, code, by=by, at=at)

    async def code(self, sessions: Sessions, salon: UUID, person: UUID) -> str:
        async with sessions.begin() as session:
            code = await code_of(session, salon, person)
        assert code is not None
        return code

    async def test_a_code_lets_its_person_in_once(self, sessions: Sessions):
        """Shown again it says when they came."""
        manager, salon, people = await a_managed_salon(sessions)
        code = await self.code(sessions, salon, people[0][0])

        first = await self.scan(sessions, code, manager)
        again = await self.scan(sessions, code, manager, at=STARTS + HOUR)

        assert first == CheckedIn("企业0", "施工许可政策沙龙", STARTS, first=True)
        assert again == CheckedIn("企业0", "施工许可政策沙龙", STARTS, first=False)

    @on_sqlite
    async def test_a_code_without_a_seat_lets_nobody_in(self, sessions: Sessions):
        """Made up, or given back; and an enterprise cannot check itself in."""
        manager, salon, people = await a_managed_salon(sessions)
        code = await self.code(sessions, salon, people[0][0])
        with pytest.raises(NotAllowed):
            await self.scan(sessions, code, people[0][0])
        await give_up(sessions, salon, people[0])

        assert await self.scan(sessions, code, manager) == NotThatCode()
        assert await self.scan(sessions, uuid4().hex[:22], manager) == NotThatCode()

    @on_sqlite
    async def test_those_who_came_are_asked_how_it_was(self, sessions: Sessions):
        """The list has their word; who stayed away has none."""
        manager, salon, people = await a_managed_salon(sessions)
        code = await self.code(sessions, salon, people[0][0])
        await self.scan(sessions, code, manager)

        assert await remind(sessions, STARTS + 3 * HOUR) == 1
        async with sessions.begin() as session:
            assert await rate(session, salon, person_id=people[0][0], rating=3)
            assert not await rate(session, salon, person_id=people[1][0], rating=3)
            assert not await rate(session, salon, person_id=people[0][0], rating=9)
            listed = await registrations(session, salon)
        assert {(p.name, p.rating, p.checked_in_at) for p in listed} == {
            ("企业0", 3, STARTS),
            ("企业1", None, None),
        }
