"""Every failure of a call means exactly one thing for the message."""

from datetime import timedelta

import httpx
import pytest
import telegram.error
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram_outcomes import outcome_of
from cases.outbox import (
    Fatal,
    Migrated,
    NotSent,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
)


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (RetryAfter(timedelta(seconds=10_072)), RateLimited),
        (ChatMigrated(-100), Migrated),
        (InvalidToken(), Fatal),
        (EndPointNotFound("Not Found"), Fatal),
        (Conflict("terminated by other getUpdates request"), Fatal),
        (Forbidden("bot was blocked by the user"), Unreachable),
        (Forbidden("bot can't initiate conversation with a user"), Unreachable),
        (BadRequest("Chat not found"), Unreachable),
        (BadRequest("User is deactivated"), Unreachable),
        (BadRequest("Can't parse entities: unclosed tag"), Rejected),
        (BadRequest("Button_data_invalid"), Rejected),
        (caused(NetworkError("x"), httpx.ConnectError("x")), NotSent),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), NotSent),
        (caused(TimedOut(), httpx.PoolTimeout("x")), NotSent),
        (caused(NetworkError("x"), httpx.ProxyError("x")), NotSent),
        (caused(TimedOut(), httpx.ReadTimeout("x")), Unknown),
        (caused(TimedOut(), httpx.WriteTimeout("x")), Unknown),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Unknown),
        (NetworkError("Bad Gateway"), Unknown),
        (TelegramError("something new"), Unknown),
    ],
    ids=lambda value: (
        getattr(value, "__name__", None) or f"{value!r}-{type(value.__cause__).__name__}"
    ),
)
def test_an_error_has_one_meaning(error: TelegramError, meaning: type):
    """BadRequest and TimedOut are network errors too; the finer meaning wins."""
    assert isinstance(outcome_of(error), meaning)


def test_the_wait_that_telegram_asks_for_is_kept():
    assert outcome_of(RetryAfter(timedelta(seconds=10_072))) == RateLimited(
        timedelta(seconds=10_072)
    )


def test_no_error_of_the_library_is_left_without_a_meaning():
    """A class that the library adds later is unknown, never “not sent”."""
    kinds = [
        kind
        for kind in vars(telegram.error).values()
        if isinstance(kind, type) and issubclass(kind, TelegramError)
    ]

    assert len(kinds) >= 11
    for kind in kinds:
        error = kind.__new__(kind)
        Exception.__init__(error, "x")
        error.message = "x"
        if kind is RetryAfter:
            error._retry_after = timedelta(seconds=1)
        if kind is ChatMigrated:
            error.new_chat_id = 1
        assert not isinstance(outcome_of(error), NotSent)


def test_a_transport_error_counts_as_not_sent_only_if_nothing_left_the_machine():
    """Of all of httpx's errors, exactly those before the request was written."""
    kinds = [
        kind
        for kind in vars(httpx).values()
        if isinstance(kind, type) and issubclass(kind, httpx.TransportError)
    ]
    not_sent = {
        kind.__name__
        for kind in kinds
        if isinstance(outcome_of(caused(NetworkError("x"), kind("x"))), NotSent)
    }

    assert not_sent == {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
