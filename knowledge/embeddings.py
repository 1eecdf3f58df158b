"""Turning texts into vectors: the port, and models of others behind it; ours is in ``static_embeddings.py``."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingFailed
from knowledge.ngrams import counted_grams

Vectors = NDArray[np.float32]

# A ranking by meaning counts a third of the one by words. Weak vectors then cost next to nothing; at
# equal weight they cost up to a sixth of the hits.
A_MODEL = 1 / 3


class Embeddings(Protocol):
    """
    A model; *id* changes whenever its vectors would.

    *weight* is what its ranking counts for where that of the words counts for 1; a model with weight 0
    is not asked at all.
    """

    @property
    def id(self) -> str: ...

    @property
    def weight(self) -> float: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """
        Return one row of length 1 per text.

        Raises:
            EmbeddingFailed: The model cannot be reached or gave something else.
        """
        ...


class HashingEmbeddings:
    """
    Signed feature hashing of characters and pairs: the same in every process, nothing to learn or load.

    Frequencies count by their logarithm. It finds texts that share wording, not meaning, and beside BM25 nothing
    more: the yardstick that learned vectors have to beat (``benchmarks/retrieval_legs.py``).
    """

    weight = 0.0

    def __init__(self, dimensions: int = 256, longest: int = 2) -> None:
        self.dimensions = dimensions
        self.longest = longest

    @property
    def id(self) -> str:
        return f"hashing-{self.longest}-{self.dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        found = counted_grams(texts, self.longest)
        hashes = _mixed(found.keys)
        signs = np.where(hashes >> np.uint64(63), 1.0, -1.0)
        columns = (hashes % np.uint64(self.dimensions)).astype(np.int64)
        vectors = np.bincount(
            found.texts.astype(np.int64) * self.dimensions + columns,
            weights=signs * (1 + np.log(found.counts)),
            minlength=len(texts) * self.dimensions,
        ).astype(np.float32)
        return unit_rows(vectors.reshape(len(texts), self.dimensions))


class EndpointEmbeddings:
    """A model behind an OpenAI-compatible address."""

    weight = A_MODEL

    def __init__(self, *, base_url: str, model: str, api_key: str, timeout: float = 20.0) -> None:
        # Imported here: it costs half a second that nobody without an endpoint should pay.
        from langchain_openai import OpenAIEmbeddings  # noqa: PLC0415
        from pydantic import SecretStr  # noqa: PLC0415

        self._model = OpenAIEmbeddings(
            base_url=base_url,
            model=model,
            api_key=SecretStr(api_key),
            timeout=timeout,
            max_retries=2,
            chunk_size=10,  # the smallest batch that the usual providers take
            # Otherwise it sends token numbers, which other servers refuse, and fetches a tokenizer.
            check_embedding_ctx_length=False,
        )
        self._name = model

    @property
    def id(self) -> str:
        return f"endpoint-{self._name}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        try:
            rows = self._model.embed_documents(list(texts))
        except Exception as error:  # every client error means the same here: no vectors
            raise EmbeddingFailed(self._name, type(error).__name__) from error
        return checked(self._name, rows, len(texts))


class LocalEmbeddings:
    """A sentence-transformers model in a folder on this machine (extra ``local-embeddings``)."""

    weight = A_MODEL

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            sentence_transformers: Any = import_module("sentence_transformers")
        except ImportError as error:
            reason = "缺少 sentence-transformers，请安装 bangban[local-embeddings]"
            raise EmbeddingFailed(str(path), reason) from error
        if not path.is_dir():
            raise EmbeddingFailed(str(path), "没有这个文件夹")
        self._model: Any = sentence_transformers.SentenceTransformer(
            str(path), local_files_only=True
        )

    @property
    def id(self) -> str:
        return f"local-{self._path.name}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        return checked(self._path.name, self._model.encode(list(texts)), len(texts))


def checked(model: str, rows: Any, expected: int) -> Vectors:
    """Return *rows* as unit vectors, or raise EmbeddingFailed if they are not one per text."""
    try:
        vectors = np.asarray(rows, dtype=np.float32)
    except ValueError as error:
        raise EmbeddingFailed(model, "返回的向量长短不一") from error
    if vectors.shape[:1] != (expected,) or vectors.ndim != 2:  # noqa: PLR2004 — a table
        raise EmbeddingFailed(model, "返回的向量数量不对")
    if not np.isfinite(vectors).all():
        raise EmbeddingFailed(model, "返回的向量不是数字")
    return unit_rows(vectors)


def unit_rows(vectors: Vectors) -> Vectors:
    """Return each row with length 1; a row of zeros points along the first axis."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] == 0
    if empty.any():
        vectors = vectors.copy()
        vectors[empty, 0] = 1  # cosine distance is not defined for a zero vector
        lengths[empty] = 1
    rows: Vectors = (vectors / lengths).astype(np.float32)
    return rows


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return well-spread hashes of *keys* (the finaliser of SplitMix64)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))
