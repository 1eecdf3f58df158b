"""What a failed call to Telegram means for the message: a total, pure classification."""

from datetime import timedelta

import httpx
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

from cases.outbox import (
    Fatal,
    Migrated,
    NotSent,
    Outcome,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
)

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
TOKEN_REFUSED = "Telegram 不认识令牌"  # noqa: S105 — how the reason of such a stop begins
GONE_CHATS = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")


def outcome_of(error: TelegramError) -> Outcome:  # noqa: PLR0911 — a table, one row an ending
    """
    Return what *error* says about the message that was being sent.

    Order matters: ``BadRequest`` and ``TimedOut`` are kinds of ``NetworkError`` in PTB, and only the
    cause below tells a connection that never opened from an answer that was lost.
    """
    reason = f"{type(error).__name__}: {error.message}"
    match error:
        case RetryAfter():
            return RateLimited(_seconds(error))
        case ChatMigrated():
            return Migrated(str(error.new_chat_id))
        case InvalidToken() | EndPointNotFound():
            return Fatal(f"{TOKEN_REFUSED}（{reason}）")
        case Conflict():
            return Fatal(reason)
        case Forbidden():
            return Unreachable(reason)
        case BadRequest() if any(words in error.message.lower() for words in GONE_CHATS):
            return Unreachable(reason)
        case BadRequest():
            return Rejected(reason)
        case TimedOut() | NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
            return NotSent(reason)
        case _:
            return Unknown(reason)


def _seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
