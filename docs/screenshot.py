"""``make screenshot``: the README's picture, taken of a running sandbox."""

import asyncio
import tempfile
from pathlib import Path

from bot.demo import demo
from bot.sandbox.seed.people import USCC
from tests.browser import chromium
from tests.journeys.page import AtThePage
from tests.journeys.test_story_in_the_browser import draft

PICTURE = Path(__file__).parent / "pictures" / "sandbox.png"


async def take() -> None:
    """Play the beginning of the story and photograph the page."""
    with tempfile.TemporaryDirectory() as directory:
        async with demo(Path(directory)) as sandbox, chromium() as browser:
            page = await browser.new_page(viewport={"width": 1560, "height": 1240})
            await page.goto(f"{sandbox.url}/sandbox/")
            enterprise = AtThePage(page, "企业", 1001)
            steward = AtThePage(page, "帮办专员", 3001)
            manager = AtThePage(page, "管理者", 4001)

            await enterprise.starts()
            await enterprise.says("施工许可证几天能批下来？")
            await enterprise.reads("第八条")
            await enterprise.says(f"/start {sandbox.invite}")
            await enterprise.reads("统一社会信用代码")
            await enterprise.says(USCC)
            await enterprise.reads("绑定成功")
            await enterprise.says("/status")
            await enterprise.reads("建筑工程施工许可证核发", "截至")
            await steward.says("/today")
            await steward.reads("2026-02-25 到期提醒")
            await steward.says("/record BJ-2026-0105")
            await steward.reads("当前状态")
            await draft(manager)
            await page.mouse.move(0, 0)
            await page.wait_for_timeout(800)  # pictures fade in
            PICTURE.parent.mkdir(exist_ok=True)
            await page.screenshot(path=PICTURE)
    print(PICTURE)  # noqa: T201 — says where it is


if __name__ == "__main__":
    asyncio.run(take())
