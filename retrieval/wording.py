"""How near two pieces of Chinese text are, counted in pairs of characters."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_CHINESE_OR_WORD = re.compile(r"[\u3400-\u9fff〇]+|[a-zA-Z0-9.]+")
# Pairs that stand in any question or any statute and so tell nothing apart.
_EMPTY = frozenset(
    [
        "的是",
        "了吗",
        "什么",
        "怎么",
        "多少",
        "可以",
        "应当",
        "需要",
        "我们",
        "我的",
        "能不",
        "不能",
        "以后",
        "之后",
        "之前",
        "时候",
        "哪些",
        "如何",
        "是否",
        "有没",
        "没有",
        "要不",
        "用不",
        "请问",
        "一下",
        "这个",
        "那个",
        "还是",
        "或者",
        "以及",
        "规定",
        "有关",
        "依照",
        "按照",
        "下列",
        "本条",
        "其他",
        "进行",
    ]
)
_REMEMBERED = 40_000  # texts: what is known is compared with every question
_JOINING = frozenset(
    "的了吗呢吧啊呀嘛么什怎哪谁几多少不要能会可是没就都也还把被给让跟才又很太那这些我你他它们咱俺得着啥咋"
)


@lru_cache(maxsize=_REMEMBERED)
def pairs(text: str) -> frozenset[str]:
    """
    Return the pairs of adjacent Chinese characters, and the other words, of *text*.

    >>> sorted(pairs("施工证 600 万"))
    ['600', '工证', '施工']
    """
    found: set[str] = set()
    for run in _CHINESE_OR_WORD.findall(text):
        if run[0].isascii():
            found.add(run.lower())
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found - _EMPTY)


def naming_pairs(text: str) -> frozenset[str]:
    """
    Return the pairs of *text* that name something: none with a character that only joins or asks.

    >>> sorted(naming_pairs("项目管家是干什么的"))
    ['目管', '管家', '项目']
    """
    return frozenset(pair for pair in pairs(text) if _JOINING.isdisjoint(pair))


def share_found(wanted: frozenset[str], text: str) -> float:
    """Return the share (0 to 1) of the pairs *wanted* that *text* holds; 0 when none is wanted."""
    if not wanted:
        return 0.0
    return sum(pair in text for pair in wanted) / len(wanted)


def telling(wanted: Iterable[str], texts: Sequence[str]) -> dict[str, float]:
    """
    Return how much each of the pairs *wanted* tells *texts* apart; those that stand in none are left out.

    >>> telling(["围挡", "工程", "颜色"], ["工程围挡", "工程"])["围挡"] > telling(["工程"], ["工程"])["工程"]
    True
    """
    return {
        pair: math.log(1 + len(texts) / held)
        for pair in wanted
        if (held := sum(pair in text for text in texts))
    }


def weight_found(weights: Mapping[str, float], text: str) -> float:
    """Return the share (0 to 1, by weight) of the pairs weighed that *text* holds; 0 when none is."""
    total = sum(weights.values())
    return sum(weight for pair, weight in weights.items() if pair in text) / total if total else 0.0


def alikeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two sets of pairs have in common, of all that they hold (0 to 1)."""
    return len(one & other) / len(one | other) if one and other else 0.0


def longest_common_run(a: str, b: str) -> str:
    """
    Return the longest run of characters that both texts hold.

    >>> longest_common_run("规划许可证要几天", "建设工程规划许可证")
    '规划许可证'
    """
    best = ""
    for start in range(len(a)):
        end = start + len(best) + 1
        while end <= len(a) and a[start:end] in b:
            best = a[start:end]
            end += 1
    return best
