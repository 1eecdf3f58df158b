"""Which form takes the text that a person sends while it waits."""

from collections.abc import Awaitable, Callable, Mapping

from bot.context import Context, Turn
from bot.handlers import (
    answering,
    broadcasts,
    planning,
    recalls,
    records,
    salon_desk,
    salon_questions,
    start,
)
from bot.handlers.drafting import DRAFTING
from cases.conversations import FlowState

FlowHandler = Callable[[Turn, Context, str, FlowState], Awaitable[None]]

FLOWS: Mapping[str, FlowHandler] = {
    start.BINDING: start.on_code_for_binding,
    records.RECORDING: records.on_text,
    DRAFTING: broadcasts.on_text,
    answering.ANSWERING: answering.on_text,
    planning.ASKING: planning.on_text,
    recalls.RECALLING: recalls.on_text,
    salon_questions.ASKING: salon_questions.on_question,
    salon_questions.ANSWERING: salon_questions.on_answer,
    salon_desk.MOVING: salon_desk.on_new_time,
    salon_desk.CALLING_OFF: salon_desk.on_reason,
}
