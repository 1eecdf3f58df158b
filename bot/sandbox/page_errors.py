"""Refusals of the page's routes: a status and one clear line, whatever the application around them does."""

from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from bot.sandbox.errors import BotApiError, Misuse, NoSuchButton, NoSuchMessage, NoSuchPerson

Handler = Callable[[Request], Awaitable[Response]]


class OneLineErrors(APIRoute):
    """A route whose refusals are ``{"detail": "…"}`` with one Chinese sentence."""

    def get_route_handler(self) -> Handler:  # type: ignore[override]
        answer = super().get_route_handler()

        async def answer_or_refuse(request: Request) -> Response:
            try:
                return await answer(request)
            except HTTPException as refusal:
                return _refusal(refusal.status_code, str(refusal.detail))
            except RequestValidationError as error:
                return _refusal(422, _what_is_wrong(error))
            except (Misuse, ValueError) as error:
                return _refusal(_status(error), str(error))
            except BotApiError as error:
                return _refusal(400, f"Telegram 不会接受：{error.description}")

        return answer_or_refuse


def _refusal(status: int, line: str) -> Response:
    return JSONResponse({"detail": line}, status_code=status)


def _status(error: Exception) -> int:
    if isinstance(error, NoSuchPerson | NoSuchMessage | NoSuchButton):
        return 404
    return 409 if isinstance(error, Misuse) else 400


def _what_is_wrong(error: RequestValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    if first["type"] == "json_invalid" or not field:
        return "请求有误：正文须为一个 JSON 对象。"
    if first["type"] == "missing":
        return f"请求有误：缺少 {field}。"
    return f"请求有误：{field} 的值不对。"
