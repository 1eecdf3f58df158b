"""getMe, the bot's name and descriptions, the menu button."""

from bot.sandbox import links
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import Json
from bot.sandbox.methods.chats import known
from bot.sandbox.methods.commands import check_language
from bot.sandbox.methods.registry import method
from bot.sandbox.profile import in_language
from bot.sandbox.world import World

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120


@method("getMe")
def get_me(world: World) -> Json:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
    }


@method("setMyName")
def set_my_name(world: World, *, name: str = "", language_code: str = "") -> bool:
    name = name or ("" if language_code else world.bot.first_name)
    return _set(world.profile.names, name, language_code, longest=LONGEST_NAME)


@method("getMyName")
def get_my_name(world: World, *, language_code: str = "") -> Json:
    return {"name": in_language(world.profile.names, check_language(language_code))}


@method("setMyDescription")
def set_my_description(world: World, *, description: str = "", language_code: str = "") -> bool:
    texts = world.profile.descriptions
    return _set(texts, description, language_code, longest=LONGEST_DESCRIPTION)


@method("getMyDescription")
def get_my_description(world: World, *, language_code: str = "") -> Json:
    return {"description": in_language(world.profile.descriptions, check_language(language_code))}


@method("setMyShortDescription")
def set_my_short_description(
    world: World, *, short_description: str = "", language_code: str = ""
) -> bool:
    texts = world.profile.short_descriptions
    return _set(texts, short_description, language_code, longest=LONGEST_SHORT_DESCRIPTION)


@method("getMyShortDescription")
def get_my_short_description(world: World, *, language_code: str = "") -> Json:
    texts = world.profile.short_descriptions
    return {"short_description": in_language(texts, check_language(language_code))}


@method("setChatMenuButton")
def set_chat_menu_button(
    world: World, *, chat_id: int | None = None, menu_button: Json | None = None
) -> bool:
    if chat_id is not None and not known(world, chat_id).private:
        raise BadRequest("chat not found")
    button = menu_button or {"type": "default"}
    match button:
        case {"type": "default"}:
            world.profile.menu_buttons.pop(chat_id, None)
        case {"type": "commands"}:
            world.profile.menu_buttons[chat_id] = {"type": "commands"}
        case {"type": "web_app", "text": str(text), "web_app": {"url": str(url)}} if text:
            if not url.startswith("https://") and not links.is_loopback(url):
                raise BadRequest(
                    f"menu button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
                )
            world.profile.menu_buttons[chat_id] = {
                "type": "web_app",
                "text": text,
                "web_app": {"url": url},
            }
        case _:
            raise BadRequest("can't parse MenuButton")
    return True


@method("getChatMenuButton")
def get_chat_menu_button(world: World, *, chat_id: int | None = None) -> Json:
    if chat_id is not None:
        known(world, chat_id)
    return world.profile.menu_button(chat_id)


def _set(texts: dict[str, str], text: str, language_code: str, *, longest: int) -> bool:
    if len(text) > longest:
        raise BadRequest("the text is too long")
    if text:
        texts[check_language(language_code)] = text
    else:
        texts.pop(check_language(language_code), None)
    return True
