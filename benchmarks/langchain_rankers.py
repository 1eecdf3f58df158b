"""
What users of LangChain reach for: Chroma, and BM25Retriever with jieba beside it.

Chroma's own default embedding (English MiniLM) is fetched from the network at its first use, which
is not possible on an isolated machine. LSA with 512 dimensions stands in for it.
"""

import warnings
from collections.abc import Sequence

import jieba
from chromadb import EphemeralClient
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import normalize

from benchmarks.scoring import DEPTH

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package announces its end at every import
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever

DIMENSIONS = 512


class LsaEmbeddings(Embeddings):
    """TF-IDF over 1- and 2-grams of characters, reduced to 512 dimensions, unit length."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        size = min(DIMENSIONS, len(texts) - 1)
        self._model = make_pipeline(words, TruncatedSVD(size, random_state=0))
        self._model.fit(texts)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a vector per text."""
        return [[float(x) for x in row] for row in normalize(self._model.transform(texts))]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


class LangChainRanker:
    """Ranks texts through a LangChain retriever."""

    def __init__(self, retriever: BaseRetriever) -> None:
        self._retriever = retriever

    def best(self, question: str, limit: int) -> list[int]:
        """Return the positions of the texts that fit best, best first."""
        found = self._retriever.invoke(question)
        return [int(document.metadata["position"]) for document in found][:limit]


def chroma_alone(texts: Sequence[str]) -> LangChainRanker:
    """Return Chroma over the LSA vectors of *texts*."""
    return LangChainRanker(_vectors(texts))


def ensemble(texts: Sequence[str]) -> LangChainRanker:
    """Return EnsembleRetriever, both halves weighted alike: BM25 over jieba's words, and Chroma."""
    jieba.setLogLevel("ERROR")
    words = BM25Retriever.from_texts(
        list(texts), metadatas=_positions(texts), preprocess_func=jieba.lcut, k=DEPTH
    )
    return LangChainRanker(
        EnsembleRetriever(retrievers=[words, _vectors(texts)], weights=[0.5, 0.5])
    )


def _vectors(texts: Sequence[str]) -> BaseRetriever:
    store = Chroma.from_texts(
        list(texts),
        LsaEmbeddings(texts),
        metadatas=_positions(texts),
        client=EphemeralClient(Settings(anonymized_telemetry=False)),
    )
    retriever: BaseRetriever = store.as_retriever(search_kwargs={"k": DEPTH})
    return retriever


def _positions(texts: Sequence[str]) -> list[dict[str, int]]:
    return [{"position": number} for number in range(len(texts))]
