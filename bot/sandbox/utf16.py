"""Lengths and positions as Telegram counts them: in UTF-16 code units."""

from collections.abc import Iterator


def length(text: str) -> int:
    """
    Return the number of UTF-16 code units of *text*.

    >>> length("帮办"), length("😀")
    (2, 2)
    """
    return len(text) + sum(character > "\uffff" for character in text)


def splits(text: str, position: int) -> bool:
    """Tell whether *position*, counted in units, is in the middle of a character."""
    before = text.encode("utf-16-le")[: position * 2]
    return length(before.decode("utf-16-le", errors="ignore")) < position <= length(text)


def cut(text: str, start: int, end: int) -> str:
    """Return the part of *text* between two positions counted in UTF-16 code units."""
    return text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le", errors="ignore")


def pieces(text: str, longest: int) -> Iterator[str]:
    """Yield *text* in parts of at most *longest* units, never through the middle of a character."""
    part: list[str] = []
    size = 0
    for character in text:
        width = length(character)
        if size + width > longest:
            yield "".join(part)
            part, size = [], 0
        part.append(character)
        size += width
    if part:
        yield "".join(part)
