"""Requests for every method that the sandbox offers: good ones, and variations that mostly are not."""

import io
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from bot.sandbox.files import Upload
from bot.sandbox.methods.binding import ChatId, InputFile, Json, JsonList
from bot.sandbox.methods.registry import METHODS, Method
from bot.sandbox.world import STAFF_GROUP, World

Values = dict[str, Any]
STARTED, STRANGER, BLOCKED, GONE = 11, 12, 13, 14
KEYBOARD = {"inline_keyboard": [[{"text": "按", "callback_data": "x", "style": "primary"}]]}
COMMANDS = [{"command": "help", "description": "帮助"}]
CHATS = [STARTED, STRANGER, BLOCKED, GONE, STAFF_GROUP, 99, -5, "@nobody", ""]
ODD: list[Any] = [
    *("", " ", "x", "[]", "{}", "null", '{"type": "x"}', '[{"type": "photo"}]', "[1]", "<b>"),
    *("-1", "0", "99999999999999999999", "true", "好" * 5000, "x" * 600, "\x00", "😀"),
    '{"inline_keyboard": [[{"text": "x"}]]}',
    '{"inline_keyboard": [1]}',
    '{"keyboard": [["a"], [{"text": "b"}]]}',
    '{"message_id": "x"}',
    '{"message_id": 1, "quote": "无"}',
    '[{"type": "bold", "offset": -1, "length": 9}]',
    '[{"type": "text_link", "offset": 0, "length": 1, "url": 5}]',
    '{"type": "chat"}',
    '{"type": "chat_member", "chat_id": "x", "user_id": []}',
    '{"type": "web_app", "text": "看", "web_app": {"url": 5}}',
    '{"type": []}',
    '{"message_id": []}',
    '{"message_id": 1, "quote": 5, "quote_parse_mode": []}',
    '{"keyboard": [1]}',
    '{"keyboard": [[5]]}',
    '{"inline_keyboard": [[{"text": "x", "callback_data": 5}]]}',
    '{"inline_keyboard": [[{"text": "x", "url": []}]]}',
    '{"inline_keyboard": [[{"text": "x", "url": "http://[::1"}]]}',
    '{"inline_keyboard": [[{"text": "x", "copy_text": {"text": 5}}]]}',
    '{"inline_keyboard": [[{"text": "x", "callback_data": "x", "style": []}]]}',
    '{"inline_keyboard": [[{"text": "x", "switch_inline_query": 5}]]}',
    '{"inline_keyboard": [[{"text": "x", "login_url": "x"}]]}',
    '{"inline_keyboard": [[{"text": "x", "pay": 5}]]}',
    '{"is_disabled": 5, "url": []}',
    '[{"type": [], "offset": 0, "length": 1}]',
    '[{"type": "pre", "offset": 0, "length": 1, "language": 5}]',
    '[{"type": "date_time", "offset": 0, "length": 1, "unix_time": "x"}]',
    '[{"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": []}]',
    '[{"type": "photo", "media": "x", "caption": 5, "parse_mode": 5, "caption_entities": 5}]',
    '[{"type": [], "media": "x"}, {"type": "document", "media": "attach://"}]',
    '[{"command": 5, "description": []}]',
    "Infinity",
    "[Infinity]",
    "1e400",
]


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (120, 90), "teal").save(target, "PNG")
    return target.getvalue()


class Stage:
    """A world with people in every state, in which good requests can be made."""

    def __init__(self) -> None:
        self.world = World(now=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
        self.count = 0
        for person, name in ((STARTED, "甲"), (STRANGER, "乙"), (BLOCKED, "丙"), (GONE, "丁")):
            self.world.add_person(person, name, f"user_{person}")
        for person in (STARTED, BLOCKED, GONE):
            self.world.press_start(person, "c_abc")
        self.world.block(BLOCKED)
        self.world.delete_account(GONE)
        self.picture = picture()
        self.shared = self.other = ""
        self.say_everything()

    def say_everything(self) -> None:
        """Let the people do all that makes an update."""
        world = self.world
        message = world.say(STARTED, "问 /help 见 https://a.cn #施工 @abcde")
        world.say(STARTED, "接着问", reply_to=message)
        world.rewrite(STARTED, message, "改了")
        world.send_sticker(STARTED)
        world.send_voice(STARTED)
        world.send_document(STARTED, "表.pdf", b"%PDF", caption="附件")
        world.send_photo(STARTED, self.picture)
        world.press(STARTED, self.sent(reply_markup=KEYBOARD), "x")
        world.block(STARTED)
        world.unblock(STARTED)
        world.say(STARTED, "在群里", chat_id=STAFF_GROUP)

    def call(self, method: str, /, **values: Any) -> Any:
        """Call a method on the world directly."""
        return METHODS[method.lower()].function(self.world, **values)

    def text(self) -> str:
        """Return a text that was not there before."""
        self.count += 1
        return f"第 {self.count} 条"

    def sent(self, **more: Any) -> int:
        """Return the id of a new text of the bot."""
        return self.call("sendMessage", chat_id=STARTED, text=self.text(), **more)["message_id"]

    def photo(self) -> Json:
        """Return a message with the one picture that all share."""
        picture = self.shared or Upload("a.png", self.picture)
        message = self.call("sendPhoto", chat_id=STARTED, photo=picture)
        self.shared = message["photo"][-1]["file_id"]
        return message

    def pinned(self) -> int:
        message_id = self.sent()
        self.call("pinChatMessage", chat_id=STARTED, message_id=message_id)
        return message_id

    def topic(self, *, closed: bool = False) -> int:
        name = self.text()
        thread = self.call("createForumTopic", chat_id=STAFF_GROUP, name=name)["message_thread_id"]
        if closed:
            self.call("closeForumTopic", chat_id=STAFF_GROUP, message_thread_id=thread)
        return thread

    def query(self) -> str:
        return self.world.press(STARTED, self.sent(reply_markup=KEYBOARD), "x")

    def with_commands(self) -> Values:
        """Have commands set, and ask for nothing in particular."""
        self.call("setMyCommands", commands=COMMANDS)
        return {}

    def in_chat(self, message_id: int) -> Values:
        return {"chat_id": STARTED, "message_id": message_id}

    def in_topic(self, *, closed: bool = False) -> Values:
        return {"chat_id": STAFF_GROUP, "message_thread_id": self.topic(closed=closed)}

    def media(self) -> Json:
        """Return a picture that is another than the shared one."""
        self.other = (
            self.other
            or self.call("sendPhoto", chat_id=STARTED, photo=Upload("b.png", self.picture))[
                "photo"
            ][-1]["file_id"]
        )
        return {"type": "photo", "media": self.other}


GOOD: dict[str, Callable[[Stage], Values]] = {
    "getMe": lambda _: {},
    "getUpdates": lambda _: {"timeout": 0},
    "setWebhook": lambda _: {"url": ""},
    "deleteWebhook": lambda _: {},
    "getWebhookInfo": lambda _: {},
    "sendMessage": lambda s: {"chat_id": STARTED, "text": s.text()},
    "sendPhoto": lambda s: {"chat_id": STARTED, "photo": s.photo()["photo"][0]["file_id"]},
    "sendDocument": lambda s: {"chat_id": STARTED, "document": Upload("a.txt", s.text().encode())},
    "sendMediaGroup": lambda s: {"chat_id": STARTED, "media": [s.media(), s.media()]},
    "sendMessageDraft": lambda s: {"chat_id": STARTED, "draft_id": 1, "text": s.text()},
    "sendChatAction": lambda _: {"chat_id": STARTED, "action": "typing"},
    "copyMessage": lambda s: {"from_chat_id": STARTED} | s.in_chat(s.sent()),
    "editMessageText": lambda s: s.in_chat(s.sent()) | {"text": s.text()},
    "editMessageCaption": lambda s: s.in_chat(s.photo()["message_id"]) | {"caption": s.text()},
    "editMessageMedia": lambda s: s.in_chat(s.photo()["message_id"]) | {"media": s.media()},
    "editMessageReplyMarkup": lambda s: s.in_chat(s.sent()) | {"reply_markup": KEYBOARD},
    "deleteMessage": lambda s: s.in_chat(s.sent()),
    "deleteMessages": lambda s: {"chat_id": STARTED, "message_ids": [s.sent(), s.sent()]},
    "pinChatMessage": lambda s: s.in_chat(s.sent()),
    "unpinChatMessage": lambda s: s.in_chat(s.pinned()),
    "unpinAllChatMessages": lambda _: {"chat_id": STARTED},
    "answerCallbackQuery": lambda s: {"callback_query_id": s.query(), "text": "好"},
    "getFile": lambda s: {"file_id": s.photo()["photo"][0]["file_id"]},
    "getChat": lambda s: {"chat_id": STARTED if s.pinned() else 0},
    "getChatMember": lambda _: {"chat_id": STARTED, "user_id": STARTED},
    "getChatMemberCount": lambda _: {"chat_id": STAFF_GROUP},
    "getChatAdministrators": lambda _: {"chat_id": STAFF_GROUP},
    "setMyCommands": lambda _: {"commands": COMMANDS},
    "getMyCommands": lambda s: s.with_commands(),
    "deleteMyCommands": lambda _: {},
    "setMyName": lambda _: {"name": "帮办"},
    "getMyName": lambda _: {},
    "setMyDescription": lambda _: {"description": "官方"},
    "getMyDescription": lambda _: {},
    "setMyShortDescription": lambda _: {"short_description": "官方"},
    "getMyShortDescription": lambda _: {},
    "setChatMenuButton": lambda _: {"menu_button": {"type": "commands"}},
    "getChatMenuButton": lambda _: {},
    "createForumTopic": lambda s: {"chat_id": STAFF_GROUP, "name": s.text()},
    "editForumTopic": lambda s: s.in_topic() | {"name": s.text()},
    "closeForumTopic": lambda s: s.in_topic(),
    "reopenForumTopic": lambda s: s.in_topic(closed=True),
    "deleteForumTopic": lambda s: s.in_topic(),
}
OPTIONS: dict[str, Callable[[Stage], Any]] = {
    "parse_mode": lambda _: "HTML",
    "caption": lambda _: "<b>说明</b>",
    "reply_markup": lambda _: KEYBOARD,
    "reply_parameters": lambda s: {"message_id": s.sent()},
    "entities": lambda _: [{"type": "bold", "offset": 0, "length": 1}],
    "caption_entities": lambda _: [{"type": "bold", "offset": 0, "length": 0}],
    "link_preview_options": lambda _: {"is_disabled": True},
    "scope": lambda _: {"type": "chat", "chat_id": STARTED},
    "menu_button": lambda _: {"type": "web_app", "text": "板", "web_app": {"url": "https://a.cn"}},
    "language_code": lambda _: "zh",
    "allowed_updates": lambda _: [],
    "message_thread_id": lambda s: s.topic(),
    "chat_id": lambda _: STARTED,
    "message_id": lambda s: s.pinned(),
    "icon_color": lambda _: 0x6FB9F0,
    "url": lambda _: "https://a.cn/",
    "certificate": lambda _: Upload("a.pem", b"x"),
    "offset": lambda _: 2,
}
PLAIN = {int: 1, str: "x", bool: True, Json: {}, JsonList: [], ChatId: STARTED, InputFile: "x"}


def accepted(stage: Stage, method: Method) -> Iterator[Values]:
    """Yield requests that must be accepted."""
    yield GOOD[method.name](stage)


def variations(stage: Stage, method: Method, chance: random.Random) -> Iterator[Values]:
    """Yield requests that may be refused, but must be answered properly in either case."""
    names = [parameter for parameter in method.parameters if parameter.name != "uploads"]
    for parameter in names:
        sample = OPTIONS.get(parameter.name, lambda _, kind=parameter.type: PLAIN[kind])
        yield GOOD[method.name](stage) | {parameter.name: sample(stage)}
        values = GOOD[method.name](stage)
        values.pop(parameter.name, None)
        yield values
        for odd in ODD:
            yield GOOD[method.name](stage) | {parameter.name: odd}
        if parameter.name == "chat_id":
            for chat_id in CHATS:
                yield GOOD[method.name](stage) | {"chat_id": chat_id}
    for _ in range(10):
        chosen = chance.sample(names, k=min(len(names), 3))
        yield GOOD[method.name](stage) | {each.name: chance.choice(ODD) for each in chosen}


def missing(stage: Stage, method: Method) -> Iterator[Values]:
    """Yield requests that lack something required, and so must be refused."""
    for parameter in method.parameters:
        if parameter.required and parameter.name != "uploads":
            values = GOOD[method.name](stage)
            del values[parameter.name]
            yield values


def as_http(values: Values, chance: random.Random) -> dict[str, Any]:
    """Return *values* as arguments for an HTTP client, written in one of the possible ways."""
    uploads = {name: value for name, value in values.items() if isinstance(value, Upload)}
    plain = {name: value for name, value in values.items() if name not in uploads}
    if not uploads and chance.random() < 1 / 2:
        return {"json": plain}
    form = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in plain.items()
    }
    files = {name: (upload.name, upload.content) for name, upload in uploads.items()}
    return {"data": form, "files": files} if files else {"data": form}
