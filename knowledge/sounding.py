"""Names and words that are written as they sound: 环平登计表 for 环评登记表, 城建当案 for 城建档案."""

from collections.abc import Iterable, Iterator

import numpy as np

from knowledge.sounds import FIRST, LAST, Sounds

SHORTEST = 3  # characters; shorter words sound like too many others
_SAME = 0.5  # share of its characters that a word has to keep


class Sounding:
    """Some words, to be found by how they sound; those with other signs than Chinese are left out."""

    def __init__(self, words: Iterable[str], sounds: Sounds) -> None:
        self._sounds = sounds
        self._words: dict[tuple[int, ...], str] = {}
        for word in words:
            heard = self._heard(word)
            if len(word) >= SHORTEST and all(heard):
                self._words.setdefault(heard, word)
        self._lengths = sorted({len(heard) for heard in self._words}, reverse=True)

    def misspelt(self, text: str) -> Iterator[tuple[int, str]]:
        """
        Yield where in *text* a word is written otherwise than it is spelt, and the word; the longest first.

        What one of the words covers, spelt right or not, belongs to no shorter one.
        """
        heard = self._heard(text)
        taken = bytearray(len(text))
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                word = self._words.get(heard[start : start + length])
                if word is None or any(taken[start : start + length]):
                    continue
                said = text[start : start + length]
                same = sum(a == b for a, b in zip(said, word, strict=True))
                if same < _SAME * length:
                    continue
                taken[start : start + length] = b"\x01" * length
                if said != word:
                    yield start, word

    def _heard(self, text: str) -> tuple[int, ...]:
        """Return the sound of each character of *text*; 0 for what is no Chinese character."""
        codes = np.array([ord(sign) for sign in text], dtype=np.int64)
        inside = (codes >= FIRST) & (codes <= LAST)
        return tuple(np.where(inside, self._sounds[np.where(inside, codes - FIRST, 0)], 0).tolist())
