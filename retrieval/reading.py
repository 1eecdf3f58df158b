"""Reading what was typed or spoken: the same question without orders and fillers, and in Chinese."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from retrieval.orders import without_orders

_HUMS = r"(?:嗯+|呃+|额(?!度|外)|唉+|哎+|诶+|欸+|哦+|喔+|啊+)"
_PADDING = r"(?:那个|这个|就是说?|然后|反正|怎么说呢)"
_FILLERS = re.compile(
    rf"(?:^|(?<=[，,。 ]))(?:{_HUMS}[，,。… ]*(?:{_PADDING}[，,… ]*)*|(?:{_PADDING}[，,… ]+)+(?={_PADDING}|[\u4e00-\u9fff])|(?:那个|这个){{2,}})"
)
_STUTTER = re.compile(r"([\u4e00-\u9fff]{2,6}?)\1+")
_A_SENTENCE = re.compile(r"[a-z]{2,}")
_HAS_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_EMPTY_WORDS = re.compile(
    r"(?ai)\b(?:the|an?|to|for|of|in|on|at|by|is|are|be|does|do|did|will|would|it|its|taking|needs?|i|we|my|our|us|you|your|"
    r"please|tell|me|about|get|getting|obtain|apply|applying|have|has|with|if|from|this|that|there|any|what|which|when|who|how|hi|hello|"
    r"could|can|should|must|or|so|between|project|issues?|takes?)\b"
)
_EDGES = re.compile(r"^[和\s?.,!，。？]+|[和\s?.,!]+$")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff\d])[ ?.,!]+(?=[\u4e00-\u9fff\d])")


@dataclass(frozen=True)
class Reading:
    """The question as it is searched, and whether any of it was put into Chinese."""

    text: str
    translated: bool = False


def read(typed: str) -> Reading:
    """
    Return *typed* as a plain Chinese question; words that no list knows stay as they are.

    >>> read("嗯那个，施工许可证多久能下来").text, read("how long does a construction permit take?").text
    ('施工许可证多久能下来', '施工许可证几天')
    """
    asked = without_orders(typed)
    plain = _STUTTER.sub(r"\1", _FILLERS.sub("", asked)).strip() or asked
    chinese = _in_chinese(plain) if _HAS_ENGLISH.search(plain) else ""
    # EIA要多久 is a Chinese question with an abbreviation in it.
    return Reading(chinese or plain, translated=bool(chinese) and bool(_A_SENTENCE.search(plain)))


def _in_chinese(question: str) -> str:
    """Return *question* with what is known of it in Chinese; empty when nothing is."""
    asked: list[str] = []
    rest = question
    for pattern, words in _phrases("asks"):
        if pattern.search(rest):
            # The name of a thing may stand inside the way of asking: it is put back.
            rest = pattern.sub(_names_within, rest)
            asked.append(words)
    for pattern, words in _phrases("terms"):
        rest = pattern.sub(f" {words} ", rest)
    rest = _EMPTY_WORDS.sub(" ", rest)
    if not asked and not any("\u4e00" <= c <= "\u9fff" for c in rest):
        return ""
    return _GAP.sub("", _EDGES.sub("", re.sub(r"\s+", " ", rest))) + "，".join(asked[:3])


def _names_within(match: re.Match[str]) -> str:
    held, words = [], match[0]
    for pattern, _ in _phrases("terms"):
        held += [m[0] for m in pattern.finditer(words)]
        words = pattern.sub(" ", words)
    return f" {' '.join(held)} "


@cache
def _phrases(part: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    text = files("retrieval").joinpath("english.yaml").read_text(encoding="utf-8")
    return tuple(
        (re.compile(said, re.ASCII | re.IGNORECASE), meant)
        for said, meant in yaml.safe_load(text)[part].items()
    )
