"""企业沙龙: seats are given out one by one, never twice, and pass on in order."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from cases.database import Sessions
from cases.rights import NotAllowed
from cases.salons import (
    AlreadyRegistered,
    BadSalon,
    Cancelled,
    Closed,
    NotRegistered,
    Registered,
    RegistrationState,
    SalonState,
    Waiting,
    cancel_registration,
    cancel_salon,
    close_salon,
    create_salon,
    open_salons,
    register,
    registration_of,
    registrations,
    salon_of,
)
from cases.tables.outbox import Delivery, OutboxMessage
from cases.tables.people import Chat, ChatStatus, Role
from cases.tables.salons import Registration
from tests.cases.outbox_builders import NOON, a_chat, a_person, on_sqlite

DAY = timedelta(days=1)


async def a_salon(session, *, capacity: int = 2, **more) -> UUID:
    manager = more.pop("created_by", None) or await a_person(session, "张主任", Role.MANAGER)
    salon = await create_salon(
        session,
        **{
            "title": "施工许可政策沙龙",
            "starts_at": NOON + 3 * DAY,
            "ends_at": NOON + 3 * DAY + timedelta(hours=2),
            "place": "政务服务大厅三楼",
            "capacity": capacity,
            "deadline": NOON + 2 * DAY,
            "contact": "0531-12345",
            "created_by": manager,
            "at": NOON,
        }
        | more,
    )
    return salon.id


async def guests(session, count: int) -> list[tuple[UUID, UUID]]:
    people = []
    for number in range(count):
        person = await a_person(session, f"企业{number}")
        people.append((person, await a_chat(session, person=person, address=str(9000 + number))))
    return people


async def a_salon_with_guests(sessions: Sessions, *, capacity: int, count: int):
    async with sessions.begin() as session:
        return await a_salon(session, capacity=capacity), await guests(session, count)


async def sign_up(sessions: Sessions, salon: UUID, guest: tuple[UUID, UUID], at=NOON):
    async with sessions.begin() as session:
        return await register(session, salon, person_id=guest[0], chat_id=guest[1], at=at)


async def give_up(sessions: Sessions, salon: UUID, guest: tuple[UUID, UUID], at=NOON):
    async with sessions.begin() as session:
        return await cancel_registration(session, salon, person_id=guest[0], at=at)


async def seats(sessions: Sessions, salon: UUID) -> tuple[int, int]:
    """The counter, and the rows that it has to equal."""
    async with sessions.begin() as session:
        rows = select(func.count()).where(
            Registration.salon_id == salon,
            Registration.state.in_([RegistrationState.REGISTERED, RegistrationState.OFFERED]),
        )
        return (await salon_of(session, salon)).taken, (await session.scalars(rows)).one()


async def owed(sessions: Sessions) -> list[tuple[str, UUID]]:
    async with sessions.begin() as session:
        rows = await session.execute(
            select(OutboxMessage.kind, Delivery.chat_id).join(
                Delivery, Delivery.message_id == OutboxMessage.id
            )
        )
        return [(kind, chat) for kind, chat in rows]


class TestPlanning:
    @on_sqlite
    async def test_only_managers_plan_salons(self, sessions: Sessions):
        """A steward's right does not reach so far, whatever button they found."""
        async with sessions.begin() as session:
            steward = await a_person(session, "李管家", Role.STEWARD)

            with pytest.raises(NotAllowed):
                await a_salon(session, created_by=steward)

    @on_sqlite
    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"starts_at": NOON - DAY}, "时间"),
            ({"ends_at": NOON + 3 * DAY}, "时间"),
            ({"deadline": NOON + 4 * DAY}, "报名截止时间"),
            ({"capacity": 0}, "名额"),
            ({"title": "  "}, "标题"),
            ({"agenda": "长" * 1001}, "议程"),
            ({"place": "三楼\x00"}, "内容"),
        ],
    )
    async def test_a_salon_that_cannot_take_place_is_refused(self, sessions, change, field):
        """The sentence names the field."""
        async with sessions.begin() as session:
            with pytest.raises(BadSalon, match=field):
                await a_salon(session, **change)

    @on_sqlite
    async def test_open_salons_are_those_that_still_take_registrations(self, sessions: Sessions):
        """Not the closed, not the past."""
        async with sessions.begin() as session:
            manager = await a_person(session, "张主任", Role.MANAGER)
            first = await a_salon(session, created_by=manager)
            second = await a_salon(session, created_by=manager)
            await close_salon(session, second, by=manager, at=NOON)

            assert [salon.id for salon in await open_salons(session, at=NOON)] == [first]
            assert await open_salons(session, at=NOON + 2 * DAY) == ()

    @on_sqlite
    async def test_everybody_hears_that_a_salon_is_called_off_once(self, sessions: Sessions):
        """Those with a seat and those in the line."""
        salon, people = await a_salon_with_guests(sessions, capacity=1, count=2)
        for guest in people:
            await sign_up(sessions, salon, guest)

        async with sessions.begin() as session:
            boss = await a_person(session, "赵主任", Role.MANAGER)
            assert await cancel_salon(session, salon, by=boss, reason="场地检修", at=NOON) == 2
            assert await cancel_salon(session, salon, by=boss, reason="场地检修", at=NOON) == 0

        assert sorted(owed_kind for owed_kind, _ in await owed(sessions)) == ["salon_cancelled"] * 2
        assert await sign_up(sessions, salon, people[0]) == AlreadyRegistered(
            RegistrationState.REGISTERED
        )


class TestRegistering:
    async def test_forty_people_at_once_for_seven_seats_get_seven(self, sessions: Sessions):
        """Fault 37: nobody is oversold, nobody is lost, and the line is in one order."""
        salon, people = await a_salon_with_guests(sessions, capacity=7, count=40)

        endings = await asyncio.gather(*(sign_up(sessions, salon, guest) for guest in people))

        assert endings.count(Registered()) == 7
        assert sorted(e.position for e in endings if isinstance(e, Waiting)) == list(range(1, 34))
        assert await seats(sessions, salon) == (7, 7)

    async def test_one_person_pressing_ten_times_at_once_gets_one_seat(self, sessions: Sessions):
        """The other nine presses say that it is done already."""
        salon, (guest,) = await a_salon_with_guests(sessions, capacity=5, count=1)

        endings = await asyncio.gather(*(sign_up(sessions, salon, guest) for _ in range(10)))

        assert endings.count(Registered()) == 1
        assert endings.count(AlreadyRegistered(RegistrationState.REGISTERED)) == 9
        assert await seats(sessions, salon) == (1, 1)

    async def test_the_database_itself_refuses_a_seat_too_many(self, sessions: Sessions):
        """Fault 37: not even a forged statement oversells, or registers one person twice."""
        salon, (guest,) = await a_salon_with_guests(sessions, capacity=1, count=1)
        await sign_up(sessions, salon, guest)

        with pytest.raises(IntegrityError):
            async with sessions.begin() as session:
                await session.execute(text("UPDATE salons SET taken = taken + 1"))
        with pytest.raises(IntegrityError):
            async with sessions.begin() as session:
                session.add(
                    Registration(
                        salon_id=salon,
                        person_id=guest[0],
                        chat_id=guest[1],
                        state=RegistrationState.WAITING,
                        registered_at=NOON,
                        changed_at=NOON,
                    )
                )

    @on_sqlite
    async def test_a_freed_seat_goes_to_the_first_in_line_who_can_be_told(self, sessions: Sessions):
        """Whoever blocked the bot is passed over; the others keep their order."""
        salon, people = await a_salon_with_guests(sessions, capacity=1, count=4)
        for guest in people:
            await sign_up(sessions, salon, guest)
        async with sessions.begin() as session:
            chat = await session.get_one(Chat, people[1][1])
            chat.status = ChatStatus.BLOCKED

        assert await give_up(sessions, salon, people[0]) == Cancelled(offered_to=people[2][0])

        assert await owed(sessions) == [("salon_offered", people[2][1])]
        async with sessions.begin() as session:
            names = [(p.name, p.state.value) for p in await registrations(session, salon)]
        assert names == [("企业2", "offered"), ("企业1", "waiting"), ("企业3", "waiting")]
        assert await seats(sessions, salon) == (1, 1)

    @on_sqlite
    async def test_cancelling_twice_frees_one_seat(self, sessions: Sessions):
        """The second press finds nothing to cancel."""
        salon, people = await a_salon_with_guests(sessions, capacity=2, count=2)
        for guest in people:
            await sign_up(sessions, salon, guest)

        assert await give_up(sessions, salon, people[0]) == Cancelled(None)
        assert await give_up(sessions, salon, people[0]) == NotRegistered()

        assert await seats(sessions, salon) == (1, 1)
        assert await sign_up(sessions, salon, people[0]) == Registered()

    @on_sqlite
    async def test_nobody_moves_up_once_the_salon_has_begun(self, sessions: Sessions):
        """A seat given back during the salon stays empty."""
        salon, people = await a_salon_with_guests(sessions, capacity=1, count=2)
        for guest in people:
            await sign_up(sessions, salon, guest)

        assert await give_up(sessions, salon, people[0], at=NOON + 3 * DAY) == Cancelled(None)
        assert await owed(sessions) == []

    @on_sqlite
    async def test_a_closed_salon_says_so(self, sessions: Sessions):
        """Closed by its deadline or by a manager."""
        salon, (guest,) = await a_salon_with_guests(sessions, capacity=1, count=1)

        assert await sign_up(sessions, salon, guest, at=NOON + 2 * DAY) == Closed(SalonState.CLOSED)
        async with sessions.begin() as session:
            assert await registration_of(session, salon, guest[0]) is None


@on_sqlite
class TestAnyOrderOfPresses:
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        capacity=st.integers(1, 3),
        presses=st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=14),
    )
    async def test_seats_taken_are_people_seated_and_nobody_waits_beside_a_free_one(
        self, sessions: Sessions, capacity, presses
    ):
        """Whatever is pressed in whatever order."""
        salon, people = await _fresh_salon(sessions, capacity)

        for comes, who in presses:
            await (sign_up if comes else give_up)(sessions, salon, people[who])

        taken, seated = await seats(sessions, salon)
        assert taken == seated <= capacity
        async with sessions.begin() as session:
            everyone = await registrations(session, salon)
        waiting = [p for p in everyone if p.state is RegistrationState.WAITING]
        assert not waiting or taken == capacity


async def _fresh_salon(sessions: Sessions, capacity: int):
    async with sessions.begin() as session:
        salon = await a_salon(session, capacity=capacity)
        known = (await session.execute(select(Chat.person_id, Chat.id))).all()
        people = [(row[0], row[1]) for row in known] or await guests(session, 5)
        return salon, people
