"""Known questions: which passage of a guide each of them is about."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.passages import Slot

# The first pattern that matches decides, so that 几个工作日内交材料 is about time.
_CUES: Sequence[tuple[Slot, re.Pattern[str]]] = tuple(
    (slot, re.compile(cues))
    for slot, cues in (
        (Slot.VALIDITY, "有效期|过期|失效|作废|延期|管多久|管几年"),
        (
            Slot.LIMIT,
            "几天|多少天|多久|多长时间|几个工作日|时限|期限|什么时候|啥时候|多快|几个月|最快",
        ),
        (Slot.FEES, "多少钱|收费|费用|交钱|花钱|要钱|免费|缴费"),
        (Slot.MATERIALS, "材料|资料|带什么|带啥|交什么|交哪些|准备什么|准备啥|文件|要件|图纸"),
        (
            Slot.DEPARTMENT,
            "哪里办|哪儿办|在哪办|去哪|找谁|哪个部门|哪个窗口|谁办|谁批|归谁|什么部门|哪家",
        ),
        (Slot.BASIS, "依据|哪条法|哪部法|法律规定|什么法|哪一条|第几条"),
        (Slot.PROCESS, "流程|步骤|怎么办理|怎么申请|怎么走|先办|后办|顺序|怎么用|如何办"),
        (
            Slot.EXCEPTIONS,
            "不用办|不办|不需要|用不用|要不要|必须办|免办|豁免|例外|可以不|能不能不|还要办",
        ),
        (
            Slot.CONDITIONS,
            "条件|符合什么|满足|能申请吗|可以申请|哪些项目|什么项目|谁能|能不能|能办吗|可以吗",
        ),
        (Slot.DEFINITION, "什么意思|是什么|是啥|啥意思|什么叫|指的是|有什么用|好处"),
    )
)
_HEADINGS: Sequence[tuple[Slot, str]] = (
    (Slot.PROCESS, "流程|步骤|怎么|顺序"),
    (Slot.LIMIT, "时限|期限"),
    (Slot.MATERIALS, "材料"),
    (Slot.CONDITIONS, "条件|适用"),
    (Slot.EXCEPTIONS, "例外|豁免|不需要"),
    (Slot.DEFINITION, "含义|是什么|概念"),
)

# What a field is called by whoever asks for it as a form would.
_NAMES: Mapping[Slot, str] = {
    Slot.LIMIT: "(?:办理|审批|法定|承诺)?(?:时限|期限|时间)",
    Slot.MATERIALS: "(?:申请|申报|所需|办理)?(?:材料|资料)(?:清单)?",
    Slot.CONDITIONS: "(?:申请|办理|许可|受理)?条件",
    Slot.DEPARTMENT: "(?:办理|审批|主管|受理)部门",
    Slot.FEES: "费用|收费|收费标准",
    Slot.BASIS: "(?:法律|法定|设立|办理)?依据",
    Slot.PROCESS: "(?:办理|申请|审批)?流程|(?:办理|申请)步骤",
    Slot.VALIDITY: "有效期限?",
}

# How people ask for a field whose own words are different: nobody says 办理时限, everybody 几天.
ASKED_WITH: Mapping[Slot, str] = {
    Slot.LIMIT: "几天 多久 多长时间 什么时候 能办完 批下来 多快",
    Slot.MATERIALS: "要交哪些材料 准备什么资料 带什么",
    Slot.CONDITIONS: "要什么条件 符合什么 能不能办 满足",
    Slot.EXCEPTIONS: "不用办 要不要办 哪些情况 免办",
    Slot.DEPARTMENT: "在哪里办 找谁 归谁管 哪个部门 哪个窗口",
    Slot.FEES: "收费吗 多少钱 交钱 免费",
    Slot.BASIS: "依据哪部法 哪一条 法律规定",
    Slot.PROCESS: "怎么办理 流程 步骤 先办什么 怎么申请",
    Slot.VALIDITY: "有效期多久 过期 延期 作废",
    Slot.DEFINITION: "是什么 什么意思",
}


def slot_of_question(question: str) -> Slot | None:
    """Return the slot that *question* asks for, or nothing if its words do not say."""
    return next((slot for slot, cues in _CUES if cues.search(question)), None)


def slot_called(words: str) -> Slot | None:
    """
    Return the slot that *words* are a name of, and nothing but a name.

    >>> slot_called("收费标准是什么？")
    <Slot.FEES: '费用'>
    """
    bare = re.sub("^的|(?:是什么|有哪些|是多少|是多久|多少)?[？?。！! ]*$", "", words.strip())
    return next((slot for slot, names in _NAMES.items() if re.fullmatch(names, bare)), None)


def slot_of_heading(heading: str) -> Slot:
    """Return the slot of a section with that heading; 注意 unless it says otherwise."""
    return slot_named_by(heading) or Slot.CAUTION


def slot_named_by(heading: str) -> Slot | None:
    """Return the slot that *heading* names, if it names one."""
    return next((slot for slot, cues in _HEADINGS if re.search(cues, heading)), None)


def questions_by_slot(
    questions: Sequence[str], slots: Sequence[Slot]
) -> Mapping[int, tuple[str, ...]]:
    """Return, by position in *slots*, the questions for it; those that fit none go to the first."""
    placed: defaultdict[int, list[str]] = defaultdict(list)
    for question in questions:
        slot = slot_of_question(question)
        placed[slots.index(slot) if slot in slots else 0].append(question)
    return {position: tuple(found) for position, found in placed.items()}


def read_known_questions(path: Path) -> Mapping[str, tuple[str, ...]]:
    """
    Return the questions in a JSONL file by what answers them.

    Each line is ``{"question": …, "gold": ["建筑法第八条", …]}``; lines that are not are passed over.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
            question, answers = said["question"], said["gold"]
        except (ValueError, KeyError, TypeError):
            continue
        for answer in answers:
            found[answer].append(question)
    return {answer: tuple(questions) for answer, questions in found.items()}
