"""
What may not get worse.

    .venv/bin/python -m benchmarks.gate

Asks the questions that may be read while building (construction dev, the dev halves of our own and of the
plain ones over statutes, those over articles drawn at random, the near-misses over the guides) and fails
when a figure falls below its floor. A floor is the target once the target is reached; until then it lies
a little below what was reached.
"""

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpora_to_ask import corpus_of
from benchmarks.question_sets import (
    DATA,
    ON,
    QuestionSet,
    as_questions,
    construction_set,
    drawn_set,
    near_misses,
    own_set,
    plain_set,
)
from bot.due_dates import due_dates
from bot.knowledge_base import embeddings
from bot.settings import read_settings
from knowledge.index import KnowledgeIndex
from knowledge.synchronise import synchronise
from retrieval.evaluation import Evaluation, evaluate


@dataclass(frozen=True)
class Bound:
    """A figure, where it shall be, and where it may not be any more; *at_most* turns both round."""

    figure: str
    target: float
    floor: float
    at_most: bool = False

    def holds(self, value: float, bound: float) -> bool:
        """Say whether *value* keeps to *bound*."""
        return value <= bound if self.at_most else value >= bound


CONSTRUCTION = (
    Bound("hit@5", 0.93, 0.93),
    Bound("mrr@10", 0.80, 0.80),
    Bound("key_fact", 0.85, 0.85),
    Bound("refused_unanswerable", 0.85, 0.85),
    Bound("false_refusal", 0.10, 0.10, at_most=True),
    Bound("dropped_conditions", 0.0, 0.0, at_most=True),
    Bound("citation_precision", 1.0, 1.0),
)
OWN = (
    Bound("item_hit@1", 0.92, 0.92),
    Bound("key_fact", 0.92, 0.92),
    Bound("paraphrases_alike", 0.90, 0.90),
    Bound("refused_near_miss", 0.85, 0.85),
    Bound("premises_corrected", 0.80, 0.80),
    Bound("false_refusal", 0.10, 0.10, at_most=True),
    Bound("stale_citations", 0.0, 0.0, at_most=True),
    Bound("dropped_conditions", 0.0, 0.0, at_most=True),
    Bound("citation_precision", 1.0, 1.0),
)


PLAIN = (
    Bound("hit@5", 0.93, 0.93),
    Bound("key_fact", 0.85, 0.85),
    Bound("refused_near_miss", 0.85, 0.85),
    Bound("false_refusal", 0.10, 0.10, at_most=True),
    Bound("dropped_conditions", 0.0, 0.0, at_most=True),
    Bound("citation_precision", 1.0, 1.0),
)
DRAWN = (
    Bound("hit@5", 0.93, 0.93),
    Bound("mrr@10", 0.80, 0.80),
    Bound("key_fact", 0.85, 0.85),
    Bound("refused_unanswerable", 0.85, 0.85),
    Bound("false_refusal", 0.10, 0.10, at_most=True),
    Bound("dropped_conditions", 0.0, 0.0, at_most=True),
    Bound("citation_precision", 1.0, 1.0),
)
NEAR = (Bound("refused_near_miss", 0.85, 0.85),)


def main() -> int:
    """Print a line per figure and return 1 if one fell below its floor."""
    fallen = _report(own_set("dev"), OWN) + _report(near_misses(), NEAR)
    if DATA.is_dir():
        fallen += _report(construction_set(DATA), CONSTRUCTION)
        fallen += _report(plain_set("dev", DATA), PLAIN)
        fallen += _report(drawn_set(DATA), DRAWN)
    else:
        print(f"{DATA} is not here: nothing was asked over the statutes", file=sys.stderr)
    return 1 if fallen else 0


def _found(asked: QuestionSet) -> Evaluation:
    embedding, questions = embeddings(read_settings()), as_questions(asked.questions)
    with TemporaryDirectory(prefix="bangban-bench-") as folder:
        scratch = Path(folder)
        corpus = corpus_of(asked.corpus, asked.path, None, scratch)
        synchronise(corpus, scratch / "index", embedding)
        with KnowledgeIndex.open(scratch / "index", embedding) as index:
            return asyncio.run(evaluate(questions, index, on=ON, due_dates=due_dates()))


def _report(asked: QuestionSet, bounds: Sequence[Bound]) -> list[Bound]:
    found = _found(asked)
    print(f"\n{asked.title}: {len(found.outcomes)} questions")
    print("\n".join(_lines(bounds, found.metrics)))
    return [bound for bound in bounds if not bound.holds(_value(bound, found.metrics), bound.floor)]


def _lines(bounds: Sequence[Bound], metrics: Mapping[str, float | None]) -> Iterator[str]:
    for bound in bounds:
        value, sign = _value(bound, metrics), "≤" if bound.at_most else "≥"
        verdict = "below its floor" if not bound.holds(value, bound.floor) else "not reached yet"
        verdict = "reached" if bound.holds(value, bound.target) else verdict
        yield f"  {bound.figure:<22}{value:.3f}  target {sign} {bound.target:.2f}  {verdict}"


def _value(bound: Bound, metrics: Mapping[str, float | None]) -> float:
    value = metrics[bound.figure]
    if value is None:
        msg = f"no question speaks to {bound.figure}"
        raise ValueError(msg)
    return value


if __name__ == "__main__":
    sys.exit(main())
