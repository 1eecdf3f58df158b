"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import re
from urllib.parse import urlsplit

from bot.sandbox import links
from bot.sandbox.errors import BadRequest
from bot.sandbox.methods.binding import InputFile, Json, JsonList
from bot.sandbox.methods.registry import method
from bot.sandbox.updates import MOST_AT_ONCE, Webhook
from bot.sandbox.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MOST_CONNECTIONS = 100


@method("getUpdates")
async def get_updates(
    world: World,
    *,
    offset: int = 0,
    limit: int = MOST_AT_ONCE,
    timeout: int = 0,  # noqa: ASYNC109 — Telegram's name for it
    allowed_updates: JsonList | None = None,
) -> list[Json]:
    world.updates.allow(allowed_updates)
    return await world.updates.fetch(offset=offset, limit=limit, timeout=timeout)


@method("setWebhook")
def set_webhook(
    world: World,
    *,
    url: str = "",
    certificate: InputFile | None = None,
    ip_address: str | None = None,
    max_connections: int = 40,
    allowed_updates: JsonList | None = None,
    drop_pending_updates: bool = False,
    secret_token: str | None = None,
) -> bool:
    world.updates.allow(allowed_updates)
    if not url:
        world.updates.set_webhook(None, forget_pending=drop_pending_updates)
        return True
    # Telegram wants https everywhere; the sandbox also posts to this machine.
    if urlsplit(url).scheme != "https" and not links.is_loopback(url):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    if secret_token is not None and not SECRET.fullmatch(secret_token):
        raise BadRequest("secret token contains unallowed characters")
    webhook = Webhook(
        url,
        secret_token=secret_token,
        max_connections=min(max(max_connections, 1), MOST_CONNECTIONS),
        ip_address=ip_address,
        has_certificate=certificate is not None,
    )
    world.updates.set_webhook(webhook, forget_pending=drop_pending_updates)
    return True


@method("deleteWebhook")
def delete_webhook(world: World, *, drop_pending_updates: bool = False) -> bool:
    world.updates.set_webhook(None, forget_pending=drop_pending_updates)
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World) -> Json:
    webhook = world.updates.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": webhook.has_certificate if webhook else False,
        "pending_update_count": len(world.updates),
    }
    if world.updates.allowed:
        info["allowed_updates"] = list(world.updates.allowed)
    if webhook is None:
        return info
    info["max_connections"] = webhook.max_connections
    if webhook.ip_address:
        info["ip_address"] = webhook.ip_address
    if webhook.last_error_date is not None:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error or ""
    return info
