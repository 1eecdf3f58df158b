"""
Typing errors that sound right: 水宝 for 水保, 施工需可证 for 施工许可证, as pinyin keyboards and speech make them.

No list of errors is kept. The name of an item is known by its sound as a whole. Besides, a character whose pairs
with its neighbours are unknown to the corpus is taken for the one of the same sound with which they are well known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import LexicalIndex
from knowledge.ngrams import Keys, pair_keys, pairs
from knowledge.sounding import Sounding
from knowledge.sounds import FIRST, LAST, Sounds

_MOST_NEEDED = 15  # passages that must hold a pair before a question is read as if it held it …
_SHARE_NEEDED = 400  # … or one in so many of a small corpus,
_LEAST_NEEDED = 3  # but never fewer than these.
_RARE = 2  # passages: a pair in so few may be a misspelling that was asked once and kept

# Words of talk, not of the trade: whoever types them means them.
_TALK = frozenset("的得地了着过们里去来该叫帮给让我你他她它吗呢吧啊呀和与")

Codes = NDArray[np.uint64]


@dataclass(frozen=True)
class Correction:
    """A character at *position* that is taken for *meant*; *around* is it with its neighbours."""

    position: int
    meant: str
    around: str


def put_right(question: str, corrections: Iterable[Correction]) -> str:
    """Return *question* with the characters that its *corrections* mean."""
    signs = list(question)
    for correction in corrections:
        signs[correction.position] = correction.meant
    return "".join(signs)


class Spelling:
    """What the corpus and the lexicon spell, and how it sounds; *names* are words as a whole."""

    def __init__(
        self,
        lexical: LexicalIndex,
        sounds: Sounds,
        words: Iterable[str],
        names: Iterable[str] = (),
    ) -> None:
        self._lexical = lexical
        self._sounding = Sounding(names, sounds)
        self._sounds = sounds
        self._needed = max(_LEAST_NEEDED, min(_MOST_NEEDED, lexical.size // _SHARE_NEEDED))
        self._words = np.unique(pair_keys(words))

    def corrections(self, question: str) -> tuple[Correction, ...]:
        """Return the characters of *question* that are taken for others, first one first."""
        signs = list(question)
        found = []
        for start, name in self._sounding.misspelt(question):
            wrong = [n for n, sign in enumerate(name, start) if signs[n] != sign]
            if not self._are_meant(question, wrong, range(start, start + len(name))):
                found += [Correction(n, name[n - start], name) for n in wrong]
                signs[start : start + len(name)] = name
        codes = np.array([ord(sign) for sign in signs], dtype=np.uint64)
        for position in self._doubtful(signs, codes):
            meant = self._meant(codes, position)  # earlier ones are put right already
            if meant is not None:
                codes[position] = ord(meant)
                signs[position] = meant
                around = "".join(signs[max(position - 1, 0) : position + 2])
                found.append(Correction(position, meant, around))
        return tuple(sorted(found, key=lambda correction: correction.position))

    def corrected(self, question: str) -> str:
        """Return *question* with those characters put right."""
        return put_right(question, self.corrections(question))

    def _are_meant(self, question: str, wrong: Sequence[int], inside: range) -> bool:
        """
        Say whether the *wrong* characters make sense without the name whose place is *inside*.

        第四年开工正好 only sounds like 开工证, 显示办结 like 限时办结.
        """
        ours = set(inside) - set(wrong)
        beside = [
            question[n : n + 2]
            for n in {m for n in wrong for m in (n - 1, n)}
            if n >= 0 and n not in ours and n + 1 not in ours
        ]
        known = self._seen(pair_keys(beside)) if beside else np.zeros(0)
        return any(question[n] in _TALK for n in wrong) or bool((known > _RARE).any())

    def _doubtful(self, signs: list[str], codes: Codes) -> list[int]:
        """Return the positions of characters that no neighbour is known to stand beside."""
        chinese = self._are_known(codes)
        beside = chinese[:-1] & chinese[1:]
        seen = self._seen(pairs(codes[:-1], codes[1:])) > _RARE
        known = np.append(seen & beside, False) | np.append(False, seen & beside)
        alone = ~(np.append(beside, False) | np.append(False, beside))
        doubtful = np.flatnonzero(chinese & ~known & ~alone)
        return [int(n) for n in doubtful if signs[n] not in _TALK]

    def _meant(self, codes: Codes, position: int) -> str | None:
        """
        Return the character of the same sound that is best known between its neighbours.

        Where what stands there is rare, but known, it has to be well known beside each of them.
        """
        sound = self._sounds[int(codes[position]) - FIRST]
        others = (np.flatnonzero(self._sounds == sound) + FIRST).astype(np.uint64)
        times = np.array([self._seen(p) for p in self._pairs_beside(codes, position, others)])
        well = times >= self._needed
        enough = well.any(axis=0)
        if times[:, others == codes[position]].any():
            enough = well.all(axis=0)
        gain = np.where(enough, (np.log1p(times) * well).sum(axis=0), 0)
        best = int(np.argmax(gain))
        return chr(int(others[best])) if gain[best] > 0 else None

    def _pairs_beside(self, codes: Codes, position: int, others: Codes) -> list[Keys]:
        """Return the keys of *others* at *position* with the character before, and the one after."""
        found = []
        for at in (position - 1, position + 1):
            if 0 <= at < len(codes) and self._are_known(codes[at : at + 1])[0]:
                beside = np.full(len(others), codes[at])
                found.append(pairs(beside, others) if at < position else pairs(others, beside))
        return found

    def _seen(self, keys: Keys) -> NDArray[np.int64]:
        """Return how many passages hold each pair; a pair of the lexicon is well known."""
        times = self._lexical.holders(keys)
        if not len(self._words):
            return times
        at = np.minimum(np.searchsorted(self._words, keys), len(self._words) - 1)
        return np.where(self._words[at] == keys, np.maximum(times, self._needed), times)

    def _are_known(self, codes: Codes) -> NDArray[np.bool_]:
        """Say of each character whether its sound is known."""
        inside = (codes >= FIRST) & (codes <= LAST)
        at = np.where(inside, codes - np.uint64(FIRST), 0).astype(np.int64)
        known: NDArray[np.bool_] = inside & (self._sounds[at] > 0)
        return known
