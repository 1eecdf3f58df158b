"""A stock PTB application, unchanged but for its address, runs on the sandbox."""

import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from tests.bot.sandbox.conftest import ZHANG

MENU = InlineKeyboardMarkup([[InlineKeyboardButton("受理了吗", callback_data="state")]])


async def on_start(update, context):
    await update.message.reply_html(f"您好，<b>{context.args[0]}</b>", reply_markup=MENU)


async def on_press(update, context):
    await update.callback_query.answer("查到了")
    await update.callback_query.edit_message_text("已受理")


async def on_text(update, context):
    await update.message.reply_text(update.message.text[::-1], do_quote=True)


async def until(world, holds) -> None:
    """Wait until *holds* is true of the chat."""
    changes = world.changes()
    async with asyncio.timeout(10):
        while not holds():
            await anext(changes)


async def test_polling_commands_buttons_edits_and_replies_work(sandbox):
    """One conversation through all of PTB: updater, handlers, keyboards, answers."""
    world, url = sandbox.world, sandbox.server.url
    app = (
        ApplicationBuilder()
        .token(world.token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .build()
    )
    app.add_handler(CommandHandler("start", on_start, has_args=True))
    app.add_handler(CallbackQueryHandler(on_press, pattern="^state$"))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, on_text))

    def last():
        return world.transcript(ZHANG)[-1]

    async with app:
        await app.start()
        await app.updater.start_polling()

        world.press_start(ZHANG, "abc")
        await until(world, lambda: last().html == "您好，<b>abc</b>")
        world.press(ZHANG, last().id, "state")
        await until(world, lambda: last().text == "已受理" and last().edited)
        question = world.say(ZHANG, "办帮")
        await until(world, lambda: last().text == "帮办")

        await app.updater.stop()
        await app.stop()

    assert last().reply_to == question
    assert world.callback_answers(ZHANG).text == "查到了"
    assert len(world.updates) == 0
