"""The sandbox's page in a real browser: it shows what the bot did, and lets people act, like a messenger."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.bot.sandbox.desk import CHEN, LIU, SUN, WANG, Desk, a_desk, a_picture, serving
from tests.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@dataclass
class Screen:
    """The page of one sandbox, open in a browser."""

    page: Page
    desk: Desk
    complaints: list[str]

    def pane(self, name: str) -> Locator:
        return self.page.locator(f'[data-pane="{name}"]')

    def tab(self, user_id: int) -> Locator:
        return self.page.locator(f'[data-persona="{user_id}"]')

    def chat(self, user_id: int) -> Locator:
        return self.page.locator(f'[data-user-id="{user_id}"]')

    def message(self, user_id: int, message_id: int) -> Locator:
        return self.chat(user_id).locator(f'[data-message-id="{message_id}"]')

    async def say(self, user_id: int, text: str, **more: object) -> int:
        """Let the bot send *text* and return the message's id."""
        sent = await self.desk.send("sendMessage", chat_id=user_id, text=text, **more)
        return sent["message_id"]


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser) -> AsyncIterator[Screen]:
    """A page on which Chen's chat is open; nothing on it may raise or break its own policy."""
    desk = a_desk()
    desk.world.press_start(CHEN)
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    async with serving(desk) as url:
        await page.goto(f"{url}/sandbox/")
        await expect(page.get_by_test_id("connection")).to_have_attribute("data-state", "open")
        yield Screen(page, desk, complaints)
        await page.close()
    await desk.client.aclose()
    assert complaints == []


class TestLooking:
    async def test_three_columns_stand_side_by_side(self, screen: Screen) -> None:
        for name in ("企业", "帮办专员", "管理者"):
            await expect(screen.pane(name)).to_be_in_viewport()
        await expect(screen.page.get_by_test_id("clock")).to_contain_text(
            "2026年11月23日 周一 09:00"
        )

    async def test_what_the_bot_sends_appears_with_its_marks(self, screen: Screen) -> None:
        sent = await screen.say(
            CHEN,
            "😀 法定 <b>7 个工作日</b>（<i>自受理之日起</i>）\n<blockquote>第八条</blockquote>"
            '见 <a href="https://example.gov.cn/a">原文</a> 或 /status',
            parse_mode="HTML",
        )

        text = screen.message(CHEN, sent).get_by_test_id("text")
        await expect(text.locator("b")).to_have_text("7 个工作日")
        await expect(text.locator("i")).to_have_text("自受理之日起")
        await expect(text.locator("blockquote")).to_have_text("第八条")
        link = text.get_by_role("link", name="原文")
        await expect(link).to_have_attribute("href", "https://example.gov.cn/a")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")

    async def test_nothing_a_person_or_the_bot_writes_becomes_markup(self, screen: Screen) -> None:
        attack = (
            "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
        )

        mine = screen.desk.world.say(CHEN, attack)
        theirs = await screen.say(CHEN, attack)

        for message_id in (mine, theirs):
            text = screen.message(CHEN, message_id).get_by_test_id("text")
            await expect(text).to_have_text(attack)
            await expect(text.locator("img, script")).to_have_count(0)
        await expect(screen.page).to_have_title("帮办 · 沙盒演示")

    async def test_a_long_quote_opens_and_a_short_one_needs_not(self, screen: Screen) -> None:
        clause = "建设行政主管部门应当自收到申请之日起七日内，对符合条件的申请颁发施工许可证。" * 6
        quote = "<blockquote expandable>{}</blockquote>"
        long = await screen.say(CHEN, quote.format(clause), parse_mode="HTML")
        short = await screen.say(CHEN, quote.format("七日"), parse_mode="HTML")

        toggle = screen.message(CHEN, long).get_by_role("button", name="展开")
        folded = await screen.message(CHEN, long).bounding_box()
        await toggle.click()
        opened = await screen.message(CHEN, long).bounding_box()

        assert folded
        assert opened
        assert opened["height"] > folded["height"] + 40
        await expect(screen.message(CHEN, long).get_by_role("button", name="收起")).to_be_visible()
        await expect(screen.message(CHEN, short).get_by_role("button", name="展开")).to_be_hidden()

    async def test_a_hidden_word_is_shown_when_asked_for(self, screen: Screen) -> None:
        sent = await screen.say(CHEN, "验证码 <tg-spoiler>4711</tg-spoiler>", parse_mode="HTML")
        hidden = screen.message(CHEN, sent).locator(".spoiler")
        await expect(hidden).to_have_css("color", "rgba(0, 0, 0, 0)")

        await hidden.press("Enter")

        await expect(hidden).not_to_have_css("color", "rgba(0, 0, 0, 0)")

    async def test_a_picture_is_drawn_and_can_be_enlarged(self, screen: Screen) -> None:
        sent = await screen.desk.send(
            "sendPhoto",
            chat_id=CHEN,
            caption="办理进度",
            files={"photo": ("card.png", a_picture(), "image/png")},
        )
        photo = screen.message(CHEN, sent["message_id"]).get_by_test_id("photo")
        await expect(photo.locator("img")).to_have_js_property("naturalWidth", 640)

        await photo.click()

        box = screen.page.get_by_test_id("lightbox")
        await expect(box).to_be_visible()
        await expect(box).to_contain_text("办理进度")
        await screen.page.keyboard.press("Escape")
        await expect(box).to_be_hidden()

    async def test_a_document_shows_its_size_and_can_be_kept(self, screen: Screen) -> None:
        content = b"%PDF-1.7" + b"0" * 3000
        sent = await screen.desk.send(
            "sendDocument",
            chat_id=CHEN,
            files={"document": ("办事指南.pdf", content, "application/pdf")},
        )
        row = screen.message(CHEN, sent["message_id"]).get_by_test_id("document")
        await expect(row).to_contain_text("2.9 KB")

        async with screen.page.expect_download() as download:
            await row.click()

        assert (await download.value).suggested_filename == "办事指南.pdf"

    async def test_edits_pins_and_deletions_are_followed(self, screen: Screen) -> None:
        pinned = screen.pane("企业").get_by_test_id("pinned").first
        sent = await screen.say(CHEN, "进度：已受理")
        await screen.desk.send("pinChatMessage", chat_id=CHEN, message_id=sent)
        await expect(pinned).to_contain_text("进度：已受理")

        await screen.desk.send(
            "editMessageText", chat_id=CHEN, message_id=sent, text="进度：已办结"
        )
        await expect(screen.message(CHEN, sent).get_by_test_id("edited")).to_be_visible()
        await expect(pinned).to_contain_text("进度：已办结")

        await screen.desk.send("deleteMessage", chat_id=CHEN, message_id=sent)
        await expect(screen.message(CHEN, sent)).to_have_count(0)
        await expect(pinned).to_be_hidden()

    async def test_the_pinned_message_is_one_click_away(self, screen: Screen) -> None:
        sent = await screen.say(CHEN, "置顶的进度")
        await screen.desk.send("pinChatMessage", chat_id=CHEN, message_id=sent)
        for number in range(30):
            await screen.say(CHEN, f"后来的消息 {number}")
        await expect(screen.message(CHEN, sent)).not_to_be_in_viewport()

        await screen.chat(CHEN).get_by_test_id("pinned").click()

        await expect(screen.message(CHEN, sent)).to_be_in_viewport()

    async def test_an_answer_quotes_what_it_answers(self, screen: Screen) -> None:
        asked = screen.desk.world.say(CHEN, "施工许可证几天能批下来？")
        sent = await screen.say(CHEN, "7 个工作日", reply_parameters={"message_id": asked})

        quote = screen.message(CHEN, sent).get_by_test_id("reply")
        await expect(quote).to_contain_text("施工许可证几天能批下来？")

    async def test_typing_shows_until_the_message_is_there(self, screen: Screen) -> None:
        status = screen.chat(CHEN).get_by_test_id("typing")

        await screen.desk.send("sendChatAction", chat_id=CHEN, action="typing")
        await expect(status).to_have_text("正在输入…")

        await screen.say(CHEN, "好了")
        await expect(status).to_have_text("机器人")


class TestWriting:
    async def test_start_opens_the_chat(self, screen: Screen) -> None:
        await screen.tab(LIU).click()
        await expect(screen.chat(LIU).get_by_test_id("input")).to_be_hidden()

        await screen.chat(LIU).get_by_test_id("start").click()

        await expect(screen.chat(LIU).get_by_test_id("message")).to_contain_text("/start")
        await expect(screen.chat(LIU).get_by_test_id("input")).to_be_visible()

    async def test_enter_sends_shift_enter_breaks_the_line(self, screen: Screen) -> None:
        field = screen.chat(CHEN).get_by_test_id("input")
        await field.press_sequentially("第一行")
        await field.press("Shift+Enter")
        await field.press_sequentially("第二行")
        await field.press("Enter")

        await expect(screen.chat(CHEN).get_by_test_id("message")).to_have_count(2)
        await expect(field).to_have_value("")
        assert screen.desk.world.transcript(CHEN)[-1].text == "第一行\n第二行"

    async def test_enter_that_ends_a_pinyin_word_does_not_send(self, screen: Screen) -> None:
        field = screen.chat(CHEN).get_by_test_id("input")
        await field.fill("施工")

        composing = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
        await field.dispatch_event("keydown", composing)

        await expect(field).to_have_value("施工")
        assert len(screen.desk.world.transcript(CHEN)) == 1

    async def test_a_suggested_question_fills_the_input_a_command_is_sent(
        self, screen: Screen
    ) -> None:
        chips = screen.chat(CHEN).get_by_test_id("chip")

        await chips.nth(0).click()
        await expect(screen.chat(CHEN).get_by_test_id("input")).to_have_value(
            "施工许可证几天能批下来？"
        )
        await chips.nth(1).click()

        await expect(screen.chat(CHEN).get_by_test_id("message").last).to_contain_text("/status")

    async def test_the_slash_menu_finds_and_sends_commands(self, screen: Screen) -> None:
        commands = [
            {"command": "status", "description": "查项目进度"},
            {"command": "salon", "description": "企业沙龙"},
            {"command": "todo", "description": "我的待办"},
        ]
        await screen.desk.send("setMyCommands", commands=commands)
        field = screen.chat(CHEN).get_by_test_id("input")
        await expect(screen.chat(CHEN).get_by_test_id("commands-button")).to_be_visible()

        await field.press_sequentially("/s")
        options = screen.chat(CHEN).get_by_role("option")
        await expect(options).to_have_count(2)
        await field.press("ArrowDown")
        await field.press("Enter")

        await expect(screen.chat(CHEN).get_by_test_id("message").last).to_contain_text("/salon")

    async def test_files_go_out_from_the_attach_menu(self, screen: Screen) -> None:
        """What stands in the input goes along as the words under them."""
        chat = screen.chat(CHEN)
        await chat.get_by_test_id("input").fill("现场照片")
        await chat.get_by_test_id("attach").click()
        async with screen.page.expect_file_chooser() as chooser:
            await chat.get_by_test_id("attach-photo").click()
        await (await chooser.value).set_files(
            {"name": "现场.png", "mimeType": "image/png", "buffer": a_picture()}
        )

        await expect(chat.get_by_test_id("photo").locator("img")).to_have_js_property(
            "naturalWidth", 640
        )
        await expect(chat.get_by_test_id("message").last).to_contain_text("现场照片")
        await expect(chat.get_by_test_id("input")).to_have_value("")

        await chat.get_by_test_id("attach").click()
        await chat.get_by_test_id("attach-voice").click()
        await expect(chat.get_by_test_id("message").last).to_contain_text("语音消息")


async def pressed(screen: Screen) -> Any:
    """The press the page sends; the button turns busy before the press reaches the server."""
    async with asyncio.timeout(30):
        while True:
            newest = (await screen.desk.send("getUpdates"))[-1]
            if "callback_query" in newest:
                return newest["callback_query"]
            await asyncio.sleep(0.05)


class TestButtons:
    async def test_a_press_is_busy_until_answered_and_the_answer_shows(
        self, screen: Screen
    ) -> None:
        keyboard = {"inline_keyboard": [[{"text": "我已知晓", "callback_data": "ok"}]]}
        sent = await screen.say(CHEN, "已受理", reply_markup=keyboard)
        button = screen.message(CHEN, sent).get_by_role("button", name="我已知晓")

        await button.click()

        await expect(button).to_have_attribute("aria-busy", "true")
        query = await pressed(screen)
        await screen.desk.send("answerCallbackQuery", callback_query_id=query["id"], text="已登记")
        await expect(screen.chat(CHEN).get_by_test_id("toast")).to_have_text("已登记")
        await expect(button).not_to_have_attribute("aria-busy", "true")

    async def test_an_alert_waits_to_be_closed(self, screen: Screen) -> None:
        keyboard = {"inline_keyboard": [[{"text": "报名", "callback_data": "join"}]]}
        sent = await screen.say(CHEN, "企业沙龙", reply_markup=keyboard)
        await screen.message(CHEN, sent).get_by_role("button", name="报名").click()
        await expect(screen.message(CHEN, sent).get_by_role("button")).to_have_attribute(
            "aria-busy", "true"
        )
        query = await pressed(screen)
        await screen.desk.send(
            "answerCallbackQuery", callback_query_id=query["id"], text="名额已满", show_alert=True
        )

        alert = screen.page.get_by_test_id("alert")
        await expect(alert).to_contain_text("名额已满")
        await alert.get_by_test_id("alert-ok").click()
        await expect(alert).to_be_hidden()

    async def test_a_link_to_the_bot_starts_it_in_the_same_chat(self, screen: Screen) -> None:
        url = f"https://t.me/{screen.desk.world.bot.username}?start=c_abc"
        keyboard = {
            "inline_keyboard": [
                [
                    {"text": "绑定项目", "url": url},
                    {"text": "原文", "url": "https://example.gov.cn/"},
                ]
            ]
        }
        sent = await screen.say(CHEN, "邀请", reply_markup=keyboard)

        await screen.message(CHEN, sent).get_by_role("button", name="绑定项目").click()

        await expect(screen.chat(CHEN).get_by_test_id("message").last).to_contain_text(
            "/start c_abc"
        )
        outside = screen.message(CHEN, sent).get_by_role("link", name="原文")
        await expect(outside).to_have_attribute("target", "_blank")

    async def test_a_pasted_invitation_opens_and_a_wrong_one_is_explained(
        self, screen: Screen
    ) -> None:
        await screen.chat(CHEN).get_by_test_id("open-link").click()
        dialog = screen.page.get_by_test_id("link-dialog")
        await dialog.get_by_test_id("link-input").fill("https://t.me/someone_else_bot?start=c_abc")
        await dialog.get_by_test_id("link-open").click()
        await expect(dialog.get_by_test_id("link-error")).to_contain_text("不是本机器人")

        link = f"https://t.me/{screen.desk.world.bot.username}?start=c_xyz"
        await dialog.get_by_test_id("link-input").fill(link)
        await dialog.get_by_test_id("link-open").click()

        await expect(dialog).to_be_hidden()
        await expect(screen.chat(CHEN).get_by_test_id("message").last).to_contain_text(
            "/start c_xyz"
        )

    async def test_a_refusal_is_shown_in_the_chat(self, screen: Screen) -> None:
        keyboard = {"inline_keyboard": [[{"text": "旧按钮", "callback_data": "old"}]]}
        sent = await screen.say(CHEN, "上个月的通知", reply_markup=keyboard)
        button = screen.message(CHEN, sent).get_by_role("button", name="旧按钮")
        await expect(button).to_be_visible()
        screen.desk.world.chat_of(CHEN).messages[sent].deleted = True  # gone before the page heard

        await button.click()

        await expect(screen.chat(CHEN).get_by_test_id("toast")).to_contain_text("已被删除")
        assert "404" in screen.complaints.pop()  # the browser's own note of the refusal


class TestReading:
    async def test_unread_messages_are_counted_on_the_tab_until_it_is_opened(
        self, screen: Screen
    ) -> None:
        screen.desk.world.press_start(SUN)
        screen.desk.world.press_start(WANG)
        await screen.say(WANG, "待您审批：企业沙龙通知")
        await screen.say(WANG, "截止今日 18:00")

        badge = screen.tab(WANG).get_by_test_id("unread")
        await expect(badge).to_have_text("2")
        await screen.tab(WANG).click()
        await expect(badge).to_be_hidden()
        await expect(screen.chat(WANG).get_by_test_id("message").last).to_be_in_viewport()

    async def test_who_reads_further_up_is_not_torn_away(self, screen: Screen) -> None:
        for number in range(30):
            last = await screen.say(CHEN, f"消息 {number}")
        await expect(screen.message(CHEN, last)).to_be_in_viewport()
        await screen.chat(CHEN).get_by_test_id("messages").hover()
        await screen.page.mouse.wheel(0, -800)
        await expect(screen.message(CHEN, last)).not_to_be_in_viewport()

        newest = await screen.say(CHEN, "新的进展")

        pill = screen.chat(CHEN).get_by_test_id("new-messages")
        await expect(pill).to_contain_text("1 条新消息")
        await expect(screen.message(CHEN, newest)).not_to_be_in_viewport()
        await pill.click()
        await expect(screen.message(CHEN, newest)).to_be_in_viewport()
        await expect(pill).to_be_hidden()

    async def test_blocking_the_bot_closes_the_chat_until_it_is_lifted(
        self, screen: Screen
    ) -> None:
        chat = screen.chat(CHEN)
        await chat.get_by_role("switch").check(force=True)
        await expect(chat.get_by_test_id("blocked")).to_be_visible()
        await expect(chat.get_by_test_id("input")).to_be_hidden()
        assert screen.desk.world.blocked(CHEN)

        await chat.get_by_test_id("unblock").click()

        await expect(chat.get_by_test_id("input")).to_be_visible()
        assert not screen.desk.world.blocked(CHEN)


class TestClockAndConnection:
    async def test_the_clock_can_be_advanced(self, screen: Screen) -> None:
        clock = screen.page.get_by_test_id("clock")

        await screen.page.get_by_test_id("advance-day").click()
        await expect(clock).to_contain_text("2026年11月24日 周二 09:00")
        await screen.page.get_by_test_id("advance-hour").click()
        await expect(clock).to_contain_text("周二 10:00")
        await screen.page.get_by_test_id("advance-workday").click()
        await expect(clock).to_contain_text("2026年11月25日 周三 09:00")

    async def test_a_lost_connection_comes_back_with_nothing_lost_or_doubled(
        self, browser: Browser
    ) -> None:
        desk = a_desk()
        desk.world.press_start(CHEN)
        page = await browser.new_page()
        async with serving(desk) as url:
            await page.goto(f"{url}/sandbox/")
            kept = (await desk.send("sendMessage", chat_id=CHEN, text="断线之前"))["message_id"]
            gone = (await desk.send("sendMessage", chat_id=CHEN, text="断线时删除"))["message_id"]
            await expect(page.locator(f'[data-message-id="{gone}"]')).to_be_visible()
        connection = page.get_by_test_id("connection")
        await expect(connection).to_have_attribute("data-state", "connecting")

        await desk.send("deleteMessage", chat_id=CHEN, message_id=gone)
        await desk.send("editMessageText", chat_id=CHEN, message_id=kept, text="断线时修改")
        await desk.send("sendMessage", chat_id=CHEN, text="断线时发送")

        async with serving(desk, port=int(url.rpartition(":")[2])):
            await expect(connection).to_have_attribute("data-state", "open", timeout=15_000)
            messages = page.locator(f'[data-user-id="{CHEN}"]').get_by_test_id("text")
            await expect(messages).to_have_text(["/start", "断线时修改", "断线时发送"])
            await page.close()
        await desk.client.aclose()

    async def test_a_restarted_sandbox_begins_anew(self, browser: Browser) -> None:
        page = await browser.new_page()
        messages = page.locator(f'[data-user-id="{CHEN}"]').get_by_test_id("text")
        toast = page.locator(f'[data-user-id="{CHEN}"]').get_by_test_id("toast")
        port = 0
        for said in (
            "上一次演示",
            "这一次演示",
        ):  # both count their button presses from the same number
            desk = a_desk()
            desk.world.press_start(CHEN)
            keyboard = {"inline_keyboard": [[{"text": "报名", "callback_data": "join"}]]}
            await desk.send("sendMessage", chat_id=CHEN, text=said, reply_markup=keyboard)
            async with serving(desk, port=port) as url:
                if port == 0:
                    await page.goto(f"{url}/sandbox/")
                port = int(url.rpartition(":")[2])
                await expect(messages).to_have_text(["/start", said], timeout=15_000)
                await page.get_by_role("button", name="报名").click()
                await expect(page.get_by_role("button", name="报名")).to_have_attribute(
                    "aria-busy", "true"
                )
                query = (await desk.send("getUpdates"))[-1]["callback_query"]
                await desk.send("answerCallbackQuery", callback_query_id=query["id"], text=said)
                await expect(toast).to_have_text(said)
            await desk.client.aclose()
        await page.close()


class TestEverybody:
    """People without a mouse, and machines without Chinese fonts."""

    async def test_tabs_are_changed_with_the_arrow_keys(self, screen: Screen) -> None:
        await screen.tab(CHEN).focus()

        await screen.page.keyboard.press("ArrowRight")

        await expect(screen.tab(LIU)).to_be_focused()
        await expect(screen.tab(LIU)).to_have_attribute("aria-selected", "true")
        await expect(screen.chat(LIU)).to_be_visible()
        await expect(screen.chat(CHEN)).to_be_hidden()

    async def test_the_shipped_font_loads(self, screen: Screen) -> None:
        status = await screen.page.evaluate(
            """async () => {
                const font = new FontFace("Shipped", "url(font/NotoSansSC.otf)");
                await font.load();
                return font.status;
            }"""
        )

        assert status == "loaded"


class TestNarrowScreens:
    async def test_one_chat_at_a_time(self, screen: Screen) -> None:
        await screen.page.set_viewport_size({"width": 420, "height": 800})
        await expect(screen.pane("企业")).to_be_visible()
        await expect(screen.pane("管理者")).to_be_hidden()

        await screen.page.get_by_role("button", name="管理者").click()

        await expect(screen.pane("管理者")).to_be_visible()
        await expect(screen.pane("企业")).to_be_hidden()
        width = await screen.page.evaluate("document.documentElement.scrollWidth")
        assert width == 420
