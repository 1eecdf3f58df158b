"""Pictures and files that people send: for the form that waits for one; otherwise we cannot read them."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Message, Update

from bot.context import Context, Turn
from bot.handlers import broadcasts, recalls
from bot.handlers.drafting import DRAFTING
from bot.handlers.incoming import IncomingFile, SentFile
from bot.handlers.unsupported import on_other
from bot.texts import broadcasts as texts
from cases import conversations
from cases.conversations import FlowState
from cases.notices import AttachmentKind
from cases.notices.attachments import LARGEST

FileHandler = Callable[[Turn, Context, IncomingFile, FlowState], Awaitable[None]]

WAITING_FOR_FILES: Mapping[str, FileHandler] = {
    DRAFTING: broadcasts.on_file,
    recalls.RECALLING: recalls.on_file,
}


async def on_file(update: Update, context: Context) -> None:
    """Fetch what was sent and give it to the form; no transaction is open meanwhile."""
    sent = _sent(update.effective_message)
    async with context.look() as turn:
        flow = await conversations.get_flow(turn.session, turn.chat.id)
    take = WAITING_FOR_FILES.get(flow.name) if flow is not None else None
    if sent is None or flow is None or take is None:
        await on_other(update, context)
        return
    too_large = sent.size > LARGEST
    content = None if too_large else await context.messenger.download(sent.file_id)
    async with context.turn() as turn:
        if content is None:
            await turn.say(texts.FILE_TOO_LARGE if too_large else texts.FILE_NOT_FETCHED)
            return
        await take(turn, context, IncomingFile(sent, content), flow)


def _sent(message: Message | None) -> SentFile | None:
    if message is None:
        return None
    caption = (message.caption or "").strip()
    if message.photo:
        largest = message.photo[-1]
        return SentFile(AttachmentKind.PHOTO, largest.file_id, "", largest.file_size or 0, caption)
    if message.document is not None:
        file = message.document
        return SentFile(
            AttachmentKind.DOCUMENT,
            file.file_id,
            file.file_name or "",
            file.file_size or 0,
            caption,
        )
    return None
