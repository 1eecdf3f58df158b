"""The way to Telegram: a connection pool as the settings describe it."""

import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram.request import BaseRequest, HTTPXRequest

from bot.errors import NotReady
from bot.settings import Settings
from bot.spread_request import SpreadRequest

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
BAD_PROXY = (
    "代理地址无法使用：请把 BANGBAN_TELEGRAM_PROXY（或系统的代理变量）"
    "写成 http://主机:端口，目前不支持 socks 代理"
)


def many_at_once(settings: Settings, connections: int) -> BaseRequest:
    """
    Return the way to the Bot API for up to *connections* calls under way together.

    Raises:
        NotReady: The proxy is none.
    """
    verify = httpx.create_ssl_context()  # one for all: each takes longer to make than a call
    return SpreadRequest(
        connections,
        lambda size: telegram_request(settings, verify=verify, connection_pool_size=size),
    )


def telegram_request(
    settings: Settings, *, verify: ssl.SSLContext | bool = True, **more: Any
) -> HTTPXRequest:
    """
    Return a pool of connections to the Bot API; *more* goes to PTB as it is.

    Raises:
        NotReady: The proxy is none.
    """
    # What listens on this machine is never behind the proxy that the environment names.
    near = urlsplit(settings.telegram_base_url).hostname in LOOPBACK
    try:
        return HTTPXRequest(
            proxy=settings.telegram_proxy or None,
            httpx_kwargs={"trust_env": not near, "verify": verify},
            **more,
        )
    except (ValueError, RuntimeError, httpx.InvalidURL):
        raise NotReady(BAD_PROXY) from None  # its text may hold the proxy's password
