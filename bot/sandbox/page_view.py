"""The world as the page draws it: plain JSON, nothing that needs the Bot API to be understood."""

from datetime import UTC
from typing import Any

from bot.clock import Clock
from bot.sandbox.profile import in_language
from bot.sandbox.transcript import SandboxMessage
from bot.sandbox.world import World

Json = dict[str, Any]
LANGUAGE = "zh"
EVENTS = {"pinned_message": "置顶了一条消息"}


def clock_json(clock: Clock) -> Json:
    return {"now": clock.now().astimezone(UTC).isoformat(), "zone": clock.zone.key}


def bot_json(world: World) -> Json:
    return {
        "name": in_language(world.profile.names, LANGUAGE) or world.bot.first_name,
        "username": world.bot.username,
        "description": in_language(world.profile.descriptions, LANGUAGE),
    }


def chat_json(world: World, user_id: int) -> Json:
    """
    Return all that a person sees in the chat with the bot.

    Raises:
        NoSuchPerson: Nobody has this id.
    """
    answer = world.callback_answers(user_id)
    commands = world.commands_for(user_id)
    return {
        "started": world.started(user_id),
        "blocked": world.blocked(user_id),
        "typing": world.typing(user_id),
        "draft": world.draft(user_id),
        "keyboard": world.keyboard(user_id) or [],
        "commands": [{"command": name, "description": about} for name, about in commands],
        "answers": [{"id": answer.query_id, "text": answer.text, "alert": answer.alert}]
        if answer
        else [],
        "messages": [
            _message_json(world, user_id, message)
            for message in world.transcript(user_id)
            if not message.deleted
        ],
    }


def _message_json(world: World, user_id: int, message: SandboxMessage) -> Json:
    return {
        "id": message.id,
        "from_bot": message.from_bot,
        "text": message.text,
        "entities": [entity.as_json() for entity in message.entities],
        "photo": _photo_json(world, message.photo) if message.photo else None,
        "document": _document_json(message) if message.kind == "document" else None,
        "sticker": message.emoji,
        "voice": message.kind == "voice",
        "event": EVENTS.get(message.event, message.event) if message.event else None,
        "buttons": _buttons_json(world, user_id, message),
        "reply_to": message.reply_to,
        "edited": message.edited,
        "pinned": message.pinned,
        "date": message.date.isoformat(),
    }


def _photo_json(world: World, file_id: str) -> Json:
    file = world.files.get(file_id)
    return {"url": f"api/file/{file_id}", "width": file.width, "height": file.height}


def _document_json(message: SandboxMessage) -> Json:
    return {
        "url": f"api/file/{message.document}",
        "name": message.file_name,
        "size": message.file_size,
    }


def _buttons_json(world: World, user_id: int, message: SandboxMessage) -> list[list[Json]]:
    """Return the inline keyboard with its styles, which a transcript leaves out."""
    keyboard = world.chat_of(user_id).messages[message.id].buttons or {}
    rows = zip(message.buttons, keyboard.get("inline_keyboard", []), strict=True)
    return [
        [
            {
                "text": button.text,
                "style": raw.get("style"),
                "kind": button.kind,
                "value": button.value,
            }
            for button, raw in zip(row, raw_row, strict=True)
        ]
        for row, raw_row in rows
    ]
