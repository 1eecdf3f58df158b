"""What ``bangban sending`` does, and how it shows the brake."""

from collections.abc import Iterator
from typing import Any

from bot.commands.transactions import Desk, transact
from bot.texts import terminal
from cases import braking
from cases.actors import COMMAND_LINE
from cases.braking import Brake
from cases.database import Session


def look() -> Brake:
    """Return what holds sending back."""

    async def _look(session: Session, _desk: Desk) -> Brake:
        return await braking.brake(session)

    return transact(_look)


def pull(reason: str) -> Brake:
    """Stop everything at once."""

    async def _pull(session: Session, desk: Desk) -> Brake:
        return await braking.stop_everything(
            session, by=COMMAND_LINE, reason=reason, at=desk.clock.now()
        )

    return transact(_pull)


def let_go() -> Brake:
    """Release every stop but those of notices."""

    async def _let_go(session: Session, desk: Desk) -> Brake:
        return await braking.let_everything_go(session, by=COMMAND_LINE, at=desk.clock.now())

    return transact(_let_go)


def as_dict(found: Brake) -> dict[str, Any]:
    """Return the brake for programs."""
    return {
        "stops": [
            {
                "scope": stop.scope,
                "reason": stop.reason,
                "by": stop.engaged_by,
                "since": stop.engaged_at.isoformat(),
            }
            for stop in found.stops
        ],
        "in_flight": found.in_flight,
    }


def lines_of(found: Brake) -> Iterator[str]:
    """Yield the brake for people: a line for each stop, and what is still on its way."""
    if not found.stops:
        yield terminal.SENDING_GOES_ON
    for stop in found.stops:
        yield terminal.SENDING_STOPPED.format(
            scope=terminal.SENDING_SCOPES.get(stop.scope, stop.scope),
            by=stop.engaged_by,
            reason=stop.reason,
        )
    yield terminal.SENDING_IN_FLIGHT.format(in_flight=found.in_flight)
