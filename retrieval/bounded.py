"""Reading no more of a response than an answer can be long."""

from collections.abc import AsyncIterator

import httpx

LONGEST_BODY = 256 * 1024  # bytes; a completion of a few sentences is a few thousand


class BodyTooLong(httpx.TransportError):
    """A body went on and on."""


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for part in self._stream:
            read += len(part)
            if read > LONGEST_BODY:
                raise BodyTooLong(f"more than {LONGEST_BODY} bytes")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


async def bound_body(response: httpx.Response) -> None:
    """
    Let reading *response* fail once it is longer than anything useful. A hook for httpx.

    Raises:
        BodyTooLong: It is compressed although we asked for plain, so its length says nothing.
    """
    if response.headers.get("content-encoding", "identity") != "identity":
        raise BodyTooLong("compressed")
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Bounded(response.stream)
