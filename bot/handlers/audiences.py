"""Choosing whom a notice is for: several filters together, a list in a file, or everybody."""

from dataclasses import asdict, replace
from typing import Any

from bot.context import Context, Turn
from bot.handlers.drafting import DRAFTING, finish
from bot.handlers.ids import numbered
from bot.handlers.incoming import IncomingFile
from bot.handlers.staff_only import managers_only
from bot.rendering.audience import audience_words
from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.outgoing import Outgoing
from bot.texts import broadcasts as texts
from bot.texts import errors as error_texts
from cases import conversations, notices
from cases.conversations import FlowState
from cases.errors import CasesError
from cases.notices import AttachmentKind, Audience

MOST_VALUES = 40
LONGEST_LABEL = 30

Rows = list[list[tuple[str, str]]]


async def ask_audience(turn: Turn, audience: Audience) -> None:
    """Show what can be chosen, and what is."""
    words, rows = await _menu(turn, audience)
    await turn.say(words, rows)


async def on_audience_button(turn: Turn, context: Context, rest: str) -> None:
    """``all``, ``by:<kind>``, ``<kind>:<n>``, ``menu``, ``clear`` or ``done``; one message, edited."""
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    if flow is None or (flow.name, flow.step) != (DRAFTING, "audience"):
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    if not await managers_only(turn):
        return
    audience = chosen(flow)
    match rest.split(":"):
        case ["all"]:
            await finish(turn, flow, Audience(everyone=True))
        case ["done"]:
            await finish(turn, flow, audience)
        case ["by", kind] if kind in texts.BY_KIND:
            await _show_values(turn, audience, kind)
        case ["menu"]:
            await _show_menu(turn, audience)
        case ["clear"]:
            await _choose(turn, flow, Audience())
            await _show_menu(turn, Audience())
        case [kind, number] if kind in texts.BY_KIND:
            await _toggle(turn, flow, kind, number)
        case _:
            turn.toast = error_texts.BUTTON_EXPIRED


async def on_list(turn: Turn, file: IncomingFile, flow: FlowState) -> None:
    """Take a list of enterprises and cases, whole or not at all, and say what its rows came to."""
    if file.sent.kind is AttachmentKind.PHOTO:
        await turn.say(texts.LIST_WANTED)
        return
    try:
        rows = notices.rows_of(file.content, name=file.sent.name)
        found = await notices.read_list(turn.session, rows)
    except CasesError as error:
        await turn.say(escape(error))
        return
    report = asdict(found)
    await turn.reply("notice_list", **report | {"listed": len(found.listed)})
    if found.unknown:
        return
    audience = replace(chosen(flow), listed=found.listed)
    await _choose(turn, flow, audience)
    await ask_audience(turn, audience)


def chosen(flow: FlowState) -> Audience:
    """Return what has been chosen in the form so far."""
    return Audience.from_dict(flow.data.get("audience", {}))


async def _toggle(turn: Turn, flow: FlowState, kind: str, number: str) -> None:
    value = numbered((await notices.values_in_use(turn.session))[kind], number)
    if value is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    before = chosen(flow).as_dict()
    values = before[kind]
    after = [one for one in values if one != value] if value in values else [*values, value]
    audience = Audience.from_dict(before | {kind: after})
    await _choose(turn, flow, audience)
    await _show_values(turn, audience, kind)


async def _choose(turn: Turn, flow: FlowState, audience: Audience) -> None:
    data: dict[str, Any] = flow.data | {"audience": audience.as_dict()}
    await conversations.set_flow(
        turn.session, turn.chat.id, name=DRAFTING, step="audience", data=data, at=turn.at
    )


async def _show_menu(turn: Turn, audience: Audience) -> None:
    words, rows = await _menu(turn, audience)
    turn.edit = Outgoing(words, buttons_of(rows))


async def _menu(turn: Turn, audience: Audience) -> tuple[str, Rows]:
    some = audience != Audience()
    choices = audience.as_dict()
    kinds = [
        (
            texts.CHOSEN_OF_KIND.format(kind=name, count=len(choices[kind]))
            if choices[kind]
            else texts.BY.format(kind=name),
            f"b:by:{kind}",
        )
        for kind, name in texts.BY_KIND.items()
    ]
    rows: Rows = [kinds[:2], kinds[2:]]
    if some:
        rows.append([(texts.DONE_CHOOSING, "b:done"), (texts.CLEAR, "b:clear")])
    else:
        rows.insert(0, [(texts.AUDIENCE_EVERYONE, "b:all")])
    return f"{texts.ASK_AUDIENCE}\n\n{await _standing(turn, audience)}", rows


async def _show_values(turn: Turn, audience: Audience, kind: str) -> None:
    values = (await notices.values_in_use(turn.session))[kind]
    name = texts.BY_KIND[kind]
    if not values:
        turn.toast = texts.NO_VALUES.format(kind=name)
        return
    ticked = audience.as_dict()[kind]
    rows: Rows = [
        [
            (
                (texts.TICK if value in ticked else "") + cut(value, LONGEST_LABEL),
                f"b:{kind}:{number}",
            )
        ]
        for number, value in enumerate(values[:MOST_VALUES])
    ]
    rows.append([(texts.BACK, "b:menu")])
    words = f"{texts.ASK_WHICH.format(kind=name)}\n\n{await _standing(turn, audience)}"
    turn.edit = Outgoing(words, buttons_of(rows))


async def _standing(turn: Turn, audience: Audience) -> str:
    """Return what is chosen, and how many that reaches at this moment."""
    if audience == Audience():
        return texts.NONE_CHOSEN
    preview = await notices.preview_audience(turn.session, audience)
    return texts.CHOSEN.format(audience=escape(audience_words(audience)), count=preview.chats)
