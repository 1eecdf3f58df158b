"""A database for every example of a property, as cheap as it can be made."""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.database import create_engine


class EmptyDatabases:
    """
    One SQLite database after the other, in the same place and under the same engine.

    An engine compiles each statement once; a new one for every example would spend most of its time on
    that. Dispose of the engine after each example.
    """

    def __init__(self, template: Path, path: Path) -> None:
        self._template, self._path = template, path
        self._engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine.sync_engine, "connect", _no_fsync)

    def fresh(self) -> AsyncEngine:
        """Return the engine, before an empty database."""
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self._template, self._path)
        return self._engine


def _no_fsync(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
