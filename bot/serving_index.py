"""The index that answers now, also after ``bangban knowledge sync`` has put a newer one in its place."""

import logging
from collections.abc import Callable
from threading import Lock

from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex

log = logging.getLogger(__name__)


class ServingIndex:
    """
    An open index and the way to open it anew.

    One that was replaced stays open until the next replacement: a question may still be reading it.
    """

    def __init__(self, index: KnowledgeIndex, open_anew: Callable[[], KnowledgeIndex]) -> None:
        self._index = index
        self._before: KnowledgeIndex | None = None
        self._open_anew = open_anew
        self._changing = Lock()

    def now(self) -> KnowledgeIndex:
        """Return the index that serves; where the newer one cannot be opened, the one before answers on."""
        with self._changing:
            if not self._index.is_current():
                try:
                    self._replace(self._open_anew())
                except (KnowledgeError, OSError) as error:
                    log.warning("index.not_replaced", extra={"reason": str(error)})
            return self._index

    def close(self) -> None:
        """Let go of the files."""
        for index in (self._index, self._before):
            if index is not None:
                index.close()

    def _replace(self, fresh: KnowledgeIndex) -> None:
        if self._before is not None:
            self._before.close()
        self._before, self._index = self._index, fresh
        log.info("index.replaced", extra={"generation": fresh.generation})
