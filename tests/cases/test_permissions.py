"""A stranger learns nothing, not even whether a project exists."""

import pytest
from sqlalchemy import select

from cases.conversations import get_flow, set_flow
from cases.database import Sessions
from cases.errors import CaseNotFound, ProjectNotFound
from cases.membership import unbind
from cases.people import register_chat
from cases.permissions import case_for, progress_for, project_for
from cases.rules.access import Action, Client, Role
from cases.staff import add_staff, remove_staff
from cases.tables.people import Chat, Person
from tests.cases.record_builders import (
    CALENDAR,
    CODE,
    NOON,
    OTHER_CODE,
    OTHER_USCC,
    REF,
    TODAY,
    a_bound_chat,
    a_project,
    a_running_project,
)

SEE = Action.SEE_PROJECT


async def test_somebody_elses_project_sounds_like_one_that_does_not_exist(sessions: Sessions):
    await a_running_project(sessions)
    async with sessions.begin() as session:
        _, stranger = await register_chat(session, address="9", name="路人", at=NOON)

        refusals = []
        for code in (CODE, OTHER_CODE):
            with pytest.raises(ProjectNotFound) as caught:
                await project_for(session, stranger, SEE, code)
            refusals.append(str(caught.value).replace(code, "…"))

    assert refusals[0] == refusals[1]


async def test_a_case_of_somebody_else_sounds_like_one_that_does_not_exist(sessions: Sessions):
    await a_running_project(sessions)
    async with sessions.begin() as session:
        _, stranger = await register_chat(session, address="9", name="路人", at=NOON)

        refusals = []
        for ref in (REF, "SZ-404"):
            with pytest.raises(CaseNotFound) as caught:
                await case_for(session, stranger, SEE, ref)
            refusals.append(str(caught.value).replace(ref, "…"))

    assert refusals[0] == refusals[1]


async def test_a_member_sees_theirs_until_they_leave(sessions: Sessions):
    """F5."""
    await a_running_project(sessions)
    async with sessions.begin() as session:
        await a_project(session, code=OTHER_CODE, uscc=OTHER_USCC)
        chat = await session.get_one(Chat, await a_bound_chat(session))
        member = await session.get_one(Person, chat.person_id)

        assert (await project_for(session, member, SEE, CODE)).code == CODE
        with pytest.raises(ProjectNotFound):
            await project_for(session, member, SEE, OTHER_CODE)

        await unbind(session, member.id, CODE, at=NOON)
        with pytest.raises(ProjectNotFound):
            await project_for(session, member, SEE, CODE)


async def test_a_steward_records_only_for_their_own_projects(sessions: Sessions):
    await a_running_project(sessions, steward_name="赵管家")
    async with sessions.begin() as session:
        steward = await add_staff(
            session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
        )
        await a_project(session, code=OTHER_CODE)
        person = await session.get_one(Person, steward.person_id)

        assert (await case_for(session, person, Action.RECORD_FACT, REF)).ref == REF
        with pytest.raises(ProjectNotFound):
            await project_for(session, person, Action.RECORD_FACT, OTHER_CODE)


async def test_who_is_no_longer_staff_sees_nothing(sessions: Sessions):
    await a_running_project(sessions, steward_name="赵管家")
    async with sessions.begin() as session:
        steward = await add_staff(
            session, name="赵管家", role=Role.STEWARD, address="2001", at=NOON
        )
        person = await session.get_one(Person, steward.person_id)
        assert (await project_for(session, person, SEE, CODE)).code == CODE

        await remove_staff(session, "2001", at=NOON)

        with pytest.raises(ProjectNotFound):
            await project_for(session, person, SEE, CODE)


async def test_who_leaves_the_bureau_keeps_nothing_of_the_cases_they_handled(sessions: Sessions):
    """Not by having been the officer of a case, nor by a form that was half filled in."""
    await a_running_project(sessions)
    async with sessions.begin() as session:
        officer = await add_staff(
            session, name="李审批", role=Role.OFFICER, address="2001", at=NOON
        )
        person = await session.get_one(Person, officer.person_id)
        case = await case_for(session, person, Action.RECORD_FACT, REF)
        case.officer_id = person.id
        chat = (await session.scalars(select(Chat).where(Chat.person_id == person.id))).one()
        await set_flow(session, chat.id, name="recording", step="ref", data={}, at=NOON)
        await session.flush()

        await remove_staff(session, "2001", at=NOON)

        for action in Action:
            if action not in {Action.ASK, Action.REGISTER_FOR_SALON}:
                with pytest.raises(CaseNotFound):
                    await case_for(session, person, action, REF)
        assert await get_flow(session, chat.id) is None
        await session.refresh(case)
        assert case.officer_id is None


async def test_a_program_sees_projects_and_nobody_without_a_grant_does(sessions: Sessions):
    await a_running_project(sessions)
    async with sessions.begin() as session:
        _, stranger = await register_chat(session, address="9", name="路人", at=NOON)

        shown = await progress_for(session, Client.PROGRAM, CODE, today=TODAY, calendar=CALENDAR)
        assert shown.project.code == CODE
        with pytest.raises(ProjectNotFound):
            await progress_for(session, stranger, CODE, today=TODAY, calendar=CALENDAR)
