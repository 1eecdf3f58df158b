"""The enterprise brings its own people in and out, within what it may; the bureau always can."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cases.audit import find_break
from cases.database import Sessions
from cases.delegation import DELEGATED_FOR, MOST_OF_A_PROJECT, delegate, remove_member
from cases.errors import InviteUnknown, MemberNotFound, ProjectNotFound, TooManyMembers
from cases.membership import accept_invite, create_invite, unbind, who_can_see
from cases.people import register_chat
from cases.permissions import project_for
from cases.rules.access import Action, Role
from cases.rules.states import CaseState
from cases.staff import add_staff, remove_staff
from cases.tables.audit import AuditEntry
from cases.tables.outbox import Delivery, DeliveryState
from cases.tables.people import Chat, Person
from cases.tables.projects import PartyRole
from tests.cases.record_builders import (
    CODE,
    NOON,
    OFFICER,
    OTHER_CODE,
    OTHER_USCC,
    TODAY,
    USCC,
    a_project,
    a_running_project,
    record,
)

LEGAL, AGENT, DESIGNER = PartyRole.LEGAL, PartyRole.AGENT, PartyRole.DESIGNER


async def somebody(
    session: AsyncSession, address: str, role: PartyRole | None, code: str = CODE
) -> Person:
    """Somebody of the enterprise, bound as *role*; a stranger when that is None."""
    chat, person = await register_chat(session, address=address, name=f"用户{address}", at=NOON)
    if role is not None:
        invite = await create_invite(session, code, USCC, at=NOON, created_by=OFFICER, role=role)
        await accept_invite(session, invite.payload, chat_id=chat.id, at=NOON)
    return person


async def chat_of(session: AsyncSession, person: Person) -> UUID:
    return (await session.scalars(select(Chat.id).where(Chat.person_id == person.id))).one()


async def binding_of(session: AsyncSession, person: Person, project_id: UUID) -> UUID:
    members = await who_can_see(session, project_id)
    return next(member.binding_id for member in members if member.id == person.id)


class TestInviting:
    @pytest.mark.parametrize(
        ("maker", "role", "allowed"),
        [
            (LEGAL, AGENT, True),
            (LEGAL, DESIGNER, True),
            (AGENT, DESIGNER, True),
            (LEGAL, LEGAL, False),
            (AGENT, AGENT, False),
            (AGENT, LEGAL, False),
            (DESIGNER, DESIGNER, False),
            (None, DESIGNER, False),
        ],
    )
    async def test_goes_downwards_only(
        self, sessions: Sessions, maker: PartyRole | None, role: PartyRole, allowed: bool
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            person = await somebody(session, "1001", maker)

            if not allowed:
                with pytest.raises(ProjectNotFound):
                    await delegate(session, person, CODE, role, at=NOON)
                return
            invite = await delegate(session, person, CODE, role, at=NOON)
            assert invite.expires_at == NOON + DELEGATED_FOR
            other, _ = await register_chat(session, address="1002", name="新人", at=NOON)
            bound = await accept_invite(
                session, invite.payload, chat_id=other.id, uscc=USCC, at=NOON
            )
            assert bound.role is role

    async def test_ends_with_the_right_to_it(self, sessions: Sessions):
        """An invite made by a 法人 who has left since binds nobody; nor does one of staff who left."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            legal = await somebody(session, "1001", LEGAL)
            steward = await add_staff(
                session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
            )
            staff = await session.get_one(Person, steward.person_id)
            invites = [
                await delegate(session, legal, CODE, AGENT, at=NOON),
                await delegate(session, staff, CODE, LEGAL, at=NOON),
            ]
            await unbind(session, legal.id, CODE, at=NOON)
            await remove_staff(session, "2001", at=NOON)
            other, _ = await register_chat(session, address="1002", name="新人", at=NOON)

            for invite in invites:
                with pytest.raises(InviteUnknown):
                    await accept_invite(session, invite.payload, chat_id=other.id, at=NOON)

    async def test_is_limited_for_the_enterprise_and_not_for_the_bureau(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            legal = await somebody(session, "1001", LEGAL)
            for _ in range(MOST_OF_A_PROJECT - 1):
                await delegate(session, legal, CODE, AGENT, at=NOON)

            with pytest.raises(TooManyMembers, match="10 个"):
                await delegate(session, legal, CODE, AGENT, at=NOON)
            later = NOON + DELEGATED_FOR + timedelta(seconds=1)
            await delegate(session, legal, CODE, AGENT, at=later)
            officer = await add_staff(
                session, name="李审批", role=Role.OFFICER, address="2001", at=NOON
            )
            staff = await session.get_one(Person, officer.person_id)
            await delegate(session, staff, CODE, AGENT, at=NOON)

    async def test_says_nothing_of_a_project_that_is_not_ones_own(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            await a_project(session, code=OTHER_CODE, uscc=OTHER_USCC)
            legal = await somebody(session, "1001", LEGAL)

            for code in (OTHER_CODE, "2405-370103-04-01-000000"):
                with pytest.raises(ProjectNotFound, match=f"没有可查看的项目：{code}"):
                    await delegate(session, legal, code, AGENT, at=NOON)


class TestRemoving:
    @pytest.mark.parametrize(
        ("by", "whom", "allowed"),
        [
            (LEGAL, AGENT, True),
            (LEGAL, DESIGNER, True),
            (AGENT, DESIGNER, True),
            (LEGAL, LEGAL, False),
            (AGENT, LEGAL, False),
            (AGENT, AGENT, False),
            (DESIGNER, AGENT, False),
            (None, AGENT, False),
        ],
    )
    async def test_is_for_whoever_may_invite_to_that_role(
        self, sessions: Sessions, by: PartyRole | None, whom: PartyRole, allowed: bool
    ):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            remover = await somebody(session, "1001", by)
            member = await somebody(session, "1002", whom)
            project = await project_for(session, member, Action.SEE_PROJECT, CODE)
            binding = await binding_of(session, member, project.id)

            if not allowed:
                with pytest.raises(MemberNotFound):
                    await remove_member(session, remover, binding, at=NOON)
                return
            await remove_member(session, remover, binding, at=NOON)

            with pytest.raises(ProjectNotFound):
                await project_for(session, member, Action.SEE_PROJECT, CODE)
            with pytest.raises(MemberNotFound):  # a second press finds nothing to end
                await remove_member(session, remover, binding, at=NOON)

    async def test_oneself_is_always_possible_and_in_the_journal(self, sessions: Sessions):
        await a_running_project(sessions)
        async with sessions.begin() as session:
            designer = await somebody(session, "1001", DESIGNER)
            project = await project_for(session, designer, Action.SEE_PROJECT, CODE)
            binding = await binding_of(session, designer, project.id)

            await remove_member(session, designer, binding, at=NOON)

            entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
            last = list(entries)[-1]
            assert (last.action, last.subject, last.actor_id) == (
                "binding.end", CODE, str(designer.id),
            )  # fmt: skip
            assert await find_break(session) is None

    async def test_takes_back_what_was_not_yet_sent(self, sessions: Sessions):
        """A message that waits for the morning is not sent to whoever was removed in the evening."""
        await a_running_project(sessions)
        async with sessions.begin() as session:
            leaver = await somebody(session, "1001", AGENT)
            stayer = await somebody(session, "1002", AGENT)
            await record(session, CaseState.ACCEPTED, TODAY)

            await unbind(session, leaver.id, CODE, at=NOON)

            states = {
                delivery.chat_id: delivery.state
                for delivery in await session.scalars(select(Delivery))
            }
            assert states == {
                await chat_of(session, leaver): DeliveryState.SUPPRESSED,
                await chat_of(session, stayer): DeliveryState.PENDING,
            }


class TestAUnit:
    async def test_is_seen_by_the_people_of_its_project_and_not_the_other_way_round(
        self, sessions: Sessions
    ):
        await a_running_project(sessions)
        unit = f"{CODE}-001"
        async with sessions.begin() as session:
            await a_project(session, code=unit, name="1号楼")
            legal = await somebody(session, "1001", LEGAL)
            designer = await somebody(session, "1002", DESIGNER, code=unit)

            assert (await project_for(session, legal, Action.SEE_PROJECT, unit)).code == unit
            found = await project_for(session, designer, Action.SEE_PROJECT, unit)
            with pytest.raises(ProjectNotFound):
                await project_for(session, designer, Action.SEE_PROJECT, CODE)
            members = await who_can_see(session, found.id)
            assert [(member.name, member.role) for member in members] == [
                ("用户1001", LEGAL),
                ("用户1002", DESIGNER),
            ]
