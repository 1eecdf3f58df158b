"""What was said in a chat: exchanges, votes, half-finished forms and calls for a person."""

from cases.conversations.answering import (
    LONGEST_ANSWER,
    answer_request,
    call_key,
    exchange_behind,
    request_of,
    waiting_for,
)
from cases.conversations.exchanges import (
    exchange_of,
    recent_exchanges,
    record_exchange,
    record_feedback,
    vote_on,
)
from cases.conversations.flows import FlowState, clear_flow, get_flow, set_flow
from cases.conversations.forgetting import forget
from cases.conversations.gaps import Gap, gaps
from cases.conversations.human_requests import (
    ask_for_human,
    close_request,
    open_requests,
    release_request,
    take_request,
)
from cases.tables.conversations import Exchange, HumanRequest, Vote

__all__ = [
    "LONGEST_ANSWER",
    "Exchange",
    "FlowState",
    "Gap",
    "HumanRequest",
    "Vote",
    "answer_request",
    "ask_for_human",
    "call_key",
    "clear_flow",
    "close_request",
    "exchange_behind",
    "exchange_of",
    "forget",
    "gaps",
    "get_flow",
    "open_requests",
    "recent_exchanges",
    "record_exchange",
    "record_feedback",
    "release_request",
    "request_of",
    "set_flow",
    "take_request",
    "vote_on",
    "waiting_for",
]
