"""What people see of the bot before they write to it."""

from telegram import Bot, BotCommand

from bot.texts.commands import MENUS
from bot.texts.start import DESCRIPTION, SHORT_DESCRIPTION
from cases.tables.people import Role


async def introduce(bot: Bot) -> None:
    """Set the bot's descriptions and the menu of people we do not know yet."""
    await bot.set_my_description(DESCRIPTION)
    await bot.set_my_short_description(SHORT_DESCRIPTION)
    await bot.set_my_commands([BotCommand(*command) for command in MENUS[Role.ENTERPRISE]])
