"""pinChatMessage, unpinChatMessage, unpinAllChatMessages."""

from bot.sandbox.chats import Chat
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import ChatId
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World


@method("pinChatMessage")
def pin_chat_message(
    world: World,
    *,
    chat_id: ChatId,
    message_id: int,
    disable_notification: bool = False,  # noqa: ARG001 — the page makes no sound
) -> bool:
    chat = world.chat(chat_id)
    chat.check_open()
    message = chat.message(message_id, wanted="message to pin")
    if message.pinned:
        chat.pins.remove(message_id)
    message.pinned = True
    chat.pins.append(message_id)
    world.touch(chat)
    return True


@method("unpinChatMessage")
def unpin_chat_message(world: World, *, chat_id: ChatId, message_id: int | None = None) -> bool:
    chat = world.chat(chat_id)
    chat.check_open()
    if message_id is None:
        message_id = chat.pins[-1] if chat.pins else None
    if message_id is None or message_id not in chat.pins:
        raise BadRequest("message to unpin not found")
    _unpin(chat, message_id)
    world.touch(chat)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(world: World, *, chat_id: ChatId) -> bool:
    chat = world.chat(chat_id)
    chat.check_open()
    for message_id in list(chat.pins):
        _unpin(chat, message_id)
    world.touch(chat)
    return True


def _unpin(chat: Chat, message_id: int) -> None:
    chat.pins.remove(message_id)
    chat.messages[message_id].pinned = False
