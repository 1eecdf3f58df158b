"""What cannot be handled gets a kind word, never silence."""

from telegram import Update

from bot.context import Context
from bot.texts import errors as texts


async def on_other(update: Update, context: Context) -> None:
    message = update.effective_message
    kinds = ("sticker", "voice", "photo", "document")
    kind = next((kind for kind in kinds if message and getattr(message, kind)), "other")
    async with context.turn() as turn:
        await turn.say(texts.UNSUPPORTED[kind])


async def on_edit(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await turn.say(texts.EDITED)


async def on_command(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await turn.say(texts.UNKNOWN_COMMAND)
