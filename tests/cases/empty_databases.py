"""A database for every example of a property, as cheap as it can be made."""

import shutil
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.games import quick_engine


class EmptyDatabases:
    """
    One SQLite database after the other, in the same place and under the same engine.

    An engine compiles each statement once; a new one for every example would spend most of its time on
    that. Dispose of the engine after each example.
    """

    def __init__(self, template: Path, path: Path) -> None:
        self._template, self._path = template, path
        self._engine = quick_engine(f"sqlite:///{path}")

    def fresh(self) -> AsyncEngine:
        """Return the engine, before an empty database."""
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._template, self._path)
        return self._engine
