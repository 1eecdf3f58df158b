"""The language model behind a small port: it may reword what was found, and nothing else."""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, Field, SecretStr, ValidationError

from knowledge.passages import Passage
from retrieval.errors import ModelUnusable
from retrieval.prompts import rewording

if TYPE_CHECKING:
    from httpx import AsyncClient
    from langchain_core.runnables import Runnable


@dataclass(frozen=True)
class Claim:
    """One sentence of the model and the passages that it says it rests on."""

    text: str
    passages: tuple[Passage, ...]


class AnswerModel(Protocol):
    """Something that says what passages answer, in plain words."""

    @property
    def name(self) -> str:
        """What is recorded as the author of the wording."""
        ...

    async def claims(
        self, question: str, passages: Sequence[Passage], *, problems: Sequence[str] = ()
    ) -> tuple[Claim, ...]:
        """
        Return sentences, each resting on at least one of *passages*; empty when they do not answer.

        *problems* are what was found wrong with the attempt before.

        Raises:
            ModelUnusable: It did not answer in time, or not in the agreed form.
        """
        ...


class _Sentence(BaseModel):
    text: str = Field(description="一句答复")
    tokens: list[str] = Field(default_factory=list, description="依据的文段编号，如 P1")


class _Reply(BaseModel):
    """把文段改写成的答复。"""

    claims: list[_Sentence] = Field(default_factory=list)


_JSON = re.compile(r"\{.*\}", re.DOTALL)
_TOKEN = re.compile(r"P\d+")


class LangChainAnswerModel:
    """
    A model behind an OpenAI-compatible address, called through LangChain.

    It keeps connections open between questions: close it with :meth:`aclose`, on the same event loop.
    """

    def __init__(self, *, base_url: str, model: str, api_key: str, timeout: float = 20.0) -> None:
        self._base_url = base_url
        self._model = model
        self._api_key = api_key
        self._timeout = (
            timeout  # seconds for one attempt, from the first byte sent to the last read
        )
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
    ) -> tuple[Claim, ...]:
        tokens = rewording.tokens_of(passages)
        said = {
            "passages": rewording.passages_block(tokens),
            "question": question.replace("<", "＜"),
            "problems": rewording.problems_block(problems),
        }
        reply = await self._reply(said)
        return tuple(
            Claim(sentence.text.strip(), known)
            for sentence in reply.claims
            if sentence.text.strip() and (known := _known(sentence.tokens, tokens))
        )

    async def _reply(self, said: dict[str, str]) -> _Reply:
        from openai import BadRequestError, OpenAIError  # noqa: PLC0415 — only with a model

        self._chains = chains = self._chains or self._open()
        try:
            async with asyncio.timeout(self._timeout):
                try:
                    return _read(await chains.with_tools.ainvoke(said))
                except BadRequestError:  # servers without tools refuse the request outright
                    return _read({"raw": await chains.plain.ainvoke(said), "parsed": None})
        except TimeoutError as error:
            raise ModelUnusable("超时") from error
        except OpenAIError as error:
            raise ModelUnusable(type(error).__name__) from error
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            # What LangChain raises on a body that is no completion depends on what is missing in it.
            raise ModelUnusable(f"返回内容无法识别（{type(error).__name__}）") from error

    def _open(self) -> "_Chains":
        import httpx  # noqa: PLC0415 — what is imported here costs a second that only a model is worth
        from langchain_core.prompts import ChatPromptTemplate  # noqa: PLC0415
        from langchain_openai import ChatOpenAI  # noqa: PLC0415

        client = httpx.AsyncClient(timeout=self._timeout)
        chat = ChatOpenAI(
            base_url=self._base_url,
            model=self._model,
            api_key=SecretStr(self._api_key),
            timeout=self._timeout,
            max_retries=0,  # a person is waiting; the extractive answer is ready
            temperature=0,
            http_async_client=client,
        )

        def prompt(system: str) -> ChatPromptTemplate:
            plain = system.replace("{", "{{").replace("}", "}}")
            return ChatPromptTemplate.from_messages([("system", plain), ("human", rewording.HUMAN)])

        structured = chat.with_structured_output(
            _Reply, method="function_calling", include_raw=True
        )
        return _Chains(
            client,
            with_tools=prompt(rewording.SYSTEM) | structured,
            plain=prompt(f"{rewording.SYSTEM}\n{rewording.AS_JSON}") | chat,
        )


@dataclass(frozen=True)
class _Chains:
    """The prompt and the model as LangChain runnables, and the connections they share."""

    client: "AsyncClient"
    with_tools: "Runnable[dict[str, str], Any]"
    plain: "Runnable[dict[str, str], Any]"


def _read(result: dict[str, Any]) -> _Reply:
    """Return the reply, from a tool call or from JSON in plain text."""
    parsed = result["parsed"]
    if isinstance(parsed, _Reply):
        return parsed
    content = result["raw"].content
    found = _JSON.search(content if isinstance(content, str) else json.dumps(content))
    if found is None:
        raise ModelUnusable("没有按约定的格式返回")
    try:
        return _Reply.model_validate_json(found[0])
    except ValidationError as error:
        raise ModelUnusable("没有按约定的格式返回") from error


def _known(said: Sequence[str], tokens: dict[str, Passage]) -> tuple[Passage, ...]:
    """Return the passages behind the tokens that were handed out; others never existed."""
    wanted = dict.fromkeys(token for words in said for token in _TOKEN.findall(words))
    return tuple(tokens[token] for token in wanted if token in tokens)
