"""
What can go wrong in the sandbox.

BotApiError              the bot asked for something Telegram would refuse
├── BadRequest           400
├── Unauthorized         401
├── Forbidden            403
├── UnknownMethod        404
├── Conflict             409
├── TooLarge             413
└── TooManyRequests      429
Misuse                   the page or a test asked a person to do the impossible
├── NoSuchPerson
├── ChatBlocked
├── NoSuchMessage
└── NoSuchButton
"""

from typing import Any, ClassVar


class BotApiError(Exception):
    """A refusal in Telegram's own words."""

    code: ClassVar[int]
    title: ClassVar[str]

    def __init__(self, reason: str = "", **parameters: int) -> None:
        self.description = f"{self.title}: {reason}" if reason else self.title
        self.parameters = parameters
        super().__init__(self.description)

    def as_answer(self) -> dict[str, Any]:
        """Return the body of the HTTP answer."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class BadRequest(BotApiError):
    code = 400
    title = "Bad Request"


class Unauthorized(BotApiError):
    code = 401
    title = "Unauthorized"


class Forbidden(BotApiError):
    code = 403
    title = "Forbidden"


class UnknownMethod(BotApiError):
    code = 404
    title = "Not Found"


class Conflict(BotApiError):
    code = 409
    title = "Conflict"


class TooLarge(BotApiError):
    code = 413
    title = "Request Entity Too Large"


class TooManyRequests(BotApiError):
    """The flood limit. *seconds* is how long the bot has to stay silent."""

    code = 429
    title = "Too Many Requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds}", retry_after=seconds)


class Misuse(Exception):
    """A person in the sandbox cannot do that."""


class NoSuchPerson(Misuse):
    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        super().__init__(f"沙盒里没有编号为 {person_id} 的人；请先用 add_person 添加。")


class ChatBlocked(Misuse):
    def __init__(self, person_id: int) -> None:
        self.person_id = person_id
        super().__init__(f"{person_id} 已停用机器人，不能发消息；请先解除停用。")


class NoSuchMessage(Misuse):
    def __init__(self, chat_id: int, message_id: int) -> None:
        self.chat_id = chat_id
        self.message_id = message_id
        super().__init__(f"会话 {chat_id} 中没有消息 {message_id}，或它已被删除。")


class NoSuchButton(Misuse):
    def __init__(self, chat_id: int, message_id: int, data: str) -> None:
        self.chat_id = chat_id
        self.message_id = message_id
        self.data = data
        super().__init__(f"会话 {chat_id} 的消息 {message_id} 上没有按钮“{data}”。")
