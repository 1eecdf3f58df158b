"""/salon: what is open, registering, cancelling, and what belongs to a seat."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.salon_desk import MANAGING
from bot.handlers.salon_questions import ask_question
from bot.rendering.html import escape
from bot.rendering.salons import limit_words, salon_words
from bot.rendering.times import span
from bot.texts import errors as error_texts
from bot.texts import salons as texts
from cases import salons
from cases.permissions import permits
from cases.rules.access import Action
from cases.salons import Salon

CHECK_IN = "k_"  # how the payload of a QR code at the door begins


async def on_salon(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_open(turn, context)


async def on_list_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_open(turn, context)


async def show_open(turn: Turn, context: Context) -> None:
    """Owe one message for each salon that can still be registered for; managers get their acts too."""
    found = await salons.open_salons(turn.session, at=turn.at)
    if not found:
        await turn.say(texts.NONE_OPEN)
    manages = permits(turn.person, Action.DRAFT_NOTICE)
    for salon in found[:5]:
        left = salon.capacity - salon.taken
        words = (texts.LISTED if left > 0 else texts.LISTED_FULL).format(
            title=escape(salon.title),
            when=span(salon.starts_at, salon.ends_at, context.services.clock.zone),
            place=escape(salon.place),
            left=left,
            limit=limit_words(salons.snapshot(salon)),
        )
        key = salon.id.hex
        rows = [[(texts.REGISTER, f"s:on:{key}")]]
        if manages:
            rows.append(
                [
                    (texts.ATTENDANCE_BUTTON, f"s:list:{key}"),
                    (texts.MOVE_BUTTON, f"s:move:{key}"),
                    (texts.CALL_OFF_BUTTON, f"s:gone:{key}"),
                ]
            )
        await turn.say(words, rows)


async def on_salon_button(turn: Turn, context: Context, rest: str) -> None:
    """Do what the button says; pressing twice changes nothing more."""
    verb, _, hexadecimal = rest.partition(":")
    act = ACTS.get(verb)
    try:
        salon = await salons.salon_of(turn.session, as_uuid(hexadecimal))
    except salons.SalonNotFound:
        act = None
    if act is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await act(turn, context, salon)


async def _register(turn: Turn, _context: Context, salon: Salon) -> None:
    words = salon_words(salons.snapshot(salon))
    match await salons.register(
        turn.session, salon.id, person_id=turn.person.id, chat_id=turn.chat.id, at=turn.at
    ):
        case salons.Registered():
            await turn.reply("salon_registered", salon=salons.snapshot(salon))
        case salons.Waiting(position=position):
            cancel = [[(texts.CANCEL, f"s:off:{salon.id.hex}")]]
            await turn.say(texts.WAITING.format(position=position, **words), cancel)
        case salons.EnterpriseFull(enterprise=enterprise, most=most):
            await turn.say(texts.ENTERPRISE_FULL.format(enterprise=escape(enterprise), most=most))
        case salons.AlreadyRegistered():
            turn.toast = texts.ALREADY
        case salons.Closed():
            turn.toast = texts.CLOSED


async def _cancel(turn: Turn, context: Context, salon: Salon) -> None:
    ended = await salons.cancel_registration(
        turn.session,
        salon.id,
        person_id=turn.person.id,
        at=turn.at,
        quiet_hours=context.services.quiet_hours,
    )
    gone = isinstance(ended, salons.Cancelled)
    words = texts.CANCELLED.format(title=escape(salon.title)) if gone else texts.NOT_REGISTERED
    await turn.say(words)


async def _show_code(turn: Turn, context: Context, salon: Salon) -> None:
    nonce = await salons.code_of(turn.session, salon.id, turn.person.id)
    if nonce is None:
        turn.toast = texts.NO_SEAT
        return
    link = f"https://t.me/{context.services.bot_username}?start={CHECK_IN}{nonce}"
    await turn.reply("salon_code", salon=salons.snapshot(salon), link=link)


async def _show_entry(turn: Turn, _context: Context, salon: Salon) -> None:
    await turn.reply("salon_entry", salon=salons.snapshot(salon))


async def _rate(turn: Turn, salon: Salon, rating: int) -> None:
    kept = await salons.rate(turn.session, salon.id, person_id=turn.person.id, rating=rating)
    turn.toast = texts.THANKS if kept else texts.NOT_THERE


def _rating(value: int) -> Callable[[Turn, Context, Salon], Awaitable[None]]:
    async def rate(turn: Turn, _context: Context, salon: Salon) -> None:
        await _rate(turn, salon, value)

    return rate


async def check_in(turn: Turn, payload: str, context: Context) -> None:
    """Let somebody in whose code was scanned; only the phones of staff do."""
    if not permits(turn.person, Action.SEE_WORKLIST):
        await turn.say(texts.SHOW_TO_STAFF)
        return
    found = await salons.check_in(
        turn.session, payload.removeprefix(CHECK_IN), by=turn.person.id, at=turn.at
    )
    if isinstance(found, salons.NotThatCode):
        await turn.say(texts.NOT_THAT_CODE)
        return
    words = texts.CHECKED_IN if found.first else texts.CHECKED_IN_BEFORE
    at = f"{found.at.astimezone(context.services.clock.zone):%H:%M}"
    await turn.say(words.format(name=escape(found.name), title=escape(found.title), at=at))


ACTS: Mapping[str, Callable[[Turn, Context, Salon], Awaitable[None]]] = {
    "on": _register,
    "off": _cancel,
    "qr": _show_code,
    "ics": _show_entry,
    "ask": ask_question,
    **{f"f{rating}": _rating(rating) for rating in texts.RATINGS},
    **MANAGING,
}
