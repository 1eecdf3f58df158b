"""What was said in a chat: exchanges, votes, half-finished forms and calls for a person."""

from cases.conversations.exchanges import (
    exchange_of,
    recent_exchanges,
    record_exchange,
    record_feedback,
)
from cases.conversations.flows import FlowState, clear_flow, get_flow, set_flow
from cases.conversations.forgetting import forget
from cases.conversations.human_requests import (
    ask_for_human,
    close_request,
    open_requests,
    take_request,
)
from cases.tables.conversations import Exchange, HumanRequest, Vote

__all__ = [
    "Exchange",
    "FlowState",
    "HumanRequest",
    "Vote",
    "ask_for_human",
    "clear_flow",
    "close_request",
    "exchange_of",
    "forget",
    "get_flow",
    "open_requests",
    "recent_exchanges",
    "record_exchange",
    "record_feedback",
    "set_flow",
    "take_request",
]
