"""
From a request to a Python call.

A method of the Bot API is a function here. Its keyword-only parameters are the parameters of the method,
named as Telegram names them; their types say how a form field is read. ``Unpack[...]`` of a typed
dictionary adds the parameters that many methods share. Parameters that are not declared are ignored, as
Telegram ignores them.
"""

import functools
import inspect
import json
import operator
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from bot.sandbox.errors import BadRequest
from bot.sandbox.files import Upload

Json = dict[str, Any]
JsonList = list[Any]
ChatId = int | str
InputFile = Upload | str
Uploads = dict[str, Upload]  # every file of the request, for "attach://name"

EMPTY = {  # what is said where a required parameter is missing
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "media": "there are no messages to send",
    "callback_query_id": "query ID is not specified",
    "file_id": "file_id not specified",
}


@dataclass(frozen=True)
class Parameter:
    """One parameter that a method reads."""

    name: str
    type: Any
    required: bool


def parameters_of(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return what *function* reads from a request, in the order of its signature."""
    hints = get_type_hints(function)
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            shared = get_args(hints[name])[0]
            if not is_typeddict(shared):
                raise TypeError(f"{function.__name__}: **{name} must unpack a typed dictionary")
            found += [
                Parameter(key, hint, required=False) for key, hint in get_type_hints(shared).items()
            ]
        elif parameter.kind is parameter.KEYWORD_ONLY:
            required = parameter.default is parameter.empty
            found.append(Parameter(name, _without_none(hints[name]), required))
    return tuple(found)


def bind(
    parameters: tuple[Parameter, ...], values: Mapping[str, Any], uploads: Uploads
) -> dict[str, Any]:
    """
    Return the keyword arguments for a request.

    Raises:
        BadRequest: A required parameter is missing, or a value cannot be read as its type.
    """
    bound: dict[str, Any] = {}
    for parameter in parameters:
        name = parameter.name
        if parameter.type == Uploads:
            bound[name] = uploads
        elif parameter.type == InputFile and name in uploads:
            bound[name] = uploads[name]
        elif values.get(name) is not None and values[name] != "":
            bound[name] = READERS[parameter.type](name, values[name])
            if parameter.type == InputFile:
                bound[name] = attached(bound[name], uploads)
        elif parameter.required:
            raise BadRequest(EMPTY.get(name, f'parameter "{name}" is required'))
    return bound


def attached(reference: str, uploads: Uploads) -> InputFile:
    """Return the file behind ``attach://name``, or *reference* itself."""
    if not reference.startswith("attach://"):
        return reference
    name = reference.removeprefix("attach://")
    if name not in uploads:
        raise BadRequest(f'attached file "{name}" is missing')
    return uploads[name]


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in (types.UnionType, Union):
        return hint
    kinds = [kind for kind in get_args(hint) if kind is not types.NoneType]
    return functools.reduce(operator.or_, kinds)


def _integer(name: str, value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise BadRequest(f'can\'t parse "{name}": expected an Integer') from None


def _string(_name: str, value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _boolean(_name: str, value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "yes", "1")


def _chat_id(_name: str, value: Any) -> ChatId:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise BadRequest(f"can't parse {name} JSON object") from None


def _object(name: str, value: Any) -> Json:
    value = _decoded(name, value)
    if not isinstance(value, dict):
        raise BadRequest(f"can't parse {name} JSON object: expected an Object")
    return value


def _array(name: str, value: Any) -> JsonList:
    value = _decoded(name, value)
    if not isinstance(value, list):
        raise BadRequest(f"can't parse {name} JSON object: expected an Array")
    return value


READERS: dict[Any, Callable[[str, Any], Any]] = {
    int: _integer,
    str: _string,
    bool: _boolean,
    ChatId: _chat_id,
    InputFile: _string,
    Json: _object,
    JsonList: _array,
}
