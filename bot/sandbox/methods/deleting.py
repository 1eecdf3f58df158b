"""deleteMessage, deleteMessages."""

from datetime import timedelta

from bot.sandbox.chats import Chat
from bot.sandbox.errors import BadRequest
from bot.sandbox.messages import Message
from bot.sandbox.methods.binding import ChatId, JsonList
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

DELETABLE = timedelta(hours=48)
MOST_AT_ONCE = 100


@method("deleteMessage")
def delete_message(world: World, *, chat_id: ChatId, message_id: int) -> bool:
    chat = world.chat(chat_id)
    message = chat.message(message_id, wanted="message to delete")
    if _too_old(world, message):
        raise BadRequest("message can't be deleted for everyone")
    _delete(world, chat, message)
    return True


@method("deleteMessages")
def delete_messages(world: World, *, chat_id: ChatId, message_ids: JsonList) -> bool:
    chat = world.chat(chat_id)
    if not 1 <= len(message_ids) <= MOST_AT_ONCE:
        raise BadRequest("message identifiers must be 1 to 100")
    if not all(isinstance(message_id, int) for message_id in message_ids):
        raise BadRequest("invalid message identifier specified")
    for message_id in message_ids:  # those that are not there are passed over
        message = chat.messages.get(message_id)
        if message and not message.deleted and not _too_old(world, message):
            _delete(world, chat, message)
    return True


def _too_old(world: World, message: Message) -> bool:
    return world.seconds - message.date > DELETABLE.total_seconds()


def _delete(world: World, chat: Chat, message: Message) -> None:
    message.deleted, message.pinned = True, False
    chat.pins = [pinned for pinned in chat.pins if pinned != message.id]
    world.touch(chat)
