"""answerCallbackQuery."""

from bot.sandbox import links, utf16
from bot.sandbox.errors import BadRequest
from bot.sandbox.limits import LONGEST_ANSWER
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World


@method("answerCallbackQuery")
def answer_callback_query(
    world: World,
    *,
    callback_query_id: str,
    text: str = "",
    show_alert: bool = False,
    url: str | None = None,
    cache_time: int = 0,  # noqa: ARG001 — the page asks every time
) -> bool:
    if utf16.length(text) > LONGEST_ANSWER:
        raise BadRequest("MESSAGE_TOO_LONG")
    if url is not None and links.checked(url) is None:
        raise BadRequest("URL_INVALID")
    person_id = world.presses.answer(
        callback_query_id, text=text, alert=show_alert, url=url, at=world.now()
    )
    world.touch(world.chat(person_id))
    return True
