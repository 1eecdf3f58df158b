"""A language model behind an OpenAI-compatible address, called through LangChain."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from knowledge.passages import Passage
from retrieval.breaker import LONGEST_REST, REST, Breaker
from retrieval.errors import ModelUnusable, Trouble
from retrieval.model import Claim, Said
from retrieval.model_replies import Reply, written_reply
from retrieval.prompts import rewording

if TYPE_CHECKING:
    from httpx import AsyncClient
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable
    from openai import APIStatusError

MOST_TOKENS = 1500  # of a reply, thoughts included; it keeps a model that rambles from running on
MOST_CLAIMS = 8  # more are no answer on a phone; they are not even read
_TOKEN = re.compile(r"P\d+")
_STATUS = {
    401: Trouble.KEY_REFUSED,
    403: Trouble.KEY_REFUSED,
    404: Trouble.NOT_FOUND,
    429: Trouble.RATE_LIMITED,
}


class LangChainAnswerModel:
    """
    A model that rewords passages, asked by tool call or, where there are no tools, for plain JSON.

    It keeps connections open between questions: close it with :meth:`aclose`, on the same event loop.
    An endpoint that does not answer is left alone for a while, see :class:`Breaker`.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str,
        timeout: float = 20.0,
        breaker: Breaker | None = None,
    ) -> None:
        self._base_url = base_url
        self._model = model
        self._api_key = api_key
        self._timeout = timeout  # seconds of one attempt, first byte sent to last byte read
        self._breaker = breaker or Breaker()
        self._chains: _Chains | None = None

    @property
    def name(self) -> str:
        return self._model

    async def aclose(self) -> None:
        """Close the connections; a later question opens new ones."""
        chains, self._chains = self._chains, None
        if chains is not None:
            await chains.client.aclose()

    async def claims(
        self, question: str, passages: Sequence[Passage], *, problems: Sequence[str] = ()
    ) -> Said:
        tokens = rewording.tokens_of(passages)
        prompt = {
            "passages": rewording.passages_block(tokens),
            "question": rewording.as_data(question),
            "problems": rewording.problems_block(problems),
        }
        with self._breaker.call():
            reply, message = await self._reply(prompt)
        usage = message.usage_metadata
        return Said(
            tuple(
                Claim(sentence.text.strip(), known)
                for sentence in reply.claims[:MOST_CLAIMS]
                if sentence.text.strip() and (known := _known(sentence.tokens, tokens))
            ),
            usage["input_tokens"] if usage else 0,
            usage["output_tokens"] if usage else 0,
        )

    async def _reply(self, prompt: dict[str, str]) -> tuple[Reply, "AIMessage"]:
        # Only with a model: loading these costs a second.
        from langsmith import tracing_context  # noqa: PLC0415
        from openai import APIConnectionError, APIStatusError, OpenAIError  # noqa: PLC0415

        self._chains = chains = self._chains or self._open()
        try:
            # A variable meant for another program must not send questions to a tracing service.
            with tracing_context(enabled=False):
                async with asyncio.timeout(self._timeout):
                    return await _asked(chains, prompt)
        except TimeoutError as error:
            raise ModelUnusable(Trouble.TIMED_OUT) from error
        except APIStatusError as error:
            raise _refused(error) from error
        except APIConnectionError as error:
            raise ModelUnusable(_connection_trouble(error)) from error
        except (OpenAIError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            # What LangChain raises on a body that is no completion depends on what is missing in it.
            raise ModelUnusable(Trouble.NO_COMPLETION) from error

    def _open(self) -> "_Chains":
        import httpx  # noqa: PLC0415
        from langchain_core.prompts import ChatPromptTemplate  # noqa: PLC0415
        from langchain_openai import ChatOpenAI  # noqa: PLC0415

        from retrieval.bounded import bound_body  # noqa: PLC0415

        client = httpx.AsyncClient(
            timeout=self._timeout,
            headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [bound_body]},
        )
        chat = ChatOpenAI(
            base_url=self._base_url,
            model=self._model,
            api_key=SecretStr(self._api_key),
            timeout=self._timeout,
            max_retries=0,  # a person is waiting; the extractive answer is ready
            max_completion_tokens=MOST_TOKENS,
            temperature=0,
            http_async_client=client,
        )

        def prompt(system: str) -> ChatPromptTemplate:
            plain = system.replace("{", "{{").replace("}", "}}")
            return ChatPromptTemplate.from_messages([("system", plain), ("human", rewording.HUMAN)])

        structured = chat.with_structured_output(Reply, method="function_calling", include_raw=True)
        return _Chains(
            client,
            with_tools=prompt(rewording.SYSTEM) | structured,
            plain=prompt(f"{rewording.SYSTEM}\n{rewording.AS_JSON}") | chat,
        )


@dataclass
class _Chains:
    """The prompt and the model as LangChain runnables, and the connections they share."""

    client: "AsyncClient"
    with_tools: "Runnable[dict[str, str], Any]"
    plain: "Runnable[dict[str, str], Any]"
    has_tools: bool = True


async def _asked(chains: _Chains, prompt: dict[str, str]) -> tuple[Reply, "AIMessage"]:
    """Return the reply and the message it came in; an endpoint without tools is asked for JSON."""
    from openai import BadRequestError, UnprocessableEntityError  # noqa: PLC0415

    if chains.has_tools:
        try:
            result = await chains.with_tools.ainvoke(prompt)
        except (BadRequestError, UnprocessableEntityError):
            pass  # some servers refuse a request that offers tools outright
        else:
            return _read(result["parsed"], result["raw"]), result["raw"]
    message = await chains.plain.ainvoke(prompt)
    chains.has_tools = False  # it understood the request without them, so they were the matter
    return _read(None, message), message


def _read(parsed: object, message: "AIMessage") -> Reply:
    if isinstance(parsed, Reply):
        return parsed
    if message.additional_kwargs.get("refusal"):
        raise ModelUnusable(Trouble.DECLINED)
    # A call of a tool that was not offered, or with arguments that are not quite JSON, may still do.
    for call in message.tool_calls:
        return written_reply(json.dumps(call["args"]))
    for broken in message.invalid_tool_calls:
        return written_reply(broken["args"] or "")
    return written_reply(message.content)


def _refused(error: "APIStatusError") -> ModelUnusable:
    status = error.status_code
    trouble = _STATUS.get(status)
    if trouble is None:
        server = status >= 500 or status < 400  # noqa: PLR2004 — a redirect is no answer either
        return ModelUnusable(Trouble.SERVER_ERROR if server else Trouble.REQUEST_REFUSED)
    if trouble is Trouble.RATE_LIMITED:
        return ModelUnusable(trouble, stay_away=_retry_after(error.response.headers))
    return ModelUnusable(trouble, stay_away=LONGEST_REST)  # until somebody mends the settings


def _retry_after(headers: Any) -> float:
    """Return the seconds that the server asks to be left alone; a date or nonsense is the usual rest."""
    try:
        return max(float(headers.get("retry-after", REST)), 1.0)
    except ValueError:
        return REST


def _connection_trouble(error: BaseException) -> Trouble:
    from openai import APITimeoutError  # noqa: PLC0415

    from retrieval.bounded import BodyTooLong  # noqa: PLC0415

    if isinstance(error, APITimeoutError):
        return Trouble.TIMED_OUT
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, BodyTooLong):
        cause = cause.__cause__ or cause.__context__
    return Trouble.UNREACHABLE if cause is None else Trouble.TOO_MUCH


def _known(said: Sequence[str], tokens: dict[str, Passage]) -> tuple[Passage, ...]:
    """Return the passages behind the tokens that were handed out; others never existed."""
    wanted = dict.fromkeys(token for words in said for token in _TOKEN.findall(words))
    return tuple(tokens[token] for token in wanted if token in tokens)
