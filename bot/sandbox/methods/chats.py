"""getChat, getChatMember, getChatMemberCount, getChatAdministrators."""

from bot.sandbox.as_answers import message_json
from bot.sandbox.chats import Chat, Standing
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import ChatId, Json
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}
MAY = (
    *("can_be_edited", "is_anonymous", "can_promote_members", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories"),
)
MAY_ALL = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
)


@method("getChat")
def get_chat(world: World, *, chat_id: ChatId) -> Json:
    chat = known(world, chat_id)
    answer = chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if chat.person is not None and chat.person.username:
        answer["active_usernames"] = [chat.person.username]
    if chat.pins:
        answer["pinned_message"] = message_json(chat, chat.messages[chat.pins[-1]])
    return answer


@method("getChatMember")
def get_chat_member(world: World, *, chat_id: ChatId, user_id: int) -> Json:
    chat = known(world, chat_id)
    if user_id == world.bot.id:
        return world.membership(chat.standing) if chat.private else _administrator(world)
    person = world.people.get(user_id)
    if person is None or (chat.private and user_id != chat.id):
        raise BadRequest("member not found")
    return {"status": "member", "user": person.as_json()}


@method("getChatMemberCount")
def get_chat_member_count(world: World, *, chat_id: ChatId) -> int:
    chat = known(world, chat_id)
    return 2 if chat.private else len(world.people) + 1


@method("getChatAdministrators")
def get_chat_administrators(world: World, *, chat_id: ChatId) -> list[Json]:
    chat = known(world, chat_id)
    if chat.private:
        raise BadRequest("there are no administrators in the private chat")
    return [_administrator(world)]


def known(world: World, chat_id: ChatId) -> Chat:
    """Return a chat that the bot has seen: people who never pressed start do not exist for it."""
    chat = world.chat(chat_id)
    if chat.standing is Standing.STRANGER:
        raise BadRequest("chat not found")
    return chat


def _administrator(world: World) -> Json:
    rights = dict.fromkeys(MAY, False) | dict.fromkeys(MAY_ALL, True)
    return {"status": "administrator", "user": world.bot.as_json()} | rights
