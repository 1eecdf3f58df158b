"""/salon: what is open, registering, cancelling."""

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.rendering.html import escape
from bot.rendering.times import span
from bot.texts import errors as error_texts
from bot.texts import salons as texts
from cases import salons


async def on_salon(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_open(turn, context)


async def on_list_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_open(turn, context)


async def show_open(turn: Turn, context: Context) -> None:
    """Owe one message for each salon that can still be registered for."""
    found = await salons.open_salons(turn.session, at=turn.at)
    if not found:
        await turn.say(texts.NONE_OPEN)
    for salon in found[:5]:
        left = salon.capacity - salon.taken
        words = (texts.LISTED if left > 0 else texts.LISTED_FULL).format(
            title=escape(salon.title),
            when=span(salon.starts_at, salon.ends_at, context.services.clock.zone),
            place=escape(salon.place),
            left=left,
        )
        await turn.say(words, [[(texts.REGISTER, f"s:on:{salon.id.hex}")]])


async def on_salon_button(turn: Turn, context: Context, rest: str) -> None:
    """Register or cancel; pressing twice changes nothing more."""
    verb, _, hexadecimal = rest.partition(":")
    try:
        salon = await salons.salon_of(turn.session, as_uuid(hexadecimal))
    except salons.SalonNotFound:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    if verb not in {"on", "off"}:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    words = {
        "title": escape(salon.title),
        "when": span(salon.starts_at, salon.ends_at, context.services.clock.zone),
        "place": escape(salon.place),
    }
    cancel = [[(texts.CANCEL, f"s:off:{salon.id.hex}")]]
    if verb == "off":
        ended = await salons.cancel_registration(
            turn.session,
            salon.id,
            person_id=turn.person.id,
            at=turn.at,
            quiet_hours=context.services.quiet_hours,
        )
        gone = isinstance(ended, salons.Cancelled)
        await turn.say(texts.CANCELLED.format(**words) if gone else texts.NOT_REGISTERED)
        return
    match await salons.register(
        turn.session, salon.id, person_id=turn.person.id, chat_id=turn.chat.id, at=turn.at
    ):
        case salons.Registered():
            await turn.say(texts.REGISTERED.format(**words), cancel)
        case salons.Waiting(position=position):
            await turn.say(texts.WAITING.format(position=position, **words), cancel)
        case salons.AlreadyRegistered():
            turn.toast = texts.ALREADY
        case salons.Closed():
            turn.toast = texts.CLOSED
