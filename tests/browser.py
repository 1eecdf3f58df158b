"""A real Chromium for the tests that need one: Debian's own, driven by playwright, nothing downloaded."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


MISSING = f"no Chromium on this machine (looked for {', '.join(NAMES)})"


def chromium_path() -> str | None:
    """Return the browser's program, ``None`` where this machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a headless Chromium and end it again; :class:`FileNotFoundError` where there is none."""
    path = chromium_path()
    if path is None:
        raise FileNotFoundError(MISSING)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no namespace to hide in
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
