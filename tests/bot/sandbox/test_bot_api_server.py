"""The server itself: how requests may be written, and how it starts and stops."""

import asyncio
import json
import socket

import httpx
import pytest
from fastapi import FastAPI, Request
from telegram import Bot
from telegram.error import NetworkError

from bot.sandbox.methods.registry import METHODS
from bot.sandbox.running import CONNECTION
from bot.sandbox.server import create_app, serve
from tests.bot.sandbox.conftest import ZHANG


@pytest.fixture
async def client(sandbox):
    base = f"{sandbox.server.url}/bot{sandbox.world.token}/"
    async with httpx.AsyncClient(base_url=base) as client:
        yield client


class TestWritingARequest:
    @pytest.mark.parametrize(
        "how",
        [
            {"method": "GET", "params": {"chat_id": ZHANG, "text": "好"}},
            {"method": "POST", "data": {"chat_id": str(ZHANG), "text": "好"}},
            {"method": "POST", "json": {"chat_id": ZHANG, "text": "好"}},
            {"method": "POST", "params": {"chat_id": ZHANG}, "json": {"text": "好"}},
            {
                "method": "POST",
                "files": {"chat_id": (None, str(ZHANG)), "text": (None, "好")},
            },
        ],
        ids=["address", "form", "json", "both", "multipart"],
    )
    async def test_any_of_telegrams_ways_will_do(self, client, how):
        """GET, form, JSON and multipart mean the same; so does another case of the name."""
        answer = await client.request(url="SENDmessage", **how)

        assert answer.json()["result"]["text"] == "好"

    @pytest.mark.parametrize(
        "name, values, code, description",
        [
            ("sendMassage", {}, 404, "Not Found"),
            ("sendMessage", {"text": "好"}, 400, "Bad Request: chat_id is empty"),
            ("sendMessage", {"chat_id": ZHANG}, 400, "Bad Request: message text is empty"),
            (
                "sendMessage",
                {"chat_id": "@nobody", "text": "好"},
                400,
                "Bad Request: chat not found",
            ),
            (
                "sendMessage",
                {"chat_id": ZHANG, "text": "好", "reply_markup": "{"},
                400,
                "Bad Request: can't parse reply_markup JSON object",
            ),
            (
                "editMessageText",
                {"chat_id": ZHANG, "text": "好"},
                400,
                "Bad Request: message identifier is not specified",
            ),
            ("getFile", {}, 400, "Bad Request: file_id not specified"),
        ],
    )
    async def test_bad_ones_are_refused_in_telegrams_form(
        self, client, name, values, code, description
    ):
        """The status of the answer is its error code."""
        answer = await client.post(name, json=values)

        assert answer.status_code == code
        assert answer.json() == {"ok": False, "error_code": code, "description": description}

    async def test_a_body_that_is_no_json_is_refused(self, client):
        """So is one that is no object."""
        for body in ("{", "[]", '"x"'):
            answer = await client.post(
                "getMe", content=body, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code == 400

    async def test_a_form_that_breaks_off_is_refused(self, client):
        """A multipart body without its end is told in Telegram's form."""
        answer = await client.post(
            "sendMessage",
            content=b"--x\r\nContent-Disposition: nonsense\r\n\r\n1\r\n--x--",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )

        assert answer.status_code == 400
        assert answer.json()["description"] == "Bad Request: can't parse form data"

    async def test_unknown_parameters_are_ignored(self, client):
        """As Telegram does, so that newer bots still work."""
        answer = await client.post("getMe", json={"colour": "blue"})

        assert answer.json()["ok"]

    async def test_another_token_opens_nothing(self, sandbox):
        """401, whatever the method."""
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{sandbox.server.url}/bot1:wrong/getMe")

        assert answer.status_code == 401
        assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}

    async def test_an_upload_is_found_by_its_attached_name(self, client):
        """``attach://`` names another part of the request; a missing one is told."""
        media = json.dumps([{"type": "document", "media": f"attach://f{n}"} for n in (1, 2)])
        data = {"chat_id": str(ZHANG), "media": media}

        missing = await client.post("sendMediaGroup", data=data, files={"f1": b"x"})
        found = await client.post(
            "sendMediaGroup", data=data, files={"f1": b"x", "f2": ("b.txt", b"y")}
        )

        assert missing.json()["description"] == 'Bad Request: attached file "f2" is missing'
        assert found.json()["result"][1]["document"]["file_name"] == "b.txt"


class TestRunning:
    async def test_a_stopped_server_leaves_nothing_behind(self, world):
        """No task, no port, and a bot that waited for updates gets its answer."""
        before = asyncio.all_tasks()
        server = await serve(create_app(world))
        async with Bot(world.token, base_url=f"{server.url}/bot") as bot:
            polling = asyncio.create_task(bot.get_updates(offset=2, timeout=30))
            await world.updates.until_polled()

            await server.stop()

            assert await polling == ()
            with pytest.raises(NetworkError):
                await bot.get_me()
        assert asyncio.all_tasks() == before
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", server.port))

    async def test_the_world_survives_its_server(self, world):
        """A restarted server on the same port goes on where the other stopped."""
        first = await serve(create_app(world))
        await first.stop()
        world.say(ZHANG, "停机时写的")

        second = await serve(create_app(world), port=first.port)

        async with Bot(world.token, base_url=f"{first.url}/bot") as bot:
            updates = await bot.get_updates()
        await second.stop()
        assert [update.message.text for update in updates] == ["/start", "停机时写的"]

    async def test_answers_leave_without_delay(self):
        """No answer waits for the client's acknowledgement of the one before."""
        app = FastAPI()

        @app.get("/")
        async def no_delay(request: Request) -> int:
            connection = request.scope["state"][CONNECTION].get_extra_info("socket")
            return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

        server = await serve(app)
        async with httpx.AsyncClient() as client:
            answer = await client.get(server.url)
        await server.stop()

        assert answer.json() == 1

    async def test_a_taken_port_is_an_error(self, sandbox, world):
        """Nothing half-started remains."""
        before = asyncio.all_tasks()

        with pytest.raises(OSError, match="in use"):
            await serve(create_app(world), port=sandbox.server.port)

        assert asyncio.all_tasks() == before

    async def test_every_family_of_methods_is_offered(self):
        """What the project's bot needs is there."""
        needed = """
            getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage sendPhoto
            sendDocument sendChatAction editMessageText editMessageCaption editMessageMedia
            editMessageReplyMarkup answerCallbackQuery deleteMessage pinChatMessage
            unpinChatMessage getFile setMyCommands getMyCommands setMyDescription getChat
            createForumTopic closeForumTopic reopenForumTopic
        """

        assert {name.lower() for name in needed.split()} <= set(METHODS)
