"""Organs, parties and papers: a claim may name none that its ground does not name."""

import re
from collections.abc import Iterator, Sequence

from retrieval.faithfulness.clauses import Clause

_ORGANS = "行政主管部门|主管部门|管理部门|监督部门|部门|机关|机构|委员会|办公室|服务局|局|厅|政府|法院|银行|单位|中心|窗口|平台|人员|申请人"
_PAPERS = (
    "报告书|报告表|报告|登记表|申请表|备案表|许可证|证书|证明|承诺书|意见书|通知书|决定书|保修书|说明书|任务书|批复|合同|协议|"
    "图纸|方案|执照|清单|发票|文件"
)
_ORGAN = re.compile(_ORGANS)
_KIND = re.compile(f"{_ORGANS}|{_PAPERS}")
_LINK = frozenset("由向经和与及或的在到对为是报送给从须应要各该其将并被按交等起后前、，有出具成内")


def unknown_entities(claim: str, ground: str, asked: str) -> tuple[str, ...]:
    """
    Return the organs, parties and papers that *claim* names and *ground* does not.

    A paper may be called as the question *asked* calls it; who decides never comes from the question.
    """
    return tuple(
        dict.fromkeys(
            name
            for name, kind in _named(claim)
            if name not in ground and (_ORGAN.fullmatch(kind) or name not in asked)
        )
    )


def wrong_actors(clause: Clause, drawn_from: Sequence[Clause]) -> tuple[str, ...]:
    """Return the organs and parties that act in *clause* and not in the sentence it is drawn from."""
    sentences = "\n".join(other.sentence for other in drawn_from)
    if not sentences or not _ORGAN.search(sentences):
        return ()  # the ground names nobody there, so nobody is put in another's place
    return tuple(
        name
        for name, kind in _named(clause.text)
        if _ORGAN.fullmatch(kind) and name not in sentences
    )


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield names with their kind: the two characters before tell 建设单位 from 施工单位."""
    for found in _KIND.finditer(text):
        start = found.start()
        before = ""
        for character in reversed(text[max(0, start - 2) : start]):
            if character in _LINK or not "\u4e00" <= character <= "\u9fff":
                break
            before = character + before
        yield before + found[0], found[0]
