"""Invites, bindings, and what strangers learn (nothing)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from cases.database import Sessions
from cases.errors import (
    BadInviteTerm,
    BadUscc,
    InviteExpired,
    InviteRefused,
    InviteUnknown,
    InviteUsed,
    OtherOrganization,
    ProjectNotFound,
    TooManyGuesses,
)
from cases.membership import (
    NewInvite,
    accept_invite,
    bindings,
    create_invite,
    unbind,
    who_can_see,
)
from cases.people import register_chat
from cases.tables.membership import Binding, Invite, InviteFailure
from cases.tables.projects import PartyRole
from tests.cases.record_builders import (
    CODE,
    NOON,
    OFFICER,
    OTHER_CODE,
    OTHER_USCC,
    USCC,
    a_project,
    a_running_project,
)

HOUR = timedelta(hours=1)


async def an_invite(sessions: Sessions, **changes) -> NewInvite:
    async with sessions.begin() as session:
        return await create_invite(session, CODE, USCC, at=NOON, created_by=OFFICER, **changes)


async def a_stranger(sessions: Sessions, address: str = "1001"):
    async with sessions.begin() as session:
        return await register_chat(session, address=address, name="王敏", at=NOON)


async def press(sessions: Sessions, payload: str, chat_id, *, at=NOON, uscc=None):
    """As the edge does: the refusal is caught inside the transaction, which commits."""
    async with sessions.begin() as session:
        try:
            return await accept_invite(session, payload, chat_id=chat_id, at=at, uscc=uscc)
        except InviteRefused as refusal:
            return refusal


class TestAnInvite:
    async def test_is_twenty_two_unguessable_characters_of_which_only_the_digest_is_kept(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)

        invite = await an_invite(sessions)

        assert invite.payload.startswith("c_")
        assert len(invite.payload) == 24
        assert invite.expires_at == NOON + timedelta(days=10)
        async with sessions() as session:
            kept = (await session.scalars(select(Invite))).one()
        assert invite.payload not in str(vars(kept))

    async def test_needs_the_projects_own_organisation(self, sessions: Sessions):
        await a_running_project(sessions)

        async with sessions() as session:
            with pytest.raises(OtherOrganization):
                await create_invite(session, CODE, OTHER_USCC, at=NOON, created_by=OFFICER)
            with pytest.raises(ProjectNotFound):
                await create_invite(session, OTHER_CODE, USCC, at=NOON, created_by=OFFICER)
            with pytest.raises(BadUscc, match="校验位"):
                await create_invite(session, CODE, USCC[:-1] + "C", at=NOON, created_by=OFFICER)

    @pytest.mark.parametrize("days", [0, -1, 91])
    async def test_lasts_a_sensible_time(self, sessions: Sessions, days: int):
        await a_running_project(sessions)

        with pytest.raises(BadInviteTerm, match="有效期不正确"):
            await an_invite(sessions, expires_in=timedelta(days=days))


class TestAccepting:
    async def test_binds_the_person_to_the_project(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chat, person = await a_stranger(sessions)

        bound = await press(sessions, invite.payload, chat.id, uscc=USCC.lower())

        assert (bound.project_code, bound.role, bound.already) == (CODE, PartyRole.AGENT, False)
        async with sessions() as session:
            assert [b.project_name for b in await bindings(session, person.id)] == ["未来云谷项目"]
            assert [p.id for p in await who_can_see(session, bound.project_id)] == [person.id]

    async def test_gives_the_role_of_the_invite(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions, role=PartyRole.DESIGNER)
        chat, _ = await a_stranger(sessions)

        assert (await press(sessions, invite.payload, chat.id)).role is PartyRole.DESIGNER

    async def test_works_once(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        first, _ = await a_stranger(sessions, "1001")
        second, other = await a_stranger(sessions, "1002")
        await press(sessions, invite.payload, first.id)

        refusal = await press(sessions, invite.payload, second.id)

        assert isinstance(refusal, InviteUsed)
        async with sessions() as session:
            assert await bindings(session, other.id) == ()

    async def test_pressing_it_again_is_no_mistake(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chat, _ = await a_stranger(sessions)
        first = await press(sessions, invite.payload, chat.id)

        again = await press(sessions, invite.payload, chat.id, at=NOON + timedelta(days=30))

        assert (again.binding_id, again.already) == (first.binding_id, True)

    async def test_two_people_at_once_do_not_both_get_in(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chats = [(await a_stranger(sessions, str(1000 + n)))[0].id for n in range(4)]

        ended = await asyncio.gather(*(press(sessions, invite.payload, chat) for chat in chats))

        assert sorted(isinstance(end, InviteUsed) for end in ended) == [False, True, True, True]
        async with sessions() as session:
            assert await session.scalar(select(func.count()).select_from(Binding)) == 1

    async def test_a_second_invite_to_the_same_project_adds_no_second_binding(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        chat, person = await a_stranger(sessions)
        for _ in range(2):
            bound = await press(sessions, (await an_invite(sessions)).payload, chat.id)

        assert bound.already
        async with sessions() as session:
            assert len(await bindings(session, person.id)) == 1

    async def test_ends_on_its_day(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions, expires_in=timedelta(days=1))
        chat, _ = await a_stranger(sessions)

        refusal = await press(sessions, invite.payload, chat.id, at=NOON + timedelta(days=1))

        assert isinstance(refusal, InviteExpired)

    async def test_does_not_work_again_after_leaving(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chat, person = await a_stranger(sessions)
        await press(sessions, invite.payload, chat.id)
        async with sessions.begin() as session:
            await unbind(session, person.id, CODE, at=NOON)

        assert isinstance(await press(sessions, invite.payload, chat.id), InviteUsed)


class TestGuessing:
    async def test_a_wrong_code_sounds_like_a_wrong_link(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chat, _ = await a_stranger(sessions)

        wrong_code = await press(sessions, invite.payload, chat.id, uscc=OTHER_USCC)
        wrong_link = await press(sessions, "c_" + "A" * 22, chat.id, uscc=USCC)
        nonsense = await press(sessions, "\ud83d" + "开" * 5000, chat.id)

        assert {str(r) for r in (wrong_code, wrong_link, nonsense)} == {str(InviteUnknown())}
        async with sessions() as session:
            kept = (await session.scalars(select(Invite))).one()
        assert kept.used_at is None

    async def test_every_refusal_says_the_same_and_takes_the_same_steps(self, sessions: Sessions):
        """Unknown, foreign, used and expired cannot be told apart, by words or by work."""
        await a_running_project(sessions)
        used, foreign = await an_invite(sessions), await an_invite(sessions)
        short = await an_invite(sessions, expires_in=timedelta(minutes=1))
        first, _ = await a_stranger(sessions, "1000")
        await press(sessions, used.payload, first.id)
        tries = (
            ("c_" + "A" * 22, USCC),
            (foreign.payload, OTHER_USCC),
            (used.payload, USCC),
            (short.payload, USCC),
        )

        said, steps = set(), set()
        for number, (payload, uscc) in enumerate(tries):
            chat, _ = await a_stranger(sessions, str(2000 + number))
            async with sessions() as session:
                engine = session.get_bind()
            statements: list[str] = []

            def seen(_c, _cursor, statement, *_, statements=statements):
                statements.append(statement.split(" FROM ")[-1].split(" WHERE ")[0])

            event.listen(engine, "before_cursor_execute", seen)
            refusal = await press(sessions, payload, chat.id, at=NOON + HOUR, uscc=uscc)
            event.remove(engine, "before_cursor_execute", seen)
            assert isinstance(refusal, InviteRefused)
            said.add(str(refusal))
            steps.add(tuple(statements))

        assert len(said) == 1
        assert len(steps) == 1

    async def test_five_wrong_guesses_close_the_door_for_an_hour(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        chat, _ = await a_stranger(sessions)
        for _ in range(5):
            await press(sessions, "c_wrong", chat.id)

        closed = await press(sessions, invite.payload, chat.id)
        open_again = await press(sessions, invite.payload, chat.id, at=NOON + HOUR)

        assert isinstance(closed, TooManyGuesses)
        assert closed.retry_at == NOON + HOUR
        assert open_again.project_code == CODE
        async with sessions() as session:
            assert await session.scalar(select(func.count()).select_from(InviteFailure)) == 5

    async def test_one_chats_guesses_do_not_hurt_another(self, sessions: Sessions):
        await a_running_project(sessions)
        invite = await an_invite(sessions)
        guesser, _ = await a_stranger(sessions, "1001")
        other, _ = await a_stranger(sessions, "1002")
        for _ in range(6):
            await press(sessions, "c_wrong", guesser.id)

        assert (await press(sessions, invite.payload, other.id)).project_code == CODE


class TestLeaving:
    async def test_ends_the_binding(self, sessions: Sessions):
        await a_running_project(sessions)
        chat, person = await a_stranger(sessions)
        await press(sessions, (await an_invite(sessions)).payload, chat.id)

        async with sessions.begin() as session:
            await unbind(session, person.id, CODE, at=NOON)

            assert await bindings(session, person.id) == ()

    async def test_what_one_is_not_bound_to_sounds_like_what_does_not_exist(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_project(session, code=OTHER_CODE)
        _, person = await a_stranger(sessions)

        async with sessions() as session:
            for code in (CODE, OTHER_CODE, "2405-370103-04-01-000000"):
                with pytest.raises(ProjectNotFound, match=f"没有可查看的项目：{code}"):
                    await unbind(session, person.id, code, at=NOON)
