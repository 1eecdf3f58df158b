"""The bureau's people, their chats, other programs' tokens, and the journal of all that."""

import asyncio

import pytest
from sqlalchemy import select, text, update

from cases.actors import COMMAND_LINE
from cases.audit import find_break, note_act
from cases.database import Sessions
from cases.errors import AmbiguousPerson, BadText, NameTaken, PersonNotFound, TokenNotFound
from cases.people import active_chats, person_of, register_chat, set_chat_status
from cases.progress import projects_of
from cases.projects import find_project
from cases.rules.access import Role
from cases.staff import add_staff, find_staff, list_staff, remove_staff
from cases.tables.audit import AuditEntry
from cases.tables.people import Chat, ChatStatus, Person
from cases.tables.tokens import ApiToken
from cases.tokens import create_token, revoke_token, verify_token
from tests.cases.record_builders import CODE, NOON, a_project


async def add(session, name: str = "赵管家", role: Role = Role.STEWARD, address: str = "2001"):
    return await add_staff(session, name=name, role=role, address=address, at=NOON)


class TestStaff:
    async def test_are_listed_by_role_and_name(self, sessions: Sessions):
        async with sessions.begin() as session:
            await add(session)
            await add(session, "钱经理", Role.MANAGER, "2002")

            assert [(m.name, m.role, m.address) for m in await list_staff(session)] == [
                ("钱经理", Role.MANAGER, "2002"),
                ("赵管家", Role.STEWARD, "2001"),
            ]

    async def test_adding_an_address_again_changes_who_it_is(self, sessions: Sessions):
        async with sessions.begin() as session:
            first = await add(session)
            second = await add(session, "赵敏", Role.OFFICER)

            assert first.person_id == second.person_id
            assert [(m.name, m.role) for m in await list_staff(session)] == [("赵敏", Role.OFFICER)]

    async def test_a_steward_takes_over_the_projects_under_their_name(self, sessions: Sessions):
        async with sessions.begin() as session:
            await a_project(session, steward_name="赵管家")

            steward = await add(session)

            assert [p.code for p in await projects_of(session, steward.person_id)] == [CODE]

    async def test_whoever_leaves_has_no_rights_and_no_projects(self, sessions: Sessions):
        async with sessions.begin() as session:
            await a_project(session, steward_name="赵管家")
            steward = await add(session)

            await remove_staff(session, "2001", at=NOON)

        async with sessions() as session:
            person = await session.get_one(Person, steward.person_id)
            assert person.role is Role.ENTERPRISE
            assert await list_staff(session) == ()
            assert await projects_of(session, steward.person_id) == ()
            assert (await find_project(session, CODE)).steward_name == "赵管家"

    async def test_are_found_by_address_or_name_if_only_one_is_meant(self, sessions: Sessions):
        async with sessions.begin() as session:
            await add(session)
            await add(session, "赵管家", Role.STEWARD, "2002")

            assert (await find_staff(session, "2002")).address == "2002"
            with pytest.raises(AmbiguousPerson, match="有多位"):
                await find_staff(session, "赵管家")
            with pytest.raises(PersonNotFound, match="没有这位工作人员"):
                await find_staff(session, "孙某")

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": " "},
            {"name": "字" * 65},
            {"role": Role.ENTERPRISE},
            {"address": "@someone"},
            {"address": "-100123"},
            {"address": ""},
        ],
    )
    async def test_what_cannot_be_staff_is_refused(self, sessions: Sessions, changes: dict):
        async with sessions() as session:
            with pytest.raises(BadText):
                await add(session, **changes)
            assert await list_staff(session) == ()


class TestChats:
    async def test_a_stranger_becomes_an_enterprise_user(self, sessions: Sessions):
        async with sessions.begin() as session:
            chat, person = await register_chat(session, address="1", name=" 王 敏 ", at=NOON)

            assert (person.name, person.role) == ("王 敏", Role.ENTERPRISE)
            assert await person_of(session, "telegram", "1") is person
            assert [c.id for c in await active_chats(session, [person.id])] == [chat.id]

    async def test_writing_again_is_the_same_chat_and_unblocks_it(self, sessions: Sessions):
        async with sessions.begin() as session:
            chat, person = await register_chat(session, address="1", name="王敏", at=NOON)
            await set_chat_status(session, chat.id, ChatStatus.BLOCKED, at=NOON)
            assert await active_chats(session, [person.id]) == ()

            again, _ = await register_chat(session, address="1", name="改名", at=NOON)

            assert (again.id, again.status) == (chat.id, ChatStatus.ACTIVE)
            assert person.name == "王敏"

    async def test_two_first_messages_at_once_make_one_person(self, sessions: Sessions):
        async def start() -> object:
            async with sessions.begin() as session:
                chat, _ = await register_chat(session, address="1", name="王敏", at=NOON)
                return chat.id

        assert len(set(await asyncio.gather(*(start() for _ in range(4))))) == 1
        async with sessions() as session:
            assert len((await session.scalars(select(Chat))).all()) == 1
            assert len((await session.scalars(select(Person))).all()) == 1


class TestTokens:
    async def test_a_token_speaks_for_its_program_until_revoked(self, sessions: Sessions):
        async with sessions.begin() as session:
            secret = await create_token(session, "工改系统", at=NOON)
            actor = await verify_token(session, secret)
            assert actor is not None
            assert (actor.kind, actor.name) == ("token", "工改系统")

            await revoke_token(session, "工改系统", at=NOON)

            assert await verify_token(session, secret) is None

    async def test_only_its_digest_is_kept(self, sessions: Sessions):
        async with sessions.begin() as session:
            secret = await create_token(session, "工改系统", at=NOON)

            kept = (await session.scalars(select(ApiToken))).one()

        assert secret not in str(vars(kept))

    async def test_wrong_ones_and_taken_names_are_refused(self, sessions: Sessions):
        async with sessions.begin() as session:
            await create_token(session, "工改系统", at=NOON)

            assert await verify_token(session, "bb_错误") is None
            with pytest.raises(NameTaken, match="名称已被使用"):
                await create_token(session, " 工改系统 ", at=NOON)
            with pytest.raises(BadText):
                await create_token(session, "", at=NOON)
            with pytest.raises(TokenNotFound):
                await revoke_token(session, "没有", at=NOON)


class TestTheJournal:
    async def test_every_administrative_act_is_in_it(self, sessions: Sessions):
        async with sessions.begin() as session:
            await add(session)
            await create_token(session, "工改系统", at=NOON)
            await remove_staff(session, "2001", at=NOON)

            entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
            assert [(e.seq, e.action) for e in entries] == [
                (1, "staff.add"),
                (2, "token.create"),
                (3, "staff.remove"),
            ]
            assert await find_break(session) is None

    async def test_acts_at_once_stay_one_chain(self, sessions: Sessions):
        async def act(n: int) -> None:
            async with sessions.begin() as session:
                await note_act(session, actor=COMMAND_LINE, action="test", subject=str(n), at=NOON)

        await asyncio.gather(*(act(n) for n in range(6)))

        async with sessions() as session:
            assert await find_break(session) is None
            assert len((await session.scalars(select(AuditEntry))).all()) == 6

    async def test_a_change_behind_its_back_is_found(self, sessions: Sessions):
        async with sessions.begin() as session:
            for n in range(3):
                await note_act(session, actor=COMMAND_LINE, action="test", subject=str(n), at=NOON)

        async with sessions.begin() as session:
            if session.get_bind().dialect.name == "sqlite":
                await session.execute(text("DROP TRIGGER audit_no_update"))
            else:
                await session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            await session.execute(
                update(AuditEntry).where(AuditEntry.seq == 2).values(subject="别的")
            )

        async with sessions() as session:
            assert await find_break(session) == 2
