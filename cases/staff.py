"""The bureau's people: stewards, officers and managers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cases.actors import COMMAND_LINE, Actor
from cases.audit import note_act
from cases.conversations import clear_flow
from cases.errors import AmbiguousPerson, BadText, PersonNotFound
from cases.outbox.withholding import withhold_alerts
from cases.people import LONGEST_NAME, TELEGRAM, register_chat
from cases.rules.access import Role, is_staff
from cases.tables.conversations import HumanRequest, HumanRequestState
from cases.tables.people import Chat, Person
from cases.tables.projects import Case, Project

LONGEST_DEPARTMENT = 32


@dataclass(frozen=True)
class StaffMember:
    """One of the bureau's people; *address* is where they chat."""

    person_id: UUID
    name: str
    role: Role
    channel: str
    address: str
    department: str | None = None


async def add_staff(
    session: AsyncSession,
    *,
    name: str,
    role: Role,
    address: str,
    department: str = "",
    at: datetime,
    channel: str = TELEGRAM,
    actor: Actor = COMMAND_LINE,
) -> StaffMember:
    """
    Make the person at *address* staff, or change their name, role and department.

    A steward takes over the projects that an import put under their name.

    Raises:
        BadText: A name or an address that cannot be one, or the role of an enterprise.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadText("姓名", f"应为 1 到 {LONGEST_NAME} 个字")
    if not is_staff(role):
        raise BadText("角色", "应为 steward、officer 或 manager")
    address = address.strip()
    if channel == TELEGRAM and not _is_telegram_user(address):
        raise BadText("Telegram 编号", "应为正整数，可请本人向机器人发送 /start 后查看")
    department = " ".join(department.split())
    if len(department) > LONGEST_DEPARTMENT or not department.isprintable():
        raise BadText("科室", f"不超过 {LONGEST_DEPARTMENT} 个字")
    _, person = await register_chat(session, channel=channel, address=address, name=name, at=at)
    person.name, person.role, person.active = name, role, True
    person.department = department or None
    await session.flush()
    if role is Role.STEWARD:
        await _take_over(session, person)
    await note_act(
        session,
        actor=actor,
        action="staff.add",
        subject=str(person.id),
        at=at,
        detail={"name": name, "role": role.value, "department": department},
    )
    return StaffMember(person.id, name, role, channel, address, person.department)


async def list_staff(session: AsyncSession) -> tuple[StaffMember, ...]:
    """Return everybody who works for the bureau, by role and name."""
    rows = await session.execute(
        select(Person, Chat)
        .join(Chat, Chat.person_id == Person.id)
        .where(Person.role != Role.ENTERPRISE, Person.active)
        .order_by(Person.role, Person.name, Chat.channel, Chat.address)
    )
    return tuple(
        StaffMember(p.id, p.name, p.role, c.channel, c.address, p.department) for p, c in rows
    )


async def find_staff(session: AsyncSession, who: str) -> StaffMember:
    """
    Return the one that *who* means: a chat address, or a name.

    Raises:
        PersonNotFound, AmbiguousPerson: Nobody, or several people.
    """
    who = who.strip()
    members = await list_staff(session)
    found = [m for m in members if m.address == who] or [m for m in members if m.name == who]
    if not found:
        raise PersonNotFound(who)
    if len({member.person_id for member in found}) > 1:
        raise AmbiguousPerson(who)
    return found[0]


async def remove_staff(
    session: AsyncSession, who: str, *, at: datetime, actor: Actor = COMMAND_LINE
) -> StaffMember:
    """
    Take every staff right from *who* at once; they stay on record as an ordinary user.

    Their projects keep the name and wait for a steward, their cases wait for an officer, and questions
    that they had taken go back to all. Alerts that wait for them are not sent, their half-finished
    forms are gone, and their unused invites are dead.

    Raises:
        PersonNotFound, AmbiguousPerson: Nobody, or several people.
    """
    member = await find_staff(session, who)
    person = await session.get_one(Person, member.person_id)
    person.role, person.department = Role.ENTERPRISE, None
    await session.flush()
    await session.execute(
        update(Project)
        .where(Project.steward_id == person.id)
        .values(steward_id=None, row_version=Project.row_version + 1)
    )
    await session.execute(
        update(HumanRequest)
        .where(HumanRequest.assigned_to == person.id, HumanRequest.state == HumanRequestState.OPEN)
        .values(assigned_to=None)
    )
    await session.execute(
        update(Case)
        .where(Case.officer_id == person.id)
        .values(officer_id=None, row_version=Case.row_version + 1)
    )
    await withhold_alerts(session, person.id, at=at)
    for chat_id in await session.scalars(select(Chat.id).where(Chat.person_id == person.id)):
        await clear_flow(session, chat_id)
    await note_act(
        session,
        actor=actor,
        action="staff.remove",
        subject=str(person.id),
        at=at,
        detail={"name": member.name, "role": member.role.value},
    )
    return member


async def _take_over(session: AsyncSession, steward: Person) -> None:
    await session.execute(
        update(Project)
        .where(Project.steward_id.is_(None), Project.steward_name == steward.name)
        .values(steward_id=steward.id, row_version=Project.row_version + 1)
    )


def _is_telegram_user(address: str) -> bool:
    return address.isascii() and address.isdigit() and 0 < int(address) < 1 << 52
