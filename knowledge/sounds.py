"""How Chinese characters sound, as numbers."""

import re

import numpy as np
from numpy.typing import NDArray

FIRST, LAST = 0x4E00, 0x9FFF  # the common ideographs

Sounds = NDArray[np.uint16]

# What many speakers, and every pinyin keyboard that helps them, take for the same.
_ALIKE = (
    (re.compile(r"^([zcs])h"), r"\1"),  # zh z, ch c, sh s
    (re.compile(r"([aei])ng$"), r"\1n"),  # ang an, eng en, ing in
)


def sounds_of_ideographs() -> Sounds:
    """
    Return the sound of each character from FIRST to LAST, tones left out; 0 where it is not known.

    Takes a third of a second, most of it to load the readings: the index keeps the result.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 — see above

    numbers: dict[str, int] = {}
    sounds = np.zeros(LAST - FIRST + 1, dtype=np.uint16)
    for n in range(len(sounds)):
        sign = chr(FIRST + n)
        (reading,) = lazy_pinyin(sign)
        if reading != sign:
            sounds[n] = numbers.setdefault(_blurred(reading), len(numbers) + 1)
    return sounds


def _blurred(reading: str) -> str:
    for sound, as_this in _ALIKE:
        reading = sound.sub(as_this, reading)
    return reading
