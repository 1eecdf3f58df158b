"""Running the sandbox's server so that a fault can cut the very connection of a request."""

import asyncio

from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.web import serving
from bot.web.serving import RunningServer

__all__ = ["CONNECTION", "RunningServer", "serve"]

CONNECTION = "connection"  # where a request finds the transport it came by


class _Protocol(H11Protocol):
    """Shows each request its transport, so that a fault can drop the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, CONNECTION: transport}


async def serve(app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> RunningServer:
    """
    Start *app* and return when it answers; port 0 takes any free one.

    Raises:
        OSError: The port is taken.
    """
    before_stop = getattr(app.state, "hang_up", None)
    return await serving.serve(app, host, port, http=_Protocol, before_stop=before_stop)
