"""What can come of one call to a channel. The channel's adapter maps everything to one of these."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Delivered:
    """The channel accepted it, under its own id."""

    external_id: str


@dataclass(frozen=True)
class NotSent:
    """The channel surely never saw it (no connection, no free socket)."""

    reason: str


@dataclass(frozen=True)
class RateLimited:
    """The channel asks us to wait; it did not accept it."""

    retry_after: timedelta


@dataclass(frozen=True)
class Unreachable:
    """This chat cannot be written to: blocked, deactivated, never started, not found."""

    reason: str


@dataclass(frozen=True)
class Migrated:
    """The chat lives at another address now."""

    new_address: str


@dataclass(frozen=True)
class Rejected:
    """The channel refuses the message itself; it would refuse it for everybody."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It may or may not have arrived: the answer was lost, late, or a server error."""

    reason: str


@dataclass(frozen=True)
class Fatal:
    """Nothing can be sent at all (the token is not valid any more); it did not accept this."""

    reason: str


Outcome = Delivered | NotSent | RateLimited | Unreachable | Migrated | Rejected | Unknown | Fatal


def recorded(outcome: type[Outcome]) -> str:
    """Return the word under which an attempt keeps such an outcome."""
    return outcome.__name__.lower()
