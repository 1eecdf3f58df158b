"""Who may talk to the sandbox's page: this machine's own browser, on this page, and nobody else."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SAME_PAGE = frozenset({"same-origin", "none"})


async def loopback_only(request: Request) -> None:
    """
    Refuse a request that was addressed to another name than this machine's own.

    A web page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding); the Host header
    still carries that name.
    """
    if _host(request.headers.get("host", "")) not in LOOPBACK:
        raise HTTPException(403, "沙盒只在本机使用，请用 http://127.0.0.1 打开。")


async def from_this_page(request: Request) -> None:
    """Refuse a change that another web page asked the browser for, or that is not JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise HTTPException(415, "请求须为 JSON（Content-Type: application/json）。")
    if request.headers.get("sec-fetch-site", "none") not in SAME_PAGE:
        raise HTTPException(403, "请求来自别的网页，沙盒不接受。")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "请求来自别的网页，沙盒不接受。")


def _host(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
