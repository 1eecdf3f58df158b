"""Reading what a model wrote: a tool call, or JSON somewhere in plain text."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from retrieval.errors import ModelUnusable, Trouble

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)


class Sentence(BaseModel):
    """One claim as the model writes it."""

    text: str = Field(description="一句答复")
    tokens: list[str] = Field(default_factory=list, description="依据的文段编号，如 P1")

    @field_validator("tokens", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class Reply(BaseModel):
    """把文段改写成的答复。"""

    claims: list[Sentence] = Field(description="逐句的答复；文段回答不了问题时为空")


def written_reply(content: object) -> Reply:
    """
    Return the claims in *content*: plain text, or the blocks that some servers send instead.

    What stands in ``<think>`` is not said to anybody; words around the JSON do not count.

    Raises:
        ModelUnusable: There are none in it.
    """
    spoken = _THOUGHTS.sub("", _text(content))
    for value in _objects(spoken):
        if "claims" in value:
            try:
                return Reply.model_validate(value)
            except ValidationError:
                continue
    raise ModelUnusable(Trouble.WRONG_FORM)


def _text(content: object) -> str:
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        str(block.get("text") or "") if isinstance(block, dict) else str(block) for block in blocks
    )


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects in *text* in order, not those inside others."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict):
                yield value
        at = text.find("{", end)
