"""Completing a question that leans on the one before it, so that it can be read alone."""

import re
from collections.abc import Callable, Sequence

from knowledge.lexicon import statutory_words
from knowledge.mentions import GuideMention
from retrieval.intents import intent_of
from retrieval.reading import read
from retrieval.screening import screen
from retrieval.slots import asked_slots, cue_of, topic_of
from retrieval.wording import pairs

FindGuides = Callable[[str], Sequence[GuideMention]]
Known = Callable[[str], float]  # how like a question that some guide knows, 0 to 1

TURNS = 6  # how far back a conversation is read
_SHORT = 12  # characters: "费用呢", "要几天？", "需要哪些材料"
_LEANING = re.compile(
    r"^(?:(?:好的?|嗯+|哦+|行|明白了?|知道了?)[，,。 ]*)?(?:那么?(?!里|边|些|种)|还有(?!没有)|另外|以及|然后呢?|它|这个(?!项目)|该事项|上面|刚才|前面)[，,]?"
)
_TRAILING = re.compile(r"呢[？?。！!]*$")
_SPACE = re.compile(r"[ ，,。？?！!、：:；;]+")
_NAMES = re.compile(r"《[^》]+》|\d")
_NOTHING_MUCH = 2  # pairs
_KNOWN = 0.5  # likeness from which a question is one that people ask by itself


def complete(
    question: str,
    history: Sequence[str],
    find_guides: FindGuides,
    known: Known = lambda _: 1.0,
) -> str:
    """
    Return *question* so that it stands alone; unchanged when it does already.

    *history* are the person's earlier questions, oldest first. Turns that were no policy question are not
    leaned on. A question that names nothing and is like none that people ask by itself (*known*) leans as
    well. Nothing is invented: the result is made of words of *question* and of one earlier turn.
    """
    before = ""
    for turn in history[-TURNS:]:
        screened = screen(turn)
        said = read(screened.text).text
        if screened.rejected or intent_of(said):
            continue
        before = _joined(said, before, find_guides, known)
    return _joined(question, before, find_guides, known)


def lacks_topic(question: str, find_guides: FindGuides) -> bool:
    """Say whether *question* asks for a fact without saying of what."""
    if not asked_slots(question) or find_guides(question):
        return False
    most = _NOTHING_MUCH if _LEANING.match(question) else 0
    return _thin(_bare(question), most=most)


def _joined(question: str, before: str, find_guides: FindGuides, known: Known) -> str:
    if not before:
        return question
    named = find_guides(question)
    if named:
        return _other_subject(question, named[0], before, find_guides)
    asks = bool(asked_slots(question))
    other_case = not asks and len(question) <= _SHORT and _TRAILING.search(question) is not None
    leaning = _LEANING.match(question) is not None or other_case
    short = len(question) <= _SHORT and _thin(_bare(question)) and asks
    meant = find_guides(" ".join(statutory_words(question)))
    unnamed = asks and not meant and bool(find_guides(before)) and known(question) < _KNOWN
    if not leaning and not short and not unnamed:
        return question
    alone = _with_topic(_bare(question), before, find_guides)
    # "报告表呢" asks of another case what was asked before.
    return alone if asks else f"{_TRAILING.sub('', alone)}{cue_of(before)}"


def _other_subject(question: str, named: GuideMention, before: str, find_guides: FindGuides) -> str:
    """ "那规划许可证呢" asks the question before again, about something else."""
    previous = find_guides(before)
    if (
        asked_slots(question)
        or not previous
        or not (_LEANING.match(question) or _TRAILING.search(question))
    ):
        return question
    if previous[0].matched not in before:
        return question
    return before.replace(previous[0].matched, named.matched)


def _with_topic(bare: str, before: str, find_guides: FindGuides) -> str:
    named = find_guides(before)
    if (
        named
        and named[0].matched in before
        and not _NAMES.search(before.replace(named[0].matched, ""))
    ):
        return f"{named[0].matched}{bare}"
    topic = _SPACE.sub(" ", topic_of(_TRAILING.sub("", before))).strip()
    return f"{topic or before}，{bare}"


def _bare(question: str) -> str:
    return _LEANING.sub("", question).strip() or question


def _thin(question: str, *, most: int = _NOTHING_MUCH) -> bool:
    return len(pairs(_SPACE.sub(" ", topic_of(question)))) <= most and not statutory_words(question)
