"""The two gates of staff commands."""

from bot.context import Turn
from bot.texts import errors as texts
from bot.texts.broadcasts import ONLY_MANAGERS
from cases.permissions import permits
from cases.rules.access import Action


async def staff_only(turn: Turn) -> bool:
    """Return whether the person works here; tell them when they do not."""
    if permits(turn.person, Action.SEE_WORKLIST):
        return True
    await turn.say(texts.NOT_ALLOWED)
    return False


async def managers_only(turn: Turn) -> bool:
    """Return whether the person is a manager; tell them when they are not."""
    if permits(turn.person, Action.SEE_BOARD):
        return True
    await turn.say(ONLY_MANAGERS)
    return False
