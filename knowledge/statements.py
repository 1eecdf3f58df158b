"""What passages state about an item in figures: how long a decision may take, what it costs, how long it is valid."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.mentions import GuideNames
from knowledge.numerals import to_int
from knowledge.passages import Passage, Slot


class FactKind(StrEnum):
    """A kind of fact that one item has exactly one figure for, or one for each of its cases."""

    DECISION = "审批时限"
    PROMISE = "承诺时限"
    VALIDITY = "有效期"
    FEE = "收费标准"


@dataclass(frozen=True, order=True)
class Figure:
    """A number and what it counts. 工作日 and 日 of an approval are the same unit (行政许可法第八十二条)."""

    value: Decimal
    unit: str


@dataclass(frozen=True)
class Statement:
    """*passage* says of *item*, in *words* (a sentence of it), that *fact* is *figure*, written *said*."""

    item: str
    fact: FactKind
    figure: Figure
    said: str
    passage: Passage
    words: str


FREE = "不收费"
_NUMBER = r"(?P<n>[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+)"
_DAYS = rf"{_NUMBER}\s*(?:个)?\s*(?P<unit>工作日|自然日|日|天|个月|年)"
_DECIDES = r"决定|颁发|核发|发给|批准|审批|核准|办结|审查完毕|准予"
# Steps on the way to a decision have limits of their own.
_ON_THE_WAY = (
    r"告知|补正|送达|转送|移送|征求|报(?!告)|公示|公布|听证|提出意见|受理或者|是否受理|备案"
)
_PATTERNS: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    (
        FactKind.PROMISE,
        re.compile(rf"承诺(?:办结|办理|审批)?(?:时限|期限|时间)?(?:为|是|：|:)?\s*{_DAYS}"),
    ),
    (
        FactKind.DECISION,
        re.compile(
            r"(?:法定|审批|办结|办理)(?:办理|审批|办结)?(?:时限|期限)(?:统一)?"
            rf"(?:为|是|：|:|压缩至|压缩到|缩短至|缩短到)?\s*{_DAYS}"
        ),
    ),
    (
        FactKind.DECISION,
        re.compile(
            rf"(?:受理|收到|接到)[^，。；\n]{{0,20}}?(?:之日|后)起?\s*{_DAYS}(?:之?内)"
            rf"(?!，?[^，。；\n]{{0,6}}(?:{_ON_THE_WAY}))(?=[^。；\n]{{0,40}}?(?:{_DECIDES}))"
        ),
    ),
    (FactKind.VALIDITY, re.compile(rf"有效期(?:限)?(?:为|是|：|:)?\s*{_DAYS}")),
    (
        FactKind.FEE,
        re.compile(
            rf"(?:收费标准|工本费|手续费|每[件证本]|收取)[^，。；\n]{{0,10}}?{_NUMBER}\s*(?P<unit>元)"
            r"(?!以[上下])|(?P<free>不收费|免收费用|不收取(?:任何)?费用|不得收(?:取)?费)"
        ),
    ),
)
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")


def statements(passages: Iterable[Passage], names: GuideNames) -> Iterator[Statement]:
    """
    Yield what *passages* state in figures about an item.

    A guide speaks of its own item; in other texts the sentence has to name exactly one item.
    """
    for passage in passages:
        if not _may_state(passage):
            continue
        for sentence in _SENTENCE.findall(passage.text):
            found = list(_figures(sentence))
            item = _item_of(passage, sentence, names) if found else None
            if item is not None:
                yield from (
                    Statement(item, fact, figure, said, passage, sentence.strip())
                    for fact, figure, said in found
                )


def _may_state(passage: Passage) -> bool:
    # What a guide says of limits, fees and validity stands in these fields; elsewhere it tells of other items.
    return passage.item is None or passage.slot in {Slot.LIMIT, Slot.FEES, Slot.VALIDITY}


def _figures(sentence: str) -> Iterator[tuple[FactKind, Figure, str]]:
    for fact, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if match.groupdict().get("free"):
                yield fact, Figure(Decimal(0), FREE), match["free"]
            elif (value := _value(match["n"])) is not None:
                said = sentence[match.start("n") : match.end("unit")]
                yield fact, Figure(value, _unit(fact, match["unit"])), said


def _value(numeral: str) -> Decimal | None:
    try:
        return Decimal(numeral) if numeral[0].isascii() else Decimal(to_int(numeral))
    except (ValueError, ArithmeticError):
        return None


def _unit(fact: FactKind, unit: str) -> str:
    if fact in {FactKind.DECISION, FactKind.PROMISE} and unit in {"日", "天", "工作日"}:
        return "个工作日"
    return {"天": "日", "自然日": "日"}.get(unit, unit)


def _item_of(passage: Passage, sentence: str, names: GuideNames) -> str | None:
    if passage.item is not None:
        return passage.item
    named = [mention for mention in names.find(sentence) if mention.category == "item"]
    return named[0].slug if len(named) == 1 else None
