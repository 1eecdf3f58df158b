"""/plan: a few questions about a project, then its way through the bureau with dates."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.ids import numbered
from bot.planning import STANDARD, chosen_routes, items_of, routes_of
from bot.rendering.blocks import cut_blocks
from bot.rendering.html import escape
from bot.rendering.plan_words import (
    case_lines,
    head_lines,
    not_needed_lines,
    paper_lines,
    route_lines,
)
from bot.texts import errors as error_texts
from bot.texts import plan as texts
from cases import conversations
from cases.conversations import FlowState
from cases.errors import BadPlanFile
from cases.rules.planning.attributes import ATTRIBUTES, BY_LABEL, Attribute, Kind
from cases.rules.planning.plans import Plan, make_plan
from cases.rules.planning.profile import read_profile, read_value

ASKING = "planning"  # waits for an answer
PLANNED = "planned"  # keeps what was answered, for the buttons under the plan
FIRST = ("funding", "land", "use")  # what every plan depends on
ENDING = [(texts.ENOUGH, "plan:enough"), (texts.CANCEL, "plan:no")]


async def on_plan(update: Update, context: Context) -> None:
    """Begin: the command asks the first question."""
    async with context.turn() as turn:
        await _begin(turn, context)


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take a number, or the words of a choice."""
    attribute = ATTRIBUTES[flow.step]
    try:
        read_value(attribute, text)
    except BadPlanFile:
        lead = texts.BAD_CHOICE if _choices(attribute) else texts.BAD_NUMBER
        await _ask(turn, attribute, flow.data, lead=lead)
        return
    await _go_on(turn, context, _answered(flow.data, attribute, text))


async def on_plan_button(turn: Turn, context: Context, rest: str) -> None:
    """``a:<attribute>:<n>`` · ``skip:<attribute>`` · ``enough`` · ``no`` · what stands under a plan."""
    verb, _, value = rest.partition(":")
    if verb == "again":
        await _begin(turn, context)
        return
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    asking = flow is not None and flow.name == ASKING
    planned = flow is not None and flow.name == PLANNED
    key = value.partition(":")[0]
    match verb:
        case "a" if flow and asking and flow.step == key:
            await _choose(turn, context, flow, value.partition(":")[2])
        case "skip" if flow and asking and flow.step == key:
            skipped = [*flow.data["skipped"], flow.step]
            await _go_on(turn, context, {**flow.data, "skipped": skipped})
        case "enough" if flow and asking:
            await _show(turn, context, flow.data)
        case "no" if asking:
            await conversations.clear_flow(turn.session, turn.chat.id)
            await turn.say(texts.CANCELLED)
        case "route" if flow and (planned or asking):
            await _show(turn, context, {**flow.data, "route": value})
        case "routes" if planned:
            await turn.say(texts.CHOOSE_ROUTE, _route_buttons(context))
        case "items" if flow and planned:
            await turn.say(_joined(not_needed_lines(_plan(context, flow.data))))
        case "papers" if flow and planned:
            await turn.say(_joined(paper_lines(_plan(context, flow.data))))
        case _:
            turn.toast = texts.EXPIRED if verb in _UNDER_A_PLAN else error_texts.BUTTON_EXPIRED


_UNDER_A_PLAN = frozenset({"route", "routes", "items", "papers"})


async def _begin(turn: Turn, context: Context) -> None:
    data = {"values": {}, "skipped": [], "route": STANDARD, "start": turn.today.isoformat()}
    await _ask(turn, ATTRIBUTES[FIRST[0]], data, lead=texts.INTRO)


async def _choose(turn: Turn, context: Context, flow: FlowState, number: str) -> None:
    attribute = ATTRIBUTES[flow.step]
    words = numbered(_choices(attribute), number)
    if words is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await _go_on(turn, context, _answered(flow.data, attribute, words))


async def _go_on(turn: Turn, context: Context, data: dict[str, Any]) -> None:
    """Ask what decides more of the plan; show it when nothing is left to ask."""
    asked = {*data["values"], *data["skipped"]}
    wanted = [*FIRST, *(BY_LABEL[label].key for label in _plan(context, data).missing)]
    following = next((key for key in wanted if key not in asked), None)
    if following is None:
        await _show(turn, context, data)
    else:
        await _ask(turn, ATTRIBUTES[following], data)


async def _ask(turn: Turn, attribute: Attribute, data: dict[str, Any], *, lead: str = "") -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=ASKING, step=attribute.key, data=data, at=turn.at
    )
    choices = [
        (label, f"plan:a:{attribute.key}:{n}") for n, label in enumerate(_choices(attribute))
    ]
    rows = [choices[at : at + 3] for at in range(0, len(choices), 3)]
    rows.append([(texts.SKIP, f"plan:skip:{attribute.key}")])
    rows.append(ENDING)
    words = texts.ASK[attribute.key]
    await turn.say(f"{lead}\n\n{words}" if lead else words, rows)


async def _show(turn: Turn, context: Context, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=PLANNED, step="shown", data=data, at=turn.at
    )
    plan = _plan(context, data)
    title, *head = head_lines(plan)
    words = [f"<b>{escape(title)}</b>", *map(escape, head), "", *map(escape, route_lines(plan))]
    if plan.missing:
        words.append(escape(texts.MISSING.format(labels="、".join(plan.missing))))
    await turn.say(cut_blocks(words, between="\n"))
    buttons = [
        [(texts.BUTTON_PAPERS, "plan:papers"), (texts.BUTTON_ITEMS, "plan:items")],
        [(texts.OTHER_ROUTES, "plan:routes"), (texts.BUTTON_AGAIN, "plan:again")],
    ]
    await turn.say(f"{_joined(case_lines(plan, reasons=False))}\n\n{texts.FOOT}", buttons)


def _plan(context: Context, data: Mapping[str, Any]) -> Plan:
    guides = context.services.index.guides()
    routes = routes_of(guides)
    return make_plan(
        read_profile(data["values"]),
        items_of(guides),
        routes[0],
        chosen_routes(data["route"], routes),
        start=date.fromisoformat(data["start"]),
        calendar=context.services.calendar,
    )


def _route_buttons(context: Context) -> list[list[tuple[str, str]]]:
    routes = routes_of(context.services.index.guides())
    buttons = [(route.name, f"plan:route:{route.slug}") for route in routes]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _choices(attribute: Attribute) -> list[str]:
    if attribute.kind is Kind.YES_NO:
        return [texts.YES, texts.NO]
    return list(attribute.choices)


def _answered(data: dict[str, Any], attribute: Attribute, words: str) -> dict[str, Any]:
    return {**data, "values": {**data["values"], attribute.key: words}}


def _joined(lines: Iterable[str]) -> str:
    return cut_blocks([escape(line) for line in lines], between="\n")
