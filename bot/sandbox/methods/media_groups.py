"""sendMediaGroup."""

from typing import Unpack

from bot.sandbox.as_answers import message_json
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import ChatId, Json, JsonList, Uploads
from bot.sandbox.methods.input_media import content_of
from bot.sandbox.methods.options import AlbumOptions, check_options, send
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World

FEWEST, MOST = 2, 10


@method("sendMediaGroup", counted=True)
def send_media_group(
    world: World,
    *,
    chat_id: ChatId,
    media: JsonList,
    uploads: Uploads,
    **options: Unpack[AlbumOptions],
) -> list[Json]:
    chat = world.chat(chat_id)
    check_options(chat, options)
    if not media:
        raise BadRequest("there are no messages to send")
    if not FEWEST <= len(media) <= MOST:
        raise BadRequest("wrong number of messages: an album has 2 to 10")
    contents = [content_of(world, one, uploads) for one in media]
    if len({type(content) for content in contents}) > 1:
        raise BadRequest("documents can't be mixed with other media types")
    group = str(13_000_000_000_000_000 + abs(chat.id) * 1000 + len(chat.messages))
    sent = [send(world, chat, content, options, group=group) for content in contents]
    return [message_json(chat, message) for message in sent]
