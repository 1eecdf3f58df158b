"""The command menu of a chat, by what its person is."""

import logging

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.context import Context
from bot.texts.commands import MENUS
from cases.tables.people import Role

log = logging.getLogger(__name__)


async def show_menu(context: Context, address: str, role: Role) -> None:
    """Set the menu of the chat at *address*. A menu that cannot be set is not worth a failure."""
    commands = [BotCommand(name, description) for name, description in MENUS[role]]
    try:
        await context.bot.set_my_commands(commands, scope=BotCommandScopeChat(int(address)))
    except TelegramError as error:
        log.info("menu.not_set", extra={"error": type(error).__name__})
