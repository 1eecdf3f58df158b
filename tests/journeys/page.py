"""The same hands and eyes, on the sandbox's page in a real browser."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

PATIENCE = 30_000  # milliseconds


@dataclass
class AtThePage:
    """One person of one column, as somebody in front of the page plays them."""

    page: Page
    pane: str
    user_id: int

    @property
    def chat(self) -> Locator:
        return self.page.locator(f'[data-pane="{self.pane}"] [data-user-id="{self.user_id}"]')

    async def appears(self) -> None:
        """Bring the person's chat to the front of its column."""
        await self.page.locator(f'[data-persona="{self.user_id}"]').click()

    async def starts(self) -> None:
        await self.chat.get_by_test_id("start").click()

    async def says(self, text: str) -> None:
        await self.chat.get_by_test_id("input").fill(text)
        await self.chat.get_by_test_id("send").click()

    async def reads(self, *words: str) -> Locator:
        """Wait for a bubble that holds all *words*; the newest one counts."""
        bubble = self.chat.get_by_test_id("message")
        for word in words:
            bubble = bubble.filter(has_text=word)
        await expect(bubble.last).to_be_visible(timeout=PATIENCE)
        return bubble.last

    async def presses(self, label: str) -> None:
        await self.chat.get_by_role("button", name=label).last.click()
