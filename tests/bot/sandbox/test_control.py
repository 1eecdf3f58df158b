"""What the sandbox's page may ask, and what it is refused."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bot.sandbox.control_acts import until_next_working_morning
from bot.sandbox.page_files import PAGE
from tests.bot.sandbox.desk import CHEN, LIU, SUN, ZHOU, Desk, a_desk, a_picture, serving


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = a_desk()
    yield desk
    await desk.client.aclose()


async def chat(desk: Desk, user_id: int) -> dict:
    state = (await desk.client.get("/sandbox/api/state")).json()
    personas = [persona for pane in state["panes"] for persona in pane["personas"]]
    return next(each["chat"] for each in personas if each["user_id"] == user_id)


class TestState:
    async def test_shows_three_panes_with_everybody_in_them(self, desk: Desk) -> None:
        state = (await desk.client.get("/sandbox/api/state")).json()

        assert [pane["pane"] for pane in state["panes"]] == ["企业", "帮办专员", "管理者"]
        assert [len(pane["personas"]) for pane in state["panes"]] == [2, 1, 2]
        assert state["bot"]["username"] == desk.world.bot.username
        assert state["clock"] == {"now": "2026-11-23T01:00:00+00:00", "zone": "Asia/Shanghai"}

    async def test_shows_what_the_bot_sent_with_entities_buttons_and_styles(
        self, desk: Desk
    ) -> None:
        desk.world.press_start(CHEN)
        await desk.send(
            "sendMessage",
            chat_id=CHEN,
            text="😀 <b>7 个工作日</b>",
            parse_mode="HTML",
            reply_markup={
                "inline_keyboard": [[{"text": "刷新", "callback_data": "r", "style": "primary"}]]
            },
        )

        message = (await chat(desk, CHEN))["messages"][-1]

        assert message["text"] == "😀 7 个工作日"
        assert message["entities"] == [{"type": "bold", "offset": 3, "length": 6}]
        assert message["buttons"] == [
            [{"text": "刷新", "style": "primary", "kind": "callback_data", "value": "r"}]
        ]

    async def test_leaves_out_what_was_deleted(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)
        sent = await desk.send("sendMessage", chat_id=CHEN, text="作废")
        await desk.send("deleteMessage", chat_id=CHEN, message_id=sent["message_id"])

        assert [each["text"] for each in (await chat(desk, CHEN))["messages"]] == ["/start"]


class TestPeople:
    async def test_write_start_and_press(self, desk: Desk) -> None:
        assert (await desk.post("start", user_id=CHEN, payload="c_abc")).status_code == 200
        assert (
            await desk.post("say", user_id=CHEN, text="施工许可证几天能批下来？")
        ).status_code == 200
        keyboard = {"inline_keyboard": [[{"text": "材料", "callback_data": "m"}]]}
        sent = await desk.send("sendMessage", chat_id=CHEN, text="答", reply_markup=keyboard)

        press = await desk.post("press", user_id=CHEN, message_id=sent["message_id"], data="m")

        updates = await desk.send("getUpdates")
        assert [each["message"]["text"] for each in updates[:2]] == [
            "/start c_abc",
            "施工许可证几天能批下来？",
        ]
        assert updates[2]["callback_query"]["id"] == press.json()["query_id"]

    async def test_send_files_stickers_and_voices(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)
        content = base64.b64encode(a_picture()).decode()

        for action in ("sticker", "voice"):
            assert (await desk.post(action, user_id=CHEN)).status_code == 200
        for action in ("document", "photo"):
            sent = await desk.post(action, user_id=CHEN, filename="平面图.png", content=content)
            assert sent.status_code == 200

        *_, document, photo = (await chat(desk, CHEN))["messages"]
        assert document["document"]["name"] == "平面图.png"
        assert (photo["photo"]["width"], photo["photo"]["height"]) == (640, 400)

    async def test_block_the_bot_and_allow_it_again(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)

        await desk.post("block", user_id=CHEN)
        refused = await desk.client.post(
            f"/bot{desk.world.token}/sendMessage", json={"chat_id": CHEN, "text": "在吗"}
        )
        blocked = (await chat(desk, CHEN))["blocked"]
        await desk.post("unblock", user_id=CHEN)

        assert refused.status_code == 403
        assert blocked is True
        assert (await chat(desk, CHEN))["blocked"] is False


class TestClock:
    async def test_advances_by_hours_and_days(self, desk: Desk) -> None:
        await desk.post("advance-clock", hours=1)
        answer = await desk.post("advance-clock", days=1)

        assert answer.json()["now"] == "2026-11-24T02:00:00+00:00"

    @pytest.mark.parametrize(
        ("now", "morning"),
        [
            (datetime(2026, 11, 23, 0, 30, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)),
            (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)),
            (datetime(2026, 11, 27, 9, 0, tzinfo=UTC), datetime(2026, 11, 30, 1, tzinfo=UTC)),
            # The week of National Day 2026: off until Wednesday 7 October.
            (datetime(2026, 9, 30, 9, 0, tzinfo=UTC), datetime(2026, 10, 8, 1, tzinfo=UTC)),
            # Saturday 10 October 2026 is worked in exchange.
            (datetime(2026, 10, 9, 9, 0, tzinfo=UTC), datetime(2026, 10, 10, 1, tzinfo=UTC)),
        ],
    )
    def test_knows_the_next_working_morning(self, now: datetime, morning: datetime) -> None:
        assert now + until_next_working_morning(a_desk(start=now).clock) == morning

    @pytest.mark.parametrize(
        "body", [{}, {"hours": -1}, {"hours": 1, "days": 1}, {"to": "yesterday"}, {"hours": "很多"}]
    )
    async def test_never_goes_back_or_guesses(self, desk: Desk, body: dict) -> None:
        answer = await desk.post("advance-clock", **body)

        assert answer.status_code == 422
        assert desk.clock.now() == datetime(2026, 11, 23, 1, tzinfo=UTC)


class TestRefusals:
    """Each is a 4xx and one Chinese line; nothing is half-done."""

    @pytest.mark.parametrize(
        ("action", "body", "status"),
        [
            ("say", {"user_id": 999, "text": "你好"}, 404),
            ("say", {"user_id": CHEN, "text": "   "}, 400),
            ("say", {"user_id": CHEN}, 422),
            ("say", {"user_id": "谁", "text": "你好"}, 422),
            ("say", {"user_id": CHEN, "text": "你好", "as": "root"}, 422),
            ("start", {"user_id": CHEN, "payload": "有空格 的"}, 400),
            ("press", {"user_id": CHEN, "message_id": 99, "data": "x"}, 404),
            ("press", {"user_id": CHEN, "message_id": 1, "data": "没有"}, 404),
            (
                "photo",
                {"user_id": CHEN, "filename": "a.png", "content": "bm90IGEgcGljdHVyZQ=="},
                400,
            ),
            ("document", {"user_id": CHEN, "filename": "a.pdf", "content": "不是base64"}, 422),
            ("block", {"user_id": LIU}, 409),
            ("unblock", {"user_id": CHEN}, 409),
        ],
    )
    async def test_say_what_is_wrong(
        self, desk: Desk, action: str, body: dict, status: int
    ) -> None:
        desk.world.press_start(CHEN)
        before = len(desk.world.transcript(CHEN))

        answer = await desk.post(action, **body)

        assert answer.status_code == status
        line = answer.json()["detail"]
        assert "\n" not in line
        assert any("\u4e00" <= character <= "\u9fff" for character in line)
        assert len(desk.world.transcript(CHEN)) == before

    async def test_who_blocked_the_bot_cannot_write_to_it(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)
        desk.world.block(CHEN)

        assert (await desk.post("say", user_id=CHEN, text="你好")).status_code == 409

    async def test_a_body_that_is_no_json_is_refused(self, desk: Desk) -> None:
        answer = await desk.client.post(
            "/sandbox/api/say", content=b"{", headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == 422
        assert "JSON" in answer.json()["detail"]

    async def test_an_unknown_file_is_not_found(self, desk: Desk) -> None:
        assert (await desk.client.get("/sandbox/api/file/nothing")).status_code == 404


class TestOtherWebPages:
    """A page elsewhere in the same browser can neither read nor act."""

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.8:8000", "["]
    )
    @pytest.mark.parametrize("path", ["/sandbox/api/state", "/sandbox/", "/sandbox/page/app.js"])
    async def test_cannot_reach_the_sandbox_under_another_name(
        self, desk: Desk, host: str, path: str
    ) -> None:
        answer = await desk.client.get(path, headers={"Host": host})

        assert answer.status_code == 403

    @pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
    async def test_this_machine_can(self, desk: Desk, host: str) -> None:
        answer = await desk.client.get("/sandbox/api/state", headers={"Host": host})

        assert answer.status_code == 200

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Content-Type": "text/plain"}, 415),
            ({"Content-Type": "application/json", "Origin": "https://evil.example"}, 403),
            ({"Content-Type": "application/json", "Origin": "http://127.0.0.1:9"}, 403),
            ({"Content-Type": "application/json", "Origin": "null"}, 403),
            ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
        ],
    )
    async def test_cannot_act(self, desk: Desk, headers: dict, status: int) -> None:
        desk.world.press_start(CHEN)
        body = json.dumps({"user_id": CHEN, "text": "转发给我"})

        answer = await desk.client.post("/sandbox/api/say", content=body, headers=headers)

        assert answer.status_code == status
        assert [each.text for each in desk.world.transcript(CHEN)] == ["/start"]

    async def test_cannot_be_smuggled_in_as_a_file(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)
        desk.world.send_document(CHEN, "a.html", b"<script>alert(1)</script>")
        url = (await chat(desk, CHEN))["messages"][-1]["document"]["url"]

        answer = await desk.client.get(f"/sandbox/{url}")

        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["x-content-type-options"] == "nosniff"


class TestPageFiles:
    async def test_the_page_and_all_it_names_are_served(self, desk: Desk) -> None:
        page = await desk.client.get("/sandbox/")

        assert page.status_code == 200
        assert "script-src 'self'" in page.headers["content-security-policy"]
        for path in PAGE.iterdir():
            if path.name != "index.html":
                assert f"page/{path.name}" in page.text  # modules too: they are fetched at once
                assert (await desk.client.get(f"/sandbox/page/{path.name}")).status_code == 200

    async def test_a_chinese_font_comes_along(self, desk: Desk) -> None:
        font = await desk.client.get("/sandbox/font/NotoSansSC.otf")

        assert font.content[:4] == b"OTTO"

    @pytest.mark.parametrize(
        "name", ["..%2Fcontrol.py", "control.py", "index.html", "none.js", "%2e%2e"]
    )
    async def test_nothing_else_is(self, desk: Desk, name: str) -> None:
        assert (await desk.client.get(f"/sandbox/page/{name}")).status_code == 404


class Listener:
    """One open page, as far as its events go."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.lines = lines

    async def next(self, wanted: str) -> dict:
        async with asyncio.timeout(10):
            name = ""
            async for line in self.lines:
                key, _, value = line.partition(": ")
                if key == "event":
                    name = value
                elif key == "data" and name == wanted:
                    return json.loads(value)
        raise AssertionError(f"the stream ended before {wanted}")


class TestEvents:
    async def test_begin_with_everything_and_go_on_with_what_changed(self, desk: Desk) -> None:
        desk.world.press_start(CHEN)
        async with (
            serving(desk) as url,
            httpx.AsyncClient() as client,
            client.stream("GET", f"{url}/sandbox/api/events") as response,
        ):
            listener = Listener(response.aiter_lines())
            whole = await listener.next("state")
            assert len(whole["panes"][0]["personas"][0]["chat"]["messages"]) == 1

            sent = await desk.send("sendMessage", chat_id=CHEN, text="第一版")
            first = await listener.next("chat")
            await desk.send(
                "editMessageText", chat_id=CHEN, message_id=sent["message_id"], text="第二版"
            )
            second = await listener.next("chat")
            await desk.send("deleteMessage", chat_id=CHEN, message_id=sent["message_id"])
            third = await listener.next("chat")

        assert [each["text"] for each in first["messages"]] == ["第一版"]
        assert [(each["text"], each["edited"]) for each in second["messages"]] == [("第二版", True)]
        assert (third["messages"], third["removed"]) == ([], [sent["message_id"]])

    async def test_tell_every_page_the_new_time(self, desk: Desk) -> None:
        async with (
            serving(desk) as url,
            httpx.AsyncClient() as client,
            client.stream("GET", f"{url}/sandbox/api/events") as response,
        ):
            listener = Listener(response.aiter_lines())
            await listener.next("state")

            await desk.post("advance-clock", days=1)

            tick = await listener.next("tick")
            assert tick["clock"]["now"] == "2026-11-24T01:00:00+00:00"

    async def test_end_when_the_world_hangs_up(self, desk: Desk) -> None:
        async with (
            serving(desk) as url,
            httpx.AsyncClient() as client,
            client.stream("GET", f"{url}/sandbox/api/events") as response,
        ):
            lines = response.aiter_lines()
            await Listener(lines).next("state")

            desk.world.hang_up()

            async with asyncio.timeout(10):
                assert [line async for line in lines if line.startswith("event")] == []

    async def test_typing_shows_and_ends_by_the_sandbox_clock(self, desk: Desk) -> None:
        desk.world.press_start(ZHOU)
        desk.world.press_start(SUN)
        async with (
            serving(desk) as url,
            httpx.AsyncClient() as client,
            client.stream("GET", f"{url}/sandbox/api/events") as response,
        ):
            listener = Listener(response.aiter_lines())
            await listener.next("state")
            await desk.send("sendChatAction", chat_id=ZHOU, action="typing")
            shown = await listener.next("chat")
            await desk.post("advance-clock", hours=1)
            ended = await listener.next("chat")

        assert (shown["user_id"], shown["typing"]) == (ZHOU, True)
        assert (ended["user_id"], ended["typing"]) == (ZHOU, False)
