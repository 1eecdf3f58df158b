"""A server that speaks the chat completions API on loopback, as honest or as broken as a test wants."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

Reply = Callable[[dict[str, Any]], Response]


@dataclass
class ModelServer:
    """Answers each request with the next of ``replies``, the last one for ever after."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    others: int = 0  # requests to any other address

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def prompt(self, number: int = 0) -> str:
        """Everything that was said to the model in one request."""
        return "\n".join(str(m["content"]) for m in self.requests[number]["messages"])


@dataclass(frozen=True)
class _Late:
    reply: Reply
    seconds: float

    def __call__(self, body: dict[str, Any]) -> Response:
        return self.reply(body)


@contextmanager
def serving(*replies: Reply) -> Iterator[ModelServer]:
    """Run the server in a thread until the block ends."""
    server = ModelServer(list(replies))
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        body = await request.json()
        server.requests.append(body)
        reply = server.replies[min(len(server.requests), len(server.replies)) - 1]
        answer = reply(body)
        if isinstance(reply, _Late):
            await asyncio.sleep(reply.seconds)
        return answer

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT", "PATCH"])
    async def anything_else(path: str) -> Response:
        server.others += 1
        return Response("{}")

    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off", ws="none"
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not running.started and time.monotonic() < deadline:
        thread.join(0.01)
    server.port = running.servers[0].sockets[0].getsockname()[1]
    yield server
    running.should_exit = True
    running.force_exit = True
    thread.join(10)


def says(*claims: tuple[str, list[str]]) -> Reply:
    """Call the tool that was offered, with these claims."""
    return lambda body: _completion(
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {
                        "name": body["tools"][0]["function"]["name"],
                        "arguments": _claims(claims),
                    },
                }
            ],
        }
    )


def writes(text: str) -> Reply:
    """Ignore the tools and answer in plain text."""
    return lambda _: _completion({"role": "assistant", "content": text})


def writes_claims(*claims: tuple[str, list[str]]) -> Reply:
    """Ignore the tools and answer with JSON in a fence, as many servers do."""
    return writes(f"好的：\n```json\n{_claims(claims)}\n```")


def declines() -> Reply:
    """Refuse in the field that is there for it."""
    return lambda _: _completion(
        {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    )


def says_nothing() -> Reply:
    """Answer with neither words nor a tool call."""
    return lambda _: _completion({"role": "assistant", "content": None})


def calls_with(arguments: str, name: str | None = None) -> Reply:
    """Call a tool with exactly these arguments."""

    def reply(body: dict[str, Any]) -> Response:
        function = {
            "name": name or body["tools"][0]["function"]["name"],
            "arguments": arguments,
        }
        call = {"id": "call_1", "type": "function", "function": function}
        return _completion({"role": "assistant", "content": None, "tool_calls": [call]})

    return reply


def fails(status: int, body: str = '{"error": {"message": "no"}}', **headers: str) -> Reply:
    """Answer with an HTTP error; ``retry_after="7"`` is the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(
        body, status_code=status, headers=named, media_type="application/json"
    )


def sends(body: str | bytes, media_type: str = "application/json", **headers: str) -> Reply:
    """Answer 200 with exactly this body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(body, media_type=media_type, headers=named)


def never_ends(*, pause: float = 0.0) -> Reply:
    """Begin to answer, and go on for ever: without a *pause* as fast as the wire takes it."""

    async def parts() -> AsyncIterator[bytes]:
        yield b'{"choices": [{"message": {"content": "'
        while True:
            yield b"x" * (10 if pause else 65536)
            await asyncio.sleep(pause)

    return lambda _: StreamingResponse(parts(), media_type="application/json")


def late(reply: Reply, *, seconds: float) -> Reply:
    """Answer as *reply* does, after a while."""
    return _Late(reply, seconds)


def stalls() -> Reply:
    """Answer long after anyone would wait."""
    return late(sends("{}"), seconds=5.0)


def refuses_tools(otherwise: Reply) -> Reply:
    """Answer 400 to a request with tools, as servers without them do."""
    return lambda body: fails(400)(body) if "tools" in body else otherwise(body)


def _claims(claims: tuple[tuple[str, list[str]], ...]) -> str:
    return json.dumps(
        {"claims": [{"text": text, "tokens": tokens} for text, tokens in claims]},
        ensure_ascii=False,
    )


def _completion(message: dict[str, Any]) -> Response:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "sample",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Response(json.dumps(body), media_type="application/json")
