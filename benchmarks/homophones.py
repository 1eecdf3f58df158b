"""Questions with a typing error that sounds right, made without looking at what they ask."""

import numpy as np

from knowledge.lexical import LexicalIndex
from knowledge.ngrams import pairs
from knowledge.sounds import FIRST, LAST, Sounds

_COMMON = 20  # passages that hold a character which people would type by mistake
_OF_THE_TRADE = 15  # passages that hold a pair worth misspelling


class Homophones:
    """Replaces one character of a word of the corpus by another of the same sound."""

    def __init__(self, words: LexicalIndex, sounds: Sounds) -> None:
        self._words = words
        self._sounds = sounds
        signs = np.arange(FIRST, LAST + 1, dtype=np.uint64)
        self._common = words.holders(signs) >= _COMMON

    def misspelt(self, question: str, seed: int) -> str:
        """Return *question* with one such error; as it is where it has no character to replace."""
        rng = np.random.default_rng((seed, *map(ord, question)))
        codes = np.array([ord(sign) for sign in question], dtype=np.uint64)
        beside = self._words.holders(pairs(codes[:-1], codes[1:])) >= _OF_THE_TRADE
        places = np.flatnonzero(np.append(beside, False) | np.append(False, beside))
        for place in rng.permutation(places):
            others = self._others(int(codes[place]))
            if len(others):
                wrong = chr(int(rng.choice(others)))
                return f"{question[:place]}{wrong}{question[place + 1 :]}"
        return question

    def _others(self, code: int) -> np.ndarray:
        if not FIRST <= code <= LAST or not self._sounds[code - FIRST]:
            return np.zeros(0, dtype=np.int64)
        same = (self._sounds == self._sounds[code - FIRST]) & self._common
        return np.setdiff1d(np.flatnonzero(same) + FIRST, [code])
