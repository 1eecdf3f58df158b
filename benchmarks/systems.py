"""The systems that are compared, behind one port."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from benchmarks.corpora_to_ask import Searchable, searchable
from benchmarks.scoring import DEPTH, LONGEST
from bot.due_dates import due_dates
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.index import KnowledgeIndex
from knowledge.synchronise import Corpus, synchronise
from retrieval.answers import AnswerStatus
from retrieval.evaluation import Question, evaluate


class SystemName(StrEnum):
    """Everybody in the tables."""

    OURS = "ours"
    ENSEMBLE = "ensemble"  # (a)
    CHARACTERS = "characters"  # (b)
    CHROMA = "chroma"  # (c)


class Ranker(Protocol):
    """Finds texts."""

    def best(self, question: str, limit: int) -> list[int]:
        """Return the positions of the texts that fit best, best first."""
        ...


Rows = list[dict[str, Any]]


class System(Protocol):
    """Answers questions over a corpus that it was given before."""

    async def ask(self, questions: Sequence[Question], on: date) -> Rows:
        """Return a row per question as ``bangban evaluate --json`` prints it."""
        ...


class Ours:
    """The pipeline that serves people, without a language model."""

    def __init__(self, corpus: Corpus, scratch: Path) -> None:
        embedding = embeddings(read_settings())
        synchronise(corpus, scratch / "index", embedding)
        self._index = KnowledgeIndex.open(scratch / "index", embedding)

    async def ask(self, questions: Sequence[Question], on: date) -> Rows:
        """Return a row per question."""
        found = await evaluate(questions, self._index, on=on, due_dates=due_dates())
        return found.per_question


class Ranked:
    """
    A ranking made into an answerer as far as it goes.

    The earlier questions stand before a follow-up; the best text, cut to 500 characters, is the
    answer. It never refuses and knows no dates.
    """

    def __init__(
        self, texts: Sequence[Searchable], rank: Callable[[Sequence[str]], Ranker]
    ) -> None:
        self._texts = texts
        self._ranker = rank([text.text for text in texts])

    async def ask(self, questions: Sequence[Question], on: date) -> Rows:  # noqa: ARG002
        """Return a row per question."""
        return [self._row(question) for question in questions]

    def _row(self, question: Question) -> dict[str, Any]:
        started = perf_counter()
        found = self._ranker.best(" ".join((*question.history, question.question)), DEPTH)
        latency_ms = (perf_counter() - started) * 1000
        best = self._texts[found[0]].body if found else ""
        return {
            "id": question.id,
            "status": AnswerStatus.ANSWERED if found else AnswerStatus.UNANSWERABLE_NO_SOURCE,
            "answer": best[:LONGEST],
            "retrieved": list(dict.fromkeys(self._texts[n].name for n in found)),
            "citations": [],
            "latency_ms": latency_ms,
        }


def build(name: SystemName, corpus: Corpus, scratch: Path, *, with_known: bool) -> System:
    """Return the system with *corpus* indexed."""
    if name is SystemName.OURS:
        return Ours(corpus, scratch)
    if name is SystemName.CHARACTERS:
        from benchmarks.char_bm25 import CharBm25  # noqa: PLC0415 — the others' memory is not ours

        return Ranked(list(searchable(corpus, with_known=with_known)), CharBm25)
    from benchmarks import langchain_rankers as them  # noqa: PLC0415 — the same

    rank = them.ensemble if name is SystemName.ENSEMBLE else them.chroma_alone
    return Ranked(list(searchable(corpus, with_known=with_known)), rank)
