"""Which handler takes which update: the one table, in order."""

import logging
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.context import Context
from bot.handlers import (
    board,
    broadcasts,
    buttons,
    calls,
    chats,
    files,
    open_questions,
    planning,
    preferences,
    progress,
    questions,
    records,
    salons,
    staff_cases,
    start,
    unsupported,
)
from bot.handlers import (
    help as help_,
)

log = logging.getLogger(__name__)

PRIVATE = filters.ChatType.PRIVATE


def add_routes(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Add every handler. Order matters: the first that fits an update takes it."""
    commands = {
        "start": start.on_start,
        "help": help_.on_help,
        "privacy": help_.on_privacy,
        "forget": help_.on_forget,
        "settings": preferences.on_settings,
        "human": help_.on_human,
        "status": progress.on_status,
        "todo": progress.on_todo,
        "plan": planning.on_plan,
        "salon": salons.on_salon,
        "cases": staff_cases.on_cases,
        "today": staff_cases.on_today,
        "record": records.on_record,
        "questions": open_questions.on_questions,
        "calls": calls.on_calls,
        "board": board.on_board,
        "broadcast": broadcasts.on_broadcast,
    }
    for name, callback in commands.items():
        application.add_handler(CommandHandler(name, callback, filters=PRIVATE & ~EDITED))
    application.add_handler(MessageHandler(PRIVATE & EDITED, unsupported.on_edit))
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, unsupported.on_command))
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT, questions.on_text))
    application.add_handler(MessageHandler(PRIVATE & FILES, files.on_file))
    application.add_handler(MessageHandler(PRIVATE, unsupported.on_other))
    application.add_handler(CallbackQueryHandler(buttons.on_button))
    application.add_handler(
        ChatMemberHandler(chats.on_membership, ChatMemberHandler.MY_CHAT_MEMBER)
    )
    application.add_error_handler(note_failure)


EDITED = filters.UpdateType.EDITED_MESSAGE
FILES = filters.PHOTO | filters.Document.ALL


async def note_failure(update: object, context: Context) -> None:
    """Leave the failure for the intake, which counts it against the update and tries again."""
    log.error("handler.failed", exc_info=context.error)
    if isinstance(update, Update):
        context.bot_data["failures"][update.update_id] = type(context.error).__name__
