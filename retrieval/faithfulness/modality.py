"""May, must and must not keep their strength."""

import re

from retrieval.faithfulness.clauses import Clause

_MUST = re.compile(
    r"应当|应该|必须|须(?!知)|(?<!不)需要|(?<!不)(?<!重)(?<!主)(?<!需)要(?!求|件|素|点)|务必|一律"
)
_MAY = re.compile(
    r"(?<!不)可以|(?<![许认不方才后])可(?!能|行|研|见|靠|以)|有权|允许|自愿|自主选择|自主决定|(?<!不)能够|(?<![不节性功才])能(?!源|力|耗|评|量)|均可|即可"
)
_MUST_NOT = re.compile(r"不得|禁止|严禁|不可|不能(?!按)|不准|不予|不许")
_NEED_NOT = re.compile(r"不需要|无需|无须|不用|不必|免于|免予|可以不")
_FREED = re.compile(
    r"不需要|无需|无须|不用|不必|免|除外|不再|不适用|不单独|可以不|不(?=收取|进行|办理)"
)
_BARRED = re.compile(r"不得|禁止|严禁|不可|不能|不准|不予|不许|方可|方能|停止|除外|未经")


def changed_strength(
    clause: Clause, drawn_from: tuple[Clause, ...], ground: str
) -> tuple[str, ...]:
    """Return the words of *clause* that make a duty a choice, a choice a duty, or add a ban or a waiver."""
    near = "\n".join(other.text for other in drawn_from)
    sentence = "\n".join(other.sentence for other in drawn_from) or ground
    text = clause.text
    found: list[str] = []
    if (waived := _NEED_NOT.search(text)) and not _FREED.search(sentence):
        found.append(waived[0])
    elif (may := _MAY.search(text)) and not waived and not _MAY.search(near or sentence):
        found.append(may[0])
    if (barred := _MUST_NOT.search(text)) and not _BARRED.search(sentence):
        found.append(barred[0])
    must = _MUST.search(text)
    if must and not waived and not _MUST.search(near) and _MAY.search(near or sentence):
        found.append(must[0])
    return tuple(found)
