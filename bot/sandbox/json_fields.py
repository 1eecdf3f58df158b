"""Reading the fields of JSON objects that a bot wrote."""

from typing import Any

from bot.sandbox.errors import BadRequest

Json = dict[str, Any]


def string(values: Json, name: str) -> str | None:
    """
    Return a text field, or None where it is not there.

    Raises:
        BadRequest: It is something else than a text.
    """
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f'Field "{name}" must be of type String')
    return value


def number(values: Json, name: str) -> int | None:
    """
    Return an integer field, or None where it is not there. Digits in a text will do.

    Raises:
        BadRequest: It is no integer.
    """
    value = values.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, int | str) and not isinstance(value, bool):
            return int(value)
    except ValueError:
        pass
    raise BadRequest(f'Field "{name}" must be a valid Number')


def switch(values: Json, name: str) -> bool:
    """
    Return a yes-or-no field, no where it is not there.

    Raises:
        BadRequest: It is neither.
    """
    value = values.get(name, False)
    if not isinstance(value, bool):
        raise BadRequest(f'Field "{name}" must be of type Boolean')
    return value


def inner(values: Json, name: str) -> Json:
    """
    Return the object in a field.

    Raises:
        BadRequest: There is none.
    """
    value = values.get(name)
    if not isinstance(value, dict):
        raise BadRequest(f'Field "{name}" must be of type Object')
    return value
