"""POST /telegram/webhook: an update is answered for once it is in the inbox."""

from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from bot.web.app import create_app
from bot.web.serving import serving
from cases import inbox
from tests.bot.web.conftest import SECRET, Web

HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1774000000,
        "chat": {"id": 501, "type": "private"},
        "from": {"id": 501, "is_bot": False, "first_name": "王"},
        "text": "施工许可证几天能批下来？",
    },
}


async def post(web: Web, *, secret: str | None = SECRET, **content) -> httpx.Response:
    headers = {HEADER: secret} if secret is not None else {}
    return await web.stranger.post("/telegram/webhook", headers=headers, **content)


async def in_the_inbox(web: Web) -> list[inbox.TakenUpdate]:
    async with web.services.sessions.begin() as session:
        return await inbox.next_updates(session, limit=10)


async def test_an_update_is_stored_as_it_came(web: Web):
    """Under its chat's key; the empty 200 comes after the commit."""
    answer = await post(web, json=UPDATE)

    (stored,) = await in_the_inbox(web)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (stored.update_id, stored.chat_key, stored.payload) == (7, "501", UPDATE)


async def test_a_redelivery_is_stored_once(web: Web):
    """Fault 14: Telegram repeats what it believes was not taken."""
    answers = [await post(web, json=UPDATE) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert len(await in_the_inbox(web)) == 1


@pytest.mark.parametrize("secret", [None, "", "the-webhook-secres", SECRET + "x", "密钥".encode()])
async def test_nobody_else_is_believed_to_be_telegram(web: Web, secret):
    """403, and nothing is stored."""
    answer = await post(web, secret=secret, json=UPDATE)

    assert answer.status_code == 403
    assert answer.json()["where"] == HEADER
    assert await in_the_inbox(web) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"\xff",
        b"[" * 100_000,
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 0}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": 7, "message": {}}',
        b'{"update_id": 7, "message": []}',
        b'{"update_id": 7, "message": {"chat": {"id": 5}, "text": "a\\u0000b"}}',
        b'{"update_id": 7, "message": {"chat": {"id": 5}, "text": "\\ud83d"}}',
    ],
)
async def test_a_body_that_is_no_update_is_refused(web: Web, content: bytes):
    """400: not even Telegram could repeat it into one that we can keep."""
    answer = await post(web, content=content)

    assert answer.status_code == 400
    assert answer.json() == {"error": "正文不是 Telegram 的更新", "where": "body"}
    assert await in_the_inbox(web) == []


async def test_half_characters_in_pairs_are_whole_ones(web: Web):
    """Telegram writes an emoji as two escapes."""
    content = b'{"update_id": 7, "message": {"chat": {"id": 5}, "text": "\\ud83d\\ude00"}}'

    assert (await post(web, content=content)).status_code == 200
    (stored,) = await in_the_inbox(web)
    assert stored.payload["message"]["text"] == "😀"


@pytest.mark.parametrize("given", [{}, {HEADER: ""}])
async def test_without_a_secret_in_the_settings_the_door_is_shut(services, intake, given):
    """An empty secret must not match an empty header."""
    settings = services.settings.model_copy(update={"webhook_secret": SecretStr("")})
    app = create_app(replace(services, settings=settings), intake)
    async with (
        serving(app, host="127.0.0.1", port=0) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        answer = await client.post("/telegram/webhook", json=UPDATE, headers=given)

    assert answer.status_code == 403


async def test_without_an_intake_there_is_no_webhook(services):
    """A process that only serves the API takes no updates."""
    async with (
        serving(create_app(services, None), host="127.0.0.1", port=0) as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
    ):
        answer = await client.post("/telegram/webhook", json=UPDATE, headers={HEADER: SECRET})

    assert answer.status_code == 404
