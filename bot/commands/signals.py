"""Stopping cleanly when the terminal or the supervisor says so."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any

STOP = (signal.SIGINT, signal.SIGTERM)


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """
    Run *work* until it ends, or until SIGINT or SIGTERM cancels it; it is left to clean up.

    A second signal cuts the cleaning short. What *work* raises is raised.
    """
    task = asyncio.ensure_future(work)
    stopped = False

    def _stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    loop = asyncio.get_running_loop()
    for number in STOP:
        with contextlib.suppress(NotImplementedError):  # no such signals on Windows
            loop.add_signal_handler(number, _stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            raise
