"""Long lists in one message: as many whole blocks as it holds."""

from bot.rendering.outgoing import TEXT_LIMIT
from bot.texts.progress import BLOCKS_LEFT_OUT

ROOM = TEXT_LIMIT - 200


def cut_blocks(blocks: list[str], *, between: str = "\n\n") -> str:
    """Join *blocks* as far as one message holds them; never cuts inside one, says what is left out."""
    kept: list[str] = []
    for block in blocks:
        if len(between.join([*kept, block])) > ROOM:
            kept.append(BLOCKS_LEFT_OUT.format(count=len(blocks) - len(kept)))
            break
        kept.append(block)
    return between.join(kept)
