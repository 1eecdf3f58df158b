"""A member of staff answers a question: one tap, the words, a preview, and it goes back to the asker."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from bot.approved_answers import REVIEW_AFTER, citation_of
from bot.context import Context, Turn
from bot.handlers.grounds import grounds_in, nearby, quoted
from bot.handlers.ids import as_uuid, numbered
from bot.handlers.staff_only import staff_only
from bot.rendering.html import escape
from bot.texts import answering as texts
from bot.texts import errors as error_texts
from cases import conversations
from cases.approved_answers import Approval, approve
from cases.conversations import LONGEST_ANSWER, FlowState, HumanRequest
from cases.tables.conversations import HumanRequestState
from knowledge.passages import Passage
from retrieval.citing import name_of
from retrieval.personal_data import mask_personal_data
from retrieval.verify import unsupported

ANSWERING = "answering"
CANCEL = [(texts.CANCEL, "a:no")]


async def on_answer_button(turn: Turn, context: Context, rest: str) -> None:
    """``take:<request>`` → text → ``ground:<n>:<mark>`` … ``send:<mark>`` or ``keep:<mark>``; ``no``."""
    if not await staff_only(turn):
        return
    verb, _, value = rest.partition(":")
    flow = await conversations.get_flow(turn.session, turn.chat.id)
    mine = flow if flow is not None and flow.name == ANSWERING else None
    match verb:
        case "take":
            await take(turn, as_uuid(value))
        case "no" if mine:
            await conversations.clear_flow(turn.session, turn.chat.id)
            await conversations.release_request(
                turn.session, UUID(mine.data["request"]), by=turn.person.id
            )
            await turn.say(texts.CANCELLED)
        case "ground" if mine and _belongs(mine, value.partition(":")[2]):
            await _add_ground(turn, context, mine, value.partition(":")[0])
        case "send" if mine and _belongs(mine, value):
            await _send(turn, context, mine, keep=False)
        case "keep" if mine and _belongs(mine, value):
            await _send(turn, context, mine, keep=True)
        case _:
            turn.toast = error_texts.BUTTON_EXPIRED


async def take(turn: Turn, request_id: UUID) -> None:
    """Make the question theirs, and wait for the words."""
    if not await conversations.take_request(turn.session, request_id, by=turn.person.id):
        turn.toast = texts.TAKEN
        await turn.say(texts.TAKEN)
        return
    request = await conversations.request_of(turn.session, request_id)
    await _wait_for(turn, "text", {"request": request_id.hex})
    question = escape(request.question if request and request.question else texts.NO_QUESTION)
    await turn.say(texts.ANSWER_NOW.format(question=question, longest=LONGEST_ANSWER), [CANCEL])


async def on_text(turn: Turn, context: Context, text: str, flow: FlowState) -> None:
    """Take the words of the answer; sending others before they are confirmed replaces them."""
    if not await staff_only(turn):
        await conversations.clear_flow(turn.session, turn.chat.id)
        return
    if not 1 <= len(text) <= LONGEST_ANSWER:
        await turn.say(texts.TOO_LONG.format(longest=LONGEST_ANSWER), [CANCEL])
        return
    request = await _still_open(turn, flow)
    if request is None:
        return
    index = context.services.index
    found = grounds_in(text, index, turn.today)
    offered = [p.id for p in nearby(request.question, index, turn.today) if p not in found]
    data = {
        "request": flow.data["request"],
        "text": text,
        "grounds": [passage.id for passage in found],
        "offered": offered,
    }
    await _preview(turn, context, request, data)


async def _add_ground(turn: Turn, context: Context, flow: FlowState, number: str) -> None:
    request = await _still_open(turn, flow)
    if request is None:
        return
    chosen = numbered(flow.data["offered"], number)
    if chosen is None:
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    data = flow.data | {
        "grounds": [*flow.data["grounds"], chosen],
        "offered": [one for one in flow.data["offered"] if one != chosen],
    }
    await _preview(turn, context, request, data)


async def _preview(
    turn: Turn, context: Context, request: HumanRequest, data: dict[str, Any]
) -> None:
    await _wait_for(turn, "confirm", data)
    grounds = context.services.index.passages(data["grounds"])
    obstacle = _obstacle(request, data["text"], grounds)
    mark = _mark(data)
    rows = [[(texts.SEND, f"a:send:{mark}")]]
    if obstacle is None:
        rows.append([(texts.SEND_AND_KEEP, f"a:keep:{mark}")])
    offered = context.services.index.passages(data["offered"])
    rows += [
        [(texts.ADD_GROUND.format(name=_named(passage)), f"a:ground:{n}:{mark}")]
        for n, passage in enumerate(offered)
    ]
    names = texts.GROUNDS.format(names="、".join(map(_named, grounds))) if grounds else ""
    await turn.say(
        texts.PREVIEW.format(
            question=escape(request.question or texts.NO_QUESTION),
            answer=escape(data["text"]),
            grounds=escape("\n".join(filter(None, (names, obstacle)))),
        ),
        [*rows, CANCEL],
    )


def _obstacle(request: HumanRequest, text: str, grounds: tuple[Passage, ...]) -> str | None:
    """Return why an answer cannot be kept for others; None when it can."""
    if not request.question:
        return texts.CANNOT_KEEP
    if not grounds:
        return texts.NO_GROUNDS
    masked = mask_personal_data(text)
    if masked != text:
        return texts.PERSONAL.format(what="、".join(_masks(masked)))
    missing = unsupported(text, grounds)
    return texts.UNSUPPORTED.format(what="、".join(missing)) if missing else None


async def _send(turn: Turn, context: Context, flow: FlowState, *, keep: bool) -> None:
    """Owe the answer to who asked, and keep it when that was wished and is possible, in one go."""
    request = await _still_open(turn, flow)
    if request is None:
        return
    text = flow.data["text"]
    grounds = context.services.index.passages(flow.data["grounds"])
    keeping = keep and _obstacle(request, text, grounds) is None
    await conversations.clear_flow(turn.session, turn.chat.id)
    sent = await conversations.answer_request(
        turn.session, request.id, text=text, by=turn.person.id, at=turn.at
    )
    if not sent:
        await turn.say(texts.TAKEN)
        return
    if not keeping:
        await turn.say(texts.SENT)
        return
    review_on = turn.today + REVIEW_AFTER
    exchange = await conversations.exchange_behind(turn.session, request)
    approval = Approval(
        question=request.question or "",
        answer=text,
        citations=[citation_of(passage, quoted(passage, text)) for passage in grounds],
        item=exchange.item if exchange else None,
        slot=exchange.slot if exchange else None,
        review_on=review_on,
    )
    await approve(
        turn.session,
        approval,
        by=turn.person.id,
        on=turn.today,
        at=turn.at,
        request_id=request.id,
    )
    await turn.say(texts.KEPT.format(review=review_on))


async def _still_open(turn: Turn, flow: FlowState) -> HumanRequest | None:
    """Return the question, or say that somebody else has dealt with it."""
    request = await conversations.request_of(turn.session, UUID(flow.data["request"]))
    if (
        request is not None
        and request.state is HumanRequestState.OPEN
        and request.assigned_to in {None, turn.person.id}
    ):
        return request
    await conversations.clear_flow(turn.session, turn.chat.id)
    await turn.say(texts.TAKEN)
    return None


def _named(passage: Passage) -> str:
    return name_of(passage).replace("#", " · ")


def _masks(masked: str) -> list[str]:
    return sorted({part.split("】")[0] for part in masked.split("【")[1:]})


def _belongs(flow: FlowState, mark: str) -> bool:
    """Whether a button belongs to the preview that is current, and not to an earlier one."""
    return flow.step == "confirm" and mark == _mark(flow.data)


def _mark(data: dict[str, Any]) -> str:
    said = "|".join((data["request"], data["text"], *data["grounds"]))
    return sha256(said.encode()).hexdigest()[:12]


async def _wait_for(turn: Turn, step: str, data: dict[str, Any]) -> None:
    await conversations.set_flow(
        turn.session, turn.chat.id, name=ANSWERING, step=step, data=data, at=turn.at
    )
