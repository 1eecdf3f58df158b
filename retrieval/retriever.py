"""The index as a LangChain retriever, for whoever builds a chain of their own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.index import Hit, KnowledgeIndex
from retrieval.citing import name_of
from retrieval.evidence import evidence
from retrieval.search import search


class PassageRetriever(BaseRetriever):
    """
    Passages in force today that are evidence for a question, best first.

    Each comes as a Document whose text is the passage verbatim; the metadata say where it stands, and
    ``id`` is the passage's own.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: KnowledgeIndex
    today: Callable[[], date]

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 — LangChain's signature
    ) -> list[Document]:
        hits = search(query, self.index, self.today())
        return [_document(hit) for hit in evidence(query, hits)]


def _document(hit: Hit) -> Document:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "name": name_of(passage),
        "document": passage.document_title,
        "article": passage.article,
        "level": passage.level.value,
        "kind": passage.kind.value,
        "in_force_from": passage.effective_from.isoformat() if passage.effective_from else None,
        "score": hit.score,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
