"""The files in which the library keeps texts."""

from dataclasses import asdict

from knowledge.documents import Document
from knowledge.front_matter import join_front_matter


def as_file(document: Document) -> str:
    """Return the file that a document is kept in."""
    said = {
        "title": document.title,
        "short_title": document.short_title,
        "category": document.category,
        "kind": document.kind.value,
        "level": document.level.value,
        "issuer": document.issuer,
        "number": document.number,
        "effective_from": document.effective_from,
        "effective_to": document.effective_to,
        "supersedes": document.supersedes,
        "unconfirmed": list(document.unconfirmed),
        "sources": [asdict(source) for source in document.sources],
    }
    return join_front_matter(said, document.text)
