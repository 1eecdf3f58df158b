"""Chats: the private one of each person, and the forum of the staff."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import BadRequest, Forbidden, NoSuchMessage
from bot.sandbox.messages import Message
from bot.sandbox.people import Person


class Standing(StrEnum):
    """How a person stands to the bot."""

    STRANGER = "stranger"  # never pressed start
    MEMBER = "member"
    BLOCKED = "kicked"
    GONE = "gone"  # the account was deleted


@dataclass
class Topic:
    """One thread of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass
class Chat:
    """A conversation with all that is in it."""

    id: int
    person: Person | None = None  # private chats have one
    title: str = ""
    standing: Standing = Standing.MEMBER
    messages: dict[int, Message] = field(default_factory=dict)
    pins: list[int] = field(default_factory=list)  # the newest pin last
    topics: dict[int, Topic] = field(default_factory=dict)
    typing_until: datetime | None = None
    draft: str | None = None  # what sendMessageDraft shows before the message is there
    keyboard: list[list[str]] | None = None  # the reply keyboard

    @property
    def private(self) -> bool:
        return self.person is not None

    def as_json(self) -> dict[str, Any]:
        if self.person is None:
            return {"id": self.id, "type": "supergroup", "title": self.title, "is_forum": True}
        chat: dict[str, Any] = {
            "id": self.id,
            "type": "private",
            "first_name": self.person.first_name,
        }
        if self.person.username:
            chat["username"] = self.person.username
        return chat

    def check_open(self) -> None:
        """
        Make sure that the bot may write here.

        Raises:
            Forbidden: The person never pressed start, blocked the bot or deleted the account.
        """
        match self.standing:
            case Standing.STRANGER:
                raise Forbidden("bot can't initiate conversation with a user")
            case Standing.BLOCKED:
                raise Forbidden("bot was blocked by the user")
            case Standing.GONE:
                raise Forbidden("user is deactivated")
            case Standing.MEMBER:
                return

    def message(self, message_id: int, *, wanted: str) -> Message:
        """
        Return a message that is still there.

        Raises:
            BadRequest: "*wanted* not found".
        """
        message = self.messages.get(message_id)
        if message is None or message.deleted:
            raise BadRequest(f"{wanted} not found")
        return message

    def shown(self, message_id: int) -> Message:
        """
        Return a message that a person looks at.

        Raises:
            NoSuchMessage: It is not there.
        """
        message = self.messages.get(message_id)
        if message is None or message.deleted:
            raise NoSuchMessage(self.id, message_id)
        return message

    def topic(self, thread: int) -> Topic:
        """
        Return one thread of this forum.

        Raises:
            BadRequest: This is no forum, or it has no such thread.
        """
        if self.private:
            raise BadRequest("the chat is not a forum")
        if thread not in self.topics:
            raise BadRequest("message thread not found")
        return self.topics[thread]
