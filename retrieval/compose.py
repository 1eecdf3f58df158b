"""Extractive answers: a conclusion, the words it rests on, what limits them, and where else to look."""

import re
from collections.abc import Sequence

from knowledge.guides import Guide
from knowledge.lexicon import expanded, statutory_words
from knowledge.passages import Passage, Slot
from retrieval import phrases
from retrieval.answers import Citation
from retrieval.citing import cite
from retrieval.composing import Draft
from retrieval.conditions import dropped_exceptions
from retrieval.guide_leads import Lead, lead_of
from retrieval.lookup import Found
from retrieval.quoting import Sought, Span, best_quote, best_sentence
from retrieval.slots import Asked, asked_slots, topic_of
from retrieval.wording import pairs, share_found, telling, weight_found

_NUMBER = re.compile(r"^\d+\.\s+")

_ARTICLE_BUDGET = 190  # characters quoted from the article that answers
_ALONE_BUDGET = 300  # … when nothing else is shown beside it
_CONCLUSION = 80
_ALSO_BUDGET = 75
_OR_ELSE_BUDGET = 130
_FIELD_BUDGET = 320
_LONGEST_LEAD = 320
_STANDS_OUT = 0.6  # share of what is sought that one line of a field holds
_CAUTIOUS = frozenset(
    {Slot.DEFINITION, Slot.CONDITIONS, Slot.PROCESS, Slot.EXCEPTIONS, Slot.LIMIT, Slot.DEPARTMENT}
)


def compose_articles(question: str, passages: Sequence[Passage], *, alone: bool = False) -> Draft:
    """Return an answer from the first of *passages*, the others as "see also" where they fit."""
    draft = Draft()
    sought = Sought(question, asked_slots(question), expanded(question))
    first = passages[0]
    budget = _ALONE_BUDGET if alone or len(passages) == 1 else _ARTICLE_BUDGET
    quote = _readable(best_quote(first.text, sought.within(first), budget=budget).of(first.text))
    conclusion = _conclusion(quote, sought.within(first))
    if conclusion:
        draft.say(conclusion)
    draft.quote(first, cite(first, quote))
    _add_exceptions(draft, first, quote)
    for passage in passages[1:]:
        _add_also(draft, passage, sought)
    draft.remark_if_it_fits((phrases.CONFIRM_AT_WINDOW,))
    return draft


def compose_field(
    question: str,
    guide: Guide,
    passage: Passage,
    also: Sequence[Passage] = (),
    matched: str = "",
    *,
    or_else: Sequence[Passage] = (),
) -> Draft:
    """
    Return an answer from one field of a guide; *also* are further passages worth showing.

    *matched* are the words of the question that name the guide; they tell its lines not apart. *or_else* are
    other fields that may be the one meant: what the first says stands beside the answer where there is room, what
    the others say behind the rest.
    """
    draft = Draft()
    sought = sought_in(question, matched)
    lead = lead_of(guide, passage, question)
    if lead:
        draft.say(lead.text)
    if lead and lead.beside:
        draft.say(lead.beside)
    quote = _field_quote(passage, lead, sought.within(passage))
    draft.quote(passage, cite(passage, quote, source=lead.basis if lead else None))
    if passage.slot is Slot.BASIS:
        _add_other_lines(draft, passage, quote, sought)
    for other in or_else[:1]:
        _add_or_else(draft, other, passage, sought)
    for extra in also:
        if extra in draft.passages:
            continue
        if extra.slot is Slot.CAUTION and extra.item == guide.slug:
            _add_caution(draft, extra, guide, expanded(question))
        else:
            label = f"{extra.article}：" if extra.item == passage.item else ""
            _add_also(draft, extra, sought, label=label)
    for other in or_else[1:]:
        _add_or_else(draft, other, passage, sought)
    draft.remark_if_it_fits((phrases.CONFIRM_AT_WINDOW,))
    return draft


def sought_in(question: str, matched: str) -> Sought:
    """Return what a field has to answer; *matched*, the name of its guide, tells its lines not apart."""
    rest = question.replace(matched, " ") if matched else question
    words = " ".join((topic_of(rest), *statutory_words(rest)))
    return Sought(question, asked_slots(question), words, named=matched)


def _field_quote(passage: Passage, lead: Lead | None, sought: Sought) -> str:
    if lead and lead.words and lead.words in passage.text and len(lead.words) <= _LONGEST_LEAD:
        return lead.words
    budget = _FIELD_BUDGET
    if lead:
        budget -= len(lead.text) // 2
    if passage.slot is Slot.BASIS and Asked.BASIS not in sought.asked:
        line = best_sentence(passage.text, sought, budget=budget)
        if line:
            return line
    # Where no line stands out, what people call it is not what the field calls it: then more of it is shown.
    lines = passage.text.split("\n")
    weights = telling(pairs(sought.words), lines)
    stands_out = max(weight_found(weights, line) for line in lines) >= _STANDS_OUT
    span = best_quote(passage.text, sought, budget=budget, context=not stands_out)
    return _readable(_whole_lines(passage.text, span, budget=budget))


def _whole_lines(text: str, span: Span, *, budget: int) -> str:
    """Return the lines that *span* touches; its last one only as far as it fits: half a line is half a rule."""
    start = text.rfind("\n", 0, span.start + 1) + 1
    end = text.find("\n", span.end - 1) if "\n" in text[span.end - 1 :] else len(text)
    before = text[start : span.end].rpartition("\n")[0].strip()
    return before if before and end - start > budget * 1.3 else text[start:end].strip()


def compose_ground(found: Found) -> Draft:
    """Return what guides say of an article whose own text is not held; it is said that it is not."""
    draft = Draft()
    draft.paragraphs.append(phrases.TEXT_ELSEWHERE)
    for _, basis, passage in found.grounds[:2]:
        line = next((words for words in passage.text.split("\n") if basis.says in words), None)
        if line is None:
            continue
        citation = cite(passage, line.strip())
        if not draft.citations:
            draft.quote(passage, citation)
        elif all(c.quote != citation.quote for c in draft.citations):
            draft.add_if_it_fits(passage, citation, phrases.SEE_ALSO + "：" + line.strip())
    return draft


def cautious(passage: Passage, fields: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the cautions of a guide that must stand beside its field *passage*."""
    if passage.slot not in _CAUTIOUS:
        return ()
    return tuple(p for p in fields if p.slot is Slot.CAUTION and p.id != passage.id)[:1]


def _conclusion(quote: str, sought: Sought) -> str:
    """Return the sentence of *quote* that answers, or nothing when the quote is hardly longer."""
    if len(quote) <= _CONCLUSION * 1.5:
        return ""
    return _readable(best_sentence(quote, sought, budget=_CONCLUSION))


def _add_exceptions(draft: Draft, passage: Passage, quote: str) -> None:
    """Add what limits the words quoted, even where it makes the answer long: it is part of the rule."""
    for words in dropped_exceptions(quote, passage.text):
        citation = cite(passage, words)
        draft.append(
            passage, citation, phrases.same_article(citation.place) + phrases.quoted(words)
        )


def _add_also(
    draft: Draft, passage: Passage, sought: Sought, *, label: str = "", budget: int = _ALSO_BUDGET
) -> None:
    of_guide = passage.item is not None
    context = of_guide and passage.slot is not Slot.BASIS  # whose lines are of different articles
    span = best_quote(passage.text, sought.within(passage), budget=budget, context=context)
    words = _whole_lines(passage.text, span, budget=budget) if of_guide else span.of(passage.text)
    quote = _readable(words)
    if len(quote) > 2 * budget:  # one endless sentence would push the others out
        return
    if dropped_exceptions(quote, passage.text):  # half a rule is worse than none beside the answer
        return
    citation = cite(passage, quote)
    label = label or _see_also(passage, citation)
    draft.add_if_it_fits(passage, citation, label + phrases.quoted(quote))


def _add_or_else(draft: Draft, other: Passage, answering: Passage, sought: Sought) -> None:
    """Add what *other* says, a field that may be meant instead of the *answering* one."""
    if other in draft.passages:
        return
    label = f"{other.article}：" if other.item == answering.item else ""
    _add_also(draft, other, sought, label=label, budget=_OR_ELSE_BUDGET)


def _add_other_lines(draft: Draft, passage: Passage, quote: str, sought: Sought) -> None:
    """Add the next best lines of a legal basis: several of its articles may deal with what is asked."""
    lines = [line for line in passage.text.split("\n") if line not in quote]
    room = _OR_ELSE_BUDGET
    while lines and room > 0:
        line = best_sentence("\n".join(lines), sought.within(passage), budget=room)
        if line not in lines or not draft.add_if_it_fits(
            passage, cite(passage, line), phrases.quoted(line)
        ):
            return
        lines.remove(line)
        room -= len(line)


def _add_caution(draft: Draft, passage: Passage, guide: Guide, words: str) -> None:
    """Add the caution nearest to the question; that of a measure always, its tension with the law."""
    wanted = pairs(words)
    line = max(passage.text.split("\n"), key=lambda said: share_found(wanted, said))
    if guide.category == "item" and not share_found(wanted, line):
        return
    quote = _readable(line)
    draft.add_if_it_fits(passage, cite(passage, quote), phrases.CAUTION + phrases.quoted(quote))


def _see_also(passage: Passage, citation: Citation) -> str:
    named = phrases.document_name(passage.short_title)
    return f"{phrases.SEE_ALSO}{named}{passage.article}{citation.place}："


def _readable(quote: str) -> str:
    """Return *quote* without what only makes sense inside its list."""
    quote = quote.strip().removesuffix("；")
    return _NUMBER.sub("", quote) if "\n" not in quote else quote
