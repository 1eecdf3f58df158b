"""Who can see a project, and bringing people in and out of it: by the enterprise itself or by staff."""

from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid, numbered
from bot.rendering.html import cut, escape
from bot.rendering.times import moment
from bot.texts import errors as error_texts
from bot.texts import members as texts
from bot.texts.progress import NO_SUCH_PROJECT
from cases.delegation import delegate, remove_member
from cases.errors import BadProjectCode, CasesError, MemberNotFound, ProjectNotFound
from cases.membership import Member, who_can_see
from cases.permissions import binding_for, permits, project_for, ties_to
from cases.rules.access import INVITES, REMOVES, Action, Tie
from cases.tables.projects import PartyRole, Project

ROLES = tuple(PartyRole)  # a button carries the number of a role, not its name
MOST_REMOVABLE = 10

Rows = list[list[tuple[str, str]]]


async def on_who_button(turn: Turn, context: Context, code: str) -> None:
    """Owe the list of those who see the project, and what this person may do about it."""
    try:
        project = await project_for(turn.session, turn.person, Action.SEE_PROJECT, code)
    except (BadProjectCode, ProjectNotFound):
        await turn.say(NO_SUCH_PROJECT)
        return
    ties = await ties_to(turn.session, turn.person.id, project)
    members = await who_can_see(turn.session, project.id)
    buttons = _buttons(turn, project, members, ties)
    if not permits(turn.person, Action.SEE_MEMBERS, ties=ties):
        await turn.say(texts.NOT_SHOWN, buttons)
        return
    lines = [texts.HEAD.format(project=escape(project.name)), *_lines(turn, members)]
    if project.steward_name:
        lines.append(texts.STEWARD.format(name=escape(project.steward_name)))
    await turn.say("\n".join([*lines, texts.STAFF]), buttons)


async def on_member_button(turn: Turn, context: Context, rest: str) -> None:
    """``out:<binding>`` asks, ``yes:<binding>`` does; ``in:<role>:<code>`` invites; ``no`` leaves it."""
    verb, _, value = rest.partition(":")
    match verb:
        case "out":
            await _ask(turn, as_uuid(value))
        case "yes":
            await _end(turn, as_uuid(value))
        case "in":
            number, _, code = value.partition(":")
            await _invite(turn, context, number, code)
        case "no":
            await turn.say(texts.KEPT)
        case _:
            turn.toast = error_texts.BUTTON_EXPIRED


def _lines(turn: Turn, members: tuple[Member, ...]) -> list[str]:
    return [
        texts.PARTY.format(
            name=escape(member.name),
            role=member.role,
            you=texts.YOU if member.id == turn.person.id else "",
        )
        for member in members
    ] or [texts.NOBODY]


def _buttons(
    turn: Turn, project: Project, members: tuple[Member, ...], ties: frozenset[Tie]
) -> Rows:
    rows: Rows = []
    for member in members[:MOST_REMOVABLE]:
        data = f"m:out:{member.binding_id.hex}"
        if member.id == turn.person.id:
            rows.append([(texts.BUTTON_LEAVE, data)])
        elif permits(turn.person, REMOVES[Tie(member.role.value)], ties=ties):
            label = texts.BUTTON_REMOVE.format(name=cut(member.name, 12), role=member.role)
            rows.append([(label, data)])
    invites = [
        (texts.BUTTON_INVITE.format(role=role), f"m:in:{number}:{project.code}")
        for number, role in enumerate(ROLES)
        if permits(turn.person, INVITES[Tie(role.value)], ties=ties)
    ]
    return [*rows, *([invites] if invites else [])]


async def _ask(turn: Turn, binding_id: UUID) -> None:
    try:
        found = await binding_for(turn.session, turn.person, binding_id)
    except MemberNotFound as error:
        await turn.say(escape(error))
        return
    own = found.person.id == turn.person.id
    words = (texts.ASK_LEAVE if own else texts.ASK_REMOVE).format(
        project=escape(found.project.name), name=escape(found.person.name), role=found.binding.role
    )
    await turn.say(words, [[(texts.YES, f"m:yes:{binding_id.hex}"), (texts.NO, "m:no")]])


async def _end(turn: Turn, binding_id: UUID) -> None:
    try:
        ended = await remove_member(turn.session, turn.person, binding_id, at=turn.at)
    except MemberNotFound as error:
        await turn.say(escape(error))
        return
    words = texts.LEFT if ended.person.id == turn.person.id else texts.REMOVED
    await turn.say(words.format(project=escape(ended.project.name)))


async def _invite(turn: Turn, context: Context, number: str, code: str) -> None:
    role = numbered(ROLES, number)
    if role is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await owe_invite(turn, context, code, role)


async def owe_invite(turn: Turn, context: Context, code: str, role: PartyRole) -> None:
    """Owe a one-time link that binds one person to the project as *role*."""
    try:
        invite = await delegate(turn.session, turn.person, code, role, at=turn.at)
    except CasesError as error:
        await turn.say(escape(error))
        return
    await turn.say(
        texts.INVITE_FOR.format(
            project=escape(invite.project_name),
            role=role,
            expires=moment(invite.expires_at, context.services.clock.zone),
            link=f"https://t.me/{context.services.bot_username}?start={invite.payload}",
        )
    )
    await turn.say(texts.INVITE_READY)
