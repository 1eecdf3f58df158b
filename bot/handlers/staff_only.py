"""The two gates of staff commands."""

from bot.context import Turn
from bot.texts import errors as texts
from bot.texts.broadcasts import ONLY_MANAGERS
from cases.tables.people import Role

STAFF = frozenset({Role.STEWARD, Role.OFFICER, Role.MANAGER})


async def staff_only(turn: Turn) -> bool:
    """Return whether the person works here; tell them when they do not."""
    if turn.person.active and turn.person.role in STAFF:
        return True
    await turn.say(texts.NOT_ALLOWED)
    return False


async def managers_only(turn: Turn) -> bool:
    """Return whether the person is a manager; tell them when they are not."""
    if turn.person.active and turn.person.role is Role.MANAGER:
        return True
    await turn.say(ONLY_MANAGERS)
    return False
