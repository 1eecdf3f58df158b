"""The methods that the sandbox offers, by the names Telegram gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.methods.binding import Parameter, parameters_of

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Method:
    """One method: how it is called, what it reads and what it does."""

    name: str
    function: Callable[..., Any]  # may be a coroutine function; the world comes first
    parameters: tuple[Parameter, ...]
    counted: bool  # whether the flood limit counts it


METHODS: dict[str, Method] = {}  # by lower-case name: Telegram does not mind the case


def method(name: str, *, counted: bool = False) -> Callable[[Function], Function]:
    """Offer the decorated function as *name*."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = Method(name, function, parameters_of(function), counted)
        return function

    return register
