"""Finishing what was begun when the process is told to stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """
    Return what *work* returns; a cancellation meanwhile takes effect when it has ended.

    A transaction or a call that is cut in the middle leaves a connection, or an outcome, nobody owns.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # looked at: whoever cancels does not ask how it ended
        raise
