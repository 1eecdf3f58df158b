"""The whole story on the page, in a headless Chromium."""

from pathlib import Path

import pytest

from bot.demo import Demo
from bot.sandbox.seed.people import USCC
from tests.browser import chromium
from tests.journeys.page import AtThePage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


async def test_one_page_shows_the_main_job_from_question_to_salon(sandbox: Demo, tmp_path: Path):
    """Ask, bind, follow, record, broadcast with two managers, register: all by clicking and typing."""
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1500, "height": 950})
        await page.goto(f"{sandbox.url}/sandbox/")
        enterprise = AtThePage(page, "企业", 1001)
        steward = AtThePage(page, "帮办专员", 3001)
        author = AtThePage(page, "管理者", 4001)
        second = AtThePage(page, "管理者", 4002)

        await enterprise.starts()
        await enterprise.reads("帮办")
        await enterprise.says("施工许可证几天能批下来？")
        await enterprise.reads("7", "第八条")

        await enterprise.says(f"/start {sandbox.invite}")
        await enterprise.reads("统一社会信用代码")
        await enterprise.says(USCC)
        await enterprise.reads("绑定成功")
        await enterprise.says("/status")
        card = await enterprise.reads("建筑工程施工许可证核发", "2026-02-27")
        assert await card.get_by_test_id("photo").count() == 1

        await steward.reads("帮办专员")
        await steward.says("/record BJ-2026-0105")
        await steward.reads("当前状态")
        await steward.presses("办结(通过)")
        await steward.reads("发生日期")
        await steward.presses("今天")
        await steward.reads("请确认")
        await steward.presses("确认登记")
        await steward.reads("已登记")
        await enterprise.reads("准予许可", "建筑工程施工许可证核发")

        await second.appears()
        await second.reads("管理者")
        await author.appears()
        await author.reads("管理者")
        await draft(author)
        await author.presses("提交审批")
        await author.reads("已提交审批")
        await second.appears()
        await second.reads("请审批")
        await second.presses("批准发送")
        await second.reads("已批准")

        await enterprise.reads("企业沙龙", "产业园区企业沙龙", "名额：30")
        await enterprise.presses("我要报名")
        await enterprise.reads("报名成功")
        await page.screenshot(path=tmp_path / "story.png")


async def draft(author: AtThePage) -> None:
    """Answer the eight questions of the form, up to the preview."""
    await author.says("/broadcast")
    for question, reply in (
        ("主题", "产业园区企业沙龙"),
        ("时间", "2026-03-05 14:00-16:00"),
        ("地点", "市中区政务服务中心三楼会议室"),
        ("名额", "30"),
        ("联系人", "项目管家刘倩"),
        ("正文", "议程：施工许可与竣工验收政策解读；现场答疑。"),
        ("何时发送", "立即"),
    ):
        await author.reads(question)
        await author.says(reply)
    await author.reads("发给谁")
    await author.presses("全部企业用户")
    await author.reads("预览", "产业园区企业沙龙")
