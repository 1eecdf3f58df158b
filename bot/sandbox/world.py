"""The world of the sandbox: its people, what they can do, and what the bot did to their chats."""

from bot.sandbox import utf16
from bot.sandbox.as_answers import message_json
from bot.sandbox.chats import Chat, Standing
from bot.sandbox.errors import ChatBlocked, NoSuchButton
from bot.sandbox.images import keep_picture
from bot.sandbox.limits import LONGEST_TEXT, check_payload
from bot.sandbox.marking import mark
from bot.sandbox.messages import Content, Document, Photo, Sticker, Text, Voice
from bot.sandbox.people import Person
from bot.sandbox.presses import CallbackAnswer
from bot.sandbox.state import SANDBOX_TOKEN, STAFF_GROUP, State
from bot.sandbox.transcript import SandboxMessage, button_rows, transcript

__all__ = ["SANDBOX_TOKEN", "STAFF_GROUP", "World"]


class World(State):
    """
    One sandbox with the hands and eyes of its people.

    Its clock is *now*, which returns aware datetimes; ids and update ids depend only on what happened,
    never on chance.
    """

    # What people do

    def add_person(
        self,
        user_id: int,
        first_name: str,
        username: str | None = None,
        language_code: str | None = "zh-hans",
    ) -> Person:
        """Let somebody have an account. They have not opened the bot yet."""
        person = Person(user_id, first_name, username, language_code)
        self.people[user_id] = person
        self.chats[user_id] = Chat(user_id, person=person, standing=Standing.STRANGER)
        return person

    def press_start(self, user_id: int, payload: str | None = None) -> int:
        """
        Open the bot, from a deep link if *payload* is given, and return the id of the message.

        Raises:
            NoSuchPerson: Nobody has this id.
            ValueError: Telegram would not take *payload* as a link's.
        """
        if payload is not None:
            check_payload(payload)
        self.unblock(user_id)
        return self.say(user_id, f"/start {payload}" if payload else "/start")

    def say(
        self,
        user_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """
        Write *text* and return the id of the (last) message.

        Like Telegram's apps, this sends a text of more than 4096 units as several messages.

        Raises:
            NoSuchPerson, ChatBlocked: Nobody has this id; the person has blocked the bot.
            ValueError: There is nothing to send.
        """
        last = None
        for part in utf16.pieces(text.strip(), LONGEST_TEXT):
            body = mark(part)
            if body:
                last = self._from_person(
                    user_id, Text(body), chat_id=chat_id, thread=thread, reply_to=reply_to
                )
        if last is None:
            raise ValueError("空消息不能发送。")
        return last

    def rewrite(self, user_id: int, message_id: int, text: str) -> None:
        """Let a person change what they wrote."""
        chat = self.chat_of(user_id)
        message = chat.shown(message_id)
        message.content, message.edited = Text(mark(text)), self.seconds
        self.updates.put("edited_message", message_json(chat, message))
        self.touch(chat)

    def send_sticker(self, user_id: int, emoji: str = "👍") -> int:
        """Send a sticker and return the id of the message."""
        file = self.files.add("sticker", "sticker.webp", emoji.encode(), width=512, height=512)
        return self._from_person(user_id, Sticker(file, emoji))

    def send_voice(self, user_id: int, content: bytes = b"OggS", duration: int = 3) -> int:
        """Send a voice message of *duration* seconds and return the id of the message."""
        file = self.files.add("voice", "voice.ogg", content, duration=duration)
        return self._from_person(user_id, Voice(file))

    def send_document(self, user_id: int, filename: str, content: bytes, caption: str = "") -> int:
        """Send a file and return the id of the message."""
        file = self.files.add("document", filename, content)
        return self._from_person(user_id, Document(file, mark(caption)))

    def send_photo(self, user_id: int, content: bytes, caption: str = "") -> int:
        """Send a picture and return the id of the message."""
        return self._from_person(user_id, Photo(keep_picture(self.files, content), mark(caption)))

    def press(self, user_id: int, message_id: int, data: str, *, chat_id: int | None = None) -> str:
        """
        Press the button of a message that carries *data*, and return the id of the callback query.

        Raises:
            NoSuchPerson, NoSuchMessage, NoSuchButton: There is no such thing to press.
        """
        person = self.person(user_id)
        chat = self.chat_of(user_id if chat_id is None else chat_id)
        message = chat.shown(message_id)
        buttons = [button for row in button_rows(message.buttons) for button in row]
        if not any(button[1:] == ("callback_data", data) for button in buttons):
            raise NoSuchButton(chat.id, message_id, data)
        press = self.presses.add(user_id, at=self.now())
        query = {
            "id": press.id,
            "from": person.as_json(),
            "message": message_json(chat, message),
            "chat_instance": str(7_000_000_000 + abs(chat.id)),
            "data": data,
        }
        self.updates.put("callback_query", query)
        self.touch(chat)
        return press.id

    def block(self, user_id: int) -> None:
        """Let a person stop the bot: nothing reaches them until they come back."""
        self._stand(self.chat_of(user_id), Standing.BLOCKED)

    def unblock(self, user_id: int) -> None:
        """Let a person who stopped the bot allow it again."""
        self._stand(self.chat_of(user_id), Standing.MEMBER)

    def delete_account(self, user_id: int) -> None:
        """Let a person leave Telegram."""
        self.chat_of(user_id).standing = Standing.GONE

    # What can be seen

    def transcript(self, chat_id: int) -> list[SandboxMessage]:
        """Return the messages of a private chat (by its person's id) or of a group."""
        return transcript(self.chat_of(chat_id))

    def commands_for(self, user_id: int) -> list[tuple[str, str]]:
        """Return the command menu of a person: (command, description)."""
        return self.profile.commands_for(user_id, self.person(user_id).language_code)

    def typing(self, user_id: int) -> bool:
        """Tell whether the bot shows itself typing to a person just now."""
        until = self.chat_of(user_id).typing_until
        return until is not None and self.now() < until

    def draft(self, user_id: int) -> str | None:
        """Return the preview of an answer that is being written, if there is one."""
        return self.chat_of(user_id).draft

    def keyboard(self, user_id: int) -> list[list[str]] | None:
        """Return the texts of the reply keyboard below a person's input field, if there is one."""
        return self.chat_of(user_id).keyboard

    def callback_answers(self, user_id: int) -> CallbackAnswer | None:
        """Return what the bot last answered to a press of this person."""
        return self.presses.last_answer(user_id)

    def blocked(self, user_id: int) -> bool:
        """Tell whether a person has stopped the bot."""
        return self.chat_of(user_id).standing is Standing.BLOCKED

    def started(self, user_id: int) -> bool:
        """Tell whether a person has ever opened the bot."""
        return self.chat_of(user_id).standing is not Standing.STRANGER

    def file(self, file_id: str) -> tuple[str, bytes]:
        """Return name and content of a file."""
        file = self.files.get(file_id)
        return file.name, file.content

    def _from_person(
        self,
        user_id: int,
        content: Content,
        *,
        chat_id: int | None = None,
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        person = self.person(user_id)
        chat = self.chat_of(user_id if chat_id is None else chat_id)
        if chat.standing in (Standing.BLOCKED, Standing.GONE):
            raise ChatBlocked(user_id)
        chat.standing = Standing.MEMBER
        if thread is not None:
            chat.topic(thread)
        message = self.append(chat, person, content, thread=thread, reply_to=reply_to)
        self.updates.put("message", message_json(chat, message))
        return message.id

    def _stand(self, chat: Chat, standing: Standing) -> None:
        before, chat.standing = chat.standing, standing
        # The first start is no change of membership; only stopping and coming back are.
        if chat.person is None or before is standing or before is Standing.STRANGER:
            return
        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.as_json(),
                "from": chat.person.as_json(),
                "date": self.seconds,
                "old_chat_member": self.membership(before),
                "new_chat_member": self.membership(standing),
            },
        )
        self.touch(chat)
