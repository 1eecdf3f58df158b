"""Running an ASGI app beside other work in the same event loop."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.errors import NotReady
from bot.texts.web import CANNOT_LISTEN, MAY_NOT_LISTEN, PORT_TAKEN

GRACE = 2  # seconds that open requests get when the server stops
MOST_WAITING = 128  # connections that the system holds for us


class _Server(uvicorn.Server):
    """A server that leaves signals to the program around it and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit as error:  # the library would end the whole program with it
            msg = "the application's start-up failed"
            raise RuntimeError(msg) from error
        self.up.set()


@dataclass
class RunningServer:
    """A server that answers until it is stopped."""

    host: str
    port: int
    _server: _Server = field(repr=False)
    _task: asyncio.Task[None] = field(repr=False)
    _before_stop: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """End open requests, close the port and wait until nothing of the server is left."""
        if self._before_stop is not None:
            self._before_stop()
        self._server.should_exit = True
        await self._task


async def serve(
    app: FastAPI,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    http: type[H11Protocol] = H11Protocol,
    before_stop: Callable[[], None] | None = None,
) -> RunningServer:
    """
    Start *app* and return when it answers; port 0 takes any free one.

    Args:
        before_stop: Called first when the server stops; lets requests go that would wait for long.

    Raises:
        OSError: The port is taken, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=MOST_WAITING)
    # Connections inherit it. asyncio sets it only on sockets made with a named protocol; without it,
    # answers on a kept connection wait 40 ms for an acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        app,
        http=http,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    up = asyncio.create_task(server.up.wait())
    try:
        await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        # Cut off half-way, it would log a traceback: let it come up, then stop it in order.
        await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await asyncio.wait({task})
        listening.close()
        raise
    finally:
        up.cancel()
    if task.done():
        listening.close()
        await task
    return RunningServer(host, listening.getsockname()[1], server, task, before_stop)


@contextlib.asynccontextmanager
async def serving(app: FastAPI, *, host: str, port: int) -> AsyncIterator[RunningServer]:
    """
    Run *app* while this is open.

    Raises:
        NotReady: Nothing can listen there; one line says why and what to do.
    """
    try:
        server = await serve(app, host, port)
    except OSError as error:
        raise NotReady(_trouble(error, host, port)) from error
    try:
        yield server
    finally:
        await server.stop()


def _trouble(error: OSError, host: str, port: int) -> str:
    known = {errno.EADDRINUSE: PORT_TAKEN, errno.EACCES: MAY_NOT_LISTEN}
    return known.get(error.errno or 0, CANNOT_LISTEN).format(host=host, port=port)
