"""
Exceptions that stand in another article than the one quoted.

Three kinds: the quote excepts what another article names (除本条例第四条规定的情形外), another article takes a case out of
the one quoted (不适用本条例第十五条), or out of the whole text (农民自建低层住宅不适用本法).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.lexicon import expanded
from knowledge.passages import Passage
from retrieval import phrases
from retrieval.answers import Citation
from retrieval.citing import cite
from retrieval.composing import Draft
from retrieval.inquiry import Inquiry
from retrieval.quoting import sentences
from retrieval.references import articles_in
from retrieval.wording import naming_pairs

_THIS = r"本(?:法|条例|办法|规定|细则|规则)"
_ARTICLES = (
    r"第[一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十]+款)?"
)
_LISTED = rf"{_ARTICLES}(?:(?:、|和|或者|以及|至){_ARTICLES})*"
# What a quote excepts by naming another article.
_EXCEPTS = re.compile(
    rf"除(?:依照)?{_THIS}(?P<named>{_LISTED})[^。；]{{0,20}}?外|{_THIS}(?P<also>{_LISTED})规定的情[形况]除外"
)
# What another article takes out of an article, and out of the whole text.
_TAKES_OUT = re.compile(
    rf"不(?:适用|受){_THIS}(?P<named>{_LISTED})|^{_THIS}(?P<also>{_LISTED})[^。；]{{0,30}}?(?:可以不|不适用)"
)
_NOT_AT_ALL = re.compile(rf"^(?P<case>[^。；]+?)(?:，|的)?不适用{_THIS}(?!第)")
_TELLTALE = ("不适用", "不受本", "可以不")  # one of them stands in whatever the two above find
_RARE = 0.05  # of the articles of a text: a word in no more of them tells what is taken out
_NAMED = 2  # such words in a question, from which it is about the case taken out
_AROUND = 30  # characters for the number of an article and the signs around a quote
_LONGEST = 300  # characters of a list that is quoted whole


@dataclass(frozen=True)
class Limit:
    """Words of *passage* that limit what was quoted from another article."""

    passage: Passage
    words: str


def show_limits_elsewhere(draft: Draft, inquiry: Inquiry) -> None:
    """
    Add to *draft* what other articles take out of those quoted.

    What limits the answer itself is part of the rule and is added even where that makes it long; a quote
    beside it whose limit does not fit goes instead. What a quote itself excepts by number is said there
    already: the text of that number is added where it fits.
    """
    for number, citation in enumerate(tuple(draft.citations)):
        passage = _passage_of(citation, draft)
        if passage.item is not None:
            continue
        beside = inquiry.index.passages_of_document(passage.document_id)
        limits = [
            n for n in limits_of(passage, inquiry.question, beside) if not _is_shown(n, draft)
        ]
        if number and sum(_length(limit) for limit in limits) > draft.room():
            draft.take_back(citation)
            continue
        for limit in limits:
            _add(draft, limit)
        for limit in excepted_in(citation.quote, beside):
            if _length(limit) <= draft.room() and not _is_shown(limit, draft):
                _add(draft, limit)


def _passage_of(citation: Citation, draft: Draft) -> Passage:
    return next(passage for passage in draft.passages if passage.id == citation.passage_id)


def _is_shown(limit: Limit, draft: Draft) -> bool:
    return any(c.passage_id == limit.passage.id and limit.words in c.quote for c in draft.citations)


def _length(limit: Limit) -> int:
    return len(limit.words) + len(limit.passage.short_title) + _AROUND


def limits_of(passage: Passage, question: str, beside: Sequence[Passage]) -> Iterator[Limit]:
    """Yield what the other articles *beside* take out of *passage*, as far as *question* is about it."""
    for other in beside:
        if other.id == passage.id or not any(words in other.text for words in _TELLTALE):
            continue
        for sentence in sentences(other.text):
            words = sentence.of(other.text)
            taken = _TAKES_OUT.search(words)
            if taken and passage.article in articles_in(taken["named"] or taken["also"]):
                yield Limit(other, _with_list(words, other.text))
            whole = _NOT_AT_ALL.match(words)
            if whole and _is_about(question, whole["case"], beside):
                yield Limit(other, _with_list(words, other.text))


def excepted_in(quote: str, beside: Sequence[Passage]) -> Iterator[Limit]:
    """Yield the articles that *quote* itself names as its exceptions."""
    for named in _EXCEPTS.finditer(quote):
        wanted = articles_in(named["named"] or named["also"])
        yield from (Limit(other, other.text.strip()) for other in beside if other.article in wanted)


def _is_about(question: str, case: str, beside: Sequence[Passage]) -> bool:
    shared = naming_pairs(case) & naming_pairs(expanded(question))
    most = max(_RARE * len(beside), 1)
    rare = [pair for pair in shared if sum(pair in other.text for other in beside) <= most]
    return len(rare) >= _NAMED


def _with_list(words: str, text: str) -> str:
    """Return *words* with the list that they introduce, where it is not too long to be quoted."""
    whole = text.strip()
    return whole if words.endswith(("：", ":")) and len(whole) <= _LONGEST else words


def _add(draft: Draft, limit: Limit) -> None:
    citation = cite(limit.passage, limit.words)
    named = (
        phrases.document_name(limit.passage.short_title) + limit.passage.article + citation.place
    )
    draft.limit(limit.passage, citation, phrases.limited_by(named) + phrases.quoted(limit.words))
