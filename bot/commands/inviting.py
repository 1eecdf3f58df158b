"""What ``bangban cases invite`` does: an invite, and the link that opens the chat with it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.commands.transactions import transact
from bot.errors import NotReady
from bot.settings import Settings, read_settings
from bot.texts import terminal
from cases.actors import COMMAND_LINE
from cases.membership import create_invite


@dataclass(frozen=True)
class MadeInvite:
    """An invite as it is printed, once; *hint* says why there is no link."""

    payload: str
    link: str | None
    expires_at: datetime
    hint: str | None


def make_invite(code: str, uscc: str) -> MadeInvite:
    """
    Make an invite to project *code*; without a reachable bot it has no link.

    Raises:
        CasesError: A code is wrong, or the project is not that organisation's.
        NotReady: The database cannot be used.
    """
    settings = read_settings()
    made = transact(
        lambda session, desk: create_invite(
            session, code, uscc, at=desk.clock.now(), created_by=COMMAND_LINE
        )
    )
    name, hint = _bot_name(settings)
    link = f"https://t.me/{name}?start={made.payload}" if name else None
    return MadeInvite(made.payload, link, made.expires_at.astimezone(settings.zone), hint)


def _bot_name(settings: Settings) -> tuple[str | None, str | None]:
    if not settings.telegram_token.get_secret_value():
        return None, terminal.NO_LINK_UNSET
    from bot.telegram_identity import username

    try:
        return asyncio.run(username(settings)), None
    except NotReady as error:
        return None, terminal.NO_LINK_NOW.format(reason=error)
