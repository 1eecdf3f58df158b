"""Outcomes with every part defaulted, so that a test names only what it is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.documents import DocumentKind, Level
from knowledge.passages import Passage, Slot
from retrieval.answers import Answer, AnswerStatus, Citation
from retrieval.evaluation.outcomes import Outcome
from retrieval.evaluation.questions import Question

TODAY = date(2026, 11, 23)


def a_passage(text: str, *, id: str = "样例法#第一条", **more: Any) -> Passage:  # noqa: A002
    said: dict[str, Any] = {
        "document_id": "样例法",
        "document_title": "样例法",
        "short_title": "样例法",
        "category": "law",
        "article": "第一条",
        "breadcrumb": (),
        "slot": Slot.ARTICLE,
        "item": None,
        "item_name": None,
        "level": Level.NATIONAL,
        "kind": DocumentKind.OFFICIAL,
        "effective_from": date(2020, 1, 1),
        "effective_to": None,
        "sources": (),
    }
    return Passage(id=id, text=text, **(said | more))


def a_citation(quote: str, passage_id: str = "样例法#第一条") -> Citation:
    return Citation(passage_id, "样例法", "第一条", quote, "国家", "official", None, None, None)


def an_outcome(
    *,
    text: str = "",
    status: AnswerStatus = AnswerStatus.ANSWERED,
    retrieved: tuple[str, ...] = (),
    gold: tuple[str, ...] = (),
    quotes: tuple[str, ...] = (),
    passages: Mapping[str, Passage] | None = None,
    on: date = TODAY,
    latency_ms: float = 1.0,
    **question: Any,
) -> Outcome:
    """Return an answered question; *quotes* are cited from the first of *passages*."""
    held = dict(passages or {})
    source = next(iter(held), "样例法#第一条")
    answer = Answer(
        status,
        "问",
        on,
        text=text,
        citations=tuple(a_citation(quote, source) for quote in quotes),
        retrieved=retrieved,
    )
    asked = Question(id="q", question="问", gold=gold, **question)
    return Outcome(asked, answer, latency_ms, on, gold, held)


def refused(**question: Any) -> Outcome:
    return an_outcome(status=AnswerStatus.UNANSWERABLE_NO_SOURCE, **question)
