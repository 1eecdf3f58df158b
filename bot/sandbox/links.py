"""Addresses that Telegram accepts in texts and under buttons."""

import re
from urllib.parse import urlsplit

HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def checked(url: str) -> str | None:
    """
    Return *url* as Telegram keeps it, or None where it is no web or ``tg:`` address.

    Loopback addresses pass here, although Telegram refuses some of them: the sandbox lives on them.

    >>> checked("example.com"), checked("nowhere"), checked("javascript:alert(1)")
    ('http://example.com/', None, None)
    """
    url = url.strip()
    full = url if HAS_SCHEME.match(url) else f"http://{url}"
    if any(character.isspace() for character in full):
        return None
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        parts.port  # noqa: B018 — reading it is the check
    except ValueError:
        return None
    if parts.scheme == "tg":
        return full if parts.netloc or parts.path else None
    if parts.scheme not in ("http", "https"):
        return None
    if host not in LOOPBACK and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        return None
    return full if parts.path else parts._replace(path="/").geturl()


def is_loopback(url: str) -> bool:
    """Tell whether *url* leads to this machine."""
    return urlsplit(url).hostname in LOOPBACK
