"""Reading what people type behind an option; every refusal names the option."""

from collections.abc import Callable, Sequence
from datetime import date

from bot.errors import BadInput
from bot.texts import terminal
from cases.errors import CasesError, shorten
from cases.rules.clock import Stop
from cases.rules.dates import parse_date

LONGEST_NUMBER = 9  # digits; more is a slip of the hand


def day(option: str) -> Callable[[str], date]:
    """Return a reader of days such as 2026-02-11."""

    def _read(text: str) -> date:
        try:
            return parse_date(text)
        except CasesError as error:
            raise BadInput(f"{option} 的{error}") from error

    return _read


def stop(option: str) -> Callable[[str], Stop]:
    """Return a reader of stopped days, ``A..B``: from A on, B is counted again."""

    def _read(text: str) -> Stop:
        start, dots, end = text.partition("..")
        if not dots:
            raise BadInput(terminal.BAD_STOP.format(option=option, value=shorten(text)))
        try:
            return Stop(parse_date(start), parse_date(end))
        except CasesError as error:
            raise BadInput(f"{option} 的{error}") from error

    return _read


def whole(option: str) -> Callable[[str], int]:
    """Return a reader of whole numbers, 0 or more."""

    def _read(text: str) -> int:
        plain = text.strip()
        if not (plain.isascii() and plain.isdigit() and len(plain) <= LONGEST_NUMBER):
            raise BadInput(terminal.BAD_NUMBER.format(option=option, value=shorten(text)))
        return int(plain)

    return _read


def one_of(option: str, allowed: Sequence[str]) -> Callable[[str], str]:
    """Return a reader of one of a few words."""

    def _read(text: str) -> str:
        plain = text.strip().lower()
        if plain not in allowed:
            said = {"option": option, "value": shorten(text), "allowed": "、".join(allowed)}
            raise BadInput(terminal.BAD_CHOICE.format(**said))
        return plain

    return _read
