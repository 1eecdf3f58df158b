"""createForumTopic, editForumTopic, closeForumTopic, reopenForumTopic, deleteForumTopic."""

from bot.sandbox.chats import Chat, Topic
from bot.sandbox.errors import BadRequest
from bot.sandbox.messages import Event
from bot.sandbox.methods.binding import ChatId, Json
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

LONGEST_NAME = 128
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


@method("createForumTopic", counted=True)
def create_forum_topic(
    world: World, *, chat_id: ChatId, name: str, icon_color: int = COLORS[0]
) -> Json:
    chat = _forum(world, chat_id)
    _check_name(name)
    if icon_color not in COLORS:
        raise BadRequest("TOPIC_ICON_COLOR_INVALID")
    look = {"name": name, "icon_color": icon_color}
    opening = world.append(chat, world.bot, Event("forum_topic_created", dict(look)))
    opening.thread = opening.id
    chat.topics[opening.id] = Topic(opening.id, name, icon_color)
    return {"message_thread_id": opening.id} | look


@method("editForumTopic")
def edit_forum_topic(
    world: World, *, chat_id: ChatId, message_thread_id: int, name: str = ""
) -> bool:
    chat = _forum(world, chat_id)
    topic = chat.topic(message_thread_id)
    if name in ("", topic.name):
        raise BadRequest("TOPIC_NOT_MODIFIED")
    _check_name(name)
    topic.name = name
    _note(world, chat, topic, "forum_topic_edited", {"name": name})
    return True


@method("closeForumTopic")
def close_forum_topic(world: World, *, chat_id: ChatId, message_thread_id: int) -> bool:
    return _set_closed(world, _forum(world, chat_id), message_thread_id, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(world: World, *, chat_id: ChatId, message_thread_id: int) -> bool:
    return _set_closed(world, _forum(world, chat_id), message_thread_id, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(world: World, *, chat_id: ChatId, message_thread_id: int) -> bool:
    chat = _forum(world, chat_id)
    chat.topic(message_thread_id)
    del chat.topics[message_thread_id]
    for message in chat.messages.values():
        message.deleted |= message.thread == message_thread_id
    world.touch(chat)
    return True


def _forum(world: World, chat_id: ChatId) -> Chat:
    chat = world.chat(chat_id)
    if chat.private:
        raise BadRequest("the chat is not a forum")
    return chat


def _check_name(name: str) -> None:
    if not name.strip():
        raise BadRequest("TOPIC_TITLE_EMPTY")
    if len(name) > LONGEST_NAME:
        raise BadRequest("topic name is too long")


def _set_closed(world: World, chat: Chat, thread: int, *, closed: bool) -> bool:
    topic = chat.topic(thread)
    if topic.closed is closed:
        raise BadRequest("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _note(world, chat, topic, f"forum_topic_{'closed' if closed else 'reopened'}", {})
    return True


def _note(world: World, chat: Chat, topic: Topic, event: str, value: Json) -> None:
    world.append(chat, world.bot, Event(event, value), thread=topic.id)
