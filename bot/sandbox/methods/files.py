"""getFile."""

from bot.sandbox.errors import BadRequest
from bot.sandbox.files import MOST_DOWNLOADED
from bot.sandbox.methods.binding import Json
from bot.sandbox.methods.registry import method
from bot.sandbox.world import World


@method("getFile")
def get_file(world: World, *, file_id: str) -> Json:
    file = world.files.get(file_id)
    if len(file.content) > MOST_DOWNLOADED:
        raise BadRequest("file is too big")
    return file.as_json() | {"file_path": file.path}
