"""What managers do with a notice that is out: look, stop, let it go on, see what came of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from uuid import UUID

from bot.context import Turn
from bot.handlers.recalls import begin_recall, decline_recall
from bot.notices import progress_of
from bot.rendering.notices import notice_progress
from bot.texts import broadcasts as texts
from cases import notices, outbox


async def _show(turn: Turn, notice_id: UUID) -> None:
    turn.edit = notice_progress(await progress_of(turn.session, notice_id))
    turn.toast = texts.REFRESHED


async def _stop(turn: Turn, notice_id: UUID) -> None:
    stopped = await notices.stop_notice(
        turn.session, notice_id, by=turn.person.id, reason="", at=turn.at
    )
    if not stopped:
        turn.toast = texts.NOT_SENDING
        return
    counted = await notices.progress(turn.session, notice_id)
    await turn.say(texts.STOPPED.format(in_flight=counted.in_flight))


async def _resume(turn: Turn, notice_id: UUID) -> None:
    if not await notices.resume_notice(turn.session, notice_id, by=turn.person.id, at=turn.at):
        turn.toast = texts.NOT_HELD
        return
    shown = await notices.view(turn.session, notice_id)
    await turn.say(texts.RESUMED.format(number=shown.number))
    await turn.reply("notice_progress", **await progress_of(turn.session, notice_id))


async def _outcomes(turn: Turn, notice_id: UUID) -> None:
    shown = await notices.view(turn.session, notice_id)
    rows = [
        asdict(row) | {"at": row.at.isoformat()}
        for row in await notices.outcomes(turn.session, notice_id)
    ]
    await turn.reply("notice_outcomes", number=shown.number, rows=rows)


async def _send_unknown_again(turn: Turn, notice_id: UUID) -> None:
    """Send what may not have arrived once more; it says so."""
    count = 0
    for delivery in await notices.unknown_deliveries(turn.session, notice_id):
        count += await outbox.resend_unknown(turn.session, delivery, at=turn.at)
    await turn.say(texts.RESENT.format(count=count) if count else texts.NONE_UNKNOWN)


async def _leave_unknown(turn: Turn, notice_id: UUID) -> None:
    count = 0
    for delivery in await notices.unknown_deliveries(turn.session, notice_id):
        count += await outbox.write_off_unknown(
            turn.session, delivery, reason=texts.WRITE_OFF, at=turn.at
        )
    await turn.say(texts.WRITTEN_OFF.format(count=count) if count else texts.NONE_UNKNOWN)


FOLLOWING: Mapping[str, Callable[[Turn, UUID], Awaitable[None]]] = {
    "show": _show,
    "stop": _stop,
    "go": _resume,
    "csv": _outcomes,
    "again": _send_unknown_again,
    "leave": _leave_unknown,
    "recall": begin_recall,
    "rno": decline_recall,
}
