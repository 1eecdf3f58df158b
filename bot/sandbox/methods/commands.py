"""setMyCommands, getMyCommands, deleteMyCommands."""

import re
from typing import Any

from bot.sandbox import json_fields
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import Json, JsonList
from bot.sandbox.methods.chats import known
from bot.sandbox.methods.registry import method
from bot.sandbox.profile import EVERYWHERE, ScopeKey
from bot.sandbox.world import World

COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
LONGEST_DESCRIPTION = 256
MOST_COMMANDS = 100
WIDE = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
NARROW = {"chat", "chat_administrators", "chat_member"}
LANGUAGE = re.compile(r"[a-z]{2}")


@method("setMyCommands")
def set_my_commands(
    world: World, *, commands: JsonList, scope: Json | None = None, language_code: str = ""
) -> bool:
    if len(commands) > MOST_COMMANDS:
        raise BadRequest("BOT_COMMANDS_TOO_MUCH")
    checked = [_checked(command) for command in commands]
    key = _scope(world, scope), check_language(language_code)
    world.profile.commands[key] = checked
    _touch_everybody(world)
    return True


@method("getMyCommands")
def get_my_commands(
    world: World, *, scope: Json | None = None, language_code: str = ""
) -> list[Json]:
    key = _scope(world, scope), check_language(language_code)
    return [
        {"command": command, "description": description}
        for command, description in world.profile.commands.get(key, [])
    ]


@method("deleteMyCommands")
def delete_my_commands(world: World, *, scope: Json | None = None, language_code: str = "") -> bool:
    world.profile.commands.pop((_scope(world, scope), check_language(language_code)), None)
    _touch_everybody(world)
    return True


def check_language(code: str) -> str:
    if code and not LANGUAGE.fullmatch(code):
        raise BadRequest("Invalid language code specified")
    return code


def _touch_everybody(world: World) -> None:
    for chat in world.chats.values():
        if chat.private:
            world.touch(chat)


def _checked(command: Any) -> tuple[str, str]:
    if not isinstance(command, dict):
        raise BadRequest("can't parse BotCommand: Expected an Object")
    name = json_fields.string(command, "command") or ""
    description = json_fields.string(command, "description") or ""
    match = COMMAND.fullmatch(name)
    if match is None:
        raise BadRequest("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise BadRequest("BOT_COMMAND_DESCRIPTION_INVALID")
    return match[1], description


def _scope(world: World, scope: Json | None) -> ScopeKey:
    if scope is None:
        return EVERYWHERE
    kind = json_fields.string(scope, "type") or ""
    if kind in WIDE:
        return (kind,)
    if kind not in NARROW:
        raise BadRequest("can't parse BotCommandScope: Unsupported type specified")
    chat = known(world, json_fields.number(scope, "chat_id") or 0)
    if kind != "chat" and chat.private:
        raise BadRequest("can't use specified scope in private chats")
    if kind == "chat_member":
        return kind, chat.id, json_fields.number(scope, "user_id") or 0
    return kind, chat.id
