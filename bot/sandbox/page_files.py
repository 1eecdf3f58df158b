"""The page itself: its files and a Chinese font for machines that have none."""

from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn
from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import FileResponse, RedirectResponse, Response

from bot.sandbox.guard import loopback_only
from bot.sandbox.page_errors import OneLineErrors

PAGE = Path(__file__).parent / "page"
FONT = "NotoSansSC-Regular.otf"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # the browser asks each time, so an upgrade shows at once
}
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page_routes() -> APIRouter:
    """Return the routes that serve ``/sandbox/`` and what it loads."""
    router = APIRouter(
        route_class=OneLineErrors, dependencies=[Depends(loopback_only)], include_in_schema=False
    )

    @router.get("/")
    @router.get("/sandbox")
    async def without_slash() -> Response:
        return RedirectResponse("/sandbox/")

    @router.get("/sandbox/")
    async def page() -> Response:
        return FileResponse(
            PAGE / "index.html", media_type="text/html; charset=utf-8", headers=HEADERS
        )

    @router.get("/sandbox/page/{name}")
    async def page_file(name: str) -> Response:
        path = PAGE / name
        if path.parent != PAGE or path.suffix not in MEDIA_TYPES or not path.is_file():
            raise HTTPException(404, f"页面里没有文件“{name}”。")
        return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=HEADERS)

    @router.get("/sandbox/font/NotoSansSC.otf")
    async def font() -> Response:
        path = Path(str(files(pylopdf_fonts_zh_cn) / FONT))
        return FileResponse(
            path, media_type="font/otf", headers={"Cache-Control": "max-age=604800"}
        )

    return router
