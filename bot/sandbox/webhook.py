"""Posting updates to the bot's webhook until it takes them."""

import asyncio
from datetime import timedelta

import httpx

from bot.sandbox.updates import Json, Webhook
from bot.sandbox.world import World

PATIENCE = timedelta(seconds=1)  # between two attempts at the same update
ANSWER_WITHIN = 60.0  # seconds
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 — its name, not its value


async def post_updates(world: World, *, patience: timedelta = PATIENCE) -> None:
    """Post every update to the webhook that is set, one after another, in order. Never returns."""
    async with httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False) as client:
        while True:
            webhook, update = await world.updates.next_for_webhook()
            error = await _post(client, webhook, update)
            if error is None:
                world.updates.posted(update)
                continue
            webhook.last_error = error
            webhook.last_error_date = world.seconds
            await asyncio.sleep(patience.total_seconds())


async def _post(client: httpx.AsyncClient, webhook: Webhook, update: Json) -> str | None:
    """Return what went wrong, or None."""
    headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
    try:
        answer = await client.post(webhook.url, json=update, headers=headers)
    except httpx.TimeoutException:
        return "Read timeout expired"
    except httpx.HTTPError:
        return "Connection refused"
    if answer.is_success:
        return None
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
