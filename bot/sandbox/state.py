"""What a sandbox consists of, and what both its people and its bot do to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.sandbox.changes import Changes, Listeners
from bot.sandbox.chats import Chat, Standing
from bot.sandbox.errors import BadRequest, NoSuchPerson
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.flood import FloodModel
from bot.sandbox.messages import Content, Message
from bot.sandbox.people import Person, Robot
from bot.sandbox.presses import Presses
from bot.sandbox.profile import Profile
from bot.sandbox.updates import Updates

SANDBOX_TOKEN = "1000000001:sandbox-opens-nothing-outside-here"  # noqa: S105 — no secret
STAFF_GROUP = -1001000000001  # the forum that every sandbox has


class State:
    """All state of one sandbox, in memory. It belongs to one event loop."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        token: str = SANDBOX_TOKEN,
        bot_username: str = "bangban_demo_bot",
        bot_name: str = "帮办",
        flood: FloodModel | None = None,
    ) -> None:
        self.now = now
        self.token = token
        self.bot = Robot(int(token.partition(":")[0]), bot_name, bot_username)
        self.flood = flood
        self.faults = Faults()
        self.files = Files()
        self.updates = Updates()
        self.presses = Presses()
        self.profile = Profile(names={"": bot_name})
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {STAFF_GROUP: Chat(STAFF_GROUP, title="帮办专员工作群")}
        self._listeners = Listeners()
        self._last_ids: dict[int | None, int] = {}  # all private chats share one count

    @property
    def seconds(self) -> int:
        """The present moment in Unix seconds."""
        return int(self.now().timestamp())

    def person(self, user_id: int) -> Person:
        try:
            return self.people[user_id]
        except KeyError:
            raise NoSuchPerson(user_id) from None

    def chat_of(self, chat_id: int) -> Chat:
        try:
            return self.chats[chat_id]
        except KeyError:
            raise NoSuchPerson(chat_id) from None

    def chat(self, chat_id: int | str) -> Chat:
        """
        Return a chat that the bot names.

        Raises:
            BadRequest: "chat not found".
        """
        if isinstance(chat_id, int) and chat_id in self.chats:
            return self.chats[chat_id]
        raise BadRequest("chat not found")

    def append(self, chat: Chat, sender: Person | Robot, content: Content, **more: Any) -> Message:
        """Add a message to *chat*, under the next id of its count."""
        count = None if chat.private else chat.id
        message_id = self._last_ids[count] = self._last_ids.get(count, 0) + 1
        message = Message(message_id, sender, self.seconds, content, **more)
        chat.messages[message_id] = message
        if message.from_bot:
            chat.typing_until = chat.draft = None
        self.touch(chat)
        return message

    def touch(self, chat: Chat) -> None:
        """Tell everybody who listens that *chat* changed."""
        self._listeners.note(chat.id)

    def membership(self, standing: Standing) -> dict[str, Any]:
        """Return the bot as a member of a private chat."""
        member: dict[str, Any] = {"user": self.bot.as_json(), "status": "member"}
        if standing is not Standing.MEMBER:
            member |= {"status": "kicked", "until_date": 0}
        return member

    def changes(self) -> Changes:
        """Return an iterator over the ids of chats that change from now on."""
        return self._listeners.listen()

    def hang_up(self) -> None:
        """End every long poll and every iterator of changes; the world itself goes on."""
        self.updates.hang_up()
        self._listeners.hang_up()
