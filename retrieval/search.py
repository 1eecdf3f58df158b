"""Searching: what fits the question and is in force on the day asked about."""

from datetime import date

from knowledge.clause_tree import PREAMBLE
from knowledge.index import Hit, KnowledgeIndex

DEPTH = 20


def search(question: str, index: KnowledgeIndex, on: date) -> tuple[Hit, ...]:
    """
    Return the passages in force on that day that fit *question* best, best first.

    What stands above the first article names only who passed the text, and answers nothing.
    """
    hits = index.search(question, on=on, limit=DEPTH)
    return tuple(hit for hit in hits if hit.passage.article != PREAMBLE)
