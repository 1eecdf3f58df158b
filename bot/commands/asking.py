"""What ``bangban ask`` does: the pipeline that serves people, over the installed corpus."""

import asyncio
from collections.abc import Sequence
from datetime import date
from time import perf_counter
from typing import Any

from bot.clock import SystemClock
from bot.due_dates import due_dates
from bot.knowledge_base import open_index
from bot.language_model import answer_model
from bot.settings import read_settings
from bot.texts import answers as texts
from retrieval.answers import Answer
from retrieval.evaluation.run import citation_row
from retrieval.pipeline import answer_question


def answer_once(question: str, *, history: Sequence[str], on: date | None) -> tuple[Answer, float]:
    """
    Return the answer to *question* and how long it took, in milliseconds.

    Raises:
        NotReady: The index cannot be built or read.
    """
    settings = read_settings()
    day = on or SystemClock(settings.zone).today()
    with open_index(settings) as index:
        model = answer_model(settings)
        started = perf_counter()
        answer = asyncio.run(
            answer_question(
                question,
                history=history,
                on=day,
                index=index,
                model=model,
                due_dates=due_dates(),
            )
        )
        return answer, (perf_counter() - started) * 1000


def text_of(answer: Answer) -> str:
    """Return the words of *answer*: its own, or those of its ending."""
    return answer.text or texts.ENDINGS[answer.status]


def as_dict(answer: Answer, latency_ms: float) -> dict[str, Any]:
    """Return *answer* for programs."""
    return {
        "status": answer.status.value,
        "answer": text_of(answer),
        "confidence": answer.confidence,
        "citations": [citation_row(citation) for citation in answer.citations],
        "candidates": [{"label": c.label, "question": c.question} for c in answer.candidates],
        "latency_ms": round(latency_ms, 2),
    }


def in_words(answer: Answer) -> list[str]:
    """Return *answer* for people: its words, which quote their ground, and the choices it offers."""
    return [text_of(answer), *(f"  · {choice.question}" for choice in answer.candidates)]
