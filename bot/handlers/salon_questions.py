"""Questions before a salon: asked in the chat, routed to a department, answered by one of its people."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from bot.context import Context, Turn
from bot.handlers.ids import as_uuid
from bot.handlers.staff_only import staff_only
from bot.rendering.html import cut, escape
from bot.rendering.salons import department_key
from bot.texts import errors as error_texts
from bot.texts import salons as texts
from cases import conversations, salons
from cases.conversations import FlowState
from cases.rights import NotAllowed
from cases.salons import Salon

ASKING = "salon_question"  # the flow that waits for what somebody wants answered there
ANSWERING = "salon_answer"  # the flow that waits for the words of an answer
ANY = "any"  # no department's key: those are hexadecimal
MARK = 12  # hex digits by which a button names the words that it sends
KEEP = [(texts.KEEP_ANSWER, "sq:keep")]


async def ask_question(turn: Turn, _context: Context, salon: Salon) -> None:
    """Wait for what somebody who comes wants answered."""
    if await salons.registration_of(turn.session, salon.id, turn.person.id) is None:
        turn.toast = texts.NO_SEAT
        return
    await _wait_for(turn, ASKING, "question", {"salon": salon.id.hex})
    await turn.say(texts.ASK_QUESTION)


async def on_question(turn: Turn, _context: Context, text: str, flow: FlowState) -> None:
    """Ask which department is to answer; without any the planner gets it at once."""
    data = {"salon": flow.data["salon"], "question": cut(text, salons.LONGEST_QUESTION)}
    departments = await salons.departments(turn.session)
    if not departments:
        await _keep(turn, data, None)
        return
    await _wait_for(turn, ASKING, "department", data | {"departments": list(departments)})
    rows = [[(name, f"sq:to:{department_key(name)}")] for name in departments]
    await turn.say(texts.ASK_DEPARTMENT, [*rows, [(texts.ANY_DEPARTMENT, f"sq:to:{ANY}")]])


async def on_question_button(turn: Turn, _context: Context, rest: str) -> None:
    """``to:<key>`` of who asks; ``take:<id>``, ``give:<key>:<id>``, ``send:<mark>``, ``keep`` of staff."""
    verb, _, value = rest.partition(":")
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    match verb:
        case "to" if flow is not None and (flow.name, flow.step) == (ASKING, "department"):
            await _choose(turn, flow, value)
        case "take":
            await _take(turn, as_uuid(value))
        case "send" if flow is not None and flow.name == ANSWERING and value == _mark(flow.data):
            await _send(turn, flow)
        case "keep" if flow is not None and flow.name == ANSWERING:
            await conversations.clear_flow(turn.session, turn.chat.id)
            await turn.say(texts.ANSWER_DROPPED)
        case "give":
            key, _, question = value.partition(":")
            await _pass_on(turn, as_uuid(question), key)
        case _:
            turn.toast = error_texts.BUTTON_EXPIRED


async def on_answer(turn: Turn, _context: Context, text: str, flow: FlowState) -> None:
    """Show the answer before it is sent; other words replace it."""
    if not 1 <= len(text) <= salons.LONGEST_ANSWER:
        await turn.say(texts.ANSWER_LENGTH.format(longest=salons.LONGEST_ANSWER), [KEEP])
        return
    question = await _mine(turn, UUID(flow.data["question"]))
    if question is None:
        return
    data = flow.data | {"text": text}
    await _wait_for(turn, ANSWERING, "confirm", data)
    words = texts.ANSWER_PREVIEW.format(question=escape(question), answer=escape(text))
    await turn.say(words, [[(texts.SEND_ANSWER, f"sq:send:{_mark(data)}")], KEEP])


async def _choose(turn: Turn, flow: FlowState, key: str) -> None:
    named = {department_key(name): name for name in flow.data["departments"]}
    if key not in {*named, ANY}:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await _keep(turn, flow.data, named.get(key))


async def _keep(turn: Turn, data: dict[str, Any], department: str | None) -> None:
    await conversations.clear_flow(turn.session, turn.chat.id)
    ending = await salons.ask_beforehand(
        turn.session,
        as_uuid(data["salon"]),
        person_id=turn.person.id,
        question=data["question"],
        department=department,
        at=turn.at,
    )
    match ending:
        case salons.Asked(department=None):
            await turn.say(texts.QUESTION_KEPT)
        case salons.Asked(department=name):
            await turn.say(texts.QUESTION_WITH.format(department=escape(name)))
        case salons.AskedEnough():
            await turn.say(texts.ASKED_ENOUGH.format(most=salons.MOST_QUESTIONS))
        case salons.NotComing():
            await turn.say(texts.NOT_REGISTERED)


async def _take(turn: Turn, question_id: UUID) -> None:
    question = await _mine(turn, question_id)
    if question is None:
        return
    await _wait_for(turn, ANSWERING, "text", {"question": question_id.hex})
    words = texts.ANSWER_NOW.format(question=escape(question), longest=salons.LONGEST_ANSWER)
    await turn.say(words, [KEEP])


async def _pass_on(turn: Turn, question_id: UUID, key: str) -> None:
    named = {department_key(name): name for name in await salons.departments(turn.session)}
    department = named.get(key)
    try:
        passed = department is not None and await salons.pass_on(
            turn.session, question_id, department=department, by=turn.person.id, at=turn.at
        )
    except NotAllowed:
        await staff_only(turn)
        return
    if not passed:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await turn.say(texts.GIVEN_TO.format(department=escape(department)))


async def _send(turn: Turn, flow: FlowState) -> None:
    await conversations.clear_flow(turn.session, turn.chat.id)
    question_id = UUID(flow.data["question"])
    if await _mine(turn, question_id) is None:
        return
    sent = await salons.answer_question(
        turn.session, question_id, text=flow.data["text"], by=turn.person.id, at=turn.at
    )
    await turn.say(texts.ANSWER_SENT if sent else texts.ANSWERED_ALREADY)


async def _mine(turn: Turn, question_id: UUID) -> str | None:
    """Return the question if this person may still answer it; otherwise tell them, and leave the form."""
    try:
        question = await salons.open_question(turn.session, question_id, by=turn.person.id)
    except NotAllowed as error:
        await turn.say(escape(error))
        return None
    if question is None:
        await conversations.clear_flow(turn.session, turn.chat.id)
        await turn.say(texts.ANSWERED_ALREADY)
        return None
    return question.question


def _mark(data: dict[str, Any]) -> str:
    said = f"{data['question']}|{data.get('text', '')}"
    return sha256(said.encode()).hexdigest()[:MARK]


async def _wait_for(turn: Turn, flow: str, step: str, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=flow, step=step, data=data, at=turn.at
    )
