"""``/metrics``: what waits, for Prometheus. Counts only, never a name or a number of anybody."""

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Response

from bot.services import Services
from cases.backlog import Backlog, backlog

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_routes(services: Services) -> APIRouter:
    """Return ``/metrics``."""
    router = APIRouter(tags=["运行"])

    @router.get("/metrics", summary="待发消息与待处理更新的数量", response_class=Response)
    async def metrics() -> Response:
        at = services.clock.now()
        async with services.sessions.begin() as session:
            waiting = await backlog(session, at=at)
        return Response("\n".join(exposition(waiting, at=at)) + "\n", media_type=MEDIA_TYPE)

    return router


def exposition(waiting: Backlog, *, at: datetime) -> Iterator[str]:
    """Yield the lines of the exposition format."""
    yield from _head("bangban_outbox_deliveries", "Messages by state")
    for delivery_state, count in waiting.deliveries.items():
        yield f'bangban_outbox_deliveries{{state="{delivery_state.value}"}} {count}'
    yield from _head("bangban_outbox_oldest_pending_seconds", "Wait of the oldest due message")
    yield f"bangban_outbox_oldest_pending_seconds {_age(waiting.delivery_since, at)}"
    yield from _head("bangban_inbox_updates", "Updates by state")
    for update_state, count in waiting.updates.items():
        yield f'bangban_inbox_updates{{state="{update_state.value}"}} {count}'
    yield from _head("bangban_inbox_oldest_waiting_seconds", "Wait of the oldest unhandled update")
    yield f"bangban_inbox_oldest_waiting_seconds {_age(waiting.update_since, at)}"


def _head(name: str, said: str) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} gauge"


def _age(since: datetime | None, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds()) if since else 0.0
