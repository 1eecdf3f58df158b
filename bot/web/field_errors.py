"""Which field of a request is wrong, and why, in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic_core import PydanticCustomError

from bot.texts import web as texts

OURS = "bangban"  # the kind of a mistake whose message is a sentence for people already


def mistake(reason: str, *, field: str = "") -> PydanticCustomError:
    """Return the error of a validator; *field* names a field beside the one being checked."""
    # The reason goes in as a value, since the template itself has braces with a meaning.
    return PydanticCustomError(OURS, "{reason}", {"reason": reason, "field": field})


def field_problem(error: RequestValidationError) -> tuple[int, str, str]:
    """Return status, line and place of the first mistake in a request."""
    first = error.errors()[0]
    path = [part for part in first["loc"] if part not in {"body", "path", "query", "header"}]
    context: Mapping[str, Any] = first.get("ctx", {})
    if not path or first["type"] == "json_invalid":
        return 400, texts.NOT_JSON, "body"
    if context.get("field"):
        path.append(context["field"])
    return 422, said_of(path, _reason(first["type"], context)), written(path)


def said_of(path: Sequence[str | int], reason: str) -> str:
    """Return the line about the field at *path*."""
    match list(path):
        case [_, int(index), *inside]:
            field = written(inside) or "内容"
            return texts.IN_FACT.format(number=index + 1, field=field, reason=reason)
        case inside:
            return texts.IN_FIELD.format(field=written(inside), reason=reason)


def written(path: Sequence[str | int]) -> str:
    """Return *path* as programs write it: ``facts[3].state``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _reason(kind: str, context: Mapping[str, Any]) -> str:
    if kind == OURS:
        return str(context["reason"])
    return texts.FIELD_REASONS.get(kind, texts.BAD_FIELD).format(**context)
