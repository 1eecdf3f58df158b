"""
The vectors, kept in an embedded Chroma.

Importing this costs about a second: whoever can do without vectors imports it late.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import Self

from chromadb import Collection, PersistentClient
from chromadb.api import ClientAPI
from chromadb.config import Settings

from knowledge.embeddings import Vectors
from knowledge.errors import IndexBroken
from knowledge.passages import Passage
from knowledge.scope import Scope, days_of

BATCH = 5000  # passages; Chroma takes no more than 5,461 at once
CARE = 100  # Chroma's own: a graph in which nearly all of the nearest are found
LITTLE_CARE = 50  # … in half the time

logging.getLogger("chromadb").setLevel(logging.ERROR)


def collection_name(embeddings_id: str) -> str:
    """Return the name of the collection for a model; Chroma takes no Chinese and no long names."""
    return f"passages-{hashlib.sha256(embeddings_id.encode()).hexdigest()[:16]}"


class DenseIndex:
    """Vectors of passages, found by cosine. Opens Chroma on first use; close it after use."""

    def __init__(self, directory: Path, embeddings_id: str) -> None:
        self._directory = directory
        self._name = collection_name(embeddings_id)
        self._client: ClientAPI | None = None
        self._opening = RLock()  # questions come from several threads
        self._collection: Collection | None = None

    def create(self, *, care: int = CARE) -> None:
        """Make the collection, empty; *care* is how many neighbours are weighed for each vector."""
        self._collection = self._opened().create_collection(
            self._name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_construction": care}},
        )

    def add(self, first: int, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add *passages*, at most :data:`BATCH`, under the ids ``str(first)`` and so on."""
        self._kept().add(
            ids=[str(n) for n in range(first, first + len(passages))],
            embeddings=vectors,
            metadatas=[_metadata(passage) for passage in passages],
        )

    def search(self, vector: Vectors, scope: Scope | None, limit: int) -> list[tuple[int, float]]:
        """
        Return the nearest passages in *scope* as (number, cosine), nearest first.

        Raises:
            IndexBroken: The files cannot be read.
        """
        with self._readable():
            found = self._kept().query(
                query_embeddings=vector,
                n_results=limit,
                where=scope.as_filter() if scope else None,
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return [
            (int(number), 1.0 - float(distance))
            for number, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def count(self) -> int:
        """
        Return how many vectors are kept.

        Raises:
            IndexBroken: The files cannot be read.
        """
        with self._readable():
            return self._kept().count()

    def close(self) -> None:
        """Let go of the files. May be called again."""
        self._collection = None
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]
            self._client = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # a spoilt file shows in many ways, ValueError among them
            raise IndexBroken(self._directory, f"向量库读不出来：{type(error).__name__}") from error

    def _kept(self) -> Collection:
        with self._opening:
            if self._collection is None:
                self._collection = self._opened().get_collection(
                    self._name, embedding_function=None
                )
            return self._collection

    def _check_file(self) -> None:
        # Chroma keeps a client that failed to open, and would hand it out again after a repair: so
        # look at its file before it does.
        path = self._directory / "chroma.sqlite3"
        if not path.is_file():
            return  # a new one
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            file.execute("SELECT count(*) FROM collections")

    def _opened(self) -> ClientAPI:
        if self._client is None:
            self._check_file()
            self._client = PersistentClient(
                path=str(self._directory), settings=Settings(anonymized_telemetry=False)
            )
        return self._client


def _metadata(passage: Passage) -> dict[str, str | int]:
    # What a scope asks for, and no more: at fifty thousand passages each entry costs seconds.
    first, end = days_of(passage)
    return {
        "category": passage.category,
        "kind": passage.kind.value,
        "level": passage.level.value,
        "effective_from": first,
        "effective_to": end,
    }
