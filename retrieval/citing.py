"""Passages as the ground of an answer."""

import re

from knowledge.paragraphs import place_of
from knowledge.passages import Passage
from retrieval.answers import Citation
from retrieval.phrases import quoted, source_line

_ARTICLE = re.compile(r"第.+条(?:之.+)?")  # fields of guides and points of notices have no 款


def name_of(passage: Passage) -> str:
    """
    Return the name under which a passage is listed: 建筑法第八条, or guide#slot.

    Question files use the same names.
    """
    if passage.item is not None:
        return f"{passage.short_title}#{passage.slot.value}"
    return f"{passage.short_title}{passage.article}"


def cite(passage: Passage, quote: str, *, source: str | None = None) -> Citation:
    """Return *quote*, which stands in *passage*, with all that says where it is from."""
    first = passage.sources[0] if passage.sources else None
    return Citation(
        passage_id=passage.id,
        document=passage.document_title,
        article=passage.article,
        quote=quote,
        level=passage.level.value,
        kind=passage.kind.value,
        in_force_from=passage.effective_from,
        source=source or (first.title if first else passage.document_title),
        url=first.url if first else None,
        place=place_of(passage.text, quote) if _ARTICLE.fullmatch(passage.article) else "",
    )


def shown(citation: Citation) -> str:
    """Return a citation for people: the words, and below them where they stand."""
    return f"{quoted(citation.quote)}\n——{where(citation)}"


def where(citation: Citation) -> str:
    """Return where a quote stands, down to the 款 and 项 where these are certain."""
    return source_line(
        citation.document,
        citation.article + citation.place,
        citation.level,
        citation.in_force_from,
    )
