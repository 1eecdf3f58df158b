"""How sure an answer is said to be, and how often it is right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from knowledge.index import KnowledgeIndex
from retrieval.answers import Tier
from retrieval.confidence import tier_of
from retrieval.evaluation import evaluate, read_questions
from retrieval.evaluation.outcomes import Outcome

QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "questions" / "ourselves.dev.jsonl"
TODAY = date(2026, 11, 23)
ENOUGH = 20  # answers in a step of the table below which a share says little
TOLERANCE = 0.2


def right(outcome: Outcome) -> bool:
    return outcome.question.answerable and (
        outcome.states_key_fact if outcome.question.key_fact else True
    )


def reliability(outcomes: Sequence[Outcome]) -> Mapping[int, list[bool]]:
    """Return, per tenth of confidence stated, whether each answer was right."""
    table: defaultdict[int, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.answer.answered:
            table[min(int(outcome.answer.confidence * 10), 9)].append(right(outcome))
    return table


async def test_what_is_stated_is_about_how_often_it_is_right(shipped: KnowledgeIndex):
    """The reliability table of the shipped corpus: stated confidence beside the share that was right."""
    questions = [q for q in read_questions(QUESTIONS) if q.type not in {"stale", "dates"}]

    found = await evaluate(questions, shipped, on=TODAY)
    table = reliability(found.outcomes)

    for step, answers in table.items():
        share, stated = sum(answers) / len(answers), (step + 0.5) / 10
        if len(answers) >= ENOUGH:
            assert abs(share - stated) <= TOLERANCE, (stated, share, len(answers))
    sure = [r for o in found.outcomes if o.answer.tier is Tier.ANSWER for r in (right(o),)]
    less = [r for o in found.outcomes if o.answer.tier is Tier.ANSWER_SEE_ALSO for r in (right(o),)]
    assert sum(sure) / len(sure) >= 0.8
    assert sum(sure) / len(sure) > sum(less) / len(less)


def test_the_tiers_follow_the_confidence():
    assert [tier_of(c) for c in (0.95, 0.5, 0.1)] == [
        Tier.ANSWER,
        Tier.ANSWER_SEE_ALSO,
        Tier.HAND_OVER,
    ]
