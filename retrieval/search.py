"""Searching: the question in the words of the texts, in force on the day asked about."""

from datetime import date

from knowledge.index import Hit, KnowledgeIndex
from knowledge.lexicon import expanded

DEPTH = 20


def search(question: str, index: KnowledgeIndex, on: date) -> tuple[Hit, ...]:
    """Return the passages in force on that day that fit *question* best, best first."""
    return index.search(expanded(question), on=on, limit=DEPTH)
