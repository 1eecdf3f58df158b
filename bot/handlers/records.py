"""/record: an officer records a fact; the enterprise hears of it by itself."""

from contextlib import suppress
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import staff_only
from bot.rendering.html import escape
from bot.texts import errors as error_texts
from bot.texts import staff as texts
from cases import conversations
from cases.actors import Actor, ActorKind
from cases.casework import FactSource, record_fact
from cases.conversations import FlowState
from cases.errors import CaseNotFound, CasesError
from cases.permissions import case_for
from cases.rules.access import Action
from cases.rules.states import CaseState, followers
from cases.tables.projects import Case

RECORDING = "recording"
FULL_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")
CANCEL = [(texts.RECORD_NO, "r:no")]
STATES = tuple(CaseState)  # a button carries the number of a state, not its name


async def on_record(update: Update, context: Context) -> None:
    """Start from the reference after the command, or ask for one."""
    ref = " ".join(context.args or ())
    async with context.turn() as turn:
        if not await staff_only(turn):
            return
        if ref:
            await ask_state(turn, context, ref)
        else:
            await ask_ref(turn)


async def ask_ref(turn: Turn) -> None:
    await _wait_for(turn, "ref", {})
    await turn.say(texts.RECORD_ASK_REF, [CANCEL])


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take the reference or the day that the form waits for."""
    if flow.step == "ref":
        await ask_state(turn, context, text)
        return
    try:
        on = date.fromisoformat(text.translate(FULL_WIDTH))
    except ValueError:
        await turn.say(texts.BAD_DAY)
        return
    if on > turn.today or "state" not in flow.data:
        await turn.say(texts.BAD_DAY)
        return
    await ask_confirmation(turn, context, flow.data["ref"], CaseState(flow.data["state"]), on)


async def on_record_button(turn: Turn, context: Context, rest: str) -> None:
    """``state:<n>:<ref>`` → ``day:<iso>`` → ``yes``; the form remembers the rest."""
    if not await staff_only(turn):
        return
    verb, _, value = rest.partition(":")
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    match verb:
        case "new":
            await ask_ref(turn)
        case "ref":
            await ask_state(turn, context, value)
        case "state":
            number, _, ref = value.partition(":")
            await ask_day(turn, context, ref, STATES[int(number)])
        case "day" if flow and _asked_by(flow, "day", value.partition(":")[2]):
            state, on = CaseState(flow.data["state"]), date.fromisoformat(value.partition(":")[0])
            await ask_confirmation(turn, context, flow.data["ref"], state, on)
        case "yes" if flow and _asked_by(flow, "confirm", value):
            await _record(turn, context, flow.data)
        case "no" if flow and flow.name == RECORDING:
            await conversations.clear_flow(turn.session, turn.chat.id)
            await turn.say(texts.RECORD_CANCELLED)
        case _:
            turn.toast = error_texts.BUTTON_EXPIRED


async def ask_state(turn: Turn, context: Context, ref: str) -> None:
    case = await _case(turn, ref)
    if case is None:
        return
    choices = followers(case.state)
    if not choices:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.FINAL)
        return
    await _wait_for(turn, "state", {"ref": case.ref})
    rows = [
        [
            (state.value, f"r:state:{STATES.index(state)}:{case.ref}")
            for state in choices[at : at + 2]
        ]
        for at in range(0, len(choices), 2)
    ]
    rows.append(CANCEL)
    await turn.say(
        texts.RECORD_ASK_STATE.format(
            ref=escape(case.ref),
            item=escape(case.item_name),
            project=escape(case.project.name),
            state=escape(case.state or "—"),
        ),
        rows,
    )


async def ask_day(turn: Turn, context: Context, ref: str, state: CaseState) -> None:
    case = await _case(turn, ref)
    if case is None:
        return
    data = {"ref": case.ref, "state": state.value}
    await _wait_for(turn, "day", data)
    mark = _mark(data)
    yesterday = turn.today - timedelta(days=1)
    await turn.say(
        texts.RECORD_ASK_DAY.format(state=escape(state)),
        [
            [
                (
                    texts.RECORD_TODAY.format(day=f"{turn.today:%m-%d}"),
                    f"r:day:{turn.today}:{mark}",
                ),
                (
                    texts.RECORD_YESTERDAY.format(day=f"{yesterday:%m-%d}"),
                    f"r:day:{yesterday}:{mark}",
                ),
            ],
            CANCEL,
        ],
    )


async def ask_confirmation(
    turn: Turn, context: Context, ref: str, state: CaseState, on: date
) -> None:
    case = await _case(turn, ref)
    if case is None:
        return
    data = {"ref": case.ref, "state": state.value, "on": on.isoformat()}
    await _wait_for(turn, "confirm", data)
    await turn.say(
        texts.RECORD_CONFIRM.format(
            ref=escape(case.ref),
            item=escape(case.item_name),
            before=escape(case.state or "—"),
            after=escape(state),
            day=on,
        ),
        [[(texts.RECORD_YES, f"r:yes:{_mark(data)}"), *CANCEL]],
    )


async def _record(turn: Turn, context: Context, data: dict[str, str]) -> None:
    """Append the fact; whoever is bound is owed the news in the same transaction."""
    if await _case(turn, data["ref"]) is None:
        return
    await conversations.clear_flow(turn.session, turn.chat.id)
    try:
        recorded = await record_fact(
            turn.session,
            ref=data["ref"],
            state=CaseState(data["state"]),
            effective_on=date.fromisoformat(data["on"]),
            actor=Actor(ActorKind.PERSON, str(turn.person.id), turn.person.name),
            source=FactSource.OFFICER,
            at=turn.at,
            calendar=context.services.calendar,
            quiet_hours=context.services.quiet_hours,
        )
    except CasesError as error:
        await turn.say(escape(error), [[(texts.RECORD_AGAIN, f"r:ref:{data['ref']}")]])
        return
    told = texts.TOLD.format(count=recorded.told) if recorded.told else texts.TOLD_NOBODY
    if recorded.milestone is None:
        told = texts.TOLD_NOT
    await turn.say(
        texts.RECORDED.format(
            ref=escape(data["ref"]), after=escape(data["state"]), day=data["on"], told=told
        )
    )


async def _case(turn: Turn, ref: str) -> Case | None:
    """Return the case if this person may record on it; otherwise say it cannot be found."""
    for spelling in (ref, ref.translate(FULL_WIDTH).upper()):
        with suppress(CaseNotFound):
            return await case_for(turn.session, turn.person, Action.RECORD_FACT, spelling)
    await _wait_for(turn, "ref", {})
    await turn.say(texts.RECORD_UNKNOWN_REF, [CANCEL])
    return None


def _asked_by(flow: FlowState, step: str, mark: str) -> bool:
    """Whether a button belongs to what the form waits for now, and not to an earlier form."""
    return flow.name == RECORDING and flow.step == step and mark == _mark(flow.data)


def _mark(data: dict[str, Any]) -> str:
    """Return a short mark of what a button would do; its data has no room for all of it."""
    return sha256("|".join(str(data[key]) for key in sorted(data)).encode()).hexdigest()[:12]


async def _wait_for(turn: Turn, step: str, data: dict[str, str]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=RECORDING, step=step, data=data, at=turn.at
    )
