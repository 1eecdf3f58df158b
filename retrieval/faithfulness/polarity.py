"""What is negated in the ground stays negated, and nothing else is."""

import re

from retrieval.faithfulness.clauses import Clause
from retrieval.faithfulness.terms import content_pairs

_NOT = r"(?:不|未|无须|无需|无(?![论关偿])|没有|没|免|禁止|严禁|停止)"
_BETWEEN = r"(?:经|予|得|再|能|可以|可|应当|应|需要|需|必|用|要|会|单独|进行|准|许|办理|作出?|按期|擅自|以|在|将|给|曾|被)*"
_COMPARED = re.compile(
    r"不(?:超过|足|满|少于|低于|大于|高于|迟于|晚于)"
)  # judged with the quantity
_HEAD = re.compile(rf"{_NOT}{_BETWEEN}(?P<head>[\u4e00-\u9fff]{{2}})")
_REACH = 6  # characters between the negation and what it negates
# 未……不得……  may be said as ……方可……
_TURNED = re.compile(r"方可|方能|才能|才可|才行|后再|后可|之后")
_OR = re.compile(r"或者|或")


def reversed_words(clause: Clause, drawn_from: tuple[Clause, ...], ground: str) -> tuple[str, ...]:
    """Return the words that *clause* negates and its ground does not, or the other way round."""
    if _TURNED.search(clause.text):
        return ()
    said = _compared_out(clause.text)
    held = [
        _compared_out(part) for other in drawn_from for part in _nearest_parts(other.text, said)
    ]
    whole = [*held, *(_compared_out(other.text) for other in drawn_from)]
    added = [head for head in _heads(said) if not _negated_in(head, whole, _compared_out(ground))]
    dropped: list[str] = []
    if held:
        lost = [[h for h in _heads(text) if h in said and not _negates(said, h)] for text in held]
        if all(lost):
            dropped = lost[0]
    return tuple(dict.fromkeys((*(f"不{head}" for head in added), *dropped)))


def _nearest_parts(text: str, said: str) -> list[str]:
    """Of what 或者 divides, the part that *said* speaks of."""
    parts = [part for part in _OR.split(text) if part]
    pairs = content_pairs(said)
    shared = [len(content_pairs(part) & pairs) for part in parts]
    return [p for p, count in zip(parts, shared, strict=True) if count == max(shared)]


def _negated_in(head: str, nearest: list[str], ground: str) -> bool:
    beside = [text for text in nearest if head in text]
    if beside:
        return any(_negates(text, head) for text in beside)
    return _negates(ground, head)


def _heads(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["head"] for found in _HEAD.finditer(text)))


def _negates(text: str, head: str) -> bool:
    return re.search(rf"{_NOT}[^，。；、\n]{{0,{_REACH}}}{re.escape(head)}", text) is not None


def _compared_out(text: str) -> str:
    return _COMPARED.sub("＜", text)
