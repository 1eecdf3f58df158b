"""How an enterprise comes to see its project: a one-time invite, then a binding."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from cases.actors import Actor
from cases.audit import note_act
from cases.errors import (
    BadInviteTerm,
    BadUscc,
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    ProjectNotFound,
    TooManyGuesses,
)
from cases.outbox.withholding import withhold_project
from cases.people import actor_of
from cases.permissions import permits, ties_to
from cases.projects import check_same_organization, find_project
from cases.rules.access import INVITES, Tie
from cases.rules.identifiers import check_uscc, normalise_project_code
from cases.tables.membership import Binding, Invite, InviteFailure
from cases.tables.people import Chat, Person
from cases.tables.projects import PartyRole, Project

EXPIRES_IN = timedelta(days=10)
LONGEST_TERM = timedelta(days=90)
PREFIX = "c_"
SECRET_BYTES = 16  # 22 URL-safe characters: nobody guesses one
MOST_GUESSES = 5
GUESSES_IN = timedelta(hours=1)
UNKNOWN_PROJECT = UUID(int=0)


@dataclass(frozen=True)
class NewInvite:
    """Said once: only the digest of *payload* is kept. It goes behind ``/start`` or into a link."""

    payload: str
    project_code: str
    project_name: str
    expires_at: datetime


@dataclass(frozen=True)
class Member:
    """Somebody who sees a project because they are bound to it, or to the whole it is part of."""

    id: UUID
    name: str
    role: PartyRole
    binding_id: UUID


@dataclass(frozen=True)
class Bound:
    """A person's tie to a project; *already* when they had it before."""

    binding_id: UUID
    project_id: UUID
    project_code: str
    project_name: str
    organization: str
    role: PartyRole
    already: bool


async def create_invite(
    session: AsyncSession,
    project_code: str,
    uscc: str,
    *,
    at: datetime,
    created_by: Actor,
    expires_in: timedelta = EXPIRES_IN,
    role: PartyRole = PartyRole.AGENT,
    maker_id: UUID | None = None,
) -> NewInvite:
    """
    Make a link that binds one person to a project, once.

    Whether *maker_id* may is asked before, by ``delegation.delegate``, and again when it is used.

    Raises:
        BadProjectCode, BadUscc, BadInviteTerm: A value is wrong.
        ProjectNotFound: No such project.
        OtherOrganization: The project is not that organisation's.
    """
    if not timedelta() < expires_in <= LONGEST_TERM:
        raise BadInviteTerm(expires_in / timedelta(days=1))
    code = check_uscc(uscc)
    project = await find_project(session, project_code)
    check_same_organization(project, code)
    payload = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    invite = Invite(
        id=uuid4(),
        token_sha256=_digest(payload),
        project_id=project.id,
        uscc=code,
        role=role,
        created_at=at,
        created_by=created_by.id,
        maker_id=maker_id,
        expires_at=at + expires_in,
    )
    session.add(invite)
    await session.flush()
    await note_act(
        session,
        actor=created_by,
        action="invite.create",
        subject=project.code,
        at=at,
        detail={"invite": str(invite.id), "role": role.value},
    )
    return NewInvite(payload, project.code, project.name, invite.expires_at)


async def accept_invite(
    session: AsyncSession, payload: str, *, chat_id: UUID, at: datetime, uscc: str | None = None
) -> Bound:
    """
    Bind the person of *chat_id* to the invite's project and use the invite up.

    Args:
        uscc: The 统一社会信用代码 the person typed, where the edge asks for it; it must be the
            invited one. The same person pressing the same link again gets the same binding.

    Raises:
        InviteUnknown, InviteExpired, InviteUsed: It cannot be used. The failed try is written to
            *session*: catch inside the transaction and commit, or guesses are not counted.
        TooManyGuesses: Five failures in an hour from this chat.
    """
    chat = await session.get_one(Chat, chat_id, with_for_update=True)
    await _check_guesses(session, chat_id, at=at)
    invite = await session.scalar(
        select(Invite).where(Invite.token_sha256 == _digest(payload)).with_for_update()
    )
    # Asked for in every case, so that no refusal takes more or fewer steps than another.
    bound = await _live_binding(
        session, chat.person_id, invite.project_id if invite else UNKNOWN_PROJECT
    )
    refused = _refusal(invite, chat.person_id, bound, uscc=uscc, at=at)
    if refused is not None or invite is None:
        raise await _failed(session, chat_id, refused or InviteUnknown(), at=at)

    project = await _project(session, invite.project_id)
    if invite.used_at is None and not await _still_stands(session, invite, project):
        raise await _failed(session, chat_id, InviteUnknown(), at=at)
    if invite.used_at is None:
        invite.used_at, invite.used_by = at, chat.person_id
    if bound is not None:
        await session.flush()
        return _bound(bound, project, already=True)
    binding = Binding(
        id=uuid4(),
        person_id=chat.person_id,
        project_id=project.id,
        role=invite.role,
        bound_at=at,
    )
    session.add(binding)
    await session.flush()
    return _bound(binding, project, already=False)


async def bindings(session: AsyncSession, person_id: UUID) -> tuple[Bound, ...]:
    """Return the projects that a person is bound to now, by code."""
    rows = await session.execute(
        select(Binding, Project)
        .join(Project, Project.id == Binding.project_id)
        .where(Binding.person_id == person_id, Binding.ended_at.is_(None))
        .order_by(Project.code)
        .options(joinedload(Project.organization))
    )
    return tuple(_bound(binding, project, already=True) for binding, project in rows)


async def unbind(session: AsyncSession, person_id: UUID, code: str, *, at: datetime) -> None:
    """
    End a person's tie to a project by their own wish; they see and hear nothing of it from now on.

    Raises:
        ProjectNotFound: They are not bound to it, whether or not it exists.
    """
    plain = normalise_project_code(code)
    found = (
        await session.execute(
            select(Binding, Project, Person)
            .join(Project, Project.id == Binding.project_id)
            .join(Person, Person.id == Binding.person_id)
            .where(
                Binding.person_id == person_id, Project.code == plain, Binding.ended_at.is_(None)
            )
        )
    ).one_or_none()
    if found is None:
        raise ProjectNotFound(plain)
    binding, project, person = found
    await end_binding(session, binding, project, at=at, actor=actor_of(person))


async def end_binding(
    session: AsyncSession, binding: Binding, project: Project, *, at: datetime, actor: Actor
) -> None:
    """End *binding*, and take back what still waits to be told to its person about *project*."""
    binding.ended_at = at
    await session.flush()
    await withhold_project(session, binding.person_id, project.code, at=at)
    await note_act(
        session,
        actor=actor,
        action="binding.end",
        subject=project.code,
        at=at,
        detail={"binding": str(binding.id), "role": binding.role.value},
    )


async def who_can_see(session: AsyncSession, project_id: UUID) -> tuple[Member, ...]:
    """Return the persons of the enterprise's side who see a project now, by role and name."""
    parent = select(Project.parent_id).where(Project.id == project_id).scalar_subquery()
    rows = await session.execute(
        select(Person.id, Person.name, Binding.role, Binding.id)
        .join(Binding, Binding.person_id == Person.id)
        .where(
            or_(Binding.project_id == project_id, Binding.project_id == parent),
            Binding.ended_at.is_(None),
            Person.active,
        )
    )
    members = (Member(*row) for row in rows)
    order = list(PartyRole)
    return tuple(sorted(members, key=lambda one: (order.index(one.role), one.name, one.id)))


async def _check_guesses(session: AsyncSession, chat_id: UUID, *, at: datetime) -> None:
    recent = InviteFailure.chat_id == chat_id, InviteFailure.at > at - GUESSES_IN
    failures, last = (
        await session.execute(select(func.count(), func.max(InviteFailure.at)).where(*recent))
    ).one()
    if failures >= MOST_GUESSES:
        raise TooManyGuesses(last + GUESSES_IN)


def _refusal(
    invite: Invite | None,
    person_id: UUID,
    bound: Binding | None,
    *,
    uscc: str | None,
    at: datetime,
) -> InviteUnknown | InviteUsed | InviteExpired | None:
    """Return why an invite cannot be used; the kinds are for the record, they all say the same."""
    if invite is None or not _is_invited(invite, uscc):
        return InviteUnknown()
    if invite.used_at is None:
        return InviteExpired() if at >= invite.expires_at else None
    # Pressing one's own used link again is no mistake, unless one has left since.
    return None if invite.used_by == person_id and bound is not None else InviteUsed()


async def _still_stands(session: AsyncSession, invite: Invite, project: Project) -> bool:
    """Tell whether whoever made *invite* may still invite to its role: rights are read when used."""
    if invite.maker_id is None:
        return True
    maker = await session.get_one(Person, invite.maker_id, populate_existing=True)
    ties = await ties_to(session, maker.id, project)
    return permits(maker, INVITES[Tie(invite.role.value)], ties=ties)


async def _failed(
    session: AsyncSession,
    chat_id: UUID,
    error: InviteUnknown | InviteUsed | InviteExpired,
    *,
    at: datetime,
) -> InviteUnknown | InviteUsed | InviteExpired:
    session.add(InviteFailure(id=uuid4(), chat_id=chat_id, at=at))
    await session.flush()
    return error


async def _live_binding(session: AsyncSession, person_id: UUID, project_id: UUID) -> Binding | None:
    return await session.scalar(
        select(Binding).where(
            Binding.person_id == person_id,
            Binding.project_id == project_id,
            Binding.ended_at.is_(None),
        )
    )


async def _project(session: AsyncSession, project_id: UUID) -> Project:
    return (
        await session.scalars(
            select(Project)
            .where(Project.id == project_id)
            .options(joinedload(Project.organization))
        )
    ).one()


def _is_invited(invite: Invite, uscc: str | None) -> bool:
    if uscc is None:
        return True
    try:
        return secrets.compare_digest(check_uscc(uscc), invite.uscc)
    except BadUscc:
        return False


def _bound(binding: Binding, project: Project, *, already: bool) -> Bound:
    return Bound(
        binding_id=binding.id,
        project_id=project.id,
        project_code=project.code,
        project_name=project.name,
        organization=project.organization.name,
        role=binding.role,
        already=already,
    )


def _digest(payload: str) -> str:
    return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
