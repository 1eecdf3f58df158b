"""No enterprise sends more people to a salon than it may, whoever presses first."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from cases.database import Sessions
from cases.salons import (
    BadSalon,
    Cancelled,
    EnterpriseFull,
    Registered,
    Waiting,
    expire_offers,
    registrations,
)
from cases.tables.membership import Binding
from cases.tables.projects import PartyRole, Project
from cases.tables.salons import SalonShare
from tests.cases.outbox_builders import NOON, on_sqlite
from tests.cases.record_builders import CODE, OTHER_CODE, OTHER_USCC, a_project
from tests.cases.test_salons import DAY, a_salon, give_up, guests, sign_up

Guest = tuple[UUID, UUID]


async def bind(session, guest: Guest, code: str = CODE, role: PartyRole = PartyRole.AGENT) -> None:
    project = (await session.scalars(select(Project.id).where(Project.code == code))).one()
    session.add(Binding(person_id=guest[0], project_id=project, role=role, bound_at=NOON))
    await session.flush()


async def a_limited_salon(
    sessions: Sessions,
    *,
    people: int,
    others: int = 0,
    capacity: int = 9,
    per_enterprise: int | None = 2,
) -> tuple[UUID, list[Guest]]:
    """A salon, *people* of the first of two enterprises, and *others* of none."""
    async with sessions.begin() as session:
        await a_project(session)
        await a_project(
            session, code=OTHER_CODE, name="学府", organization="济南另一公司", uscc=OTHER_USCC
        )
        found = await guests(session, people + others)
        for guest in found[:people]:
            await bind(session, guest)
        salon = await a_salon(session, capacity=capacity, per_enterprise=per_enterprise)
        return salon, found


async def shares(sessions: Sessions, salon: UUID) -> list[int]:
    async with sessions.begin() as session:
        rows = await session.scalars(
            select(SalonShare.taken).where(SalonShare.salon_id == salon).order_by(SalonShare.taken)
        )
        return list(rows)


class TestTheLimit:
    async def test_the_third_of_two_is_told_how_many_may_come(self, sessions: Sessions):
        """Of another enterprise one more may; who gives up makes room."""
        salon, (one, two, three, other) = await a_limited_salon(sessions, people=3, others=1)
        async with sessions.begin() as session:
            await bind(session, other, OTHER_CODE)

        endings = [await sign_up(sessions, salon, guest) for guest in (one, two, three, other)]

        assert endings == [
            Registered(),
            Registered(),
            EnterpriseFull("济南示例建设有限公司", 2),
            Registered(),
        ]
        assert await shares(sessions, salon) == [1, 2]
        await give_up(sessions, salon, one)
        assert await sign_up(sessions, salon, three) == Registered()
        async with sessions.begin() as session:
            listed = {(p.name, p.enterprise) for p in await registrations(session, salon)}
        assert ("企业2", "济南示例建设有限公司") in listed

    async def test_at_the_same_moment_too(self, sessions: Sessions):
        """Eight press at once; two come, and the counter says two."""
        salon, people = await a_limited_salon(sessions, people=8)

        endings = await asyncio.gather(*(sign_up(sessions, salon, guest) for guest in people))

        assert endings.count(Registered()) == 2
        assert sum(isinstance(one, EnterpriseFull) for one in endings) == 6
        assert await shares(sessions, salon) == [2]

    async def test_a_place_in_the_line_counts_and_an_offer_that_lapses_gives_it_back(
        self, sessions: Sessions
    ):
        """Otherwise more than may come would wait, and be offered seats."""
        salon, (one, two, three, other) = await a_limited_salon(
            sessions, people=3, others=1, capacity=2
        )
        for guest in (one, other):
            assert await sign_up(sessions, salon, guest) == Registered()
        assert await sign_up(sessions, salon, two) == Waiting(1)
        assert isinstance(await sign_up(sessions, salon, three), EnterpriseFull)

        assert await give_up(sessions, salon, one) == Cancelled(two[0])
        assert await shares(sessions, salon) == [1]
        async with sessions.begin() as session:
            assert await expire_offers(session, at=NOON + DAY) == 1

        assert await shares(sessions, salon) == [0]
        assert await sign_up(sessions, salon, three, at=NOON + DAY) == Registered()

    async def test_the_database_itself_counts_no_further(self, sessions: Sessions):
        """Whoever writes the row."""
        salon, (one, two) = await a_limited_salon(sessions, people=2)
        for guest in (one, two):
            await sign_up(sessions, salon, guest)

        for forged in (3, -1):
            with pytest.raises(IntegrityError):
                async with sessions.begin() as session:
                    await session.execute(update(SalonShare).values(taken=forged))


@on_sqlite
class TestWhoCounts:
    async def test_a_person_of_two_enterprises_comes_for_the_one_that_has_room(
        self, sessions: Sessions
    ):
        salon, (one, two) = await a_limited_salon(sessions, people=2, per_enterprise=1)
        async with sessions.begin() as session:
            await bind(session, two, OTHER_CODE)

        assert await sign_up(sessions, salon, one) == Registered()
        assert await sign_up(sessions, salon, two) == Registered()
        assert await shares(sessions, salon) == [1, 1]

    async def test_designers_and_the_unbound_count_for_nobody(self, sessions: Sessions):
        """A 设计单位 is another enterprise than the one it designs for."""
        salon, (one, designer, nobody) = await a_limited_salon(
            sessions, people=1, others=2, per_enterprise=1
        )
        await sign_up(sessions, salon, one)
        async with sessions.begin() as session:
            await bind(session, designer, role=PartyRole.DESIGNER)

        assert await sign_up(sessions, salon, designer) == Registered()
        assert await sign_up(sessions, salon, nobody) == Registered()

    async def test_without_a_limit_the_enterprise_is_only_written_down(self, sessions: Sessions):
        salon, people = await a_limited_salon(sessions, people=4, per_enterprise=None)

        endings = [await sign_up(sessions, salon, guest) for guest in people]

        assert endings == [Registered()] * 4
        assert await shares(sessions, salon) == []
        async with sessions.begin() as session:
            assert {p.enterprise for p in await registrations(session, salon)} == {
                "济南示例建设有限公司"
            }

    @pytest.mark.parametrize("limit", [0, 3])
    async def test_a_limit_that_limits_nothing_is_refused(self, sessions: Sessions, limit: int):
        """None at all, or more than there are seats."""
        async with sessions.begin() as session:
            with pytest.raises(BadSalon, match="每家企业人数"):
                await a_salon(session, capacity=2, per_enterprise=limit)
