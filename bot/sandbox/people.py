"""The people of the sandbox and the bot among them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    """Someone with a Telegram account."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "zh-hans"

    def as_json(self) -> dict[str, Any]:
        person: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            person["username"] = self.username
        if self.language_code:
            person["language_code"] = self.language_code
        return person


@dataclass(frozen=True)
class Robot:
    """The bot whose token opens this server."""

    id: int
    first_name: str
    username: str

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }
