"""What became of a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from retrieval.answers import Answer, Citation
from retrieval.citing import name_of
from retrieval.composing import LONGEST
from retrieval.evaluation.questions import Question

_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True)
class Outcome:
    """
    One question, how it ended, and how long that took.

    *gold* are the names of the passages that answer it, as they are listed in ``Answer.retrieved``; the
    name of a guide alone stands for all its passages. *cited* are the passages behind the citations, by
    id. *on* is the day it was asked about.
    """

    question: Question
    answer: Answer
    latency_ms: float
    on: date
    gold: tuple[str, ...]
    cited: dict[str, Passage]

    @property
    def group(self) -> str:
        """answered, clarification, routed, unanswerable, rejected or error."""
        return self.answer.status.group

    def says(self, words: str) -> bool:
        """Say whether the answer holds *words*: white space aside, 〇一二三 and 0123 alike."""
        return says(self.answer.text, words)

    @property
    def states_key_fact(self) -> bool:
        """Whether it is answered with the key fact, and short enough to be read on a phone."""
        fact = self.question.key_fact or ""
        short = len(bare(self.answer.text)) <= LONGEST
        return self.answer.answered and short and self.says(fact)

    def passage_of(self, citation: Citation) -> Passage | None:
        """Return the passage that *citation* names, if the corpus holds it."""
        return self.cited.get(citation.passage_id)


def outcome_of(
    question: Question, answer: Answer, latency_ms: float, on: date, index: KnowledgeIndex
) -> Outcome:
    """Return what became of *question*, with what is needed of *index* to judge it."""
    cited = index.passages({citation.passage_id for citation in answer.citations})
    gold = tuple(dict.fromkeys(_listed(name, index) for name in question.gold))
    return Outcome(question, answer, latency_ms, on, gold, {p.id: p for p in cited})


def answerable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes of questions that the corpus has an answer to."""
    return [outcome for outcome in outcomes if outcome.question.answerable]


def bare(text: str) -> str:
    """Return *text* without white space."""
    return _SPACE.sub("", text)


def says(text: str, words: str) -> bool:
    """
    Say whether *text* holds *words*, however they are spaced and their digits written.

    >>> says("应当自收到申请之日起七 日内", "7日")
    True
    """
    said, sought = bare(text), bare(words)
    return sought in said or sought.translate(_DIGITS) in said.translate(_DIGITS)


def _listed(gold: str, index: KnowledgeIndex) -> str:
    """Return the name that *gold*, the id of a passage or the slug of a guide, is listed under."""
    for passage in index.passages([gold]):
        return name_of(passage)
    guide = index.guide(gold)
    return guide.name if guide else gold
