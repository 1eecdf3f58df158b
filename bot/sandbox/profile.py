"""How the bot presents itself: name, descriptions, commands and the menu button."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
ScopeKey = tuple[Any, ...]
EVERYWHERE: ScopeKey = ("default",)


@dataclass
class Profile:
    """Kept by language where Telegram keeps it by language; ``""`` is every language."""

    names: dict[str, str]
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[tuple[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)  # None: for everybody

    def commands_for(self, chat_id: int, language_code: str | None) -> list[tuple[str, str]]:
        """Return the commands a person sees in their private chat: the narrowest list that was set."""
        language = (language_code or "").partition("-")[0]
        for scope in (("chat", chat_id), ("all_private_chats",), EVERYWHERE):
            for spoken in (language, ""):
                if commands := self.commands.get((scope, spoken)):
                    return list(commands)
        return []

    def menu_button(self, chat_id: int | None) -> Json:
        """Return what the button beside the input field opens."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(None) or {"type": "commands"}


def in_language(texts: dict[str, str], language_code: str) -> str:
    """Return the text for a language, or the one for all."""
    return texts.get(language_code) or texts.get("", "")
