"""A real Chromium for the tests that need one: Debian's own, driven by playwright, nothing downloaded."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str:
    """Return the browser's program; skips the test, and says so, where this machine has none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a headless Chromium and end it again."""
    path = chromium_path()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no namespace to hide in
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
