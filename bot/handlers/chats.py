"""A person blocked the bot, or came back."""

from telegram import ChatMember, Update

from bot.context import Context
from cases import people
from cases.tables.people import ChatStatus


async def on_membership(update: Update, context: Context) -> None:
    """Remember whether the chat can be written to; nobody is unbound by blocking."""
    change = update.my_chat_member
    if change is None or change.chat.type != change.chat.PRIVATE:
        return  # removing the bot from a group says nothing about one's own chat with it
    gone = change.new_chat_member.status in {ChatMember.BANNED, ChatMember.LEFT}
    async with context.turn() as turn:
        await people.set_chat_status(
            turn.session,
            turn.chat.id,
            ChatStatus.BLOCKED if gone else ChatStatus.ACTIVE,
            at=turn.at,
        )
