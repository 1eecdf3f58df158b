"""A server that speaks the chat completions API on loopback, as honest or as broken as a test wants."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response

Reply = Callable[[dict[str, Any]], Response]


@dataclass
class ModelServer:
    """Answers each request with the next of ``replies``, the last one for ever after."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def prompt(self, number: int = 0) -> str:
        """Everything that was said to the model in one request."""
        return "\n".join(str(m["content"]) for m in self.requests[number]["messages"])


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
        if isinstance(answer, _Late):
            await asyncio.sleep(answer.seconds)
        return answer

    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none"
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


class _Late(Response):
    seconds = 5.0


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


def fails(status: int, body: str = '{"error": {"message": "no"}}') -> Reply:
    """Answer with an HTTP error."""
    return lambda _: Response(body, status_code=status, media_type="application/json")


def sends(body: str) -> Reply:
    """Answer 200 with exactly this body."""
    return lambda _: Response(body, media_type="application/json")


def stalls() -> Reply:
    """Answer long after anyone would wait."""
    return lambda _: _Late("{}", media_type="application/json")


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
