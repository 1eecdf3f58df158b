"""The clauses that a member of staff rests an answer on: those named in it, and those near the question."""

import re
from datetime import date

from knowledge.errors import IndexUnusable
from knowledge.index import KnowledgeIndex
from knowledge.passages import Passage
from retrieval.quoting import Sought, best_quote
from retrieval.slots import asked_slots

MOST_OFFERED = 3
QUOTE = 160  # characters of a clause shown below an approved answer

_NAMED = re.compile(
    r"《(?P<title>[^《》]{2,60})》\s*(?P<article>第\s*[零〇一二三四五六七八九十百千\d]+\s*条(?:之[一二三四五六七八九十])?)"
)


def grounds_in(text: str, index: KnowledgeIndex, on: date) -> tuple[Passage, ...]:
    """Return the articles that *text* names as 《…》第…条 and that are held and in force."""
    found = (
        index.article(named["title"], "".join(named["article"].split()), on)
        for named in _NAMED.finditer(text)
    )
    return tuple({passage.id: passage for passage in found if passage is not None}.values())


def nearby(question: str | None, index: KnowledgeIndex, on: date) -> tuple[Passage, ...]:
    """Return the passages that fit *question* best; none when the index cannot be read."""
    if not question:
        return ()
    try:
        return tuple(hit.passage for hit in index.search(question, on=on, limit=MOST_OFFERED))
    except IndexUnusable:
        return ()


def quoted(passage: Passage, answer: str) -> str:
    """Return the words of *passage* that stand nearest to *answer*, verbatim."""
    sought = Sought(answer, asked_slots(answer), answer)
    return best_quote(passage.text, sought, budget=QUOTE).of(passage.text)
