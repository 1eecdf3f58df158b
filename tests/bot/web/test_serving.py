"""Running a server inside the loop."""

import socket
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from bot.errors import NotReady
from bot.web.serving import serving


def an_app() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def hello() -> str:
        return "您好"

    return app


async def test_a_server_answers_as_soon_as_it_is_open_and_not_after():
    """Nobody has to wait or try again; and the port is free when it is closed."""
    async with serving(an_app(), host="127.0.0.1", port=0) as server:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(server.url)
        url, port = server.url, server.port

    assert answer.json() == "您好"
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url)
    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_a_port_in_use_is_one_clear_line():
    """Which port, and what to do."""
    async with serving(an_app(), host="127.0.0.1", port=0) as server:
        with pytest.raises(NotReady, match=rf"^端口 {server.port} 已被占用.*BANGBAN_WEB_PORT"):
            async with serving(an_app(), host="127.0.0.1", port=server.port):
                pass


async def test_an_address_of_another_machine_is_one_clear_line():
    """TEST-NET-1 is nobody's."""
    with pytest.raises(NotReady, match=r"^无法监听 192\.0\.2\.1:8080.*BANGBAN_WEB_HOST"):
        async with serving(an_app(), host="192.0.2.1", port=8080):
            pass


async def test_an_application_that_cannot_start_does_not_end_the_program():
    """The server library would leave by ``SystemExit``, past every handler."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI):
        raise ValueError
        yield

    with pytest.raises(RuntimeError, match="start-up failed"):
        async with serving(FastAPI(lifespan=lifespan), host="127.0.0.1", port=0):
            pass


async def test_the_server_closes_when_the_work_beside_it_fails():
    """An error inside goes on to whoever opened it."""
    opened = []

    async def work() -> None:
        async with serving(an_app(), host="127.0.0.1", port=0) as server:
            opened.append(server)
            raise LookupError

    with pytest.raises(LookupError):
        await work()
    with socket.create_server(("127.0.0.1", opened[0].port)):
        pass


async def test_other_errors_do_not_name_the_server_software():
    """Nobody outside needs to know what answers."""
    async with (
        serving(an_app(), host="127.0.0.1", port=0) as server,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        answer = await client.get(f"{server.url}/nothing")

    assert "server" not in answer.headers
