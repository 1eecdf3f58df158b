"""
Our scorer against the one that everybody uses, on made-up results.

    .venv/bin/python -m benchmarks.check_scoring ../shared/check/score_answers.py
"""

import importlib.util
import math
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.scoring import scores

NAMES = [f"样例法第{n}条" for n in "一二三四五六七八九十"]
FACTS = ["七日", "三个月", "7 日", "不得开工", None]
ROUNDS = 200
QUESTIONS = 12


def main() -> None:
    """Fail on the first figure that differs."""
    theirs, draw = _scorer(Path(sys.argv[1])), random.Random(7)
    for _ in range(ROUNDS):
        questions = [_question(draw, n) for n in range(QUESTIONS)]
        rows = [_row(draw, question) for question in questions]
        ours = {name: share.value for name, share in scores(rows, questions).items()}
        for name, value in theirs({"per_question": rows}, questions).items():
            said = ours[name]
            mine = math.nan if said is None else said
            if not (math.isnan(value) and math.isnan(mine)) and not math.isclose(value, mine):
                sys.exit(f"{name}: {value} by the shared scorer, {mine} by ours")
    print(f"the scorers agree on {ROUNDS} results")


def _scorer(path: Path) -> Callable[..., dict[str, float]]:
    spec = importlib.util.spec_from_file_location("score_answers", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Callable[..., dict[str, float]] = module.score
    return scorer


def _question(draw: random.Random, number: int) -> dict[str, Any]:
    answerable = draw.random() < 0.7
    return {
        "id": str(number),
        "gold": draw.sample(NAMES, draw.randint(1, 3)) if answerable else [],
        "key_fact": draw.choice(FACTS) if answerable else None,
        "answerable": answerable,
    }


def _row(draw: random.Random, question: dict[str, Any]) -> dict[str, Any]:
    fact = draw.choice([question["key_fact"] or "", "三 个月", "七日", "没有"])
    return {
        "id": question["id"],
        "status": draw.choice(["answered", "answered_partly", "unanswerable_no_source", "routed"]),
        "answer": fact + "啊" * draw.choice([0, 10, 497, 600]),
        "retrieved": draw.sample(NAMES, draw.randint(0, 10)),
    }


if __name__ == "__main__":
    main()
