"""How the bot learns what people did: by HTTP POST to its own address."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI, Request, Response
from telegram import Update
from telegram.error import BadRequest, Conflict

from bot.sandbox.server import RunningServer, serve
from tests.bot.sandbox.conftest import ZHANG


@dataclass
class Hook:
    """A web server of the bot that answers with the given statuses, then with 200."""

    server: RunningServer
    statuses: list[int] = field(default_factory=list)
    taken: asyncio.Queue[tuple[dict, str | None]] = field(default_factory=asyncio.Queue)

    @property
    def url(self) -> str:
        return f"{self.server.url}/hook"

    async def next_text(self) -> str:
        update, _ = await self.taken.get()
        return update["message"]["text"]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    app = FastAPI()

    @app.post("/hook")
    async def take(request: Request) -> Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        status = hook.statuses.pop(0) if hook.statuses else 200
        hook.taken.put_nowait((await request.json(), secret))
        return Response(status_code=status)

    hook = Hook(await serve(app))
    yield hook
    await hook.server.stop()


class TestPosting:
    async def test_hands_over_updates_in_order_with_the_secret(self, sandbox, hook):
        """What waited comes first."""
        await sandbox.bot.set_webhook(hook.url, secret_token="only-we-know")
        sandbox.world.say(ZHANG, "一")
        sandbox.world.say(ZHANG, "二")

        arrived = [await hook.taken.get() for _ in range(3)]

        assert [update["message"]["text"] for update, _ in arrived] == ["/start", "一", "二"]
        assert {secret for _, secret in arrived} == {"only-we-know"}
        assert Update.de_json(arrived[0][0], sandbox.bot).effective_user.id == ZHANG

    async def test_repeats_until_it_is_taken(self, sandbox, hook):
        """The same update comes again, nothing overtakes it, and the trouble is on record."""
        hook.statuses = [500, 503]
        await sandbox.bot.set_webhook(hook.url, drop_pending_updates=True)
        sandbox.world.say(ZHANG, "一")
        sandbox.world.say(ZHANG, "二")

        texts = [await hook.next_text() for _ in range(4)]
        info = await sandbox.bot.get_webhook_info()

        assert texts == ["一", "一", "一", "二"]
        assert info.last_error_date == sandbox.clock.at
        assert info.last_error_message.startswith("Wrong response from the webhook: 503")

    async def test_waits_for_a_bot_that_is_down(self, sandbox, hook):
        """Updates are kept while nobody listens."""
        await hook.server.stop()
        await sandbox.bot.set_webhook(hook.url, drop_pending_updates=True)
        sandbox.world.say(ZHANG, "有人吗")

        async with asyncio.timeout(5):
            while (await sandbox.bot.get_webhook_info()).last_error_message is None:
                pass

        info = await sandbox.bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")

    async def test_excludes_polling(self, sandbox, hook):
        """409 until the webhook is taken away; then the rest can be polled."""
        hook.statuses = [500] * 1000
        await sandbox.bot.set_webhook(hook.url)
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await sandbox.bot.get_updates()

        await sandbox.bot.delete_webhook()

        assert [update["message"]["text"] for update in await sandbox.updates()] == ["/start"]


class TestSettingIt:
    async def test_is_told_back(self, sandbox, hook):
        """getWebhookInfo answers with what was set."""
        await sandbox.bot.set_webhook(hook.url, max_connections=7, allowed_updates=["message"])

        info = await sandbox.bot.get_webhook_info()

        assert (info.url, info.max_connections, info.allowed_updates) == (hook.url, 7, ("message",))

    @pytest.mark.parametrize(
        "url, secret, complaint",
        [
            ("http://example.com/hook", None, "(?i)an https url must be provided"),
            ("https://example.com/hook", "with space", "(?i)secret token contains unallowed"),
        ],
    )
    async def test_needs_tls_and_a_plain_secret(self, sandbox, url, secret, complaint):
        """Only this machine may be reached without TLS."""
        with pytest.raises(BadRequest, match=complaint):
            await sandbox.bot.set_webhook(url, secret_token=secret)

        assert (await sandbox.bot.get_webhook_info()).url == ""
