"""The days from which documents no longer hold, kept beside the texts so that no text is touched."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from knowledge.errors import LibraryBroken
from knowledge.files import replace_file


class Withdrawals:
    """``withdrawn.json``: the end day by document id."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, date]:
        """
        Return the end days.

        Raises:
            LibraryBroken: The file does not hold them.
        """
        if not self._path.is_file():
            return {}
        try:
            said = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(key): date.fromisoformat(day) for key, day in said.items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise LibraryBroken(self._path, "应为“编号: 日期”的 JSON") from error

    def end(self, document_id: str, on: date) -> None:
        """Let the document end on that day."""
        self._write({**self.read(), document_id: on})

    def forget(self, document_id: str) -> None:
        """Let the document hold again, as its text says."""
        said = dict(self.read())
        if said.pop(document_id, None) is not None:
            self._write(said)

    def _write(self, said: Mapping[str, date]) -> None:
        days = {key: day.isoformat() for key, day in sorted(said.items())}
        replace_file(self._path, json.dumps(days, ensure_ascii=False, indent=2) + "\n")
