"""Whether what answers a question was found, and how far up."""

import re
from collections.abc import Mapping, Sequence

from retrieval.evaluation.outcomes import Outcome, answerable
from retrieval.evaluation.shares import Share, share

DEPTH = 10
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千零〇]+条")


def rankings(outcomes: Sequence[Outcome]) -> Mapping[str, Share]:
    """Return hit@1, hit@5, item_hit@1, recall@10 and mrr@10 over questions with a known source."""
    golden = [outcome for outcome in answerable(outcomes) if outcome.gold]
    guided = [outcome for outcome in golden if _items(outcome.gold)]
    return {
        "hit@1": share(golden, lambda o: _hit(o, 1)),
        "hit@5": share(golden, lambda o: _hit(o, 5)),
        "item_hit@1": share(guided, _item_hit),
        "recall@10": share(golden, _recall),
        "mrr@10": share(golden, _reciprocal_rank),
    }


def _answers(name: str, gold: str) -> bool:
    return name == gold or name.startswith(f"{gold}#")


def _hit(outcome: Outcome, depth: int) -> bool:
    return any(_answers(name, g) for name in outcome.answer.retrieved[:depth] for g in outcome.gold)


def _items(names: Sequence[str]) -> set[str]:
    """Return the guides that *names* belong to: 建筑法第八条 belongs to none."""
    return {name.partition("#")[0] for name in names if not _ARTICLE.search(name)}


def _item_hit(outcome: Outcome) -> bool:
    return bool(_items(outcome.answer.retrieved[:1]) & _items(outcome.gold))


def _recall(outcome: Outcome) -> float:
    found = outcome.answer.retrieved[:DEPTH]
    return sum(any(_answers(n, g) for n in found) for g in outcome.gold) / len(outcome.gold)


def _reciprocal_rank(outcome: Outcome) -> float:
    for rank, name in enumerate(outcome.answer.retrieved[:DEPTH], start=1):
        if any(_answers(name, gold) for gold in outcome.gold):
            return 1 / rank
    return 0.0
