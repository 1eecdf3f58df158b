"""What people see of the bot before they write to it."""

import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.texts.commands import MENUS
from bot.texts.start import DESCRIPTION, SHORT_DESCRIPTION
from cases.tables.people import Role

log = logging.getLogger(__name__)


async def introduce(bot: Bot) -> None:
    """
    Set the bot's descriptions and the menu of people we do not know yet.

    Telegram allows few such changes a day; where it refuses one, the former text stays.
    """
    try:
        await bot.set_my_description(DESCRIPTION)
        await bot.set_my_short_description(SHORT_DESCRIPTION)
        await bot.set_my_commands([BotCommand(*command) for command in MENUS[Role.ENTERPRISE]])
    except TelegramError as error:
        log.warning("profile.not_set: %s", type(error).__name__)
